// Standard streams that are closed, full or gone, signals that are ignored, limits of the shell: a paid picture is
// written all the same, and what could not be told is an exit status.
#include "cli_fixture.h"

#include <atomic>
#include <csignal>
#include <future>

namespace inlay::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class Streams : public CommandLine {
  protected:
    std::string const in = picture_file("in.png", photo_like({32, 32}));
    std::string const answer = encode_png(plain({32, 32}, 200, 60, 40)).value();
    std::string const out = folder.file("out.png");

    // `inlay words` from a shell that does `how` to it: "2>&-", or with a trap before it.
    std::vector<std::string> through_a_shell(std::string const& before, std::string const& how,
                                             std::vector<std::string> const& words) const {
        std::vector<std::string> all{"/bin/sh", "-c", before + " exec \"$0\" \"$@\" " + how};
        for (std::string const& word : command(words))
            all.push_back(word);
        return all;
    }
    Ran edit_with(std::string const& how, ScriptedServer const& server, std::vector<std::string> more = {}) const {
        std::vector<std::string> words{"edit",   in,    "-p",      "x",   "-o",         out,
                                       "--keep", "off", "--align", "off", "--base-url", server.url()};
        words.insert(words.end(), more.begin(), more.end());
        return run_program(through_a_shell("", how, words), environment);
    }
    void expect_result() const {
        ASSERT_TRUE(std::filesystem::exists(out));
        EXPECT_EQ(colour_at(decoded_file(out).image, 7, 9), "200 60 40");
        EXPECT_THAT(files(), ::testing::ElementsAre("in.png", "out.png"));
    }
};

TEST_F(Streams, that_take_no_words_do_not_end_a_run) {
    for (std::string const how : {"2>/dev/full", "2>&-", "2>&- <&-"}) {
        SCOPED_TRACE(how);
        std::filesystem::remove(out);
        ScriptedServer server(json_reply(200, gemini_reply(answer)));
        EXPECT_EQ(edit_with(how, server).exit_status, 0);
        expect_result();
    }
}

TEST_F(Streams, whose_reader_is_gone_do_not_end_a_run) {
    ScriptedServer server(json_reply(200, gemini_reply(answer)));
    // The reader of standard error ends at once; the status comes through a third stream.
    std::vector<std::string> words{"/bin/sh", "-c", "exec 3>&1; { \"$0\" \"$@\" 2>&1 >&3; echo $? >&3; } | true"};
    for (std::string const& word :
         command({"edit", in, "-p", "x", "-o", out, "--keep", "off", "--align", "off", "--base-url", server.url()}))
        words.push_back(word);
    EXPECT_THAT(run_program(words, environment).out, ::testing::EndsWith("\n0\n"));
    expect_result();
}

TEST_F(Streams, that_cannot_take_the_result_are_told_after_the_picture_was_saved) {
    for (std::string const how : {">/dev/full", ">&-"}) {
        for (bool const as_json : {true, false}) {
            SCOPED_TRACE(how + (as_json ? " --json" : ""));
            std::filesystem::remove(out);
            ScriptedServer server(json_reply(200, gemini_reply(answer)));
            Ran const ran =
                edit_with(how, server, as_json ? std::vector<std::string>{"--json"} : std::vector<std::string>{});
            EXPECT_EQ(ran.exit_status, 3);
            EXPECT_THAT(ran.err, HasSubstr("Standard output cannot be written"));
            expect_result();
        }
    }
}

TEST_F(Streams, that_are_full_are_an_error_of_every_command_that_prints) {
    for (std::vector<std::string> const& words : std::vector<std::vector<std::string>>{
             {"--help"}, {"errors"}, {"providers", "--json"}, {"recover", "--json"}, {"--version"}}) {
        EXPECT_EQ(run_program(through_a_shell("", ">/dev/full", words), environment).exit_status, 3) << words[0];
    }
}

TEST_F(Streams, that_cannot_take_an_error_leave_its_exit_status) {
    Ran const ran =
        run_program(through_a_shell("", ">/dev/full", {"models", "--provider", "nobody", "--json"}), environment);
    EXPECT_EQ(ran.exit_status, 2);
    EXPECT_THAT(ran.err, HasSubstr("There is no provider of this name."));
    EXPECT_EQ(run_program(through_a_shell("", "2>&-", {"models", "--provider", "nobody"}), environment).exit_status, 2);
}

// nohup, and a script's background.
TEST_F(Streams, and_signals_that_were_ignored_stay_so) {
    std::promise<void> asked;
    std::atomic<bool> hung_up{false};
    std::promise<void> signalled;
    ScriptedServer server([&](Connection& connection) {
        SeenRequest request;
        if (!connection.read_request(request)) return;
        asked.set_value();
        signalled.get_future().wait();
        hung_up = connection.wait_for_close(400); // a run that stops hangs up within 100 ms
        send_ok(connection, gemini_reply(answer));
    });
    Program program(through_a_shell("trap '' HUP INT TERM;", "",
                                    {"edit", in, "-p", "x", "-o", out, "--keep", "off", "--align", "off", "--base-url",
                                     server.url()}),
                    environment);
    asked.get_future().wait();
    for (int const number : {SIGHUP, SIGINT, SIGTERM})
        program.send_signal(number);
    signalled.set_value();
    EXPECT_EQ(program.wait().exit_status, 0);
    EXPECT_FALSE(hung_up);
    expect_result();
}

TEST_F(Streams, and_a_limit_of_file_sizes_is_an_error_before_anything_is_paid_for) {
    std::string const large = picture_file("in.png", photo_like({128, 128})); // over 4 KB by far
    write_whole_file(out, "what stood there");
    ScriptedServer server(json_reply(200, gemini_reply(answer)));
    Ran const ran = run_program(
        through_a_shell("ulimit -f 8;", "", {"edit", large, "-p", "x", "-o", out, "--base-url", server.url()}),
        environment);
    EXPECT_EQ(ran.exit_status, 3) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("out.png"));
    EXPECT_TRUE(server.requests().empty());
    EXPECT_EQ(read_whole_file(out), "what stood there");
    EXPECT_THAT(files(), ::testing::ElementsAre("in.png", "out.png"));
}

TEST_F(Streams, and_no_core_file_is_written_of_a_process_that_holds_a_key) {
    std::promise<void> asked;
    ScriptedServer server([&](Connection& connection) {
        SeenRequest request;
        if (!connection.read_request(request)) return;
        asked.set_value();
        connection.wait_for_close(60'000);
    });
    Program program(
        through_a_shell("ulimit -c unlimited;", "", {"edit", in, "-p", "x", "-o", out, "--base-url", server.url()}),
        environment);
    asked.get_future().wait();
    EXPECT_THAT(read_whole_file("/proc/" + std::to_string(program.pid()) + "/limits"),
                ::testing::ContainsRegex("Max core file size +0 +0 "));
    program.send_signal(SIGINT);
    EXPECT_EQ(program.wait().exit_status, 130);
}

} // namespace
} // namespace inlay::test
