// Several files are replaced, or none of them is.
#include "support/temp_folder.h"

#include "inlay/plugin/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

namespace inlay::test {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FilesTogether : public ::testing::Test {
  protected:
    TempFolder folder;

    std::vector<std::string> names() const {
        std::vector<std::string> found;
        for (auto const& entry : fs::directory_iterator(folder.path()))
            found.push_back(entry.path().filename().string());
        std::ranges::sort(found);
        return found;
    }
    Result<void> write(std::vector<std::string> const& files) const {
        std::vector<FileToWrite> set;
        for (std::string const& file : files)
            set.push_back({folder.path() / file, "new " + file.substr(0, 1)});
        return write_files_together(set);
    }
};

// Its new content can be prepared, and then the name does not take it.
std::string const too_long(300, 'z');

TEST_F(FilesTogether, are_all_written_and_nothing_is_beside_them) {
    write_whole_file(folder.path() / "b", "old b");
    ASSERT_TRUE(write({"a", "b", "c"}));
    EXPECT_THAT(names(), ElementsAre("a", "b", "c"));
    EXPECT_EQ(read_whole_file(folder.path() / "a"), "new a");
    EXPECT_EQ(read_whole_file(folder.path() / "b"), "new b");
    EXPECT_EQ(read_whole_file(folder.path() / "c"), "new c");
}

TEST_F(FilesTogether, stay_as_they_were_when_a_later_one_cannot_be_prepared) {
    write_whole_file(folder.path() / "a", "old a");
    auto const written = write({"a", "b", "no-folder/c"});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::output_failed);
    EXPECT_THAT(written.error().message, HasSubstr("no-folder/c"));
    EXPECT_THAT(names(), ElementsAre("a"));
    EXPECT_EQ(read_whole_file(folder.path() / "a"), "old a");
}

TEST_F(FilesTogether, come_back_when_a_later_one_cannot_be_put_in_its_place) {
    write_whole_file(folder.path() / "a", "old a");
    ASSERT_EQ(::chmod(folder.file("a").c_str(), 0640), 0);
    write_whole_file(folder.path() / "c", "old c");
    fs::create_symlink("c", folder.path() / "link");
    auto const written = write({"a", "b", "link", too_long});
    ASSERT_FALSE(written);
    EXPECT_THAT(written.error().message, HasSubstr(too_long));
    EXPECT_THAT(names(), ElementsAre("a", "c", "link"));
    EXPECT_EQ(read_whole_file(folder.path() / "a"), "old a");
    EXPECT_EQ(fs::status(folder.path() / "a").permissions(), fs::perms(0640));
    EXPECT_EQ(read_whole_file(folder.path() / "c"), "old c");
}

TEST_F(FilesTogether, come_back_when_two_of_them_are_one_file) {
    write_whole_file(folder.path() / "a", "old a");
    fs::create_symlink("a", folder.path() / "link");
    ASSERT_FALSE(write({"a", "link", "a", too_long}));
    EXPECT_EQ(read_whole_file(folder.path() / "a"), "old a");
    EXPECT_THAT(names(), ElementsAre("a", "link"));
}

TEST_F(FilesTogether, with_a_device_that_is_full_leave_everything_as_it_was) {
    write_whole_file(folder.path() / "a", "old a");
    fs::create_symlink("/dev/full", folder.path() / "full");
    ASSERT_FALSE(write({"a", "full"}));
    EXPECT_EQ(read_whole_file(folder.path() / "a"), "old a");
    EXPECT_THAT(names(), ElementsAre("a", "full"));
}

} // namespace
} // namespace inlay::test
