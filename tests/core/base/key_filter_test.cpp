// Is a key found in every spelling that a service may echo it in, and are the bytes around it left as they came?
#include "inlay/redact.h"

#include <gtest/gtest.h>

#include <string>

namespace inlay {
namespace {

constexpr std::string_view key = "sk-Ab/Cd+1234567890";

struct Spelling {
    std::string_view what;
    std::string_view text;
    std::string_view without;
};

// The Base64 was made with another program, behind none, one and two other bytes.
constexpr Spelling spellings[] = {
    {"as it is", "your key sk-Ab/Cd+1234567890 is", "your key [key] is"},
    {"in other letters", "SK-AB/CD+1234567890", "[key]"},
    {"JSON-escaped", R"("sk-Ab\/Cd\u002b1234567890")", R"("[key]")"},
    {"percent-encoded", "?k=sk-Ab%2FCd%2b1234567890&n", "?k=[key]&n"},
    {"percent-encoded twice", "sk%252DAb%252FCd%252B1234567890", "[key]"},
    {"in Base64", "c2stQWIvQ2QrMTIzNDU2Nzg5MA==", "[key]A=="},
    {"in Base64 behind one byte", "OnNrLUFiL0NkKzEyMzQ1Njc4OTA=", "On[key]A="},
    {"in Base64 behind two bytes", "dTpzay1BYi9DZCsxMjM0NTY3ODkw", "dTp[key]"},
    {"twice in a row", "sk-Ab/Cd+1234567890sk-Ab/Cd+1234567890", "[key][key]"},
};

TEST(KeyFilter, finds_the_key_in_every_spelling_wherever_the_pieces_end) {
    for (Spelling const& one : spellings) {
        EXPECT_EQ(KeyFilter(key).all(one.text), one.without) << one.what;
        for (std::size_t cut = 0; cut <= one.text.size(); ++cut) {
            KeyFilter filter(key);
            std::string out = filter.feed(one.text.substr(0, cut));
            out += filter.feed(one.text.substr(cut));
            out += filter.finish();
            EXPECT_EQ(out, one.without) << one.what << ", cut at " << cut;
        }
        KeyFilter filter(key);
        std::string out;
        for (char const c : one.text)
            out += filter.feed({&c, 1});
        EXPECT_EQ(out + filter.finish(), one.without) << one.what << ", byte by byte";
    }
}

TEST(KeyFilter, changes_nothing_else_and_holds_nothing_back_that_cannot_be_the_key) {
    std::string bytes;
    for (int i = 0; i < 70'000; ++i)
        bytes += static_cast<char>((i * 7919 + i / 251) % 256);
    EXPECT_EQ(KeyFilter(key).all(bytes), bytes);
    KeyFilter filter(key);
    EXPECT_EQ(filter.feed(R"({"usage":{"total":1290}}])"), R"({"usage":{"total":1290}}])");
    EXPECT_EQ(filter.feed("data: [DONE]\n\n"), "data: [DONE]\n\n");
    EXPECT_EQ(filter.feed("abc sk-Ab"), "abc ") << "this may be its beginning";
    EXPECT_EQ(filter.feed("x"), "sk-Abx") << "and it was not";
    EXPECT_EQ(filter.feed("sk-Ab"), "");
    EXPECT_EQ(filter.finish(), "sk-Ab") << "nothing follows";
}

TEST(KeyFilter, leaves_what_merely_looks_like_a_key) {
    constexpr std::string_view text = "sk-proj-AbCdEf0123456789xyz api_key=abc Bearer abc123def";
    EXPECT_EQ(KeyFilter(key).all(text), text);
    EXPECT_EQ(KeyFilter("").all(text), text);
    EXPECT_EQ(KeyFilter("abc").all(text), text) << "too short to be told from text";
}

} // namespace
} // namespace inlay
