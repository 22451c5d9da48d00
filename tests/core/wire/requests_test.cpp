// What is posted, and where to? Requests are compared as parsed JSON and parsed forms.
#include "replies.h"

#include "inlay/client.h"

#include "form_parts.h"

#include <nlohmann/json.hpp>

#include <map>

using namespace inlay;
using namespace inlay::test;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

namespace {

ModelRequest edit_request() {
    ModelRequest request;
    request.prompt = "make it look like a watercolour";
    request.images.push_back({tiny_png(), "image/png"});
    return request;
}
ModelRequest text_request() {
    ModelRequest request;
    request.prompt = "a lighthouse at dusk";
    return request;
}

wire::WireRequest built(ModelRequest const& request, inlay::Connection const& connection) {
    auto result = wire::build_request(request, connection);
    if (!result) throw std::runtime_error(result.error().message);
    return *result;
}
json body_of(ModelRequest const& request, inlay::Connection const& connection) {
    return json::parse(built(request, connection).body);
}
std::map<std::string, std::string> headers_of(wire::WireRequest const& request) {
    std::map<std::string, std::string> headers;
    for (auto const& header : request.headers)
        EXPECT_TRUE(headers.emplace(header.name, header.value).second) << header.name;
    return headers;
}
inlay::Connection speaking(std::string wire) {
    inlay::Connection connection = some_connection();
    connection.wire = wire;
    return connection;
}

std::vector<FormPart> form_of(wire::WireRequest const& request) {
    std::string const type = headers_of(request).at("Content-Type");
    EXPECT_THAT(type, testing::StartsWith("multipart/form-data; boundary="));
    return form_parts(request.body, type.substr(type.find('=') + 1));
}
std::string disposition(FormPart const& part) {
    return part.disposition();
}

} // namespace

TEST(GeminiRequest, text_to_image_is_what_the_guide_says) {
    auto const request = built(text_request(), some_connection());
    EXPECT_EQ(request.url, "https://api.cometapi.com/v1beta/models/gemini-2.5-flash-image:generateContent");
    EXPECT_EQ(headers_of(request),
              (std::map<std::string, std::string>{{"Authorization", "sk-0123456789abcdefghijklmnop"},
                                                  {"Content-Type", "application/json"}}));
    EXPECT_EQ(json::parse(request.body), json::parse(R"({
        "contents": [{"role": "user", "parts": [{"text": "a lighthouse at dusk"}]}],
        "generationConfig": {"responseModalities": ["TEXT", "IMAGE"]}})"));
}

TEST(GeminiRequest, image_to_image_is_what_the_guide_says) {
    ModelRequest request = edit_request();
    request.images.push_back({"\xFF\xD8\xFF second", "image/jpeg"});
    json const expected = {
        {"contents",
         {{{"role", "user"},
           {"parts",
            {{{"text", "make it look like a watercolour"}},
             {{"inline_data", {{"mime_type", "image/png"}, {"data", tiny_base64()}}}},
             {{"inline_data", {{"mime_type", "image/jpeg"}, {"data", base64::encode("\xFF\xD8\xFF second")}}}}}}}}},
        {"generationConfig", {{"responseModalities", {"TEXT", "IMAGE"}}}}};
    EXPECT_EQ(body_of(request, some_connection()), expected);
}

TEST(GeminiRequest, row_24_base64_has_no_data_prefix_and_no_line_break) {
    ModelRequest request = edit_request();
    request.images[0].bytes = std::string(100'000, '\xA5');
    std::string const body = built(request, some_connection()).body;
    EXPECT_THAT(body, Not(HasSubstr("data:")));
    EXPECT_EQ(body.find_first_of("\r\n"), std::string::npos);
    EXPECT_EQ(
        base64::decode(json::parse(body)["contents"][0]["parts"][1]["inline_data"]["data"].get<std::string>()).value(),
        request.images[0].bytes);
}

TEST(GeminiRequest, image_config_is_there_only_when_something_is_asked_for) {
    ModelRequest request = edit_request();
    EXPECT_FALSE(body_of(request, some_connection())["generationConfig"].contains("imageConfig"));
    request.aspect = "16:9";
    EXPECT_EQ(body_of(request, some_connection())["generationConfig"]["imageConfig"], json({{"aspectRatio", "16:9"}}));
    request.size = "2K";
    EXPECT_EQ(body_of(request, some_connection())["generationConfig"]["imageConfig"],
              json({{"aspectRatio", "16:9"}, {"imageSize", "2K"}}));
    request.aspect.clear();
    EXPECT_EQ(body_of(request, some_connection())["generationConfig"]["imageConfig"], json({{"imageSize", "2K"}}));
}

TEST(GeminiRequest, system_text_and_safety_are_sent_when_given_and_a_mask_never) {
    ModelRequest request = edit_request();
    request.system_text = "You are a restorer.";
    request.safety = "BLOCK_ONLY_HIGH";
    request.mask = EncodedImage{tiny_png(3), "image/png"};
    json const body = body_of(request, some_connection());
    EXPECT_EQ(body["systemInstruction"], json::parse(R"({"parts":[{"text":"You are a restorer."}]})"));
    ASSERT_EQ(body["safetySettings"].size(), 4u);
    for (json const& setting : body["safetySettings"]) {
        EXPECT_EQ(setting["threshold"], "BLOCK_ONLY_HIGH");
        EXPECT_THAT(setting["category"].get<std::string>(), testing::StartsWith("HARM_CATEGORY_"));
    }
    EXPECT_EQ(body["contents"][0]["parts"].size(), 2u);
}

TEST(GeminiRequest, a_stream_has_its_own_method_and_alt_sse) {
    inlay::Connection connection = some_connection();
    connection.stream = true;
    EXPECT_EQ(built(text_request(), connection).url,
              "https://api.cometapi.com/v1beta/models/gemini-2.5-flash-image:streamGenerateContent?alt=sse");
}

TEST(AnyRequest, a_prompt_is_any_text) {
    ModelRequest request = text_request();
    for (std::string const wire : {"gemini", "openai-chat", "openai-images"}) {
        auto const sent = [&](std::string const& prompt) {
            request.prompt = prompt;
            json const body = body_of(request, speaking(wire));
            return wire == "gemini"        ? body["contents"][0]["parts"][0]["text"]
                   : wire == "openai-chat" ? body["messages"][0]["content"]
                                           : body["prompt"];
        };
        for (std::string const prompt :
             {"\"quoted\" \\ \n\t\r {}", "ночь 夜 🌃", std::string("null\0inside", 11).c_str(), "\x01\x1F"})
            EXPECT_EQ(sent(prompt), prompt);
        EXPECT_EQ(sent("cut \xF0\x9F\x8C off"), "cut \xEF\xBF\xBD off")
            << "invalid UTF-8 is replaced and does not throw";
        EXPECT_EQ(sent("\xFF"), "\xEF\xBF\xBD");
    }
}

TEST(AnyRequest, the_key_is_sent_in_the_way_that_is_set) {
    inlay::Connection connection = some_connection();
    std::string const key = connection.api_key;
    auto const sent = [&](Auth auth) {
        connection.auth = auth;
        auto headers = headers_of(built(text_request(), connection));
        headers.erase("Content-Type");
        return headers;
    };
    using Map = std::map<std::string, std::string>;
    EXPECT_EQ(sent(Auth::raw), (Map{{"Authorization", key}}));
    EXPECT_EQ(sent(Auth::bearer), (Map{{"Authorization", "Bearer " + key}}));
    EXPECT_EQ(sent(Auth::x_goog_api_key), (Map{{"x-goog-api-key", key}}));
    EXPECT_EQ(sent(Auth::api_key), (Map{{"api-key", key}}));
    EXPECT_EQ(sent(Auth::query), Map{});
    EXPECT_THAT(built(text_request(), connection).url, testing::EndsWith(":generateContent?key=" + key));
    connection.stream = true;
    EXPECT_THAT(built(text_request(), connection).url, testing::EndsWith(":streamGenerateContent?alt=sse&key=" + key));
    EXPECT_EQ(sent(Auth::none), Map{});
    connection.api_key.clear();
    for (Auth const auth : {Auth::raw, Auth::bearer, Auth::x_goog_api_key, Auth::query}) {
        EXPECT_EQ(sent(auth), Map{}) << "without a key there is no header for it";
        EXPECT_THAT(built(text_request(), connection).url, Not(HasSubstr("key=")));
    }
}

TEST(AnyRequest, a_key_in_the_query_is_percent_encoded) {
    inlay::Connection connection = some_connection();
    connection.auth = Auth::query;
    connection.api_key = "a+b&c=d/e";
    EXPECT_THAT(built(text_request(), connection).url, testing::EndsWith("?key=a%2Bb%26c%3Dd%2Fe"));
}

TEST(AnyRequest, row_15_a_pasted_key_is_trimmed_and_a_leading_bearer_dropped) {
    inlay::Connection connection = some_connection();
    for (std::string const pasted : {"  sk-1234\n", "Bearer sk-1234", "bearer   sk-1234 \r\n", "\tsk-1234"}) {
        connection.api_key = pasted;
        EXPECT_EQ(headers_of(built(text_request(), connection)).at("Authorization"), "sk-1234");
    }
}

TEST(AnyRequest, row_15_a_key_with_control_characters_reaches_no_header) {
    inlay::Connection connection = some_connection();
    for (std::string const& bad : {std::string("sk-1\r\nX-Evil: 1"), std::string("sk-1\n2"), std::string("sk\0-1", 5),
                                   std::string("sk-\x7F"), std::string("sk-\xE2\x80\xA6")})
        for (Auth const auth : {Auth::raw, Auth::bearer, Auth::x_goog_api_key, Auth::query}) {
            connection.api_key = bad;
            connection.auth = auth;
            auto const result = wire::build_request(text_request(), connection);
            ASSERT_FALSE(result.has_value());
            EXPECT_EQ(exit_status(result.error().code), 4);
            EXPECT_THAT(result.error().advice, HasSubstr("API key"));
            EXPECT_THAT(result.error().message + result.error().detail, Not(HasSubstr("sk-1")));
        }
}

TEST(AnyRequest, additional_headers_replace_ours_and_cannot_smuggle) {
    inlay::Connection connection = some_connection();
    connection.extra_headers = {{"X-Title", "Inlay"}, {"authorization", "Token abc"}};
    auto const headers = headers_of(built(text_request(), connection));
    EXPECT_EQ(headers,
              (std::map<std::string, std::string>{
                  {"X-Title", "Inlay"}, {"authorization", "Token abc"}, {"Content-Type", "application/json"}}));
    for (http::Header const& bad :
         {http::Header{"X-A", "1\r\nX-B: 2"}, http::Header{"X-A: 1\r\nX-B", "2"}, http::Header{"", "x"}}) {
        connection.extra_headers = {bad};
        EXPECT_FALSE(wire::build_request(text_request(), connection).has_value());
    }
}

TEST(AnyRequest, an_address_that_cannot_be_one_is_refused) {
    inlay::Connection connection = some_connection();
    for (auto const* bad : {"", "   ", "https://host/a b", "https://host\r\nX: 1/"}) {
        connection.base_url = bad;
        auto const result = wire::build_request(text_request(), connection);
        ASSERT_FALSE(result.has_value()) << bad;
        EXPECT_THAT(result.error().advice, HasSubstr("Base URL"));
    }
}

TEST(ChatRequest, text_alone_is_what_the_guide_says) {
    inlay::Connection connection = speaking("openai-chat");
    connection.stream = true;
    auto const request = built(text_request(), connection);
    EXPECT_EQ(request.url, "https://api.cometapi.com/v1/chat/completions");
    EXPECT_EQ(json::parse(request.body), json::parse(R"({"model": "gemini-2.5-flash-image", "stream": true,
        "messages": [{"role": "user", "content": "a lighthouse at dusk"}]})"));
    connection.stream = false;
    EXPECT_FALSE(body_of(text_request(), connection).contains("stream"));
}

TEST(ChatRequest, pictures_go_in_as_data_uris_after_the_text) {
    ModelRequest request = edit_request();
    request.system_text = "Be exact.";
    request.aspect = "16:9";
    request.size = "2K";
    json const body = body_of(request, speaking("openai-chat"));
    EXPECT_EQ(body["messages"][0], json({{"role", "system"}, {"content", "Be exact."}}));
    EXPECT_EQ(body["messages"][1]["content"], json({{{"type", "text"}, {"text", request.prompt}},
                                                    {{"type", "image_url"}, {"image_url", {{"url", tiny_uri()}}}}}));
    EXPECT_FALSE(body.contains("modalities"));
    EXPECT_FALSE(body.contains("image_config")) << "only providers that want it get it";
}

TEST(ChatRequest, a_provider_that_wants_modalities_and_image_config_gets_them) {
    inlay::Connection connection = speaking("openai-chat");
    connection.chat_modalities = true;
    connection.chat_image_config = true;
    ModelRequest request = text_request();
    EXPECT_EQ(body_of(request, connection)["modalities"], json({"image", "text"}));
    EXPECT_FALSE(body_of(request, connection).contains("image_config"));
    request.aspect = "16:9";
    request.size = "2K";
    EXPECT_EQ(body_of(request, connection)["image_config"], json({{"aspect_ratio", "16:9"}, {"image_size", "2K"}}));
}

TEST(ImagesRequest, generations_are_json) {
    inlay::Connection connection = speaking("openai-images");
    connection.model = "gpt-image-2";
    ModelRequest request = text_request();
    auto const sent = built(request, connection);
    EXPECT_EQ(sent.url, "https://api.cometapi.com/v1/images/generations");
    EXPECT_EQ(headers_of(sent).at("Content-Type"), "application/json");
    EXPECT_EQ(json::parse(sent.body), json({{"model", "gpt-image-2"}, {"prompt", "a lighthouse at dusk"}}));
    connection.stream = true;
    json const streamed = body_of(request, connection);
    EXPECT_EQ(streamed["stream"], true);
    EXPECT_EQ(streamed["partial_images"], 2);
    EXPECT_FALSE(streamed.contains("response_format"));
    connection.partial_images = 0;
    EXPECT_FALSE(body_of(request, connection).contains("partial_images")) << "previews cost";
}

TEST(ImagesRequest, the_size_follows_the_ratio_and_is_left_out_without_one) {
    inlay::Connection const connection = speaking("openai-images");
    ModelRequest request = text_request();
    std::map<std::string, std::string> const sizes{{"1:1", "1024x1024"},  {"5:4", "1536x1024"},  {"3:2", "1536x1024"},
                                                   {"16:9", "1536x1024"}, {"21:9", "1536x1024"}, {"2:3", "1024x1536"},
                                                   {"9:16", "1024x1536"}, {"4:5", "1024x1536"}};
    for (auto const& [aspect, size] : sizes) {
        request.aspect = aspect;
        EXPECT_EQ(body_of(request, connection)["size"], size) << aspect;
    }
    for (auto const* none : {"", "wide", "0:1", "16:0"}) {
        request.aspect = none;
        EXPECT_FALSE(body_of(request, connection).contains("size")) << none;
    }
}

TEST(ImagesRequest, an_edit_of_one_picture_is_a_form_with_image) {
    inlay::Connection connection = speaking("openai-images");
    connection.model = "gpt-image-2";
    ModelRequest request = edit_request();
    request.mask = EncodedImage{tiny_png(9), "image/png"};
    request.aspect = "3:2";
    auto const sent = built(request, connection);
    EXPECT_EQ(sent.url, "https://api.cometapi.com/v1/images/edits");
    auto const parts = form_of(sent);
    ASSERT_EQ(parts.size(), 5u);
    EXPECT_EQ(disposition(parts[0]), R"(form-data; name="model")");
    EXPECT_EQ(parts[0].content, "gpt-image-2");
    EXPECT_EQ(disposition(parts[1]), R"(form-data; name="prompt")");
    EXPECT_EQ(parts[1].content, request.prompt);
    EXPECT_EQ(disposition(parts[2]), R"(form-data; name="size")");
    EXPECT_EQ(parts[2].content, "1536x1024");
    EXPECT_EQ(disposition(parts[3]), R"(form-data; name="image"; filename="image.png")");
    EXPECT_EQ(parts[3].headers.at("content-type"), "image/png");
    EXPECT_TRUE(parts[3].content == tiny_png());
    EXPECT_EQ(disposition(parts[4]), R"(form-data; name="mask"; filename="mask.png")");
    EXPECT_EQ(parts[4].headers.at("content-type"), "image/png");
    EXPECT_TRUE(parts[4].content == tiny_png(9));
    EXPECT_THAT(sent.body, Not(HasSubstr("response_format")));
}

TEST(ImagesRequest, several_pictures_repeat_image_with_brackets_and_keep_their_types) {
    ModelRequest request = edit_request();
    request.images.push_back({"\xFF\xD8\xFF jpeg", "image/jpeg"});
    request.images.push_back({"RIFF webp", "image/webp"});
    inlay::Connection connection = speaking("openai-images");
    connection.stream = true;
    auto const parts = form_of(built(request, connection));
    std::vector<std::string> files;
    for (auto const& part : parts)
        if (part.headers.contains("content-type"))
            files.push_back(disposition(part) + " " + part.headers.at("content-type"));
    auto const stream = std::ranges::find(parts, R"(form-data; name="stream")", disposition);
    ASSERT_NE(stream, parts.end());
    EXPECT_EQ(stream->content, "true");
    EXPECT_EQ(files, (std::vector<std::string>{R"(form-data; name="image[]"; filename="image-1.png" image/png)",
                                               R"(form-data; name="image[]"; filename="image-2.jpg" image/jpeg)",
                                               R"(form-data; name="image[]"; filename="image-3.webp" image/webp)"}));
}

TEST(ImagesRequest, the_boundary_occurs_in_no_part) {
    inlay::Connection const connection = speaking("openai-images");
    ModelRequest request = edit_request();
    std::string const type = headers_of(built(request, connection)).at("Content-Type");
    std::string const boundary = type.substr(type.find('=') + 1);
    // The boundary is made from lengths and beginnings; a picture of the same length that holds it at its end must get
    // another.
    request.images[0].bytes =
        request.images[0].bytes.substr(0, request.images[0].bytes.size() - boundary.size()) + boundary;
    auto const sent = built(request, connection);
    EXPECT_THAT(headers_of(sent).at("Content-Type"), Not(HasSubstr(boundary)));
    EXPECT_TRUE(form_of(sent).back().content == request.images[0].bytes);
}

TEST(ImagesRequest, has_the_fields_of_a_recorded_edit_request) {
    std::string const recorded = test_data("recorded/openai_dalle2_edit_mask_request.multipart");
    auto const theirs = form_parts(recorded, recorded.substr(2, recorded.find("\r\n") - 2));
    inlay::Connection const connection = speaking("openai-images");
    ModelRequest request = edit_request();
    request.mask = EncodedImage{tiny_png(), "image/png"};
    request.aspect = "1:1";
    std::vector<std::string> fields;
    for (auto const& part : form_of(built(request, connection)))
        fields.push_back(disposition(part));
    for (auto const& part : theirs)
        EXPECT_THAT(fields, testing::Contains(disposition(part)));
}
