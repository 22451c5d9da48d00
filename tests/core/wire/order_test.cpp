// Services that only take the order: where it is asked for, in which state it is, and when it is over.
#include "replies.h"

#include "wire/order.h"

using namespace inlay;
using namespace inlay::test;
using namespace std::chrono_literals;

namespace {

std::optional<wire::FollowUp> next(std::string_view body, int status = 200, std::string_view task = {}, int asked = 0,
                                   std::string_view task_url = {}) {
    auto connection = some_connection();
    connection.base_url = "https://api.example/v1";
    Headers const none;
    return wire::next_of_order({connection, nullptr, status, none, body, task, task_url, asked});
}

void expect_order(std::string_view body, int status, std::string_view id, std::string_view url) {
    SCOPED_TRACE(std::string(body));
    auto const more = next(body, status);
    ASSERT_TRUE(more);
    EXPECT_EQ(more->task, id);
    EXPECT_EQ(more->url, url);
    EXPECT_FALSE(more->post);
}

} // namespace

TEST(Order, is_asked_for_where_the_service_says_or_at_its_tasks) {
    expect_order(R"({"code":200,"data":[{"status":"submitted","task_id":"task_01"}]})", 200, "task_01",
                 "https://api.example/v1/tasks/task_01");
    expect_order(R"({"code":200,"msg":"success","data":{"status":"submitted","task_id":"task_01"}})", 200, "task_01",
                 "https://api.example/v1/tasks/task_01");
    expect_order(R"({"task_id":"a/b","status":"queued","status_url":"/v1/tasks/a"})", 202, "a/b",
                 "https://api.example/v1/tasks/a");
    expect_order(R"({"id":"7","polling_url":"https://eu.example/get?id=7"})", 200, "7", "https://eu.example/get?id=7");
    expect_order(R"({"id":"p1","status":"starting","output":null,"urls":{"get":"https://api.example/p/p1"}})", 201,
                 "p1", "https://api.example/p/p1");
    expect_order(R"({"output":{"task_status":"PENDING","task_id":"d-1"},"request_id":"r"})", 200, "d-1",
                 "https://api.example/v1/tasks/d-1");
    expect_order(R"({"task_id":12345,"status":"queued"})", 200, "12345", "https://api.example/v1/tasks/12345");
}

TEST(Order, is_none_where_the_picture_is_there_or_nothing_was_taken) {
    EXPECT_FALSE(next(filled(R"({"id":"x","status":"processing","data":[{"b64_json":"@"}]})", tiny_base64())));
    EXPECT_FALSE(next(R"({"id":"x","data":[{"url":"https://a.example/1.png"}],"task_id":"t"})"));
    EXPECT_FALSE(next(R"({"id":"chatcmpl-1","choices":[{"message":{"content":"words"}}]})"));
    EXPECT_FALSE(next(R"({"task_id":"t","status":"failed","error":"no"})"));
    EXPECT_FALSE(next(R"({"error":{"message":"no"},"request_id":"r"})", 400));
    EXPECT_FALSE(next(R"({"created":1,"data":[]})"));
    EXPECT_FALSE(next("data: {}\n\n"));
}

TEST(Order, is_asked_for_again_while_it_is_not_done) {
    for (auto const& [state, expected] :
         std::vector<std::pair<std::string, TaskState>>{{"queued", TaskState::queued},
                                                        {"NOT_START", TaskState::queued},
                                                        {"processing", TaskState::working},
                                                        {"IN_PROGRESS", TaskState::working},
                                                        {"thinking hard", TaskState::working}}) {
        auto const more = next(R"({"code":200,"data":{"id":"t","status":")" + state + R"(","progress":40}})", 200, "t",
                               2, "https://api.example/s?x=1");
        ASSERT_TRUE(more) << state;
        EXPECT_EQ(more->state, expected) << state;
        EXPECT_EQ(more->url, "https://api.example/s?x=1");
        EXPECT_EQ(more->task, "t");
        EXPECT_DOUBLE_EQ(more->fraction, 0.4);
        EXPECT_EQ(more->wait, 2000ms);
    }
    EXPECT_EQ(next(R"({"status":"running"})", 200, "t", 100, "https://a.example/")->wait, 5000ms);
    EXPECT_DOUBLE_EQ(next(R"({"status":"running","progress":"58%"})", 200, "t", 1, "u")->fraction, 0.58);
}

TEST(Order, is_over_with_a_picture_a_failure_or_a_reply_of_no_state) {
    EXPECT_FALSE(
        next(R"({"status":"completed","result":{"images":[{"url":["https://a.example/1.png"]}]}})", 200, "t", 1));
    EXPECT_FALSE(next(filled(R"({"status":"processing","output":["@"]})", tiny_uri()), 200, "t", 1))
        << "the picture is there";
    EXPECT_FALSE(next(R"({"status":"Request Moderated"})", 200, "t", 1));
    EXPECT_FALSE(next(R"({"status":"failed","error":"no"})", 200, "t", 1));
    EXPECT_FALSE(next(R"({"hello":1})", 200, "t", 1));
    EXPECT_FALSE(next(R"({"detail":"no"})", 403, "t", 1));
    EXPECT_TRUE(next(R"({"detail":"Not Found"})", 404, "t", 1)) << "not known everywhere at once";
    EXPECT_FALSE(next(R"({"detail":"Not Found"})", 404, "t", 6));
}

TEST(Order, whose_state_and_picture_are_two_addresses_is_followed_to_the_second) {
    auto const more = next(
        R"({"status":"COMPLETED","request_id":"7","status_url":"https://q.example/7/status","response_url":"https://q.example/7"})",
        200, "7", 3, "https://q.example/7/status");
    ASSERT_TRUE(more);
    EXPECT_EQ(more->url, "https://q.example/7");
}
