// Does a window find again what a person chose, and does the file stay as it was written by every version before?
#include "inlay/plugin/session.h"

#include "plugin/settings/private_home.h"
#include "support/temp_folder.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace inlay::test {
namespace {

class LastValues : public ::testing::Test {
  protected:
    PrivateHome home;

    static Session opened() { return Session::open(nullptr).value(); }
    [[nodiscard]] nlohmann::json file() const {
        return nlohmann::json::parse(read_whole_file(home.config("config.json")));
    }
};

TEST_F(LastValues, come_back_for_the_same_action_alone) {
    Options written;
    written.prompt = "a red hat";
    written.feather = 2.5;
    written.count = 3;
    written.size = "2K";
    written.references = {"/a b.png", "/c.png"};
    written.placement.keep = placement::Switch::on;
    ASSERT_TRUE(opened().remember(Action::edit_layer, written));
    Options const again = opened().recall(Action::edit_layer);
    EXPECT_EQ(again.prompt, "a red hat");
    EXPECT_EQ(again.feather, 2.5);
    EXPECT_EQ(again.count, 3);
    EXPECT_EQ(again.size, "2K");
    EXPECT_EQ(again.references, (std::vector<std::string>{"/a b.png", "/c.png"}));
    EXPECT_EQ(again.placement.keep, placement::Switch::on);
    EXPECT_EQ(opened().recall(Action::generate_layer).prompt, "");
    EXPECT_EQ(opened().recall(Action::generate_layer).count, 1);
}

// tests/data/0.1 was made by that version.
TEST_F(LastValues, that_version_0_1_wrote_are_read_and_kept) {
    std::filesystem::create_directories(home.config("config.json").parent_path());
    auto written = nlohmann::json::parse(test_data("0.1/config/config.json"));
    written["of_a_later_version"] = {{"x", 1}};
    write_whole_file(home.config("config.json"), written.dump());
    Options const edit = opened().recall(Action::edit_layer);
    EXPECT_EQ(edit.prompt, "a red hat");
    EXPECT_EQ(edit.feather, 12);
    EXPECT_EQ(edit.size, "1K");
    EXPECT_EQ(edit.placement.keep, placement::Switch::off);
    EXPECT_EQ(opened().recall(Action::generate_image).aspect, "16:9");
    Options const custom = opened().with_service({});
    EXPECT_EQ(custom.provider, "compatible");
    EXPECT_EQ(custom.base_url, "https://images.example/v1");
    EXPECT_EQ(custom.wire, "openai-images");
    EXPECT_EQ(custom.auth, "bearer");
    EXPECT_EQ(opened().with_service({}, "cometapi").model, "gemini-2.5-flash-image");
    ASSERT_TRUE(opened().remember(Action::generate_layer, opened().with_service(edit)));
    auto const kept = file();
    EXPECT_EQ(kept["of_a_later_version"]["x"], 1);
    EXPECT_EQ(kept["last_values"]["edit-layer.prompt"], "a red hat");
    EXPECT_EQ(kept["providers"]["compatible"]["wire"], "openai-images");
    EXPECT_EQ(kept["timeout"], 120);
}

TEST_F(LastValues, keep_the_prompt_of_a_window_that_was_closed_and_nothing_else_of_it) {
    Options written;
    written.prompt = "a red hat";
    written.count = 3;
    ASSERT_TRUE(opened().remember(Action::edit_layer, written));
    ASSERT_TRUE(opened().remember_prompt(Action::edit_layer, "a blue hat"));
    EXPECT_EQ(opened().recall(Action::edit_layer).prompt, "a blue hat");
    EXPECT_EQ(opened().recall(Action::edit_layer).count, 3);
}

TEST_F(LastValues, are_in_the_file_under_action_and_parameter) {
    Options written;
    written.prompt = "a red hat";
    written.feather = 2.5;
    ASSERT_TRUE(opened().remember(Action::edit_layer, written));
    auto const last = file()["last_values"];
    EXPECT_EQ(last["edit-layer.prompt"], "a red hat");
    EXPECT_EQ(last["edit-layer.feather"], "2.5");
    EXPECT_EQ(last["edit-layer.keep"], "auto");
    EXPECT_FALSE(last.contains("edit-layer.base-url")) << "that is the provider's";
    ASSERT_TRUE(opened().remember(Action::generate_image, written));
    EXPECT_FALSE(file()["last_values"].contains("generate-image.feather")) << "it takes no part in it";
    EXPECT_EQ(file()["last_values"]["edit-layer.feather"], "2.5");
}

TEST_F(LastValues, that_are_no_longer_allowed_leave_the_default) {
    home.write_config("config.json", R"({"last_values": {"edit-layer.count": "99", "edit-layer.context": "40",
        "edit-layer.keep": "perhaps", "edit-layer.provider": "google"}})");
    Options const recalled = opened().recall(Action::edit_layer);
    EXPECT_EQ(recalled.count, 1);
    EXPECT_EQ(recalled.context, 40);
    EXPECT_EQ(recalled.placement.keep, placement::Switch::automatic);
    EXPECT_EQ(recalled.provider, "") << "the settings say which";
}

TEST_F(LastValues, of_the_service_are_kept_for_each_provider) {
    Settings settings;
    settings.provider = "google";
    settings.model_of = {{"google", "g-1"}, {"cometapi", "c-1"}};
    settings.base_url_of = {{"cometapi", "https://gate.example"}};
    settings.auth_of = {{"cometapi", "bearer"}};
    settings.wire_of = {{"cometapi", "openai-chat"}};
    settings.proxy = "http://p:3128";
    settings.timeout_seconds = 90;
    settings.retries = 0;
    ASSERT_TRUE(settings.save());
    Session const session = opened();
    Options const google = session.with_service({});
    EXPECT_EQ(google.provider, "google");
    EXPECT_EQ(google.model, "g-1");
    EXPECT_EQ(google.base_url, "");
    EXPECT_EQ(google.proxy, "http://p:3128");
    EXPECT_EQ(google.timeout_seconds, 90);
    EXPECT_EQ(google.retries, 0);
    Options const comet = session.with_service(google, "cometapi");
    EXPECT_EQ(comet.model, "c-1");
    EXPECT_EQ(comet.base_url, "https://gate.example");
    EXPECT_EQ(comet.auth, "bearer");
    EXPECT_EQ(comet.wire, "openai-chat");
    EXPECT_EQ(session.with_service(comet, "google").base_url, "");
    EXPECT_EQ(session.with_service({}, "gone").provider, "google");
}

TEST_F(LastValues, a_provider_that_the_table_had_once_gives_its_first) {
    home.write_config("config.json", R"({"provider": "gone"})");
    EXPECT_EQ(opened().with_service({}).provider, "cometapi");
}

TEST_F(LastValues, what_a_window_says_of_the_service_holds_from_then_on_and_an_empty_field_takes_it_back) {
    Session session = opened();
    Options written = session.with_service({}, "cometapi");
    written.model = "gemini-3-pro-image";
    written.auth = "bearer";
    written.timeout_seconds = 60;
    written.retries = 5;
    auto const run = session.remember(Action::edit_layer, written);
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_EQ(run->provider, "") << "the settings say it now";
    EXPECT_EQ(run->model, "");
    EXPECT_EQ(run->retries, -1);
    EXPECT_EQ(session.settings().provider, "cometapi");
    EXPECT_EQ(opened().settings().model_of.at("cometapi"), "gemini-3-pro-image");
    EXPECT_EQ(opened().settings().auth_of.at("cometapi"), "bearer");
    EXPECT_EQ(opened().settings().timeout_seconds, 60);
    EXPECT_EQ(opened().settings().retries, 5);
    written.model = "";
    written.auth = "";
    ASSERT_TRUE(session.remember(Action::edit_layer, written));
    EXPECT_FALSE(opened().settings().model_of.contains("cometapi"));
    EXPECT_FALSE(opened().settings().auth_of.contains("cometapi"));
}

// The run goes to it, and nothing else does before the run.
TEST_F(LastValues, an_address_that_nobody_had_typed_before_stays_in_the_options_of_the_run) {
    Session session = opened();
    Options written = session.with_service({}, "cometapi");
    written.base_url = "https://gate.example";
    auto const first = session.remember(Action::edit_layer, written);
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->provider, "cometapi");
    EXPECT_EQ(first->base_url, "https://gate.example");
    EXPECT_EQ(session.settings().base_url_of.at("cometapi"), "https://gate.example");
    EXPECT_EQ(session.remember(Action::edit_layer, written)->base_url, "");
    written.base_url = "https://api.cometapi.com";
    EXPECT_EQ(session.remember(Action::edit_layer, written)->base_url, "") << "the table's own";
}

TEST_F(LastValues, keep_what_another_host_changed_meanwhile) {
    Session session = opened();
    Settings other = Settings::load().value();
    other.model_of["google"] = "chosen-elsewhere";
    other.last_values["generate-image.prompt"] = "written elsewhere";
    ASSERT_TRUE(other.save());
    ASSERT_TRUE(session.remember(Action::edit_layer, session.with_service({})));
    EXPECT_EQ(opened().settings().model_of.at("google"), "chosen-elsewhere");
    EXPECT_EQ(opened().recall(Action::generate_image).prompt, "written elsewhere");
}

TEST_F(LastValues, an_address_with_a_key_in_it_is_refused_and_nothing_is_changed) {
    Session session = opened();
    Options written = session.with_service({}, "cometapi");
    written.base_url = "https://gate.example/?key=sk-topsecret";
    auto const refused = session.remember(Action::edit_layer, written);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::usage);
    EXPECT_EQ(opened().settings().provider, "sandbox");
    EXPECT_EQ(session.settings().provider, "sandbox");
}

} // namespace
} // namespace inlay::test
