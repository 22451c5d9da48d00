// Many pictures, several processes, kills: every result once, and nothing paid for twice.
#include "cli_fixture.h"

#include <atomic>
#include <csignal>
#include <future>
#include <mutex>
#include <set>
#include <thread>

namespace inlay::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Batch : public CommandLine {
  protected:
    fs::path const in = folder.path() / "in";
    fs::path const out = folder.path() / "out";
    std::string const painted = encode_png(plain({32, 32}, 200, 60, 40)).value();

    void pictures(int count) const {
        fs::create_directories(in);
        for (int i = 1; i <= count; ++i)
            write_whole_file(in / ("p" + std::to_string(i) + ".png"),
                             encode_png(photo_like({32, 32}, static_cast<unsigned>(i))).value());
    }
    [[nodiscard]] std::vector<std::string> words(ScriptedServer const& server,
                                                 std::vector<std::string> more = {}) const {
        std::vector<std::string> all{"batch",  "--input", in.string(), "--output", out.string(), "-p",        "x",
                                     "--keep", "off",     "--align",   "off",      "--base-url", server.url()};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    static std::vector<json> lines_of(Ran const& ran) {
        std::vector<json> lines;
        std::istringstream text(ran.out);
        for (std::string line; std::getline(text, line);)
            lines.push_back(json::parse(line));
        return lines;
    }
    // The state of each result, by its name.
    static std::map<std::string, std::string> states(Ran const& ran) {
        std::map<std::string, std::string> all;
        for (json const& line : lines_of(ran))
            if (line.contains("file")) all[fs::path(line["file"].get<std::string>()).filename()] = line["state"];
        return all;
    }
    static json summary(Ran const& ran) { return lines_of(ran).back().at("summary"); }
    [[nodiscard]] std::vector<std::string> results() const {
        std::vector<std::string> names;
        for (auto const& each : fs::directory_iterator(out))
            names.push_back(each.path().filename());
        std::ranges::sort(names);
        return names;
    }
    // Killed once this was sent and has come; as in a stream whose end is waited for.
    void kill_behind(std::string const& sent_before) const {
        std::promise<void> sent;
        ScriptedServer server([&](Connection& connection) {
            SeenRequest request;
            if (!connection.read_request(request)) return;
            connection.send(sent_before);
            sent.set_value();
            connection.wait_for_close(60'000);
        });
        Program program(command(words(server)), environment);
        sent.get_future().wait();
        auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!sent_before.empty() && std::chrono::steady_clock::now() < end &&
               json::parse(inlay({"history", "--json"}).out)["entries"].empty())
            std::this_thread::yield();
        program.send_signal(SIGKILL);
        EXPECT_EQ(program.wait().exit_status, 128 + SIGKILL);
    }
};

TEST_F(Batch, changes_every_picture_once_and_tells_each_on_a_line) {
    pictures(3);
    write_whole_file(in / "notes.txt", "no picture");
    ScriptedServer server(gives(plain({32, 32}, 200, 60, 40)));
    Ran const ran = inlay(words(server));
    EXPECT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_EQ(states(ran),
              (std::map<std::string, std::string>{{"p1.png", "done"}, {"p2.png", "done"}, {"p3.png", "done"}}));
    EXPECT_EQ(summary(ran)["files"], 3);
    EXPECT_EQ(summary(ran)["done"], 3);
    EXPECT_EQ(lines_of(ran)[0]["images"][0]["width"], 32) << "as edit tells it";
    EXPECT_THAT(results(), ElementsAre("p1.png", "p2.png", "p3.png")) << "and no claim is left";
    EXPECT_EQ(colour_at(decoded_file((out / "p2.png").string()).image, 3, 4), "200 60 40");
    EXPECT_EQ(server.requests().size(), 3u);

    Ran const again = inlay(words(server));
    EXPECT_EQ(again.exit_status, 0);
    EXPECT_EQ(summary(again)["skipped"], 3);
    EXPECT_EQ(server.requests().size(), 3u);
    EXPECT_EQ(summary(inlay(words(server, {"--overwrite"})))["done"], 3);
    EXPECT_EQ(server.requests().size(), 6u);
}

TEST_F(Batch, takes_a_list_and_goes_on_behind_what_cannot_be_read) {
    pictures(2);
    write_whole_file(in / "broken.png", "no picture");
    write_whole_file(folder.path() / "list", "# these\n in/p1.png \n\nin/broken.png\nin/nowhere.png\r\nin/p2.png\n");
    ScriptedServer server(gives(plain({32, 32}, 200, 60, 40)));
    std::vector<std::string> asked = words(server);
    asked[2] = folder.file("list");
    Ran const ran = inlay(asked);
    EXPECT_EQ(ran.exit_status, 8);
    EXPECT_EQ(states(ran),
              (std::map<std::string, std::string>{
                  {"p1.png", "done"}, {"broken.png", "failed"}, {"nowhere.png", "failed"}, {"p2.png", "done"}}));
    EXPECT_EQ(lines_of(ran)[1]["error"]["code"], "bad_input");
    EXPECT_EQ(server.requests().size(), 2u);
    EXPECT_THAT(results(), ElementsAre("p1.png", "p2.png"));
}

TEST_F(Batch, refuses_two_results_of_one_name_and_a_result_over_its_original_before_it_begins) {
    pictures(1);
    fs::create_directories(folder.path() / "other");
    fs::copy_file(in / "p1.png", folder.path() / "other/p1.png");
    write_whole_file(folder.path() / "list", "in/p1.png\nother/p1.png\n");
    ScriptedServer server(gives(plain({32, 32}, 200, 60, 40)));
    std::vector<std::string> asked = words(server);
    asked[2] = folder.file("list");
    EXPECT_EQ(inlay(asked).exit_status, 2);
    asked = words(server);
    asked[4] = in.string();
    EXPECT_EQ(inlay(asked).exit_status, 2);
    EXPECT_TRUE(server.requests().empty());
}

TEST_F(Batch, that_was_killed_behind_an_answer_places_it_and_does_not_pay_for_it_again) {
    pictures(1);
    kill_behind("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: " + gemini_reply(painted) + "\n\n");
    EXPECT_THAT(results(), ElementsAre(".p1.png.claim"));
    ScriptedServer server(gives(plain({32, 32}, 1, 2, 3)));
    Ran const ran = inlay(words(server));
    EXPECT_EQ(ran.exit_status, 0) << ran.out << ran.err;
    EXPECT_EQ(lines_of(ran)[0]["state"], "done");
    EXPECT_EQ(lines_of(ran)[0]["recovered"], true);
    EXPECT_TRUE(server.requests().empty());
    EXPECT_THAT(results(), ElementsAre("p1.png"));
    EXPECT_EQ(colour_at(decoded_file((out / "p1.png").string()).image, 3, 4), "200 60 40");
    EXPECT_TRUE(kept_answers().empty());
}

TEST_F(Batch, that_was_killed_while_it_waited_does_not_ask_again_by_itself) {
    pictures(1);
    kill_behind("");
    ScriptedServer server(gives(plain({32, 32}, 200, 60, 40)));
    Ran const ran = inlay(words(server));
    EXPECT_EQ(ran.exit_status, 8);
    EXPECT_EQ(states(ran), (std::map<std::string, std::string>{{"p1.png", "unknown"}}));
    EXPECT_EQ(summary(ran)["unknown"], 1);
    EXPECT_TRUE(server.requests().empty());
    EXPECT_EQ(inlay(words(server, {"--retry-unknown"})).exit_status, 0);
    EXPECT_EQ(server.requests().size(), 1u);
    EXPECT_THAT(results(), ElementsAre("p1.png"));
}

TEST_F(Batch, leaves_what_another_machine_or_a_living_process_has_begun) {
    pictures(2);
    fs::create_directories(out);
    write_whole_file(out / ".p1.png.claim", R"({"host":"elsewhere","pid":1,"started":"7","id":""})");
    write_whole_file(out / ".p2.png.claim", "damaged");
    ScriptedServer server(gives(plain({32, 32}, 200, 60, 40)));
    Ran const ran = inlay(words(server));
    EXPECT_EQ(ran.exit_status, 8);
    EXPECT_EQ(states(ran), (std::map<std::string, std::string>{{"p1.png", "claimed"}, {"p2.png", "claimed"}}));
    EXPECT_TRUE(server.requests().empty());
    EXPECT_EQ(inlay(words(server, {"--take-over"})).exit_status, 0);
    EXPECT_THAT(results(), ElementsAre("p1.png", "p2.png"));
}

// Beside each other, one of them killed in the middle, and a third one for what that left.
TEST_F(Batch, of_two_processes_asks_for_every_picture_once) {
    constexpr int count = 8;
    pictures(count);
    std::mutex mutex;
    std::multiset<std::string> asked;
    std::promise<void> three;
    auto const painting = [&](Connection& connection) {
        SeenRequest request;
        while (connection.read_request(request)) {
            {
                std::lock_guard const lock(mutex);
                asked.insert(body_of(request).dump());
                if (asked.size() == 3) three.set_value();
            }
            connection.wait_for_close(30);
            send_ok(connection, gemini_reply(painted));
        }
    };
    ScriptedServer server(painting);
    Program first(command(words(server)), environment);
    Program second(command(words(server)), environment);
    three.get_future().wait();
    first.send_signal(SIGKILL);
    first.wait();
    second.wait();
    Ran const third = inlay(words(server));
    std::lock_guard const lock(mutex);
    EXPECT_EQ(std::set<std::string>(asked.begin(), asked.end()).size(), asked.size()) << "one was asked for twice";
    // What was claimed and not sent yet when its process was killed is unknown as well.
    EXPECT_GE(asked.size() + summary(third)["unknown"].get<std::size_t>(), count) << third.out;
    // Those that the killed one had sent are there or unknown, and everything else is done.
    EXPECT_LE(summary(third)["unknown"].get<int>(), 2);
    EXPECT_EQ(summary(third)["unknown"].get<int>() + summary(third)["done"].get<int>() +
                  summary(third)["skipped"].get<int>(),
              count);
}

TEST_F(Batch, stops_at_its_budget_and_where_no_credit_is_left) {
    pictures(5);
    ScriptedServer server(gives(plain({32, 32}, 200, 60, 40)));
    EXPECT_EQ(inlay(words(server, {"--budget", "1"})).exit_status, 2) << "nobody knows the price";
    EXPECT_TRUE(server.requests().empty());
    environment["INLAY_API_KEY"] = "sk-test-0123456789";
    Ran const ran = inlay(words(server, {"--provider", "cometapi", "--model", "gemini-3-pro-image", "--size", "1K",
                                         "--budget", "0.30", "--json"}));
    EXPECT_EQ(ran.exit_status, 6) << ran.out << ran.err;
    EXPECT_EQ(server.requests().size(), 2u) << "of $0.134 each";
    EXPECT_EQ(summary(ran)["left"], 3);
    EXPECT_NEAR(summary(ran)["spent_usd"].get<double>(), 0.268, 1e-9);

    ScriptedServer empty(json_reply(402, R"({"error":{"message":"insufficient credit"}})"));
    Ran const broke = inlay(words(empty, {"--jobs", "1"}));
    EXPECT_EQ(broke.exit_status, 6) << broke.out;
    EXPECT_EQ(empty.requests().size(), 1u);
}

TEST_F(Batch, counts_what_may_have_been_billed_against_its_budget) {
    pictures(3);
    environment["INLAY_API_KEY"] = "sk-test-0123456789";
    ScriptedServer server(json_reply(500, R"({"error":{"message":"It broke while drawing."}})"));
    Ran const ran = inlay(words(server, {"--provider", "cometapi", "--model", "gemini-3-pro-image", "--size", "1K",
                                         "--budget", "0.20", "--jobs", "1"}));
    EXPECT_EQ(server.requests().size(), 1u) << ran.out;
    EXPECT_EQ(summary(ran)["unknown"], 1);
    EXPECT_EQ(summary(ran)["left"], 2);
    EXPECT_NEAR(summary(ran)["spent_usd"].get<double>(), 0.134, 1e-9);
}

TEST_F(Batch, ends_behind_the_running_ones_when_it_is_interrupted) {
    pictures(4);
    std::promise<void> asked;
    std::promise<void> interrupted;
    ScriptedServer server([&](Connection& connection) {
        SeenRequest request;
        if (!connection.read_request(request)) return;
        asked.set_value();
        interrupted.get_future().wait();
        send_ok(connection, gemini_reply(painted));
    });
    Program program(command(words(server, {"--jobs", "1"})), environment);
    asked.get_future().wait();
    program.send_signal(SIGINT);
    interrupted.set_value();
    Ran const ran = program.wait();
    EXPECT_EQ(ran.exit_status, 130);
    EXPECT_EQ(summary(ran)["done"], 1);
    EXPECT_EQ(summary(ran)["left"], 3);
    EXPECT_THAT(results(), ElementsAre("p1.png"));
}

} // namespace
} // namespace inlay::test
