// Is the built-in table what the services document, and does a person's own providers.json do what it says, with
// mistakes told by line?
#include "inlay/providers.h"

#include "located_json.h"
#include "support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace inlay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Provider const& provider(ProviderTable const& table, std::string_view id) {
    auto const* found = table.find(id);
    if (found == nullptr) throw std::runtime_error("no provider " + std::string(id));
    return *found;
}

std::string merge_error(std::string_view json) {
    auto table = ProviderTable::built_in();
    auto const merged = table.merge(json, "providers.json");
    EXPECT_FALSE(merged) << json;
    if (merged) return {};
    EXPECT_EQ(merged.error().code, ErrorCode::bad_input);
    return merged.error().message;
}

TEST(BuiltInTable, lists_the_providers_with_cometapi_first) {
    std::vector<std::string> ids;
    auto const table = ProviderTable::built_in();
    for (auto const& each : table.all())
        ids.push_back(each.id);
    EXPECT_THAT(ids,
                ElementsAre("cometapi", "google", "vertex-express", "openrouter", "openai", "compatible", "sandbox"));
}

TEST(BuiltInTable, sends_keys_the_way_each_service_wants_them) {
    auto const table = ProviderTable::built_in();
    EXPECT_EQ(provider(table, "cometapi").auth, Auth::raw);
    EXPECT_EQ(provider(table, "google").auth, Auth::x_goog_api_key);
    EXPECT_EQ(provider(table, "vertex-express").auth, Auth::query);
    EXPECT_EQ(provider(table, "openrouter").auth, Auth::bearer);
    EXPECT_EQ(provider(table, "openai").auth, Auth::bearer);
    EXPECT_EQ(provider(table, "sandbox").auth, Auth::none);
    EXPECT_FALSE(provider(table, "sandbox").needs_key);
    EXPECT_TRUE(provider(table, "sandbox").base_url.empty());
    EXPECT_EQ(provider(table, "cometapi").base_url, "https://api.cometapi.com");
    EXPECT_TRUE(provider(table, "openrouter").chat_modalities);
    EXPECT_TRUE(provider(table, "openrouter").chat_image_config);
}

TEST(BuiltInTable, gives_each_environment_variable_to_one_provider_only) {
    std::set<std::string> seen;
    auto const table = ProviderTable::built_in();
    for (auto const& each : table.all()) {
        if (!each.key_environment.empty()) {
            EXPECT_TRUE(seen.insert(each.key_environment).second) << each.key_environment;
        }
        EXPECT_NE(each.key_environment, "INLAY_API_KEY");
    }
    EXPECT_THAT(seen,
                ::testing::IsSupersetOf({"COMETAPI_KEY", "GEMINI_API_KEY", "OPENAI_API_KEY", "OPENROUTER_API_KEY"}));
}

TEST(BuiltInTable, keeps_both_ids_of_the_guide_selectable_and_prefers_the_current_model) {
    auto const table = ProviderTable::built_in();
    auto const& comet = provider(table, "cometapi");
    EXPECT_EQ(comet.models.front().id, "gemini-nano-banana-2.1");
    for (auto const* id : {"gemini-2.5-flash-image", "gemini-2.5-flash-image-preview"}) {
        auto const* model = comet.find_model(id);
        ASSERT_NE(model, nullptr) << id;
        EXPECT_EQ(model->id, id);
        EXPECT_EQ(model->wire, "gemini");
        EXPECT_THAT(model->sizes, ElementsAre("1K")) << "imageSize is an error for this model";
        EXPECT_EQ(model->aspects.size(), 10u);
        EXPECT_DOUBLE_EQ(model->price_usd.at("1K"), 0.039);
    }
}

TEST(BuiltInTable, knows_sizes_ratios_and_prices_of_the_models) {
    auto const table = ProviderTable::built_in();
    auto const& google = provider(table, "google");
    EXPECT_THAT(google.find_model("gemini-nano-banana-2.1")->sizes, ElementsAre("1K", "2K", "4K"));
    EXPECT_EQ(google.find_model("gemini-nano-banana-2.1")->aspects.size(), 14u);
    EXPECT_EQ(google.find_model("gemini-3-pro-image")->aspects.size(), 10u);
    EXPECT_DOUBLE_EQ(google.find_model("gemini-3-pro-image")->price_usd.at("4K"), 0.24);
    EXPECT_DOUBLE_EQ(google.find_model("gemini-3.1-flash-image")->price_usd.at("512"), 0.045);
    EXPECT_TRUE(provider(table, "openai").find_model("gpt-image-2")->understands_mask);
    EXPECT_FALSE(google.find_model("gemini-2.5-flash-image")->understands_mask);
    for (auto const& model : provider(table, "sandbox").models)
        EXPECT_THAT(model.price_usd, IsEmpty()) << model.id;
    EXPECT_EQ(provider(table, "openrouter").models.front().wire, "openai-chat");
}

TEST(BuiltInTable, has_a_price_only_for_sizes_that_a_model_has_and_a_pixel_size_for_every_ratio) {
    auto const table = ProviderTable::built_in();
    for (auto const& each : table.all())
        for (auto const& model : each.models) {
            for (auto const& [size, price] : model.price_usd) {
                EXPECT_THAT(model.sizes, ::testing::Contains(size)) << each.id << " " << model.id;
                EXPECT_GT(price, 0);
            }
            for (auto const& aspect : model.aspects)
                EXPECT_FALSE(answer_size(model.id, aspect, "").empty()) << model.id << " " << aspect;
        }
}

TEST(Families, tell_image_models_of_a_live_list_from_the_others) {
    auto const table = ProviderTable::built_in();
    auto const& comet = provider(table, "cometapi");
    for (auto const* id : {"gpt-image-3", "Gemini-4-Flash-Image", "doubao-seedream-5-0-260128", "gemini-nano-banana-3",
                           "gpt-image-2.6-flare"})
        EXPECT_TRUE(comet.makes_images(id)) << id;
    for (auto const* id : {"gpt-5", "gemini-3-flash", "claude-opus-5", "text-embedding-3", "", "image"})
        EXPECT_FALSE(comet.makes_images(id)) << id;
    EXPECT_EQ(comet.family_of("gpt-image-3")->wire, "openai-images");
    EXPECT_EQ(table.model_at(comet, "gpt-image-3").wire, "openai-images");
    EXPECT_EQ(table.model_at(comet, "gpt-4o-image").wire, "openai-chat");
}

TEST(ModelAt, knows_a_model_at_a_service_that_the_table_does_not_list_it_for) {
    auto const table = ProviderTable::built_in();
    auto const& any = provider(table, "compatible");
    auto const native = table.model_at(any, "gemini-3-pro-image");
    EXPECT_EQ(native.wire, "gemini");
    EXPECT_EQ(native.sizes.size(), 3u);
    auto const prefixed = table.model_at(any, "google/gemini-3-pro-image-preview");
    EXPECT_EQ(prefixed.id, "google/gemini-3-pro-image-preview");
    EXPECT_EQ(prefixed.wire, "openai-chat");
    EXPECT_EQ(prefixed.aspects.size(), 10u);
    auto const unknown = table.model_at(any, "my-own-model");
    EXPECT_EQ(unknown.id, "my-own-model");
    EXPECT_EQ(unknown.wire, "openai-images");
    EXPECT_THAT(unknown.aspects, IsEmpty());
}

TEST(AnswerSize, follows_the_documented_tables) {
    EXPECT_EQ(answer_size("gemini-2.5-flash-image", "16:9", "1K"), (Size{1344, 768}));
    EXPECT_EQ(answer_size("gemini-2.5-flash-image-preview", "3:4", ""), (Size{864, 1184}));
    EXPECT_EQ(answer_size("gemini-nano-banana-2.1", "16:9", "1K"), (Size{1376, 768}));
    EXPECT_EQ(answer_size("gemini-3-pro-image", "21:9", "4K"), (Size{6336, 2688}));
    EXPECT_EQ(answer_size("google/gemini-3.1-flash-image", "2:3", "512"), (Size{424, 632}));
    EXPECT_EQ(answer_size("gemini-3.1-flash-lite-image", "1:8", "1K"), (Size{384, 3072}));
    EXPECT_EQ(answer_size("gpt-image-1", "3:2", ""), (Size{1536, 1024}));
    EXPECT_EQ(answer_size("gemini-2.5-flash-image", "1:8", "1K"), Size{});
    EXPECT_EQ(answer_size("flux-kontext", "1:1", "1K"), Size{});
    EXPECT_EQ(answer_size("gemini-3-pro-image", "1:1", "8K"), Size{});
}

TEST(Merge, adds_a_provider_with_models_like_the_known_ones) {
    auto table = ProviderTable::built_in();
    auto const merged = table.merge(R"({
      "$schema": "providers.schema.json",
      "models": [ { "id": "house-model", "name": "House", "wire": "openai-images", "aspects": ["7:5"] } ],
      "providers": [ { "id": "office", "base_url": "https://gate.example.org/llm", "auth": "bearer", "wire": "openai-chat",
        "needs_key": true, "timeout_seconds": 900, "headers": { "X-Team": "art" },
        "families": [ { "pattern": "big-*" } ],
        "models": [ { "like": "gemini-3-pro-image", "id": "pro", "wire": "openai-chat" }, { "like": "house-model" }, { "id": "plain" } ] } ] })",
                                    "providers.json");
    ASSERT_TRUE(merged) << merged.error().message;
    auto const& office = provider(table, "office");
    EXPECT_EQ(office.name, "office");
    EXPECT_EQ(office.timeout_seconds, 900);
    EXPECT_THAT(office.headers, ElementsAre(http::Header{"X-Team", "art"}));
    ASSERT_EQ(office.models.size(), 3u);
    EXPECT_EQ(office.models[0].id, "pro");
    EXPECT_EQ(office.models[0].wire, "openai-chat");
    EXPECT_EQ(office.models[0].max_references, 13);
    EXPECT_THAT(office.models[1].aspects, ElementsAre("7:5"));
    EXPECT_EQ(office.models[2].wire, "openai-chat") << "a model starts with its provider's wire";
    EXPECT_EQ(office.family_of("big-one")->wire, "openai-chat");
    EXPECT_EQ(table.all().size(), 8u);
}

TEST(BuiltInTable, knows_where_an_account_says_what_is_left) {
    auto const table = ProviderTable::built_in();
    EXPECT_EQ(provider(table, "cometapi").balance_url, "https://query.cometapi.com/user/quota");
    EXPECT_EQ(provider(table, "openai").balance_url, "");
}

TEST(Merge, takes_no_address_for_the_balance_that_would_send_the_key_in_the_clear) {
    for (std::string const url : {"http://query.example.org/quota", "https://a@query.example.org", "query.example.org",
                                  "https://query.example.org/quota?key=x", "http://127.0.0.1.example.org"})
        EXPECT_THAT(merge_error(R"({"providers": [{"id": "x", "balance_url": ")" + url + R"("}]})"),
                    HasSubstr("\"balance_url\" must begin with https://"))
            << url;
    auto table = ProviderTable::built_in();
    EXPECT_TRUE(table.merge(R"({"providers": [{"id": "x", "balance_url": "http://127.0.0.1:8080/quota"}]})", "p.json"));
}

TEST(Merge, overrides_only_what_is_named) {
    auto table = ProviderTable::built_in();
    auto const merged = table.merge(R"({"providers": [{"id": "cometapi", "auth": "bearer",
        "models": [{"id": "gemini-2.5-flash-image", "price_usd": {"1K": 0.031}}, {"id": "new-image"}]}]})",
                                    "providers.json");
    ASSERT_TRUE(merged) << merged.error().message;
    auto const before = ProviderTable::built_in();
    auto const& comet = provider(table, "cometapi");
    EXPECT_EQ(comet.auth, Auth::bearer);
    EXPECT_EQ(comet.base_url, "https://api.cometapi.com");
    EXPECT_EQ(comet.models.front().id, "gemini-nano-banana-2.1") << "the order stays";
    EXPECT_DOUBLE_EQ(comet.find_model("gemini-2.5-flash-image")->price_usd.at("1K"), 0.031);
    EXPECT_EQ(comet.find_model("gemini-2.5-flash-image")->aspects.size(), 10u);
    EXPECT_EQ(comet.models.back().id, "new-image");
    EXPECT_EQ(comet.models.size(), provider(before, "cometapi").models.size() + 1);
}

TEST(Merge, names_the_line_and_the_field_of_a_mistake) {
    EXPECT_THAT(merge_error("{\n \"providers\": [\n  {\"id\": \"x\",\n   \"auht\": \"raw\"}\n ]\n}"),
                AllOf(HasSubstr("providers.json, line 4"), HasSubstr("\"auht\"")));
    EXPECT_THAT(merge_error("{\n\"providers\": [{\"id\": \"x\", \"wire\":\n\"soap\"}]}"),
                AllOf(HasSubstr("line 2"), HasSubstr("\"wire\"")));
    EXPECT_THAT(merge_error("{\"providers\": [{\"id\": \"x\",\n\n\"timeout_seconds\": -1}]}"),
                AllOf(HasSubstr("line 3"), HasSubstr("timeout_seconds")));
    EXPECT_THAT(merge_error("{\"providers\": [\n{\"id\": \"x\",\n \"models\": [\n{\"id\": \"m\",\n\"aspects\": "
                            "[\"1:1\",\n\"wide\"]}]}]}"),
                AllOf(HasSubstr("line 6"), HasSubstr("16:9")));
    EXPECT_THAT(merge_error("{\n\n\"providers\": [,]}"), HasSubstr("line 3"));
    EXPECT_THAT(merge_error("{\n\"providers\": [\n\n"), HasSubstr("line 2")) << "the last line with something in it";
    EXPECT_THAT(merge_error("{\"providers\": [],\n\"providers\": []}"), AllOf(HasSubstr("line 2"), HasSubstr("twice")));
    EXPECT_THAT(merge_error("{\"models\": [{\"like\": \"nothing\"}]}"), HasSubstr("\"like\""));
    EXPECT_THAT(merge_error("[]"), HasSubstr("line 1"));
    EXPECT_THAT(merge_error(""), HasSubstr("line 1"));
    EXPECT_THAT(merge_error("{\"providers\": [{\"name\": \"no id\"}]}"), HasSubstr("\"id\""));
    EXPECT_THAT(merge_error("{\"providers\": [{\"id\": \"custom\"}]}"), HasSubstr("\"id\""));
    EXPECT_THAT(merge_error("{\"providers\": [{\"id\": \"a\xff\"}]}"), HasSubstr("line 1"));
    EXPECT_THAT(merge_error(std::string(5000, '[')), HasSubstr("line 1"));
}

TEST(Merge, refuses_keys_in_the_file_and_never_repeats_them) {
    for (auto const* json : {R"({"providers": [{"id": "x", "headers": {"AUTHORIZATION": "Bearer sk-secret123"}}]})",
                             R"({"providers": [{"id": "x", "base_url": "https://h/?key=sk-secret123"}]})",
                             R"({"providers": [{"id": "x", "base_url": "https://me:sk-secret123@h/"}]})",
                             R"({"providers": [{"id": "x", "api_key": "sk-secret123"}]})",
                             R"({"providers": [{"id": "x" "sk-secret123"}]})"}) {
        auto table = ProviderTable::built_in();
        auto const merged = table.merge(json, "providers.json");
        ASSERT_FALSE(merged) << json;
        EXPECT_THAT(merged.error().message + merged.error().advice + merged.error().detail,
                    Not(HasSubstr("sk-secret123")));
    }
}

TEST(Merge, is_all_or_nothing) {
    auto table = ProviderTable::built_in();
    ASSERT_FALSE(table.merge(R"({"providers": [{"id": "google", "auth": "bearer"}, {"id": "x", "auth": 5}]})",
                             "providers.json"));
    EXPECT_EQ(provider(table, "google").auth, Auth::x_goog_api_key);
    EXPECT_EQ(table.find("x"), nullptr);
}

TEST(Schema, lists_exactly_the_fields_that_the_reader_knows) {
    auto const schema = nlohmann::json::parse(providers_schema());
    auto const check = [&](nlohmann::json const& part, std::string const& before, std::string const& after) {
        EXPECT_EQ(part.at("additionalProperties"), false);
        std::string const error = merge_error(before + "\"no_such_field\": 1" + after);
        std::size_t known = 0;
        for (auto const& [name, ignored] : part.at("properties").items()) {
            EXPECT_THAT(error.substr(error.find("Known fields:")), HasSubstr(name));
            ++known;
        }
        auto const list = error.substr(error.find("Known fields:"));
        EXPECT_EQ(known, static_cast<std::size_t>(std::ranges::count(list, ',')) + 1) << list;
    };
    check(schema, "{", "}");
    check(schema.at("$defs").at("provider"), R"({"providers": [{"id": "x", )", "}]}");
    check(schema.at("$defs").at("model"), R"({"models": [{"id": "x", )", "}]}");
    check(schema.at("$defs").at("family"), R"({"providers": [{"id": "x", "families": [{"pattern": "x", )", "}]}]}");
}

TEST(Schema, names_the_wire_formats_that_there_are) {
    auto const schema = nlohmann::json::parse(providers_schema());
    EXPECT_EQ(schema.at("$defs").at("wire").at("enum"), nlohmann::json({"gemini", "openai-chat", "openai-images"}));
}

} // namespace
} // namespace inlay
