// Words in a picture: where they stand, what they cover, how they are broken into lines, and that marks are not lost.
#include "inlay/draw_text.h"

#include "support/pictures.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace inlay::test {
namespace {

constexpr Colour black{0, 0, 0, 255};

Image written(std::string_view text, double scale = 2) {
    Image image = plain({200, 60}, 255, 255, 255);
    draw_text(image, 4, 4, text, scale, black);
    return image;
}

int ink_in(ImageView image, Rect area) {
    int sum = 0;
    for (int y = area.y; y < area.bottom(); ++y)
        for (int x = area.x; x < area.right(); ++x)
            sum += 255 - image.pixel(x, y)[0];
    return sum;
}
int ink_in(ImageView image) {
    return ink_in(image, {0, 0, image.width(), image.height()});
}

TEST(DrawText, every_letter_digit_and_sign_looks_different) {
    std::set<std::string> seen;
    for (char c = '!'; c <= '~'; ++c) {
        Image const image = written(std::string(1, c), 3);
        EXPECT_GT(ink_in(image), 0) << c;
        EXPECT_TRUE(seen.emplace(reinterpret_cast<char const*>(image.bytes().data()), image.bytes().size()).second)
            << c << " looks like one before it";
    }
    EXPECT_EQ(ink_in(written(" ")), 0);
}

TEST(DrawText, letters_keep_their_marks) {
    for (auto const& [bare, marked] :
         {std::pair{"a", "ä"}, std::pair{"o", "ö"}, std::pair{"u", "ü"}, std::pair{"U", "Ü"}, std::pair{"e", "é"},
          std::pair{"n", "ñ"}, std::pair{"c", "ç"}, std::pair{"o", "ø"}, std::pair{"z", "ž"}, std::pair{"L", "Ł"}})
        EXPECT_GT(ink_in(written(marked)), ink_in(written(bare))) << marked;
    EXPECT_NE(written("é"), written("è"));
    EXPECT_EQ(written("…"), written("..."));
    EXPECT_EQ(written("ß"), written("ss"));
    EXPECT_EQ(written("Æ"), written("AE"));
}

TEST(DrawText, what_it_does_not_know_is_scribbled_one_wave_for_each_character) {
    EXPECT_GT(ink_in(written("日")), 0);
    EXPECT_EQ(written("日本"), written("語文"));
    EXPECT_EQ(text_size("日本", 2).width, 2 * text_size("日", 2).width);
    EXPECT_EQ(written("\xFF"), written("日")) << "a byte that is no character";
    EXPECT_EQ(written("\xC3"), written("日")) << "half a character at the end";
    EXPECT_EQ(written("\xC3(").bytes().size(), written("日(").bytes().size());
    EXPECT_EQ(written("\xC3("), written("日("));
}

TEST(DrawText, what_belongs_to_the_character_before_takes_no_place) {
    EXPECT_EQ(text_size("a\u0301", 2), text_size("a", 2)) << "a combining accent";
    EXPECT_EQ(written("\u2764\uFE0F"), written("\u2764")) << "a variation selector";
    EXPECT_EQ(written("\U0001F44D\U0001F3FD"), written("\U0001F44D")) << "a skin tone";
}

TEST(DrawText, a_capital_is_8_pixels_high_and_a_line_13_at_scale_1) {
    EXPECT_EQ(text_size("A", 1).height, 13);
    EXPECT_EQ(text_size("A\nB\nC", 1).height, 39);
    EXPECT_EQ(text_size("A", 4).height, 52);
    EXPECT_EQ(text_size("", 1), (Size{0, 13}));
    Image image = plain({200, 200}, 255, 255, 255);
    draw_text(image, 10, 10, "H", 10, black);
    int top = 0;
    while (ink_in(image, {0, top, 200, 1}) == 0)
        ++top;
    int bottom = 199;
    while (ink_in(image, {0, bottom, 200, 1}) == 0)
        --bottom;
    EXPECT_NEAR(bottom - top + 1, 80, 14) << "80 and the thickness of the stroke";
}

// But for the soft edge of a stroke: a ring over a capital and a descender reach into the line's border.
TEST(DrawText, stays_inside_of_what_it_says_it_covers) {
    for (std::string_view const text : {"Hello", "Ünïcödé", "g|_,jy", "two\nlines of text", "ÁÉÅ\nÇ"}) {
        for (double const scale : {1.0, 1.5, 3.0}) {
            Size const size = text_size(text, scale);
            Image image = plain({400, 120}, 255, 255, 255);
            draw_text(image, 20, 15, text, scale, black);
            int const edge = static_cast<int>(std::ceil(scale));
            EXPECT_EQ(ink_in(image), ink_in(image, {20, 15 - edge, size.width, size.height + 2 * edge}))
                << text << " at " << scale;
        }
    }
}

TEST(DrawText, at_the_edge_is_cut_and_does_no_harm) {
    Image image = plain({30, 10}, 255, 255, 255);
    for (int const x : {-1000, -5, 25, 1000})
        for (int const y : {-1000, -3, 8, 1000})
            draw_text(image, x, y, "Wide words", 2, black);
    Image empty;
    draw_text(empty, 0, 0, "x", 1, black);
    EXPECT_TRUE(empty.empty());
    Image const whole = written("Hello");
    Image part = plain({200, 60}, 255, 255, 255);
    draw_text(part, 4 - 10, 4, "Hello", 2, black);
    for (int y = 0; y < 60; ++y)
        for (int x = 0; x < 190; ++x)
            ASSERT_EQ(part.pixel(x, y)[0], whole.pixel(x + 10, y)[0]) << x << "," << y;
}

TEST(DrawText, is_blended_and_never_takes_alpha_away) {
    Image image({60, 30}); // transparent
    draw_text(image, 0, 0, "I", 3, {200, 100, 50, 128});
    int most = 0;
    for (std::size_t i = 0; i < image.bytes().size(); i += 4) {
        if (image.bytes()[i + 3] < 100) continue;
        most = std::max(most, int{image.bytes()[i + 3]});
        EXPECT_NEAR(image.bytes()[i], 200, 1);
        EXPECT_NEAR(image.bytes()[i + 1], 100, 1);
        EXPECT_NEAR(image.bytes()[i + 2], 50, 1);
    }
    EXPECT_EQ(most, 128);
    Image opaque = plain({60, 30}, 0, 0, 0);
    draw_text(opaque, 0, 0, "I", 3, {200, 100, 50, 128});
    EXPECT_FALSE(opaque == plain({60, 30}, 0, 0, 0));
    for (std::size_t i = 3; i < opaque.bytes().size(); i += 4)
        ASSERT_EQ(opaque.bytes()[i], 255);
}

int lines_of(std::string_view text) {
    return 1 + static_cast<int>(std::ranges::count(text, '\n'));
}

TEST(WrappedText, breaks_between_words_and_keeps_them_all) {
    EXPECT_EQ(wrapped_text("a cat and a dog", 1, 10'000), "a cat and a dog");
    EXPECT_EQ(wrapped_text("one  two\tthree\nfour", 1, 10'000), "one two three\nfour");
    EXPECT_EQ(wrapped_text("", 1, 100), "");
    std::string const text = "make it look like a watercolour painting of the harbour";
    for (int const width : {90, 100, 150}) {
        std::string wrapped = wrapped_text(text, 1, width);
        EXPECT_LE(text_size(wrapped, 1).width, width);
        EXPECT_GT(lines_of(wrapped), 1);
        std::ranges::replace(wrapped, '\n', ' ');
        EXPECT_EQ(wrapped, text) << "no word was broken at " << width;
    }
}

TEST(WrappedText, fits_exactly_at_its_own_width_and_not_a_pixel_below) {
    std::string const text = "watercolour painting";
    int const width = text_size(text, 1).width;
    EXPECT_EQ(wrapped_text(text, 1, width), text);
    EXPECT_EQ(wrapped_text(text, 1, width - 1), "watercolour\npainting");
}

TEST(WrappedText, breaks_a_word_that_is_wider_than_the_line_between_characters) {
    std::string const wrapped = wrapped_text("ööööööööööööööööööööö", 1, 40);
    EXPECT_GT(lines_of(wrapped), 1);
    EXPECT_LE(text_size(wrapped, 1).width, 40);
    std::string joined = wrapped;
    std::erase(joined, '\n');
    EXPECT_EQ(joined, "ööööööööööööööööööööö");
    EXPECT_EQ(wrapped_text("abc", 1, 0), "a\nb\nc") << "a line holds at least one character";
}

TEST(WrappedText, ends_in_dots_only_when_there_are_more_lines_than_allowed) {
    EXPECT_EQ(wrapped_text("a\nb\nc", 1, 1000, 3), "a\nb\nc");
    EXPECT_EQ(wrapped_text("a\nb\nc", 1, 1000, 2), "a\nb...");
    EXPECT_EQ(wrapped_text("a\nb\nc", 1, 1000, 1), "a...");
    EXPECT_EQ(wrapped_text("a\nb", 1, 1000, 0), "a...") << "one line is the least";
    int const width = text_size("éééé", 1).width;
    std::string const cut = wrapped_text("éééé éééé", 1, width, 1);
    EXPECT_TRUE(cut.ends_with("...")) << cut;
    EXPECT_LE(text_size(cut, 1).width, width);
    EXPECT_EQ(cut.substr(0, cut.size() - 3).size() % 2, 0u) << "whole characters: " << cut;
}

} // namespace
} // namespace inlay::test
