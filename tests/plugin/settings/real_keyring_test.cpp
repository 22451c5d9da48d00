// Keys in the keyring that desktops have. Run by real_keyring.sh, which starts one for this test, and locks it between
// the sentences.
#include "sanitizers_and_glib.h"

#include "inlay/plugin/keys.h"
#include "inlay/plugin/settings.h"
#include "keyring.h"

#include "support/temp_folder.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

namespace inlay {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

std::optional<FoundKey> found(char const* provider) {
    auto key = find_key({provider, "", ""});
    if (!key) throw std::runtime_error(key.error().message);
    return *key;
}

TEST(RealKeyring, unlocked_keeps_a_key_gives_it_back_and_deletes_it) {
    EXPECT_FALSE(found("google"));
    auto const stored = store_key("google", "sk-in-the-keyring");
    ASSERT_TRUE(stored) << stored.error().message;
    EXPECT_EQ(*stored, KeySource::keyring);
    ASSERT_TRUE(store_key("openai", "sk-of-another"));
    ASSERT_TRUE(found("google"));
    EXPECT_EQ(found("google")->key, "sk-in-the-keyring");
    EXPECT_EQ(found("google")->source, KeySource::keyring);
    ASSERT_TRUE(store_key("google", "sk-newer"));
    EXPECT_EQ(found("google")->key, "sk-newer") << "one key for each provider";
    ASSERT_TRUE(delete_key("google"));
    EXPECT_FALSE(found("google"));
    EXPECT_EQ(found("openai")->key, "sk-of-another") << "for the sentences about the locked one";
    EXPECT_FALSE(std::filesystem::exists(config_folder() / "keys.json"));
}

// The password is asked for, and nobody answers. The bus alone would wait for 25 s and more.
TEST(RealKeyring, locked_holds_nobody_up_for_longer_than_3_seconds_and_the_file_serves) {
    ASSERT_TRUE(make_private_folder(config_folder()));
    ASSERT_TRUE(write_file_atomically(config_folder() / "keys.json", R"({"openai": "sk-in-the-file"})", 0600));
    auto const begin = Clock::now();
    auto const key = found("openai");
    auto const took = Clock::now() - begin;
    ASSERT_TRUE(key);
    EXPECT_EQ(key->key, "sk-in-the-file");
    EXPECT_EQ(key->source, KeySource::file);
    EXPECT_GE(took, 3s) << "it was asked, and given the time that is promised";
    EXPECT_LT(took, 20s);
    auto const again = Clock::now();
    EXPECT_EQ(found("openai")->source, KeySource::file);
    EXPECT_LT(Clock::now() - again, 3s) << "a keyring that was silent is not waited for in every run";
}

TEST(RealKeyring, locked_is_told_when_a_key_may_still_be_in_it) {
    keyring::replace_for_tests(nullptr, {3s, 3s}); // as if the person had not pressed a button, which gives a minute
    EXPECT_EQ(store_key("google", "sk-new").value(), KeySource::file);
    EXPECT_EQ(found("google")->key, "sk-new");
    auto const deleted = delete_key("openai"); // which the unlocked one had been given
    ASSERT_FALSE(deleted);
    EXPECT_EQ(deleted.error().message, "The keyring did not answer, so a key may still be in it.");
    EXPECT_EQ(deleted.error().advice, "Unlock the keyring and try again.");
    EXPECT_FALSE(found("openai")) << "out of the file it is";
}

} // namespace
} // namespace inlay
