// What was spent is kept and summed.
#include "inlay/plugin/usage.h"

#include "support/temp_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <sys/stat.h>

namespace inlay::test {
namespace {

TEST(Usage, what_was_spent_is_summed_by_day_in_a_file_of_the_owner_alone) {
    TempFolder const folder;
    setenv("XDG_DATA_HOME", folder.file("data").c_str(), 1);
    EXPECT_EQ(spent_today(), 0);
    ASSERT_TRUE(record_spent({"cometapi", "m", 2, 0.078, 2600}));
    ASSERT_TRUE(record_spent({"google", "m", 1, 0.039, 1300}));
    std::string const file = folder.file("data/inlay/usage.jsonl");
    write_whole_file(file, read_whole_file(file) + "a broken line\n");
    auto const days = days_of_use();
    ASSERT_EQ(days.size(), 1u);
    EXPECT_EQ(days[0].runs, 2);
    EXPECT_EQ(days[0].pictures, 3);
    EXPECT_NEAR(days[0].price_usd, 0.117, 1e-9);
    EXPECT_NEAR(spent_today(), 0.117, 1e-9);
    EXPECT_EQ(days[0].tokens, 3900);
    struct stat facts {};
    ASSERT_EQ(stat(file.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 077u, 0u);
    unsetenv("XDG_DATA_HOME");
}

// The newest day of the file need not be today.
TEST(Usage, of_another_day_is_not_todays) {
    TempFolder const folder;
    setenv("XDG_DATA_HOME", folder.file("data").c_str(), 1);
    std::filesystem::create_directories(folder.path() / "data/inlay");
    write_whole_file(folder.file("data/inlay/usage.jsonl"),
                     "{\"date\":\"2020-02-28\",\"pictures\":1,\"price_usd\":3.5,\"tokens\":9}\n"
                     "{\"date\":\"2020-02-29\",\"pictures\":2,\"price_usd\":0.25,\"tokens\":1}\n"
                     "{\"date\":\"2020-02-29\",\"pictures\":1,\"price_usd\":0.5,\"tokens\":2}\n");
    EXPECT_EQ(spent_today(), 0);
    ASSERT_TRUE(record_spent({"cometapi", "m", 1, 0.125, 5}));
    EXPECT_DOUBLE_EQ(spent_today(), 0.125);
    auto const days = days_of_use();
    ASSERT_EQ(days.size(), 3u);
    EXPECT_EQ(days[1].date, "2020-02-29") << "the newest day comes first";
    EXPECT_EQ(days[1].runs, 2);
    EXPECT_EQ(days[1].pictures, 3);
    EXPECT_DOUBLE_EQ(days[1].price_usd, 0.75);
    EXPECT_EQ(days[1].tokens, 3);
    EXPECT_EQ(days[2].date, "2020-02-28");
    unsetenv("XDG_DATA_HOME");
}

} // namespace
} // namespace inlay::test
