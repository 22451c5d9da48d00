#include "rules.h"

#include "support/temp_folder.h"

#include <algorithm>
#include <initializer_list>
#include <regex>
#include <set>
#include <string_view>

namespace inlay::test {
namespace {

namespace fs = std::filesystem;

bool is_source(fs::path const& path) {
    constexpr std::string_view extensions[] = {".h", ".hpp", ".hh", ".c", ".cpp", ".cc", ".cxx", ".inl"};
    return std::ranges::find(extensions, std::string_view(path.extension().native())) != std::end(extensions);
}

template <class Visit>
void for_each_source(fs::path const& tree, Visit const& visit) {
    for (char const* folder : {"core", "plugin", "host-adapters"})
        for (auto const& entry : fs::recursive_directory_iterator(tree / folder))
            if (is_source(entry.path()))
                visit(fs::relative(entry.path(), tree).string(), read_whole_file(entry.path()));
}

bool below(std::string_view file, std::initializer_list<std::string_view> folders) {
    return std::ranges::any_of(folders, [&](std::string_view folder) { return file.starts_with(folder); });
}

template <class Breaks>
Violations where(std::vector<Include> const& includes, Breaks const& breaks) {
    Violations found;
    for (Include const& include : includes)
        if (breaks(include)) found.push_back(include.file + " includes " + include.what);
    return found;
}

struct Wall {
    char const* library;
    char const* headers; // regular expression
    std::vector<std::string_view> allowed;
};

std::vector<Wall> const& walls() {
    static std::vector<Wall> const all = {
        {"curl", "^curl/", {"core/src/http/"}},
        {"stb", "^(stb/)?stb_", {"core/src/image/"}},
        {"libwebp", "^webp/", {"core/src/image/"}},
        {"libdeflate", "^libdeflate", {"core/src/image/"}},
        {"libgimp and GEGL", "^(libgimp|gegl|babl|gtk|gdk|pango|glib|gio)", {"host-adapters/gimp/"}},
        {"lcms2", "^lcms2", {"core/src/image/"}},
        {"CLI11", "^CLI/", {"host-adapters/cli/"}},
        {"libevent", "^event", {"plugin/src/sandbox/"}},
    };
    return all;
}

} // namespace

std::vector<Include> includes_of(fs::path const& tree) {
    static std::regex const line(R"(^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"])");
    std::vector<Include> found;
    for_each_source(tree, [&](std::string const& file, std::string const& text) {
        for (std::size_t start = 0; start < text.size();) {
            std::size_t const end = std::min(text.find('\n', start), text.size());
            std::string const one = text.substr(start, end - start);
            std::smatch match;
            if (one.find("include") != std::string::npos && std::regex_search(one, match, line))
                found.push_back({file, match[1]});
            start = end + 1;
        }
    });
    return found;
}

Violations core_that_knows_plugin_or_host(std::vector<Include> const& includes) {
    return where(includes, [](Include const& include) {
        return below(include.file, {"core/"}) && (include.what.find("plugin/") != std::string::npos ||
                                                  include.what.find("host-adapters") != std::string::npos);
    });
}

Violations plugin_that_knows_a_host(std::vector<Include> const& includes) {
    return where(includes, [](Include const& include) {
        return below(include.file, {"plugin/"}) && (below(include.what, {"libgimp", "gtk", "gdk", "gegl"}) ||
                                                    include.what.find("host-adapters") != std::string::npos);
    });
}

Violations inner_headers_from_outside(fs::path const& tree, std::vector<Include> const& includes) {
    // As they are written: "http/exchange.h" for core/src/http/exchange.h. A folder's own header may have the same
    // name.
    auto const headers_below = [&](char const* folder) {
        std::set<std::string> names;
        for (auto const& entry : fs::recursive_directory_iterator(tree / folder))
            if (entry.path().extension() == ".h") names.insert(fs::relative(entry.path(), tree / folder).string());
        return names;
    };
    auto const of_core = headers_below("core/src");
    auto const of_plugin = headers_below("plugin/src");
    return where(includes, [&](Include const& include) {
        bool const in_plugin = below(include.file, {"plugin/"});
        bool const in_host = below(include.file, {"host-adapters/"});
        if (!in_plugin && !in_host) return false;
        bool const from_core = of_core.contains(include.what) || include.what.find("core/src") != std::string::npos;
        bool const from_plugin = of_plugin.contains(include.what);
        if (in_plugin) return from_core && !from_plugin && include.what.find('/') != std::string::npos;
        bool const of_its_own = include.what.find("..") == std::string::npos &&
                                fs::exists(tree / fs::path(include.file).parent_path() / include.what);
        return !of_its_own && include.what.find('/') != std::string::npos &&
               (from_core || from_plugin || include.what.find("plugin/src") != std::string::npos);
    });
}

Violations libraries_outside_of_their_walls(std::vector<Include> const& includes) {
    Violations found;
    for (Wall const& wall : walls()) {
        std::regex const headers(wall.headers);
        for (Include const& include : includes) {
            if (!std::regex_search(include.what, headers)) continue;
            bool const allowed =
                std::ranges::any_of(wall.allowed, [&](auto const& folder) { return include.file.starts_with(folder); });
            if (!allowed) found.push_back(include.file + " includes " + include.what);
        }
    }
    return found;
}

Violations walls_that_hold_nothing(std::vector<Include> const& includes) {
    Violations found;
    for (Wall const& wall : walls()) {
        std::regex const headers(wall.headers);
        if (std::ranges::none_of(includes,
                                 [&](auto const& include) { return std::regex_search(include.what, headers); }))
            found.emplace_back(wall.library);
    }
    return found;
}

Violations public_headers_with_foreign_types(std::vector<Include> const& includes) {
    return where(includes, [](Include const& include) {
        if (!below(include.file, {"core/include/", "plugin/include/"})) return false;
        bool const ours = include.what.starts_with("inlay/");
        bool const standard =
            include.what.find('/') == std::string::npos && include.what.find(".h") == std::string::npos;
        bool const c_standard = include.what == "stddef.h" || include.what == "stdint.h"; // the C ABI's header is C99
        bool const expected = include.what == "tl/expected.hpp" && include.file == "core/include/inlay/result.h";
        return !(ours || standard || c_standard || expected);
    });
}

Violations extern_c_outside_of_its_places(fs::path const& tree) {
    static std::regex const line(R"((^|\n)[ \t]*extern[ \t]+"C")");
    Violations found;
    for_each_source(tree, [&](std::string const& file, std::string const& text) {
        bool const allowed =
            below(file, {"plugin/src/c_api/", "plugin/include/inlay/plugin/inlay.h", "host-adapters/"});
        if (!allowed && text.find("extern") != std::string::npos && std::regex_search(text, line))
            found.push_back(file);
    });
    return found;
}

} // namespace inlay::test
