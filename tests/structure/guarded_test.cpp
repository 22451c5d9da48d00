// "No exception crosses a C frame": every function of the C ABI, every thread's entry and every callback given to a C
// library goes through guarded(). What can be made to throw is made to throw in the tests of its folder; here the
// sources themselves are held against the sentence, so that a new function cannot forget it.
#include "support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <string>
#include <vector>

namespace inlay::test {
namespace {

namespace fs = std::filesystem;
using ::testing::ContainsRegex;

struct Source {
    std::string file; // relative to the source folder
    std::string text; // without comments
};

std::string without_comments(std::string const& text) {
    std::string out;
    std::size_t line = 0;
    while (line < text.size()) {
        std::size_t const end = std::min(text.find('\n', line), text.size());
        std::string one = text.substr(line, end - line);
        std::size_t const comment = one.find("//");
        if (comment != std::string::npos && (comment == 0 || one[comment - 1] == ' ')) one.resize(comment);
        out += one + "\n";
        line = end + 1;
    }
    return out;
}

std::vector<Source> sources_below(std::initializer_list<char const*> folders) {
    std::vector<Source> found;
    fs::path const root(INLAY_SOURCE_FOLDER);
    for (char const* folder : folders)
        for (auto const& entry : fs::recursive_directory_iterator(root / folder)) {
            std::string const extension = entry.path().extension().string();
            if (extension == ".h" || extension == ".cpp")
                found.push_back(
                    {fs::relative(entry.path(), root).string(), without_comments(read_whole_file(entry.path()))});
        }
    return found;
}

// From `at` on: what stands between the next curly bracket and its partner.
std::string braces(std::string const& text, std::size_t at) {
    std::size_t const begin = text.find('{', at);
    int depth = 0;
    for (std::size_t i = begin; i < text.size(); ++i) {
        if (text[i] == '{') ++depth;
        if (text[i] == '}' && --depth == 0) return text.substr(begin, i - begin + 1);
    }
    return {};
}

std::vector<std::smatch> all_of(std::string const& text, std::regex const& what) {
    return {std::sregex_iterator(text.begin(), text.end(), what), std::sregex_iterator()};
}

auto const is_guarded = ContainsRegex("guarded(_in)?\\(|json_out\\(|in_callback\\(|_or_drop\\(");

TEST(Guarded, is_every_function_of_the_c_abi) {
    // They only give a constant, or free.
    std::vector<std::string> const cannot_throw = {"inlay_abi_version", "inlay_version", "inlay_string_free"};
    static std::regex const definition(R"(\n[a-z][a-z0-9_ *]*?(inlay_[a-z_]+)\([^;{]*\)\s*\{)");
    std::map<std::string, int> defined;
    for (Source const& source : sources_below({"plugin/src/c_api"})) {
        std::size_t const begin = source.text.find("extern \"C\" {");
        if (begin == std::string::npos) continue;
        std::string const block = source.text.substr(begin);
        for (std::smatch const& match : all_of(block, definition)) {
            std::string const name = match[1];
            ++defined[name];
            if (std::ranges::count(cannot_throw, name) > 0) continue;
            auto const at = static_cast<std::size_t>(match.position() + match.length() - 1);
            EXPECT_THAT(braces(block, at), is_guarded) << source.file << ": " << name;
        }
    }
    // All that the header declares were looked at.
    static std::regex const declaration(R"(INLAY_API[a-z0-9_ *]*?(inlay_[a-z_]+)\()");
    std::string const header = read_whole_file(fs::path(INLAY_SOURCE_FOLDER) / "plugin/include/inlay/plugin/inlay.h");
    auto const declared = all_of(header, declaration);
    EXPECT_GT(declared.size(), 20u);
    for (std::smatch const& match : declared)
        EXPECT_EQ(defined[match[1]], 1) << match[1];
}

TEST(Guarded, is_every_threads_entry) {
    static std::regex const start(
        R"((?:std::j?thread(?:\s+(?:const\s+)?\w+)?\s*\(|threads_?\.emplace_back\()\s*(?:(\w+)\)|\[))");
    std::map<std::string, int> seen;
    for (Source const& source : sources_below({"core", "plugin/src", "host-adapters"})) {
        for (std::smatch const& match : all_of(source.text, start)) {
            ++seen[source.file];
            std::string entry;
            if (match[1].matched) { // a named one
                std::regex const named("auto const " + match[1].str() + R"( = \[)");
                std::smatch where;
                ASSERT_TRUE(std::regex_search(source.text, where, named)) << source.file << ": " << match[1];
                entry = braces(source.text, static_cast<std::size_t>(where.position()));
            } else {
                entry = braces(source.text, static_cast<std::size_t>(match.position() + match.length()));
            }
            EXPECT_THAT(entry, is_guarded) << source.file << ": " << match.str();
        }
    }
    for (char const* file :
         {"plugin/src/job/calls.cpp", "plugin/src/settings/keyring.cpp", "plugin/src/placement/parallel.cpp",
          "plugin/src/c_api/samples.cpp", "plugin/src/c_api/tasks.cpp", "plugin/src/sandbox/workers.cpp",
          "host-adapters/gimp/common/background.h"})
        EXPECT_EQ(seen[file], 1) << file << ": threads that were found in it";
    EXPECT_EQ(seen["plugin/src/job/job.cpp"], 2) << "the job, and who cleans the journal up meanwhile";
}

TEST(Guarded, is_every_callback_given_to_curl) {
    static std::regex const option(R"((CURLM?OPT_[A-Z_]*FUNCTION),\s*(\w+)\))");
    int seen = 0;
    for (Source const& source : sources_below({"core"})) {
        for (std::smatch const& match : all_of(source.text, option)) {
            ++seen;
            std::regex const definition(R"(\n[a-z_:]+ )" + match[2].str() + R"(\([^;{]*\)\s*\{)");
            std::smatch where;
            ASSERT_TRUE(std::regex_search(source.text, where, definition)) << source.file << ": " << match[2];
            EXPECT_THAT(braces(source.text, static_cast<std::size_t>(where.position())), is_guarded)
                << source.file << ": " << match[1];
        }
    }
    EXPECT_GE(seen, 5);
}

TEST(Guarded, is_every_callback_given_to_libevent) {
    static std::regex const callback(R"(\[\]\([^)]*void\*[^)]*\)\s*(?:noexcept\s*)?\{)");
    int seen = 0;
    for (Source const& source : sources_below({"plugin/src/sandbox"})) {
        for (std::smatch const& match : all_of(source.text, callback)) {
            std::string const body = braces(source.text, static_cast<std::size_t>(match.position()));
            if (body.starts_with("{ delete ")) continue; // frees what it was given, and nothing else
            ++seen;
            EXPECT_THAT(body, is_guarded) << source.file << ": " << body;
        }
    }
    EXPECT_GE(seen, 9);
}

} // namespace
} // namespace inlay::test
