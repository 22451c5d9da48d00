// What goes by itself, and what never does?
#include "inlay/plugin/journal.h"

#include "inlay/codec.h"
#include "support/pictures.h"
#include "support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <thread>

namespace inlay {
namespace {

namespace fs = std::filesystem;
using test::write_whole_file;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::string_view some_facts =
    R"({"prompt": "a red hat", "provider": "cometapi", "model": "m", "wire": "gemini"})";

class CleanUp : public ::testing::Test {
  protected:
    JournalJob begin() { return journal_.begin(some_facts).value(); }
    // A run of so many days ago that has ended, with an answer of that many bytes.
    std::string old(int days, std::size_t bytes = 100, std::string const& marks = "{}", int number = 0) {
        std::time_t const then = std::time(nullptr) - days * 86'400L;
        std::tm utc{};
        ::gmtime_r(&then, &utc);
        char text[40];
        std::string id(text, std::strftime(text, sizeof text, "%Y%m%d-%H%M%S-", &utc));
        id += "000" + std::to_string(number);
        fs::create_directories(root_ / id);
        write_whole_file(root_ / id / "job.json", std::string(some_facts));
        write_whole_file(root_ / id / "lock", "");
        write_whole_file(root_ / id / "state.json", marks);
        if (bytes > 0) write_whole_file(root_ / id / "reply-0", std::string(bytes, 'x'));
        return id;
    }
    void clean_up(Journal::Limits const& limits = {}) { journal_.clean_up(limits, {}); }
    std::vector<std::string> left() {
        std::vector<std::string> names;
        for (auto const& each : fs::directory_iterator(root_))
            names.push_back(each.path().filename().string());
        return names;
    }
    test::TempFolder folder_;
    fs::path root_ = folder_.path() / "jobs";
    Journal journal_{root_};
};

TEST_F(CleanUp, takes_what_is_older_than_the_limit_and_not_what_is_starred) {
    old(40);
    auto const starred = old(41, 100, R"({"starred": true})");
    auto const young = old(29);
    auto const younger = old(1);
    auto const newest = old(0);
    clean_up();
    EXPECT_THAT(left(), UnorderedElementsAre(starred, young, younger, newest));
    clean_up({10, 1u << 30});
    EXPECT_THAT(left(), UnorderedElementsAre(starred, younger, newest));
}

// A run that begins after the clock jumped is as far from the others as the clock says, and they are as old as before.
TEST_F(CleanUp, takes_nothing_away_because_the_clock_jumped) {
    auto const first = old(402);
    auto const second = old(400);
    auto const now = begin();
    clean_up();
    EXPECT_THAT(left(), UnorderedElementsAre(first, second, now.id()));
    auto const from_the_future = old(-400);
    clean_up();
    EXPECT_THAT(left(), ::testing::Contains(from_the_future));
}

TEST_F(CleanUp, takes_saved_ones_first_then_inserted_ones_the_oldest_first_until_the_rest_fits) {
    auto const waiting = old(9, 100'000, "{}", 1);
    auto const inserted = old(8, 100'000, R"({"inserted": "2026-01-01"})", 2);
    auto const saved_older = old(7, 100'000, R"({"saved": "2026-01-01"})", 3);
    auto const saved = old(6, 100'000, R"({"saved": "2026-01-01"})", 4);
    auto const waiting_too = old(5, 100'000, "{}", 5);
    clean_up({30, 450'000});
    EXPECT_THAT(left(), UnorderedElementsAre(waiting, inserted, saved, waiting_too));
    clean_up({30, 250'000});
    EXPECT_THAT(left(), UnorderedElementsAre(waiting, waiting_too));
    clean_up({30, 150'000});
    EXPECT_THAT(left(), ElementsAre(waiting_too));
}

TEST_F(CleanUp, never_takes_a_run_that_goes_on_however_small_the_limits_and_whatever_the_clock_says) {
    auto const running = begin();
    auto const without_answer = begin();
    write_whole_file(running.folder() / "reply-0", std::string(100'000, 'x'));
    auto const long_ago = fs::file_time_type::clock::now() - std::chrono::hours(24 * 90);
    for (auto const& folder : {running.folder(), without_answer.folder()}) {
        fs::last_write_time(folder / "job.json", long_ago);
        fs::last_write_time(folder, long_ago);
    }
    clean_up({1, 10});
    EXPECT_THAT(left(), UnorderedElementsAre(running.id(), without_answer.id()));
}

TEST_F(CleanUp, takes_what_crashed_without_an_answer_at_once) {
    std::string crashed;
    { crashed = begin().id(); }
    auto const answered = old(3);
    auto const ordered = old(3, 0, "{}", 7);
    write_whole_file(root_ / ordered / "task-0", R"({"id": "t", "url": "https://h.example/t"})");
    auto const of_another_version = old(0, 0, "{}", 8);
    fs::remove(root_ / of_another_version / "lock");
    auto const of_another_version_long_ago = old(3, 0, "{}", 9);
    fs::remove(root_ / of_another_version_long_ago / "lock");
    clean_up();
    EXPECT_THAT(left(), UnorderedElementsAre(answered, ordered, of_another_version));
}

TEST_F(CleanUp, ends_removals_and_beginnings_that_crashed) {
    old(1);
    fs::create_directories(root_ / ".gone-0123456789abcdef");
    write_whole_file(root_ / ".gone-0123456789abcdef" / "reply-0", "x");
    fs::create_directories(root_ / ".new-0123456789abcdef");
    write_whole_file(root_ / ".new-0123456789abcdef" / "lock", "");
    write_whole_file(root_ / ".new-0123456789abcdef" / "job.json", "{}");
    fs::create_directories(root_ / ".new-1111111111111111");
    clean_up();
    EXPECT_EQ(left().size(), 1u);
}

TEST_F(CleanUp, of_many_at_once_while_others_begin_meets_nobody) {
    for (int i = 0; i < 40; ++i)
        old(50, 1000, "{}", i);
    old(1);
    std::vector<std::jthread> threads;
    std::atomic<int> begun{0};
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] { clean_up(); });
        threads.emplace_back([&] {
            for (int k = 0; k < 20; ++k) {
                auto job = journal_.begin(some_facts);
                if (job && fs::exists(job->folder() / "job.json") && job->keep_reply(0, {})) ++begun;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(begun, 80);
    clean_up();
    EXPECT_EQ(left().size(), 81u);
}

} // namespace
} // namespace inlay
