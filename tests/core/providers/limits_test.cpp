// The documented sizes of answers, all of them, written out; and numbers in a person's providers.json at their limits.
#include "inlay/providers.h"

#include <gtest/gtest.h>

namespace inlay {
namespace {

struct Row {
    std::string_view aspect;
    Size at_2_5; // gemini-2.5-flash-image; empty: not offered
    Size at_1k;  // the Gemini 3 image models
    Size at_512;
};

constexpr Row documented[] = {
    {"1:1", {1024, 1024}, {1024, 1024}, {512, 512}}, {"2:3", {832, 1248}, {848, 1264}, {424, 632}},
    {"3:2", {1248, 832}, {1264, 848}, {632, 424}},   {"3:4", {864, 1184}, {896, 1200}, {448, 600}},
    {"4:3", {1184, 864}, {1200, 896}, {600, 448}},   {"4:5", {896, 1152}, {928, 1152}, {464, 576}},
    {"5:4", {1152, 896}, {1152, 928}, {576, 464}},   {"9:16", {768, 1344}, {768, 1376}, {384, 688}},
    {"16:9", {1344, 768}, {1376, 768}, {688, 384}},  {"21:9", {1536, 672}, {1584, 672}, {792, 336}},
    {"1:4", {}, {512, 2048}, {256, 1024}},           {"4:1", {}, {2048, 512}, {1024, 256}},
    {"1:8", {}, {384, 3072}, {192, 1536}},           {"8:1", {}, {3072, 384}, {1536, 192}},
};

TEST(AnswerSize, is_the_documented_one_for_every_ratio_and_size) {
    for (Row const& row : documented) {
        for (auto const* size : {"", "1K"}) {
            EXPECT_EQ(answer_size("gemini-2.5-flash-image", row.aspect, size), row.at_2_5) << row.aspect;
            EXPECT_EQ(answer_size("gemini-3-pro-image", row.aspect, size), row.at_1k) << row.aspect;
        }
        EXPECT_EQ(answer_size("gemini-3.1-flash-image", row.aspect, "512"), row.at_512) << row.aspect;
        EXPECT_EQ(answer_size("gemini-3.1-flash-image", row.aspect, "2K"),
                  (Size{row.at_1k.width * 2, row.at_1k.height * 2}));
        EXPECT_EQ(answer_size("gemini-nano-banana-2.1", row.aspect, "4K"),
                  (Size{row.at_1k.width * 4, row.at_1k.height * 4}));
    }
    EXPECT_EQ(answer_size("gpt-image-2", "1:1", ""), (Size{1024, 1024}));
    EXPECT_EQ(answer_size("gpt-image-2", "2:3", ""), (Size{1024, 1536}));
    EXPECT_EQ(answer_size("gpt-image-2", "3:2", ""), (Size{1536, 1024}));
    EXPECT_EQ(answer_size("gpt-image-2", "16:9", ""), Size{});
}

bool accepted(std::string_view json) {
    auto table = ProviderTable::built_in();
    return table.merge(json, "providers.json").has_value();
}
bool accepted(std::string const& field, std::string const& value) {
    return accepted(R"({"providers":[{"id":"x",")" + field + "\":" + value + "}]}");
}
bool accepted_in_model(std::string const& field, std::string const& value) {
    return accepted(R"({"models":[{"id":"x",")" + field + "\":" + value + "}]}");
}

TEST(NumbersInTheTable, are_taken_at_their_limits_and_refused_beyond) {
    EXPECT_FALSE(accepted("timeout_seconds", "-1"));
    EXPECT_TRUE(accepted("timeout_seconds", "0"));
    EXPECT_TRUE(accepted("timeout_seconds", "3600"));
    EXPECT_FALSE(accepted("timeout_seconds", "3601"));
    EXPECT_FALSE(accepted("timeout_seconds", "3600.0"));
    EXPECT_FALSE(accepted("parallel_calls", "0"));
    EXPECT_TRUE(accepted("parallel_calls", "1"));
    EXPECT_TRUE(accepted("parallel_calls", "16"));
    EXPECT_FALSE(accepted("parallel_calls", "17"));
    EXPECT_TRUE(accepted_in_model("max_references", "0"));
    EXPECT_TRUE(accepted_in_model("max_references", "100"));
    EXPECT_FALSE(accepted_in_model("max_references", "101"));
    EXPECT_TRUE(accepted_in_model("partial_images", "3"));
    EXPECT_FALSE(accepted_in_model("partial_images", "4"));
    EXPECT_FALSE(accepted_in_model("max_request_bytes", "99999"));
    EXPECT_TRUE(accepted_in_model("max_request_bytes", "100000"));
    EXPECT_TRUE(accepted_in_model("max_request_bytes", "2000000000"));
    EXPECT_FALSE(accepted_in_model("max_request_bytes", "2000000001"));
    EXPECT_TRUE(accepted_in_model("price_usd", R"({"1K": 0})"));
    EXPECT_TRUE(accepted_in_model("price_usd", R"({"1K": 1000})"));
    EXPECT_FALSE(accepted_in_model("price_usd", R"({"1K": 1000.01})"));
    EXPECT_FALSE(accepted_in_model("price_usd", R"({"1K": -0.01})"));
    EXPECT_FALSE(accepted_in_model("price_usd", R"({"8K": 1})"));
}

TEST(IdsInTheTable, have_40_characters_at_the_most) {
    auto const id = [](std::string const& text) { return accepted(R"({"providers":[{"id":")" + text + "\"}]}"); };
    EXPECT_TRUE(id("a"));
    EXPECT_TRUE(id("my-gate-2"));
    EXPECT_TRUE(id(std::string(40, 'a')));
    EXPECT_FALSE(id(std::string(41, 'a')));
    EXPECT_FALSE(id(""));
    EXPECT_FALSE(id("My-gate"));
    EXPECT_FALSE(id("my_gate"));
}

// A gateway that serves a maker's model does so in the gateway's format, and with the maker's sizes and prices.
TEST(Gateway, serves_a_known_model_in_the_format_of_its_own_family) {
    auto table = ProviderTable::built_in();
    ASSERT_TRUE(table.merge(R"({"providers":[{"id":"gate","base_url":"https://gate.example","wire":"openai-images",
        "families":[{"pattern":"*image*","wire":"openai-chat"}]}]})",
                            "providers.json"));
    auto const& gate = *table.find("gate");
    for (auto const* id : {"gemini-3-pro-image", "google/gemini-3-pro-image", "gemini-3-pro-image-preview"}) {
        auto const model = table.model_at(gate, id);
        EXPECT_EQ(model.id, id);
        EXPECT_EQ(model.wire, "openai-chat") << id;
        EXPECT_EQ(model.sizes, (std::vector<std::string>{"1K", "2K", "4K"})) << id;
        EXPECT_EQ(model.price_usd.at("4K"), 0.24) << id;
    }
}

} // namespace
} // namespace inlay
