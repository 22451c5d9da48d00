// Cancel at every stage of a run. What is promised: within 100 ms a poll says that it is over and the socket is closed;
// the thread may finish the step that it is at, for at most 500 ms.
#include "job_test.h"

#include "inlay/codec.h"
#include "inlay/resample.h"

#include "../../core/http/resolver.h"
#include "support/full_port.h"
#include "support/pictures.h"
#include "support/time_limit.h"

#include <atomic>
#include <future>

namespace inlay::test {
namespace {

using namespace std::chrono_literals;
using Cancel = Jobs;

constexpr auto told_within = 100ms;
constexpr auto ended_within = 500ms;

struct Cancelled {
    std::chrono::nanoseconds told{};  // until a poll said so, and a server saw its connection end
    std::chrono::nanoseconds ended{}; // until the job's thread was joined
};

// Cancels a job that is where the test wants it. `closed` waits until the other side has seen the end.
Cancelled cancel(std::unique_ptr<Job> job, std::function<void()> const& closed = {}) {
    Cancelled took;
    Stopwatch const watch;
    job->cancel();
    EXPECT_TRUE(job->poll().finished);
    if (closed) closed();
    took.told = watch.wall();
    auto const result = job->take();
    EXPECT_TRUE(!result && result.error().code == ErrorCode::cancelled);
    job.reset();
    took.ended = watch.wall();
    return took;
}

void expect_quick(std::function<Cancelled()> const& attempt) {
    Cancelled best{std::chrono::hours(1), std::chrono::hours(1)};
    for (int i = 0; i < attempts_on_a_busy_machine; ++i) {
        Cancelled const took = attempt();
        best = {std::min(best.told, took.told), std::min(best.ended, took.ended)};
        if (best.told < told_within && best.ended < ended_within) break;
    }
    EXPECT_LT(best.told, told_within);
    EXPECT_LT(best.ended, ended_within);
}

bool at(Job const& job, Stage stage) {
    return wait_until(job, [stage](JobStatus const& status) { return status.progress.stage == stage; });
}

// A server that reads the request when it is told to, sends `begin`, and then only waits for the end.
class Silent {
  public:
    Silent(bool reads, std::string begin)
        : server_([this, reads, begin = std::move(begin)](Connection& connection) {
              SeenRequest request;
              if (reads && !connection.read_request(request)) return;
              connection.send(begin);
              there_.set_value();
              if (connection.wait_for_close(20'000)) closed_.set_value();
          }) {}
    [[nodiscard]] std::string url() const { return server_.url(); }
    void wait_for_client() { there_.get_future().wait(); }
    void wait_for_end() { EXPECT_EQ(closed_.get_future().wait_for(20s), std::future_status::ready); }

  private:
    std::promise<void> there_;
    std::promise<void> closed_;
    ScriptedServer server_;
};

TEST_F(Cancel, while_the_name_is_looked_up) {
    expect_quick([&] {
        resolver::hold();
        auto job = Job::start(edit_request("https://api.hang.test", photo_like({50, 50})));
        EXPECT_TRUE(resolver::wait_until_hanging());
        Cancelled const took = cancel(std::move(job)); // the name server has not answered yet
        resolver::release();
        return took;
    });
}

TEST_F(Cancel, while_the_connection_is_made) {
    FullPort const port;
    expect_quick([&] {
        auto job = Job::start(edit_request(port.url(), photo_like({50, 50})));
        EXPECT_TRUE(at(*job, Stage::sending));
        return cancel(std::move(job));
    });
}

TEST_F(Cancel, while_the_picture_is_being_sent) {
    Image const layer = noise({2000, 1500}); // ten megabytes: more than a socket takes without a reader
    expect_quick([&] {
        Silent server(false, "");
        auto job = Job::start(edit_request(server.url(), layer));
        server.wait_for_client();
        EXPECT_TRUE(wait_until(*job, [](JobStatus const& status) {
            return status.progress.stage == Stage::sending && status.progress.fraction > 0;
        }));
        return cancel(std::move(job), [&] { server.wait_for_end(); });
    });
}

TEST_F(Cancel, while_the_model_thinks) {
    expect_quick([&] {
        Silent server(true, "");
        auto job = Job::start(edit_request(server.url(), photo_like({50, 50})));
        server.wait_for_client();
        EXPECT_TRUE(at(*job, Stage::waiting));
        return cancel(std::move(job), [&] { server.wait_for_end(); });
    });
}

TEST_F(Cancel, while_the_answer_is_arriving) {
    expect_quick([&] {
        Silent server(true, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{");
        auto job = Job::start(edit_request(server.url(), photo_like({50, 50})));
        server.wait_for_client();
        EXPECT_TRUE(at(*job, Stage::receiving));
        return cancel(std::move(job), [&] { server.wait_for_end(); });
    });
}

TEST_F(Cancel, while_the_next_attempt_is_waited_for) {
    ScriptedServer server(ScriptedServer::always(503, {{"Retry-After", "30"}}, "{}"));
    expect_quick([&] {
        JobRequest request = edit_request(server.url(), photo_like({50, 50}));
        request.target.connection.retries = 2;
        auto job = Job::start(std::move(request));
        EXPECT_TRUE(at(*job, Stage::retrying));
        return cancel(std::move(job));
    });
}

// Whatever the thread is doing at that moment: the moments lie 3 ms apart.
TEST_F(Cancel, by_a_job_that_goes_away_joins_its_thread) {
    ScriptedServer trickles([](Connection& connection) {
        SeenRequest request;
        if (!connection.read_request(request)) return;
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{");
        connection.wait_for_close(20'000);
    });
    for (int moment = 0; moment < 20; ++moment)
        expect_quick([&] {
            auto job = Job::start(edit_request(trickles.url(), photo_like({200, 200})));
            job->wait_for(std::chrono::milliseconds(moment * 3));
            Stopwatch const watch;
            job.reset();
            return Cancelled{{}, watch.wall()};
        });
}

TEST_F(Cancel, before_anything_was_prepared_asks_nobody) {
    ScriptedServer server(ScriptedServer::always(200, {}, "{}"));
    std::promise<void> asked;
    std::promise<void> go_on;
    JobRequest request = edit_request(server.url(), photo_like({50, 50}));
    request.find_target = [&, target = request.target]() -> Result<Target> {
        asked.set_value();
        go_on.get_future().wait();
        return target;
    };
    auto job = Job::start(std::move(request));
    asked.get_future().wait();
    job->cancel();
    EXPECT_TRUE(job->poll().finished);
    go_on.set_value();
    job.reset();
    EXPECT_TRUE(server.requests().empty());
}

// A picture that has to be encoded again and again until it fits into what the service takes.
TEST_F(Cancel, while_the_picture_is_made_ready) {
    JobRequest request = edit_request("http://127.0.0.1:9", noise({4000, 4000}));
    request.target.model.max_request_bytes = 200'000;
    for (int moment = 0; moment < 6; ++moment) {
        auto job = Job::start(request);
        job->wait_for(std::chrono::milliseconds(moment * 200 * slower_by_the_sanitizer));
        Stopwatch const watch;
        job->cancel();
        EXPECT_TRUE(job->poll().finished);
        EXPECT_LT(watch.worked(), told_within);
        job.reset();
        EXPECT_LT(watch.worked(), ended_within * slower_by_the_sanitizer) << moment;
    }
}

// A large layer and a large answer, cancelled at six moments of its placement.
TEST_F(Cancel, while_a_large_answer_is_placed) {
    Image const layer = photo_like({4096, 4096});
    JobRequest request = edit_request("", layer);
    request.options.placement = {}; // everything that placement can do
    Mask selection({4096, 4096}, 255);
    std::fill_n(selection.pixel(0, 0), 4096 * 100, std::uint8_t{0});
    request.snapshot.selection = std::move(selection);
    Image answer = resize(layer, {2048, 2048});
    for (int y = 500; y < 1000; ++y)
        std::fill_n(answer.pixel(500, y), 4 * 500, std::uint8_t{255});
    request.kept_answers = {encode_png(answer).value()};
    std::chrono::nanoseconds whole{};
    {
        auto const job = Job::start(request);
        ASSERT_TRUE(at(*job, Stage::placing));
        Stopwatch const watch;
        ASSERT_TRUE(job->wait_for(300s));
        whole = watch.wall();
        ASSERT_TRUE(job->take());
    }
    int cancelled = 0;
    for (int part = 0; part < 6; ++part) {
        auto job = Job::start(request);
        ASSERT_TRUE(at(*job, Stage::placing));
        job->wait_for(std::chrono::duration_cast<std::chrono::milliseconds>(whole * part / 6));
        if (job->poll().finished) continue; // it was quicker than the first
        ++cancelled;
        Stopwatch const watch;
        job->cancel();
        EXPECT_TRUE(job->poll().finished);
        EXPECT_LT(watch.worked(), told_within);
        job.reset();
        EXPECT_LT(watch.worked(), ended_within * slower_by_the_sanitizer)
            << part << " of 6 parts of the placement were done";
    }
    EXPECT_GE(cancelled, 1);
}

} // namespace
} // namespace inlay::test
