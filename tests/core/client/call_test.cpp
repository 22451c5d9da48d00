// One call: what is posted, when the reply is kept, what counts as an answer.
#include "client_test.h"

#include <atomic>
#include <stdexcept>
#include <thread>

namespace inlay {
namespace {

TEST(Call, makes_exactly_one_post_and_gives_the_picture) {
    ScriptedServer const server(ScriptedServer::always(200, {{"Content-Type", "application/json"}}, gemini_reply()));
    Listener listener;
    CallReport report;
    auto const connection = connection_to(server.url());
    auto const result = call_model(a_request(), connection, listener, {}, &report);
    ASSERT_TRUE(result) << result.error().message;
    ASSERT_EQ(result->reply.images.size(), 1u);
    EXPECT_EQ(result->reply.images[0].bytes, picture());
    EXPECT_EQ(result->reply.text, "Here it is.");
    auto const requests = server.requests();
    ASSERT_EQ(requests.size(), 1u);
    EXPECT_EQ(requests[0].method, "POST");
    EXPECT_EQ(requests[0].target, "/v1beta/models/gemini-2.5-flash-image:generateContent");
    EXPECT_EQ(requests[0].header("Authorization"), connection.api_key);
    EXPECT_EQ(report.attempts, 1);
    EXPECT_EQ(report.bytes_sent, requests[0].body.size());
    EXPECT_EQ(report.bytes_received, gemini_reply().size());
    EXPECT_EQ(result->report.bytes_sent, report.bytes_sent);
    EXPECT_GT(report.timings.upload + report.timings.wait + report.timings.download, 0);
    EXPECT_EQ(listener.raw, std::vector<std::string>{gemini_reply()});
    ASSERT_FALSE(listener.progress.empty());
    EXPECT_EQ(listener.progress.back().attempt, 1);
    EXPECT_EQ(listener.progress.back().attempts, 1);
}

TEST(Call, keeps_a_successful_reply_even_when_it_cannot_be_read) {
    for (std::string const body : {"{\"candidates\":[]}", "<html>", "", "{\"cut"}) {
        ScriptedServer const server(ScriptedServer::always(200, {}, body));
        Listener listener;
        auto connection = connection_to(server.url());
        connection.retries = 2;
        auto const called = call(connection, listener);
        EXPECT_FALSE(called.result) << body;
        EXPECT_EQ(listener.raw, std::vector<std::string>{body});
        EXPECT_EQ(server.requests().size(), 1u) << "a 200 is never repeated";
    }
}

TEST(Call, ends_when_the_reply_cannot_be_kept) {
    struct Full : Listener {
        Result<void> on_raw_reply(http::Response const&) override {
            return fail(ErrorCode::output_failed, "The disk is full.");
        }
    } full;
    ScriptedServer const server(ScriptedServer::always(200, {}, gemini_reply()));
    auto const called = call(connection_to(server.url()), full);
    ASSERT_FALSE(called.result);
    EXPECT_EQ(called.result.error().code, ErrorCode::output_failed);
    EXPECT_EQ(called.report.attempts, 1);
}

TEST(Call, lets_the_body_decide_before_the_status) {
    ScriptedServer const server(ScriptedServer::always(500, {}, gemini_reply()));
    Listener listener;
    auto connection = connection_to(server.url());
    connection.retries = 2;
    auto const called = call(connection, listener);
    ASSERT_TRUE(called.result) << called.result.error().message;
    EXPECT_EQ(called.report.attempts, 1);
    EXPECT_EQ(listener.raw.size(), 1u) << "it was paid for, too";
}

TEST(Call, does_not_keep_an_error_reply) {
    ScriptedServer const server(ScriptedServer::always(401, {}, error_reply(401, "bad key", "UNAUTHENTICATED")));
    Listener listener;
    auto const called = call(connection_to(server.url()), listener);
    ASSERT_FALSE(called.result);
    EXPECT_EQ(called.result.error().code, ErrorCode::key_rejected);
    EXPECT_TRUE(listener.raw.empty());
    EXPECT_EQ(called.report.attempts, 1);
    EXPECT_GT(called.report.bytes_sent, 0u);
    EXPECT_GT(called.report.bytes_received, 0u);
}

ScriptedServer::Script raw(std::string bytes, bool reset, std::function<void(test::Connection&)> then = {}) {
    return [=](test::Connection& connection) {
        SeenRequest request;
        if (!connection.read_request(request)) return;
        connection.send(bytes);
        if (then) then(connection);
        if (reset) connection.reset();
    };
}

std::string chunk(std::string const& bytes) {
    std::array<char, 20> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", bytes.size());
    return size.data() + bytes + "\r\n";
}

TEST(Call, takes_a_whole_picture_although_the_connection_breaks_behind_it) {
    auto const head =
        std::string("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    ScriptedServer const server(raw(head + chunk(chat_event(data_markdown()) + "data: [DONE]\n\n"), false));
    Listener listener;
    auto connection = connection_to(server.url(), "openai-chat");
    connection.retries = 2;
    auto const called = call(connection, listener);
    ASSERT_TRUE(called.result) << called.result.error().message;
    EXPECT_EQ(called.result->reply.images.at(0).bytes, picture());
    EXPECT_EQ(listener.raw.size(), 1u);
    EXPECT_EQ(server.requests().size(), 1u);
}

TEST(Call, takes_no_half_picture) {
    auto const whole = gemini_reply(test::test_data("pictures/castle.png"));
    for (auto const part : {whole.size() / 2, whole.size() - 120, std::size_t{40}}) {
        ScriptedServer const server(raw("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(whole.size()) +
                                            "\r\n\r\n" + whole.substr(0, part),
                                        false));
        Listener listener;
        auto connection = connection_to(server.url());
        connection.retries = 2;
        auto const called = call(connection, listener);
        ASSERT_FALSE(called.result) << part;
        EXPECT_EQ(called.result.error().code, ErrorCode::connection_lost);
        EXPECT_EQ(called.result.error().message, "The reply was cut off after " + std::to_string(part) + " bytes.");
        EXPECT_EQ(server.requests().size(), 1u) << "it may have been billed";
        EXPECT_EQ(called.report.bytes_received, part);
    }
}

TEST(Call, believes_an_error_in_a_stream_that_is_cut_behind_it) {
    auto const head = std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    ScriptedServer const server(raw(head + chunk("data: " + error_reply(402, "Insufficient credits") + "\n\n"), false));
    auto const called = call(connection_to(server.url(), "openai-chat"));
    ASSERT_FALSE(called.result);
    EXPECT_EQ(called.result.error().code, ErrorCode::no_credit) << called.result.error().message;
}

TEST(Call, does_not_wait_for_the_end_of_a_connection_after_done) {
    auto const head = std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    ScriptedServer const server(raw(head + chunk(chat_event(data_markdown()) + "data: [DONE]\n\n"), false,
                                    [](test::Connection& connection) { connection.wait_for_close(10'000); }));
    Listener listener;
    auto const begin = steady_clock::now();
    auto const called = call(connection_to(server.url(), "openai-chat"), listener);
    ASSERT_TRUE(called.result) << called.result.error().message;
    EXPECT_LT(steady_clock::now() - begin, 3s);
    EXPECT_EQ(listener.raw.size(), 1u);
}

TEST(Call, hands_on_previews_and_takes_none_for_the_result) {
    auto const partial =
        "event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"" +
        base64::encode(picture()) + "\",\"partial_image_index\":0}\n\n";
    ScriptedServer const server(ScriptedServer::always(200, {{"Content-Type", "text/event-stream"}}, partial));
    Listener listener;
    auto connection = connection_to(server.url(), "openai-images");
    connection.stream = true;
    auto const called = call(connection, listener);
    EXPECT_FALSE(called.result);
    EXPECT_EQ(listener.previews, std::vector<std::string>{picture()});
}

TEST(Call, ends_when_its_observer_throws) {
    enum class Where { progress, raw, preview };
    struct Thrower : CallObserver {
        explicit Thrower(Where at) : where(at) {}
        void on_progress(CallProgress const&) override { go(Where::progress); }
        Result<void> on_raw_reply(http::Response const&) override {
            go(Where::raw);
            return {};
        }
        void on_preview(std::string_view) override { go(Where::preview); }
        void go(Where here) const {
            if (here == where) throw std::runtime_error("from the observer");
        }
        Where where;
    };
    auto const partial =
        "data: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"" + base64::encode(picture()) + "\"}\n\n";
    for (auto const where : {Where::progress, Where::raw, Where::preview}) {
        ScriptedServer const server(
            ScriptedServer::always(200, {}, where == Where::preview ? partial : gemini_reply()));
        Thrower thrower(where);
        auto connection = connection_to(server.url(), where == Where::preview ? "openai-images" : "gemini");
        connection.retries = 2;
        auto const called = call(connection, thrower);
        ASSERT_FALSE(called.result);
        EXPECT_EQ(called.result.error().code, ErrorCode::internal);
        EXPECT_EQ(called.result.error().detail, "from the observer");
        EXPECT_EQ(called.report.attempts, 1);
    }
}

TEST(Call, never_tells_the_key) {
    for (auto const auth : {Auth::raw, Auth::bearer, Auth::x_goog_api_key, Auth::query}) {
        ScriptedServer const echo([](test::Connection& connection) {
            SeenRequest request;
            connection.read_request(request);
            auto const key = request.header("Authorization") + request.header("x-goog-api-key") + request.target;
            auto const body = error_reply(400, "I do not know " + key);
            connection.send("HTTP/1.1 400 Bad\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        });
        for (auto const& url : {echo.url(), std::string("http://127.0.0.1:1"), std::string("http://x.missing.test")}) {
            auto connection = connection_to(url);
            connection.auth = auth;
            auto const called = call(connection);
            ASSERT_FALSE(called.result);
            auto const& error = called.result.error();
            EXPECT_THAT(error.message + error.advice + error.detail, Not(HasSubstr("Secret-0123")));
        }
    }
}

// Model version, request id, finish reason and words go into pictures, logs and windows.
TEST(Call, leaves_no_echo_of_the_key_and_nothing_that_a_terminal_obeys_in_what_the_service_says_of_itself) {
    std::string const reply =
        R"({"candidates":[{"content":{"parts":[{"text":"key sk-Secret-0123456789abcdef \u001b[2J\u202e"},{"inlineData":{"mimeType":"image/png","data":")" +
        base64::encode(picture()) +
        R"("}}]},"finishReason":"STOP sk-Secret-0123456789abcdef"}],"modelVersion":"m-sk-Secret-0123456789abcdef","responseId":"c2stU2VjcmV0LTAxMjM0NTY3ODlhYmNkZWY="})";
    ScriptedServer server(ScriptedServer::always(200, {}, reply));
    Listener listener;
    auto const result = call_model(a_request(), connection_to(server.url()), listener, {});
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->reply.model_version, "m-[key]");
    EXPECT_EQ(result->reply.request_id, "[key]Y=");
    EXPECT_EQ(result->reply.finish_reason, "STOP [key]");
    EXPECT_EQ(result->reply.text, "key [key] ?[2J?");
    auto const kept = parse_reply(connection_to(""), 200, {{"X-Request-Id", "sk-Secret-0123456789abcdef"}}, reply);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->request_id, "[key]");
    EXPECT_EQ(kept->model_version, "m-[key]");
}

TEST(Call, sends_no_key_in_clear_text_to_another_machine) {
    for (char const* url : {"http://service.invalid", "http://127.service.invalid", "http://203.0.113.5:8080",
                            "http://local.invalid", "http://127.0.0.1.invalid"}) {
        Listener listener;
        auto const result = call_model(a_request(), connection_to(url), listener, {});
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, ErrorCode::usage) << url;
        EXPECT_THAT(result.error().message, HasSubstr("in clear text"));
        EXPECT_EQ(list_models(connection_to(url), true, {}).error().code, ErrorCode::usage) << url;
    }
    Listener listener;
    Connection without = connection_to("http://service.invalid");
    without.api_key.clear();
    EXPECT_EQ(call_model(a_request(), without, listener, {}).error().code, ErrorCode::dns_failed);
    EXPECT_EQ(endpoint_url(connection_to("127.service.invalid"), false).substr(0, 8), "https://");
    EXPECT_EQ(endpoint_url(connection_to("127.0.0.1:8080"), false).substr(0, 8), "http://1");
}

TEST(Call, refuses_a_key_with_a_line_break_before_anything_is_sent) {
    ScriptedServer const server(ScriptedServer::always(200, {}, gemini_reply()));
    auto connection = connection_to(server.url());
    connection.api_key = "sk-a\r\nX-Evil: 1";
    EXPECT_FALSE(call(connection).result);
    connection = connection_to(server.url());
    connection.extra_headers = {{"X-Mine", "a\r\nX-Evil: 1"}};
    EXPECT_FALSE(call(connection).result);
    EXPECT_TRUE(server.requests().empty());
}

TEST(Call, to_the_sandbox_never_goes_through_a_proxy) {
    ScriptedServer const server(ScriptedServer::always(200, {}, gemini_reply()));
    auto connection = connection_to(server.url());
    connection.provider = "sandbox";
    connection.proxy = "http://127.0.0.1:1";
    EXPECT_TRUE(call(connection).result);
    connection.provider = "custom";
    EXPECT_FALSE(call(connection).result);
}

TEST(Call, to_many_services_at_once) {
    ScriptedServer const server(ScriptedServer::always(200, {}, gemini_reply()));
    std::atomic<int> good = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&] { good += call(connection_to(server.url())).result ? 1 : 0; });
    }
    EXPECT_EQ(good, 8);
    EXPECT_EQ(server.requests().size(), 8u);
}

TEST(KeptReply, is_read_as_the_call_would_have_read_it) {
    auto const connection = connection_to("https://api.example.com");
    auto const reply = parse_reply(connection, 200, {}, gemini_reply());
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->images.at(0).bytes, picture());
    EXPECT_FALSE(parse_reply(connection, 200, {}, "{}"));
    EXPECT_FALSE(parse_reply(connection, 503, {}, ""));
}

} // namespace
} // namespace inlay
