// What is said, and where: words on standard error, names or one JSON object on standard output, help when asked.
#include "option_fixture.h"

#include "support/terminal.h"

#include <regex>

namespace inlay::test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;

TEST_F(CommandLine, the_version_is_one_line) {
    Ran const ran = inlay({"--version"});
    EXPECT_EQ(ran.exit_status, 0);
    EXPECT_EQ(ran.out, "inlay " INLAY_VERSION "\n");
    EXPECT_EQ(ran.err, "");
}

TEST_F(Option, help) {
    struct Case {
        std::vector<std::string> words;
        char const* usage;
    };
    for (auto const& [words, usage] :
         {Case{{"edit"}, "inlay edit [OPTIONS] IN"}, Case{{"generate"}, "inlay generate [OPTIONS]"},
          Case{{"place"}, "inlay place [OPTIONS]"}, Case{{"sandbox"}, "inlay sandbox [OPTIONS]"},
          Case{{"recover"}, "inlay recover [OPTIONS] [ID]"}, Case{{"providers"}, "inlay providers [OPTIONS]"},
          Case{{"models"}, "inlay models [OPTIONS]"}, Case{{"key", "set"}, "inlay key set [OPTIONS]"},
          Case{{"key", "get"}, "inlay key get [OPTIONS]"}, Case{{"key", "delete"}, "inlay key delete [OPTIONS]"},
          Case{{"key"}, "inlay key [OPTIONS] SUBCOMMAND"}, Case{{"usage"}, "inlay usage [OPTIONS]"},
          Case{{"balance"}, "inlay balance [OPTIONS]"}, Case{{"errors"}, "inlay errors [OPTIONS]"}}) {
        for (char const* help : {"--help", "-h"}) {
            auto asked = words;
            asked.emplace_back(help);
            Ran const ran = inlay(asked);
            EXPECT_EQ(ran.exit_status, 0) << usage;
            EXPECT_EQ(ran.err, "") << usage;
            EXPECT_NE(ran.out.find("Usage: " + std::string(usage) + "\n"), std::string::npos) << ran.out;
        }
    }
    // Nothing is required and nothing is done when help is what was asked for.
    EXPECT_EQ(inlay({"edit", in, "-o", out, "-p", "x", "--help"}).exit_status, 0);
    EXPECT_THAT(files(), ElementsAre("in.png"));
}

TEST_F(CommandLine, every_command_of_the_help_has_help_of_its_own) {
    std::string const help = inlay({"--help"}).out;
    EXPECT_EQ(help, inlay({}).out);
    std::string const commands = help.substr(help.find("Subcommands:"));
    static std::regex const line(R"(\n  ([a-z]+) +\S)");
    int found = 0;
    for (std::sregex_iterator each(commands.begin(), commands.end(), line), end; each != end; ++each, ++found) {
        Ran const ran = inlay({(*each)[1], "--help"});
        EXPECT_EQ(ran.exit_status, 0) << (*each)[1];
        EXPECT_NE(ran.out.find("Usage: inlay " + std::string((*each)[1])), std::string::npos) << ran.out;
    }
    EXPECT_GE(found, 11) << help;
}

// 16 bits, and a service that adds words: there is something to say.
TEST_F(Option, quiet) {
    write_whole_file(folder.path() / "deep.png", test_data("formats/deep.png"));
    ScriptedServer server(gives(plain({45, 37}, 9, 9, 9)));
    for (bool const quiet : {false, true}) {
        std::vector<std::string> const more = quiet ? std::vector<std::string>{"--quiet"} : std::vector<std::string>{};
        for (Ran const& ran : {edit_plainly(folder.file("deep.png"), out, server, more), generate(out, server, more)}) {
            EXPECT_EQ(ran.exit_status, 0);
            EXPECT_EQ(ran.out, quiet ? "" : out + "\n");
            EXPECT_EQ(ran.err.empty(), quiet) << ran.err;
        }
    }
    Ran const wrong = generate(folder.file("nowhere/out.png"), server, {"--quiet"});
    EXPECT_EQ(wrong.exit_status, 3);
    EXPECT_EQ(wrong.err.rfind("inlay: ", 0), 0u) << "errors are said all the same";
    Ran const sandbox = inlay({"generate", "-p", "a lake", "-o", out, "--quiet"});
    EXPECT_EQ(sandbox.exit_status, 0);
    EXPECT_EQ(sandbox.out + sandbox.err, "");
    EXPECT_EQ(inlay({"recover", "--quiet"}).err, "");
    EXPECT_EQ(inlay({"usage", "--quiet"}).err, "");
}

TEST_F(Option, json) {
    ScriptedServer server(gives(plain({64, 48}, 9, 9, 9)));
    ScriptedServer refusing(json_reply(401, R"({"error":{"message":"Invalid token"}})"));
    environment["COMETAPI_KEY"] = "sk-of-comet-0123456789";
    std::string const url = server.url();
    struct Case {
        std::vector<std::string> words;
        int exit_status;
        std::vector<std::string> fields;
    };
    std::vector<std::string> const of_a_run{"provider", "model",      "wire",     "images", "text",
                                            "usage",    "request_id", "attempts", "bytes",  "timings"};
    for (auto const& [words, exit_status, fields] : {
             Case{{"edit", in, "-p", "x", "-o", out, "--base-url", url, "--keep", "off"}, 0, of_a_run},
             Case{{"generate", "-p", "x", "-o", out, "--base-url", url, "--count", "2"}, 0, of_a_run},
             Case{{"place", "--source", in, "--answer", in, "-o", out}, 0, of_a_run},
             Case{{"recover"}, 0, {"answers"}},
             Case{{"providers"}, 0, {"chosen", "providers"}},
             Case{{"models"}, 0, {"provider", "live", "models"}},
             Case{{"key", "get", "--provider", "cometapi"}, 0, {"provider", "key", "from"}},
             Case{{"key", "delete", "--provider", "cometapi"}, 0, {"provider", "deleted"}},
             Case{{"usage"}, 0, {"days"}},
             Case{{"errors"}, 0, {"errors"}},
             Case{{"generate", "-p", "x", "-o", out, "--base-url", refusing.url()}, 4, {"error"}},
             Case{{"edit", folder.file("missing.png"), "-p", "x", "-o", out}, 3, {"error"}},
             Case{{"recover", "some-id", "-o", out}, 3, {"error"}},
             Case{{"dance"}, 2, {"error"}},
         }) {
        auto asked = words;
        asked.emplace_back("--json");
        Ran const ran = inlay(asked);
        EXPECT_EQ(ran.exit_status, exit_status) << words[0] << ran.err << ran.out;
        // parse() wants exactly one value and nothing behind it.
        auto const told = nlohmann::ordered_json::parse(ran.out, nullptr, false);
        ASSERT_TRUE(told.is_object()) << words[0] << ": " << ran.out;
        std::vector<std::string> seen;
        for (auto const& field : told.items())
            seen.push_back(field.key());
        EXPECT_EQ(seen, fields) << words[0];
        EXPECT_EQ(ran.out.back(), '\n');
    }
}

TEST_F(CommandLine, json_names_each_picture_of_an_edit_as_it_lies_there) {
    ScriptedServer server(paints(9, 8, 7));
    Ran const ran = edit_plainly(picture_file("in.png", photo_like({48, 30})), folder.file("out.png"), server,
                                 {"--count", "2", "--json"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    nlohmann::json const images = nlohmann::json::parse(ran.out)["images"];
    ASSERT_EQ(images.size(), 2u);
    for (std::size_t i : {0u, 1u}) {
        EXPECT_EQ(images[i]["file"], folder.file("out-" + std::to_string(i + 1) + ".png"));
        EXPECT_EQ(images[i]["width"], 48);
        EXPECT_EQ(images[i]["height"], 30);
        EXPECT_EQ(images[i]["answer"], (nlohmann::json{{"width", 48}, {"height", 30}, {"mime", "image/png"}}));
    }
}

// What a log gets is lines, each with something to read.
TEST_F(CommandLine, words_go_to_standard_error_and_progress_only_to_a_terminal) {
    ScriptedServer server(paints(9, 8, 7));
    std::string const in = picture_file("in.png", photo_like({48, 30}));
    std::string const out = folder.file("out.png");
    Ran const ran = edit_plainly(in, out, server, {"--model", "gemini-2.5-flash-image", "--size", "4K"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_EQ(ran.out, out + "\n");
    EXPECT_EQ(ran.err, "The model gemini-2.5-flash-image does not offer the size 4K; it was not asked for.\n"
                       "The model says: Here it is.\n");
}

TEST_F(CommandLine, the_line_about_progress_is_gone_in_the_end) {
    ScriptedServer server(paints(9, 8, 7));
    std::string const out = folder.file("out.png");
    Terminal terminal(command({"edit", picture_file("in.png", photo_like({48, 30})), "-p", "x", "-o", out, "--base-url",
                               server.url()}),
                      environment);
    Ran const ran = terminal.wait();
    ASSERT_EQ(ran.exit_status, 0) << ran.out;
    // "\r\33[K" begins the line anew and empties it: what is printed last on it is what stays.
    std::string const last = "\r\33[KThe model says: Here it is.\r\n" + out + "\r\n";
    EXPECT_TRUE(ran.out.ends_with(last)) << ran.out;
}

TEST_F(CommandLine, an_error_is_a_sentence_and_what_to_do) {
    Ran const ran = inlay({"recover", "some-id", "-o", folder.file("out.png")});
    EXPECT_EQ(ran.exit_status, 3);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err, "inlay: There is no kept answer of that name.\n"
                       "       `inlay history` lists those that there are.\n");
}

} // namespace
} // namespace inlay::test
