// What does Inlay remember between runs, besides keys? $XDG_CONFIG_HOME/inlay/config.json (default ~/.config), the same
// for every host. [any thread, one writer at a time; the file is replaced atomically]
#pragma once

#include "inlay/plugin/options.h"
#include "inlay/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace inlay {

// A relative path in one of these variables is ignored, as the XDG Base Directory Specification wants.
std::filesystem::path config_folder(); // $XDG_CONFIG_HOME/inlay, or ~/.config/inlay
std::filesystem::path data_folder();   // $XDG_DATA_HOME/inlay, or ~/.local/share/inlay
std::filesystem::path cache_folder();  // $XDG_CACHE_HOME/inlay, or ~/.cache/inlay

// Makes the folder and those above it that are missing, readable by the owner alone (0700); one that is there keeps its
// mode. Errors: output_failed.
Result<void> make_private_folder(std::filesystem::path const& path);

// Replaces the file's content atomically (temporary file beside it, fsync, rename). `mode` is set before the first byte
// is written, is subject to the umask, and never widens that of an existing file. A symbolic link stays and its target
// is replaced; a device or pipe is written to. Errors: output_failed; then the old content is untouched.
Result<void> write_file_atomically(std::filesystem::path const& path, std::string_view bytes, unsigned mode = 0644);
struct FileToWrite {
    std::filesystem::path path;
    std::string bytes;
};
// As write_file_atomically(), all of them or none: when one cannot be written, the others are as they were.
Result<void> write_files_together(std::span<FileToWrite const> files);
// Whether a file of that many bytes can be written there now; leaves nothing, and what is there stays as it is. A
// device or a pipe is not tried. Errors: output_failed.
Result<void> check_room(std::filesystem::path const& path, std::uint64_t bytes);
// Errors: bad_input.
Result<std::string> read_file(std::filesystem::path const& path, std::size_t max_bytes = 1u << 30);

struct Settings {
    std::string provider = "sandbox"; // until the person chooses otherwise; an environment variable never changes it
    std::map<std::string, std::string> model_of;    // provider id -> model id last chosen
    std::map<std::string, std::string> base_url_of; // provider id -> base URL that replaces the table's
    std::map<std::string, std::string> auth_of;     // provider id -> auth name
    std::map<std::string, std::string> wire_of;     // provider id -> wire name
    std::string proxy;
    std::string ca_bundle;
    int timeout_seconds = 0; // 0: what the provider table says, otherwise 300
    int retries = 2;
    int keep_days = 30;         // how long paid answers are kept
    int keep_megabytes = 2'048; // and how much of them
    // "<parameter>" or "<action>.<parameter>" -> the value last used in a dialog, prompts included
    std::map<std::string, std::string> last_values;

    // A missing file gives the defaults. A broken one gives an error (bad_input) that names the file and the line; it
    // is never overwritten silently.
    static Result<Settings> load();
    // Fields of the file that this version does not know are kept. Errors: output_failed; bad_input when the file that
    // is there is broken; usage when a base URL holds a key or is none.
    Result<void> save() const;
};

} // namespace inlay
