// A wire format is named in its own file, in the data, and nowhere else: who wants to know which there are reads the
// list.
#include "support/temp_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

namespace inlay::test {
namespace {

namespace fs = std::filesystem;

std::string without_comments(std::string const& text) {
    std::string code;
    std::size_t start = 0;
    while (start < text.size()) {
        std::size_t const end = std::min(text.find('\n', start), text.size());
        std::string const line = text.substr(start, end - start);
        code.append(line, 0, line.find("//")).append("\n");
        start = end + 1;
    }
    return code;
}

// The files below core, plugin and host-adapters whose code holds one of the words in quotes.
std::set<std::string> files_that_say(std::initializer_list<char const*> words) {
    std::set<std::string> found;
    fs::path const root(INLAY_SOURCE_FOLDER);
    for (char const* folder : {"core", "plugin", "host-adapters"}) {
        for (auto const& entry : fs::recursive_directory_iterator(root / folder)) {
            std::string const extension = entry.path().extension().string();
            if (extension != ".h" && extension != ".cpp" && extension != ".c" && extension != ".py") continue;
            std::string const code = without_comments(read_whole_file(entry.path()));
            for (char const* word : words)
                if (code.find("\"" + std::string(word) + "\"") != std::string::npos)
                    found.insert(fs::relative(entry.path(), root).string());
        }
    }
    return found;
}

TEST(Structure, a_wire_format_is_named_in_its_own_file_of_the_core_and_of_the_sandbox_alone) {
    std::set<std::string> expected = {"core/src/wire/gemini.cpp",
                                      "core/src/wire/openai_chat.cpp",
                                      "core/src/wire/openai_images.cpp",
                                      "core/include/inlay/wire_formats.h", // what an unknown address speaks
                                      "plugin/src/sandbox/gemini.cpp",
                                      "plugin/src/sandbox/openai_chat.cpp",
                                      "plugin/src/sandbox/openai_images.cpp"};
    EXPECT_EQ(files_that_say({"gemini", "openai-chat", "openai-images"}), expected);
}

} // namespace
} // namespace inlay::test
