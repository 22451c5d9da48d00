// Stop and time limits in every phase: how fast, with the socket closed, and in which words?
#include "http_test.h"
#include "resolver.h"
#include "support/full_port.h"

#include <atomic>
#include <future>
#include <thread>

namespace inlay::http {
namespace {

struct Stopped {
    ErrorCode code;
    std::chrono::nanoseconds took;
    int sockets_left;
};

// Runs the request on a thread of its own, and stops it when `ready` says that the phase is reached.
Stopped stop_when(Request const& request, std::function<bool(Recorder&)> const& ready) {
    int const sockets_before = open_sockets();
    Recorder recorder;
    std::stop_source source;
    steady_clock::time_point end;
    ErrorCode code = ErrorCode::internal;
    int sockets_after = 0;
    std::jthread job([&] {
        auto const result = perform(request, recorder, source.get_token());
        end = steady_clock::now();
        sockets_after = open_sockets();
        if (!result) code = result.error().code;
    });
    EXPECT_TRUE(ready(recorder));
    auto const begin = steady_clock::now();
    source.request_stop();
    job.join();
    return {code, end - begin, sockets_after - sockets_before};
}

// A busy machine may delay a thread once, but not three times in a row by chance.
void expect_quick_stop(std::function<Stopped()> const& attempt) {
    Stopped stopped{};
    for (int i = 0; i < 3; ++i) {
        stopped = attempt();
        ASSERT_EQ(stopped.code, ErrorCode::cancelled);
        if (stopped.took < 100ms) break;
    }
    EXPECT_LT(stopped.took, 100ms);
}

// The same for a phase that a server sees: it must see the connection end, too.
void expect_quick_stop_at_server(ScriptedServer::Script const& script,
                                 std::function<Request(std::string)> const& request,
                                 std::function<bool(Recorder&)> const& ready) {
    expect_quick_stop([&] {
        std::atomic<bool> closed = false;
        ScriptedServer const server([&](Connection& connection) {
            script(connection);
            closed = connection.wait_for_close(5000);
            closed.notify_all();
        });
        auto const stopped = stop_when(request(server.url()), ready);
        closed.wait(false);
        return stopped;
    });
}

TEST(Stop, while_the_name_is_looked_up) {
    expect_quick_stop([] {
        test::resolver::hold();
        auto const stopped =
            stop_when(get("https://api.hang.test/"), [](Recorder&) { return test::resolver::wait_until_hanging(); });
        test::resolver::release();
        EXPECT_EQ(stopped.sockets_left, 0);
        return stopped;
    });
}

TEST(Stop, while_the_connection_is_made) {
    test::FullPort const port;
    expect_quick_stop([&] {
        auto const stopped = stop_when(get(port.url()), [](Recorder& r) { return r.wait_for(Phase::connecting); });
        EXPECT_EQ(stopped.sockets_left, 0);
        return stopped;
    });
}

TEST(Stop, during_the_tls_handshake) {
    expect_quick_stop_at_server([](Connection&) {}, [](std::string url) { return get("https" + url.substr(4)); },
                                [](Recorder& r) { return r.wait_for(Phase::connecting); });
}

TEST(Stop, during_the_upload_to_a_server_that_does_not_read) {
    expect_quick_stop_at_server([](Connection&) {},
                                [](std::string url) { return post(url, std::string(64u << 20, 'x')); },
                                [](Recorder& r) {
                                    return r.wait_for([](Recorder const& now) {
                                        auto const size = now.progress.size();
                                        return size >= 2 && now.progress.back().phase == Phase::sending &&
                                               now.progress.back().sent > 0 &&
                                               now.progress[size - 2].sent == now.progress.back().sent;
                                    });
                                });
}

TEST(Stop, while_the_service_thinks) {
    expect_quick_stop_at_server(
        [](Connection& connection) {
            SeenRequest request;
            connection.read_request(request);
        },
        [](std::string url) { return post(url, "{}"); }, [](Recorder& r) { return r.wait_for(Phase::waiting); });
}

TEST(Stop, while_the_reply_trickles_in) {
    expect_quick_stop_at_server(
        [](Connection& connection) {
            SeenRequest request;
            connection.read_request(request);
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nabc");
        },
        [](std::string url) { return post(url, "{}"); },
        [](Recorder& r) { return r.wait_for([](Recorder const& now) { return now.body == "abc"; }); });
}

TEST(Stop, while_a_proxy_does_not_answer) {
    expect_quick_stop_at_server(
        [](Connection& connection) {
            SeenRequest request;
            connection.read_request(request);
        },
        [](std::string url) {
            auto request = get("https://api.missing.test/");
            request.proxy = url;
            return request;
        },
        [](Recorder& r) { return r.wait_for(Phase::connecting); });
}

TEST(Stop, while_much_is_arriving) {
    expect_quick_stop_at_server(
        [](Connection& connection) {
            SeenRequest request;
            connection.read_request(request);
            connection.send("HTTP/1.1 200 OK\r\n\r\n");
            std::string const piece(1u << 20, 'x');
            while (connection.send(piece)) {
            }
        },
        [](std::string url) {
            auto request = get(url);
            request.max_response_bytes = 8ull << 30;
            return request;
        },
        [](Recorder& r) { return r.wait_for([](Recorder const& now) { return now.pieces > 50; }); });
}

TEST(Stop, before_the_beginning_opens_no_connection) {
    ScriptedServer const server(ScriptedServer::always(200, {}, "x"));
    std::stop_source source;
    source.request_stop();
    Observer nobody;
    auto const result = perform(get(server.url()), nobody, source.get_token());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::cancelled);
    EXPECT_TRUE(server.requests().empty());
}

TEST(Stop, of_one_exchange_leaves_the_others_alone) {
    ScriptedServer const server(ScriptedServer::always(200, {}, std::string(100'000, 'y')));
    ScriptedServer const silent([](Connection& connection) { connection.wait_for_close(10'000); });
    std::vector<std::jthread> threads;
    std::atomic<int> good = 0;
    std::atomic<int> cancelled = 0;
    std::stop_source source;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            for (int k = 0; k < 5; ++k) {
                auto const result = perform(post(server.url(), std::string(10'000, 'z')));
                good += result && result->body.size() == 100'000 ? 1 : 0;
            }
        });
        threads.emplace_back([&] {
            Recorder recorder;
            auto const result = perform(get(silent.url()), recorder, source.get_token());
            cancelled += !result && result.error().code == ErrorCode::cancelled ? 1 : 0;
        });
    }
    source.request_stop();
    threads.clear();
    EXPECT_EQ(good, 40);
    EXPECT_EQ(cancelled, 8);
}

Error error_of(Request const& request) {
    auto const result = perform(request);
    EXPECT_FALSE(result);
    return result ? Error{} : result.error();
}

TEST(TimeLimit, of_a_name_that_is_not_found_in_time) {
    test::resolver::hold();
    auto request = get("https://api.hang.test/");
    request.connect_timeout = 200ms;
    auto const begin = steady_clock::now();
    auto const error = error_of(request);
    EXPECT_LT(steady_clock::now() - begin, 2s);
    test::resolver::release();
    EXPECT_EQ(error.code, ErrorCode::timed_out);
    EXPECT_EQ(error.message,
              "There was no connection to api.hang.test after 0.2 seconds: its name was still being looked up.");
}

TEST(TimeLimit, of_a_connection_that_is_not_made) {
    test::FullPort const port;
    auto request = get(port.url());
    request.connect_timeout = 200ms;
    auto const error = error_of(request);
    EXPECT_EQ(error.code, ErrorCode::timed_out);
    EXPECT_THAT(error.message, HasSubstr("after 0.2 seconds: the connection was still being made."));
    EXPECT_THAT(error.advice, HasSubstr("network"));
    request.total_timeout = 100ms;
    EXPECT_THAT(error_of(request).advice, HasSubstr("“Time limit”"));
}

TEST(TimeLimit, of_the_whole_says_what_was_going_on) {
    ScriptedServer const silent([](Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
        connection.wait_for_close(10'000);
    });
    auto request = post(silent.url(), "{}");
    request.total_timeout = 1000ms;
    auto const begin = steady_clock::now();
    auto const error = error_of(request);
    auto const took = steady_clock::now() - begin;
    EXPECT_GE(took, 1000ms);
    EXPECT_LT(took, 2000ms);
    EXPECT_EQ(error.code, ErrorCode::timed_out);
    EXPECT_EQ(error.message, "There was no complete reply from 127.0.0.1:" + std::to_string(silent.port()) +
                                 " after 1 second: the service had not begun to answer.");
    EXPECT_THAT(error.advice, HasSubstr("“Time limit”"));
}

TEST(TimeLimit, of_silence_counts_from_the_last_byte) {
    // Six bytes, 100 ms apart: longer together than the limit, and none of the pauses is.
    ScriptedServer const slow([](Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n");
        for (int i = 0; i < 6; ++i) {
            connection.wait_for_close(100);
            connection.send(":");
        }
    });
    auto request = get(slow.url());
    request.idle_timeout = 450ms;
    auto const whole = perform(request);
    ASSERT_TRUE(whole) << whole.error().message;
    EXPECT_EQ(whole->body, "::::::");
    request.idle_timeout = 30ms;
    auto const error = error_of(request);
    EXPECT_EQ(error.code, ErrorCode::timed_out);
    EXPECT_THAT(error.message, HasSubstr("Not a byte moved"));
    EXPECT_THAT(error.message, HasSubstr("for 0.03 seconds"));
}

TEST(TimeLimit, of_silence_holds_for_an_upload_that_nobody_reads) {
    ScriptedServer const deaf([](Connection& connection) { connection.wait_for_close(10'000); });
    auto request = post(deaf.url(), std::string(64u << 20, 'x'));
    request.idle_timeout = 300ms;
    auto const error = error_of(request);
    EXPECT_EQ(error.code, ErrorCode::timed_out);
    EXPECT_THAT(error.message, HasSubstr("the request was still being sent"));
}

TEST(TimeLimit, of_the_whole_holds_over_redirects) {
    ScriptedServer const circle([](Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
        connection.wait_for_close(100);
        connection.send("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n");
    });
    auto request = get(circle.url());
    request.max_redirects = 1000;
    request.total_timeout = 350ms;
    auto const error = error_of(request);
    EXPECT_EQ(error.code, ErrorCode::timed_out);
    EXPECT_LE(circle.requests().size(), 5u);
}

} // namespace
} // namespace inlay::http
