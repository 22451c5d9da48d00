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

TEST(Redact, a_key_of_six_characters_is_found_inside_of_words_and_one_of_five_is_not) {
    EXPECT_EQ(redact("xabc123y", "abc123"), "x[key]y");
    EXPECT_EQ(redact("xabc12y abc12", "abc12"), "xabc12y [key]");
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
          "monkey=12", "invalid_api_key: Incorrect API key provided", "{\"code\":\"missing_api_key\",\"n\":1}",
          "https://imgen.x.ai/xai-imgen/xai-tmp-imgen-0a1b2c3d-4e5f-6789-abcd-ef0123456789.jpeg",
          "Use gemini-2.5-flash-image-preview at 1024x1024.", "basic training"})
        EXPECT_EQ(redact(text, ""), text);
}

// One character more or less decides; the lengths are those of the services' shortest keys.
TEST(Redact, foreign_keys_have_a_least_length) {
    struct Shape {
        std::string_view prefix;
        std::size_t least; // characters behind it
    };
    for (Shape const& shape :
         {Shape{"sk-", 12}, Shape{"AIza", 20}, Shape{"AQ.", 20}, Shape{"ya29.", 20}, Shape{"r8_", 12}, Shape{"hf_", 16},
          Shape{"gsk_", 16}, Shape{"xai-", 16}, Shape{"eyJ", 40}}) {
        std::string const shortest = std::string(shape.prefix) + std::string(shape.least, 'x');
        EXPECT_EQ(redact("a " + shortest + " b", ""), "a [key] b") << shortest;
        std::string const shorter = shortest.substr(0, shortest.size() - 1);
        EXPECT_EQ(redact("a " + shorter + " b", ""), "a " + shorter + " b");
    }
    EXPECT_EQ(redact("with Bearer abc12d", ""), "with Bearer [key]") << "six characters with a digit";
    EXPECT_EQ(redact("with Bearer ab12d", ""), "with Bearer ab12d");
    EXPECT_EQ(redact("with Bearer abcdefghijklmnopqrstuvwx", ""), "with Bearer [key]") << "24 letters are no word";
    EXPECT_EQ(redact("with Bearer abcdefghijklmnopqrstuvw", ""), "with Bearer abcdefghijklmnopqrstuvw");
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

// Random text that is whole UTF-8, made of what the search has to tell apart.
std::string noise(std::mt19937& random, std::size_t most) {
    constexpr std::string_view pieces[] = {
        "%", "%25", "\\", "\\u00", "/",     "\"", "key=",        "sk-", "AIza", "Bearer ", "Authorization: ",
        "a", "7",   "-",  "_",     " ",     "&",  "?",           "@",   "://",  "#",       "\n",
        "é", "日",  ":",  "eyJ",   "[key]", ".",  "x-api-key: ", "%3D", "\\n"};
    std::string text;
    for (std::size_t count = random() % most; count > 0; --count)
        text += pieces[random() % std::size(pieces)];
    return text;
}

// Each character as it is, percent-encoded or as an escape of JSON.
std::string spelled(std::string_view secret, std::mt19937& random) {
    std::string text;
    for (char const c : secret) {
        constexpr char hex[] = "0123456789abcdef";
        char const high = hex[static_cast<unsigned char>(c) >> 4];
        char const low = hex[static_cast<unsigned char>(c) & 15];
        switch (random() % 4) {
        case 0:
            text += {'%', high, low};
            break;
        case 1:
            text += {'\\', 'u', '0', '0', high, low};
            break;
        default:
            text += c;
        }
    }
    return text;
}

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        auto const lead = static_cast<unsigned char>(text[at]);
        std::size_t const length = lead < 0x80                   ? 1
                                   : lead >= 0xC2 && lead < 0xE0 ? 2
                                   : lead >= 0xE0 && lead < 0xF0 ? 3
                                                                 : 0;
        if (length == 0 || at + length > text.size()) return false;
        for (std::size_t i = 1; i < length; ++i)
            if ((static_cast<unsigned char>(text[at + i]) & 0xC0) != 0x80) return false;
        at += length;
    }
    return true;
}

TEST(Redact, never_shows_the_key_whatever_stands_around_it_and_however_it_is_spelled) {
    std::mt19937 random(5);
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/+=.";
    for (int i = 0; i < 20'000; ++i) {
        std::string secret;
        while (secret.size() < 12 + static_cast<std::size_t>(i % 30))
            secret += letters[random() % letters.size()];
        std::string const written = spelled(secret, random);
        std::string const before = noise(random, 20);
        std::string const after = noise(random, 20);
        std::string const shown = redact(before + written + after, secret);
        ASSERT_EQ(shown.find(secret), std::string::npos) << before + written + after;
        ASSERT_EQ(shown.find(written), std::string::npos) << before + written + after;
        ASSERT_NE(shown.find("[key]"), std::string::npos) << "it is shown that something was taken out";
        ASSERT_TRUE(is_utf8(shown)) << shown;
    }
}

TEST(Redact, what_was_made_shorter_fits_is_whole_utf8_and_the_beginning_of_the_text) {
    std::mt19937 random(6);
    for (int i = 0; i < 20'000; ++i) {
        std::string const text = noise(random, 30);
        std::size_t const most = 3 + random() % 60;
        std::string const shown = shortened(text, most);
        ASSERT_LE(shown.size(), most);
        ASSERT_TRUE(is_utf8(shown)) << shown;
        if (text.size() <= most) {
            ASSERT_EQ(shown, text);
        } else {
            ASSERT_TRUE(shown.ends_with("…"));
            ASSERT_TRUE(text.starts_with(shown.substr(0, shown.size() - 3)));
            ASSERT_GT(shown.size() + 3, most)
                << "no more is cut than has to be: a character here has up to three bytes";
        }
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

TEST(ShownUrl, of_noise_has_no_query_no_fragment_and_no_password) {
    std::mt19937 random(7);
    for (int i = 0; i < 20'000; ++i) {
        std::string const url = (i % 2 == 0 ? "https://" : "") + noise(random, 20);
        std::string const shown = shown_url(url);
        ASSERT_EQ(shown.find_first_of("?#"), std::string::npos) << url;
        ASSERT_LE(shown.size(), url.size());
        ASSERT_TRUE(url.substr(0, url.find_first_of("?#"))
                        .ends_with(shown.substr(shown.find("://") == std::string::npos ? 0 : shown.find("://") + 3)))
            << url << " became " << shown;
        if (i % 2 != 0) continue;
        std::string_view const authority = std::string_view(shown).substr(8, shown.find_first_of("/\\", 8) - 8);
        ASSERT_EQ(authority.find('@'), std::string_view::npos) << url;
    }
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
