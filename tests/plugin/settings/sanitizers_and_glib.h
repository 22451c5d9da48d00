// What do the sanitizers find in GLib, which is not ours to mend? For one file of each program that loads libsecret.
#pragma once

// LeakSanitizer asks the program for this name. Only the real libsecret uses GLib here, and what GIO sets up once for
// it stays.
extern "C" __attribute__((visibility("default"))) char const* __lsan_default_suppressions(); // NOLINT
extern "C" char const* __lsan_default_suppressions() {                                       // NOLINT
    return "leak:libglib-2.0.so\n";
}

// And ThreadSanitizer for this one: Debian's GLib is not instrumented, so its locks are not seen.
extern "C" __attribute__((visibility("default"))) char const* __tsan_default_suppressions(); // NOLINT
extern "C" char const* __tsan_default_suppressions() {                                       // NOLINT
    return "race:libglib-2.0.so\nrace:libgobject-2.0.so\nrace:libgio-2.0.so\n";
}
