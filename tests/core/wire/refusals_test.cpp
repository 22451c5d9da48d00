// Refusals, an empty account, limits and wrong formats in the words of services that have codes of their own or none.
#include "bodies.h"

using namespace inlay;
using namespace inlay::test;
using testing::HasSubstr;
using testing::Not;

TEST(Refusal, in_other_words_is_a_refusal_under_every_status) {
    for (auto const* words :
         {"The request failed because the output image may contain sensitive information.",
          "input new_sensitive, messages[0]'s content[1] image is sensitive, please check your input (1026)",
          "BFL API did not return an image due to: Request Moderated.", "Content Moderated",
          "The input or output was flagged as sensitive. Please try again with different inputs. (E005)",
          "Your request was rejected as a result of our safety system.", "Prompt failed safety check",
          "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
          "Your current safety filter threshold prohibited the picture.", "Failure to pass the risk control system",
          "输入内容包含敏感信息", "图片内容违规"})
        for (int const status : {400, 422, 500, 200})
            expect_body(status, R"({"error":{"message":")" + std::string(words) + R"("}})", ErrorCode::prompt_blocked,
                        "refused");
    for (auto const* code : {"OutputImageSensitiveContentDetected", "InputTextSensitiveContentDetected",
                             "DataInspectionFailed", "ResponsibleAIPolicyViolation", "content_policy_violation"})
        expect_body(400, R"({"error":{"message":"no","code":")" + std::string(code) + R"("}})",
                    ErrorCode::prompt_blocked, "refused");
}

TEST(Refusal, beside_an_empty_answer) {
    expect_body(
        200,
        R"({"data":[{"error":{"code":"OutputImageSensitiveContentDetected","message":"The output may be sensitive."}}],"usage":{"generated_images":0}})",
        ErrorCode::prompt_blocked, "The output may be sensitive.");
    expect_body(
        200,
        R"({"id":"0657","data":{"image_urls":null},"metadata":{"failed_count":"1"},"base_resp":{"status_code":1026,"status_msg":"input new_sensitive"}})",
        ErrorCode::prompt_blocked, "new_sensitive");
    expect_body(200, R"({"data":{},"base_resp":{"status_code":1027,"status_msg":"see the manual"}})",
                ErrorCode::prompt_blocked, "see the manual");
    expect_body(200, R"({"data":{},"base_resp":{"status_code":1008,"status_msg":"see the manual"}})",
                ErrorCode::no_credit, "see the manual");
    expect_body(
        200,
        "event: image_generation.partial_failed\ndata: "
        "{\"type\":\"image_generation.partial_failed\",\"error\":{\"code\":\"OutputImageSensitiveContentDetected\","
        "\"message\":\"may be sensitive\"}}\n\nevent: image_generation.completed\ndata: "
        "{\"type\":\"image_generation.completed\",\"usage\":{\"generated_images\":0,\"output_tokens\":0}}\n\n",
        ErrorCode::prompt_blocked, "may be sensitive");
}

TEST(Refusal, of_one_of_several_pictures_leaves_the_others) {
    expect_tiny(read_reply(
        filled(R"({"data":[{"b64_json":"@"},{"error":{"code":"OutputImageSensitiveContentDetected","message":"no"}}]})",
               tiny_base64())));
    expect_tiny(read_reply(
        filled(R"({"data":{"images":["@"]},"base_resp":{"status_code":0,"status_msg":"success"}})", tiny_base64())));
}

TEST(Refusal, is_not_every_word_that_sounds_like_one) {
    expect_body(
        403,
        R"({"error":{"message":"The request is prohibited due to a violation of provider Terms Of Service.","code":403}})",
        ErrorCode::permission_denied, "Terms Of Service");
    expect_body(400, R"({"error":{"message":"Field 'prompt' is case-sensitive.","code":"invalid_request"}})",
                ErrorCode::bad_request, "case-sensitive");
}

TEST(NoCredit, in_the_words_of_the_new_api_family_and_others) {
    for (auto const* words : {"预扣费额度失败, 用户剩余额度: ＄0.539534, 需要预扣费额度: ＄2.906176", "用户额度不足",
                              "该令牌额度已用尽", "账户余额不足，请充值", "User is locked. Reason: Exhausted balance.",
                              "Your team has either used all available credits or reached its monthly spending limit."})
        for (int const status : {403, 429, 500})
            expect_body(status,
                        R"({"error":{"message":")" + std::string(words) + R"(","type":"new_api_error","code":""}})",
                        ErrorCode::no_credit, "no credit left");
}

TEST(JsonInASentence, is_opened) {
    std::string const inner =
        R"({\n \"error\": {\"code\": 429, \"message\": \"You have exhausted your capacity on this model.\", \"status\": \"RESOURCE_EXHAUSTED\", \"details\": [{\"retryDelay\": \"3.299376739s\"}]}})";
    std::string const body = R"({"error":{"message":"All accounts exhausted [2 of 2]. Last error: HTTP 429: )" + inner +
                             R"(\n","code":429}})";
    expect_body(429, body, ErrorCode::rate_limited, "4 seconds");
    EXPECT_THAT(read_reply(body, with_status(429)).error().detail, HasSubstr("You have exhausted your capacity"));
    EXPECT_THAT(read_reply(body, with_status(429)).error().detail, Not(HasSubstr("{")));
    EXPECT_EQ(wire::retry_advice(429, {}, body).wait, std::chrono::milliseconds(3300));
    expect_body(500,
                R"({"error":{"message":"upstream said: {\"error\":{\"message\":\"Request Moderated\"}}, gave up"}})",
                ErrorCode::prompt_blocked, "Request Moderated");
    expect_body(500, R"({"error":{"message":"value {x} is odd [1]"}})", ErrorCode::service_error,
                "value {x} is odd [1]");
}

TEST(Key, a_refusal_of_it_shows_the_words_of_the_service) {
    expect_body(401, R"({"error":{"message":"Your key expired on 2026-11-01."}})", ErrorCode::key_rejected,
                "“Your key expired on 2026-11-01.”");
}

TEST(Cloudflare, refuses_the_machine_and_not_the_key) {
    for (
        auto const* body :
        {"error code: 1010", "error code: 1020",
         "<!DOCTYPE html><title>Access denied | api.example.com used Cloudflare to restrict access</title><h2>Error "
         "<span "
         "class=\"cf-error-code\">1020</span></h2>",
         "<!DOCTYPE html><title>Just a moment...</title><script "
         "src=\"https://challenges.cloudflare.com/x.js\"></script>",
         R"({"cloudflare_error":true,"error_code":1010,"status":403,"title":"Error 1010: Access denied","detail":"browser signature banned"})"})
        expect_body(403, body, ErrorCode::service_error, "refuses this machine or network");
    expect_body(429, "error code: 1015", ErrorCode::rate_limited, "too many requests");
    expect_body(403, R"({"error":{"message":"error code: 1010 of ours"}})", ErrorCode::permission_denied, "of ours");
}

TEST(WrongWire, names_the_one_to_choose) {
    Given given = with_status(400);
    given.connection.wire = "openai-chat";
    for (
        auto const& [body, wire] : std::vector<std::pair<std::string, std::string>>{
            {R"([{"error":{"code":400,"message":"Unhandled generated data mime type: image/jpeg","status":"INVALID_ARGUMENT"}}])",
             "Gemini"},
            {R"([{"error":{"code":400,"message":"Image generation is not yet supported on the chat.completions endpoint for this model. Please use the standard client.images.generate method for creation"}}])",
             "OpenAI images"},
            {R"({"error":{"message":"This is not a chat model and thus not supported in the v1/chat/completions endpoint."}})",
             "OpenAI images"}}) {
        auto const reply = read_reply(body, given);
        ASSERT_FALSE(reply);
        EXPECT_THAT(reply.error().advice, HasSubstr("choose the wire format " + wire));
        EXPECT_EQ(exit_status(reply.error().code), 8);
    }
    given.connection.wire = "openai-images";
    EXPECT_THAT(read_reply(R"({"error":{"message":"This model is only served by v1/chat/completions."}})", given)
                    .error()
                    .advice,
                HasSubstr("choose the wire format OpenAI chat"));
}

TEST(MadeUpLink, leaves_the_words_of_the_model) {
    auto const reply = read_reply(
        R"~({"choices":[{"message":{"content":"Sure! Here it is:\n\n![Icon](https://i.example/1N7kY8e.png)\n\nAnother colour?"}}]})~");
    ASSERT_TRUE(reply);
    EXPECT_TRUE(reply->images[0].guess);
    EXPECT_EQ(name(reply->no_picture.code), "words_only");
    EXPECT_THAT(reply->no_picture.message, HasSubstr("Sure! Here it is:"));
}
