#include "inlay/base64.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace inlay {
namespace {

using base64::decode;
using base64::encode;

// Nothing when refused, so that one comparison shows both.
std::string decoded(std::string_view text) {
    Result<std::string> const bytes = decode(text);
    return bytes ? "ok:" + *bytes : "refused";
}

TEST(Base64, agrees_with_the_vectors_of_rfc_4648) {
    constexpr std::pair<std::string_view, std::string_view> vectors[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };
    for (auto const& [bytes, text] : vectors) {
        EXPECT_EQ(encode(bytes), text);
        EXPECT_EQ(decoded(text), "ok:" + std::string(bytes));
    }
}

TEST(Base64, uses_every_character_of_the_alphabet) {
    std::string bytes;
    for (int i = 0; i < 64; i += 4) {
        bytes += static_cast<char>(i << 2 | (i + 1) >> 4);
        bytes += static_cast<char>((i + 1) << 4 | (i + 2) >> 2);
        bytes += static_cast<char>((i + 2) << 6 | (i + 3));
    }
    std::string const text = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    EXPECT_EQ(encode(bytes), text);
    EXPECT_EQ(decoded(text), "ok:" + bytes);
    EXPECT_EQ(decoded("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), "ok:" + bytes);
    EXPECT_EQ(decoded("+_-/"), decoded("+/+/")) << "both alphabets in one text";
}

TEST(Base64, returns_what_was_encoded_for_every_length) {
    std::mt19937 random(7);
    for (std::size_t length = 0; length < 200; ++length) {
        std::string bytes;
        for (std::size_t i = 0; i < length; ++i)
            bytes += static_cast<char>(random());
        std::string const text = encode(bytes);
        ASSERT_EQ(text.size(), (length + 2) / 3 * 4);
        ASSERT_EQ(decoded(text), "ok:" + bytes);
        std::string const bare = text.substr(0, text.find('='));
        ASSERT_EQ(decoded(bare), "ok:" + bytes) << "without padding";
    }
}

TEST(Base64, appends_to_what_is_there) {
    std::string out = "data:";
    base64::append(out, "fooba");
    base64::append(out, "");
    EXPECT_EQ(out, "data:Zm9vYmE=");
}

TEST(Base64, takes_white_space_anywhere) {
    EXPECT_EQ(decoded(" Zm9v\r\nYmFy\t\n"), "ok:foobar");
    EXPECT_EQ(decoded("Z m 9 v Y g = = "), "ok:foob");
    EXPECT_EQ(decoded("Zm9vYg=\n=\n"), "ok:foob");
    std::string bytes(1000, 'x');
    std::string lines;
    std::string const text = encode(bytes);
    for (std::size_t i = 0; i < text.size(); i += 75)
        lines += text.substr(i, 75) + "\r\n";
    EXPECT_EQ(decoded(lines), "ok:" + bytes);
}

TEST(Base64, takes_the_escapes_that_json_may_put_in) {
    std::string const bytes = "\xFB\xFF\xFE\xFB";
    ASSERT_EQ(encode(bytes), "+//++w==");
    EXPECT_EQ(decoded(R"(+\/\/++w==)"), "ok:" + bytes);
    EXPECT_EQ(decoded(R"(\u002b\u002f\u002F\u002B+w\u003d\u003D)"), "ok:" + bytes);
    EXPECT_EQ(decoded(R"(Zm9v\r\nYmFy\n)"), "ok:foobar");
}

// Long texts are read in pieces of 32 KB; no border may show, wherever an escape, a space or the end falls.
TEST(Base64, long_texts_with_escapes_around_every_border) {
    std::mt19937 random(3);
    std::string bytes;
    for (int i = 0; i < 60'000; ++i)
        bytes += static_cast<char>(random());
    std::string const plain = encode(bytes);
    for (std::size_t const border : {32'768u, 65'536u}) {
        for (std::size_t before = 0; before < 12; ++before) {
            std::string text = plain;
            std::size_t const at = border - before;
            text.insert(at, before % 2 == 0 ? " " : "\\n");
            if (auto const slash = text.find('/', at); slash != std::string::npos) text.replace(slash, 1, "\\u002f");
            text.replace(at - 100, 100, [&] {
                std::string escaped;
                for (char const c : text.substr(at - 100, 100))
                    escaped += c == '+' ? "\\u002b" : std::string(1, c);
                return escaped;
            }());
            EXPECT_TRUE(decoded(text) == "ok:" + bytes) << border << " - " << before;
        }
    }
    for (std::size_t length = 24'570; length < 24'585; ++length) {
        std::string const part = bytes.substr(0, length);
        EXPECT_TRUE(decoded(encode(part)) == "ok:" + part) << length;
        EXPECT_TRUE(decoded(" " + encode(part)) == "ok:" + part) << length;
    }
}

TEST(Base64, refuses_escapes_that_mean_nothing_here) {
    for (std::string_view const text : {R"(Zm9v\)", R"(Zm9v\u)", R"(Zm9v\u002)", R"(Zm9v\u0041)", R"(Zm9v\x2b)",
                                        R"(Zm9v\")", R"(Zm9v\\)", R"(Zm9v\u102b)", R"(Zm9v\u0o2b)", R"(Zm9v\u003b)"})
        EXPECT_EQ(decoded(text), "refused") << text;
}

TEST(Base64, refuses_every_foreign_character_in_every_place) {
    std::string const sound = encode(std::string(30, '\x5A'));
    std::string const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_= \t\r\n\v\f\\";
    for (int c = 0; c < 256; ++c) {
        if (allowed.find(static_cast<char>(c)) != std::string::npos) continue;
        for (std::size_t at = 0; at < sound.size(); ++at) {
            std::string text = sound;
            text[at] = static_cast<char>(c);
            ASSERT_EQ(decoded(text), "refused") << "character " << c << " at " << at;
        }
    }
}

TEST(Base64, refuses_data_after_padding_and_padding_that_is_too_much) {
    for (std::string_view const text : {"Zg==Zg==", "Zm8=Zg", "Zg==A", "Zm9v=", "Zm9v==", "Zm8==", "Zg===", "=",
                                        "====", "Z===", "Z=", "Zg= =A", "Zm9vYmFyZm9v=AAA"})
        EXPECT_EQ(decoded(text), "refused") << text;
}

TEST(Base64, refuses_a_single_left_over_character) {
    EXPECT_EQ(decoded("Z"), "refused");
    EXPECT_EQ(decoded("Zm9vY"), "refused");
    EXPECT_EQ(decoded("Zm9vYmFyZm9vY"), "refused");
}

TEST(Base64, refuses_bits_beyond_the_last_byte) {
    EXPECT_EQ(decoded("Zh=="), "refused");
    EXPECT_EQ(decoded("Zm9="), "refused");
    EXPECT_EQ(decoded("Zh"), "refused");
    EXPECT_EQ(decoded("Zm9"), "refused");
    EXPECT_EQ(decoded("Zm8"), "ok:fo");
}

TEST(Base64, an_error_is_a_sentence_and_says_where) {
    Result<std::string> const bytes = decode("Zm9vYmFyZm9v!AAA");
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().code, ErrorCode::undecodable);
    EXPECT_EQ(bytes.error().message, "The encoded picture is damaged or cut off.");
    EXPECT_NE(bytes.error().detail.find("character 12"), std::string::npos) << bytes.error().detail;
}

// The rules of base64.h by the plainest code: escapes and white space away, then digits, then padding, bit by bit.
std::string decoded_plainly(std::string_view text) {
    constexpr std::string_view escapes[] = {"\\/",     "\\n",     "\\r",     "\\t",     "\\u002b",
                                            "\\u002B", "\\u002f", "\\u002F", "\\u003d", "\\u003D"};
    constexpr std::string_view meanings = "/   ++//==";
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string plain;
    while (!text.empty()) {
        auto const escape =
            std::ranges::find_if(escapes, [&](std::string_view each) { return text.starts_with(each); });
        bool const escaped = escape != std::end(escapes);
        char const c = escaped ? meanings[static_cast<std::size_t>(escape - std::begin(escapes))] : text[0];
        text.remove_prefix(escaped ? escape->size() : 1);
        if (std::string_view(" \t\n\v\f\r").find(c) != std::string_view::npos) continue;
        plain += c == '-' ? '+' : c == '_' ? '/' : c;
    }
    std::size_t const digits = std::min(plain.find('='), plain.size());
    std::size_t const padding = plain.size() - digits;
    bool const sound =
        plain.find_first_not_of(alphabet) >= digits && plain.find_first_not_of('=', digits) == std::string::npos;
    if (!sound || digits % 4 == 1 || (padding > 0 && (digits % 4 == 0 || digits % 4 + padding > 4))) return "refused";
    std::vector<bool> bits;
    for (char const c : plain.substr(0, digits))
        for (int bit = 5; bit >= 0; --bit)
            bits.push_back((alphabet.find(c) >> bit & 1) != 0);
    std::string bytes;
    for (std::size_t byte = 0; byte + 8 <= bits.size(); byte += 8) {
        int value = 0;
        for (std::size_t bit = 0; bit < 8; ++bit)
            value = value * 2 + (bits[byte + bit] ? 1 : 0);
        bytes += static_cast<char>(value);
    }
    bool const clean =
        std::find(bits.begin() + static_cast<std::ptrdiff_t>(8 * bytes.size()), bits.end(), true) == bits.end();
    return clean ? "ok:" + bytes : "refused";
}

TEST(Base64, reads_and_refuses_noise_as_the_plainest_code_does) {
    std::mt19937 random(3);
    std::string const letters = "ABab01+/-_=\\u0023bBdDfF \n";
    constexpr std::string_view pieces[] = {"QUJD",    "YWJj",    "Zg==", "Zm8=", "Zm8",
                                           "\\u002b", "\\u003D", "\\/",  "\\n",  " "};
    int good = 0;
    int refused = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        for (std::size_t length = random() % 12; length > 0; --length) {
            if (random() % 4 == 0)
                text += letters[random() % letters.size()];
            else
                text += pieces[random() % std::size(pieces)];
        }
        std::string const expected = decoded_plainly(text);
        ASSERT_EQ(decoded(text), expected) << text;
        ++(expected == "refused" ? refused : good);
    }
    EXPECT_GT(good, 1000) << "nearly all was refused: that tells little";
    EXPECT_GT(refused, 1000);
}

} // namespace
} // namespace inlay
