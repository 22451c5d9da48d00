// Which service, model and key does a run use, and who is asked for what by itself?
#include "inlay/plugin/session.h"

#include "asked_service.h"
#include "plugin/settings/private_home.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inlay::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SessionTarget : public ::testing::Test {
  protected:
    PrivateHome home;

    void choose(std::string const& provider, std::string const& url = {}) const {
        Settings settings;
        settings.provider = provider;
        if (!url.empty()) settings.base_url_of[provider] = url;
        ASSERT_TRUE(settings.save());
    }
    static Session opened() { return Session::open(std::make_shared<SharedSandbox>()).value(); }
    static std::string kept_key(std::string const& provider) {
        auto const found = find_key({provider, "", ""});
        return found && *found ? (*found)->key : "";
    }
};

TEST_F(SessionTarget, is_the_model_that_is_served_now_when_nobody_chose_one) {
    home.set("COMETAPI_KEY", "sk-test-0123456789");
    ScriptedServer server(asked_service({"gemini-3.1-flash-lite-image"}));
    choose("cometapi", server.url());
    auto const target = opened().target({});
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->connection.model, "gemini-3.1-flash-lite-image");
    EXPECT_THAT(asked(server), ElementsAre("GET /v1/models"));
}

TEST_F(SessionTarget, is_the_model_that_somebody_chose_whatever_is_served) {
    home.set("COMETAPI_KEY", "sk-test-0123456789");
    ScriptedServer server(asked_service({"gemini-3.1-flash-lite-image"}));
    choose("cometapi", server.url());
    Options options;
    options.model = "gemini-3-pro-image";
    EXPECT_EQ(opened().target({.options = options})->connection.model, "gemini-3-pro-image");
    EXPECT_THAT(asked(server), IsEmpty());
}

// A key goes along with every question.
TEST_F(SessionTarget, never_asks_an_address_that_was_only_typed) {
    home.set("COMETAPI_KEY", "sk-test-0123456789");
    ScriptedServer server(asked_service({"gemini-3.1-flash-lite-image"}));
    choose("sandbox");
    Options options;
    options.provider = "cometapi";
    options.base_url = server.url();
    auto const target = opened().target({.options = options});
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->connection.base_url, server.url());
    EXPECT_EQ(target->connection.model, "gemini-nano-banana-2.1");
    EXPECT_FALSE(opened().models({.options = options}, true)->live);
    Error const gone = with_served_models({ErrorCode::model_unavailable, "gone", "wait", ""}, *target);
    EXPECT_EQ(gone.advice, "wait");
    EXPECT_THAT(asked(server), IsEmpty());

    auto const tested = opened().test_connection({.options = options});
    ASSERT_TRUE(tested) << tested.error().message;
    EXPECT_EQ(tested->sentence, "CometAPI answers and serves 1 model that makes pictures. gemini-nano-banana-2.1 is "
                                "not among them.");
    EXPECT_THAT(tested->served.ids, ElementsAre("gemini-3.1-flash-lite-image"));
    EXPECT_THAT(asked(server), ElementsAre("GET /v1/models"));
}

// Any compatible service: the entry of the table has neither an address nor a model.
TEST_F(SessionTarget, of_any_compatible_service_is_the_first_model_of_its_list_in_the_format_that_goes_with_it) {
    ScriptedServer server(asked_service({"a-chat-model", "gemini-3-pro-image", "flux-dev"}));
    choose("compatible", server.url());
    auto const target = opened().target({});
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->connection.model, "gemini-3-pro-image");
    EXPECT_EQ(target->connection.wire, "gemini");
    EXPECT_THAT(asked(server), ElementsAre("GET /v1/models"));
}

TEST_F(SessionTarget, any_compatible_service_is_tested_by_its_address_alone) {
    ScriptedServer server(asked_service({"flux-dev", "gemini-3-pro-image"}));
    choose("sandbox");
    Options options;
    options.provider = "compatible";
    options.base_url = server.url();
    auto const session = opened();
    auto const untold = session.target({.options = options});
    ASSERT_FALSE(untold);
    EXPECT_EQ(untold.error().message, "No model is chosen for Any compatible service.");
    EXPECT_EQ(untold.error().advice,
              "Test the connection to list its models, or type the id of one in the field “Model”.");
    EXPECT_THAT(asked(server), IsEmpty()) << "a run asks a typed address for nothing but the picture";

    auto const tested = session.test_connection({.options = options});
    ASSERT_TRUE(tested) << tested.error().message;
    EXPECT_EQ(tested->sentence, "Any compatible service answers and serves 2 models that make pictures.");
    EXPECT_THAT(tested->served.ids, ElementsAre("flux-dev", "gemini-3-pro-image"));
    auto const target = session.target({.options = options});
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->connection.model, "flux-dev");
    EXPECT_EQ(target->connection.wire, "openai-images");
    EXPECT_EQ(session.form(Action::edit_layer, options).field("model")->value, "flux-dev");
    EXPECT_THAT(asked(server), ElementsAre("GET /v1/models"));
}

TEST_F(SessionTarget, what_is_missing_is_told_in_the_words_of_a_window_where_there_is_one) {
    choose("openai");
    auto const advice = [](Options const& options) {
        auto const target = opened().target({.options = options, .in_window = true});
        return target ? std::string("nothing is missing") : target.error().advice;
    };
    EXPECT_EQ(advice({}), "Type it in the field “API key”. Keys are made at https://platform.openai.com/api-keys.");
    Options any;
    any.provider = "compatible";
    EXPECT_EQ(advice(any), "Type it in the field “Address”.");
    EXPECT_THAT(opened().target({}).error().advice, HasSubstr("inlay key set"));
}

// All that a window's fields say, the address of the settings among it.
TEST_F(SessionTarget, an_address_in_a_window_is_known_when_the_settings_have_it) {
    home.set("COMETAPI_KEY", "sk-test-0123456789");
    ScriptedServer server(asked_service({"gemini-3.1-flash-lite-image"}));
    choose("cometapi", server.url());
    Session const session = opened();
    TargetRequest request{.options = session.with_service({}), .all_written = true};
    EXPECT_TRUE(session.models(request, true)->live);
    EXPECT_THAT(asked(server), ElementsAre("GET /v1/models"));
    ScriptedServer other(asked_service({"gemini-3.1-flash-lite-image"}));
    request.options.base_url = other.url();
    EXPECT_FALSE(session.models(request, true)->live);
    EXPECT_THAT(asked(other), IsEmpty());
    ASSERT_TRUE(session.test_connection(request));
    EXPECT_THAT(asked(other), ElementsAre("GET /v1/models"));
    request.options.base_url.clear();
    EXPECT_EQ(session.target_to_ask(request)->connection.base_url, "https://api.cometapi.com")
        << "an emptied field means the table's address";
}

TEST_F(SessionTarget, a_typed_key_is_kept_when_a_run_starts_with_it) {
    ScriptedServer server(asked_service({"gemini-3-pro-image"}));
    choose("cometapi", server.url());
    int stored = 0;
    TargetRequest request{.typed_key = "sk-typed-0123456789", .key_stored = [&] { ++stored; }};
    auto const target = opened().target(request);
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->connection.api_key, "sk-typed-0123456789");
    EXPECT_EQ(kept_key("cometapi"), "sk-typed-0123456789");
    EXPECT_EQ(stored, 1);
}

TEST_F(SessionTarget, a_typed_key_is_kept_when_the_service_accepted_it_in_a_test) {
    ScriptedServer server(asked_service({"gemini-3-pro-image"}));
    choose("cometapi", server.url());
    int stored = 0;
    TargetRequest request{.typed_key = "sk-typed-0123456789", .key_stored = [&] { ++stored; }};
    ASSERT_TRUE(opened().models(request, false));
    EXPECT_EQ(kept_key("cometapi"), "") << "a list that the window asks for by itself keeps nothing";
    ASSERT_TRUE(opened().test_connection(request));
    EXPECT_EQ(kept_key("cometapi"), "sk-typed-0123456789");
    EXPECT_EQ(stored, 1);
}

TEST_F(SessionTarget, a_key_that_the_service_refused_in_a_test_is_not_kept) {
    ScriptedServer server(ScriptedServer::always(401, {{"Content-Type", "application/json"}}, "{}"));
    choose("cometapi", server.url());
    int stored = 0;
    TargetRequest request{.typed_key = "sk-typed-0123456789", .key_stored = [&] { ++stored; }};
    auto const refused = opened().test_connection(request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::key_rejected);
    EXPECT_EQ(kept_key("cometapi"), "");
    EXPECT_EQ(stored, 0);
}

TEST_F(SessionTarget, a_typed_key_that_a_test_did_not_use_is_not_kept) {
    home.set("COMETAPI_KEY", "sk-environment-0123456789");
    ScriptedServer server(asked_service({"gemini-3-pro-image"}));
    choose("cometapi", server.url());
    TargetRequest request{.typed_key = "sk-typed-0123456789"};
    ASSERT_TRUE(opened().test_connection(request));
    EXPECT_EQ(server.requests().at(0).header("Authorization"), "sk-environment-0123456789");
    EXPECT_EQ(kept_key("cometapi"), "");
}

TEST_F(SessionTarget, a_service_that_is_only_an_address_gets_a_typed_key_and_keeps_none) {
    choose("sandbox");
    Options options;
    options.base_url = "http://127.0.0.1:9";
    auto const target = opened().target({.options = options, .typed_key = "sk-typed-0123456789"});
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->connection.api_key, "sk-typed-0123456789");
    EXPECT_FALSE(std::filesystem::exists(home.config("keys.json")));
}

TEST_F(SessionTarget, starts_the_sandbox_once_and_only_when_it_is_chosen) {
    auto const sandbox = std::make_shared<SharedSandbox>(INLAY_PROGRAM);
    choose("sandbox");
    auto const session = Session::open(sandbox).value();
    auto const first = session.target({});
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_TRUE(first->is_sandbox);
    EXPECT_THAT(first->connection.base_url, HasSubstr("http://127.0.0.1:"));
    EXPECT_EQ(session.target({})->connection.base_url, first->connection.base_url);
    EXPECT_EQ(session.test_connection({})->sentence, "The sandbox is running.");

    auto const missing = std::make_shared<SharedSandbox>("/no/such/program");
    EXPECT_EQ(Session::open(missing)->target({}).error().code, ErrorCode::host_failed);
    home.set("COMETAPI_KEY", "sk-test-0123456789");
    Options options;
    options.provider = "cometapi";
    options.model = "gemini-3-pro-image";
    EXPECT_TRUE(Session::open(missing)->target({.options = options}));
}

TEST_F(SessionTarget, a_broken_settings_file_is_told_before_anything_else) {
    home.write_config("config.json", "{");
    auto const session = Session::open(nullptr);
    ASSERT_FALSE(session);
    EXPECT_EQ(session.error().code, ErrorCode::bad_input);
    EXPECT_THAT(session.error().message, HasSubstr("config.json"));
}

} // namespace
} // namespace inlay::test
