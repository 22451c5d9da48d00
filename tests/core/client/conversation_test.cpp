// A service that works by task: the order, the waits, the picture. One request at a time, each repeated for itself, the
// order never; stop and time-out span the whole.
#include "client_test.h"

#include "support/formats/task_format.h"

#include <atomic>
#include <thread>

namespace inlay {
namespace {

using test::task_reply;

std::string done(std::string const& output = "data:image/png;base64," + base64::encode(picture())) {
    return task_reply("t-1", "done", R"(,"output":[")" + output + R"("])");
}

class TaskListener : public Listener {
  public:
    void on_task(Task const& task) override {
        tasks.push_back(task);
        order += 't';
    }
    std::vector<Task> tasks;
};

Connection to_tasks(std::string url) {
    auto connection = connection_to(std::move(url), std::string(test::task_format));
    connection.model = "m";
    return connection;
}

std::vector<std::string> asked(ScriptedServer const& server) {
    std::vector<std::string> lines;
    for (auto const& request : server.requests())
        lines.push_back(request.method + " " + request.target);
    return lines;
}

std::vector<std::string> const order_and_polls(std::size_t polls) {
    std::vector<std::string> lines(polls + 1, "GET /v1/tasks/t-1");
    lines.front() = "POST /v1/tasks";
    return lines;
}

TEST(Task, is_ordered_once_and_asked_for_until_its_picture_is_there) {
    ScriptedServer const server(ScriptedServer::in_turn({{201, {}, task_reply("t-1", "queued")},
                                                         {200, {}, task_reply("t-1", "queued")},
                                                         {200, {}, task_reply("t-1", "working", R"(,"progress":0.4)")},
                                                         {200, {}, task_reply("t-1", "working", R"(,"progress":0.8)")},
                                                         {200, {}, done()}}));
    TaskListener listener;
    auto const called = call(to_tasks(server.url()), listener);
    ASSERT_TRUE(called.result) << called.result.error().message;
    EXPECT_EQ(called.result->reply.images.at(0).bytes, picture());
    EXPECT_EQ(asked(server), order_and_polls(4));
    EXPECT_EQ(server.requests()[1].header("Authorization"), "sk-Secret-0123456789abcdef");
    EXPECT_EQ(called.report.attempts, 1) << "to ask for the state is no attempt";
    EXPECT_FALSE(called.report.ordered);
    EXPECT_GE(called.report.timings.wait, 4 * 20) << "the four waits";
    EXPECT_EQ(listener.order, "tr") << "the order is told, then the last reply is kept, and no other";
    EXPECT_EQ(listener.raw, std::vector<std::string>{done()});
    EXPECT_EQ(listener.tasks.at(0).id, "t-1");
    EXPECT_EQ(listener.tasks.at(0).url, server.url() + "/v1/tasks/t-1");
    std::vector<std::pair<TaskState, double>> states;
    for (auto const& now : listener.progress)
        if (states.empty() || states.back() != std::pair(now.task, now.task_fraction))
            states.emplace_back(now.task, now.task_fraction);
    EXPECT_THAT(states, testing::ElementsAre(std::pair(TaskState::none, -1.0), std::pair(TaskState::queued, -1.0),
                                             std::pair(TaskState::working, 0.4), std::pair(TaskState::working, 0.8)));
}

TEST(Task, is_told_before_it_is_first_asked_for) {
    ScriptedServer const server(ScriptedServer::in_turn({{201, {}, task_reply("t-1", "queued")}, {200, {}, done()}}));
    struct : TaskListener {
        void on_task(Task const& task) override {
            before = service->requests().size();
            TaskListener::on_task(task);
        }
        ScriptedServer const* service = nullptr;
        std::size_t before = 0;
    } listener;
    listener.service = &server;
    ASSERT_TRUE(call(to_tasks(server.url()), listener).result);
    EXPECT_EQ(listener.before, 1u);
    EXPECT_EQ(server.requests().size(), 2u);
}

TEST(Task, whose_picture_is_there_at_once_is_no_task) {
    ScriptedServer const server(ScriptedServer::always(201, {}, done()));
    TaskListener listener;
    ASSERT_TRUE(call(to_tasks(server.url()), listener).result);
    EXPECT_EQ(asked(server), order_and_polls(0));
    EXPECT_TRUE(listener.tasks.empty());
}

TEST(Task, gives_its_picture_by_address_too) {
    ScriptedServer const store(ScriptedServer::always(200, {}, picture()));
    ScriptedServer const server(
        ScriptedServer::in_turn({{201, {}, task_reply("t-1", "queued")}, {200, {}, done(store.url() + "/out.png")}}));
    TaskListener listener;
    auto const called = call(to_tasks(server.url()), listener);
    ASSERT_TRUE(called.result) << called.result.error().message;
    EXPECT_EQ(called.result->reply.images.at(0).bytes, picture());
    EXPECT_EQ(listener.order, "trf");
    EXPECT_EQ(listener.progress.back().task, TaskState::none) << "the fetch is shown as one";
}

TEST(Task, is_refused_in_the_words_of_the_service_and_nothing_is_left_of_the_order) {
    ScriptedServer const server(
        ScriptedServer::in_turn({{201, {}, task_reply("t-1", "queued")},
                                 {200, {}, task_reply("t-1", "failed", R"(,"error":"no hats here")")}}));
    auto connection = to_tasks(server.url());
    connection.retries = 2;
    TaskListener listener;
    auto const called = call(connection, listener);
    ASSERT_FALSE(called.result);
    EXPECT_THAT(called.result.error().message, HasSubstr("no hats here"));
    EXPECT_EQ(asked(server), order_and_polls(1));
    EXPECT_FALSE(called.report.ordered);
}

TEST(Task, an_order_that_was_not_taken_is_repeated_and_one_that_was_taken_never) {
    ScriptedServer const server(ScriptedServer::in_turn({{503, {}, error_reply(503, "busy")},
                                                         {201, {}, task_reply("t-1", "queued")},
                                                         {503, {}, error_reply(503, "busy")},
                                                         {200, {}, task_reply("t-1", "queued")},
                                                         {503, {}, error_reply(503, "busy")},
                                                         {200, {}, done()}}));
    auto connection = to_tasks(server.url());
    connection.retries = 1;
    TaskListener listener;
    auto const called = call(connection, listener);
    ASSERT_TRUE(called.result) << called.result.error().message;
    EXPECT_EQ(asked(server), (std::vector<std::string>{"POST /v1/tasks", "POST /v1/tasks", "GET /v1/tasks/t-1",
                                                       "GET /v1/tasks/t-1", "GET /v1/tasks/t-1", "GET /v1/tasks/t-1"}))
        << "each request has its own retries";
    EXPECT_EQ(called.report.attempts, 2) << "orders";
}

TEST(Task, asks_again_when_a_reply_about_its_state_is_cut_off) {
    std::atomic<int> polls = 0;
    ScriptedServer const server([&](test::Connection& connection) {
        SeenRequest request;
        while (connection.read_request(request)) {
            bool const cut = request.method == "GET" && polls++ == 0;
            std::string const body = request.method == "POST" ? task_reply("t-1", "queued") : done();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                            body.substr(0, cut ? 20 : std::string::npos));
            if (cut) return;
        }
    });
    auto connection = to_tasks(server.url());
    connection.retries = 1;
    TaskListener listener;
    auto const called = call(connection, listener);
    ASSERT_TRUE(called.result) << called.result.error().message;
    EXPECT_EQ(asked(server), order_and_polls(2));
}

TEST(Task, that_cannot_be_asked_for_stays_ordered) {
    ScriptedServer const server(
        ScriptedServer::in_turn({{201, {}, task_reply("t-1", "queued")}, {503, {}, error_reply(503, "busy")}}));
    TaskListener listener;
    auto const called = call(to_tasks(server.url()), listener);
    ASSERT_FALSE(called.result);
    EXPECT_EQ(called.result.error().code, ErrorCode::service_error);
    EXPECT_TRUE(called.report.ordered);
}

TEST(Task, has_one_time_out_for_all_its_requests) {
    ScriptedServer const server(ScriptedServer::always(200, {}, task_reply("t-1", "queued")));
    auto connection = to_tasks(server.url());
    connection.provider_name = "Replica";
    connection.timeout = 1500ms;
    TaskListener listener;
    auto const called = call(connection, listener);
    ASSERT_FALSE(called.result);
    EXPECT_EQ(called.result.error().code, ErrorCode::timed_out);
    EXPECT_EQ(called.result.error().message, "Replica has not finished the picture within 2 seconds.");
    EXPECT_THAT(called.result.error().detail, HasSubstr("t-1"));
    EXPECT_TRUE(called.report.ordered);
    EXPECT_GE(server.requests().size(), 3u);
}

TEST(Task, a_service_that_falls_silent_is_not_waited_for_beyond_the_time_out) {
    ScriptedServer const server([](test::Connection& connection) {
        SeenRequest request;
        while (connection.read_request(request)) {
            if (request.method == "GET") {
                connection.wait_for_close(10'000);
                return;
            }
            std::string const body = task_reply("t-1", "queued");
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        }
    });
    auto connection = to_tasks(server.url());
    connection.timeout = 1500ms;
    connection.retries = 2;
    TaskListener listener;
    auto const called = call(connection, listener);
    ASSERT_FALSE(called.result);
    EXPECT_THAT(called.result.error().message, HasSubstr("has not finished the picture"));
    EXPECT_EQ(asked(server), order_and_polls(1));
}

TEST(Task, is_stopped_between_two_requests_and_within_one) {
    for (bool const within : {false, true}) {
        ScriptedServer const server([within](test::Connection& connection) {
            SeenRequest request;
            while (connection.read_request(request)) {
                if (request.method == "GET" && within) {
                    connection.wait_for_close(10'000);
                    return;
                }
                std::string const body = task_reply("t-1", "working");
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                                body);
            }
        });
        TaskListener listener;
        std::stop_source stop;
        Called called;
        {
            std::jthread const calling(
                [&] { called = call(to_tasks(server.url()), listener, short_patience(), stop.get_token()); });
            EXPECT_TRUE(listener.wait_for([&](CallProgress const& now) {
                return now.task == TaskState::working && (!within || now.transfer.phase == http::Phase::waiting);
            }));
            stop.request_stop();
        }
        ASSERT_FALSE(called.result);
        EXPECT_EQ(called.result.error().code, ErrorCode::cancelled);
        EXPECT_TRUE(called.report.ordered) << "the service goes on with it";
    }
}

TEST(Task, the_key_goes_to_the_service_itself_and_to_nobody_else) {
    ScriptedServer const elsewhere(ScriptedServer::always(200, {}, done()));
    ScriptedServer const server(ScriptedServer::always(
        200, {}, task_reply("t-1", "queued", R"(,"poll_url":")" + elsewhere.url() + R"(/state?id=t-1")")));
    auto connection = to_tasks(server.url());
    connection.extra_headers = {{"X-Team", "art"}};
    TaskListener listener;
    auto const called = call(connection, listener);
    ASSERT_TRUE(called.result) << called.result.error().message;
    auto const requests = elsewhere.requests();
    ASSERT_EQ(requests.size(), 1u);
    EXPECT_EQ(requests[0].target, "/state?id=t-1");
    for (auto const& [name, value] : requests[0].headers)
        EXPECT_THAT(name + value, AllOf(Not(HasSubstr("Secret")), Not(HasSubstr("X-Team"))));
}

TEST(Task, that_is_taken_up_again_orders_nothing) {
    ScriptedServer const server(ScriptedServer::in_turn({{200, {}, task_reply("t-1", "working")}, {200, {}, done()}}));
    TaskListener listener;
    CallReport report;
    auto const result =
        resume_call({"t-1", server.url() + "/v1/tasks/t-1"}, to_tasks(server.url()), listener, {}, &report);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->reply.images.at(0).bytes, picture());
    EXPECT_EQ(asked(server), (std::vector<std::string>{"GET /v1/tasks/t-1", "GET /v1/tasks/t-1"}));
    EXPECT_EQ(report.attempts, 0);
    EXPECT_EQ(listener.order, "r") << "the order is known already";
}

} // namespace
} // namespace inlay
