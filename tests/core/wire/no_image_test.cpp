// Why does a reply without an error hold no picture, and is it worth asking again?
#include "bodies.h"

#include <set>

using namespace inlay;
using namespace inlay::test;
using testing::HasSubstr;
using testing::Not;

namespace {

std::string finish(std::string_view reason, std::string_view more = "") {
    return R"({"candidates":[{"content":{},"finishReason":")" + std::string(reason) + "\"" + std::string(more) + "}]}";
}

} // namespace

TEST(NoImage, each_block_reason_of_the_prompt_has_its_own_sentence) {
    std::set<std::string> sentences;
    for (auto const* reason : {"SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY", "MODEL_ARMOR",
                               "JAILBREAK", "A_FUTURE_ONE"}) {
        for (auto const* candidates : {"", R"("candidates":[],)"}) {
            std::string const body = "{" + std::string(candidates) + R"("promptFeedback":{"blockReason":")" + reason +
                                     R"(","blockReasonMessage":"Because."}})";
            expect_body(200, body, ErrorCode::prompt_blocked, "“Because.”");
            sentences.insert(read_reply(body).error().message);
            EXPECT_THAT(read_reply(body).error().detail, HasSubstr(reason));
        }
    }
    EXPECT_EQ(sentences.size(), 8u);
    EXPECT_THAT(read_reply(R"({"promptFeedback":{"blockReason":"A_FUTURE_ONE"}})").error().message,
                HasSubstr("A_FUTURE_ONE"));
}

TEST(NoImage, each_finish_reason_has_its_own_sentence) {
    std::set<std::string> sentences;
    auto const reasons = {"SAFETY",
                          "RECITATION",
                          "LANGUAGE",
                          "OTHER",
                          "BLOCKLIST",
                          "PROHIBITED_CONTENT",
                          "SPII",
                          "MALFORMED_FUNCTION_CALL",
                          "IMAGE_SAFETY",
                          "IMAGE_PROHIBITED_CONTENT",
                          "IMAGE_OTHER",
                          "NO_IMAGE",
                          "IMAGE_RECITATION",
                          "UNEXPECTED_TOOL_CALL",
                          "MODEL_ARMOR",
                          "content_filter",
                          "A_FUTURE_ONE"};
    for (auto const* reason : reasons) {
        expect_body(200, finish(reason), ErrorCode::answer_blocked, "");
        sentences.insert(read_reply(finish(reason)).error().message);
    }
    EXPECT_EQ(sentences.size(), reasons.size());
}

TEST(NoImage, no_content_no_parts_and_null_parts_show_the_finish_message) {
    for (auto const* content : {"", R"("content":{},)", R"("content":{"role":"model"},)",
                                R"("content":{"parts":null},)", R"("content":{"parts":[]},)", R"("content":null,)"}) {
        std::string const body =
            R"({"candidates":[{)" + std::string(content) +
            R"("finishReason":"IMAGE_SAFETY","finishMessage":"Unable to show the generated image."}]})";
        expect_body(200, body, ErrorCode::answer_blocked, "Unable to show the generated image.");
    }
}

TEST(NoImage, the_advice_says_whether_pressing_again_helps) {
    for (auto const* reason : {"NO_IMAGE", "IMAGE_OTHER", "OTHER", "MALFORMED_FUNCTION_CALL"})
        EXPECT_THAT(read_reply(finish(reason)).error().advice, HasSubstr("Try again"));
    for (auto const* reason : {"IMAGE_SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "RECITATION"})
        EXPECT_THAT(read_reply(finish(reason)).error().advice, HasSubstr("Change the prompt"));
}

TEST(NoImage, words_only_shows_the_models_words) {
    expect_body(
        200,
        R"({"candidates":[{"content":{"parts":[{"text":"I cannot "},{"text":"do that."}]},"finishReason":"STOP"}]})",
        ErrorCode::words_only, "“I cannot do that.”");
    expect_body(200, R"({"choices":[{"message":{"content":"Which colour?"},"finish_reason":"stop"}]})",
                ErrorCode::words_only, "“Which colour?”");
    expect_body(200, R"({"candidates":[{"content":{"parts":[{"text":"long"}]},"finishReason":"MAX_TOKENS"}]})",
                ErrorCode::words_only, "“long”");
    expect_body(200,
                "data: {\"choices\":[{\"delta\":{\"content\":\"Which \"}}]}\n\ndata: "
                "{\"choices\":[{\"delta\":{\"content\":\"colour?\"}}]}\n\ndata: [DONE]\n\n",
                ErrorCode::words_only, "“Which colour?”");
}

TEST(NoImage, long_words_are_shortened_to_500_characters) {
    std::string const words(5000, 'w');
    auto const reply =
        read_reply(R"({"candidates":[{"content":{"parts":[{"text":")" + words + R"("}]},"finishReason":"STOP"}]})");
    expect_error(reply, ErrorCode::words_only, std::string(400, 'w'));
    EXPECT_LT(reply.error().message.size(), 600u);
    EXPECT_THAT(reply.error().message, HasSubstr("…"));
}

TEST(NoImage, nothing_at_all_is_an_empty_reply) {
    for (
        auto const* body :
        {"", " \n ", "{}", "[]", R"({"candidates":[]})",
         R"({"candidates":[{"content":{"role":"model"},"finishReason":"STOP"}]})",
         R"({"candidates":[{"content":{"parts":[{"text":""}]},"finishReason":"STOP"}],"usageMetadata":{"candidatesTokenCount":0}})",
         R"({"choices":[{"message":{"content":null},"finish_reason":"stop"}]})", R"({"choices":[]})",
         R"({"success":true,"result":{}})", "data: [DONE]\n\n", ": comment\n\n"})
        expect_body(200, body, ErrorCode::empty_reply, "empty reply");
}

TEST(NoImage, an_empty_list_means_that_the_prompt_was_refused) {
    expect_body(200, R"({"created":1,"data":[]})", ErrorCode::prompt_blocked, "empty list");
}

TEST(NoImage, a_picture_with_prohibited_content_is_withheld) {
    std::string const body =
        R"({"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"@"}}]},"finishReason":"IMAGE_PROHIBITED_CONTENT"}]})";
    expect_body(200, filled(body, tiny_base64()), ErrorCode::answer_blocked, "withheld");
    std::string const stream =
        "data: " + filled(R"({"candidates":[{"content":{"parts":[{"inlineData":{"data":"@"}}]}}]})", tiny_base64()) +
        "\n\ndata: " + finish("IMAGE_PROHIBITED_CONTENT") + "\n\n";
    expect_body(200, stream, ErrorCode::answer_blocked, "withheld");
}

TEST(NoImage, billed_without_a_picture) {
    expect_body(
        200,
        R"({"choices":[{"message":{"role":"assistant"},"finish_reason":"stop"}],"usage":{"completion_tokens":1290}})",
        ErrorCode::billed_without_image, "did not deliver");
    expect_body(
        200,
        R"({"choices":[{"message":{"content":null}}],"usage":{"completion_tokens":1120,"completion_tokens_details":{"image_tokens":1120}}})",
        ErrorCode::billed_without_image, "did not deliver");
    expect_body(
        200,
        R"({"candidates":[{"content":{"parts":[{"text":"Here!"}]}}],"usageMetadata":{"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1290}]}})",
        ErrorCode::billed_without_image, "did not deliver");
    // Long words cost tokens as well.
    std::string const words(4000, 'w');
    expect_body(200, R"({"choices":[{"message":{"content":")" + words + R"("}}],"usage":{"completion_tokens":1000}})",
                ErrorCode::words_only, "www");
    // Thoughts as well.
    expect_body(
        200,
        R"({"choices":[{"message":{"content":"No."}}],"usage":{"completion_tokens":1500,"completion_tokens_details":{"reasoning_tokens":1490}}})",
        ErrorCode::words_only, "No.");
    // A refusal stands before the count.
    expect_body(200,
                R"({"candidates":[{"finishReason":"IMAGE_SAFETY"}],"usageMetadata":{"candidatesTokenCount":1290}})",
                ErrorCode::answer_blocked, "safety");
}

TEST(NoImage, chat_shows_the_native_reason_behind_content_filter_and_a_refusal) {
    expect_body(
        200,
        R"({"choices":[{"finish_reason":"content_filter","native_finish_reason":"IMAGE_SAFETY","message":{"content":null}}]})",
        ErrorCode::answer_blocked, "withheld by the safety filter");
    expect_body(200, R"({"choices":[{"finish_reason":"stop","message":{"content":null,"refusal":"I cannot help."}}]})",
                ErrorCode::answer_blocked, "“I cannot help.”");
    expect_body(200, R"({"choices":[{"finish_reason":"error","message":{"content":""}}]})", ErrorCode::service_error,
                "error");
}

TEST(RetryAdvice, is_to_repeat_what_is_safe_to_repeat) {
    for (int const status : {425, 429, 503, 529}) {
        EXPECT_TRUE(wire::retry_advice(status, {}, "").retry) << status;
        EXPECT_TRUE(wire::retry_advice(status, {}, "<html><title>Bad Gateway</title></html>").retry) << status;
        EXPECT_TRUE(wire::retry_advice(status, {}, R"({"error":{"message":"upstream trouble"}})").retry) << status;
    }
    std::vector<int> const unbilled{502};
    for (int const status : {408, 500, 502, 504, 520, 521, 522, 523, 524}) {
        EXPECT_FALSE(wire::retry_advice(status, {}, "").retry) << "may be billed: " << status;
        EXPECT_TRUE(wire::retry_advice(status, {}, "", {.costs_nothing = true}).retry) << status;
        EXPECT_EQ(wire::retry_advice(status, {}, "", {.unbilled = unbilled}).retry, status == 502) << status;
    }
    for (int const status : {200, 201, 301, 400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 501, 505, 525})
        EXPECT_FALSE(wire::retry_advice(status, {}, "").retry) << status;
}

TEST(RetryAdvice, is_not_to_repeat_what_the_body_makes_pointless) {
    EXPECT_FALSE(
        wire::retry_advice(
            429, {},
            R"({"error":{"details":[{"violations":[{"quotaId":"RequestsPerDayPerProject"}]},{"retryDelay":"5s"}]}})")
            .retry);
    EXPECT_FALSE(wire::retry_advice(429, {}, R"({"error":{"message":"Quota exceeded, limit: 0"}})").retry);
    EXPECT_FALSE(wire::retry_advice(429, {}, R"({"error":{"code":"insufficient_quota"}})").retry);
    EXPECT_FALSE(
        wire::retry_advice(500, {}, R"({"error":{"code":"invalid_request","message":"field messages is required"}})")
            .retry);
    EXPECT_FALSE(wire::retry_advice(500, {}, R"({"error":{"code":"convert_request_failed","message":"x"}})").retry);
    EXPECT_FALSE(
        wire::retry_advice(503, {}, R"({"error":{"code":"model_not_found","message":"No available channel"}})").retry);
    EXPECT_FALSE(wire::retry_advice(500, {}, R"({"error":{"code":"moderation_blocked"}})").retry);
    EXPECT_TRUE(wire::retry_advice(429, {}, test_data("recorded/gemini_error_429_retryinfo_min.json")).retry);
    EXPECT_TRUE(wire::retry_advice(429, {}, test_data("recorded/openrouter_chat_error_429.json")).retry);
}

TEST(RetryAdvice, the_wait_is_what_the_service_says_in_this_order) {
    using std::chrono::milliseconds;
    std::string const body =
        R"({"error":{"message":"Please retry in 9s.","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.4s"}]}})";
    Headers headers{{"Retry-After-Ms", "1500"}, {"Retry-After", "20"}};
    EXPECT_EQ(wire::retry_advice(429, headers, body).wait, milliseconds(1500));
    headers.erase(headers.begin());
    EXPECT_EQ(wire::retry_advice(429, headers, body).wait, milliseconds(20'000));
    EXPECT_EQ(wire::retry_advice(429, {{"Retry-After", "1.25"}}, body).wait, milliseconds(1250));
    EXPECT_EQ(wire::retry_advice(429, {}, R"({"detail":"Request was throttled.","status":429,"retry_after":5})").wait,
              milliseconds(5000));
    headers.clear();
    EXPECT_EQ(wire::retry_advice(429, headers, body).wait, milliseconds(34'400));
    EXPECT_EQ(wire::retry_advice(429, headers, R"({"error":{"message":"Please retry in 34.074824224s."}})").wait,
              milliseconds(34'075));
    EXPECT_EQ(wire::retry_advice(429, headers, R"({"error":{"message":"Please try again in 250ms."}})").wait,
              milliseconds(250));
    EXPECT_EQ(wire::retry_advice(429, headers, "{}").wait, std::nullopt);
    EXPECT_EQ(wire::retry_advice(429, {}, test_data("recorded/gemini_error_429_retryinfo_min.json")).wait,
              milliseconds(34'400));
}

TEST(RetryAdvice, a_date_is_counted_from_the_date_of_the_reply) {
    using std::chrono::milliseconds;
    std::string const now = "Sun, 22 Nov 2026 08:49:37 GMT";
    auto const wait = [&](std::string const& after, std::string const& date) {
        return wire::retry_advice(503, {{"Retry-After", after}, {"Date", date}}, "").wait;
    };
    EXPECT_EQ(wait("Sun, 22 Nov 2026 08:50:07 GMT", now), milliseconds(30'000));
    EXPECT_EQ(wait("Mon, 23 Nov 2026 08:49:37 GMT", now), milliseconds(86'400'000));
    EXPECT_EQ(wait("Sun, 22 Nov 2026 08:00:00 GMT", now), milliseconds(0));
    EXPECT_EQ(wait("Sun, 22 Nov 2026 08:50:07 GMT", ""), std::nullopt);
    std::chrono::sys_seconds const here{std::chrono::seconds(1'795'337'377)}; // the same moment as `now`
    EXPECT_EQ(wire::retry_advice(503, {{"Retry-After", "Sun, 22 Nov 2026 08:50:07 GMT"}}, "", {.now = here}).wait,
              milliseconds(30'000));
    for (auto const* odd : {"soon", "-5", "Sun, 99 Foo 2026 08:50:07 GMT", "Sun, 22 Nov", ", "})
        EXPECT_EQ(wait(odd, now), std::nullopt) << odd;
    EXPECT_EQ(wait("99999999999999999999999", now), std::chrono::hours(24 * 30));
}
