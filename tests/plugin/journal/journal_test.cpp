// Is a paid answer on disk before anything can go wrong, does it come back, and does it go only when it may?
#include "inlay/plugin/journal.h"
#include "inlay/plugin/settings.h"

#include "inlay/base64.h"
#include "inlay/codec.h"
#include "layout.h"
#include "support/pictures.h"
#include "support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <optional>
#include <set>
#include <sys/stat.h>
#include <thread>

namespace inlay {
namespace {

namespace fs = std::filesystem;
using test::read_whole_file;
using test::write_whole_file;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr std::string_view some_facts =
    R"({"prompt": "a red hat", "provider": "cometapi", "model": "gemini-2.5-flash-image", "wire": "gemini", "base_url": "https://h.example"})";

std::string some_png(std::uint8_t shade) {
    return encode_png(test::plain({3, 2}, shade, 0, 0).view()).value();
}

http::Response reply_with(std::string const& picture) {
    http::Response response;
    response.status = 200;
    response.headers = {
        {"Content-Type", "application/json"}, {"Set-Cookie", "session=secret"}, {"X-Request-Id", "r-1"}};
    response.body = "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Here.\"},{\"inlineData\":{\"mimeType\":"
                    "\"image/png\",\"data\":\"" +
                    base64::encode(picture) + "\"}}]},\"finishReason\":\"STOP\"}]}";
    return response;
}

unsigned mode_of(fs::path const& path) {
    struct stat there {};
    return ::stat(path.c_str(), &there) == 0 ? there.st_mode & 07777U : 0;
}

class JournalTest : public ::testing::Test {
  protected:
    JournalJob begin() {
        auto job = journal_.begin(some_facts);
        if (!job) throw std::runtime_error(job.error().message);
        return std::move(*job);
    }
    test::TempFolder folder_;
    fs::path root_ = folder_.path() / "data/inlay/jobs";
    Journal journal_{root_};
};

TEST_F(JournalTest, keeps_a_reply_as_it_came_in_files_that_only_their_owner_reads) {
    auto const job = begin();
    auto const response = reply_with(some_png(7));
    ASSERT_TRUE(job.keep_reply(0, response));
    EXPECT_EQ(mode_of(root_), 0700U);
    EXPECT_EQ(mode_of(job.folder()), 0700U);
    EXPECT_EQ(mode_of(job.folder() / "job.json"), 0600U);
    EXPECT_EQ(mode_of(job.folder() / "reply-0"), 0600U);
    auto const file = read_whole_file(job.folder() / "reply-0");
    EXPECT_TRUE(file.ends_with("\n" + response.body));
    EXPECT_THAT(file.substr(0, file.find('\n')),
                AllOf(HasSubstr("X-Request-Id"), HasSubstr("200"), Not(HasSubstr("secret"))));
    EXPECT_EQ(nlohmann::json::parse(read_whole_file(job.folder() / "job.json"))["prompt"], "a red hat");
}

TEST_F(JournalTest, gives_back_the_pictures_of_all_calls) {
    auto const job = begin();
    ASSERT_TRUE(job.keep_reply(1, reply_with(some_png(1))));
    ASSERT_TRUE(job.keep_reply(0, reply_with(some_png(0))));
    ASSERT_TRUE(job.keep_reply(10, reply_with(some_png(10))));
    auto const reply = journal_.read(job.id());
    ASSERT_TRUE(reply) << reply.error().message;
    ASSERT_EQ(reply->images.size(), 3u);
    EXPECT_EQ(reply->images[0].bytes, some_png(0));
    EXPECT_EQ(reply->images[1].bytes, some_png(1));
    EXPECT_EQ(reply->images[2].bytes, some_png(10)) << "by number, not by name";
    EXPECT_THAT(reply->text, HasSubstr("Here."));
}

TEST_F(JournalTest, puts_fetched_pictures_in_the_place_of_their_urls) {
    auto const job = begin();
    http::Response response;
    response.status = 200;
    response.body = R"({"data":[{"url":"https://h.example/1.png"},{"url":"https://h.example/2.png"}]})";
    ASSERT_TRUE(job.keep_reply(0, response));
    auto const too_early = journal_.read(job.id());
    ASSERT_FALSE(too_early);
    EXPECT_THAT(too_early.error().message, HasSubstr("no picture"));
    ASSERT_TRUE(job.keep_fetched(0, 1, some_png(9)));
    EXPECT_TRUE(fs::exists(job.folder() / "image-0-1.png"));
    auto const reply = journal_.read(job.id());
    ASSERT_TRUE(reply) << reply.error().message;
    ASSERT_EQ(reply->images.size(), 1u);
    EXPECT_EQ(reply->images[0].bytes, some_png(9));
    EXPECT_TRUE(reply->images[0].url.empty());
}

// A chat gateway gives addresses, and JPEGs behind them.
TEST_F(JournalTest, gives_back_fetched_pictures_of_every_format) {
    auto const picture = test::photo_like({20, 10});
    for (std::string const& bytes : {encode_png(picture).value(), encode_jpeg(picture).value(),
                                     encode_webp(picture).value(), std::string("what no program knows yet")}) {
        auto const job = begin();
        http::Response response;
        response.status = 200;
        response.body = R"({"data":[{"url":"https://h.example/1"}]})";
        ASSERT_TRUE(job.keep_reply(0, response));
        ASSERT_TRUE(job.keep_fetched(0, 0, bytes));
        auto const reply = journal_.read(job.id());
        ASSERT_TRUE(reply) << reply.error().message;
        ASSERT_EQ(reply->images.size(), 1u);
        EXPECT_EQ(reply->images[0].bytes, bytes);
    }
}

TEST_F(JournalTest, forgets_one_picture_and_not_those_whose_number_begins_with_the_same_digit) {
    auto const job = begin();
    for (std::size_t const index : {1u, 10u, 12u}) {
        ASSERT_TRUE(job.keep_reply(index, reply_with(some_png(3))));
        ASSERT_TRUE(job.keep_fetched(index, 0, some_png(4)));
    }
    job.forget(1);
    std::set<std::string> left;
    for (auto const& each : fs::directory_iterator(job.folder()))
        left.insert(each.path().filename().string());
    EXPECT_EQ(left,
              (std::set<std::string>{"job.json", "lock", "reply-10", "image-10-0.png", "reply-12", "image-12-0.png"}));
}

TEST_F(JournalTest, gives_what_can_be_read_when_one_reply_of_several_cannot) {
    auto const job = begin();
    ASSERT_TRUE(job.keep_reply(0, reply_with(some_png(0))));
    write_whole_file(job.folder() / "reply-1", "no head at all");
    write_whole_file(job.folder() / "reply-2", "{\"status\": 200}\n<html>");
    EXPECT_EQ(journal_.read(job.id())->images.size(), 1u);
    fs::remove(job.folder() / "reply-0");
    auto const damaged = journal_.read(job.id());
    ASSERT_FALSE(damaged);
    EXPECT_EQ(damaged.error().code, ErrorCode::bad_input);
    EXPECT_THAT(damaged.error().message, HasSubstr("damaged"));
}

TEST_F(JournalTest, keeps_what_is_in_a_picture_and_forgets_where_nothing_came) {
    auto const inserted = begin();
    ASSERT_TRUE(inserted.keep_reply(0, reply_with(some_png(0))));
    ASSERT_TRUE(inserted.keep_reply(1, reply_with(some_png(1))));
    auto empty = begin();
    auto answered = begin();
    ASSERT_TRUE(answered.keep_reply(0, reply_with(some_png(0))));
    empty.abandon();
    answered.abandon();
    EXPECT_FALSE(fs::exists(empty.folder()));
    EXPECT_TRUE(fs::exists(answered.folder())) << "an answer was paid for";
    auto const of = [&](JournalJob const& job) {
        auto const all = journal_.list();
        return *std::ranges::find(all, job.id(), &JournalEntry::id);
    };
    constexpr std::size_t first[] = {0};
    constexpr std::size_t second[] = {1};
    inserted.mark_inserted(first);
    EXPECT_EQ(of(inserted).inserted, "") << "one of two is not in a picture";
    inserted.mark_saved();
    EXPECT_TRUE(of(inserted).offered()) << "nor is it saved";
    inserted.mark_inserted(second);
    EXPECT_NE(of(inserted).inserted, "");
    EXPECT_TRUE(of(inserted).offered()) << "the picture may never be saved";
    inserted.mark_saved();
    EXPECT_FALSE(of(inserted).offered());
    EXPECT_EQ(journal_.read(inserted.id())->images.size(), 2u) << "the history has it";
    JournalJob moved = std::move(answered);
    answered.abandon(); // NOLINT(bugprone-use-after-move): a handle that was given away is harmless
    EXPECT_TRUE(fs::exists(moved.folder()));
}

TEST_F(JournalTest, lists_only_answers_newest_first_and_never_stumbles_over_broken_folders) {
    EXPECT_THAT(journal_.list(), IsEmpty()) << "no folder at all";
    auto const first = begin();
    auto const second = begin();
    auto const unanswered = begin();
    auto const broken = begin();
    for (auto const* job : {&first, &second, &broken})
        ASSERT_TRUE(job->keep_reply(0, reply_with(some_png(0))));
    ASSERT_TRUE(second.keep_reply(1, reply_with(some_png(0))));
    auto const now = fs::file_time_type::clock::now();
    fs::last_write_time(first.folder() / "job.json", now - std::chrono::seconds(2));
    fs::last_write_time(second.folder() / "job.json", now - std::chrono::seconds(1));
    write_whole_file(broken.folder() / "job.json", "{\"prompt\": 7, \"model\": [");
    fs::last_write_time(broken.folder() / "job.json", now - std::chrono::seconds(3));
    write_whole_file(root_ / "20260101-000000-abcd", "a file, no folder");
    fs::create_directory(root_ / "something else");
    fs::create_directory(root_ / "20260101-000000-0000");
    fs::create_directory(root_ / "20260101-000000-0000/reply-0"); // a folder where a file should be
    fs::create_directory_symlink("20260101-000000-1111", root_ / "20260101-000000-1111"); // leads to itself

    auto const entries = journal_.list();
    ASSERT_GE(entries.size(), 3u);
    std::vector<std::string> ids;
    for (auto const& each : entries)
        if (!each.id.starts_with("20260101")) ids.push_back(each.id);
    EXPECT_THAT(ids, ElementsAre(second.id(), first.id(), broken.id()));
    auto const& entry = *std::ranges::find(entries, second.id(), &JournalEntry::id);
    EXPECT_EQ(entry.prompt, "a red hat");
    EXPECT_EQ(entry.provider, "cometapi");
    EXPECT_EQ(entry.model, "gemini-2.5-flash-image");
    EXPECT_THAT(entry.time, MatchesRegex("[0-9]+-[0-9]+-[0-9]+T[0-9]+:[0-9]+:[0-9]+[+-][0-9]+"));
    EXPECT_EQ(entry.answers, 2u);
    EXPECT_EQ(entry.state, "answered");
    EXPECT_FALSE(journal_.read("20260101-000000-0000"));
    EXPECT_TRUE(journal_.read(broken.id())) << "the answer is there even if the facts are not";
}

TEST_F(JournalTest, takes_no_id_that_is_a_path) {
    std::optional<JournalJob> running = begin();
    std::string const id_of_it = running->id();
    fs::path const folder_of_it = running->folder();
    ASSERT_TRUE(running->keep_reply(0, reply_with(some_png(0))));
    write_whole_file(folder_.path() / "precious", "x");
    for (auto const& id :
         {std::string("../../../precious"), std::string(".."), std::string("."), std::string(), std::string("/etc"),
          id_of_it + "/../" + id_of_it, "./" + id_of_it, id_of_it + "/", std::string("20261125-174100-"),
          std::string("20990101-000000-0000"), std::string("20261125-174100-..ab")}) {
        EXPECT_EQ(journal_.read(id).error().code, ErrorCode::bad_input) << id;
        EXPECT_EQ(journal_.remove(id).error().code, ErrorCode::bad_input) << id;
        EXPECT_FALSE(journal_.facts(id)) << id;
    }
    EXPECT_TRUE(fs::exists(folder_of_it));
    EXPECT_TRUE(journal_layout::is_id(id_of_it));
    EXPECT_EQ(journal_.remove(id_of_it).error().code, ErrorCode::bad_input) << "its run is going on";
    EXPECT_TRUE(fs::exists(folder_of_it));
    running.reset();
    ASSERT_TRUE(journal_.remove(id_of_it));
    EXPECT_FALSE(fs::exists(folder_of_it));
    EXPECT_FALSE(journal_.remove(id_of_it));
}

TEST_F(JournalTest, keeps_source_and_facts_for_a_recovered_answer) {
    auto const job = begin();
    EXPECT_EQ(journal_.source(job.id()).error().code, ErrorCode::bad_input);
    std::string const sent = some_png(7);
    ASSERT_TRUE(job.keep_source(sent));
    EXPECT_EQ(journal_.source(job.id()).value(), sent);
    EXPECT_THAT(journal_.facts(job.id()).value(), HasSubstr("https://h.example"));
    auto const large = begin(); // what is over the service's limit as PNG is sent as JPEG
    std::string const jpeg = encode_jpeg(test::photo_like({20, 10})).value();
    ASSERT_TRUE(large.keep_source(jpeg));
    EXPECT_EQ(journal_.source(large.id()).value(), jpeg);
}

TEST_F(JournalTest, gives_concurrent_jobs_folders_of_their_own) {
    std::vector<std::thread> threads;
    std::mutex mutex;
    std::set<std::string> ids;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int k = 0; k < 25; ++k) {
                auto const job = Journal(root_).begin(some_facts);
                std::lock_guard const lock(mutex);
                EXPECT_TRUE(job && ids.insert(job->id()).second);
            }
        });
    for (auto& each : threads)
        each.join();
    EXPECT_EQ(ids.size(), 200u);
}

TEST_F(JournalTest, begins_nothing_that_it_could_not_finish) {
    EXPECT_EQ(journal_.begin("[]").error().code, ErrorCode::internal);
    EXPECT_EQ(journal_.begin(R"({"prompt": "x"})").error().code, ErrorCode::internal);
    EXPECT_EQ(journal_.begin(R"({"prompt": "x", "provider": "p", "model": "m", "wire": "gemini", "api_key": "sk-x"})")
                  .error()
                  .code,
              ErrorCode::internal);
    EXPECT_FALSE(fs::exists(root_));
    fs::create_directories(root_.parent_path());
    write_whole_file(root_, "a file in the way");
    auto const blocked = journal_.begin(some_facts);
    ASSERT_FALSE(blocked);
    EXPECT_EQ(blocked.error().code, ErrorCode::output_failed);
}

TEST_F(JournalTest, tells_when_the_answer_cannot_be_kept) {
    auto const job = begin();
    fs::remove_all(job.folder());
    auto const kept = job.keep_reply(0, reply_with(some_png(0)));
    ASSERT_FALSE(kept);
    EXPECT_EQ(kept.error().code, ErrorCode::output_failed);
}

} // namespace
} // namespace inlay
