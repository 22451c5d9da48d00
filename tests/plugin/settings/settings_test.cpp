// Are settings kept safely, and do options, settings and the table lead to the right service and key?
#include "private_home.h"
#include "some_settings.h"

#include "inlay/plugin/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace inlay {
namespace {

namespace fs = std::filesystem;
using test::PrivateHome;
using test::read_whole_file;
using test::some_settings;
using test::write_whole_file;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

unsigned mode_of(fs::path const& path) {
    struct stat there {};
    return ::stat(path.c_str(), &there) == 0 ? there.st_mode & 07777U : 0;
}

std::vector<std::string> names_in(fs::path const& folder) {
    std::vector<std::string> names;
    for (auto const& each : fs::directory_iterator(folder))
        names.push_back(each.path().filename().string());
    std::ranges::sort(names);
    return names;
}

// Files and folders

TEST(Folders, follow_the_xdg_specification) {
    PrivateHome home;
    EXPECT_EQ(config_folder(), home.folder().path() / "config/inlay");
    EXPECT_EQ(data_folder(), home.folder().path() / "data/inlay");
    EXPECT_EQ(cache_folder(), home.folder().path() / "cache/inlay");
    home.set("XDG_CONFIG_HOME", "relative/path");
    home.set("XDG_DATA_HOME", "");
    home.set("XDG_CACHE_HOME", std::nullopt);
    EXPECT_EQ(config_folder(), home.folder().path() / ".config/inlay") << "a relative path is ignored";
    EXPECT_EQ(data_folder(), home.folder().path() / ".local/share/inlay");
    EXPECT_EQ(cache_folder(), home.folder().path() / ".cache/inlay");
    home.set("HOME", std::nullopt);
    EXPECT_TRUE(config_folder().is_absolute()) << "the account's home stands in";
}

TEST(WriteFile, replaces_the_content_with_the_mode_asked_for_and_leaves_nothing_beside_it) {
    test::TempFolder const folder;
    auto const path = folder.path() / "f";
    ASSERT_TRUE(write_file_atomically(path, "one", 0600));
    EXPECT_EQ(read_whole_file(path), "one");
    EXPECT_EQ(mode_of(path), 0600U);
    ASSERT_TRUE(write_file_atomically(path, std::string(3'000'000, 'x'), 0644));
    EXPECT_EQ(fs::file_size(path), 3'000'000U);
    EXPECT_EQ(mode_of(path), 0600U) << "never wider than it was";
    EXPECT_THAT(names_in(folder.path()), ElementsAre("f"));
}

TEST(WriteFile, keeps_a_symbolic_link_and_writes_its_target) {
    test::TempFolder const folder;
    fs::create_directory(folder.path() / "real");
    fs::create_symlink("real/target", folder.path() / "link");
    ASSERT_TRUE(write_file_atomically(folder.path() / "link", "new")) << "the target need not exist yet";
    EXPECT_TRUE(fs::is_symlink(folder.path() / "link"));
    EXPECT_EQ(read_whole_file(folder.path() / "real/target"), "new");
}

TEST(WriteFile, writes_into_a_pipe_or_device_instead_of_replacing_it) {
    test::TempFolder const folder;
    auto const path = folder.path() / "pipe";
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    std::string got;
    std::thread reader([&] { got = read_whole_file(path); });
    EXPECT_TRUE(write_file_atomically(path, "through"));
    reader.join();
    EXPECT_EQ(got, "through");
    EXPECT_TRUE(fs::is_fifo(path));
}

TEST(WriteFile, tells_what_is_wrong_and_keeps_the_old_content) {
    test::TempFolder const folder;
    auto const missing = write_file_atomically(folder.path() / "no/such/folder/f", "x");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::output_failed);
    EXPECT_THAT(missing.error().message, HasSubstr("no/such/folder/f"));
    EXPECT_FALSE(write_file_atomically(folder.path(), "x")) << "a folder is no file";
    EXPECT_FALSE(write_file_atomically("/dev/full", "x"));
    EXPECT_THAT(names_in(folder.path()), IsEmpty());
}

TEST(ReadFile, has_a_limit_and_names_what_is_missing) {
    test::TempFolder const folder;
    write_whole_file(folder.path() / "f", "12345");
    EXPECT_EQ(read_file(folder.path() / "f").value(), "12345");
    EXPECT_EQ(read_file(folder.path() / "f", 5).value(), "12345");
    EXPECT_FALSE(read_file(folder.path() / "f", 4));
    EXPECT_FALSE(read_file(folder.path()));
    EXPECT_FALSE(read_file("/dev/zero", 1000)) << "the limit holds where the size is not known";
    auto const missing = read_file(folder.path() / "g");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::bad_input);
    EXPECT_THAT(missing.error().message, HasSubstr("/g cannot be read"));
}

// Config.json

TEST(Settings, are_the_defaults_with_the_sandbox_when_there_is_no_file) {
    PrivateHome home;
    home.set("COMETAPI_KEY", "sk-something");
    auto const settings = Settings::load();
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->provider, "sandbox");
    EXPECT_EQ(settings->retries, 2);
    EXPECT_FALSE(fs::exists(home.config("config.json"))) << "reading writes nothing";
    home.write_config("config.json", " \n");
    EXPECT_EQ(Settings::load()->provider, "sandbox");
}

TEST(Settings, come_back_as_they_were_saved) {
    PrivateHome home;
    auto const saved = some_settings();
    auto const done = saved.save();
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(mode_of(home.config("config.json")), 0600U);
    EXPECT_EQ(mode_of(home.config("")), 0700U);
    auto const loaded = Settings::load();
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->provider, saved.provider);
    EXPECT_EQ(loaded->model_of, saved.model_of);
    EXPECT_EQ(loaded->base_url_of, saved.base_url_of);
    EXPECT_EQ(loaded->auth_of, saved.auth_of);
    EXPECT_EQ(loaded->wire_of, saved.wire_of);
    EXPECT_EQ(loaded->proxy, saved.proxy);
    EXPECT_EQ(loaded->ca_bundle, saved.ca_bundle);
    EXPECT_EQ(loaded->timeout_seconds, 90);
    EXPECT_EQ(loaded->retries, 0);
    EXPECT_EQ(loaded->last_values, saved.last_values);
    auto cleared = *loaded;
    cleared.base_url_of.clear();
    ASSERT_TRUE(cleared.save());
    EXPECT_THAT(Settings::load()->base_url_of, IsEmpty());
    EXPECT_EQ(Settings::load()->model_of, saved.model_of);
}

TEST(Settings, keep_fields_of_a_later_version) {
    PrivateHome home;
    home.write_config(
        "config.json",
        R"({"later": {"x": 1}, "providers": {"google": {"tier": "gold"}}, "last_values": {"later-parameter": "1"}})");
    auto settings = Settings::load();
    ASSERT_TRUE(settings) << settings.error().message;
    settings->model_of["google"] = "m";
    ASSERT_TRUE(settings->save());
    auto const file = nlohmann::json::parse(read_whole_file(home.config("config.json")));
    EXPECT_EQ(file["later"]["x"], 1);
    EXPECT_EQ(file["providers"]["google"]["tier"], "gold");
    EXPECT_EQ(file["providers"]["google"]["model"], "m");
}

TEST(Settings, name_the_line_of_a_broken_file_and_never_overwrite_it) {
    PrivateHome home;
    std::vector<std::pair<std::string, std::string>> const files{
        {"{\n\"provider\": \"google\",\n}", "line 3"},
        {"{\n\n\"provider\": 7}", "line 3: \"provider\""},
        {"{\"providers\": {\n\"google\": {\"auth\":\n\"tls\"}}}", "line 2: \"auth\""},
        {"{\"providers\": [],\n\"x\": 1}", "line 1: \"providers\""},
        {"{\n\"retries\": 99}", "line 2: \"retries\""},
        {"[]", "line 1"},
        {"{\n\"last_values\": {\"prompt\": 1}}", "line 2: \"prompt\""},
        {"{\"providers\": {\"google\": {\n\"base_url\": \"https://h.example/?key=sk-topsecret\"}}}", "line 2"}};
    for (auto const& [text, expected] : files) {
        home.write_config("config.json", text);
        auto const loaded = Settings::load();
        ASSERT_FALSE(loaded) << text;
        EXPECT_EQ(loaded.error().code, ErrorCode::bad_input);
        EXPECT_THAT(loaded.error().message,
                    AllOf(HasSubstr("config.json"), HasSubstr(expected), Not(HasSubstr("topsecret"))));
        EXPECT_FALSE(some_settings().save()) << text;
        EXPECT_EQ(read_whole_file(home.config("config.json")), text);
    }
}

TEST(Settings, never_hold_a_key) {
    PrivateHome home;
    Settings settings;
    settings.last_values = {
        {"prompt", "x"}, {"base-url", "https://h.example/?key=sk-topsecret"}, {"api_key", "sk-topsecret"}};
    ASSERT_TRUE(settings.save());
    EXPECT_THAT(read_whole_file(home.config("config.json")), AllOf(Not(HasSubstr("topsecret")), HasSubstr("prompt")));
    settings.base_url_of["google"] = "https://h.example/?key=sk-topsecret";
    auto const refused = settings.save();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::usage);
    EXPECT_THAT(read_whole_file(home.config("config.json")), Not(HasSubstr("topsecret")));
}

TEST(Settings, keep_last_values_for_each_action) {
    PrivateHome home;
    Settings settings;
    settings.last_values = {{"edit-layer.prompt", "a"},
                            {"generate-image.prompt", "b"},
                            {"edit-layer.base-url", "https://h.example/?key=sk-topsecret"},
                            {"edit-layer.nothing", "c"}};
    ASSERT_TRUE(settings.save());
    using Values = std::map<std::string, std::string>;
    EXPECT_EQ(Settings::load()->last_values, (Values{{"edit-layer.prompt", "a"}, {"generate-image.prompt", "b"}}));
}

TEST(Settings, survive_a_prompt_that_is_no_utf8) {
    PrivateHome home;
    Settings settings;
    settings.provider = "goo\xffgle";
    EXPECT_TRUE(settings.save());
    EXPECT_TRUE(Settings::load());
}

} // namespace
} // namespace inlay
