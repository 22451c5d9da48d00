// Where is the `inlay` program that belongs to this plug-in?
#include "inlay/plugin/sandbox.h"

#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <unistd.h>

namespace inlay::sandbox {

namespace {

namespace fs = std::filesystem;

bool is_file(fs::path const& path) {
    std::error_code ignored; // what cannot be looked at is not there
    return fs::is_regular_file(path, ignored);
}

// The file that this code was loaded from: the plug-in's executable, or the library inside an editor.
fs::path own_file() {
    Dl_info facts{};
    std::error_code ignored;
    // For an executable dladdr may give the name it was called by, so the process's own link is asked first and the two
    // are told apart by the folder.
    if (dladdr(reinterpret_cast<void const*>(&own_file), &facts) == 0 || facts.dli_fname == nullptr) return {};
    fs::path file(facts.dli_fname);
    if (!file.is_absolute()) {
        fs::path const running = fs::read_symlink("/proc/self/exe", ignored);
        if (running.filename() == file.filename() || !file.has_parent_path()) return running;
    }
    return fs::weakly_canonical(file, ignored);
}

bool is_running(fs::path const& path) {
    std::error_code ignored;
    return fs::equivalent(path, "/proc/self/exe", ignored);
}

} // namespace

std::string find_inlay_program() {
    fs::path const folder = own_file().parent_path();
    if (!folder.empty()) {
        // GIMP wants a plug-in's executable to have its folder's name, `inlay`; there the command line is called
        // `inlay-cli`.
        if (is_file(folder / "inlay-cli")) return (folder / "inlay-cli").string();
        if (is_file(folder / "inlay") && !is_running(folder / "inlay")) return (folder / "inlay").string();
        // An installed library or plug-in: PREFIX/lib/... beside PREFIX/bin.
        for (fs::path up = folder; up.has_relative_path(); up = up.parent_path()) {
            fs::path const program = up / "bin" / "inlay";
            if (is_file(program) && !is_running(program)) return program.string();
        }
    }
    char const* const path = std::getenv("PATH");
    std::string_view rest = path == nullptr ? "/usr/local/bin:/usr/bin" : path;
    while (!rest.empty()) {
        std::size_t const end = std::min(rest.find(':'), rest.size());
        fs::path const program = fs::path(rest.substr(0, end)) / "inlay";
        if (end > 0 && is_file(program) && !is_running(program)) return program.string();
        rest.remove_prefix(std::min(rest.size(), end + 1));
    }
    return {};
}

} // namespace inlay::sandbox
