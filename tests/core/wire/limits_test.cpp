// At a limit, one below, one above, and lists written out: tokens of a picture, lengths of quotes, numbers of pictures,
// the names under which services send their numbers.
#include "bodies.h"

#include "wire/sse.h"
#include "wire/text_scan.h"

using namespace inlay;
using namespace inlay::test;
using testing::HasSubstr;
using testing::Not;

TEST(TokensOfAPicture, are_700_at_the_least) {
    auto const reply_with = [](std::string_view usage) {
        return R"({"choices":[{"message":{"content":null}}],"usage":)" + std::string(usage) + "}";
    };
    for (auto const* tokens : {"700", "747", "1120", "1290"}) { // 747: the smallest tier
        std::string const counted = R"({"completion_tokens_details":{"image_tokens":)" + std::string(tokens) + "}}";
        expect_error(read_reply(reply_with(counted)), ErrorCode::billed_without_image, "did not deliver");
        std::string const in_all = R"({"completion_tokens":)" + std::string(tokens) + "}";
        expect_error(read_reply(reply_with(in_all)), ErrorCode::billed_without_image, "did not deliver");
    }
    expect_error(read_reply(reply_with(R"({"completion_tokens_details":{"image_tokens":699}})")),
                 ErrorCode::empty_reply, "empty reply");
    expect_error(read_reply(reply_with(R"({"completion_tokens":699})")), ErrorCode::empty_reply, "empty reply");
}

TEST(Usage, takes_a_cost_that_is_a_whole_number_and_one_of_nought) {
    auto const cost = [](std::string_view number) {
        auto const reply = read_reply(R"({"choices":[{"message":{"images":[{"image_url":{"url":")" + tiny_uri() +
                                      R"("}}]}}],"usage":{"cost":)" + std::string(number) + "}}");
        return reply ? reply->usage.cost_usd : std::optional<double>(-1);
    };
    EXPECT_EQ(cost("0.039"), 0.039);
    EXPECT_EQ(cost("1"), 1.0);
    EXPECT_EQ(cost("0"), 0.0);
    EXPECT_EQ(cost("null"), std::nullopt);
    EXPECT_EQ(cost("\"0.04\""), std::nullopt) << "no service sends it so";
}

TEST(RequestId, is_found_under_every_name_that_services_use_and_the_first_of_them_counts) {
    constexpr std::string_view names[] = {"x-request-id",    "x-oneapi-request-id", "request-id", "x-goog-request-id",
                                          "x-generation-id", "x-amzn-requestid",    "cf-ray"};
    Given given = with_status(500);
    for (auto const name : names) {
        given.headers = {{"Date", "x"}, {std::string(name), " id-of-" + std::string(name) + " "}};
        expect_error(read_reply("{}", given), ErrorCode::service_error, "");
        EXPECT_THAT(read_reply("{}", given).error().detail, HasSubstr("request id id-of-" + std::string(name)));
    }
    given.headers = {{"CF-Ray", "ray"}, {"X-Oneapi-Request-Id", "gateway"}, {"X-Request-Id", ""}};
    EXPECT_THAT(read_reply("{}", given).error().detail, HasSubstr("request id gateway"));
    EXPECT_THAT(read_reply("{}", with_status(500)).error().detail, Not(HasSubstr("request id")));
}

TEST(Quote, of_500_bytes_is_whole_and_of_501_is_shortened) {
    auto const message = [](std::size_t length) {
        return read_reply(R"({"error":{"message":")" + std::string(length, 'w') + R"("}})", with_status(500))
            .error()
            .message;
    };
    EXPECT_THAT(message(500), HasSubstr("“" + std::string(500, 'w') + "”"));
    EXPECT_THAT(message(501), HasSubstr("“" + std::string(497, 'w') + "…”"));
}

// A service that leaves out the name of a later event means the usual one and not that of the event before.
TEST(SseSplitter, an_events_name_ends_with_it) {
    std::string seen;
    wire::SseSplitter splitter([&](wire::SseSplitter::Event const& event) {
        seen += std::string(event.type) + "|" + std::string(event.data) + "\n";
    });
    splitter.feed("event: preview\ndata: 1\n\ndata: 2\n\nevent: lost\n\ndata: 3\n\n");
    splitter.finish();
    EXPECT_EQ(seen, "preview|1\n|2\n|3\n");
}

TEST(Streams, a_finished_picture_behind_previews_needs_no_name_of_its_event) {
    Given given;
    std::vector<std::string> previews;
    given.previews = &previews;
    auto const reply =
        read_reply("event: image_generation.partial_image\ndata: {\"b64_json\":\"" + tiny_base64(1) +
                       "\",\"partial_image_index\":0}\n\ndata: {\"b64_json\":\"" + tiny_base64(2) + "\"}\n\n",
                   given);
    expect_tiny(reply, 2);
    EXPECT_EQ(previews, std::vector<std::string>{tiny_png(1)});
}

TEST(TextScan, takes_a_picture_out_with_a_label_of_a_thousand_characters_and_not_more) {
    auto const words = [](std::size_t label) {
        return wire::scan_text("a ![" + std::string(label, 'x') + "](data:image/png;base64,AAAA) b").words;
    };
    EXPECT_EQ(words(0), "a  b");
    EXPECT_EQ(words(90), "a  b");
    EXPECT_EQ(words(500), "a  b");
    EXPECT_EQ(words(996), "a  b");                                   // "![" and "](" belong to the thousand
    EXPECT_EQ(words(999), "a ![" + std::string(999, 'x') + "]() b"); // found all the same, the words are left alone
}

TEST(TextScan, finds_64_pictures_and_no_more) {
    auto const found = [](int count) {
        std::string text;
        for (int i = 0; i < count; ++i)
            text += "![i](https://cdn.example/" + std::to_string(i) + ".png) ";
        return wire::scan_text(text).images.size();
    };
    EXPECT_EQ(found(63), 63u);
    EXPECT_EQ(found(64), 64u);
    EXPECT_EQ(found(65), 64u);
}

TEST(RetryAfter, is_read_from_nought_to_thirty_days) {
    auto const wait = [](std::string const& text) { return wire::retry_advice(429, {{"Retry-After", text}}, "").wait; };
    using std::chrono::milliseconds;
    EXPECT_EQ(wait("0"), milliseconds(0));
    EXPECT_EQ(wait("1"), milliseconds(1000));
    EXPECT_EQ(wait(" 60 "), milliseconds(60'000));
    EXPECT_EQ(wait("2592000"), milliseconds(2'592'000'000));
    EXPECT_EQ(wait("2592001"), milliseconds(2'592'000'000));
    EXPECT_EQ(wait("9223372036854775807"), milliseconds(2'592'000'000));
    EXPECT_EQ(wait("9223372036854775808"), milliseconds(2'592'000'000));
    EXPECT_EQ(wait("-1"), std::nullopt);
    EXPECT_EQ(wait(""), std::nullopt);
}
