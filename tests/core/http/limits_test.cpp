// At a limit, one below, one above: what exactly is still accepted, and which of the known numbers count?
#include "http/url.h"
#include "http_test.h"

#include <array>
#include <netinet/in.h>
#include <unistd.h>

namespace inlay::http {
namespace {

// Answers the first request with these bytes.
ScriptedServer::Script raw(std::string bytes) {
    return [bytes = std::move(bytes)](Connection& connection) {
        SeenRequest request;
        if (connection.read_request(request)) connection.send(bytes);
    };
}

// A reply whose header, from the status to the empty line, has that many bytes.
std::string with_header_of(std::size_t size) {
    std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n";
    std::string const end = "\r\n";
    while (size - end.size() - head.size() > 2000)
        head += "X-Filler: " + std::string(988, 'x') + "\r\n";
    head += "X: " + std::string(size - end.size() - head.size() - 5, 'y') + "\r\n";
    return head + end;
}

TEST(HeaderLimit, is_256_kb_to_the_byte) {
    ASSERT_EQ(with_header_of(262'144).size(), 262'144u);
    ASSERT_EQ(with_header_of(262'145).size(), 262'145u);
    ScriptedServer const just(raw(with_header_of(262'144) + "ok"));
    auto const response = perform(get(just.url()));
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "ok");
    ScriptedServer const over(raw(with_header_of(262'145) + "ok"));
    auto const refused = perform(get(over.url()));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "The header of the reply is far too large.");
}

TEST(BodyLimit, is_met_to_the_byte_by_a_length_and_by_chunks) {
    auto const with_length = [](std::size_t size) {
        return raw("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" + std::string(size, 'x'));
    };
    auto const chunked = [](std::string const& pieces) {
        return raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + pieces + "0\r\n\r\n");
    };
    auto const got = [](ScriptedServer::Script script) {
        ScriptedServer const server(std::move(script));
        auto request = get(server.url());
        request.max_response_bytes = 1000;
        auto const response = perform(request);
        return response ? std::to_string(response->body.size()) : response.error().message;
    };
    std::string const refused = "The reply is larger than the 1000 bytes that are accepted.";
    EXPECT_EQ(got(with_length(999)), "999");
    EXPECT_EQ(got(with_length(1000)), "1000");
    EXPECT_EQ(got(with_length(1001)), refused);
    std::string const most = "3e7\r\n" + std::string(999, 'x') + "\r\n"; // 999 bytes
    EXPECT_EQ(got(chunked(most + "1\r\ny\r\n")), "1000");
    EXPECT_EQ(got(chunked(most + "2\r\nyz\r\n")), refused);
}

TEST(Redirect, has_five_statuses_and_no_more) {
    for (int const status : {300, 301, 302, 303, 304, 305, 306, 307, 308, 309}) {
        ScriptedServer const server([status](Connection& connection) {
            SeenRequest request;
            while (connection.read_request(request))
                connection.send(request.target == "/there" ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthere"
                                                           : "HTTP/1.1 " + std::to_string(status) +
                                                                 " X\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n");
        });
        auto request = get(server.url());
        request.max_redirects = 1;
        auto const response = perform(request);
        ASSERT_TRUE(response) << status;
        bool const followed = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        EXPECT_EQ(response->status, followed ? 200 : status);
        EXPECT_EQ(response->body, followed ? "there" : "") << status;
    }
}

TEST(Redirect, without_a_place_to_go_to_is_a_response_like_any_other) {
    ScriptedServer const server(ScriptedServer::always(302, {}, "nowhere"));
    auto request = get(server.url());
    request.max_redirects = 3;
    auto const response = perform(request);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 302);
    EXPECT_EQ(response->body, "nowhere");
}

TEST(ProxyRefusal, is_asked_again_only_when_the_proxy_itself_has_failed) {
    for (auto const& [status, repeatable] : std::vector<std::pair<int, bool>>{{400, false},
                                                                              {403, false},
                                                                              {407, false},
                                                                              {429, false},
                                                                              {499, false},
                                                                              {500, true},
                                                                              {502, true},
                                                                              {503, true},
                                                                              {504, true}}) {
        ScriptedServer const proxy(ScriptedServer::always(status, {}, ""));
        auto request = get("https://api.missing.test/");
        request.proxy = proxy.url();
        Observer nobody;
        auto const outcome = exchange(request, nobody, {});
        ASSERT_TRUE(outcome.failure) << status;
        EXPECT_EQ(outcome.failure->error.code, ErrorCode::connect_failed) << status;
        EXPECT_EQ(outcome.failure->repeatable, repeatable) << status;
    }
}

TEST(Place, names_every_port_but_the_schemes_own) {
    auto const place = [](std::string_view url) { return parse_url(url)->place(); };
    EXPECT_EQ(place("https://a.b/"), "a.b");
    EXPECT_EQ(place("https://a.b:443/"), "a.b");
    EXPECT_EQ(place("https://a.b:80/"), "a.b:80");
    EXPECT_EQ(place("http://a.b/"), "a.b");
    EXPECT_EQ(place("http://a.b:80/"), "a.b");
    EXPECT_EQ(place("http://a.b:443/"), "a.b:443");
    EXPECT_EQ(place("http://a.b:1/"), "a.b:1");
    EXPECT_EQ(place("http://a.b:65535/"), "a.b:65535");
    EXPECT_FALSE(parse_url("http://a.b:65536/"));
    EXPECT_FALSE(parse_url("http://a.b:0/"));
}

TEST(TimeLimit, of_nought_is_none) {
    ScriptedServer const slow([](Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
        connection.wait_for_close(150); // so that the loop looks at its limits in between
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate");
    });
    auto request = post(slow.url(), "{}");
    request.total_timeout = 0ms;
    request.idle_timeout = 0ms;
    request.connect_timeout = 0ms;
    auto const response = perform(request);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "late");
}

// A port whose other side has room for a few KB and does not read: what is written to it waits in this side's kernel.
class DeafPort {
  public:
    DeafPort() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        int const room = 4096;
        EXPECT_EQ(::setsockopt(listener_, SOL_SOCKET, SO_RCVBUF, &room, sizeof room), 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::listen(listener_, 4), 0);
        EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
        port_ = ntohs(address.sin_port);
    }
    ~DeafPort() { ::close(listener_); }
    DeafPort(DeafPort const&) = delete;
    DeafPort& operator=(DeafPort const&) = delete;
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    // Everything that arrives on the next connection, to its end.
    [[nodiscard]] std::size_t bytes_that_arrive() const {
        int const connection = ::accept(listener_, nullptr, nullptr);
        std::size_t sum = 0;
        std::array<char, 65'536> buffer;
        for (ssize_t got = 1; got > 0; sum += got > 0 ? static_cast<std::size_t>(got) : 0)
            got = ::recv(connection, buffer.data(), buffer.size(), 0);
        ::close(connection);
        return sum;
    }

  private:
    int listener_;
    int port_ = 0;
};

constexpr std::size_t upload = 256u << 10; // the kernel takes it at once

TEST(Upload, counts_as_sent_only_what_has_left_the_machine) {
    DeafPort const deaf;
    Recorder recorder;
    auto request = post(deaf.url(), std::string(upload, 'x'));
    request.total_timeout = 300ms;
    auto const outcome = exchange(request, recorder, {});
    ASSERT_TRUE(outcome.failure);
    EXPECT_EQ(outcome.failure->error.code, ErrorCode::timed_out);
    EXPECT_THAT(outcome.failure->error.message, HasSubstr("the request was still being sent"));
    EXPECT_LT(outcome.response.sent, upload / 2);
    for (auto const& now : recorder.progress) {
        EXPECT_LT(now.sent, upload / 2);
        EXPECT_LE(now.phase, Phase::sending);
    }
}

// A plain close would let the kernel go on sending what it still has: the request would arrive whole, and be billed.
TEST(Upload, that_is_stopped_takes_back_what_waits_in_the_kernel) {
    DeafPort const deaf;
    struct Stopper : Observer {
        void on_progress(Progress const& now) override {
            if (now.phase == Phase::sending && ++seen >= 2) stop.request_stop();
        }
        std::stop_source stop;
        int seen = 0;
    } stopper;
    auto request = post(deaf.url(), std::string(upload, 'x'));
    request.total_timeout = 10s;
    auto const result = perform(request, stopper, stopper.stop.get_token());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::cancelled) << result.error().message;
    EXPECT_LT(deaf.bytes_that_arrive(), upload);
}

} // namespace
} // namespace inlay::http
