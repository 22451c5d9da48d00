// At a limit, one below, one above: how long is waited, how often is asked, how large may a fetched picture be?
#include "client_test.h"

namespace inlay {
namespace {

// Stops its call as soon as it waits, and remembers for how long it would have.
class Impatient : public Listener {
  public:
    void on_progress(CallProgress const& now) override {
        if (now.retry_wait <= 0ms || waited_for > 0ms) return;
        waited_for = now.retry_wait;
        stop.request_stop();
    }
    std::stop_source stop;
    std::chrono::milliseconds waited_for{0};
};

Connection with_retries(std::string url, int retries, std::string wire = "gemini") {
    auto connection = connection_to(std::move(url), wire);
    connection.retries = retries;
    return connection;
}

// With the patience that people get, not the tests'.
TEST(LongestWait, is_a_minute_and_what_takes_longer_is_told) {
    struct Case {
        char const* field;
        char const* asked;
        std::chrono::milliseconds waited;
        char const* told; // empty: it is waited for
    };
    for (auto const& it : {Case{"Retry-After", "59", 59s, ""}, Case{"Retry-After", "60", 60s, ""},
                           Case{"Retry-After-ms", "60000", 60s, ""}, Case{"Retry-After-ms", "60001", 0s, "61 seconds"},
                           Case{"Retry-After", "61", 0s, "61 seconds"}}) {
        ScriptedServer const server(ScriptedServer::always(429, {{it.field, it.asked}}, error_reply(429, "slow down")));
        Impatient listener;
        auto const result = call_model(a_request(), with_retries(server.url(), 2), listener, listener.stop.get_token());
        ASSERT_FALSE(result);
        EXPECT_LE(listener.waited_for, it.waited) << it.asked;
        EXPECT_GE(listener.waited_for, it.waited - 10s) << it.asked;
        if (*it.told == '\0')
            EXPECT_EQ(result.error().code, ErrorCode::cancelled) << it.asked << result.error().message;
        else
            EXPECT_EQ(result.error().message,
                      "The service asks to wait " + std::string(it.told) + " before the next try.");
    }
}

TEST(LongestWait, holds_for_a_link_in_the_reply_too) {
    for (auto const& [asked, waited] : {std::pair{"60", true}, std::pair{"61", false}}) {
        ScriptedServer const store(ScriptedServer::always(503, {{"Retry-After", asked}}, ""));
        ScriptedServer const server(
            ScriptedServer::always(200, {}, R"({"data":[{"url":")" + store.url() + R"(/x.png"}]})"));
        Impatient listener;
        auto const result = call_model(a_request(), with_retries(server.url(), 2, "openai-images"), listener,
                                       listener.stop.get_token());
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, waited ? ErrorCode::cancelled : ErrorCode::service_error) << asked;
        EXPECT_EQ(listener.waited_for > 0ms, waited) << asked;
        EXPECT_EQ(store.requests().size(), 1u);
    }
}

TEST(Attempts, of_a_link_are_seven_whatever_the_retries) {
    for (int const retries : {0, 3}) {
        ScriptedServer const store(ScriptedServer::always(503, {{"Retry-After-ms", "1"}}, ""));
        ScriptedServer const server(
            ScriptedServer::always(200, {}, R"({"data":[{"url":")" + store.url() + R"(/x.png"}]})"));
        auto const called = call(with_retries(server.url(), retries, "openai-images"));
        ASSERT_FALSE(called.result);
        EXPECT_EQ(store.requests().size(), 7u);
        EXPECT_EQ(server.requests().size(), 1u);
    }
}

// The length alone decides, before a byte of it is taken: the store sends no more than its header.
TEST(FetchedPicture, of_more_than_128_mb_is_refused) {
    for (auto const& [length, message] :
         {std::pair{"134217728", "The reply was cut off after 0 bytes."},
          std::pair{"134217729", "The reply is larger than the 128 MB that are accepted."},
          std::pair{"99999999999", "The reply is larger than the 128 MB that are accepted."}}) {
        ScriptedServer const store([length = length](test::Connection& connection) {
            SeenRequest request;
            if (connection.read_request(request))
                connection.send(std::string("HTTP/1.1 200 OK\r\nContent-Length: ") + length + "\r\n\r\n");
        });
        ScriptedServer const server(
            ScriptedServer::always(200, {}, R"({"data":[{"url":")" + store.url() + R"(/x.png"}]})"));
        auto const called = call(with_retries(server.url(), 0, "openai-images"));
        ASSERT_FALSE(called.result);
        EXPECT_EQ(called.result.error().message, message) << length;
    }
}

// The picture came whole; only the end of the stream did not.
TEST(TimeIsOver, behind_a_whole_picture_is_no_failure) {
    std::string const event = chat_event(data_markdown());
    ScriptedServer const server([&](test::Connection& connection) {
        SeenRequest request;
        if (!connection.read_request(request)) return;
        connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 100000\r\n\r\n" + event);
        connection.wait_for_close(10'000);
    });
    Listener listener;
    auto connection = with_retries(server.url(), 2, "openai-chat");
    connection.timeout = 400ms;
    auto const called = call(connection, listener);
    ASSERT_TRUE(called.result) << called.result.error().message;
    EXPECT_EQ(called.result->reply.images.at(0).bytes, picture());
    EXPECT_EQ(listener.raw, std::vector<std::string>{event});
    EXPECT_EQ(server.requests().size(), 1u);
}

TEST(ListOfModels, takes_no_longer_than_the_connection_allows) {
    ScriptedServer const silent([](test::Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
        connection.wait_for_close(30'000);
    });
    auto connection = connection_to(silent.url());
    connection.timeout = 200ms;
    auto const ids = list_models(connection, true, {});
    ASSERT_FALSE(ids);
    EXPECT_EQ(ids.error().code, ErrorCode::timed_out);
    EXPECT_THAT(ids.error().message, HasSubstr("after 0.2 seconds"));
}

TEST(ListOfModels, asks_google_for_all_of_them_at_once_and_the_others_for_their_only_page) {
    ScriptedServer const server(ScriptedServer::always(200, {}, R"({"models":[{"name":"models/a"},{"name":"b"}]})"));
    auto connection = connection_to(server.url());
    auto const ids = list_models(connection, true, {});
    ASSERT_TRUE(ids) << ids.error().message;
    EXPECT_EQ(*ids, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(server.requests().back().target, "/v1beta/models?pageSize=1000");
    ASSERT_TRUE(list_models(connection, false, {}));
    EXPECT_EQ(server.requests().back().target, "/v1/models");
    connection.auth = Auth::query;
    ASSERT_TRUE(list_models(connection, true, {}));
    EXPECT_EQ(server.requests().back().target, "/v1beta/models?pageSize=1000&key=sk-Secret-0123456789abcdef");
}

TEST(Patience, changes_the_unit_exactly_where_it_says) {
    EXPECT_EQ(in_words(0ms), "0 seconds");
    EXPECT_EQ(in_words(1000ms), "1 second");
    EXPECT_EQ(in_words(1001ms), "2 seconds");
    EXPECT_EQ(in_words(60s), "60 seconds");
    EXPECT_EQ(in_words(119s), "119 seconds");
    EXPECT_EQ(in_words(120s), "2 minutes");
    EXPECT_EQ(in_words(7199s), "120 minutes");
    EXPECT_EQ(in_words(7200s), "2 hours");
    EXPECT_EQ(in_words(7201s), "3 hours");
    EXPECT_EQ(in_words(172'799s), "48 hours");
    EXPECT_EQ(in_words(172'800s), "2 days");
    EXPECT_EQ(in_words(172'801s), "3 days");
}

TEST(Patience, of_people_is_a_second_doubled_up_to_thirty) {
    Patience const patience;
    EXPECT_EQ(patience.unit, 1000ms);
    EXPECT_EQ(patience.longest, 60'000ms);
}

} // namespace
} // namespace inlay
