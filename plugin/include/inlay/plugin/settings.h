// What does Inlay remember between runs, besides keys? $XDG_CONFIG_HOME/inlay/config.json (default ~/.config), the same for every host.
// [any thread, one writer at a time; the file is replaced atomically]
#pragma once

#include "inlay/plugin/options.h"
#include "inlay/result.h"

#include <filesystem>
#include <map>
#include <string>

namespace inlay {

std::filesystem::path config_folder(); // $XDG_CONFIG_HOME/inlay, or ~/.config/inlay
std::filesystem::path data_folder();   // $XDG_DATA_HOME/inlay, or ~/.local/share/inlay
std::filesystem::path cache_folder();  // $XDG_CACHE_HOME/inlay, or ~/.cache/inlay

// Replaces the file's content atomically (temporary file, fsync, rename); `mode` is set before the first byte is written.
Result<void> write_file_atomically(std::filesystem::path const& path, std::string_view bytes, unsigned mode = 0644);
Result<std::string> read_file(std::filesystem::path const& path, std::size_t max_bytes = 1u << 30);

struct Settings {
    std::string provider = "sandbox"; // until the person chooses otherwise; an environment variable never changes it
    std::map<std::string, std::string> model_of;    // provider id -> model id last chosen
    std::map<std::string, std::string> base_url_of; // provider id -> base URL that replaces the table's
    std::map<std::string, std::string> auth_of;     // provider id -> auth name
    std::map<std::string, std::string> wire_of;     // provider id -> wire name
    std::string proxy;
    std::string ca_bundle;
    int timeout_seconds = 300;
    int retries = 2;
    std::map<std::string, std::string> last_values; // parameter name -> last value used in a dialog, prompts included

    // A missing file gives the defaults. A broken one gives an error (bad_input) that names the file and the line; it is never overwritten
    // silently.
    static Result<Settings> load();
    Result<void> save() const;
};

} // namespace inlay
