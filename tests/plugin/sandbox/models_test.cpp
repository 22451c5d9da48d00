// Does the sandbox answer at the sizes that the services have, and does the client's own table agree?
#include "models.h"

#include "inlay/providers.h"

#include <gtest/gtest.h>

namespace inlay::sandbox {
namespace {

ModelFacts const& model(std::string_view id) {
    ModelFacts const* const found = find_model(id);
    EXPECT_NE(found, nullptr) << id;
    return *found;
}

TEST(Sizes, are_those_that_the_services_document) {
    ModelFacts const& flash = model("gemini-2.5-flash-image");
    ModelFacts const& three = model("gemini-nano-banana-2.1");
    EXPECT_EQ(answer_size_of(flash, "1:1", ""), (Size{1024, 1024}));
    EXPECT_EQ(answer_size_of(flash, "2:3", ""), (Size{832, 1248}));
    EXPECT_EQ(answer_size_of(flash, "3:4", ""), (Size{864, 1184}));
    EXPECT_EQ(answer_size_of(flash, "5:4", ""), (Size{1152, 896}));
    EXPECT_EQ(answer_size_of(flash, "16:9", ""), (Size{1344, 768}));
    EXPECT_EQ(answer_size_of(flash, "21:9", ""), (Size{1536, 672}));
    EXPECT_EQ(answer_size_of(three, "3:2", "1K"), (Size{1264, 848}));
    EXPECT_EQ(answer_size_of(three, "9:16", "2K"), (Size{1536, 2752}));
    EXPECT_EQ(answer_size_of(three, "21:9", "4K"), (Size{6336, 2688}));
    EXPECT_EQ(answer_size_of(three, "8:1", ""), (Size{3072, 384}));
    EXPECT_EQ(answer_size_of(model("gemini-3.1-flash-image"), "4:5", "512"), (Size{464, 576}));
    EXPECT_EQ(answer_size_of(model("gpt-image-1"), "3:2", ""), (Size{1536, 1024}));
    EXPECT_EQ(answer_size_of(model("gpt-image-1"), "16:9", ""), (Size{1536, 1024})) << "the nearest it has";
}

TEST(Sizes, of_words_alone_are_square_for_one_family_and_wide_for_the_next) {
    EXPECT_EQ(answer_size_of(model("gemini-2.5-flash-image"), "", ""), (Size{1024, 1024}));
    EXPECT_EQ(answer_size_of(model("gemini-3-pro-image"), "", ""), (Size{1408, 768}));
    EXPECT_EQ(answer_size_of(model("gemini-3-pro-image"), "", "2K"), (Size{2816, 1536}));
}

TEST(Sizes, the_clients_table_agrees_wherever_it_knows_one) {
    int compared = 0;
    for (ModelFacts const& facts : all_models()) {
        for (char const* ratio :
             {"1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9", "1:4", "4:1", "1:8", "8:1"}) {
            for (char const* size : {"512", "1K", "2K", "4K"}) {
                bool const sold = facts.sizes.empty() ? std::string_view(size) == "1K" : takes_size(facts, size);
                if (!sold || !takes_ratio(facts, ratio)) continue;
                Size const theirs = answer_size(facts.id, ratio, size);
                if (theirs.empty()) continue;
                EXPECT_EQ(theirs, answer_size_of(facts, ratio, size)) << facts.id << " " << ratio << " " << size;
                ++compared;
            }
        }
    }
    EXPECT_GT(compared, 100);
}

TEST(Models, are_found_with_what_clients_put_in_front_of_them) {
    EXPECT_EQ(find_model("google/gemini-2.5-flash-image"), find_model("gemini-2.5-flash-image"));
    EXPECT_NE(find_model("models/gemini-3-pro-image"), nullptr);
    EXPECT_EQ(find_model("gemini-2.5-flash"), nullptr);
    EXPECT_EQ(find_model(""), nullptr);
}

TEST(Models, every_one_of_the_sandbox_provider_is_served) {
    Provider const* const provider = [] {
        static ProviderTable const table = ProviderTable::built_in();
        return table.find("sandbox");
    }();
    ASSERT_NE(provider, nullptr);
    ASSERT_FALSE(provider->models.empty());
    for (Model const& entry : provider->models) {
        ModelFacts const* const facts = find_model(entry.id);
        ASSERT_NE(facts, nullptr) << entry.id;
        for (std::string const& aspect : entry.aspects) {
            EXPECT_TRUE(facts->family == Family::gpt_image || takes_ratio(*facts, aspect)) << entry.id << " " << aspect;
        }
    }
}

TEST(NearestRatio, compares_ratios_and_not_sizes) {
    ModelFacts const& flash = model("gemini-2.5-flash-image");
    EXPECT_EQ(nearest_ratio(flash, {500, 400}), "5:4");
    EXPECT_EQ(nearest_ratio(flash, {1920, 1080}), "16:9");
    EXPECT_EQ(nearest_ratio(flash, {30, 31}), "1:1");
    EXPECT_EQ(nearest_ratio(flash, {100, 900}), "9:16") << "this model has no longer one";
    EXPECT_EQ(nearest_ratio(model("gemini-nano-banana-2.1"), {100, 900}), "1:8");
}

} // namespace
} // namespace inlay::sandbox
