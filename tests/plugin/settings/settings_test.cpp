// Are settings kept safely, and do options, settings and the table lead to the right service and key?
#include "private_home.h"

#include "inlay/plugin/settings.h"
#include "inlay/plugin/target.h"

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

// ---- files and folders
// ---------------------------------------------------------------------------------------------------------------

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

// ---- config.json
// ---------------------------------------------------------------------------------------------------------------------

Settings some_settings() {
    Settings settings;
    settings.provider = "google";
    settings.model_of = {{"google", "gemini-3-pro-image"}, {"cometapi", "m"}};
    settings.base_url_of = {{"cometapi", "https://gate.example/c"}};
    settings.auth_of = {{"cometapi", "bearer"}};
    settings.wire_of = {{"cometapi", "openai-chat"}};
    settings.proxy = "http://p:3128";
    settings.ca_bundle = "/etc/c.pem";
    settings.timeout_seconds = 90;
    settings.retries = 0;
    settings.last_values = {{"prompt", "ein roter\nHut"}, {"count", "2"}};
    return settings;
}

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

// ---- target
// --------------------------------------------------------------------------------------------------------------------------

struct Resolve {
    Options options;
    Settings settings;
    ProviderTable table = ProviderTable::built_in();
    std::string sandbox_url = "http://127.0.0.1:4711";
    std::string key_environment = "INLAY_API_KEY";
    [[nodiscard]] Result<Target> run() const {
        return resolve_target(options, settings, table, sandbox_url, key_environment);
    }
};

TEST(Target, is_the_sandbox_until_the_person_chooses_otherwise) {
    PrivateHome home;
    home.set("COMETAPI_KEY", "sk-comet");
    home.set("INLAY_API_KEY", "sk-inlay");
    Resolve resolve;
    EXPECT_TRUE(chooses_sandbox(resolve.options, resolve.settings));
    auto const target = resolve.run();
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_TRUE(target->is_sandbox);
    EXPECT_EQ(target->connection.base_url, "http://127.0.0.1:4711");
    EXPECT_EQ(target->connection.api_key, "");
    EXPECT_EQ(target->connection.auth, Auth::none);
    resolve.sandbox_url.clear();
    EXPECT_EQ(resolve.run().error().code, ErrorCode::host_failed);
}

TEST(Target, of_a_base_url_alone_is_gemini_raw_and_the_guides_model) {
    PrivateHome home;
    home.set("COMETAPI_KEY", "sk-comet");
    Resolve resolve;
    resolve.settings = some_settings(); // another provider, address, auth, wire and model, none of which count
    resolve.options.base_url = "https://gate.example";
    EXPECT_FALSE(chooses_sandbox(resolve.options, resolve.settings));
    auto target = resolve.run();
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->provider.id, "custom");
    EXPECT_EQ(target->connection.provider, "custom");
    EXPECT_EQ(target->connection.base_url, "https://gate.example");
    EXPECT_EQ(target->connection.wire, Wire::gemini);
    EXPECT_EQ(target->connection.auth, Auth::raw);
    EXPECT_EQ(target->connection.model, "gemini-2.5-flash-image");
    EXPECT_EQ(target->model.aspects.size(), 10u) << "what is known of the model";
    EXPECT_EQ(target->connection.api_key, "") << "no key is no error, and another provider's is not sent";
    home.set("INLAY_API_KEY", " Bearer sk-inlay\n");
    EXPECT_EQ(resolve.run()->connection.api_key, "sk-inlay");
    home.set("MY_KEY", "sk-mine");
    resolve.key_environment = "MY_KEY";
    EXPECT_EQ(resolve.run()->connection.api_key, "sk-mine");
    resolve.options.model = "gpt-image-2";
    resolve.options.wire = "openai-images";
    resolve.options.auth = "bearer";
    target = resolve.run();
    EXPECT_EQ(target->connection.wire, Wire::openai_images);
    EXPECT_EQ(target->connection.auth, Auth::bearer);
    EXPECT_TRUE(target->model.understands_mask);
}

TEST(Target, sends_no_stored_key_to_an_address_that_was_only_typed) {
    PrivateHome home;
    home.write_config("keys.json", R"({"custom": "sk-custom", "cometapi": "sk-stored"})");
    fs::permissions(home.config("keys.json"), fs::perms::owner_read | fs::perms::owner_write);
    Resolve resolve;
    resolve.settings.provider = "cometapi";
    resolve.options.base_url = "https://gate.example";
    EXPECT_EQ(resolve.run()->connection.api_key, "");
    resolve.options.provider = "cometapi"; // both named: the person wants it
    EXPECT_EQ(resolve.run()->connection.api_key, "sk-stored");
    EXPECT_EQ(resolve.run()->connection.base_url, "https://gate.example");
}

TEST(Target, takes_a_typed_key_instead_of_the_stored_one_but_not_of_the_environments) {
    PrivateHome home;
    home.write_config("keys.json", R"({"cometapi": "sk-stored"})");
    fs::permissions(home.config("keys.json"), fs::perms::owner_read | fs::perms::owner_write);
    Resolve resolve;
    resolve.settings.provider = "cometapi";
    auto const key = [&](std::string_view typed) {
        return resolve_target({}, resolve.settings, resolve.table, "", "INLAY_API_KEY", typed)->connection.api_key;
    };
    EXPECT_EQ(key(""), "sk-stored");
    EXPECT_EQ(key("sk-typed"), "sk-typed");
    EXPECT_EQ(key(""), "sk-stored") << "nothing was stored";
    home.set("COMETAPI_KEY", "sk-environment");
    EXPECT_EQ(key("sk-typed"), "sk-environment") << "as it will be when the typed one is stored";
}

TEST(Target, takes_options_before_settings_before_the_table) {
    PrivateHome home;
    home.set("COMETAPI_KEY", "sk-comet");
    Resolve resolve;
    resolve.settings.provider = "cometapi";
    auto target = resolve.run();
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->connection.model, "gemini-nano-banana-2.1");
    EXPECT_EQ(target->connection.base_url, "https://api.cometapi.com");
    EXPECT_EQ(target->connection.auth, Auth::raw);
    EXPECT_EQ(target->connection.timeout, std::chrono::seconds(300));
    EXPECT_EQ(target->connection.retries, 2);
    EXPECT_EQ(target->connection.api_key, "sk-comet");

    ASSERT_TRUE(resolve.table.merge(
        R"({"providers": [{"id": "cometapi", "timeout_seconds": 500, "headers": {"X-A": "b"}}]})", "p"));
    EXPECT_EQ(resolve.run()->connection.timeout, std::chrono::seconds(500));
    EXPECT_THAT(resolve.run()->connection.extra_headers, ElementsAre(http::Header{"X-A", "b"}));
    resolve.settings = some_settings();
    resolve.settings.provider = "cometapi";
    target = resolve.run();
    EXPECT_EQ(target->connection.model, "m");
    EXPECT_EQ(target->connection.base_url, "https://gate.example/c");
    EXPECT_EQ(target->connection.auth, Auth::bearer);
    EXPECT_EQ(target->connection.wire, Wire::openai_chat);
    EXPECT_EQ(target->connection.timeout, std::chrono::seconds(90));
    EXPECT_EQ(target->connection.retries, 0);
    EXPECT_EQ(target->connection.proxy, "http://p:3128");

    auto& options = resolve.options;
    options.model = "gpt-image-2";
    options.wire = "openai-images";
    options.auth = "raw";
    options.base_url = "https://other.example";
    options.provider = "cometapi";
    options.timeout_seconds = 7;
    options.retries = 1;
    options.proxy = "http://q:1";
    options.ca_bundle = "/x.pem";
    options.stream = true;
    target = resolve.run();
    EXPECT_EQ(target->connection.model, "gpt-image-2");
    EXPECT_EQ(target->connection.wire, Wire::openai_images);
    EXPECT_EQ(target->model.wire, Wire::openai_images);
    EXPECT_EQ(target->connection.auth, Auth::raw);
    EXPECT_EQ(target->connection.base_url, "https://other.example");
    EXPECT_EQ(target->connection.timeout, std::chrono::seconds(7));
    EXPECT_EQ(target->connection.retries, 1);
    EXPECT_EQ(target->connection.proxy, "http://q:1");
    EXPECT_EQ(target->connection.ca_bundle, "/x.pem");
    EXPECT_TRUE(target->connection.stream);
}

TEST(Target, streams_by_itself_only_where_the_table_says_that_previews_cost_nothing) {
    PrivateHome home;
    home.set("OPENAI_API_KEY", "sk-openai");
    Resolve resolve;
    resolve.options.provider = "openai";
    resolve.options.model = "gpt-image-2";
    EXPECT_FALSE(resolve.run()->connection.stream);
    resolve.options.stream = true;
    EXPECT_TRUE(resolve.run()->connection.stream);
    EXPECT_EQ(resolve.run()->connection.partial_images, 2);
    resolve.options.stream = false;
    resolve.options.provider = "sandbox";
    EXPECT_TRUE(resolve.run()->connection.stream);
    EXPECT_EQ(resolve.run()->connection.partial_images, 3);
    resolve.options.wire = "gemini";
    EXPECT_FALSE(resolve.run()->connection.stream);
}

TEST(Target, picks_the_wire_that_serves_the_model) {
    PrivateHome home;
    home.set("COMETAPI_KEY", "sk-comet");
    Resolve resolve;
    resolve.options.provider = "cometapi";
    resolve.options.model = "gpt-image-2.6-flare";
    EXPECT_EQ(resolve.run()->connection.wire, Wire::openai_images);
    resolve.options.model = "gemini-2.5-flash-image-preview";
    EXPECT_EQ(resolve.run()->connection.wire, Wire::gemini);
    EXPECT_EQ(resolve.run()->connection.model, "gemini-2.5-flash-image-preview");
}

TEST(Target, uses_a_key_of_the_environment_only_for_whom_it_is) {
    PrivateHome home;
    home.set("GEMINI_API_KEY", "AIza-gemini");
    home.set("INLAY_API_KEY", "sk-inlay");
    Resolve resolve;
    resolve.settings.provider = "openai";
    auto const missing = resolve.run();
    ASSERT_FALSE(missing) << "INLAY_API_KEY counts only for a provider that was named";
    EXPECT_EQ(missing.error().code, ErrorCode::no_key);
    EXPECT_THAT(missing.error().message, HasSubstr("OpenAI"));
    EXPECT_THAT(missing.error().advice,
                AllOf(HasSubstr("API key"), HasSubstr("inlay key set --provider openai"), HasSubstr("OPENAI_API_KEY")));
    resolve.options.provider = "openai";
    EXPECT_EQ(resolve.run()->connection.api_key, "sk-inlay");
    resolve.options.provider = "google";
    EXPECT_EQ(resolve.run()->connection.api_key, "sk-inlay") << "named on purpose comes first";
    home.set("INLAY_API_KEY", std::nullopt);
    EXPECT_EQ(resolve.run()->connection.api_key, "AIza-gemini");
}

TEST(Target, says_which_providers_there_are_and_what_is_missing) {
    PrivateHome home;
    Resolve resolve;
    resolve.options.provider = "gogle";
    auto target = resolve.run();
    ASSERT_FALSE(target);
    EXPECT_EQ(target.error().code, ErrorCode::usage);
    EXPECT_THAT(target.error().message, HasSubstr("gogle"));
    EXPECT_THAT(target.error().advice, HasSubstr("cometapi, google"));
    resolve.options.provider = "compatible";
    EXPECT_THAT(resolve.run().error().message, HasSubstr("model"));
    resolve.options.model = "flux";
    EXPECT_THAT(resolve.run().error().message, HasSubstr("address"));
    resolve.options.base_url = "http://localhost:8080";
    target = resolve.run();
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->connection.wire, Wire::openai_images);
    EXPECT_EQ(target->connection.api_key, "");
    resolve.options.base_url = "https://h.example/?key=sk-topsecret";
    EXPECT_THAT(resolve.run().error().message, Not(HasSubstr("topsecret")));
}

TEST(ChoosesSandbox, only_without_an_address) {
    Options options;
    Settings settings;
    settings.provider = "google";
    EXPECT_FALSE(chooses_sandbox(options, settings));
    options.provider = "sandbox";
    EXPECT_TRUE(chooses_sandbox(options, settings));
    options.base_url = "http://127.0.0.1:1";
    EXPECT_FALSE(chooses_sandbox(options, settings));
}

TEST(LoadProviders, merges_the_persons_own_file) {
    PrivateHome home;
    EXPECT_EQ(load_providers()->all().size(), 7u);
    home.write_config("providers.json", R"({"providers": [{"id": "office", "base_url": "https://o.example"}]})");
    auto const table = load_providers();
    ASSERT_TRUE(table);
    EXPECT_NE(table->find("office"), nullptr);
    home.write_config("providers.json", "{\n\"providers\": 1}");
    EXPECT_THAT(load_providers().error().message, AllOf(HasSubstr("providers.json"), HasSubstr("line 2")));
}

} // namespace
} // namespace inlay
