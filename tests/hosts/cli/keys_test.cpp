// How does a key get in, and what is seen of it?
#include "cli_fixture.h"

#include "support/terminal.h"

#include <csignal>
#include <sys/stat.h>

namespace inlay::test {
namespace {

using nlohmann::json;

TEST_F(CommandLine, a_key_is_kept_for_its_owner_only_and_shown_masked) {
    std::string const key = "sk-test-0123456789abcdef";
    Ran const set = inlay({"key", "set", "--provider", "cometapi"}, "  Bearer " + key + "\n");
    ASSERT_EQ(set.exit_status, 0) << set.err;
    EXPECT_EQ((set.out + set.err).find(key), std::string::npos);

    std::string const file = folder.file("home") + "/.config/inlay/keys.json";
    struct stat facts {};
    ASSERT_EQ(stat(file.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777u, 0600u);

    Ran const get = inlay({"key", "get", "--masked", "--provider", "cometapi"});
    EXPECT_EQ(get.exit_status, 0);
    EXPECT_EQ(get.out.find(key), std::string::npos);
    EXPECT_NE(get.out.find("cometapi"), std::string::npos);

    EXPECT_EQ(inlay({"key", "delete", "--provider", "cometapi"}).exit_status, 0);
    EXPECT_EQ(inlay({"key", "get", "--provider", "cometapi"}).exit_status, 4);
}

TEST_F(CommandLine, a_key_file_that_others_can_read_is_refused_with_the_cure) {
    ASSERT_EQ(inlay({"key", "set", "--provider", "google"}, "AIzaTest0123456789\n").exit_status, 0);
    std::string const file = folder.file("home") + "/.config/inlay/keys.json";
    ASSERT_EQ(chmod(file.c_str(), 0644), 0);
    Ran const get = inlay({"key", "get", "--provider", "google"});
    EXPECT_EQ(get.exit_status, 3);
    EXPECT_NE(get.err.find("chmod 600"), std::string::npos) << get.err;
}

class TypedKey : public CommandLine {
  protected:
    std::string const key = "sk-test-0123456789abcdef";
    std::string const key_file = folder.file("home") + "/.config/inlay/keys.json";
    Terminal terminal{command({"key", "set", "--provider", "cometapi"}), environment};
};

TEST_F(TypedKey, is_not_shown_and_kept) {
    ASSERT_TRUE(terminal.shows("API key for CometAPI: "));
    EXPECT_FALSE(terminal.echoes());
    terminal.type(key + "\r");
    Ran const ran = terminal.wait();
    EXPECT_EQ(ran.exit_status, 0);
    // The end of the line, which was not shown, and the key's mask.
    EXPECT_EQ(ran.out.rfind("API key for CometAPI: \r\ncometapi: ", 0), 0u) << ran.out;
    EXPECT_EQ(ran.out.find("0123"), std::string::npos) << ran.out;
    EXPECT_TRUE(terminal.echoes());
    EXPECT_EQ(json::parse(read_whole_file(key_file))["cometapi"], key);
}

TEST_F(TypedKey, that_is_broken_off_leaves_a_terminal_that_shows_what_is_typed) {
    ASSERT_TRUE(terminal.shows("API key for CometAPI: "));
    terminal.type("sk-test-");
    terminal.type({&Terminal::ctrl_c, 1});
    Ran const ran = terminal.wait();
    EXPECT_EQ(ran.exit_status, 130);
    EXPECT_TRUE(terminal.echoes());
    EXPECT_EQ(ran.out.find("sk-test"), std::string::npos) << ran.out;
    EXPECT_FALSE(std::filesystem::exists(key_file));
}

TEST_F(TypedKey, whose_program_is_told_to_end_leaves_a_terminal_that_shows_what_is_typed) {
    ASSERT_TRUE(terminal.shows("API key for CometAPI: "));
    terminal.type({&Terminal::ctrl_backslash, 1}); // does nothing here
    terminal.send_signal(SIGTERM);
    EXPECT_EQ(terminal.wait().exit_status, 130);
    EXPECT_TRUE(terminal.echoes());
    EXPECT_FALSE(std::filesystem::exists(key_file));
}

TEST_F(TypedKey, that_is_empty_is_refused) {
    ASSERT_TRUE(terminal.shows("API key for CometAPI: "));
    terminal.type("\r");
    EXPECT_EQ(terminal.wait().exit_status, 2);
    EXPECT_TRUE(terminal.echoes());
    EXPECT_FALSE(std::filesystem::exists(key_file));
}

TEST_F(CommandLine, a_key_that_is_piped_needs_no_end_of_line_and_asks_nothing) {
    Ran const ran = inlay({"key", "set", "--provider", "google", "--json"}, "AIzaTest0123456789");
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_EQ(ran.err, "");
    json const told = json::parse(ran.out);
    EXPECT_EQ(told["provider"], "google");
    EXPECT_EQ(told["from"], "keys.json");
    EXPECT_EQ(ran.out.find("0123"), std::string::npos) << ran.out;
    EXPECT_EQ(json::parse(read_whole_file(folder.file("home") + "/.config/inlay/keys.json"))["google"],
              "AIzaTest0123456789");
    EXPECT_EQ(inlay({"key", "set", "--provider", "google"}, "").exit_status, 2) << "nothing came";
}

} // namespace
} // namespace inlay::test
