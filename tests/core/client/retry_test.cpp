// What is repeated and what is not, how long is waited, and how the wait is seen and stopped.
#include "client_test.h"

#include <atomic>
#include <thread>

namespace inlay {
namespace {

std::size_t posts_for(std::vector<Canned> replies, int retries = 2) {
    ScriptedServer const server(ScriptedServer::in_turn(std::move(replies)));
    auto connection = connection_to(server.url());
    connection.retries = retries;
    auto const called = call(connection);
    EXPECT_EQ(static_cast<std::size_t>(called.report.attempts), server.requests().size());
    return server.requests().size();
}

TEST(Retry, of_what_may_pass) {
    for (int const status : {425, 429, 503, 529})
        EXPECT_EQ(posts_for({{status, {}, "busy"}, {200, {}, gemini_reply()}}), 2u) << status;
}

TEST(Retry, is_not_made_for_what_may_have_been_billed) {
    for (int const status : {408, 500, 502, 504, 520, 521, 522, 523, 524}) {
        EXPECT_EQ(posts_for({{status, {}, "busy"}, {200, {}, gemini_reply()}}), 1u) << status;
        ScriptedServer const server(ScriptedServer::always(status, {}, "busy"));
        EXPECT_THAT(call(connection_to(server.url())).result.error().advice, HasSubstr("billed twice")) << status;
    }
}

TEST(Retry, is_made_for_what_the_service_documents_as_not_billed) {
    ScriptedServer const server(ScriptedServer::in_turn({{502, {}, "no luck"}, {200, {}, gemini_reply()}}));
    auto connection = connection_to(server.url());
    connection.retries = 1;
    connection.unbilled_statuses = {502};
    EXPECT_TRUE(call(connection).result);
    EXPECT_EQ(server.requests().size(), 2u);
}

TEST(Retry, is_not_made_for_what_will_not_pass) {
    for (int const status : {300, 301, 302, 400, 401, 402, 403, 404, 405, 413, 415, 422, 501})
        EXPECT_EQ(posts_for({{status, {}, "no"}, {200, {}, gemini_reply()}}), 1u) << status;
}

TEST(Retry, looks_at_what_the_body_says) {
    auto const quota =
        R"({"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}]}})";
    EXPECT_EQ(posts_for({{429, {}, quota}, {200, {}, gemini_reply()}}), 1u);
    EXPECT_EQ(
        posts_for({{429, {}, R"({"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}})"},
                   {200, {}, gemini_reply()}}),
        1u);
    EXPECT_EQ(
        posts_for(
            {{500,
              {},
              R"({"error":{"message":"field messages is required","type":"comet_api_error","code":"invalid_request"}})"},
             {200, {}, gemini_reply()}}),
        1u);
    EXPECT_EQ(
        posts_for(
            {{503,
              {},
              R"json({"error":{"message":"no available channel for group default and model x (distributor)","type":"comet_api_error","code":"model_not_found"}})json"},
             {200, {}, gemini_reply()}}),
        1u);
}

TEST(Retry, has_its_number) {
    EXPECT_EQ(posts_for({{503, {}, ""}}, 0), 1u);
    EXPECT_EQ(posts_for({{503, {}, ""}}, -1), 1u);
    EXPECT_EQ(posts_for({{503, {}, ""}}, 1), 2u);
    EXPECT_EQ(posts_for({{503, {}, ""}}, 4), 5u);
}

TEST(Retry, is_seen_with_its_reason_and_counts_the_traffic_of_all_attempts) {
    auto const busy = error_reply(503, "The model is overloaded.", "UNAVAILABLE");
    ScriptedServer const server(
        ScriptedServer::in_turn({{503, {{"Retry-After-ms", "850"}}, busy}, {200, {}, gemini_reply()}}));
    Listener listener;
    auto connection = connection_to(server.url());
    connection.retries = 2;
    auto const begin = steady_clock::now();
    auto const called = call(connection, listener);
    ASSERT_TRUE(called.result);
    EXPECT_GE(steady_clock::now() - begin, 850ms);
    EXPECT_EQ(called.report.attempts, 2);
    auto const requests = server.requests();
    ASSERT_EQ(requests.size(), 2u);
    EXPECT_EQ(requests[0].body, requests[1].body);
    EXPECT_EQ(called.report.bytes_sent, 2 * requests[0].body.size());
    EXPECT_EQ(called.report.bytes_received, busy.size() + gemini_reply().size());
    std::vector<CallProgress> waits;
    for (auto const& now : listener.progress) {
        EXPECT_EQ(now.attempts, 3);
        if (now.retry_wait > 0ms)
            waits.push_back(now);
        else
            EXPECT_EQ(now.retry_reason, "");
    }
    ASSERT_GE(waits.size(), 3u); // five times a second, when the machine is idle
    EXPECT_LE(waits.front().retry_wait, 850ms);
    EXPECT_GT(waits.front().retry_wait, 600ms);
    for (std::size_t i = 1; i < waits.size(); ++i)
        EXPECT_LT(waits[i].retry_wait, waits[i - 1].retry_wait);
    EXPECT_EQ(waits.front().attempt, 1);
    EXPECT_FALSE(waits.front().retry_reason.empty());
    EXPECT_EQ(listener.progress.back().attempt, 2);
}

TEST(Retry, can_be_stopped_while_it_waits) {
    ScriptedServer const server(ScriptedServer::always(503, {{"Retry-After", "30"}}, ""));
    std::chrono::nanoseconds took{};
    for (int i = 0; i < 3; ++i) { // a busy machine may delay a thread once
        Listener listener;
        std::stop_source source;
        auto connection = connection_to(server.url());
        connection.retries = 2;
        Called called{fail(ErrorCode::internal, ""), {}};
        steady_clock::time_point end;
        std::jthread job([&] {
            called = call(connection, listener, short_patience(), source.get_token());
            end = steady_clock::now();
        });
        ASSERT_TRUE(listener.wait_for([](CallProgress const& now) { return now.retry_wait > 0ms; }));
        auto const begin = steady_clock::now();
        source.request_stop();
        job.join();
        took = end - begin;
        ASSERT_FALSE(called.result);
        EXPECT_EQ(called.result.error().code, ErrorCode::cancelled);
        EXPECT_EQ(called.report.attempts, 1);
        if (took < 100ms) break;
    }
    EXPECT_LT(took, 100ms);
}

TEST(Retry, after_more_than_a_minute_is_left_to_the_person) {
    for (auto const& [after, words] : std::vector<std::pair<std::string, std::string>>{
             {"61", "61 seconds"}, {"150", "3 minutes"}, {"9000", "3 hours"}}) {
        ScriptedServer const server(
            ScriptedServer::always(429, {{"Retry-After", after}}, error_reply(429, "slow down")));
        for (int const retries : {2, 0}) {
            auto connection = connection_to(server.url());
            connection.retries = retries;
            auto const begin = steady_clock::now();
            auto const called = call(connection);
            EXPECT_LT(steady_clock::now() - begin, 5s);
            ASSERT_FALSE(called.result);
            EXPECT_EQ(called.result.error().code, ErrorCode::rate_limited);
            EXPECT_EQ(called.result.error().message, "The service asks to wait " + words + " before the next try.");
        }
        EXPECT_EQ(server.requests().size(), 2u);
    }
}

// Serves the n-th connection with the n-th script, further ones with the last.
ScriptedServer::Script connections(std::vector<ScriptedServer::Script> scripts) {
    auto const next = std::make_shared<std::atomic<std::size_t>>(0);
    return [next, scripts = std::move(scripts)](test::Connection& connection) {
        scripts[std::min(next->fetch_add(1), scripts.size() - 1)](connection);
    };
}

ModelRequest a_large_request() {
    ModelRequest request = a_request();
    request.images[0].bytes.append(12u << 20, 'x'); // more than the kernel takes at once
    return request;
}

TEST(Retry, of_a_connection_that_broke_while_the_request_was_being_sent) {
    ScriptedServer const server(connections(
        {[](test::Connection& connection) { connection.reset(); }, ScriptedServer::always(200, {}, gemini_reply())}));
    auto connection = connection_to(server.url());
    connection.retries = 2;
    Listener listener;
    CallReport report;
    auto const result = call_with_patience(a_large_request(), connection, listener, {}, &report, short_patience());
    ASSERT_TRUE(result) << result.error().message << result.error().detail;
    EXPECT_EQ(report.attempts, 2);
}

TEST(Retry, is_not_made_when_the_connection_ends_after_the_whole_request) {
    for (bool const reset : {false, true}) {
        ScriptedServer const server(connections({[reset](test::Connection& connection) {
                                                     SeenRequest request;
                                                     connection.read_request(request);
                                                     if (reset) connection.reset();
                                                 },
                                                 ScriptedServer::always(200, {}, gemini_reply())}));
        auto connection = connection_to(server.url());
        connection.retries = 2;
        auto const called = call(connection);
        ASSERT_FALSE(called.result);
        EXPECT_EQ(called.result.error().code, ErrorCode::connection_lost);
        EXPECT_THAT(called.result.error().advice, HasSubstr("billed twice"));
        EXPECT_EQ(called.report.attempts, 1);
        EXPECT_EQ(server.requests().size(), 1u);
    }
}

TEST(Retry, of_names_and_connections_that_fail) {
    for (auto const& [url, code] : std::vector<std::pair<std::string, ErrorCode>>{
             {"https://x.missing.test", ErrorCode::dns_failed}, {"http://127.0.0.1:1", ErrorCode::connect_failed}}) {
        auto connection = connection_to(url);
        connection.retries = 2;
        auto const called = call(connection);
        ASSERT_FALSE(called.result);
        EXPECT_EQ(called.result.error().code, code);
        EXPECT_EQ(called.report.attempts, 3);
        EXPECT_EQ(called.report.bytes_sent, 0u);
    }
}

TEST(Retry, is_not_made_when_the_time_is_over_after_the_request_was_sent) {
    ScriptedServer const server([](test::Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
        connection.wait_for_close(10'000);
    });
    auto connection = connection_to(server.url());
    connection.retries = 2;
    connection.timeout = 200ms;
    auto const called = call(connection);
    ASSERT_FALSE(called.result);
    EXPECT_EQ(called.result.error().code, ErrorCode::timed_out);
    EXPECT_EQ(called.report.attempts, 1);
    EXPECT_EQ(called.report.bytes_sent, server.requests().at(0).body.size());
}

TEST(Retry, of_an_error_status_whose_body_was_cut) {
    ScriptedServer const server(connections({[](test::Connection& connection) {
                                                 SeenRequest request;
                                                 connection.read_request(request);
                                                 connection.send(
                                                     "HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\n{\"err");
                                             },
                                             ScriptedServer::always(200, {}, gemini_reply())}));
    auto connection = connection_to(server.url());
    connection.retries = 1;
    EXPECT_TRUE(call(connection).result);
    EXPECT_EQ(server.requests().size(), 2u);
}

TEST(Patience, doubles_up_to_half_a_minute_and_adds_chance) {
    Patience patience;
    patience.random = [] { return 0.25; };
    std::vector<std::chrono::milliseconds::rep> delays;
    for (int k = 0; k < 7; ++k)
        delays.push_back(delay(patience, k, std::nullopt).count());
    EXPECT_EQ(delays, (std::vector<std::chrono::milliseconds::rep>{1250, 2250, 4250, 8250, 16'250, 30'250, 30'250}));
    EXPECT_EQ(delay(patience, 100, std::nullopt), 30'250ms);
    EXPECT_EQ(delay(patience, 3, 23ms), 23ms);
    EXPECT_EQ(delay(patience, 3, -5ms), 0ms);
    double smallest = 1;
    double largest = 0;
    for (int i = 0; i < 100; ++i) {
        auto const chance = Patience::random_between_0_1();
        smallest = std::min(smallest, chance);
        largest = std::max(largest, chance);
    }
    EXPECT_GE(smallest, 0.0);
    EXPECT_LT(largest, 1.0);
    EXPECT_GT(largest - smallest, 0.5);
}

TEST(Patience, names_a_time_rounded_up) {
    EXPECT_EQ(in_words(1ms), "1 second");
    EXPECT_EQ(in_words(23s), "23 seconds");
    EXPECT_EQ(in_words(119'001ms), "2 minutes");
    EXPECT_EQ(in_words(121s), "3 minutes");
    EXPECT_EQ(in_words(7200s), "2 hours");
    EXPECT_EQ(in_words(48h), "2 days");
}

} // namespace
} // namespace inlay
