// Which service, model and key does a run use: options before settings before the table?
#include "private_home.h"
#include "some_settings.h"

#include "inlay/plugin/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inlay {
namespace {

namespace fs = std::filesystem;
using test::PrivateHome;
using test::some_settings;
using test::write_whole_file;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

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
    resolve.settings.model_of["custom"] = "of-another-address";
    resolve.options.base_url = "https://gate.example";
    EXPECT_FALSE(chooses_sandbox(resolve.options, resolve.settings));
    auto target = resolve.run();
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->provider.id, "custom");
    EXPECT_EQ(target->connection.provider, "custom");
    EXPECT_EQ(target->connection.base_url, "https://gate.example");
    EXPECT_EQ(target->connection.wire, "gemini");
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
    EXPECT_EQ(target->connection.wire, "openai-images");
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
    EXPECT_EQ(target->connection.wire, "openai-chat");
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
    EXPECT_EQ(target->connection.wire, "openai-images");
    EXPECT_EQ(target->model.wire, "openai-images");
    EXPECT_EQ(target->connection.auth, Auth::raw);
    EXPECT_EQ(target->connection.base_url, "https://other.example");
    EXPECT_EQ(target->connection.timeout, std::chrono::seconds(7));
    EXPECT_EQ(target->connection.retries, 1);
    EXPECT_EQ(target->connection.proxy, "http://q:1");
    EXPECT_EQ(target->connection.ca_bundle, "/x.pem");
    EXPECT_TRUE(target->connection.stream);
}

TEST(Target, tries_once_when_no_retries_were_asked_for) {
    PrivateHome home;
    home.set("COMETAPI_KEY", "sk-comet");
    Resolve resolve;
    resolve.options.provider = "cometapi";
    resolve.settings.retries = 2;
    EXPECT_EQ(resolve.run()->connection.retries, 2) << "what the settings say";
    resolve.options.retries = 0;
    EXPECT_EQ(resolve.run()->connection.retries, 0);
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
    EXPECT_EQ(resolve.run()->connection.wire, "openai-images");
    resolve.options.model = "gemini-2.5-flash-image-preview";
    EXPECT_EQ(resolve.run()->connection.wire, "gemini");
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
    EXPECT_EQ(target.error().message, "There is no provider of this name.") << "and what was typed is not repeated";
    EXPECT_THAT(target.error().advice, HasSubstr("cometapi, google"));
    resolve.options.provider = "compatible";
    EXPECT_THAT(resolve.run().error().message, HasSubstr("model"));
    resolve.options.model = "flux";
    EXPECT_THAT(resolve.run().error().message, HasSubstr("address"));
    resolve.options.base_url = "http://localhost:8080";
    target = resolve.run();
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->connection.wire, "openai-images");
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
