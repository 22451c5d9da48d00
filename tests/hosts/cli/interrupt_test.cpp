// What does Ctrl+C leave?
#include "cli_fixture.h"

#include "support/terminal.h"

#include <atomic>
#include <csignal>
#include <future>

namespace inlay::test {
namespace {

using nlohmann::json;

TEST_F(CommandLine, an_interrupt_ends_it_with_130_and_leaves_nothing) {
    std::string const in = picture_file("in.png", photo_like({32, 32}));
    std::promise<void> asked;
    std::promise<bool> closed;
    ScriptedServer server([&](Connection& connection) {
        SeenRequest request;
        if (!connection.read_request(request)) return;
        asked.set_value();
        closed.set_value(connection.wait_for_close(60'000));
    });
    Program program(
        command({"edit", in, "-p", "x", "-o", folder.file("out.png"), "--base-url", server.url(), "--json"}),
        environment);
    asked.get_future().wait();
    program.send_signal(SIGINT);
    Ran const ran = program.wait();
    EXPECT_EQ(ran.exit_status, 130);
    EXPECT_EQ(json::parse(ran.out)["error"]["code"], "cancelled");
    EXPECT_TRUE(closed.get_future().get()) << "nobody waits at the service any more";
    EXPECT_FALSE(std::filesystem::exists(folder.file("out.png")));
    EXPECT_TRUE(json::parse(inlay({"recover", "--json"}).out)["answers"].empty());
}

TEST_F(CommandLine, what_had_arrived_before_an_interrupt_can_be_recovered) {
    std::string const png = encode_png(photo_like({32, 32}, 5)).value();
    std::atomic<int> asked{0};
    ScriptedServer server([&](Connection& connection) {
        SeenRequest request;
        if (!connection.read_request(request)) return;
        std::string const reply = gemini_reply(png);
        if (++asked <= 2) send_ok(connection, reply);
        connection.wait_for_close(60'000);
    });
    // What has arrived is told on a terminal.
    Terminal terminal(command({"edit", picture_file("in.png", photo_like({32, 32})), "-p", "x", "-o",
                               folder.file("out.png"), "--base-url", server.url(), "--count", "3"}),
                      environment);
    ASSERT_TRUE(terminal.shows("2 of 3 have arrived"));
    terminal.type({&Terminal::ctrl_c, 1});
    Ran const ran = terminal.wait();
    EXPECT_EQ(ran.exit_status, 130);
    EXPECT_NE(ran.out.find("2 of 3 pictures had arrived"), std::string::npos) << ran.out;
    EXPECT_EQ(files(), std::vector<std::string>{"in.png"});
    json const kept = kept_answers();
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0]["replies"], 2);
    std::string const id = kept[0]["id"];
    ASSERT_EQ(inlay({"recover", id, "-o", folder.file("back.png")}).exit_status, 0);
    EXPECT_EQ(read_whole_file(folder.file("back-1.png")), png);
    EXPECT_EQ(read_whole_file(folder.file("back-2.png")), png);
}

} // namespace
} // namespace inlay::test
