// Servers that lie, stop in the middle or never stop: limits, cut replies, resets; and much data in linear time.
#include "http/sigpipe.h"
#include "http_test.h"

#include <array>
#include <atomic>
#include <csignal>
#include <ctime>
#include <unistd.h>

namespace inlay::http {
namespace {

// Answers each request with these bytes, then closes; `reset`: not politely.
ScriptedServer::Script raw(std::string bytes, bool reset = false) {
    return [bytes = std::move(bytes), reset](Connection& connection) {
        SeenRequest request;
        if (!connection.read_request(request)) return;
        connection.send(bytes);
        if (reset) connection.reset();
    };
}

Outcome exchange_with(ScriptedServer::Script script, std::size_t max_bytes = 1u << 20) {
    ScriptedServer const server(std::move(script));
    auto request = post(server.url(), "{}");
    request.max_response_bytes = max_bytes;
    request.total_timeout = 20s;
    Observer nobody;
    return exchange(request, nobody, {});
}

void expect_failure(Outcome const& outcome, ErrorCode code, bool repeatable, std::string_view message = {}) {
    ASSERT_TRUE(outcome.failure);
    auto const& error = outcome.failure->error;
    EXPECT_EQ(name(error.code), name(code)) << error.message << error.detail;
    EXPECT_EQ(outcome.failure->repeatable, repeatable) << error.message << error.detail;
    EXPECT_THAT(error.message, HasSubstr(std::string(message)));
}

TEST(CutReply, row_11_says_after_how_many_bytes_and_keeps_them) {
    auto outcome = exchange_with(raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n12345"));
    expect_failure(outcome, ErrorCode::connection_lost, false, "The reply was cut off after 5 bytes.");
    EXPECT_EQ(outcome.response.body, "12345");
    EXPECT_EQ(outcome.response.status, 200);
    outcome = exchange_with(raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"));
    expect_failure(outcome, ErrorCode::connection_lost, false, "The reply was cut off after 5 bytes.");
    outcome = exchange_with(raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\nzz\r\n"));
    expect_failure(outcome, ErrorCode::connection_lost, false);
    outcome = exchange_with(raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n12345", true));
    expect_failure(outcome, ErrorCode::connection_lost, false, "The reply was cut off after");
}

TEST(CutReply, before_its_first_byte_may_be_billed_and_is_not_asked_for_again) {
    expect_failure(exchange_with(raw("")), ErrorCode::connection_lost, false, "was closed before a reply came");
    expect_failure(exchange_with(raw("", true)), ErrorCode::connection_lost, false);
}

TEST(CutReply, of_a_get_costs_nothing_and_is_asked_for_again) {
    for (bool const read : {true, false}) { // reset at once: the client may see it before it knows that it is connected
        ScriptedServer const server([read](Connection& connection) {
            SeenRequest seen;
            if (read) connection.read_request(seen);
            connection.reset();
        });
        Request request;
        request.url = server.url();
        request.total_timeout = 20s;
        Observer nobody;
        auto const outcome = exchange(request, nobody, {});
        ASSERT_TRUE(outcome.failure);
        EXPECT_TRUE(outcome.failure->repeatable) << outcome.failure->error.detail;
    }
}

TEST(CutReply, in_its_header_is_one_too) {
    auto const outcome = exchange_with(raw("HTTP/1.1 200 OK\r\nContent-Le"));
    ASSERT_TRUE(outcome.failure);
    EXPECT_EQ(outcome.failure->error.code, ErrorCode::connection_lost);
}

TEST(Length, that_is_too_small_ends_the_body_there) {
    auto const outcome = exchange_with(raw("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n123456"));
    ASSERT_FALSE(outcome.failure);
    EXPECT_EQ(outcome.response.body, "123");
}

TEST(Length, that_is_missing_or_nonsense) {
    EXPECT_EQ(exchange_with(raw("HTTP/1.1 200 OK\r\n\r\nuntil the end")).response.body, "until the end");
    EXPECT_EQ(exchange_with(raw("HTTP/1.0 200 OK\r\n\r\nuntil the end")).response.body, "until the end");
    EXPECT_TRUE(exchange_with(raw("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n12345")).failure);
    EXPECT_EQ(
        exchange_with(raw("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999999\r\n\r\n12345")).response.body,
        "12345");
}

TEST(Length, that_is_claimed_to_be_huge_takes_no_memory_and_is_refused_at_once) {
    auto const outcome = exchange_with(raw("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\nx"));
    expect_failure(outcome, ErrorCode::undecodable, false, "larger than the 1 MB that are accepted");
    EXPECT_TRUE(outcome.response.body.empty());
}

TEST(Limit, of_the_body_holds_without_a_length_and_is_met_exactly) {
    auto const endless = [](Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
        connection.send("HTTP/1.1 200 OK\r\n\r\n");
        while (connection.send(std::string(100'000, 'x'))) {
        }
    };
    auto const outcome = exchange_with(endless);
    expect_failure(outcome, ErrorCode::undecodable, false, "larger than");
    EXPECT_LE(outcome.response.body.size(), 1u << 20);
    EXPECT_FALSE(exchange_with(raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12345"), 5).failure);
    EXPECT_FALSE(exchange_with(raw("HTTP/1.1 200 OK\r\n\r\n12345"), 5).failure);
    expect_failure(exchange_with(raw("HTTP/1.1 200 OK\r\n\r\n123456"), 5), ErrorCode::undecodable, false, "5 bytes");
}

TEST(Limit, of_the_body_counts_what_compression_becomes) {
    // 10 MiB of zeros as gzip: deflate's stored form is not needed, for a run of zeros compresses a thousandfold. Made
    // with gzip -9n.
    std::string const bomb = test::ScriptedServer::Canned{}.body + [] {
        std::string bytes;
        // One fixed-Huffman block: a literal zero, then matches of length 258 at distance 1 (code 285: 11000101,
        // distance 0: 00000).
        unsigned buffer = 0;
        int count = 0;
        auto const bit = [&](unsigned value) {
            buffer |= value << count;
            if (++count == 8) {
                bytes += static_cast<char>(buffer);
                buffer = 0;
                count = 0;
            }
        };
        auto const code = [&](unsigned value, int length) {
            for (int i = length - 1; i >= 0; --i)
                bit(value >> i & 1u);
        };
        bit(1);
        bit(1);
        bit(0);
        code(0x30, 8); // literal 0
        for (int i = 0; i < 40'000; ++i) {
            code(0xC5, 8); // length 258
            code(0, 5);    // distance 1
        }
        code(0, 7); // the end
        while (count != 0)
            bit(0);
        return std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03", 10) + bytes;
    }();
    ASSERT_LT(bomb.size(), 80'000u);
    auto const outcome = exchange_with(raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " +
                                           std::to_string(bomb.size() + 8) + "\r\n\r\n" + bomb + std::string(8, '\0')));
    expect_failure(outcome, ErrorCode::undecodable, false, "larger than");
    EXPECT_LE(outcome.response.body.size(), 1u << 20);
}

TEST(Compression, row_10_is_undone_and_damage_is_told) {
    // "hello" by gzip -n
    std::string const hello(
        "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05\x00\x00\x00", 25);
    auto outcome =
        exchange_with(raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 25\r\n\r\n" + hello));
    ASSERT_FALSE(outcome.failure) << outcome.failure->error.detail;
    EXPECT_EQ(outcome.response.body, "hello");
    EXPECT_EQ(outcome.response.received, 5u);
    outcome = exchange_with(raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"));
    expect_failure(outcome, ErrorCode::undecodable, false, "compression is damaged");
}

TEST(Header, bombs_are_refused) {
    auto const lines = [](Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
        connection.send("HTTP/1.1 200 OK\r\n");
        for (int i = 0; connection.send("X-Filler-" + std::to_string(i) + ": " + std::string(1000, 'x') + "\r\n");
             ++i) {
        }
    };
    expect_failure(exchange_with(lines), ErrorCode::undecodable, false, "header of the reply is far too large");
    auto const one_line = [](Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
        connection.send("HTTP/1.1 200 OK\r\nX-Filler: ");
        while (connection.send(std::string(10'000, 'x'))) {
        }
    };
    expect_failure(exchange_with(one_line), ErrorCode::undecodable, false, "header of the reply is far too large");
    auto const interim = [](Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
        while (connection.send("HTTP/1.1 100 Continue\r\n\r\n")) {
        }
    };
    expect_failure(exchange_with(interim), ErrorCode::undecodable, false, "header of the reply is far too large");
}

TEST(Header, of_interim_replies_is_passed_over) {
    ScriptedServer const server(raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 "
                                    "200 OK\r\nContent-Length: 2\r\nA:  b \r\n\r\nok"));
    Recorder recorder;
    auto const response = perform(post(server.url(), "{}"), recorder, {});
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->headers, (std::vector<Header>{{"Content-Length", "2"}, {"A", "b"}}));
    EXPECT_EQ(recorder.statuses, std::vector<int>{200});
}

TEST(Server, that_speaks_no_http_is_told_as_such) {
    auto const outcome = exchange_with([](Connection& connection) {
        connection.send("SSH-2.0-OpenSSH_9.2p1\r\n");
        connection.wait_for_close(1000);
    });
    expect_failure(outcome, ErrorCode::connection_lost, false, "does not speak HTTP");
}

TEST(Server, that_answers_before_it_has_read_all_is_heard) {
    ScriptedServer const server([](Connection& connection) {
        connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 9\r\nConnection: close\r\n\r\ntoo large");
        connection.wait_for_close(300);
    });
    auto const response = perform(post(server.url(), std::string(32u << 20, 'x')));
    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->status, 413);
    EXPECT_EQ(response->body, "too large");
    EXPECT_LT(response->sent, 32u << 20);
}

bool is_member(int (*get)(sigset_t*)) {
    sigset_t set;
    get(&set);
    return ::sigismember(&set, SIGPIPE) == 1;
}
bool sigpipe_is_pending() {
    return is_member(&::sigpending);
}
bool sigpipe_is_blocked() {
    return is_member([](sigset_t* set) { return ::pthread_sigmask(SIG_BLOCK, nullptr, set); });
}

// Counts the signals of its time; the default action would end the process.
class SigpipeCounter {
  public:
    SigpipeCounter() {
        count = 0;
        struct sigaction action {};
        action.sa_handler = [](int) { ++count; };
        ::sigaction(SIGPIPE, &action, &before_);
    }
    ~SigpipeCounter() { ::sigaction(SIGPIPE, &before_, nullptr); }
    SigpipeCounter(SigpipeCounter const&) = delete;
    SigpipeCounter& operator=(SigpipeCounter const&) = delete;
    static inline std::atomic<int> count = 0;

  private:
    struct sigaction before_ {};
};

void write_to_closed_socket() {
    std::array<int, 2> pair{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), 0);
    ::close(pair[1]);
    EXPECT_EQ(::write(pair[0], "x", 1), -1);
    ::close(pair[0]);
}

TEST(Sigpipe, of_a_write_inside_the_guard_reaches_nobody) {
    SigpipeCounter const counter;
    write_to_closed_socket();
    EXPECT_EQ(SigpipeCounter::count, 1);
    {
        NoSigpipe const guard;
        write_to_closed_socket();
        EXPECT_TRUE(sigpipe_is_pending());
    }
    EXPECT_FALSE(sigpipe_is_pending());
    EXPECT_FALSE(sigpipe_is_blocked());
    EXPECT_EQ(SigpipeCounter::count, 1);
}

TEST(Sigpipe, that_was_pending_before_is_the_callers_own) {
    SigpipeCounter const counter;
    sigset_t only;
    sigset_t mask;
    ::sigemptyset(&only);
    ::sigaddset(&only, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &only, &mask);
    ::pthread_kill(::pthread_self(), SIGPIPE);
    ScriptedServer const server(ScriptedServer::always(200, {}, ""));
    EXPECT_TRUE(perform(get(server.url())));
    EXPECT_TRUE(sigpipe_is_pending());
    ::pthread_sigmask(SIG_SETMASK, &mask, nullptr);
    EXPECT_EQ(SigpipeCounter::count, 1);
}

TEST(Sigpipe, is_held_back_during_an_exchange_that_the_server_resets) {
    SigpipeCounter const counter;
    struct Witness : Observer {
        void on_progress(Progress const&) override { held_back = held_back && sigpipe_is_blocked(); }
        bool held_back = true;
    } witness;
    for (int i = 0; i < 20; ++i) {
        ScriptedServer const server([](Connection& connection) { connection.reset(); });
        auto const outcome = exchange(post(server.url(), std::string(8u << 20, 'x')), witness, {});
        ASSERT_TRUE(outcome.failure);
        EXPECT_TRUE(outcome.failure->repeatable) << outcome.failure->error.detail;
    }
    EXPECT_TRUE(witness.held_back);
    EXPECT_FALSE(sigpipe_is_blocked());
    EXPECT_FALSE(sigpipe_is_pending());
    EXPECT_EQ(SigpipeCounter::count, 0);
}

double thread_seconds() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double seconds_for_download(std::size_t size) {
    std::string const body(size, 'x');
    ScriptedServer const server([&](Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
        connection.send("HTTP/1.1 200 OK\r\n\r\n"); // no length: nothing can be reserved
        connection.send(body);
    });
    double best = 1e9;
    for (int i = 0; i < 3; ++i) {
        auto const begin = thread_seconds();
        auto const response = perform(get(server.url()));
        best = std::min(best, thread_seconds() - begin);
        EXPECT_TRUE(response && response->body.size() == size);
    }
    return best;
}

TEST(Download, of_40_mb_takes_four_times_what_10_mb_take) {
    auto const small = seconds_for_download(10u << 20);
    auto const large = seconds_for_download(40u << 20);
    EXPECT_LT(large, small * 8) << small << " s and " << large << " s";
    RecordProperty("ms_for_40_mb", static_cast<int>(large * 1000));
}

} // namespace
} // namespace inlay::http
