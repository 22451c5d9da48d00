// What happens when something throws behind the C ABI? Memory that cannot be had is what can throw nearly everywhere,
// so this program has an operator new of its own that fails when a test says so: in a function that is called, or in a
// thread that it has started. No exception may come out, and the process must live on.
#include "inlay/plugin/inlay.h"

#include "../settings/private_home.h"
#include "failing_new.h"
#include "keyring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <thread>

namespace inlay::test {
namespace {

using namespace failing_new;
using ::testing::HasSubstr;

constexpr int width = 48;
constexpr int height = 32;

class Throwing : public ::testing::Test {
  protected:
    Throwing() {
        number_of_thread = -1; // the test's own
        threads = 0;
        failed = 0;
    }
    ~Throwing() override { failing_thread = 0; }

    // Nothing listens there: what gets so far fails at once.
    static inlay_job_request request() {
        static std::vector<std::uint8_t> const pixels(std::size_t{width} * height * 4, 200);
        inlay_job_request request{};
        request.struct_size = sizeof request;
        request.canvas_width = 100;
        request.canvas_height = 80;
        request.action = "edit-layer";
        request.options_json = R"({"prompt": "a prompt that is longer than what a string holds by itself",
            "base-url": "http://127.0.0.1:9/a-long-prefix", "retries": 0})";
        request.layer_name = "A layer with a name that is longer than what a string holds";
        request.layer.struct_size = sizeof request.layer;
        request.layer.format = INLAY_BGRA8;
        request.layer.width = width;
        request.layer.height = height;
        request.layer.stride = width * 4;
        request.layer.data = pixels.data();
        return request;
    }
    static void wait_for(inlay_job* job) {
        inlay_job_status status{};
        status.struct_size = sizeof status;
        for (int turns = 0; turns < 12'000 && status.finished == 0; ++turns) {
            inlay_job_poll(job, &status);
            if (status.finished == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        EXPECT_EQ(status.finished, 1);
    }
    static std::string text_of(char* json) {
        std::string const text = json == nullptr ? "" : json;
        inlay_string_free(json);
        return text;
    }

    PrivateHome home_;
};

// What a call says when its first allocation fails, and then its second, and so on.
std::vector<std::string> said_by(char* (*call)(), int allocations = 4) {
    std::vector<std::string> said;
    for (int number = 0; number < allocations; ++number) {
        char* json = nullptr;
        bool threw = false;
        int const before = failed;
        allocations_left = number;
        try {
            json = call();
        } catch (...) {
            threw = true;
        }
        allocations_left = -1;
        EXPECT_FALSE(threw) << "at allocation " << number;
        EXPECT_EQ(failed, before + 1) << "it makes fewer than " << number + 1 << " allocations";
        said.emplace_back(json == nullptr ? "" : json);
        inlay_string_free(json);
    }
    return said;
}

TEST_F(Throwing, in_a_function_that_gives_text_becomes_an_error_in_it) {
    for (auto* const call :
         {+[] { return inlay_parameters("edit-layer"); }, +[] { return inlay_state(); },
          +[] { return inlay_price("edit-layer", "{}"); }, +[] { return inlay_form("edit-layer", "{}", "{}"); },
          +[] { return inlay_recall("edit-layer"); },
          +[] { return inlay_remember("edit-layer", R"({"prompt": "a prompt that is long enough"})"); },
          +[] { return inlay_message(R"({"action": "edit-layer", "ready": 1, "inserted": 1})"); },
          +[] { return inlay_frame("{\"context\": 10}", 400, 300, nullptr); },
          +[] { return inlay_settings_change("{\"provider\": \"google\"}"); }})
        EXPECT_THAT(said_by(call, 1)[0], HasSubstr("\"code\":\"internal\""));
}

TEST_F(Throwing, where_a_job_begins_becomes_its_error) {
    inlay_job_request const from = request();
    for (int number = 0; number < 6; ++number) {
        inlay_job* job = nullptr;
        allocations_left = number;
        EXPECT_NO_THROW(job = inlay_job_start(&from));
        allocations_left = -1;
        ASSERT_NE(job, nullptr) << number;
        wait_for(job);
        EXPECT_THAT(text_of(inlay_job_result(job)), HasSubstr("\"code\":\"internal\"")) << number;
        inlay_job_free(job);
    }
    EXPECT_EQ(failed, 6);
}

TEST_F(Throwing, in_a_jobs_thread_becomes_its_error) {
    inlay_job_request const from = request();
    failing_thread = 1;
    inlay_job* const job = inlay_job_start(&from);
    wait_for(job);
    EXPECT_EQ(failed, 1);
    EXPECT_THAT(text_of(inlay_job_result(job)), HasSubstr("\"code\":\"internal\""));
    inlay_job_free(job);
}

// The first thread is the job's. Of the two that it makes one cleans up the journal, which no job fails for.
TEST_F(Throwing, in_the_thread_of_a_call_becomes_the_jobs_error) {
    inlay_job_request const from = request();
    failing_thread = -2;
    inlay_job* const job = inlay_job_start(&from);
    wait_for(job);
    EXPECT_GE(failed, 1);
    EXPECT_THAT(text_of(inlay_job_result(job)), HasSubstr("\"code\":\"internal\""));
    inlay_job_free(job);
}

TEST_F(Throwing, in_a_job_that_is_asked_is_no_answer) {
    inlay_job_request const from = request();
    inlay_job* const job = inlay_job_start(&from);
    wait_for(job);
    inlay_job_status status{};
    status.struct_size = sizeof status;
    inlay_pixels pixels{};
    pixels.struct_size = sizeof pixels;
    std::function<void()> const asked[] = {
        [&] { inlay_job_poll(job, &status); },
        [&] { inlay_string_free(inlay_job_result(job)); },
        [&] { EXPECT_EQ(inlay_job_edit(job, 0, INLAY_BGRA8, &pixels), 0); },
        [&] { EXPECT_EQ(inlay_job_edit_mask(job, 0, &pixels), 0); },
        [&] { EXPECT_EQ(inlay_job_thumbnail(job, 0, 24, &pixels), 0); },
        [&] { EXPECT_EQ(inlay_job_preview(job, 24, &pixels), 0); },
        [&] { inlay_job_confirm(job); },
        [&] { inlay_job_cancel(job); },
        [&] { inlay_set_program("/a/path/that/is/longer/than/what/a/string/holds/by/itself"); },
        [&] { inlay_sandbox_stop(); },
    };
    for (auto const& ask : asked)
        for (int number = 0; number < 3; ++number) {
            bool threw = false;
            allocations_left = number;
            try {
                ask();
            } catch (...) {
                threw = true;
            }
            allocations_left = -1;
            EXPECT_FALSE(threw) << &ask - asked << ", allocation " << number;
        }
    for (int number = 0; number < 3; ++number) {
        inlay_job* again = nullptr;
        allocations_left = number;
        EXPECT_NO_THROW(again = inlay_job_place_again(job, "{}"));
        allocations_left = -1;
        inlay_job_free(again);
    }
    EXPECT_GT(failed, 5);
    allocations_left = 0;
    EXPECT_NO_THROW(inlay_string_free(inlay_job_result(job)));
    allocations_left = -1;
    EXPECT_THAT(text_of(inlay_job_result(job)), HasSubstr("\"error\""));
    inlay_job_free(job);
}

std::string result_of(inlay_task* task) {
    char* json = nullptr;
    for (int turns = 0; turns < 12'000 && json == nullptr; ++turns) {
        json = inlay_task_result(task);
        if (json == nullptr) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    std::string text = json == nullptr ? "it never ends" : json;
    inlay_string_free(json);
    inlay_task_free(task);
    return text;
}

constexpr char const* a_task = R"({"task": "key-status", "provider": "google"})";

TEST_F(Throwing, where_a_task_begins_gives_none) {
    for (int number = 0; number < 2; ++number) {
        inlay_task* task = nullptr;
        allocations_left = number;
        EXPECT_NO_THROW(task = inlay_task_start(a_task));
        allocations_left = -1;
        EXPECT_EQ(task, nullptr) << number;
    }
}

TEST_F(Throwing, in_a_tasks_thread_becomes_its_error) {
    failing_thread = 1;
    EXPECT_THAT(result_of(inlay_task_start(a_task)), HasSubstr("\"code\":\"internal\""));
    EXPECT_EQ(failed, 1);
}

TEST_F(Throwing, in_the_keyrings_thread_is_a_keyring_that_is_not_there) {
    home_.set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    keyring::replace_for_tests(INLAY_FAKE_LIBSECRET);
    constexpr char const* store = R"({"task": "key-store", "provider": "google", "key": "sk-a-key-that-is-long"})";
    failing_thread = 2; // the first one is the task's
    EXPECT_EQ(result_of(inlay_task_start(store)), R"({"from":"file"})");
    EXPECT_EQ(failed, 1);
    failing_thread = 0;
    EXPECT_EQ(result_of(inlay_task_start(store)), R"({"from":"keyring"})");
    keyring::replace_for_tests(nullptr);
}

TEST_F(Throwing, while_samples_are_scaled_is_no_picture) {
    std::vector<std::uint8_t> const grey(64 * 64 * 2, 255);
    std::vector<std::uint8_t> small(32 * 32 * 2);
    inlay_samples samples{};
    samples.struct_size = sizeof samples;
    samples.type = INLAY_U8;
    samples.channels = 2;
    samples.width = samples.height = 64;
    samples.stride = 128;
    samples.data = grey.data();
    int done = 1;
    allocations_left = 0;
    EXPECT_NO_THROW(done = inlay_scale(&samples, 32, 32, small.data()));
    allocations_left = -1;
    EXPECT_EQ(done, 0);
    EXPECT_EQ(inlay_scale(&samples, 32, 32, small.data()), 1);
}

} // namespace
} // namespace inlay::test
