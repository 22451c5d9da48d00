// A picture that is ordered by task: what a person sees meanwhile, and what is kept of the order.
#include "job_test.h"

#include "inlay/codec.h"

#include "support/formats/task_format.h"
#include "support/pictures.h"

#include <atomic>
#include <gmock/gmock.h>

namespace inlay::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Takes an order, says `state` of it until it is told to go on, and then what `last` is.
class TaskService {
  public:
    explicit TaskService(std::string state, std::string last)
        : state_(std::move(state)), last_(std::move(last)), server_([this](Connection& connection) {
              SeenRequest request;
              while (connection.read_request(request))
                  connection.send(http_ok(going_on_ && request.method == "GET" ? last_ : task_reply("t-7", state_)));
          }) {}
    void go_on() { going_on_ = true; }
    [[nodiscard]] std::string url() const { return server_.url(); }
    [[nodiscard]] std::vector<SeenRequest> requests() const { return server_.requests(); }

  private:
    std::string state_;
    std::string last_;
    std::atomic<bool> going_on_{false};
    ScriptedServer server_;
};

std::string done_with(std::string const& png) {
    return task_reply("t-7", "done", R"(,"output":["data:image/png;base64,)" + base64::encode(png) + R"("])");
}

class Tasks : public Jobs {
  protected:
    JobRequest ordering(std::string const& url) {
        auto request = edit_request(url, photo_like({40, 40}));
        request.target.connection.wire = task_format;
        return request;
    }
    [[nodiscard]] std::vector<std::filesystem::path> kept_files() const {
        std::vector<std::filesystem::path> files;
        for (auto const& entry : std::filesystem::recursive_directory_iterator(folder.path() / "data"))
            if (entry.is_regular_file()) files.push_back(entry.path());
        return files;
    }
};

TEST_F(Tasks, say_that_they_are_queued_and_then_that_the_model_is_at_work) {
    std::string const png = encode_png(photo_like({40, 40}, 3)).value();
    TaskService queued("queued", done_with(png));
    auto job = Job::start(ordering(queued.url()));
    ASSERT_TRUE(wait_until(*job, [](JobStatus const& now) {
        return now.progress.stage == Stage::queued && now.progress.text.starts_with("Waiting in the service's queue, ");
    }));
    queued.go_on();
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto const result = job->take();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->answers.at(0).bytes, png);

    TaskService working("working", done_with(png));
    job = Job::start(ordering(working.url()));
    EXPECT_TRUE(wait_until(*job, [](JobStatus const& now) {
        return now.progress.stage == Stage::waiting && now.progress.text.starts_with("Waiting for the model, ");
    }));
}

TEST_F(Tasks, keep_the_order_before_its_state_is_asked_for_and_never_the_key) {
    TaskService service("queued", "");
    auto const job = Job::start(ordering(service.url()));
    ASSERT_TRUE(wait_until(*job, [](JobStatus const& now) { return now.progress.stage == Stage::queued; }));
    auto const entries = default_journal().list();
    ASSERT_EQ(entries.size(), 1u);
    EXPECT_EQ(entries[0].state, "ordered");
    EXPECT_EQ(entries[0].answers, 0u);
    bool has_order = false;
    for (auto const& file : kept_files()) {
        std::string const text = read_whole_file(file);
        EXPECT_THAT(text, Not(HasSubstr("sk-secret-0123456789"))) << file;
        has_order = has_order || text.find(service.url() + "/v1/tasks/t-7") != std::string::npos;
    }
    EXPECT_TRUE(has_order);
}

TEST_F(Tasks, that_are_cancelled_or_take_too_long_stay_in_the_journal) {
    TaskService service("queued", "");
    auto job = Job::start(ordering(service.url()));
    ASSERT_TRUE(wait_until(*job, [](JobStatus const& now) { return now.progress.stage == Stage::queued; }));
    job->cancel();
    auto cancelled = job->take();
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().code, ErrorCode::cancelled);
    EXPECT_THAT(cancelled.error().advice, HasSubstr("can be asked for with: inlay recover."));
    job.reset();
    ASSERT_EQ(kept(), 1u);

    auto request = ordering(service.url());
    request.target.connection.timeout = std::chrono::milliseconds(1500);
    job = Job::start(std::move(request));
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto const late = job->take();
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::timed_out);
    EXPECT_THAT(late.error().message, HasSubstr("has not finished the picture within"));
    std::string const newest = default_journal().list().at(0).id;
    EXPECT_THAT(late.error().advice, HasSubstr("inlay recover " + newest));
    job.reset();
    EXPECT_EQ(kept(), 2u);
}

TEST_F(Tasks, that_the_service_refuses_leave_nothing_behind) {
    TaskService service("queued", task_reply("t-7", "failed", R"(,"error":"Request Moderated: content policy")"));
    auto const job = Job::start(ordering(service.url()));
    service.go_on();
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto const result = job->take();
    ASSERT_FALSE(result);
    EXPECT_EQ(exit_status(result.error().code), 5) << result.error().message;
    EXPECT_EQ(kept(), 0u);
}

} // namespace
} // namespace inlay::test
