// What becomes of a whole reply, streamed or not: one text, each picture once, the rest of what it says? The replies
// are made wrappers around real PNGs.
#include "made_replies.h"

using namespace inlay;
using namespace inlay::test;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Streams, chat_words_then_the_whole_picture_then_usage_then_done) {
    std::string const stream = sse(
        {delta("Here "), delta("it is: "), delta("![image](" + tiny_uri() + ")"),
         R"({"choices":[{"delta":{},"finish_reason":"stop"}]})",
         R"({"choices":[],"usage":{"prompt_tokens":"12","completion_tokens":1290,"total_tokens":1302}})", "[DONE]"});
    for (std::size_t const piece : {std::size_t{1}, std::size_t{17}, stream.size()}) {
        Given given;
        given.piece = piece;
        auto const reply = read_reply(stream, given);
        expect_tiny(reply);
        EXPECT_EQ(reply->text, "Here it is:");
        EXPECT_EQ(reply->finish_reason, "stop");
        EXPECT_EQ(reply->usage.input_tokens, 12) << "row 21: numbers as strings";
        EXPECT_EQ(reply->usage.output_tokens, 1290);
    }
}

TEST(Streams, markdown_split_between_deltas_at_any_byte) {
    std::string const text = "Look: ![image](" + tiny_uri() + ") Nice?";
    for (std::size_t cut = 0; cut <= text.size();
         cut += cut < 60 || cut + 20 > text.size() ? std::size_t{1} : std::size_t{13}) {
        auto const reply = read_reply(sse({delta(text.substr(0, cut)), delta(text.substr(cut)), "[DONE]"}));
        expect_tiny(reply);
        EXPECT_EQ(reply->text, "Look:  Nice?") << cut;
    }
    std::string stream;
    for (char const c : text)
        stream += "data: " + delta(std::string(1, c)) + "\n\n";
    auto const reply = read_reply(stream);
    expect_tiny(reply);
    EXPECT_EQ(reply->text, "Look:  Nice?");
}

TEST(Streams, message_instead_of_delta) {
    expect_tiny(read_reply(
        sse({filled(R"~({"choices":[{"message":{"role":"assistant","content":"![image](@)"}}]})~", tiny_uri()),
             "[DONE]"})));
}

TEST(Streams, row_25_the_same_picture_in_content_and_images_is_one) {
    expect_tiny(read_reply(filled(
        R"~({"choices":[{"message":{"content":"![image](@)","images":[{"image_url":{"url":"@"}}]}}]})~", tiny_uri())));
}

TEST(Streams, row_25_cumulative_snapshots_are_one_text_and_one_picture) {
    std::string const whole = "Here it is: ![image](" + tiny_uri() + ")";
    for (std::size_t const first : {std::size_t{1}, std::size_t{4}, std::size_t{13}}) {
        std::string stream;
        for (std::size_t size = first; size < whole.size(); size += 7)
            stream += "data: " + delta(whole.substr(0, size)) + "\n\n";
        stream += "data: " + delta(whole) + "\n\n";
        auto const reply = read_reply(stream);
        expect_tiny(reply);
        EXPECT_EQ(reply->text, "Here it is:") << first;
    }
    auto const twice = read_reply(sse({delta("Here it is: "), delta("![image](" + tiny_uri() + ")"), delta(whole)}));
    expect_tiny(twice);
    EXPECT_EQ(twice->text, "Here it is:");
}

TEST(Streams, a_delta_that_repeats_itself_is_no_snapshot) {
    auto const reply = read_reply(sse({delta("ha"), delta("ha"), delta("haha!"), delta("![i](" + tiny_uri() + ")")}));
    expect_tiny(reply);
    EXPECT_EQ(reply->text, "hahahaha!");
}

TEST(Streams, json_comes_to_a_stream_and_a_stream_to_a_request_for_json) {
    Given given;
    given.headers = {{"Content-Type", "text/event-stream"}};
    expect_tiny(read_reply(candidate(part(0)), given)); // row 10: the Content-Type is ignored
    given.headers = {{"Content-Type", "application/json"}};
    expect_tiny(read_reply(sse({candidate(part(0))}), given));
    expect_tiny(read_reply("\xEF\xBB\xBF \r\n " + candidate(part(0)), given));
}

TEST(Streams, a_stream_as_one_json_array_and_as_lines_of_json) {
    EXPECT_THAT(
        shades_of(read_reply("[" + candidate(R"({"text":"a"})", "") + "\n,\r\n" + candidate(part(2), "") + "\n]\n")),
        ElementsAre(2));
    EXPECT_THAT(shades_of(read_reply(candidate(R"({"text":"a"})", "") + "\n" + candidate(part(2), "") + "\n")),
                ElementsAre(2));
    EXPECT_THAT(shades_of(read_reply(candidate(part(2)) + "\n\ndata: [DONE]\n")), ElementsAre(2));
}

TEST(Streams, row_2_a_gemini_stream_is_the_same_cut_at_every_position) {
    std::string const stream =
        "data: " + candidate(R"({"text":"é "})", "") + "\r\n\r\ndata: " + candidate(part(4), "") +
        "\r\n\r\ndata: " + R"({"candidates":[{"content":{"role":"model"},"finishReason":"STOP"}]})" + "\r\n\r\n";
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        wire::ReplyReader reader(some_connection());
        reader.feed(std::string_view(stream).substr(0, cut));
        reader.feed(std::string_view(stream).substr(cut));
        auto const reply = reader.finish(200, {});
        ASSERT_THAT(shades_of(reply), ElementsAre(4)) << cut;
        ASSERT_EQ(reply->text, "é");
        ASSERT_EQ(reply->finish_reason, "STOP");
    }
}

TEST(Streams, row_6_no_done_text_after_done_and_an_error_after_the_picture) {
    expect_tiny(read_reply(sse({candidate(part(0))})));
    expect_tiny(read_reply(sse({candidate(part(0)), "[DONE]", R"({"error":{"message":"late"}})"})));
    expect_tiny(read_reply(sse({candidate(part(0)), R"({"error":{"code":500,"message":"late"}})"})));
    expect_tiny(read_reply(sse({candidate(part(0))}) + "data: {\"candidates\":[{\"cont"));
    expect_tiny(read_reply(sse({candidate(part(0))}) + "{\"error\":{\"code\":499,\"message\":\"cancelled\"}}"));
}

TEST(Streams, partial_images_are_previews_and_only_the_completed_one_is_the_result) {
    std::vector<std::string> previews;
    Given given;
    given.previews = &previews;
    auto const partial = [](int shade) {
        return R"({"type":"image_edit.partial_image","partial_image_index":0,"b64_json":")" + tiny_base64(shade) +
               "\"}";
    };
    std::string const stream =
        sse({partial(1), partial(2), R"({"type":"image_edit.completed","b64_json":")" + tiny_base64(3) + "\"}"});
    EXPECT_THAT(shades_of(read_reply(stream, given)), ElementsAre(3));
    EXPECT_EQ(previews, (std::vector{tiny_png(1), tiny_png(2)}));
    expect_error(read_reply(sse({partial(1), partial(2)})), ErrorCode::connection_lost, "only a preview");
    expect_error(
        read_reply("event: image_generation.partial_image\ndata: {\"b64_json\":\"" + tiny_base64() + "\"}\n\n"),
        ErrorCode::connection_lost, "preview");
    auto const responses =
        read_reply(sse({R"({"type":"response.image_generation_call.partial_image","partial_image_b64":")" +
                        tiny_base64(5) + "\"}"}),
                   given);
    EXPECT_FALSE(responses.has_value());
    EXPECT_EQ(previews.back(), tiny_png(5));
}

TEST(Replies, row_18_an_empty_first_candidate_does_not_hide_the_second) {
    expect_tiny(
        read_reply(R"({"candidates":[{"index":0,"finishReason":"IMAGE_SAFETY"},{"index":1,"content":{"parts":[)" +
                   part(0) + R"(]},"finishReason":"STOP"}]})"));
    expect_tiny(read_reply(R"({"choices":[{"index":0,"message":{"content":""}},{"index":1,"message":{"content":")" +
                           tiny_uri() + R"("}}]})"));
}

TEST(Replies, row_20_a_picture_is_a_success_whatever_the_finish_reason_and_the_status) {
    for (auto const* reason :
         {"STOP", "stop", "MAX_TOKENS", "content_filter", "IMAGE_SAFETY", "SAFETY", "OTHER", "A_FUTURE_ONE"}) {
        expect_tiny(read_reply(candidate(part(0), R"(,"finishReason":")" + std::string(reason) + "\"")));
        expect_tiny(read_reply(R"({"choices":[{"finish_reason":")" + std::string(reason) +
                               R"(","message":{"content":")" + tiny_uri() + R"("}}]})"));
    }
    expect_tiny(read_reply(candidate(part(0), R"(,"finishReason":null)")));
    expect_tiny(read_reply(candidate(part(0), "")));
    for (int const status : {201, 400, 429, 500, 503}) {
        Given given;
        given.status = status;
        expect_tiny(read_reply(candidate(part(0)), given));
    }
    expect_tiny(read_reply(R"({"error":{"message":"odd"},)" + candidate(part(0)).substr(1)));
}

TEST(Replies, row_21_usage_may_be_missing_or_null_or_hold_strings) {
    for (auto const* usage : {"", R"(,"usageMetadata":null)", R"(,"usageMetadata":{})",
                              R"(,"usageMetadata":{"promptTokenCount":null})", R"(,"usageMetadata":[1])"}) {
        auto const reply = read_reply(candidate(part(0)).insert(candidate(part(0)).size() - 1, usage));
        expect_tiny(reply);
        EXPECT_FALSE(reply->usage.input_tokens.has_value());
    }
    auto const reply = read_reply(
        R"({"data":[{"b64_json":")" + tiny_base64() +
        R"("}],"usage":{"input_tokens":"7","output_tokens":1120.0,"total_tokens":1127,"output_tokens_details":{"image_tokens":1120},"cost":0.0387}})");
    expect_tiny(reply);
    EXPECT_EQ(reply->usage.input_tokens, 7);
    EXPECT_EQ(reply->usage.output_tokens, 1120);
    EXPECT_EQ(reply->usage.image_tokens, 1120);
    EXPECT_DOUBLE_EQ(reply->usage.cost_usd.value_or(0), 0.0387);
}

TEST(Replies, base64_is_taken_as_services_write_it) {
    std::string url_safe = tiny_base64();
    for (char& c : url_safe)
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    while (url_safe.ends_with('='))
        url_safe.pop_back();
    std::string escaped;
    for (char const c : tiny_base64())
        escaped += c == '/' ? "\\/" : c == '+' ? "\\u002b" : c == '=' ? "\\u003D" : std::string(1, c);
    std::string wrapped;
    for (std::size_t i = 0; i < tiny_base64().size(); i += 76)
        wrapped += tiny_base64().substr(i, 76) + "\\r\\n";
    for (std::string const& base64 : {url_safe, escaped, wrapped, "data:image\\/png;base64," + escaped})
        expect_tiny(read_reply(R"({"data":[{"b64_json":")" + base64 + "\"}]}"));
}

TEST(Replies, the_same_holds_for_a_long_string_that_is_cut_out) {
    std::string const bytes =
        encode_png(Image(Size{64, 64}, 77)).value() + std::string(5000, '\xFB'); // many '+' and '/'
    std::string escaped;
    for (char const c : base64::encode(bytes))
        escaped += c == '/' ? "\\/" : std::string(1, c);
    auto const reply = read_reply(R"({"data":[{"b64_json":")" + escaped + "\"}]}");
    ASSERT_TRUE(reply.has_value());
    EXPECT_TRUE(reply->images[0].bytes == bytes);
}

TEST(Replies, a_picture_that_is_damaged_is_undecodable_and_does_not_hide_a_whole_one) {
    std::string const damaged = R"({"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo!AAANSUhEUg"}})";
    expect_error(read_reply(candidate(damaged)), ErrorCode::undecodable, "damaged");
    expect_tiny(read_reply(candidate(damaged + "," + part(0))));
    std::string const odd = tiny_base64().substr(0, 101); // row 12: a single character is left over
    expect_error(read_reply(R"({"data":[{"b64_json":")" + odd + "\"}]}"), ErrorCode::undecodable, "damaged");
}

TEST(Replies, row_12_base64_cut_between_bytes_is_refused_when_the_picture_is_decoded) {
    auto const reply =
        read_reply(R"({"data":[{"b64_json":")" + tiny_base64().substr(0, tiny_base64().size() / 8 * 4) + "\"}]}");
    ASSERT_TRUE(reply.has_value());
    auto const decoded = decode(reply->images[0].bytes);
    ASSERT_FALSE(decoded.has_value());
    EXPECT_EQ(name(decoded.error().code), "undecodable");
}

TEST(Replies, row_23_an_svg_is_handed_on_as_it_is) {
    std::string const svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    auto const reply = read_reply(R"({"data":[{"b64_json":")" + base64::encode(svg) + "\"}]}");
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->images[0].bytes, svg);
}

TEST(Replies, sound_and_video_are_no_pictures) {
    std::string const sound = R"({"inlineData":{"mimeType":"audio/wav","data":"UklGRiQAAABXQVZFZm10IBAAAAABAAEA"}})";
    expect_tiny(read_reply(candidate(sound + "," + part(0))));
    expect_error(read_reply(candidate(sound)), ErrorCode::empty_reply, "empty");
}

TEST(Replies, the_request_id_comes_from_the_headers_or_the_body) {
    Given given;
    EXPECT_EQ(read_reply(R"({"id":"chatcmpl-1","data":[{"b64_json":")" + tiny_base64() + "\"}]}").value().request_id,
              "chatcmpl-1");
    given.headers = {{"Content-Type", "application/json"}, {"X-Request-ID", "req_77"}};
    EXPECT_EQ(read_reply(candidate(part(0)), given).value().request_id, "req_77");
}

TEST(Replies, a_reply_over_the_limit_is_refused) {
    wire::ReplyReader reader(some_connection());
    std::string const piece(1u << 20, ' ');
    for (int i = 0; i < 257; ++i)
        reader.feed(piece);
    expect_error(reader.finish(200, {}), ErrorCode::undecodable, "larger than 256 MB");
}

TEST(Replies, hostile_nesting_is_broken_json_and_nothing_worse) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
        deep += R"({"candidates":[)";
    expect_error(read_reply(deep), ErrorCode::undecodable, "cannot read");
    expect_error(read_reply("data: " + std::string(100'000, '[') + "\n\n"), ErrorCode::undecodable, "cannot read");
    std::string wrapped = candidate(part(0));
    for (int i = 0; i < 40; ++i)
        wrapped = R"({"response":)" + wrapped + "}";
    expect_tiny(read_reply(wrapped)); // too deep for any known reply, and found all the same
}

TEST(Replies, fields_of_the_wrong_type_are_passed_over) {
    for (auto const* odd : {"1", "null", "true", "\"x\"", "[]", "{}", "[1,null,\"x\",[],{}]", "-1e300",
                            "{\"url\":7,\"parts\":3,\"content\":{}}"})
        for (auto const* field :
             {"candidates", "choices", "data",    "predictions", "output",        "outputs", "steps",          "images",
              "b64_json",   "message", "content", "usage",       "usageMetadata", "error",   "promptFeedback", "delta",
              "type",       "id",      "model",   "response",    "result",        "success"}) {
            std::string const body = "{\"" + std::string(field) + "\":" + odd + ",\"x\":" + candidate(part(0)) + "}";
            EXPECT_TRUE(read_reply(body).has_value()) << body.substr(0, 60); // the search finds it
            std::string const inner = R"({"choices":[{"index":)" + std::string(odd) + R"(,"message":{"content":)" +
                                      odd + R"(,"images":)" + odd + R"(},"finish_reason":)" + odd +
                                      R"(}],"candidates":[{"content":{"parts":)" + odd + R"(},"index":)" + odd + "}]}";
            EXPECT_FALSE(read_reply(inner).has_value()) << inner;
        }
}
