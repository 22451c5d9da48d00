// What a service serves, and whether it answers.
#include "inlay/plugin/served_models.h"

#include "inlay/client.h"

#include "support/scripted_server.h"
#include "support/temp_folder.h"

#include <gtest/gtest.h>

#include <ctime>
#include <filesystem>

namespace inlay::test {
namespace {

class ServedModelsTest : public ::testing::Test {
  protected:
    TempFolder folder;

    void SetUp() override {
        setenv("XDG_CACHE_HOME", folder.file("cache").c_str(), 1);
        setenv("XDG_DATA_HOME", folder.file("data").c_str(), 1);
    }
    void TearDown() override {
        unsetenv("XDG_CACHE_HOME");
        unsetenv("XDG_DATA_HOME");
    }
    // CometAPI of the table, at a server of the test.
    static Target comet_at(std::string const& url) {
        Target target;
        ProviderTable const table = ProviderTable::built_in();
        target.provider = *table.find("cometapi");
        target.model = target.provider.models.front();
        target.connection.provider = "cometapi";
        target.connection.base_url = url;
        target.connection.model = target.model.id;
        target.connection.api_key = "sk-secret-0123456789";
        return target;
    }
    static ScriptedServer::Script json_reply(int status, std::string const& body) {
        return ScriptedServer::always(status, {{"Content-Type", "application/json"}}, body);
    }
};

constexpr char const* two_models =
    R"({"object":"list","data":[{"id":"gpt-5"},{"id":"gemini-2.5-flash-image"},{"id":"gemini-9-flash-image"},{"id":"gemini-3-pro-image"}]})";

TEST_F(ServedModelsTest, lists_what_makes_pictures_in_the_tables_order_and_asks_once_a_day) {
    ScriptedServer server(json_reply(200, two_models));
    Target const target = comet_at(server.url());
    EXPECT_FALSE(cached_models(target).live);
    auto const served = served_models(target, false);
    ASSERT_TRUE(served) << served.error().message;
    EXPECT_TRUE(served->live);
    EXPECT_EQ(served->ids,
              (std::vector<std::string>{"gemini-3-pro-image", "gemini-2.5-flash-image", "gemini-9-flash-image"}));
    EXPECT_EQ(server.requests().at(0).target, "/v1/models");
    EXPECT_EQ(server.requests().at(0).header("Authorization"), "sk-secret-0123456789");

    ASSERT_TRUE(served_models(target, false));
    EXPECT_EQ(server.requests().size(), 1u);
    EXPECT_TRUE(cached_models(target).live);
    ASSERT_TRUE(served_models(target, true));
    EXPECT_EQ(server.requests().size(), 2u);
}

// The list of models is kept for a day and not longer, and a clock that was set back does not make it hold for ever.
TEST_F(ServedModelsTest, a_list_that_is_older_than_a_day_or_of_another_address_is_asked_for_again) {
    ScriptedServer server(json_reply(200, two_models));
    Target const target = comet_at(server.url());
    ASSERT_TRUE(served_models(target, false));
    std::vector<std::filesystem::path> files;
    for (auto const& entry : std::filesystem::directory_iterator(folder.path() / "cache/inlay/models"))
        files.push_back(entry.path());
    ASSERT_EQ(files.size(), 1u);
    auto const now = static_cast<long long>(std::time(nullptr));
    auto const made = [&](long long time) {
        write_whole_file(files[0], R"({"time":)" + std::to_string(time) + R"(,"ids":["gemini-2.5-flash-image"]})");
        return cached_models(target);
    };
    EXPECT_EQ(made(now - 86'000).ids, std::vector<std::string>{"gemini-2.5-flash-image"});
    EXPECT_TRUE(made(now - 86'000).live);
    EXPECT_FALSE(made(now - 86'500).live);
    EXPECT_FALSE(made(now + 1'000).live);
    ASSERT_TRUE(served_models(target, false));
    EXPECT_EQ(server.requests().size(), 2u);
    EXPECT_TRUE(cached_models(target).live) << "what was asked for again holds for a day";

    EXPECT_FALSE(cached_models(comet_at(server.url() + "/other")).live);
    write_whole_file(files[0], "no json");
    EXPECT_FALSE(cached_models(target).live);
}

TEST_F(ServedModelsTest, reads_googles_list_too) {
    ScriptedServer server(
        json_reply(200, R"({"models":[{"name":"models/gemini-2.5-flash-image"},{"name":"models/gemini-pro"}]})"));
    inlay::Connection connection;
    connection.base_url = server.url();
    auto const ids = list_models(connection, true, {});
    ASSERT_TRUE(ids) << ids.error().message;
    EXPECT_EQ(*ids, (std::vector<std::string>{"gemini-2.5-flash-image", "gemini-pro"}));
    EXPECT_TRUE(server.requests().at(0).target.starts_with("/v1beta/models?"));
}

TEST_F(ServedModelsTest, the_default_is_the_first_of_the_table_that_is_served_now_unless_the_person_chose) {
    ScriptedServer server(json_reply(200, two_models));
    ProviderTable const table = ProviderTable::built_in();
    Target target = comet_at(server.url());
    ASSERT_EQ(target.model.id, "gemini-nano-banana-2.1");
    prefer_served_model(target, {}, {}, table);
    EXPECT_EQ(target.connection.model, "gemini-3-pro-image");

    Target chosen = comet_at(server.url());
    Options options;
    options.model = chosen.model.id;
    prefer_served_model(chosen, options, {}, table);
    EXPECT_EQ(chosen.connection.model, "gemini-nano-banana-2.1");
    Settings settings;
    settings.model_of["cometapi"] = chosen.model.id;
    prefer_served_model(chosen, {}, settings, table);
    EXPECT_EQ(chosen.connection.model, "gemini-nano-banana-2.1");
}

TEST_F(ServedModelsTest, a_default_that_streams_by_itself_does_so_in_its_own_format_only) {
    ScriptedServer server(json_reply(200, two_models));
    ProviderTable const table = ProviderTable::built_in();
    Target target = comet_at(server.url());
    for (Model& model : target.provider.models)
        model.stream = true;
    Target in_another = target;
    prefer_served_model(target, {}, {}, table);
    EXPECT_TRUE(target.connection.stream);

    Options options;
    options.wire = "openai-chat";
    prefer_served_model(in_another, options, {}, table);
    EXPECT_EQ(in_another.connection.model, "gemini-3-pro-image");
    EXPECT_EQ(in_another.connection.wire, "openai-chat");
    EXPECT_FALSE(in_another.connection.stream);
}

TEST_F(ServedModelsTest, a_list_that_cannot_be_had_changes_nothing) {
    ScriptedServer server(json_reply(500, "{}"));
    Target target = comet_at(server.url());
    prefer_served_model(target, {}, {}, ProviderTable::built_in());
    EXPECT_EQ(target.connection.model, "gemini-nano-banana-2.1");
}

TEST_F(ServedModelsTest, the_error_of_a_model_that_is_gone_names_those_that_are_there) {
    ScriptedServer server(json_reply(200, two_models));
    Error const error = with_served_models({ErrorCode::model_unavailable, "gone", "", ""}, comet_at(server.url()));
    EXPECT_NE(error.advice.find("gemini-3-pro-image, gemini-2.5-flash-image"), std::string::npos) << error.advice;
    Error const other = with_served_models({ErrorCode::timed_out, "slow", "wait", ""}, comet_at(server.url()));
    EXPECT_EQ(other.advice, "wait");
}

TEST_F(ServedModelsTest, testing_the_connection_tells_a_wrong_key_and_never_shows_it) {
    ScriptedServer server(
        json_reply(401, R"({"error":{"message":"Invalid token sk-secret-0123456789","type":"comet_api_error"}})"));
    auto const tested = test_connection(comet_at(server.url()));
    ASSERT_FALSE(tested);
    EXPECT_EQ(tested.error().code, ErrorCode::key_rejected);
    EXPECT_EQ((tested.error().message + tested.error().advice + tested.error().detail).find("sk-secret"),
              std::string::npos);

    ScriptedServer good(json_reply(200, two_models));
    auto const fine = test_connection(comet_at(good.url()));
    ASSERT_TRUE(fine) << fine.error().message;
    EXPECT_NE(fine->find("3 models"), std::string::npos) << *fine;
}

TEST_F(ServedModelsTest, a_web_page_instead_of_a_list_is_told_as_such) {
    ScriptedServer server(
        ScriptedServer::always(200, {{"Content-Type", "text/html"}}, "<html><title>Welcome</title></html>"));
    auto const tested = test_connection(comet_at(server.url()));
    ASSERT_FALSE(tested);
    EXPECT_EQ(exit_status(tested.error().code), 8) << tested.error().message;
}

TEST_F(ServedModelsTest, the_balance_is_read_and_the_key_stays_out_of_every_word) {
    ScriptedServer server(
        json_reply(200, R"({"username":"u","total_quota":12.5,"total_used_quota":3.25,"request_count":7})"));
    Target const target = comet_at("http://unused");
    auto const balance = fetch_balance(server.url() + "/user/quota", target.connection, {});
    ASSERT_TRUE(balance) << balance.error().message;
    EXPECT_DOUBLE_EQ(balance->left_usd, 12.5);
    EXPECT_DOUBLE_EQ(balance->used_usd, 3.25);
    EXPECT_EQ(server.requests().at(0).target, "/user/quota?key=sk-secret-0123456789");

    auto const failed = fetch_balance("http://127.0.0.1:9/user/quota", target.connection, {});
    ASSERT_FALSE(failed);
    EXPECT_EQ((failed.error().message + failed.error().advice + failed.error().detail).find("sk-secret"),
              std::string::npos);
}

} // namespace
} // namespace inlay::test
