// The dependencies run host-adapters -> plugin -> core and never back, and third-party libraries stay where the design
// puts them.
#include "support/temp_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

namespace inlay::test {
namespace {

namespace fs = std::filesystem;

struct Include {
    std::string file; // relative to the source folder
    std::string what; // between the quotes or brackets
};

std::vector<Include> includes_below(std::initializer_list<char const*> folders) {
    std::vector<Include> found;
    static std::regex const line(R"(^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"])");
    fs::path const root(INLAY_SOURCE_FOLDER);
    for (char const* folder : folders) {
        for (auto const& entry : fs::recursive_directory_iterator(root / folder)) {
            std::string const extension = entry.path().extension().string();
            if (extension != ".h" && extension != ".cpp" && extension != ".c") continue;
            std::string const text = read_whole_file(entry.path());
            std::size_t start = 0;
            while (start < text.size()) {
                std::size_t const end = std::min(text.find('\n', start), text.size());
                std::smatch match;
                std::string const one = text.substr(start, end - start);
                if (std::regex_search(one, match, line))
                    found.push_back({fs::relative(entry.path(), root).string(), match[1]});
                start = end + 1;
            }
        }
    }
    return found;
}

bool starts(std::string const& text, std::string const& prefix) {
    return text.rfind(prefix, 0) == 0;
}

TEST(Structure, the_core_knows_neither_the_plugin_nor_a_host) {
    auto const includes = includes_below({"core"});
    ASSERT_GT(includes.size(), 50u) << "the sources were not found";
    for (Include const& include : includes) {
        EXPECT_FALSE(starts(include.what, "inlay/plugin/")) << include.file << " includes " << include.what;
        EXPECT_EQ(include.what.find("host-adapters"), std::string::npos) << include.file;
    }
}

TEST(Structure, the_plugin_knows_no_host_and_no_inner_header_of_the_core) {
    for (Include const& include : includes_below({"plugin"})) {
        EXPECT_FALSE(starts(include.what, "libgimp") || starts(include.what, "gtk") || starts(include.what, "gegl"))
            << include.file << " includes " << include.what;
        EXPECT_EQ(include.what.find("core/src"), std::string::npos) << include.file;
    }
}

TEST(Structure, every_library_stays_behind_its_wall) {
    struct Wall {
        char const* library;
        std::regex header;
        std::vector<std::string> allowed;
    };
    std::vector<Wall> const walls = {
        {"curl", std::regex("^curl/"), {"core/src/http/"}},
        {"stb", std::regex("^(stb/)?stb_"), {"core/src/image/"}},
        {"libwebp", std::regex("^webp/"), {"core/src/image/"}},
        {"libdeflate", std::regex("^libdeflate"), {"core/src/image/"}},
        {"libgimp and GEGL", std::regex("^(libgimp|gegl|babl|gtk|gdk)"), {"host-adapters/gimp/"}},
        {"lcms2", std::regex("^lcms2"), {"host-adapters/cli/"}},
        {"CLI11", std::regex("^CLI/"), {"host-adapters/cli/"}},
        {"libevent", std::regex("^event"), {"plugin/src/sandbox/"}},
    };
    auto const includes = includes_below({"core", "plugin", "host-adapters"});
    for (Wall const& wall : walls) {
        for (Include const& include : includes) {
            if (!std::regex_search(include.what, wall.header)) continue;
            bool const allowed =
                std::ranges::any_of(wall.allowed, [&](auto const& folder) { return starts(include.file, folder); });
            EXPECT_TRUE(allowed) << wall.library << ": " << include.file << " includes " << include.what;
        }
    }
}

TEST(Structure, public_headers_show_no_third_party_type_but_tl_expected) {
    for (Include const& include : includes_below({"core/include", "plugin/include"})) {
        bool const ours = starts(include.what, "inlay/");
        bool const standard =
            include.what.find('/') == std::string::npos && include.what.find(".h") == std::string::npos;
        bool const c_standard = include.what == "stddef.h" || include.what == "stdint.h"; // the C ABI's header is C99
        bool const expected = include.what == "tl/expected.hpp" && include.file == "core/include/inlay/result.h";
        EXPECT_TRUE(ours || standard || c_standard || expected) << include.file << " includes " << include.what;
    }
}

} // namespace
} // namespace inlay::test
