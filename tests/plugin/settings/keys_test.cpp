// Are keys found in the right order, kept where only their owner reads them, and is no one held up by a keyring?
#include "private_home.h"
#include "sanitizers_and_glib.h"

#include "inlay/plugin/keys.h"
#include "inlay/plugin/settings.h"
#include "keyring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <dlfcn.h>
#include <sys/stat.h>
#include <thread>

namespace inlay {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::PrivateHome;
using test::read_whole_file;
using test::write_whole_file;
using ::testing::HasSubstr;
using ::testing::Not;

unsigned mode_of(fs::path const& path) {
    struct stat there {};
    return ::stat(path.c_str(), &there) == 0 ? there.st_mode & 07777U : 0;
}

void write_keys(PrivateHome const& home, std::string_view text, unsigned mode = 0600) {
    home.write_config("keys.json", text);
    ASSERT_EQ(::chmod(home.config("keys.json").c_str(), mode), 0);
}

TEST(CleanedKey, forgives_what_pasting_brings_along_and_refuses_the_rest) {
    EXPECT_EQ(cleaned_key("sk-abc").value(), "sk-abc");
    EXPECT_EQ(cleaned_key(" \t sk-abc\r\n").value(), "sk-abc");
    EXPECT_EQ(cleaned_key("Bearer sk-abc").value(), "sk-abc");
    EXPECT_EQ(cleaned_key("bearer\t sk-abc ").value(), "sk-abc");
    EXPECT_EQ(cleaned_key("Bearersk-abc").value(), "Bearersk-abc") << "only the word";
    for (std::string_view const bad : {"", "  ", "Bearer ", "sk-\nabc", "sk-\x01", "sk abc", "sk-\x7F", "sk-ü"}) {
        auto const refused = cleaned_key(bad);
        ASSERT_FALSE(refused) << bad;
        EXPECT_EQ(refused.error().code, ErrorCode::usage);
        EXPECT_THAT(refused.error().message + refused.error().advice, Not(HasSubstr("sk-")));
    }
    EXPECT_FALSE(cleaned_key(std::string(5000, 'a')));
}

TEST(MaskedKey, shows_too_little_to_use) {
    EXPECT_EQ(masked_key("sk-1234567890abcdef89ab"), "sk-12…89ab");
    EXPECT_EQ(masked_key("sk-123456789012"), "…");
    EXPECT_EQ(masked_key(""), "…");
}

TEST(FindKey, looks_at_the_named_variable_then_the_providers_own_then_the_file) {
    PrivateHome home;
    KeyLookup const lookup{"google", "GEMINI_API_KEY", "INLAY_API_KEY"};
    EXPECT_EQ(find_key(lookup).value(), std::nullopt);
    write_keys(home, R"({"google": "from-file", "openai": "not-this"})");
    EXPECT_EQ(find_key(lookup).value()->key, "from-file");
    EXPECT_EQ(find_key(lookup).value()->source, KeySource::file);
    home.set("GEMINI_API_KEY", "from-own\n");
    EXPECT_EQ(find_key(lookup).value()->key, "from-own");
    EXPECT_EQ(find_key(lookup).value()->source, KeySource::environment);
    home.set("INLAY_API_KEY", "from-named");
    EXPECT_EQ(find_key(lookup).value()->key, "from-named");
    EXPECT_EQ(find_key({"google", "GEMINI_API_KEY", ""}).value()->key, "from-own");
    EXPECT_EQ(find_key({"openai", "OPENAI_API_KEY", ""}).value()->key, "not-this");
    home.set("INLAY_API_KEY", "");
    EXPECT_EQ(find_key(lookup).value()->key, "from-own") << "an empty variable is none";
    home.set("GEMINI_API_KEY", "two words");
    auto const refused = find_key(lookup);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::bad_input);
    EXPECT_THAT(refused.error().message, AllOf(HasSubstr("GEMINI_API_KEY"), Not(HasSubstr("two words"))));
}

TEST(KeyFile, is_made_for_its_owner_alone) {
    PrivateHome home;
    auto const old_mask = ::umask(0);
    auto const stored = store_key("cometapi", " Bearer sk-one\n");
    ::umask(old_mask);
    ASSERT_TRUE(stored) << stored.error().message;
    EXPECT_EQ(*stored, KeySource::file);
    EXPECT_EQ(mode_of(home.config("keys.json")), 0600U);
    EXPECT_EQ(mode_of(config_folder()), 0700U);
    ASSERT_TRUE(store_key("google", "g"));
    EXPECT_EQ(find_key({"cometapi", "", ""}).value()->key, "sk-one");
    EXPECT_EQ(find_key({"google", "", ""}).value()->key, "g");
    ASSERT_TRUE(delete_key("cometapi"));
    EXPECT_EQ(find_key({"cometapi", "", ""}).value(), std::nullopt);
    EXPECT_EQ(find_key({"google", "", ""}).value()->key, "g");
    EXPECT_THAT(read_whole_file(home.config("keys.json")), Not(HasSubstr("sk-one")));
    EXPECT_TRUE(delete_key("never-there"));
    EXPECT_FALSE(store_key("google", " "));
    EXPECT_FALSE(store_key("", "k"));
}

TEST(KeyFile, that_others_can_read_is_refused_with_the_command_that_mends_it) {
    PrivateHome home;
    for (unsigned const mode : {0644U, 0640U, 0604U, 0620U}) {
        write_keys(home, R"({"google": "sk-topsecret"})", mode);
        auto const refused = find_key({"google", "", ""});
        ASSERT_FALSE(refused) << mode;
        EXPECT_EQ(refused.error().code, ErrorCode::bad_input);
        EXPECT_THAT(refused.error().advice, HasSubstr("chmod 600 " + home.config("keys.json").string()));
        EXPECT_THAT(refused.error().message + refused.error().detail, Not(HasSubstr("topsecret")));
        EXPECT_FALSE(store_key("openai", "k"));
        EXPECT_EQ(read_whole_file(home.config("keys.json")), R"({"google": "sk-topsecret"})");
    }
    fs::rename(home.config("keys.json"), home.folder().path() / "elsewhere");
    fs::create_symlink(home.folder().path() / "elsewhere", home.config("keys.json"));
    EXPECT_FALSE(find_key({"google", "", ""})) << "the mode is that of the file behind a link";
}

TEST(KeyFile, that_is_broken_is_told_by_line_without_its_content_and_never_overwritten) {
    PrivateHome home;
    for (std::string_view const text :
         {"{\n\"google\": sk-topsecret}", "{\"google\":\n[\"sk-topsecret\"]}", "[\"sk-topsecret\"]"}) {
        write_keys(home, text);
        auto const refused = find_key({"google", "", ""});
        ASSERT_FALSE(refused) << text;
        EXPECT_THAT(refused.error().message, AllOf(HasSubstr("keys.json, line"), Not(HasSubstr("topsecret"))));
        EXPECT_THAT(refused.error().detail, Not(HasSubstr("topsecret")));
        EXPECT_FALSE(store_key("google", "k"));
        EXPECT_FALSE(delete_key("google"));
        EXPECT_EQ(read_whole_file(home.config("keys.json")), text);
    }
}

// Keyring

enum FakeMode { works, refuses, hangs, locked };

class Keyring : public ::testing::Test {
  protected:
    Keyring() {
        home_.set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        fake_ = ::dlopen(INLAY_FAKE_LIBSECRET, RTLD_NOW | RTLD_LOCAL);
        if (fake_ == nullptr) throw std::runtime_error(::dlerror());
        call("fake_reset");
        keyring::replace_for_tests(INLAY_FAKE_LIBSECRET, {200ms, 200ms});
        EXPECT_TRUE(delete_key("nobody")); // forgets that an earlier test's keyring was silent
    }
    ~Keyring() override { keyring::replace_for_tests(nullptr); }

    [[nodiscard]] int& number(char const* name) const { return *static_cast<int*>(::dlsym(fake_, name)); }
    void call(char const* name) const { reinterpret_cast<void (*)()>(::dlsym(fake_, name))(); }

    PrivateHome home_;
    void* fake_ = nullptr;
};

TEST_F(Keyring, keeps_the_key_when_it_runs_and_the_file_then_holds_none) {
    write_keys(home_, R"({"google": "old", "openai": "stays"})");
    auto const stored = store_key("google", "sk-new");
    ASSERT_TRUE(stored) << stored.error().message;
    EXPECT_EQ(*stored, KeySource::keyring);
    EXPECT_THAT(read_whole_file(home_.config("keys.json")), AllOf(Not(HasSubstr("google")), HasSubstr("stays")));
    auto const found = find_key({"google", "", ""});
    EXPECT_EQ(found.value()->key, "sk-new");
    EXPECT_EQ(found.value()->source, KeySource::keyring);
    EXPECT_EQ(find_key({"openai", "", ""}).value()->source, KeySource::file);
    ASSERT_TRUE(delete_key("google"));
    EXPECT_EQ(find_key({"google", "", ""}).value(), std::nullopt);
    EXPECT_EQ(number("fake_schema_is_right"), 1);
}

TEST_F(Keyring, that_refuses_is_done_without) {
    number("fake_mode") = refuses;
    EXPECT_EQ(store_key("google", "sk-new").value(), KeySource::file);
    EXPECT_EQ(find_key({"google", "", ""}).value()->source, KeySource::file);
    EXPECT_TRUE(delete_key("google"));
    EXPECT_EQ(number("fake_errors_freed"), 3);
}

TEST_F(Keyring, that_hangs_is_given_up_and_not_waited_for_again_until_it_has_answered) {
    ASSERT_EQ(store_key("google", "from-keyring").value(), KeySource::keyring);
    write_keys(home_, R"({"google": "from-file"})");
    number("fake_calls") = 0;
    number("fake_mode") = hangs;
    auto const begin = std::chrono::steady_clock::now();
    auto const found = find_key({"google", "", ""});
    auto const taken = std::chrono::steady_clock::now() - begin;
    EXPECT_GE(taken, 200ms);
    EXPECT_EQ(found.value()->key, "from-file") << "it hangs still: nobody has let it go";
    EXPECT_EQ(number("fake_calls"), 1);
    EXPECT_EQ(find_key({"google", "", ""}).value()->key, "from-file");
    EXPECT_EQ(number("fake_calls"), 1) << "a silent keyring is not asked again";

    number("fake_mode") = works;
    call("fake_let_go"); // the person types the keyring's password
    for (int turns = 0; turns < 2000 && find_key({"google", "", ""}).value()->source == KeySource::file; ++turns)
        std::this_thread::sleep_for(5ms);
    EXPECT_EQ(find_key({"google", "", ""}).value()->key, "from-keyring");
}

TEST_F(Keyring, that_hangs_is_asked_again_when_a_person_does_something_about_keys) {
    number("fake_mode") = hangs;
    EXPECT_EQ(find_key({"google", "", ""}).value(), std::nullopt);
    int const calls = number("fake_calls");
    EXPECT_EQ(store_key("google", "typed").value(), KeySource::file);
    EXPECT_EQ(number("fake_calls"), calls + 1);
    number("fake_mode") = works;
    EXPECT_EQ(store_key("google", "typed-again").value(), KeySource::keyring);
    EXPECT_EQ(find_key({"google", "", ""}).value()->source, KeySource::keyring);
    call("fake_let_go");
}

// The person closed the window that asks for the keyring's password. libsecret tells nothing of it.
TEST_F(Keyring, that_stays_locked_is_not_said_to_have_lost_the_key) {
    ASSERT_EQ(store_key("google", "sk-in-it").value(), KeySource::keyring);
    number("fake_mode") = locked;
    EXPECT_EQ(find_key({"google", "", ""}).value(), std::nullopt);
    auto const deleted = delete_key("google");
    ASSERT_FALSE(deleted);
    EXPECT_EQ(deleted.error().code, ErrorCode::host_failed);
    EXPECT_EQ(deleted.error().message, "The keyring is locked, so the key is still in it.");
    EXPECT_TRUE(delete_key("openai")) << "of which it has none";
    number("fake_mode") = works;
    EXPECT_EQ(find_key({"google", "", ""}).value()->key, "sk-in-it");
    EXPECT_TRUE(delete_key("google"));
    EXPECT_EQ(find_key({"google", "", ""}).value(), std::nullopt);
}

TEST_F(Keyring, is_not_asked_when_the_environment_has_the_key) {
    home_.set("GEMINI_API_KEY", "k");
    number("fake_calls") = 0;
    EXPECT_EQ(find_key({"google", "GEMINI_API_KEY", ""}).value()->source, KeySource::environment);
    EXPECT_EQ(find_key({"", "", ""}).value(), std::nullopt) << "nor for a service without a name";
    EXPECT_EQ(number("fake_calls"), 0);
}

TEST_F(Keyring, is_not_asked_where_no_session_bus_runs) {
    number("fake_calls") = 0;
    for (auto const* address : {"", "autolaunch:", "disabled:"}) {
        home_.set("DBUS_SESSION_BUS_ADDRESS", address);
        EXPECT_EQ(find_key({"google", "", ""}).value(), std::nullopt);
    }
    EXPECT_EQ(number("fake_calls"), 0);
    home_.set("DBUS_SESSION_BUS_ADDRESS", std::nullopt);
    fs::create_directory(home_.folder().path() / "run");
    write_whole_file(home_.folder().path() / "run/bus", "");
    EXPECT_EQ(find_key({"google", "", ""}).value(), std::nullopt);
    EXPECT_EQ(number("fake_calls"), 1) << "a bus in the runtime folder is one";
}

// What is declared by hand in keyring.cpp fits the library that desktops have: its own backend for tests keeps the keys
// in a file.
TEST_F(Keyring, of_the_real_libsecret_understands_what_it_is_asked) {
    ASSERT_NE(::dlopen("libsecret-1.so.0", RTLD_NOW | RTLD_LOCAL), nullptr) << "install libsecret-1-0";
    home_.set("SECRET_BACKEND", "file");
    home_.set("SECRET_FILE_TEST_PATH", home_.folder().file("secrets"));
    home_.set("SECRET_FILE_TEST_PASSWORD", "test");
    keyring::replace_for_tests(nullptr, {60s, 60s});
    EXPECT_EQ(find_key({"google", "", ""}).value(), std::nullopt);
    auto const stored = store_key("google", "sk-real");
    ASSERT_TRUE(stored) << stored.error().message;
    ASSERT_EQ(*stored, KeySource::keyring);
    EXPECT_EQ(find_key({"google", "", ""}).value()->key, "sk-real");
    EXPECT_EQ(find_key({"openai", "", ""}).value(), std::nullopt);
    ASSERT_TRUE(store_key("google", "sk-newer"));
    EXPECT_EQ(find_key({"google", "", ""}).value()->key, "sk-newer");
    ASSERT_TRUE(delete_key("google"));
    EXPECT_EQ(find_key({"google", "", ""}).value(), std::nullopt);
    EXPECT_FALSE(fs::exists(home_.config("keys.json")));
}

TEST_F(Keyring, that_is_not_installed_is_done_without) {
    keyring::replace_for_tests("/no/such/libsecret-1.so.0", {200ms, 200ms});
    EXPECT_EQ(store_key("google", "k").value(), KeySource::file);
    EXPECT_EQ(find_key({"google", "", ""}).value()->source, KeySource::file);
}

} // namespace
} // namespace inlay
