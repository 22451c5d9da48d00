// Several pictures of one job: what is told while some have come and others have not, and what is kept.
#include "job_test.h"

#include "inlay/codec.h"

#include "support/pictures.h"

#include <atomic>
#include <future>

namespace inlay::test {
namespace {

using Variations = Jobs;

std::string png_of(int seed) {
    return encode_png(photo_like({40, 40}, static_cast<unsigned>(seed))).value();
}

// The first `at_once` requests get their pictures, the `cut`th of them only half of it; the others wait for `go_on`.
class Held {
  public:
    explicit Held(int at_once, int cut = 0)
        : server_([this, at_once, cut](Connection& connection) {
              SeenRequest request;
              if (!connection.read_request(request)) return;
              int const number = ++asked_;
              if (number > at_once) released_.wait();
              std::string const png = png_of(number);
              connection.send(http_ok(reply_with(number == cut ? png.substr(0, 700) : png)));
              connection.wait_for_close(5000);
          }) {}
    ~Held() { go_on(); }
    void go_on() {
        if (!std::exchange(gone_on_, true)) release_.set_value();
    }
    [[nodiscard]] std::string url() const { return server_.url(); }

  private:
    std::promise<void> release_;
    std::shared_future<void> released_{release_.get_future()};
    bool gone_on_ = false;
    std::atomic<int> asked_{0};
    ScriptedServer server_;
};

JobRequest several(JobRequest request, int count) {
    request.options.count = count;
    request.target.provider.parallel_calls = count;
    return request;
}

auto const two_are_ready = [](JobStatus const& status) { return status.ready.size() == 2; };

TEST_F(Variations, each_answer_is_told_kept_and_shown_while_others_are_awaited) {
    Held server(2);
    auto const job = Job::start(several(edit_request(server.url(), photo_like({40, 40})), 3));
    ASSERT_TRUE(wait_until(*job, two_are_ready));
    ASSERT_TRUE(wait_until(*job, [](JobStatus const& status) {
        return status.progress.text.find("2 of 3 have arrived. Waiting for the model") != std::string::npos;
    })) << job->poll().progress.text;
    JobStatus const status = job->poll();
    EXPECT_FALSE(status.finished);
    EXPECT_EQ(status.asked, 3);
    EXPECT_EQ(status.arrived, 2);
    EXPECT_EQ(status.ready[0]->size(), (Size{40, 40}));
    EXPECT_NE(*status.ready[0], *status.ready[1]);
    auto const list = default_journal().list();
    ASSERT_EQ(list.size(), 1u);
    EXPECT_EQ(list[0].answers, 2u) << "both are on the disk";

    server.go_on();
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto const result = job->take();
    ASSERT_TRUE(result) << result.error().message;
    ASSERT_EQ(result->edits.size(), 3u);
    EXPECT_EQ(result->edits[0].pixels, *status.ready[0]) << "an index means the same edit during the run and after";
    EXPECT_EQ(result->edits[1].pixels, *status.ready[1]);
    EXPECT_EQ(result->edits[0].name, result->name + " 1");
    EXPECT_EQ(result->edits[2].name, result->name + " 3");
    EXPECT_EQ(job->poll().arrived, 3);
    EXPECT_EQ(result->usage.total_tokens, 3900) << "what all of them took";
}

TEST_F(Variations, a_cancel_keeps_what_has_arrived_and_another_job_can_place_it) {
    Held server(2);
    auto const job = Job::start(several(edit_request(server.url(), photo_like({40, 40})), 4));
    ASSERT_TRUE(wait_until(*job, two_are_ready));
    job->cancel();
    EXPECT_TRUE(job->poll().finished);
    auto const result = job->take();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::cancelled);
    EXPECT_NE(result.error().advice.find("2 of 4 pictures had arrived"), std::string::npos) << result.error().advice;
    EXPECT_EQ(kept(), 1u);
    EXPECT_EQ(job->poll().arrived, 2);

    JobRequest again = job->request();
    again.kept_answers = job->arrived_answers();
    auto const placing = Job::start(std::move(again));
    ASSERT_TRUE(placing->wait_for(std::chrono::seconds(20)));
    auto const placed = placing->take();
    ASSERT_TRUE(placed) << placed.error().message;
    EXPECT_EQ(placed->edits.size(), 2u);
    EXPECT_EQ(placed->attempts, 0) << "nothing is paid for twice";
    EXPECT_EQ(kept(), 1u);
    job->confirm_inserted();
    EXPECT_EQ(kept(), 0u);
}

TEST_F(Variations, what_had_arrived_at_a_cancel_and_cannot_be_read_stays_when_the_rest_is_inserted) {
    Held server(2, 2);
    auto const job = Job::start(several(edit_request(server.url(), photo_like({40, 40})), 3));
    ASSERT_TRUE(wait_until(*job, [](JobStatus const& status) { return status.arrived == 2; }));
    job->cancel();
    job->confirm_inserted();
    auto const list = default_journal().list();
    ASSERT_EQ(list.size(), 1u) << "it was paid for, and another program may be able to read it";
    EXPECT_EQ(list[0].answers, 2u);
    EXPECT_EQ(list[0].inserted_answers, 1u);
    EXPECT_EQ(list[0].inserted, "");
    job->confirm_saved();
    EXPECT_TRUE(default_journal().list().at(0).offered());
}

TEST_F(Variations, three_of_four_become_edits_and_a_note_says_why_the_fourth_did_not_come) {
    ScriptedServer server(ScriptedServer::in_turn({{200, {}, reply_with(png_of(1))},
                                                   {200, {}, reply_with(png_of(2))},
                                                   {400, {}, R"({"error":{"message":"the moon is full"}})"},
                                                   {200, {}, reply_with(png_of(3))}}));
    auto const job = Job::start(several(edit_request(server.url(), photo_like({40, 40})), 4));
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto const result = job->take();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->edits.size(), 3u);
    ASSERT_EQ(result->notes.size(), 1u);
    EXPECT_TRUE(result->notes[0].starts_with("1 of 4 pictures did not come: ")) << result->notes[0];
    EXPECT_NE(result->notes[0].find("the moon is full"), std::string::npos) << result->notes[0];
    job->confirm_inserted();
    EXPECT_EQ(kept(), 0u);
}

TEST_F(Variations, one_that_cannot_be_read_does_not_cost_the_others_and_is_kept) {
    ScriptedServer server(ScriptedServer::in_turn({{200, {}, reply_with(png_of(1))},
                                                   {200, {}, reply_with(png_of(2).substr(0, 700))},
                                                   {200, {}, reply_with(png_of(3))}}));
    auto const job = Job::start(several(edit_request(server.url(), photo_like({40, 40})), 3));
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto const result = job->take();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->edits.size(), 2u);
    ASSERT_EQ(result->notes.size(), 1u);
    EXPECT_TRUE(result->notes[0].starts_with("1 of 3 pictures could not be used: ")) << result->notes[0];
    job->confirm_inserted();
    auto const list = default_journal().list();
    ASSERT_EQ(list.size(), 1u) << "it was paid for, and another program may be able to read it";
    EXPECT_EQ(list[0].answers, 3u);
    EXPECT_EQ(list[0].inserted_answers, 2u);
    EXPECT_EQ(list[0].inserted, "");
    job->confirm_saved();
    EXPECT_TRUE(default_journal().list().at(0).offered());
}

TEST_F(Variations, words_in_place_of_one_picture_leave_nothing_behind) {
    ScriptedServer server(ScriptedServer::in_turn(
        {{200, {}, reply_with(png_of(1))}, {200, {}, test_data("recorded/gemini25flash_textonly_noimage.json")}}));
    JobRequest request = several(edit_request(server.url(), photo_like({40, 40})), 2);
    auto const job = Job::start(std::move(request));
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto const result = job->take();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->edits.size(), 1u);
    job->confirm_inserted();
    EXPECT_EQ(kept(), 0u);
    EXPECT_EQ(default_journal().list().at(0).answers, 1u);
}

TEST_F(Variations, when_none_comes_the_error_is_the_first_ones) {
    ScriptedServer server(ScriptedServer::always(401, {}, R"({"error":{"message":"Invalid token"}})"));
    auto const job = Job::start(several(edit_request(server.url(), photo_like({40, 40})), 3));
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto const result = job->take();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::key_rejected);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path() / "data/inlay/jobs"));
}

TEST_F(Variations, no_more_calls_run_at_a_time_than_the_provider_allows) {
    std::atomic<int> at_once{0};
    std::atomic<int> most{0};
    std::atomic<int> asked{0};
    std::promise<void> two;
    auto const two_are_there = two.get_future().share();
    ScriptedServer server([&](Connection& connection) {
        SeenRequest request;
        if (!connection.read_request(request)) return;
        int const now = ++at_once;
        int const number = ++asked;
        if (number == 2) two.set_value();
        if (number == 1) two_are_there.wait();
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        connection.wait_for_close(30); // a third one that should not be there is there by now
        --at_once;
        connection.send(http_ok(reply_with(png_of(1))));
    });
    JobRequest request = several(edit_request(server.url(), photo_like({40, 40})), 6);
    request.target.provider.parallel_calls = 2;
    auto const job = Job::start(std::move(request));
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto const result = job->take();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->edits.size(), 6u);
    EXPECT_EQ(most, 2);
}

} // namespace
} // namespace inlay::test
