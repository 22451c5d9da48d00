// How does C call us back (GTK, GLib, libgimp) without an exception crossing its frames? Only through this file: a test
// looks that nobody connects a signal, starts a timer or hands out a function in another way.
#pragma once

#include "inlay/guarded.h"

#include <glib-object.h>

#include <type_traits>

namespace inlay::gimp {

// What was thrown in a callback goes into GIMP's error log; there is nobody to return it to.
inline void warn_of(Error const& error) {
    g_warning("Inlay: %s", error.message.c_str());
}

// A function that C may call: Guarded<f>::call. When f throws, the caller gets an empty value.
template <auto function>
struct Guarded;

template <class Value, class... Arguments, Value (*function)(Arguments...)>
struct Guarded<function> {
    static Value call(Arguments... arguments) {
        return guarded([&]() -> Value { return function(arguments...); },
                       [](Error const& error) -> Value {
                           warn_of(error);
                           return Value();
                       });
    }
};

namespace ui {

template <auto method>
struct Slot;

template <class T, void (T::*method)()>
struct Slot<method> {
    // Connected "swapped", so that the object comes first and the signal's own arguments, which nobody needs, come
    // after it.
    static void call(gpointer self) {
        guarded([&] { (static_cast<T*>(self)->*method)(); }, warn_of);
    }
    static gboolean tick(gpointer self) {
        call(self);
        return G_SOURCE_CONTINUE;
    }
    static gboolean once(gpointer self) {
        call(self);
        return G_SOURCE_REMOVE;
    }
};

template <auto method, class T>
void connect(gpointer instance, char const* signal, T* self) {
    g_signal_connect_swapped(instance, signal, G_CALLBACK(Slot<method>::call), self);
}

// For a signal whose arguments or value matter: the function takes them as GTK gives them, `self` last.
template <auto function>
void connect_function(gpointer instance, char const* signal, gpointer self) {
    g_signal_connect(instance, signal, G_CALLBACK(Guarded<function>::call), self);
}

// Again and again until it is removed; gives what g_source_remove() takes.
template <auto method, class T>
guint every(guint milliseconds, T* self) {
    return g_timeout_add(milliseconds, Slot<method>::tick, self);
}

// Once.
template <auto method, class T>
guint after(guint milliseconds, T* self) {
    return g_timeout_add(milliseconds, Slot<method>::once, self);
}

} // namespace ui
} // namespace inlay::gimp
