// What two hosts would both say comes from the catalogue, once (plugin/include/inlay/plugin/sentences.h and the table
// of parameters). So every text with a space in a host's source is on a list of what only that editor can say.
#include "literals.h"

#include "support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <set>

namespace inlay::test {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

// Several words: a space between brackets or colons is only layout.
bool says_something(std::string const& literal) {
    return literal.find(' ') != std::string::npos &&
           std::ranges::count_if(literal, [](unsigned char c) { return std::isalpha(c) != 0; }) > 1;
}

// "gimp: The quick mask is being painted, and only layers can be edited."
std::set<std::string> words_of_hosts(fs::path const& tree) {
    std::set<std::string> words;
    for (auto const& entry : fs::recursive_directory_iterator(tree / "host-adapters")) {
        std::string const kind = entry.path().extension().string();
        if (kind != ".cpp" && kind != ".h" && kind != ".py") continue;
        std::string const host = fs::relative(entry.path(), tree / "host-adapters").begin()->string();
        auto const language = kind == ".py" ? Language::python : Language::c_family;
        for (std::string const& literal : string_literals(read_whole_file(entry.path()), language))
            if (says_something(literal)) words.insert(host + ": " + literal);
    }
    return words;
}

std::set<std::string> listed(fs::path const& file) {
    std::set<std::string> lines;
    std::string const text = read_whole_file(file);
    for (std::size_t start = 0; start < text.size();) {
        std::size_t const end = std::min(text.find('\n', start), text.size());
        if (end > start && text[start] != '#') lines.insert(text.substr(start, end - start));
        start = end + 1;
    }
    return lines;
}

// One on each line, as on the list.
std::string without(std::set<std::string> const& from, std::set<std::string> const& what) {
    std::vector<std::string> rest;
    std::ranges::set_difference(from, what, std::back_inserter(rest));
    std::string lines;
    for (std::string const& each : rest)
        lines += each + "\n";
    return lines;
}

TEST(HostWords, are_on_the_list_of_what_only_that_editor_can_say) {
    auto const said = words_of_hosts(INLAY_SOURCE_FOLDER);
    auto const allowed = listed(fs::path(INLAY_SOURCE_FOLDER) / "tests/structure/host_words.txt");
    ASSERT_GT(said.size(), 20u) << "the sources were not found";
    EXPECT_EQ(without(said, allowed), "")
        << "If another host would say it too, it belongs into the catalogue; otherwise put it on the list.";
    EXPECT_EQ(without(allowed, said), "") << "No host says it any more: take it off the list.";
}

TEST(HostWords, are_found_however_they_are_written) {
    EXPECT_THAT(string_literals(R"src(#include "a b.h"
        // "no words"
        /* "no
           words" */
        int n = 18'000'000; char c = '"';
        say("one \"two\" three", R"x(raw "words")x", "joined "
            "words" /* and */ " again");)src",
                                Language::c_family),
                ElementsAre("a b.h", R"(one \"two\" three)", R"(raw "words")", "joined words again"));
    EXPECT_THAT(string_literals("\"\"\"A docstring.\"\"\"\nsay('one two',  # 'no words'\n    f\"joined {x} \"\n"
                                "    'words', b\"\\\" b\")\n",
                                Language::python),
                ElementsAre("one two", "joined {x} words", "\\\" b"));
}

} // namespace
} // namespace inlay::test
