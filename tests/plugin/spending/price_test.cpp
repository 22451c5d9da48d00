// Is the person told what a run will cost, in words that fit what is asked for?
#include "inlay/plugin/price.h"

#include <gtest/gtest.h>

namespace inlay {
namespace {

Model model_with(std::map<std::string, double> prices) {
    Model model;
    model.id = "a-model";
    for (auto const& [size, price] : prices)
        model.sizes.push_back(size);
    model.price_usd = std::move(prices);
    return model;
}

Provider provider_called(char const* id) {
    Provider provider;
    provider.id = id;
    return provider;
}

std::string words(Model const& model, std::string_view size, int count, Action action = Action::edit_layer,
                  double spent = 0) {
    return price_sentence(expected_price(provider_called("google"), model, action, size, count), spent);
}

TEST(Price, one_picture_is_told_to_the_tenth_of_a_cent_and_several_together) {
    Model const model = model_with({{"1K", 0.039}});
    EXPECT_EQ(words(model, "", 1), "About $0.039.");
    EXPECT_EQ(words(model, "1K", 1), "About $0.039.");
    EXPECT_EQ(words(model, "", 3), "About $0.12 for 3 pictures.");
    EXPECT_EQ(words(model, "", 0), "About $0.039.");
}

TEST(Price, is_that_of_the_size_that_is_asked_for) {
    Model const model = model_with({{"1K", 0.134}, {"2K", 0.15}, {"4K", 0.24}});
    EXPECT_EQ(words(model, "4K", 1), "About $0.24.");
    EXPECT_EQ(words(model, "2K", 2), "About $0.30 for 2 pictures.");
}

TEST(Price, is_that_of_the_usual_size_when_none_is_asked_for_or_the_model_has_it_not) {
    Model const model = model_with({{"512", 0.045}, {"1K", 0.067}, {"4K", 0.151}});
    EXPECT_EQ(words(model, "", 1), "About $0.067.");
    EXPECT_EQ(words(model, "2K", 1), "About $0.067.");
    EXPECT_EQ(words(model_with({{"2K", 0.08}}), "4K", 1), "About $0.080.") << "a model with one size gives that";
}

TEST(Price, is_a_range_where_the_run_chooses_the_size) {
    Model const model = model_with({{"512", 0.045}, {"1K", 0.067}, {"4K", 0.151}});
    EXPECT_EQ(words(model, "", 1, Action::generate_layer), "About $0.045 to $0.15.");
    EXPECT_EQ(words(model, "", 4, Action::generate_layer), "About $0.18 to $0.60 for 4 pictures.");
    EXPECT_EQ(words(model, "4K", 1, Action::generate_layer), "About $0.15.");
    EXPECT_EQ(words(model, "", 1, Action::generate_image), "About $0.067.");
    EXPECT_EQ(words(model_with({{"1K", 0.05}, {"2K", 0.05}}), "", 1, Action::generate_layer), "About $0.050.");
}

TEST(Price, that_nobody_knows_is_not_guessed) {
    EXPECT_EQ(words(model_with({}), "1K", 3), "No price is known for this model.");
    EXPECT_FALSE(expected_price(provider_called("google"), model_with({}), Action::edit_layer, "", 1).low);
    EXPECT_EQ(list_price(model_with({{"2K", 1}, {"4K", 2}}), ""), std::nullopt);
}

TEST(Price, of_the_sandbox_is_none_whatever_the_model) {
    auto const price =
        expected_price(provider_called("sandbox"), model_with({{"1K", 0.039}}), Action::edit_layer, "", 3);
    EXPECT_EQ(price.high, 0.0);
    EXPECT_EQ(price_sentence(price, 4.5), "Free in the sandbox.");
    EXPECT_EQ(words(model_with({{"1K", 0}}), "", 2), "Free.") << "a table of one's own may say so";
}

TEST(Price, what_was_spent_today_follows) {
    EXPECT_EQ(words(model_with({{"1K", 0.039}}), "", 1, Action::edit_layer, 1.299),
              "About $0.039. Spent today: $1.30.");
    EXPECT_EQ(words(model_with({}), "", 1, Action::edit_layer, 0.0001),
              "No price is known for this model. Spent today: $0.0001.");
}

} // namespace
} // namespace inlay
