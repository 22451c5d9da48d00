// A request in another form, when the first was refused: it may be billed like any other.
#include "client_test.h"

#include "support/formats/task_format.h"

namespace inlay {
namespace {

TEST(SecondForm, is_posted_when_the_first_is_not_taken) {
    ScriptedServer const server(
        ScriptedServer::in_turn({{415, {}, error_reply(415, "send JSON")}, {200, {}, gemini_reply()}}));
    Listener listener;
    auto const called = call(connection_to(server.url(), std::string(test::second_form_format)), listener);
    ASSERT_TRUE(called.result) << called.result.error().message;
    auto const requests = server.requests();
    ASSERT_EQ(requests.size(), 2u);
    EXPECT_EQ(requests[1].method, "POST");
    EXPECT_EQ(requests[1].header("Content-Type"), "application/json");
    EXPECT_THAT(requests[1].body, HasSubstr("make it look like a watercolour"));
    EXPECT_EQ(called.report.attempts, 2);
}

TEST(SecondForm, may_be_billed_and_is_not_repeated_when_its_reply_is_cut_off) {
    ScriptedServer const server([](test::Connection& connection) {
        SeenRequest request;
        while (connection.read_request(request)) {
            bool const json = request.header("Content-Type") == "application/json";
            connection.send(json ? "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"cut"
                                 : "HTTP/1.1 415 No\r\nContent-Length: 0\r\n\r\n");
            if (json) return;
        }
    });
    auto connection = connection_to(server.url(), std::string(test::second_form_format));
    connection.retries = 2;
    Listener listener;
    auto const called = call(connection, listener);
    ASSERT_FALSE(called.result);
    EXPECT_EQ(called.result.error().code, ErrorCode::connection_lost);
    EXPECT_EQ(server.requests().size(), 2u);
}

} // namespace
} // namespace inlay
