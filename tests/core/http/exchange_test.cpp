// What is sent, and what is given back.
#include "http_test.h"

#include <atomic>
#include <stdexcept>

namespace inlay::http {
namespace {

TEST(Exchange, sends_a_post_byte_for_byte_with_its_true_length) {
    ScriptedServer const server(ScriptedServer::always(200, {{"X-Reply", "yes"}}, "{\"ok\":true}"));
    auto request =
        post(server.url() + "/v1beta/models/m:generateContent?key=a%2Fb+c&x={1}|[2]", std::string("a\0b\r\n\xff", 6));
    request.headers.push_back({"Authorization", "sk-raw"});
    request.headers.push_back({"X-Empty", ""});
    Recorder recorder;
    auto const response = perform(request, recorder, {});
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "{\"ok\":true}");
    EXPECT_EQ(response->header("x-reply"), "yes");
    EXPECT_EQ(response->header("none"), "");
    EXPECT_EQ(response->sent, 6u);
    EXPECT_EQ(response->received, 11u);
    EXPECT_EQ(recorder.body, response->body);
    EXPECT_EQ(recorder.statuses, std::vector<int>{200});

    auto const seen = server.requests().at(0);
    EXPECT_EQ(seen.method, "POST");
    EXPECT_EQ(seen.target, "/v1beta/models/m:generateContent?key=a%2Fb+c&x={1}|[2]");
    EXPECT_EQ(seen.body, request.body);
    EXPECT_EQ(seen.header("Content-Length"), "6");
    EXPECT_EQ(seen.header("Transfer-Encoding"), "");
    EXPECT_EQ(seen.header("Authorization"), "sk-raw");
    EXPECT_EQ(seen.header("Content-Type"), "application/json");
    EXPECT_THAT(seen.header("User-Agent"), HasSubstr("Inlay/"));
    std::size_t times = 0;
    for (auto const& [name, value] : seen.headers) {
        EXPECT_NE(name, "Expect");
        times += name == "X-Empty" ? 1u : 0u;
    }
    EXPECT_EQ(times, 1u);
}

TEST(Exchange, sends_paths_as_they_are) {
    ScriptedServer const server(ScriptedServer::always(200, {}, ""));
    for (std::string const target :
         {"/a/../b/./c", "//v1", "/%7euser/%c3%a9", "/\xc3\xa9?q=\xc3\xa9", "/p?a=b?c=d&&"}) {
        ASSERT_TRUE(perform(get(server.url() + target)));
        EXPECT_EQ(server.requests().back().target, target);
    }
    ASSERT_TRUE(perform(get(server.url() + "/p?q#fragment")));
    EXPECT_EQ(server.requests().back().target, "/p?q");
    ASSERT_TRUE(perform(get(server.url() + "/a b?c d")));
    EXPECT_EQ(server.requests().back().target, "/a%20b?c%20d");
}

TEST(Exchange, knows_the_other_methods) {
    ScriptedServer const server(ScriptedServer::always(200, {{"Content-Length", "5"}}, "12345"));
    for (std::string const method : {"GET", "HEAD", "PUT", "DELETE", "POST"}) {
        auto request = get(server.url());
        request.method = method;
        if (method == "PUT") request.body = "body";
        auto const response = perform(request);
        ASSERT_TRUE(response) << method << response.error().detail;
        EXPECT_EQ(response->body, method == "HEAD" ? "" : "12345");
        EXPECT_EQ(server.requests().back().method, method);
        EXPECT_EQ(server.requests().back().body, request.body);
    }
    EXPECT_EQ(server.requests().back().header("Content-Length"), "0"); // POST without a body
    EXPECT_EQ(server.requests().back().header("Content-Type"), "");
}

TEST(Exchange, refuses_headers_that_would_smuggle_others_and_does_not_tell_their_value) {
    ScriptedServer const server(ScriptedServer::always(200, {}, ""));
    std::vector<Header> const bad{{"Authorization", "sk-secret\r\nX-Evil: 1"},
                                  {"Authorization", "sk-secret\n"},
                                  {"Authorization", std::string("sk-secret\0", 10)},
                                  {"Bad\r\nName", "x"},
                                  {"Bad Name", "x"},
                                  {"", "x"},
                                  {"Bad:", "x"},
                                  {"Transfer-Encoding", "chunked"},
                                  {"content-length", "1"},
                                  {"Expect", "100-continue"}};
    for (auto const& header : bad) {
        auto request = get(server.url());
        request.headers = {header};
        auto const result = perform(request);
        ASSERT_FALSE(result) << header.name;
        EXPECT_EQ(result.error().code, ErrorCode::usage);
        EXPECT_THAT(result.error().message + result.error().advice + result.error().detail, Not(HasSubstr("secret")));
    }
    auto request = get(server.url());
    request.method = "GET / HTTP/1.1\r\nX:";
    EXPECT_FALSE(perform(request));
    EXPECT_TRUE(server.requests().empty());
}

TEST(Exchange, refuses_what_is_no_web_address) {
    for (auto const url : {"", "api.example.com/v1", "file:///etc/passwd", "ftp://example.com/", "http://a\nb/"}) {
        auto const result = perform(get(url));
        ASSERT_FALSE(result) << url;
        EXPECT_EQ(result.error().code, ErrorCode::wrong_address) << url;
    }
}

TEST(Exchange, gives_any_complete_response_whatever_its_status) {
    for (int const status : {201, 204, 301, 400, 404, 429, 500, 524}) {
        ScriptedServer const server(ScriptedServer::always(status, {{"Location", "/x"}}, status == 204 ? "" : "text"));
        auto const response = perform(post(server.url(), "{}"));
        ASSERT_TRUE(response);
        EXPECT_EQ(response->status, status);
        EXPECT_EQ(response->body, status == 204 ? "" : "text");
        EXPECT_EQ(server.requests().size(), 1u);
    }
}

TEST(Exchange, reports_its_progress_in_order_and_its_timings_add_up) {
    struct Timed : Recorder {
        void on_progress(Progress const& now) override {
            if (progress.empty()) first = steady_clock::now();
            last = steady_clock::now();
            Recorder::on_progress(now);
        }
        steady_clock::time_point first;
        steady_clock::time_point last;
    } recorder;
    // The server waits for what the client has noticed, so that the pauses are pauses on both sides.
    ScriptedServer const server([&recorder](Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
        EXPECT_TRUE(recorder.wait_for(Phase::waiting));
        connection.wait_for_close(120);
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
        EXPECT_TRUE(recorder.wait_for(Phase::receiving));
        connection.wait_for_close(60);
        connection.send("cd");
    });
    auto const begin = steady_clock::now();
    auto const response = perform(post(server.url(), std::string(3'000'000, 'x')), recorder, {});
    auto const milliseconds = [](steady_clock::duration time) {
        return std::chrono::duration<double, std::milli>(time).count();
    };
    double const whole = milliseconds(steady_clock::now() - begin);
    ASSERT_TRUE(response);
    auto const& t = response->timings;
    EXPECT_GE(t.upload, 0);
    EXPECT_GE(t.wait, 119);
    EXPECT_GE(t.download, 59);
    EXPECT_LE(t.upload + t.wait + t.download, whole + 1);
    EXPECT_GE(t.upload + t.wait + t.download, milliseconds(recorder.last - recorder.first));
    for (std::size_t i = 1; i < recorder.progress.size(); ++i) {
        auto const& before = recorder.progress[i - 1];
        auto const& now = recorder.progress[i];
        EXPECT_LE(before.phase, now.phase);
        EXPECT_LE(before.sent, now.sent);
        EXPECT_LE(before.received, now.received);
        EXPECT_EQ(now.to_send, 3'000'000u);
    }
    EXPECT_TRUE(std::any_of(recorder.progress.begin(), recorder.progress.end(),
                            [](Progress const& p) { return p.phase == Phase::waiting && p.sent == 3'000'000; }));
    EXPECT_EQ(recorder.progress.back().phase, Phase::receiving);
    EXPECT_EQ(recorder.progress.back().received, 4u);
}

TEST(Exchange, hands_out_the_body_as_it_arrives) {
    std::atomic<bool> first_seen = false;
    ScriptedServer const server([&](Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
        connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
        first_seen.wait(false); // hangs when pieces are held back
        connection.send("6\r\nsecond\r\n0\r\nTrailer: x\r\n\r\n");
    });
    struct Flag : Recorder {
        explicit Flag(std::atomic<bool>& to_set) : seen(to_set) {}
        void on_body(std::string_view piece) override {
            Recorder::on_body(piece);
            seen = true;
            seen.notify_all();
        }
        std::atomic<bool>& seen;
    } flag(first_seen);
    auto const response = perform(get(server.url()), flag, {});
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, "firstsecond");
    EXPECT_EQ(response->header("Trailer"), "");
    EXPECT_EQ(flag.statuses.size(), 1u);
}

enum class Where { progress, response, body };
class Thrower : public Observer {
  public:
    explicit Thrower(Where where) : where_(where) {}
    void on_progress(Progress const&) override { go(Where::progress); }
    void on_response(int, std::vector<Header> const&) override { go(Where::response); }
    void on_body(std::string_view) override { go(Where::body); }

  private:
    void go(Where here) const {
        if (here == where_) throw std::runtime_error("from the observer");
    }
    Where where_;
};

TEST(Exchange, ends_when_its_observer_throws) {
    for (auto const where : {Where::progress, Where::response, Where::body}) {
        int const sockets = open_sockets();
        {
            ScriptedServer const server(ScriptedServer::always(200, {}, "body"));
            Thrower thrower(where);
            auto const result = perform(post(server.url(), "{}"), thrower, {});
            ASSERT_FALSE(result);
            EXPECT_EQ(result.error().code, ErrorCode::internal);
            EXPECT_EQ(result.error().detail, "from the observer");
        }
        EXPECT_EQ(open_sockets(), sockets) << "an exception that crosses libcurl leaves it in the middle of its work";
    }
}

TEST(Failure, sentences_for_names_and_connections) {
    auto result = perform(get("https://api.missing.test/v1?key=sk-secret"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::dns_failed);
    EXPECT_EQ(result.error().message, "The server api.missing.test could not be found.");
    EXPECT_THAT(result.error().advice, HasSubstr("address"));
    EXPECT_THAT(result.error().detail, HasSubstr("curl 6"));
    EXPECT_THAT(result.error().detail, HasSubstr("https://api.missing.test/v1"));
    EXPECT_THAT(result.error().detail, Not(HasSubstr("secret")));
    result = perform(get("http://127.0.0.1:1/"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::connect_failed);
    EXPECT_EQ(result.error().message, "There is no connection to 127.0.0.1:1.");
    EXPECT_THAT(result.error().detail, HasSubstr("curl 7"));
}

} // namespace
} // namespace inlay::http
