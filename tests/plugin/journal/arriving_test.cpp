// Is a reply on the disk as it comes, is a whole one an answer and a part a part, and does nothing that somebody put
// there hide or stop the rest?
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
using test::read_whole_file;
using test::write_whole_file;
using ::testing::HasSubstr;

constexpr std::string_view some_facts =
    R"({"prompt": "a red hat", "provider": "cometapi", "model": "m", "wire": "gemini", "base_url": "https://h.example"})";

std::string const png = encode_png(test::photo_like({20, 10})).value();
std::string const event =
    R"(data: {"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":")" +
    base64::encode(png) + "\"}}]}}]}\n\n";
std::string const last_event = "data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\n\n";

class Arriving : public ::testing::Test {
  protected:
    JournalJob begin() { return journal_.begin(some_facts).value(); }
    // What a process that is killed leaves: nothing is finished, and its lock is gone.
    std::string killed_after(std::string const& body, std::vector<http::Header> const& headers = {}) {
        auto const job = begin();
        auto reply = job.begin_reply(0, 200, headers).value();
        for (std::size_t at = 0; at < body.size(); at += 1000)
            EXPECT_TRUE(reply.append(std::string_view(body).substr(at, 1000)));
        return job.id();
    }
    JournalEntry entry(std::string const& id) {
        auto const all = journal_.list();
        auto const found = std::ranges::find(all, id, &JournalEntry::id);
        return found == all.end() ? JournalEntry{} : *found;
    }
    test::TempFolder folder_;
    fs::path root_ = folder_.path() / "jobs";
    Journal journal_{root_};
};

TEST_F(Arriving, a_whole_reply_is_an_answer_whatever_ended_the_process) {
    auto const id = killed_after(event + last_event, {{"Content-Type", "text/event-stream"}});
    auto const reply = journal_.read(id);
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->images.at(0).bytes, png);
    EXPECT_EQ(entry(id).state, "answered");
    EXPECT_EQ(entry(id).answers, 1u);
    EXPECT_FALSE(entry(id).running);
}

TEST_F(Arriving, a_reply_that_ends_behind_its_whole_picture_is_an_answer) {
    auto const reply = journal_.read(killed_after(event));
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->images.at(0).bytes, png);
}

TEST_F(Arriving, a_part_is_called_a_part_with_its_length) {
    std::string const part = event.substr(0, event.size() / 2);
    auto const announced = killed_after(part, {{"Content-Length", "70000"}});
    auto const reply = journal_.read(announced);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, ErrorCode::bad_input);
    EXPECT_THAT(reply.error().message,
                HasSubstr("Only a part of the answer came (" + std::to_string(part.size()) + " of 70000 bytes)"));
    EXPECT_THAT(reply.error().advice, HasSubstr("not asked for again by itself"));
    EXPECT_EQ(entry(announced).state, "part");
    EXPECT_EQ(entry(announced).answers, 0u);
    auto const of_unknown_length = journal_.read(killed_after(part));
    EXPECT_THAT(of_unknown_length.error().message, HasSubstr("(" + std::to_string(part.size()) + " bytes)"));
}

TEST_F(Arriving, a_reply_of_which_nothing_came_leaves_nothing) {
    auto job = begin();
    { auto const reply = job.begin_reply(0, 200, {}).value(); }
    EXPECT_THAT(journal_.list(), ::testing::IsEmpty());
    job.abandon();
    EXPECT_FALSE(fs::exists(job.folder()));
}

TEST_F(Arriving, a_finished_reply_is_the_file_that_it_always_was) {
    auto const job = begin();
    auto reply = job.begin_reply(3, 200, {{"X-Request-Id", "r-1"}, {"Set-Cookie", "secret"}}).value();
    ASSERT_TRUE(reply.append("{\"a\":"));
    ASSERT_TRUE(reply.append("1}"));
    ASSERT_TRUE(reply.finish());
    EXPECT_EQ(read_whole_file(job.folder() / "reply-3"),
              "{\"headers\":[[\"X-Request-Id\",\"r-1\"]],\"status\":200}\n{\"a\":1}");
    EXPECT_FALSE(fs::exists(job.folder() / "arriving-3"));
    struct stat there {};
    ASSERT_EQ(::stat((job.folder() / "reply-3").c_str(), &there), 0);
    EXPECT_EQ(there.st_mode & 0777U, 0600U);
}

TEST_F(Arriving, another_attempt_replaces_what_the_first_one_left) {
    auto const job = begin();
    {
        auto first = job.begin_reply(0, 200, {}).value();
        ASSERT_TRUE(first.append(std::string(5000, 'x')));
    }
    auto second = job.begin_reply(0, 200, {}).value();
    ASSERT_TRUE(second.append(event));
    EXPECT_EQ(journal_.read(job.id())->images.at(0).bytes, png);
}

TEST_F(Arriving, one_damaged_entry_hides_none_of_the_others) {
    auto const good = killed_after(event);
    auto const deep = killed_after(event);
    write_whole_file(root_ / deep / "job.json", std::string(200'000, '[') + std::string(200'000, ']'));
    auto const deep_marks = killed_after(event);
    write_whole_file(root_ / deep_marks / "state.json", "{\"saved\":" + std::string(200'000, '[') + "1}");
    auto const deep_head = killed_after(event);
    write_whole_file(root_ / deep_head / "arriving-0",
                     "{\"status\":200,\"headers\":" + std::string(200'000, '[') + "\n");
    auto const odd = killed_after(event);
    write_whole_file(root_ / odd / "arriving-0", "{\"status\":200,\"headers\":{\"a\":7}}\n" + event);
    auto const pipes = killed_after(event);
    for (char const* name : {"job.json", "state.json", "lock", "arriving-0", "task-1", "source.png"}) {
        fs::remove(root_ / pipes / name);
        ASSERT_EQ(::mkfifo((root_ / pipes / name).c_str(), 0600), 0);
    }
    EXPECT_EQ(journal_.list().size(), 6u);
    EXPECT_EQ(journal_.read(good)->images.size(), 1u);
    EXPECT_EQ(journal_.read(deep)->images.size(), 1u);
    EXPECT_EQ(journal_.read(deep_marks)->images.size(), 1u);
    EXPECT_FALSE(journal_.read(deep_head));
    EXPECT_FALSE(journal_.read(odd));
    EXPECT_FALSE(journal_.read(pipes));
    EXPECT_FALSE(journal_.facts(pipes));
    EXPECT_FALSE(journal_.source(pipes));
    EXPECT_TRUE(journal_.open_tasks(pipes)->empty());
    journal_.clean_up({}, {});
    EXPECT_EQ(journal_.list().size(), 6u);
}

} // namespace
} // namespace inlay
