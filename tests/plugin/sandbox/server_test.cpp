// Does the server serve over real sockets: several at once, late, cut off, gone, idle?
#include "server.h"

#include "inlay/http.h"
#include "service.h"
#include "support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <chrono>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace inlay::sandbox {
namespace {

using Clock = std::chrono::steady_clock;
using ::testing::HasSubstr;

class Running {
  public:
    explicit Running(ServerOptions options)
        : server_(std::move(Server::start(options).value())), thread_([this] { server_->run(); }) {}
    ~Running() {
        server_->stop();
        thread_.join();
    }
    Running(Running const&) = delete;
    Running& operator=(Running const&) = delete;
    [[nodiscard]] Server& server() { return *server_; }
    [[nodiscard]] std::string url() const { return server_->url(); }

    // Waits for a state that another thread brings about; the limit only ends a test that fails.
    template <class Condition>
    static bool eventually(Condition condition) {
        for (auto const end = Clock::now() + std::chrono::seconds(100); Clock::now() < end;) {
            if (condition()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        return false;
    }

  private:
    std::unique_ptr<Server> server_;
    std::thread thread_;
};

ServerOptions with_delay(int ms) {
    ServerOptions options;
    options.delay_ms = ms;
    return options;
}

constexpr char const* flash = "/v1beta/models/gemini-2.5-flash-image:generateContent";
std::string words(std::string const& prompt) {
    return R"({"contents":[{"parts":[{"text":")" + prompt + R"("}]}]})";
}

Result<http::Response> post(std::string const& url, std::string body,
                            std::chrono::milliseconds limit = std::chrono::seconds(60)) {
    http::Request request;
    request.method = "POST";
    request.url = url;
    request.headers = {{"Content-Type", "application/json"}, {"Authorization", "sk-anything"}};
    request.body = std::move(body);
    request.total_timeout = limit;
    http::Observer nobody;
    return http::perform(request, nobody, {});
}

// A client that is no library, to send what none would.
class Raw {
  public:
    explicit Raw(std::string const& url) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }
    ~Raw() { hang_up(); }
    Raw(Raw const&) = delete;
    Raw& operator=(Raw const&) = delete;
    void send_all(std::string_view bytes) const {
        while (!bytes.empty()) {
            ssize_t const sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    // Until the other side closes, or `enough` is in it.
    [[nodiscard]] std::string receive(std::string_view enough = {}) const {
        std::string all;
        char piece[4096];
        while (enough.empty() || all.find(enough) == std::string::npos) {
            pollfd waiting{fd_, POLLIN, 0};
            if (poll(&waiting, 1, 100'000) <= 0) break;
            ssize_t const got = recv(fd_, piece, sizeof piece, 0);
            if (got <= 0) break;
            all.append(piece, static_cast<std::size_t>(got));
        }
        return all;
    }
    void hang_up() {
        if (fd_ >= 0) close(fd_);
        fd_ = -1;
    }
    void reset() {
        linger const now{1, 0};
        setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        hang_up();
    }
    [[nodiscard]] static std::string request(std::string const& target, std::string const& body) {
        return "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " +
               std::to_string(body.size()) + "\r\n\r\n" + body;
    }

  private:
    int fd_;
};

TEST(Server, answers_over_http_on_the_loopback_address) {
    Running running(with_delay(0));
    EXPECT_TRUE(running.url().starts_with("http://127.0.0.1:"));
    auto const reply = post(running.url() + flash, words("sandbox: words only"));
    ASSERT_TRUE(reply) << reply.error().detail;
    EXPECT_EQ(reply->status, 200);
    EXPECT_THAT(reply->body, HasSubstr("\"finishReason\": \"STOP\""));
    EXPECT_EQ(reply->header("content-length"), std::to_string(reply->body.size()));
}

TEST(Server, is_reached_from_this_machine_only) {
    Running running(with_delay(0));
    int const fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(running.url().substr(running.url().rfind(':') + 1))));
    inet_pton(AF_INET, "127.0.0.2", &address.sin_addr); // another address of the same machine stands for all others
    EXPECT_NE(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    close(fd);
}

TEST(Server, says_that_a_port_is_taken) {
    Running running(with_delay(0));
    ServerOptions options;
    options.port = std::stoi(running.url().substr(running.url().rfind(':') + 1));
    auto const second = Server::start(options);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::host_failed);
}

TEST(Server, one_that_waits_holds_up_nobody) {
    Running running(with_delay(30'000));
    Raw slow(running.url());
    slow.send_all(Raw::request(flash, words("sandbox: words only")));
    ASSERT_TRUE(
        Running::eventually([&] { return running.server().in_flight() == 1 && running.server().drawing() == 0; }));
    http::Request request;
    request.url = running.url() + "/v1/models";
    http::Observer nobody;
    auto const reply = http::perform(request, nobody, {});
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(running.server().in_flight(), 1) << "the first one still waits";
}

TEST(Server, the_delay_is_kept) {
    Running running(with_delay(300));
    auto const began = Clock::now();
    ASSERT_TRUE(post(running.url() + flash, words("sandbox: words only")));
    EXPECT_GE(Clock::now() - began, std::chrono::milliseconds(300));
}

TEST(Server, a_client_that_leaves_during_the_wait_is_forgotten) {
    Running running(with_delay(60'000));
    for (int i = 0; i < 3; ++i) {
        Raw client(running.url());
        client.send_all(Raw::request(flash, words("sandbox: words only")));
        ASSERT_TRUE(Running::eventually([&] { return running.server().in_flight() == 1; }));
        client.hang_up();
        ASSERT_TRUE(Running::eventually([&] { return running.server().in_flight() == 0; }))
            << "the exchange is still there";
    }
}

TEST(Server, a_client_that_resets_the_connection_is_forgotten) {
    Running running(with_delay(60'000));
    Raw client(running.url());
    client.send_all(Raw::request(flash, words("sandbox: words only")));
    ASSERT_TRUE(Running::eventually([&] { return running.server().in_flight() == 1; }));
    client.reset();
    EXPECT_TRUE(Running::eventually([&] { return running.server().in_flight() == 0; }));
}

TEST(Server, a_request_that_comes_early_on_the_same_connection_is_answered_after_the_first) {
    Running running(with_delay(50));
    Raw client(running.url());
    client.send_all(Raw::request(flash, words("sandbox: error 503")) +
                    Raw::request(flash, words("sandbox: error 504")));
    EXPECT_THAT(client.receive("DEADLINE"), ::testing::AllOf(HasSubstr("UNAVAILABLE"), HasSubstr("DEADLINE_EXCEEDED")));
}

TEST(Server, a_client_that_leaves_in_the_middle_of_a_large_reply_is_survived) {
    Running running(with_delay(0));
    for (int i = 0; i < 3; ++i) {
        Raw client(running.url());
        client.send_all(Raw::request(flash, words("a lake")));
        EXPECT_THAT(client.receive("inlineData"), HasSubstr("200 OK"));
        client.hang_up();
    }
    EXPECT_TRUE(post(running.url() + flash, words("sandbox: words only")));
}

TEST(Server, ends_while_a_request_waits_and_another_is_drawn) {
    auto running = std::make_unique<Running>(with_delay(60'000));
    Raw waiting(running->url());
    waiting.send_all(Raw::request(flash, words("sandbox: words only")));
    Raw drawing(running->url());
    drawing.send_all(Raw::request(flash, words("a lake")));
    ASSERT_TRUE(Running::eventually([&] { return running->server().in_flight() == 2; }));
    running.reset();
    EXPECT_EQ(waiting.receive(), "") << "the connection is closed";
}

TEST(Server, a_stream_comes_in_pieces) {
    Running running(with_delay(0));
    Raw client(running.url());
    client.send_all(Raw::request("/v1beta/models/gemini-2.5-flash-image:streamGenerateContent?alt=sse",
                                 words("sandbox: size 64x64; a lake")));
    std::string const reply = client.receive("\r\n0\r\n\r\n");
    EXPECT_THAT(reply, HasSubstr("Transfer-Encoding: chunked"));
    EXPECT_THAT(reply, HasSubstr("Content-Type: text/event-stream\r\n"));
    EXPECT_TRUE(reply.ends_with("\r\n0\r\n\r\n"));
}

TEST(Server, a_cut_off_reply_is_a_lost_connection) {
    Running running(with_delay(0));
    auto const whole = post(running.url() + flash, words("sandbox: cut off"));
    ASSERT_FALSE(whole);
    EXPECT_EQ(whole.error().code, ErrorCode::connection_lost);
    auto const stream = post(running.url() + "/v1beta/models/gemini-2.5-flash-image:streamGenerateContent?alt=sse",
                             words("sandbox: cut off"));
    ASSERT_FALSE(stream);
    EXPECT_EQ(stream.error().code, ErrorCode::connection_lost);
    auto const dropped = post(running.url() + flash, words("sandbox: dropped"));
    ASSERT_FALSE(dropped);
    EXPECT_EQ(dropped.error().code, ErrorCode::connection_lost);
}

TEST(Server, a_silent_one_times_out_at_the_client_and_is_forgotten_here) {
    Running running(with_delay(0));
    auto const reply = post(running.url() + flash, words("sandbox: silent"), std::chrono::milliseconds(400));
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, ErrorCode::timed_out);
    EXPECT_TRUE(Running::eventually([&] { return running.server().in_flight() == 0; }));
}

TEST(Server, a_body_over_the_limit_is_413_in_the_services_shape) {
    Running running(with_delay(0));
    std::string const body(max_body_bytes + 1, ' ');
    auto const reply = post(running.url() + flash, body);
    ASSERT_TRUE(reply) << reply.error().detail;
    EXPECT_EQ(reply->status, 413);
    EXPECT_THAT(reply->body, HasSubstr("Request payload size exceeds the limit"));
}

TEST(Server, two_requests_on_one_connection_are_answered_in_turn) {
    Running running(with_delay(0));
    Raw client(running.url());
    for (int i = 0; i < 2; ++i) {
        client.send_all(Raw::request(flash, words("sandbox: error 503")));
        EXPECT_THAT(client.receive("overloaded"), HasSubstr("503"));
    }
}

TEST(Server, survives_what_is_no_http) {
    Running running(with_delay(0));
    {
        Raw client(running.url());
        client.send_all(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15));
        static_cast<void>(client.receive());
    }
    {
        Raw client(running.url());
        client.send_all("POST /v1/chat/completions HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf");
    }
    EXPECT_TRUE(post(running.url() + flash, words("sandbox: words only")));
}

TEST(Server, ends_by_itself_when_idle) {
    ServerOptions options = with_delay(0);
    options.idle_seconds = 1;
    auto server = Server::start(options).value();
    auto const began = Clock::now();
    server->run();
    EXPECT_GE(Clock::now() - began, std::chrono::milliseconds(990));
}

// Half a second of thinking more than the idle time: the clock that ends the server does not count while it is asked.
TEST(Server, is_not_idle_while_an_answer_is_awaited) {
    ServerOptions options = with_delay(1500);
    options.idle_seconds = 1;
    auto server = Server::start(options).value();
    std::jthread const thread([&] { server->run(); });
    auto const reply = post(server->url() + flash, words("sandbox: words only"));
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->status, 200);
}

TEST(Server, records_what_was_sent) {
    test::TempFolder folder;
    ServerOptions options = with_delay(0);
    options.record_folder = folder.file("sent");
    Running running(options);
    ASSERT_TRUE(post(running.url() + flash, words("sandbox: words only")));
    std::string const facts = test::read_whole_file(folder.path() / "sent/001.json");
    EXPECT_THAT(facts, HasSubstr("\"Authorization\": \"[key]\""));
    EXPECT_EQ(test::read_whole_file(folder.path() / "sent/001.body"), words("sandbox: words only"));
}

} // namespace
} // namespace inlay::sandbox
