// What is told to somebody who mistyped something, before anything is asked or paid for.
#include "cli_fixture.h"

namespace inlay::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Mistake : public CommandLine {
  protected:
    std::string in = picture_file("cat.png", plain({40, 30}, 9, 9, 9));
    std::string out = folder.file("out.png");

    void expect_told(std::vector<std::string> const& words, std::string const& message,
                     std::string const& advice) const {
        Ran const ran = inlay(words);
        EXPECT_EQ(ran.exit_status, 2) << ran.err;
        EXPECT_THAT(ran.err, HasSubstr("inlay: " + message + "\n")) << words[0];
        EXPECT_THAT(ran.err, HasSubstr(advice)) << words[0];
        EXPECT_FALSE(std::filesystem::exists(out));
    }
};

TEST_F(Mistake, in_the_name_of_an_option_is_named_with_what_was_meant) {
    expect_told({"edit", in, "--promt", "a hat", "-o", out}, "There is no option --promt.", "Did you mean --prompt?");
    expect_told({"edit", in, "-p", "a hat", "--ouptut", out}, "There is no option --ouptut.", "Did you mean --output?");
    expect_told({"generate", "--prompt=x", "--modle=y", "-o", out}, "There is no option --modle.",
                "Did you mean --model?");
    expect_told({"edit", in, "--sparkle", "-p", "x", "-o", out}, "There is no option --sparkle.",
                "See: inlay edit --help");
    expect_told({"models", "--provder", "google"}, "There is no option --provder.", "Did you mean --provider?");
}

TEST_F(Mistake, with_a_key_in_it_does_not_repeat_the_key) {
    Ran const ran = inlay({"edit", in, "--api-key=sk-secret-0123456789", "-p", "x", "-o", out});
    EXPECT_EQ(ran.exit_status, 2);
    EXPECT_THAT(ran.err, HasSubstr("There is no option --api-key."));
    EXPECT_THAT(ran.err, Not(HasSubstr("sk-secret")));
}

TEST_F(Mistake, of_a_key_for_a_provider_does_not_repeat_the_key) {
    std::string const key = "sk-secret-0123456789";
    for (std::vector<std::string> const& words :
         {std::vector<std::string>{"edit", in, "-p", "x", "-o", out, "--provider", key},
          {"models", "--provider", key},
          {"key", "get", "--provider", key},
          {"key", "delete", "--provider", key}}) {
        Ran const ran = inlay(words);
        EXPECT_EQ(ran.exit_status, 2) << words[0];
        EXPECT_THAT(ran.err, HasSubstr("There is no provider of this name.\n"));
        EXPECT_THAT(ran.err, HasSubstr("The providers are: cometapi, google,"));
        EXPECT_THAT(ran.err + ran.out, Not(HasSubstr("sk-secret")));
    }
}

TEST_F(Mistake, of_an_empty_prompt_is_found_before_anything_starts) {
    for (char const* prompt : {"", "  ", "\n\t "}) {
        expect_told({"edit", in, "-p", prompt, "-o", out}, "There is no prompt.", "Write what should change");
        expect_told({"generate", "-p", prompt, "-o", out}, "There is no prompt.", "Write what should change");
    }
    Ran const ran = inlay({"edit", in, "-p", "", "-o", out});
    EXPECT_THAT(ran.err, Not(HasSubstr("sandbox")));
}

TEST_F(Mistake, of_two_pictures_says_that_it_takes_one) {
    std::string const other = picture_file("dog.png", plain({40, 30}, 9, 9, 9));
    expect_told({"edit", in, other, "-p", "x", "-o", out},
                "`inlay edit` takes one picture, and more than one was given.",
                "For several: `inlay batch --input FOLDER --output FOLDER`.");
}

TEST_F(Mistake, in_a_picture_keeps_its_own_advice) {
    std::string const broken = folder.file("broken.png");
    std::string const whole = read_whole_file(in);
    write_whole_file(broken, whole.substr(0, whole.size() - 20));
    Ran const ran = inlay({"edit", broken, "-p", "x", "-o", out});
    EXPECT_EQ(ran.exit_status, 3);
    EXPECT_THAT(ran.err, Not(HasSubstr("Give a PNG, JPEG or WebP picture.")));
    EXPECT_THAT(ran.err, HasSubstr("Get the whole file once more"));
}

TEST_F(Mistake, is_not_to_name_a_folder_for_the_result) {
    std::filesystem::create_directory(folder.path() / "made");
    auto const edits_to = [&](std::string const& output) {
        ScriptedServer server(paints(1, 2, 3));
        return edit_plainly(in, output, server);
    };
    ASSERT_EQ(edits_to(folder.file("made")).exit_status, 0);
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "made/cat.png"));
    // Its own folder: the original stays.
    std::string const before = read_whole_file(in);
    ASSERT_EQ(edits_to(folder.path().string() + "/").exit_status, 0);
    EXPECT_EQ(read_whole_file(in), before);
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "cat-x.png"));
    for (char const* made : {"made/a-red-hat.png", "made/a-red-hat-2.png"}) {
        ScriptedServer draws([&](Connection& connection) {
            SeenRequest request;
            while (connection.read_request(request))
                send_ok(connection, gemini_reply(encode_png(plain({8, 8}, 1, 2, 3)).value()));
        });
        Ran const ran = inlay({"generate", "-p", "A red hat!", "-o", folder.file("made/"), "--base-url", draws.url()});
        ASSERT_EQ(ran.exit_status, 0) << ran.err;
        EXPECT_TRUE(std::filesystem::exists(folder.path() / made)) << made;
    }
    Ran const nowhere = edits_to(folder.file("nowhere/"));
    EXPECT_EQ(nowhere.exit_status, 3);
    EXPECT_THAT(nowhere.err, HasSubstr("does not exist"));
}

} // namespace
} // namespace inlay::test
