// Where do Inlay's files belong? As the XDG Base Directory Specification says. See settings.h.
#include "inlay/plugin/settings.h"

#include "environment.h"

#include <pwd.h>
#include <unistd.h>
#include <vector>

namespace inlay {
namespace {

namespace fs = std::filesystem;

fs::path home() {
    if (auto const value = environment("HOME"); value.starts_with('/')) return value;
    std::vector<char> buffer(16'384);
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr &&
        found->pw_dir != nullptr)
        return found->pw_dir;
    return "/";
}

fs::path folder(char const* variable, char const* below_home) {
    if (auto const value = environment(variable); value.starts_with('/')) return fs::path(value) / "inlay";
    return home() / below_home / "inlay";
}

} // namespace

fs::path config_folder() {
    return folder("XDG_CONFIG_HOME", ".config");
}
fs::path data_folder() {
    return folder("XDG_DATA_HOME", ".local/share");
}
fs::path cache_folder() {
    return folder("XDG_CACHE_HOME", ".cache");
}

} // namespace inlay
