// Is a text from elsewhere only read, whatever it was written to do?
#include "inlay/harmless.h"

#include <gtest/gtest.h>

namespace inlay {
namespace {

using namespace std::string_view_literals;

TEST(Harmless, leaves_every_writing_as_it_is) {
    for (std::string_view const text : {"a red hat, “quoted” — 50 %"sv, "猫に赤い帽子"sv, "قبعة حمراء"sv, "नमस्ते"sv,
                                        "👩‍🚀 🇩🇪"sv, "n̈"sv, ""sv})
        EXPECT_EQ(harmless(text), text);
}

TEST(Harmless, leaves_nothing_that_a_terminal_obeys) {
    EXPECT_EQ(harmless("\x1B[2J\x1B]0;title\a"), "?[2J?]0;title?");
    EXPECT_EQ(harmless("a\0b\bc\x7F"sv), "a?b?c?");
    EXPECT_EQ(harmless("\xC2\x9B"
                       "31m\xC2\x90q\xC2\x9C"),
              "?31m?q?")
        << "C1 controls in UTF-8";
    EXPECT_EQ(harmless("\x9B"
                       "31m"),
              "\xEF\xBF\xBD"
              "31m")
        << "and as a single byte";
    EXPECT_EQ(harmless("done\rerror"), "done error") << "nothing is written over";
}

TEST(Harmless, leaves_nothing_that_turns_the_direction_or_hides) {
    EXPECT_EQ(harmless("cat\xE2\x80\xAE"
                       "gnp.exe"),
              "cat?gnp.exe");
    EXPECT_EQ(harmless("\xE2\x81\xA6x\xE2\x81\xA9"), "?x?");
    EXPECT_EQ(harmless("\xE2\x80\x8F\xE2\x80\x8E\xD8\x9C"), "???");
    EXPECT_EQ(harmless("pay\xE2\x80\x8Bpal\xEF\xBB\xBF"), "pay?pal?");
    EXPECT_EQ(harmless("\xF3\xA0\x81\x81"), "?") << "tags";
}

TEST(Harmless, is_whole_utf8_whatever_it_was) {
    EXPECT_EQ(harmless("a\xFF\xC3("), "a\xEF\xBF\xBD\xEF\xBF\xBD(");
    EXPECT_EQ(harmless("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD") << "an overlong slash";
    EXPECT_EQ(harmless("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD") << "half of a pair";
    EXPECT_EQ(harmless("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD") << "cut";
}

TEST(Harmless, keeps_lines_only_where_they_are_wanted) {
    EXPECT_EQ(harmless("one\r\ntwo\nthree\rfour\tfive"), "one two three four five");
    EXPECT_EQ(harmless("one\r\ntwo\nthree\rfour", Lines::several), "one\ntwo\nthree\nfour");
    EXPECT_EQ(harmless("a\xE2\x80\xA8"
                       "b",
                       Lines::several),
              "a?b");
}

TEST(Harmless, is_bounded) {
    EXPECT_EQ(harmless("abcdefghij", Lines::one, 8), "abcde…");
    EXPECT_EQ(harmless("abcdefgh", Lines::one, 8), "abcdefgh");
    EXPECT_LE(harmless(std::string(5'000'000, 'x')).size(), longest_harmless);
}

} // namespace
} // namespace inlay
