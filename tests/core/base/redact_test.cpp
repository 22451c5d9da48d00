#include "inlay/redact.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace inlay {
namespace {

constexpr std::string_view key = "my/se+cret\"k=y%1"; // one of everything that gets escaped somewhere

TEST(Redact, a_key_is_replaced_wherever_it_stands) {
    EXPECT_EQ(redact("a secret-key-1 b secret-key-1", "secret-key-1"), "a [key] b [key]");
    EXPECT_EQ(redact("secret-key-1", "secret-key-1"), "[key]");
    EXPECT_EQ(redact("xsecret-key-1y", "secret-key-1"), "x[key]y") << "inside of words too";
    EXPECT_EQ(redact("secret-key-1secret-key-1", "secret-key-1"), "[key][key]");
    EXPECT_EQ(redact("secret-key-", "secret-key-1"), "secret-key-") << "not the whole key";
    EXPECT_EQ(redact("", "secret-key-1"), "");
    EXPECT_EQ(redact("nothing here", ""), "nothing here");
}

TEST(Redact, white_space_around_the_key_does_not_save_it) {
    EXPECT_EQ(redact("sent secret-key-1 to", " secret-key-1\n"), "sent [key] to");
    EXPECT_EQ(redact("a b", " "), "a b");
}

TEST(Redact, finds_the_key_percent_encoded) {
    EXPECT_EQ(redact("at my%2Fse%2Bcret%22k%3Dy%251 end", key), "at [key] end");
    EXPECT_EQ(redact("at my%2fse%2bcret%22k%3dy%251 end", key), "at [key] end") << "lower case";
    EXPECT_EQ(redact("at my/se+cret%22k=y%251 end", key), "at [key] end") << "only what some encoder found necessary";
    EXPECT_EQ(redact("at my%252Fse%252Bcret%2522k%253Dy%25251 end", key), "at [key] end") << "twice";
    std::string everything;
    for (char const c : std::string("secret-key-1")) {
        constexpr char hex[] = "0123456789ABCDEF";
        everything += {'%', hex[c >> 4], hex[c & 15]};
    }
    EXPECT_EQ(redact(everything, "secret-key-1"), "[key]");
}

TEST(Redact, finds_the_key_json_escaped) {
    EXPECT_EQ(redact(R"({"echo":"my\/se+cret\"k=y%1"})", key), R"({"echo":"[key]"})");
    EXPECT_EQ(redact(R"({"echo":"my/se\u002bcret\u0022k\u003Dy%1"})", key), R"({"echo":"[key]"})");
    EXPECT_EQ(redact(R"("{\"echo\":\"my\\\/se+cret\\\"k=y%1\"}")", key), R"("{\"echo\":\"[key]\"}")")
        << "JSON in a JSON string";
    EXPECT_EQ(redact(R"(\u0073ecret-key-1)", "secret-key-1"), "[key]");
    EXPECT_EQ(redact(R"(back\\slash\\key)", R"(back\slash\key)"), "[key]");
}

TEST(Redact, finds_the_key_in_a_url) {
    EXPECT_EQ(redact("https://h/v1beta/m:generateContent?key=secret-key-1&alt=sse", "secret-key-1"),
              "https://h/v1beta/m:generateContent?key=[key]&alt=sse");
    EXPECT_EQ(redact("https://secret-key-1@h/secret-key-1/x", "secret-key-1"), "https://[key]@h/[key]/x");
}

TEST(Redact, a_short_key_does_not_destroy_the_text) {
    EXPECT_EQ(redact("a cat and a dog", "a"), "[key] cat and [key] dog");
    EXPECT_EQ(redact("banana", "an"), "banana");
    EXPECT_EQ(redact("test: this is the latest test.", "test"), "[key]: this is the latest [key].");
    EXPECT_EQ(redact("key-abc is not abc_d", "abc"), "key-abc is not abc_d");
    EXPECT_EQ(redact("...", "."), "[key][key][key]") << "such a key cannot be told from text";
}

TEST(Redact, finds_foreign_keys_by_their_shape) {
    EXPECT_EQ(redact("provided: sk-proj-AbCdEf0123456789xyz.", ""), "provided: [key].");
    EXPECT_EQ(redact("sk-or-v1-0123456789abcdef0123456789abcdef", "other-key"), "[key]");
    EXPECT_EQ(redact("Incorrect API key provided: sk-abc*****************wxyz. You", ""),
              "Incorrect API key provided: [key]. You");
    EXPECT_EQ(redact("key AIzaSyA1234567890abcdefghijklmnopqrstuv!", ""), "key [key]!");
    EXPECT_EQ(redact("\"AQ.Ab8RN6Labcdefghijklmnopqrstuvwxyz\"", ""), "\"[key]\"");
    EXPECT_EQ(redact("r8_abcdefghijklmnopqrstuvwxyz012345", ""), "[key]");
    EXPECT_EQ(redact("eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9abcdefgh.eyJzdWIiOiIxIn0.c2lnbmF0dXJl end", ""), "[key] end");
}

TEST(Redact, leaves_words_that_only_begin_like_keys) {
    for (std::string_view const text :
         {"task-oriented-and-quite-long-words", "sk-short", "risk-adverse-behaviour-of-models", "AIza", "r8_",
          "The key: press it.", "Bearer authentication is required", "a basic example", "image_tokens=1290",
          "monkey=12", "Use gemini-2.5-flash-image-preview at 1024x1024.", "basic training"})
        EXPECT_EQ(redact(text, ""), text);
}

TEST(Redact, hides_the_value_behind_a_name_that_means_a_secret) {
    EXPECT_EQ(redact("Authorization: Bearer abcdefgh", ""), "Authorization: Bearer [key]");
    EXPECT_EQ(redact("authorization: abc\r\nHost: h", ""), "authorization: [key]\r\nHost: h");
    EXPECT_EQ(redact("Proxy-Authorization: Basic dXNlcjpwYXNz", ""), "Proxy-Authorization: Basic [key]");
    EXPECT_EQ(redact("x-goog-api-key: abc123", ""), "x-goog-api-key: [key]");
    EXPECT_EQ(redact("X-Goog-Api-Key:abc123", ""), "X-Goog-Api-Key:[key]");
    EXPECT_EQ(redact(R"({"api_key": "abc", "n": 1})", ""), R"({"api_key": "[key]", "n": 1})");
    EXPECT_EQ(redact(R"({\"Authorization\":\"Bearer abc\"})", ""), R"({\"Authorization\":\"Bearer [key]\"})");
    EXPECT_EQ(redact("GET /a?x=1&key=abc&y=2 HTTP/1.1", ""), "GET /a?x=1&key=[key]&y=2 HTTP/1.1");
    EXPECT_EQ(redact("?token=abc#part", ""), "?token=[key]#part");
    EXPECT_EQ(redact("next=%2Fa%3Fkey%3Dabc%26n%3D1", ""), "next=%2Fa%3Fkey%3D[key]%26n%3D1");
    EXPECT_EQ(redact(R"("url":"https://h/a?alt=sse\u0026key=abc")", ""),
              R"("url":"https://h/a?alt=sse\u0026key=[key]")");
    EXPECT_EQ(redact(R"(one\nx-api-key: abc\ntwo)", ""), R"(one\nx-api-key: [key]\ntwo)");
    EXPECT_EQ(redact("COMETAPI_KEY=abc123", ""), "COMETAPI_KEY=[key]");
    EXPECT_EQ(redact("with Bearer abc123def", ""), "with Bearer [key]");
}

TEST(Redact, twice_is_the_same_as_once) {
    for (std::string_view const text :
         {"Authorization: Bearer abcdefgh", "?key=abc&b", "sk-abcdefghijklmnopqrstuvwxyz", "x-api-key: 'abc'"}) {
        std::string const once = redact(text, "secret-key-1");
        EXPECT_EQ(redact(once, "secret-key-1"), once);
    }
}

TEST(Redact, what_was_cut_afterwards_holds_no_part_of_the_key) {
    std::string const text = "The service says that your key secret-key-1 is wrong.";
    for (std::size_t length = 0; length <= text.size(); ++length) {
        std::string const shown = shortened(redact(text, "secret-key-1"), length);
        EXPECT_EQ(shown.find("secret"), std::string::npos);
    }
}

// A reply may be megabytes long and made to be slow: the time must grow with the length and not with its square.
TEST(Redact, long_runs_of_one_character_take_no_time) {
    for (char const c : {'\\', '%', ' ', 'a', '"'}) {
        std::string const text(1'000'000, c);
        EXPECT_EQ(redact(text, "secret-key-1"), text);
    }
}

TEST(Redact, never_crashes_on_noise) {
    std::mt19937 random(5);
    std::string const letters = "%25\\u00/\"skey=:AIza-_ &?Bearer\n\xC3\xA9";
    for (int i = 0; i < 20000; ++i) {
        std::string text;
        for (std::size_t length = random() % 60; length > 0; --length)
            text += letters[random() % letters.size()];
        std::string const secret = text.substr(0, random() % 12);
        static_cast<void>(shortened(redact(text, secret), random() % 40));
        static_cast<void>(shown_url(text));
    }
}

TEST(ShownUrl, has_no_query_no_fragment_and_no_password) {
    EXPECT_EQ(shown_url("https://user:pass@h.example:8443/v1/x?key=abc#f"), "https://h.example:8443/v1/x");
    EXPECT_EQ(shown_url("https://h/v1beta/models/m:generateContent"), "https://h/v1beta/models/m:generateContent");
    EXPECT_EQ(shown_url("http://h?key=abc"), "http://h");
    EXPECT_EQ(shown_url("http://h#f?x"), "http://h");
    EXPECT_EQ(shown_url("https://a@b@h/x"), "https://h/x") << "a password may hold an @";
    EXPECT_EQ(shown_url("https://h/@user/x"), "https://h/@user/x");
    EXPECT_EQ(shown_url("user:pass@h/x?y"), "h/x");
    EXPECT_EQ(shown_url("h/go?next=https://u:p@e/"), "h/go");
    EXPECT_EQ(shown_url("https://h/go/https://u@e/x?y"), "https://h/go/https://u@e/x");
    EXPECT_EQ(shown_url(""), "");
}

TEST(Shortened, cuts_between_characters_and_shows_that_it_did) {
    EXPECT_EQ(shortened("hello", 5), "hello");
    EXPECT_EQ(shortened("hello!", 5), "he…");
    EXPECT_EQ(shortened("héllo", 5), "h…") << "é has two bytes, the second of which would be the last";
    EXPECT_EQ(shortened("日本語", 8), "日…");
    EXPECT_EQ(shortened("日本語", 9), "日本語");
    EXPECT_EQ(shortened("😀😀😀", 8), "😀…");
    EXPECT_EQ(shortened("", 0), "");
    for (std::size_t length = 3; length < 9; ++length)
        EXPECT_LE(shortened("日本語", length).size(), length);
    EXPECT_EQ(shortened("abc", 0), "…");
    EXPECT_NO_THROW(shortened("\x80\x80\x80\x80\x80\x80\x80", 5)) << "not UTF-8 at all";
}

} // namespace
} // namespace inlay
