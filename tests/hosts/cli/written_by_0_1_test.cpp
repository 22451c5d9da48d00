// What version 0.1 wrote is read for good: tests/data/0.1, made by that version.
#include "cli_fixture.h"

namespace inlay::test {
namespace {

using nlohmann::json;

class WrittenBy01 : public CommandLine {
  protected:
    void SetUp() override {
        copy("config", "home/.config/inlay");
        copy("data", "home/.local/share/inlay");
        // As it lay there: git keeps no such thing.
        std::filesystem::permissions(folder.path() / "home/.config/inlay/keys.json",
                                     std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        std::filesystem::permissions(folder.path() / "home/.config/inlay", std::filesystem::perms::owner_all);
    }

    void copy(std::string const& from, std::string const& to) const {
        std::filesystem::create_directories((folder.path() / to).parent_path());
        std::filesystem::copy(std::filesystem::path(INLAY_TEST_DATA) / "0.1" / from, folder.path() / to,
                              std::filesystem::copy_options::recursive);
    }
};

TEST_F(WrittenBy01, a_kept_answer_is_listed_and_recovered) {
    json const kept = json::parse(inlay({"recover", "--json"}).out)["answers"];
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0]["id"], "20261130-225936-0b48");
    EXPECT_EQ(kept[0]["prompt"], "sandbox: slow 2; make it sepia");
    EXPECT_EQ(kept[0]["model"], "gemini-2.5-flash-image");
    std::string const back = folder.file("back.png");
    Ran const ran = inlay({"recover", "20261130-225936-0b48", "-o", back});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    Image const picture = decoded_file(back).image;
    EXPECT_EQ(picture.size(), (Size{1184, 864}));
    EXPECT_EQ(picture.pixel(30, 30)[0], 128);
    EXPECT_EQ(picture.pixel(30, 30)[1], 114);
    EXPECT_EQ(picture.pixel(30, 30)[2], 89);
}

TEST_F(WrittenBy01, what_was_spent_is_counted) {
    json const days = json::parse(inlay({"usage", "--json"}).out)["days"];
    ASSERT_EQ(days.size(), 1u);
    EXPECT_EQ(days[0]["date"], "2026-11-30");
    EXPECT_EQ(days[0]["pictures"], 2);
    EXPECT_EQ(days[0]["tokens"], 3140);
    EXPECT_NEAR(days[0]["price_usd"].get<double>(), 0.078, 1e-9);
}

TEST_F(WrittenBy01, a_key_is_found) {
    Ran const ran = inlay({"key", "get", "--provider", "cometapi"});
    EXPECT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_EQ(ran.out, "cometapi: sk-fi…cdef (from keys.json)\n");
}

// The settings name an address that nobody answers.
TEST_F(WrittenBy01, the_service_that_was_chosen_is_asked) {
    environment["INLAY_API_KEY"] = "sk-test-0123456789";
    Ran const ran = inlay({"generate", "-p", "x", "-o", folder.file("out.png"), "--retries", "0", "--proxy",
                           "http://127.0.0.1:9", "--json"});
    EXPECT_EQ(ran.exit_status, 7) << ran.err;
    EXPECT_THAT(ran.out, ::testing::HasSubstr("images.example")) << ran.err;
}

} // namespace
} // namespace inlay::test
