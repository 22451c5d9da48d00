// Is an order that was paid for as safe as an answer, until its picture is there?
#include "inlay/plugin/journal.h"

#include "inlay/base64.h"
#include "inlay/codec.h"
#include "support/pictures.h"
#include "support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

namespace inlay {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;

constexpr std::string_view some_facts =
    R"({"prompt": "a red hat", "provider": "cometapi", "model": "m", "wire": "gemini", "base_url": "https://h.example"})";

Task const some_task{"t-1", "https://h.example/v1/tasks/t-1?sig=a%2Fb"};

std::string some_png() {
    return encode_png(test::plain({3, 2}, 7, 0, 0).view()).value();
}

http::Response reply_of(std::string const& member) {
    http::Response response;
    response.status = 200;
    response.body = R"({"id":"t-1","status":"done","output":[")" + member + R"("]})";
    return response;
}

class Orders : public ::testing::Test {
  protected:
    JournalJob begin() { return journal_.begin(some_facts).value(); }
    [[nodiscard]] std::vector<Task> open(JournalJob const& job) const {
        std::vector<Task> tasks;
        auto const open = journal_.open_tasks(job.id());
        if (!open) throw std::runtime_error(open.error().message);
        for (auto const& each : *open)
            tasks.push_back(each.task);
        return tasks;
    }
    test::TempFolder folder_;
    fs::path root_ = folder_.path() / "jobs";
    Journal journal_{root_};
};

TEST_F(Orders, come_back_as_they_were_written_and_only_their_owner_reads_them) {
    auto const job = begin();
    ASSERT_TRUE(job.keep_task(2, {"t-0", "https://h.example/old"}));
    ASSERT_TRUE(job.keep_task(2, some_task));
    auto const open = journal_.open_tasks(job.id());
    ASSERT_TRUE(open);
    ASSERT_EQ(open->size(), 1u);
    EXPECT_EQ(open->front().index, 2u);
    EXPECT_EQ(open->front().task, some_task);
    struct stat there {};
    ASSERT_EQ(::stat((job.folder() / "task-2").c_str(), &there), 0);
    EXPECT_EQ(there.st_mode & 0777U, 0600U);
}

TEST_F(Orders, are_listed_and_outlive_a_job_that_ends_without_an_answer) {
    auto job = begin();
    ASSERT_TRUE(job.keep_task(0, some_task));
    job.abandon();
    auto const entries = journal_.list();
    ASSERT_EQ(entries.size(), 1u);
    EXPECT_EQ(entries[0].id, job.id());
    EXPECT_EQ(entries[0].state, "ordered");
    EXPECT_EQ(entries[0].answers, 0u);
}

TEST_F(Orders, are_open_until_a_picture_is_there) {
    auto const job = begin();
    ASSERT_TRUE(job.keep_task(0, some_task));
    ASSERT_TRUE(job.keep_reply(0, reply_of("https://files.example/out.png")));
    EXPECT_EQ(open(job), std::vector<Task>{some_task}) << "its address was not fetched, and may be dead by now";
    ASSERT_TRUE(job.keep_fetched(0, 0, some_png()));
    EXPECT_THAT(open(job), IsEmpty());
    EXPECT_EQ(journal_.list().at(0).state, "answered");

    ASSERT_TRUE(job.keep_task(1, some_task));
    EXPECT_EQ(journal_.list().at(0).state, "ordered") << "one of two";
    ASSERT_TRUE(job.keep_reply(1, reply_of("data:image/png;base64," + base64::encode(some_png()))));
    EXPECT_THAT(open(job), IsEmpty());
    EXPECT_EQ(journal_.read(job.id())->images.size(), 2u);
}

TEST_F(Orders, go_with_their_replies) {
    auto job = begin();
    ASSERT_TRUE(job.keep_task(0, some_task));
    ASSERT_TRUE(job.keep_task(1, some_task));
    job.forget(0);
    EXPECT_EQ(open(job).size(), 1u);
    job.forget(1);
    job.abandon();
    EXPECT_FALSE(fs::exists(job.folder()));
}

TEST_F(Orders, that_are_damaged_hide_no_other) {
    auto const job = begin();
    test::write_whole_file(job.folder() / "task-0", "{\"id\": 5}");
    ASSERT_TRUE(job.keep_task(1, some_task));
    EXPECT_EQ(open(job), std::vector<Task>{some_task});
    EXPECT_EQ(journal_.open_tasks("20261125-164100-ffff").error().code, ErrorCode::bad_input);
    EXPECT_EQ(journal_.open("20261125-164100-ffff").error().code, ErrorCode::bad_input);
}

} // namespace
} // namespace inlay
