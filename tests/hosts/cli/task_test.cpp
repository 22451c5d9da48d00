// A picture that is ordered by task, and a program that does not live to see it: a real process, killed for real.
#include "cli_fixture.h"

#include "support/formats/task_format.h"

#include <gmock/gmock.h>

#include <atomic>
#include <csignal>
#include <future>

namespace inlay::test {
namespace {

using json = nlohmann::json;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

std::string const key = "sk-test-0123456789";

// A service by task: the order is taken, and queued until the picture is let go. It wants the key.
class TaskService {
  public:
    explicit TaskService(std::string const& png)
        : done_(task_reply("t-9", "done", R"(,"output":"data:image/png;base64,)" + base64::encode(png) + "\"")),
          server_([this](Connection& connection) {
              SeenRequest request;
              while (connection.read_request(request))
                  answer(connection, request);
          }) {}
    void finish() { finished_ = true; }
    // Until its state has been asked for three times.
    bool wait_for_three_polls() {
        return three_.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready;
    }
    [[nodiscard]] std::string url() const { return server_.url(); }
    [[nodiscard]] std::size_t asked(std::string_view method) const {
        std::size_t count = 0;
        for (auto const& request : server_.requests())
            count += request.method == method ? 1U : 0U;
        return count;
    }

  private:
    void answer(Connection& connection, SeenRequest const& request) {
        bool const known = request.header("Authorization") == key;
        std::string const body = !known                                        ? R"({"error":"invalid api key"})"
                                 : request.method == "GET" && finished_.load() ? done_
                                                                               : task_reply("t-9", "queued");
        connection.send(std::string(known ? "HTTP/1.1 200 OK" : "HTTP/1.1 401 Unauthorized") +
                        "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        if (request.method == "GET" && ++polls_ == 3) three_.set_value();
    }

    std::string done_;
    std::atomic<bool> finished_{false};
    std::atomic<int> polls_{0};
    std::promise<void> three_;
    ScriptedServer server_;
};

class TaskCommandLine : public CommandLine {
  protected:
    Image const lake = photo_like({64, 48}, 5);
    std::string const png = encode_png(lake).value();
    std::string const out = folder.file("out.png");

    std::vector<std::string> ordering(TaskService const& service) const {
        return {INLAY_TASK_PROGRAM, "generate",    "-p",     "a lake",   "-o", out,
                "--base-url",       service.url(), "--wire", "test-task"};
    }
    Ran recover(std::vector<std::string> words) const {
        words.insert(words.begin(), {INLAY_TASK_PROGRAM, "recover"});
        return run_program(words, environment);
    }
    // Takes the order, and dies before the picture is there.
    void order_and_die(TaskService& service) const {
        Program run(ordering(service), environment);
        ASSERT_TRUE(service.wait_for_three_polls());
        run.send_signal(SIGKILL);
        EXPECT_EQ(run.wait().exit_status, 128 + SIGKILL);
    }
    // The id of the one order that is kept.
    std::string kept_order() const {
        json const answers = json::parse(recover({"--json"}).out)["answers"];
        if (answers.size() != 1) throw std::runtime_error("not one kept answer: " + answers.dump());
        EXPECT_EQ(answers[0]["state"], "ordered");
        return answers[0]["id"];
    }
};

TEST_F(TaskCommandLine, a_kill_between_the_order_and_its_picture_costs_nothing) {
    TaskService service(png);
    environment["INLAY_API_KEY"] = key;
    order_and_die(service);
    EXPECT_FALSE(std::filesystem::exists(out));
    std::string const id = kept_order();
    EXPECT_THAT(recover({}).out, HasSubstr("ordered"));
    for (auto const& entry : std::filesystem::recursive_directory_iterator(folder.path() / "home")) {
        if (!entry.is_regular_file()) continue;
        EXPECT_THAT(read_whole_file(entry.path()), Not(HasSubstr(key))) << entry.path();
    }

    service.finish();
    Ran const back = recover({id, "-o", out});
    ASSERT_EQ(back.exit_status, 0) << back.err;
    EXPECT_EQ(read_whole_file(out), png);
    EXPECT_EQ(service.asked("POST"), 1u) << "paid for once";

    std::size_t const polls = service.asked("GET");
    std::string const again = folder.file("again.png");
    EXPECT_EQ(recover({id, "-o", again}).exit_status, 0) << "it is kept now";
    EXPECT_EQ(read_whole_file(again), png);
    EXPECT_EQ(service.asked("GET"), polls);
    EXPECT_EQ(json::parse(inlay({"history", "--json"}).out)["entries"][0]["state"], "answered");
}

TEST_F(TaskCommandLine, an_order_that_takes_too_long_is_asked_for_later) {
    TaskService service(png);
    environment["INLAY_API_KEY"] = key;
    auto words = ordering(service);
    words.insert(words.end(), {"--timeout", "3", "--json"});
    Ran const late = run_program(words, environment);
    EXPECT_EQ(late.exit_status, 7) << late.out;
    std::string const id = kept_order();
    json const error = json::parse(late.out)["error"];
    EXPECT_EQ(error["code"], "timed_out");
    EXPECT_THAT(error["advice"], HasSubstr("inlay recover " + id));

    service.finish();
    ASSERT_EQ(recover({id, "-o", out}).exit_status, 0);
    EXPECT_EQ(read_whole_file(out), png);
    EXPECT_EQ(service.asked("POST"), 1u);
}

TEST_F(TaskCommandLine, an_order_is_not_lost_when_it_is_asked_for_with_the_wrong_key) {
    TaskService service(png);
    environment["INLAY_API_KEY"] = key;
    order_and_die(service);
    std::string const id = kept_order();
    service.finish();

    environment["INLAY_API_KEY"] = "sk-another-987654";
    EXPECT_EQ(recover({id, "-o", out}).exit_status, 4);
    EXPECT_EQ(kept_order(), id);
    environment.erase("INLAY_API_KEY");
    environment["MY_KEY"] = key;
    Ran const back = recover({id, "-o", out, "--key-env", "MY_KEY"});
    EXPECT_EQ(back.exit_status, 0) << back.err;
    EXPECT_EQ(read_whole_file(out), png);
}

TEST_F(TaskCommandLine, an_order_counts_as_spent_when_its_picture_comes) {
    TaskService service(png);
    environment["INLAY_API_KEY"] = key;
    order_and_die(service);
    EXPECT_TRUE(json::parse(inlay({"usage", "--json"}).out)["days"].empty());
    service.finish();
    ASSERT_EQ(recover({kept_order(), "-o", out}).exit_status, 0);
    EXPECT_EQ(json::parse(inlay({"usage", "--json"}).out)["days"].at(0)["pictures"], 1);
}

} // namespace
} // namespace inlay::test
