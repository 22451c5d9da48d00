// Which error is it, and in which words? Bodies are made after the documented shapes
// unless they are recorded.
#include "bodies.h"

using namespace inlay;
using namespace inlay::test;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace {

std::string_view const key = "sk-0123456789abcdefghijklmnop"; // of some_connection()

} // namespace

TEST(ReplyError, row_8_every_shape_of_error_is_read) {
    for (auto const* body :
         {R"({"error":{"message":"Out of paint.","type":"comet_api_error","param":"","code":""}})",
          R"({"error":"Out of paint."})",
          R"({"error":[{"code":7000,"message":"Out of paint."}]})",
          R"([{"error":{"message":"Out of paint."}}])",
          R"({"error":{"message":"{\"error\":{\"message\":\"Out of paint.\",\"code\":500}}"}})",
          R"({"success":false,"errors":[{"code":1,"message":"Out of paint."}]})",
          R"({"success":false,"message":"Out of paint."})",
          R"({"detail":"Out of paint."})",
          R"({"detail":[{"loc":["body"],"msg":"Out of paint."}]})",
          R"({"message":"Out of paint."})",
          R"({"code":"E1","msg":"Out of paint."})",
          R"({"title":"Out of paint.","status":500})",
          R"({"error":{"code":500,"message":"Provider returned error","metadata":{"raw":"Out of paint."}}})",
          R"({"error":{"message":"x","metadata":{"raw":"{\"error\":{\"message\":\"Out of paint.\"}}"}}})",
          R"({"type":"error","error":{"message":"Out of paint."}})",
          R"({"choices":[{"error":{"message":"Out of paint.","code":502}}]})",
          R"({"status":"failed","error":"Out of paint."})",
          "data: {\"error\":{\"message\":\"Out of paint.\"}}\n\ndata: [DONE]\n\n",
          "data: {\"choices\":[]}\n\n{\n\"error\":{\"message\":\"Out of paint.\"}}",
          "event: error\ndata: {\"message\":\"Out of paint.\"}\n\n",
          "Out of paint."}) {
        expect_body(500, body, ErrorCode::service_error, "“Out of paint.”");
        if (body[0] != 'O') expect_body(200, body, ErrorCode::service_error, "“Out of paint.”");
    }
}

TEST(ReplyError, a_wrong_key_is_known_by_the_body_or_the_status) {
    struct Case {
        int status;
        char const* body;
    };
    for (
        Case const& c :
        {Case{401, R"({"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}})"}, Case{401, ""},
         Case{401, "<html><title>401</title>"},
         Case{
             400,
             R"({"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}})"},
         Case{200, R"({"error":{"message":"Unauthorized"}})"}, Case{200, "Unauthorized"},
         Case{500, R"({"message":"Unauthorized"})"},
         Case{403, R"~({"error":{"message":"无效的令牌 (request id: 20260101)","type":"comet_api_error"}})~"},
         Case{200, "data: {\"error\":{\"code\":401,\"message\":\"no\"}}\n\n"}})
        expect_body(c.status, c.body, ErrorCode::key_rejected, "CometAPI does not accept the API key");
    Given without_key = with_status(401);
    without_key.connection.api_key.clear();
    expect_error(read_reply(R"({"error":{"message":"Unauthorized"}})", without_key), ErrorCode::no_key, "none is set");
    without_key.status = 403;
    expect_error(
        read_reply(
            R"({"error":{"code":403,"message":"Method doesn't allow unregistered callers","status":"PERMISSION_DENIED"}})",
            without_key),
        ErrorCode::no_key, "none is set");
}

TEST(ReplyError, the_advice_for_a_wrong_key_names_the_other_ways_of_sending_it) {
    Given given = with_status(401);
    for (auto const& [auth, others] : {std::pair{Auth::raw, "bearer, x-goog-api-key or query"},
                                       std::pair{Auth::bearer, "raw, as x-goog-api-key or query"},
                                       std::pair{Auth::x_goog_api_key, "raw, as bearer or query"},
                                       std::pair{Auth::query, "raw, as bearer or x-goog-api-key"}}) {
        given.connection.auth = auth;
        EXPECT_THAT(read_reply("{}", given).error().advice, HasSubstr(others));
    }
}

TEST(ReplyError, permission_region_and_billing) {
    expect_body(
        403,
        R"({"error":{"code":403,"message":"Generative Language API has not been used in project 1.","status":"PERMISSION_DENIED"}})",
        ErrorCode::permission_denied, "has not been used");
    expect_body(403, "{}", ErrorCode::permission_denied, "does not allow");
    expect_body(
        400,
        R"({"error":{"message":"User location is not supported for the API use.","status":"FAILED_PRECONDITION"}})",
        ErrorCode::region_or_billing, "where you are");
    expect_body(
        403,
        R"({"error":{"code":"unsupported_country_region_territory","message":"Country, region, or territory not supported"}})",
        ErrorCode::region_or_billing, "where you are");
    expect_body(
        400,
        R"({"error":{"message":"This API method requires billing to be enabled.","status":"FAILED_PRECONDITION"}})",
        ErrorCode::region_or_billing, "billing to be enabled");
}

TEST(ReplyError, money_and_quotas) {
    for (auto const* body : {R"({"error":{"code":402,"message":"Insufficient credits"}})", "", "{}"})
        expect_body(402, body, ErrorCode::no_credit, "no credit left");
    expect_body(
        429,
        R"({"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","code":"insufficient_quota"}})",
        ErrorCode::no_credit, "no credit left");
    expect_body(403, R"({"error":{"message":"用户额度不足","type":"new_api_error","code":"insufficient_user_quota"}})",
                ErrorCode::no_credit, "no credit left");
    expect_body(
        429,
        R"({"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel"}]},{"retryDelay":"23s"}]}})",
        ErrorCode::quota_exhausted, "for today");
    expect_body(
        429,
        R"({"error":{"code":429,"message":"Quota exceeded, limit: 0, model: gemini-2.5-flash-image. Please retry in 34.074824224s.","status":"RESOURCE_EXHAUSTED"}})",
        ErrorCode::quota_exhausted, "its quota is 0");
    expect_body(429,
                R"({"error":{"code":429,"message":"You exceeded your current quota.","status":"RESOURCE_EXHAUSTED"}})",
                ErrorCode::quota_exhausted, "used up");
    expect_body(429,
                R"({"error":{"code":429,"message":"Please retry in 34.074824224s.","status":"RESOURCE_EXHAUSTED"}})",
                ErrorCode::rate_limited, "35 seconds");
    expect_body(429, R"({"error":{"message":"Rate limit reached","code":"rate_limit_exceeded"}})",
                ErrorCode::rate_limited, "Rate limit reached");
    expect_body(429, "<html><title>429 Too Many Requests</title></html>", ErrorCode::rate_limited, "too many requests");
    expect_body(200, "data: {\"error\":{\"code\":429,\"message\":\"slow down\"}}\n\n", ErrorCode::rate_limited,
                "slow down");
}

TEST(ReplyError, refusals_of_the_prompt) {
    for (
        auto const* body :
        {R"({"error":{"message":"Your request was rejected by the safety system.","type":"image_generation_user_error","code":"moderation_blocked"}})",
         R"({"error":{"message":"no","code":"content_policy_violation"}})",
         R"({"error":{"code":403,"message":"Your input was flagged"}})"})
        expect_body(400, body, ErrorCode::prompt_blocked, "refused the prompt");
    expect_body(
        403,
        R"({"error":{"code":403,"message":"Moderation required: input was flagged","metadata":{"reasons":["violence"]}}})",
        ErrorCode::prompt_blocked, "flagged");
    expect_body(400, R"({"error":{"message":"Unknown parameter: 'moderation'.","code":"unknown_parameter"}})",
                ErrorCode::bad_request, "moderation");
}

TEST(ReplyError, models_that_are_not_there) {
    struct Case {
        int status;
        char const* body;
    };
    for (
        Case const& c :
        {Case{
             503,
             R"~({"error":{"code":"model_not_found","message":"No available channel for model gemini-2.5-flash-image under group default (distributor) (request id: 7)","type":"comet_api_error"}})~"},
         Case{
             404,
             R"({"error":{"message":"The model 'x' does not exist or you do not have access to it.","code":"model_not_found"}})"},
         Case{
             404,
             R"({"error":{"code":404,"message":"No endpoints found that support the requested output modalities: image, text"}})"},
         Case{400, R"({"error":{"message":"Model does not support the requested response modalities: text,image"}})"},
         Case{410, R"({"error":{"message":"The model gemini-2.5-flash-image has been shut down."}})"},
         Case{404, R"({"error":{"code":404,"message":"Requested entity was not found.","status":"NOT_FOUND"}})"}})
        expect_body(c.status, c.body, ErrorCode::model_unavailable, "does not serve the model gemini-2.5-flash-image");
    expect_body(
        400, R"({"error":{"message":"Multiple candidates is not enabled for models/gemini-2.5-flash-image-preview"}})",
        ErrorCode::bad_request, "Multiple candidates");
}

TEST(ReplyError, wrong_addresses) {
    expect_body(
        404, R"~({"error":{"message":"Invalid URL (POST /v1/v1/chat/completions)","type":"invalid_request_error"}})~",
        ErrorCode::wrong_address, "nothing at this address");
    expect_body(404, R"({"detail":"Not Found"})", ErrorCode::wrong_address, "Not Found");
    expect_body(404, "404 page not found", ErrorCode::wrong_address, "404 page not found");
    expect_body(404, "", ErrorCode::wrong_address, "nothing at this address");
    expect_body(405, R"({"detail":"Method Not Allowed"})", ErrorCode::wrong_address, "nothing at this address");
    expect_body(200, "<!DOCTYPE html><html><head><title>Welcome to\n the hotel</title>", ErrorCode::wrong_address,
                "“Welcome to the hotel”");
    expect_body(200, "\n<html><body>no title", ErrorCode::wrong_address, "A web page came instead of an answer.");
}

TEST(ReplyError, row_13_a_redirect_shows_where_to_and_no_query) {
    Given given = with_status(301);
    given.headers = {{"location", "https://www.cometapi.com/v1/x?key=" + std::string(key)}};
    expect_error(read_reply("<html><title>301 Moved</title></html>", given), ErrorCode::wrong_address,
                 "https://www.cometapi.com/v1/x");
    expect_error(read_reply("", with_status(302)), ErrorCode::wrong_address, "redirects");
}

TEST(ReplyError, row_9_pages_of_proxies_show_their_title_and_524_has_a_hint) {
    expect_body(524, "<!DOCTYPE html><title>api.example.com | 524: A timeout occurred</title>",
                ErrorCode::service_error, "524: A timeout occurred");
    EXPECT_THAT(read_reply("<title>api.example.com | 524: A timeout occurred</title>", with_status(524)).error().advice,
                HasSubstr("Stream"));
    expect_body(502, "<html><head><title>502 Bad Gateway</title></head></html>", ErrorCode::service_error,
                "“502 Bad Gateway”");
    expect_body(504, "<html><head><title>504 Gateway Time-out</title></head></html>", ErrorCode::service_error,
                "took too long");
    expect_body(413, "<html><head><title>413 Request Entity Too Large</title></head></html>",
                ErrorCode::request_too_large, "too large");
    expect_body(403, "<html><h1>Access denied</h1></html>", ErrorCode::service_error, "Access denied");
    expect_body(524, "error code: 524", ErrorCode::service_error, "took too long");
}

TEST(ReplyError, sizes_requests_and_failures_of_the_service) {
    expect_body(413, "{}", ErrorCode::request_too_large, "too large");
    expect_body(400, R"({"error":{"message":"Request payload size exceeds the limit: 20971520 bytes."}})",
                ErrorCode::request_too_large, "20971520");
    expect_body(
        400,
        R"({"error":{"message":"Invalid JSON payload received. Unknown name \"x\": Cannot find field.","status":"INVALID_ARGUMENT"}})",
        ErrorCode::bad_request, "Cannot find field");
    expect_body(422, R"({"detail":[{"msg":"field required"}]})", ErrorCode::bad_request, "field required");
    expect_body(
        500,
        R"~({"error":{"message":"field messages is required (request id: 202611)","type":"comet_api_error","code":"invalid_request"}})~",
        ErrorCode::bad_request, "field messages is required");
    expect_body(
        503,
        R"({"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}})",
        ErrorCode::service_error, "overloaded");
    expect_body(504, R"({"error":{"code":504,"status":"DEADLINE_EXCEEDED","message":"Deadline expired"}})",
                ErrorCode::service_error, "took too long");
    expect_body(500, "", ErrorCode::service_error, "failed");
    expect_body(418, "", ErrorCode::bad_request, "wrong");
}

TEST(ReplyError, a_complete_200_that_cannot_be_read_is_undecodable) {
    expect_body(200, "{\"candidates\":[{\"content\"", ErrorCode::undecodable, "cut off after 25 bytes");
    expect_body(200, "{\"candidates\" nonsense}", ErrorCode::undecodable, "cannot read");
    expect_body(200, "What is this?", ErrorCode::undecodable, "“What is this?”");
    expect_body(200, "data: {broken}\n\n", ErrorCode::undecodable, "cannot read");
    expect_body(200, "data: {\"candidates\":[{\"content\"", ErrorCode::undecodable, "cut off");
    expect_body(200, "data: {\"choices\":[{\"delta\":{\"content\":\"Here it is\"}}]}\n\ndata: {\"choices\":[{\"del",
                ErrorCode::undecodable, "cut off");
}

TEST(ReplyError, row_14_the_key_is_redacted_before_the_text_is_cut) {
    // Cut first, and half of the key would stay: it begins just before the 500th character.
    for (std::size_t before = 470; before < 503; ++before) {
        std::string const body =
            R"({"error":{"message":")" + std::string(before, 'm') + " " + std::string(key) + R"( is wrong"}})";
        for (int const status : {400, 401, 500}) {
            Error const error = read_reply(body, with_status(status)).error();
            for (auto const& text : {error.message, error.advice, error.detail}) {
                EXPECT_THAT(text, Not(HasSubstr("sk-0123")));
                EXPECT_THAT(text, Not(HasSubstr("456789ab")));
            }
        }
    }
    std::string const echoes =
        R"({"candidates":[{"content":{"parts":[{"text":"Your key is )" + std::string(key) + R"("}]}}]})";
    EXPECT_THAT(read_reply(echoes).error().message, Not(HasSubstr(std::string(key))));
    std::string const beside =
        R"({"data":[{"b64_json":")" + tiny_base64() + R"("}],"output":"Your key is )" + std::string(key) + "\"}";
    EXPECT_THAT(read_reply(beside).value().text, testing::StartsWith("Your key is ["));
    Given page = with_status(502);
    EXPECT_THAT(read_reply("<title>" + std::string(key) + "</title>", page).error().message,
                Not(HasSubstr(std::string(key))));
    page.headers = {{"x-request-id", std::string(key)}};
    EXPECT_THAT(read_reply("", page).error().detail, Not(HasSubstr(std::string(key))));
}

TEST(ReplyError, the_detail_holds_status_request_id_and_their_code) {
    Given given = with_status(400);
    given.headers = {{"X-Oneapi-Request-Id", "20261122"}};
    std::string const body =
        R"~({"error":{"message":"bad (request id: abc-1)","type":"t","code":"some_code","status":"INVALID_ARGUMENT"}})~";
    EXPECT_EQ(read_reply(body, given).error().detail,
              "HTTP 400; request id 20261122; INVALID_ARGUMENT, some_code: bad (request id: abc-1)");
    EXPECT_THAT(read_reply(body, with_status(400)).error().detail, HasSubstr("request id abc-1"));
}

// Every kind of error that names the service, at the start of a sentence and within one.
TEST(ReplyError, the_service_is_called_by_its_name_and_never_by_its_id) {
    struct Case {
        int status;
        char const* body;
        char const* sentence;
    };
    for (Case const& c :
         {Case{402, R"({"error":{"message":"Insufficient credits"}})", "The account at CometAPI has no credit left"},
          Case{413, "", "The picture is too large for CometAPI"},
          Case{429, R"({"error":{"message":"x","details":[{"violations":[{"quotaId":"RequestsPerDay"}]}]}})",
               "The quota for today at CometAPI is used up."},
          Case{429, "", "CometAPI gets too many requests at the moment"},
          Case{404, R"({"error":{"message":"x","status":"NOT_FOUND"}})", "CometAPI does not serve the model"},
          Case{302, "", "CometAPI redirects to another address"}, Case{503, "", "CometAPI is overloaded at the moment"},
          Case{400, R"({"error":{"message":"x"}})", "CometAPI found the request wrong"},
          Case{200, R"({"candidates":[]})", "CometAPI returned an empty"}}) {
        auto const reply = read_reply(c.body, with_status(c.status));
        ASSERT_FALSE(reply) << c.status;
        EXPECT_THAT(reply.error().message, StartsWith(c.sentence));
        EXPECT_THAT(reply.error().message + reply.error().advice, Not(HasSubstr("cometapi")));
    }
    Given sandbox = with_status(402);
    sandbox.connection.provider = "sandbox";
    EXPECT_THAT(read_reply("", sandbox).error().message, StartsWith("The account at the sandbox has no credit left"));
}

TEST(ReplyError, a_provider_of_ones_own_is_named_by_its_host) {
    Given given = with_status(500);
    given.connection.provider = "custom";
    given.connection.provider_name.clear();
    given.connection.base_url = "https://user:secret@ai.example.org:8443/v1";
    Error const error = read_reply("", given).error();
    EXPECT_THAT(error.message, HasSubstr("The service at ai.example.org:8443 failed"));
    EXPECT_THAT(error.message, Not(HasSubstr("secret")));
}
