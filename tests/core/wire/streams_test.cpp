// How streams, long strings and texts are taken apart: at every cut, in every style of line end, and in linear time.
#include "replies.h"

#include "wire/json_doc.h"
#include "wire/json_text.h"
#include "wire/sse.h"
#include "wire/text_scan.h"

#include <nlohmann/json.hpp>

#include <sys/resource.h>

using namespace inlay;
using namespace inlay::test;
using namespace inlay::wire;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

struct Events {
    std::vector<std::string> list; // "type|data", "!" at the end when it was not complete
    std::string stray;
    friend bool operator==(Events const&, Events const&) = default;
};

Events events_of(std::string_view stream, std::size_t first = std::string_view::npos,
                 std::size_t piece = std::string_view::npos) {
    Events events;
    SseSplitter splitter([&](SseSplitter::Event const& event) {
        events.list.push_back(std::string(event.type) + "|" + std::string(event.data) + (event.complete ? "" : "!"));
    });
    splitter.feed(stream.substr(0, first));
    stream.remove_prefix(std::min(first, stream.size()));
    while (!stream.empty()) {
        splitter.feed(stream.substr(0, piece));
        stream.remove_prefix(std::min(piece, stream.size()));
    }
    splitter.finish();
    events.stray = splitter.stray();
    return events;
}

// How many seconds are still linear time: more where each access to memory is watched.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr double linear_seconds = 30.0;
#else
constexpr double linear_seconds = 3.0;
#endif

// Time in the program itself: the kernel's, for pages that a large buffer touches first, says how the machine hands out
// memory and not how often a byte is looked at.
double user_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return double(used.ru_utime.tv_sec) + double(used.ru_utime.tv_usec) / 1e6;
}

double cpu_seconds(auto&& work) {
    double best = 1e9;
    for (int i = 0; i < 3; ++i) {
        double const begin = user_seconds();
        work();
        best = std::min(best, user_seconds() - begin);
    }
    return best;
}

std::string random_bytes(std::size_t size, std::uint32_t seed) {
    std::string bytes(size, '\0');
    for (char& c : bytes) {
        seed = seed * 1664525u + 1013904223u;
        c = static_cast<char>(seed >> 24);
    }
    return bytes;
}

std::string gemini_event(std::size_t picture_bytes, std::uint32_t seed) {
    return R"(data: {"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":")" +
           base64::encode(random_bytes(picture_bytes, seed)) + "\"}}]}}]}\r\n\r\n";
}

} // namespace

TEST(SseSplitter, row_3_takes_every_line_end_with_and_without_a_space) {
    for (std::string const end : {"\n", "\r\n", "\r"})
        for (std::string const space : {"", " "}) {
            std::string const stream = "data:" + space + "one" + end + end + "event: note" + end + "data:" + space +
                                       "two" + end + "data:" + space + "three" + end + end;
            EXPECT_THAT(events_of(stream).list, ElementsAre("|one", "note|two\nthree"));
        }
    EXPECT_THAT(events_of("data:  two spaces\n\n").list, ElementsAre("| two spaces"));
    EXPECT_THAT(events_of("data\n\ndata:\n\n").list, ElementsAre("|", "|"));
}

TEST(SseSplitter, row_3_skips_a_byte_order_mark) {
    EXPECT_THAT(events_of("\xEF\xBB\xBF"
                          "data: one\n\n")
                    .list,
                ElementsAre("|one"));
}

TEST(SseSplitter, row_4_skips_comments_ids_retries_and_empty_events) {
    EXPECT_THAT(
        events_of(
            ": OPENROUTER PROCESSING\n\n: x\n\nid: 7\nretry: 100\n\nevent: ping\n\ndata: one\n: in between\nid\n\n")
            .list,
        ElementsAre("|one"));
    EXPECT_THAT(events_of(": c\n\nid: 7\n").stray, IsEmpty());
}

TEST(SseSplitter, row_5_gives_the_last_event_without_an_empty_line_or_a_newline) {
    EXPECT_THAT(events_of("data: one\n\ndata: two\n").list, ElementsAre("|one", "|two!"));
    EXPECT_THAT(events_of("data: one\n\ndata: two").list, ElementsAre("|one", "|two!"));
    EXPECT_THAT(events_of("data: one\r").list, ElementsAre("|one!"));
    EXPECT_THAT(events_of("").list, IsEmpty());
}

TEST(SseSplitter, row_7_keeps_what_stands_outside_of_the_fields) {
    Events const events =
        events_of("data: one\n\n{\n  \"error\": {\n\n    \"message\": \"no\"\n  }\n}\n\ndata: two\n\n");
    EXPECT_THAT(events.list, ElementsAre("|one", "|two"));
    EXPECT_EQ(nlohmann::json::parse(events.stray)["error"]["message"], "no");
    EXPECT_EQ(events_of("error code: 524").stray, "error code: 524\n");
}

TEST(SseSplitter, is_the_same_whole_byte_by_byte_and_cut_at_every_position) {
    for (std::string const& stream :
         {std::string("\xEF\xBB\xBF: comment\r\nevent: a\r\ndata: one\r\ndata:two\r\n\r\nid: 1\r\rdata: "
                      "three\n\n\ndata: four\r\n\rx: y\n{\"a\"\r\n:1}\r\ndata: five\r"),
          test_data("recorded/vertex_stream_error_midstream.sse")}) {
        Events const whole = events_of(stream);
        EXPECT_GE(whole.list.size(), 2u);
        EXPECT_EQ(events_of(stream, 0, 1), whole);
        for (std::size_t cut = 0; cut <= stream.size(); ++cut)
            ASSERT_EQ(events_of(stream, cut), whole) << cut;
    }
}

TEST(LongLines, row_1_one_line_of_40_mb_costs_what_forty_of_1_mb_cost) {
    constexpr std::size_t megabyte = 786'432; // makes 1 MB of Base64
    std::string const one = gemini_event(40 * megabyte, 1);
    std::string forty;
    for (std::uint32_t i = 0; i < 40; ++i)
        forty += gemini_event(megabyte, i + 2);
    auto const read = [](std::string const& stream, std::size_t pictures) {
        Given given;
        given.piece = 16'384;
        auto const reply = read_reply(stream, given);
        ASSERT_TRUE(reply.has_value());
        ASSERT_EQ(reply->images.size(), pictures);
    };
    double one_line = 1e9;
    double forty_lines = 1e9;
    for (int i = 0; i < 4; ++i) { // in turns: what else the machine does must not fall upon one of them alone
        one_line = std::min(one_line, cpu_seconds([&] { read(one, 1); }));
        forty_lines = std::min(forty_lines, cpu_seconds([&] { read(forty, 40); }));
    }
    RecordProperty("one_line_ms", static_cast<int>(one_line * 1000));
    RecordProperty("forty_lines_ms", static_cast<int>(forty_lines * 1000));
    EXPECT_LT(one_line, 2 * forty_lines);
    EXPECT_LT(forty_lines, 2 * one_line);
}

TEST(LongLines, text_deltas_that_hold_one_picture_cost_linear_time) {
    std::string const blocks = base64::encode(random_bytes(16 * 3072, 5)); // in turn, for random bytes take their time
    auto const stream = [&](std::size_t deltas) {
        std::string text = R"(data: {"choices":[{"delta":{"content":"![image](data:image/png;base64,"}}]})"
                           "\n\n";
        for (std::size_t i = 0; i < deltas; ++i)
            text += R"(data: {"choices":[{"delta":{"content":")" + blocks.substr(i % 16 * 4096, 4096) + "\"}}]}\n\n";
        return text + "data: {\"choices\":[{\"delta\":{\"content\":\")\"}}]}\n\ndata: [DONE]\n\n";
    };
    // Copied anew with each delta it would be 128 GB.
    std::string const large = stream(8000);
    EXPECT_LT(cpu_seconds([&] { ASSERT_TRUE(read_reply(large).has_value()); }), linear_seconds);
}

TEST(LongLines, short_lines_with_one_kind_of_line_end_in_one_piece_cost_linear_time) {
    std::string lines;
    while (lines.size() < (8u << 20))
        lines += ":\r";
    EXPECT_LT(cpu_seconds([&] { events_of(lines); }), linear_seconds);
}

TEST(JsonDoc, leaves_long_strings_where_they_are) {
    std::string const base64 = base64::encode(random_bytes(30'000, 1));
    std::string const text =
        R"( {"a":")" + base64 + R"(","b":[1,"x\ny"],"c":")" + std::string(2000, 'z') + R"(\u00e9"} rest)";
    JsonDoc const doc(text);
    ASSERT_EQ(doc.state(), JsonDoc::State::ok);
    EXPECT_EQ(text.substr(doc.consumed()), " rest");
    std::string scratch;
    std::string_view const a = doc.text_of(member(doc.root(), "a"), scratch);
    EXPECT_EQ(a, base64);
    EXPECT_GE(a.data(), text.data()) << "a view into the text and no copy";
    EXPECT_LT(a.data(), text.data() + text.size());
    EXPECT_EQ(doc.copy_of(member(doc.root(), "b")[1]), "x\ny");
    EXPECT_EQ(doc.copy_of(member(doc.root(), "c")), std::string(2000, 'z') + "é");
    EXPECT_EQ(doc.copy_of(member(doc.root(), "none")), "");
}

TEST(JsonDoc, tells_cut_off_from_broken_at_every_cut) {
    std::string const text = R"({"a":[1,{"b":"c\"]}"}],"d":")" + std::string(1500, 'q') + R"("})";
    for (std::size_t size = 1; size < text.size(); ++size)
        EXPECT_EQ(JsonDoc(text.substr(0, size)).state(), JsonDoc::State::cut_off) << size;
    EXPECT_EQ(JsonDoc(text).state(), JsonDoc::State::ok);
    for (auto const* broken : {"", "  ", "nonsense", "{]}", "{\"a\" 1}", "[1,,2]", "\"text\""})
        EXPECT_EQ(JsonDoc(broken).state(), JsonDoc::State::broken) << broken;
}

TEST(JsonDoc, limits_the_depth_and_the_amount) {
    EXPECT_EQ(JsonDoc(std::string(100'000, '[')).state(), JsonDoc::State::broken);
    EXPECT_EQ(JsonDoc(std::string(100'000, '[') + std::string(100'000, ']')).state(), JsonDoc::State::broken);
    std::string objects;
    for (int i = 0; i < 100'000; ++i)
        objects += "{\"a\":";
    EXPECT_EQ(JsonDoc(objects).state(), JsonDoc::State::broken);
    EXPECT_EQ(JsonDoc(std::string(90, '[') + std::string(90, ']')).state(), JsonDoc::State::ok);
    EXPECT_EQ(JsonDoc("[" + std::string(5u << 20, ' ') + "]").state(), JsonDoc::State::broken);
}

TEST(JsonDoc, forgives_what_is_nearly_json) {
    JsonDoc const lone("{\"a\":\"x\\ud83d\",\"b\":\"raw\nline\",\"c\":\"bad \xFF byte\"}");
    ASSERT_EQ(lone.state(), JsonDoc::State::ok);
    EXPECT_EQ(lone.copy_of(member(lone.root(), "a")), "x\xEF\xBF\xBD");
    EXPECT_EQ(lone.copy_of(member(lone.root(), "b")), "raw\nline");
    EXPECT_EQ(lone.copy_of(member(lone.root(), "c")), "bad \xEF\xBF\xBD byte");
}

TEST(JsonDoc, a_forged_placeholder_names_nothing_that_is_not_there) {
    JsonDoc const doc(R"({"a":"\u00010","b":"\u00017","c":"\u0001999999999999999999999","d":"\u0001"})");
    ASSERT_EQ(doc.state(), JsonDoc::State::ok);
    EXPECT_EQ(doc.copy_of(member(doc.root(), "a")), "\x01"
                                                    "0");
    EXPECT_EQ(doc.copy_of(member(doc.root(), "b")), "\x01"
                                                    "7");
}

TEST(JsonText, unescapes_what_json_escapes) {
    auto const meaning = [](std::string_view raw) {
        std::string out;
        append_unescaped(out, raw);
        return out;
    };
    EXPECT_EQ(meaning(R"(a\"\\\/\b\f\n\r\tz)"), "a\"\\/\b\f\n\r\tz");
    EXPECT_EQ(meaning(R"(\u0041\u00E9\u4e2d\ud83c\udf03)"), "Aé中🌃");
    EXPECT_EQ(meaning(R"(\ud83c\u0041)"), "\xEF\xBF\xBD"
                                          "A");
    EXPECT_EQ(meaning(R"(\udf03)"), "\xEF\xBF\xBD");
    EXPECT_EQ(meaning(R"(\u12)"), "u12");
    EXPECT_EQ(meaning("end\\"), "end\\");
}

TEST(JsonText, valid_utf8_replaces_what_is_none) {
    EXPECT_EQ(valid_utf8("é中🌃"), "é中🌃");
    for (std::string const bad : {"\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE4\xB8"}) {
        std::string const out = valid_utf8(bad);
        EXPECT_EQ(out.find("\xEF\xBF\xBD"), 0u);
        EXPECT_EQ(nlohmann::json(out).dump(), '"' + out + '"') << "nlohmann throws on invalid UTF-8";
    }
}

namespace {

void expect_scan(std::string const& text, std::vector<std::string> const& contents, std::string const& words) {
    TextScan const scan = scan_text(text);
    std::vector<std::string> found;
    for (auto const& image : scan.images)
        found.emplace_back(image.content);
    EXPECT_EQ(found, contents) << text;
    EXPECT_EQ(scan.words, words) << text;
}

} // namespace

TEST(TextScan, step_5_finds_markdown_images_and_takes_them_out_of_the_words) {
    expect_scan("Here it is: ![image](data:image/png;base64,iVBORw0KGgo=) Enjoy!", {"iVBORw0KGgo="},
                "Here it is:  Enjoy!");
    expect_scan("![a](data:image/png;base64,AAAA)\n![b](data:image/webp;base64,BBBB)", {"AAAA", "BBBB"}, "");
    expect_scan("![image](data:image/png;base64,AAAA\nBBBB)", {"AAAA\nBBBB"}, "");
    expect_scan("![](data:image/png;charset=x;base64,AAAA \"title\")x", {"AAAA"}, "x");
    expect_scan("![image](https://cdn.example/get/42?sig=a%2Bb&x=1)", {"https://cdn.example/get/42?sig=a%2Bb&x=1"}, "");
    expect_scan("![image](https://cdn.example/a(1).png)", {"https://cdn.example/a(1).png"}, "");
    expect_scan("![image](<https://cdn.example/a.png>)", {"https://cdn.example/a.png"}, "");
    expect_scan("[Download](https://cdn.example/a.png)", {"https://cdn.example/a.png"}, "");
    EXPECT_EQ(scan_text("![a](data:image/jpeg;base64,/9j/)").images[0].mime, "image/jpeg");
    EXPECT_EQ(scan_text("![a](data:image/png;charset=x;base64,AAAA)").images[0].mime, "image/png");
}

TEST(TextScan, step_5_finds_img_tags) {
    expect_scan("a <img src=\"data:image/png;base64,AAAA\" alt=\"x\"> b", {"AAAA"}, "a  b");
    expect_scan("<IMG width=3 src='https://cdn.example/get/42'/>", {"https://cdn.example/get/42"}, "");
    expect_scan("<a href=\"https://example.com/page\">x</a>", {}, "<a href=\"https://example.com/page\">x</a>");
}

TEST(TextScan, step_5_finds_bare_data_uris_and_urls) {
    expect_scan("data:image/png;base64,AAAA==", {"AAAA=="}, "");
    expect_scan("See data:image/png;base64,AAAA.", {"AAAA"}, "See .");
    expect_scan("It is at https://cdn.example/a.PNG?sig=x%2F, have fun.", {"https://cdn.example/a.PNG?sig=x%2F"},
                "It is at , have fun.");
    expect_scan("Read https://example.com/about.", {}, "Read https://example.com/about.");
    expect_scan("ftp://x.example/a.png and ://b.png and base64 ;base64,AAAA", {},
                "ftp://x.example/a.png and ://b.png and base64 ;base64,AAAA");
}

TEST(TextScan, step_5_takes_a_text_that_is_nothing_but_base64) {
    std::string const png = tiny_base64();
    expect_scan(" " + png + "\n", {png}, "");
    expect_scan("/9j/ is how a JPEG begins in Base64, they say.", {}, "/9j/ is how a JPEG begins in Base64, they say.");
    expect_scan("Hello", {}, "Hello");
}

TEST(TextScan, leaves_broken_constructs_alone) {
    for (std::string const text : {"![image](", "![image", "](", "![](data:image/png;base64,)", "<img src=\"\">",
                                   "data:", ";base64,", "http://", "[x](http"})
        EXPECT_THAT(scan_text(text).images, testing::Each(testing::Field(&ScannedImage::content, "http://"))) << text;
}

TEST(TextScan, costs_linear_time_on_hostile_texts) {
    for (std::string const unit :
         {"![](http", "](", ";base64,", "://", "https://a ", "data:;base64,", "<img src=\"", "http://a.png "}) {
        std::string text;
        while (text.size() < (4u << 20))
            text += unit;
        EXPECT_LT(cpu_seconds([&] { scan_text(text); }), linear_seconds) << unit;
    }
}
