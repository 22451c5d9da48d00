// Does each format reply, stream and refuse as the service that it stands for?
#include "asked.h"

#include "support/exif.h"

namespace inlay::sandbox {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Gemini, replies_in_the_shape_of_the_service) {
    Outgoing const out = ask(flash, gemini_body("a lake"));
    EXPECT_EQ(out.status, 200);
    EXPECT_EQ(out.headers.front(), (http::Header{"Content-Type", "application/json; charset=UTF-8"}));
    Json const reply = json_of(out);
    Json const& candidate = reply["candidates"][0];
    EXPECT_EQ(candidate["finishReason"], "STOP");
    EXPECT_EQ(candidate["index"], 0);
    EXPECT_EQ(candidate["content"]["role"], "model");
    EXPECT_THAT(candidate["content"]["parts"][0]["text"].get<std::string>(), HasSubstr("sandbox"));
    EXPECT_EQ(candidate["content"]["parts"][1]["inlineData"]["mimeType"], "image/png");
    EXPECT_EQ(reply["modelVersion"], "gemini-2.5-flash-image");
    EXPECT_EQ(reply["responseId"].get<std::string>().size(), 22U);
    Json const& usage = reply["usageMetadata"];
    EXPECT_EQ(usage["candidatesTokensDetails"][0]["tokenCount"], 1290);
    EXPECT_EQ(usage["totalTokenCount"].get<int>(),
              usage["promptTokenCount"].get<int>() + usage["candidatesTokenCount"].get<int>());
    EXPECT_THAT(body_of(out), StartsWith("{\n  \"candidates\""));
}

TEST(Gemini, streams_words_then_the_whole_picture_then_stop_with_crlf_and_no_done) {
    Outgoing const out =
        ask("/v1beta/models/gemini-2.5-flash-image:streamGenerateContent?alt=sse", gemini_body("a lake"));
    EXPECT_EQ(out.headers.front().value, "text/event-stream");
    ASSERT_EQ(out.pieces.size(), 3U);
    for (Piece const& piece : out.pieces) {
        EXPECT_THAT(piece.bytes, StartsWith("data: {"));
        EXPECT_TRUE(piece.bytes.ends_with("}\r\n\r\n"));
    }
    EXPECT_THAT(out.pieces[1].bytes, HasSubstr("inlineData"));
    EXPECT_THAT(out.pieces[2].bytes, HasSubstr("\"finishReason\":\"STOP\""));
    EXPECT_EQ(body_of(out).find("[DONE]"), std::string::npos);
}

TEST(Gemini, streams_one_json_array_without_alt_sse) {
    Json const events =
        json_of(ask("/v1beta/models/gemini-2.5-flash-image:streamGenerateContent", gemini_body("a lake")));
    ASSERT_TRUE(events.is_array());
    EXPECT_EQ(events.size(), 3U);
}

TEST(Gemini, is_reached_under_every_prefix_but_not_under_a_doubled_version) {
    for (char const* target :
         {"/v1/models/gemini-2.5-flash-image:generateContent", "/v1beta1/models/gemini-2.5-flash-image:generateContent",
          "/v1/publishers/google/models/gemini-2.5-flash-image:generateContent",
          "/v1beta1/projects/p/locations/global/publishers/google/models/gemini-2.5-flash-image:generateContent",
          "/proxy/gemini/v1beta/models/gemini-2.5-flash-image:generateContent"}) {
        EXPECT_EQ(ask(target, gemini_body("sandbox: words only")).status, 200) << target;
    }
    EXPECT_EQ(ask("/v1/v1beta/models/gemini-2.5-flash-image:generateContent", gemini_body("x")).status, 404);
    EXPECT_EQ(ask("/v1beta/v1beta/models/gemini-2.5-flash-image:generateContent", gemini_body("x")).status, 404);
}

TEST(Gemini, takes_the_guides_snake_case_request) {
    std::string const body =
        R"({"contents":[{"role":"user","parts":[{"text":"invert"},{"inline_data":{"mime_type":"image/png","data":")" +
        base64::encode(png({64, 64})) + R"("}}]}],"generationConfig":{"responseModalities":["TEXT","IMAGE"]}})";
    EXPECT_EQ(ask(flash, body).status, 200);
}

Size gemini_size(std::string const& model, std::vector<std::string> const& pictures, Json config,
                 ServerOptions options = quick()) {
    Json const reply = json_of(ask("/v1beta/models/" + model + ":generateContent",
                                   gemini_body("invert", pictures, std::move(config)), std::move(options)));
    EXPECT_TRUE(reply.contains("candidates")) << reply.dump();
    auto const bytes =
        base64::decode(reply["candidates"][0]["content"]["parts"][1]["inlineData"]["data"].get<std::string>());
    return probe_size(*bytes).value();
}

TEST(Gemini, answers_at_the_models_size_for_the_ratio_asked_or_of_the_last_picture) {
    EXPECT_EQ(gemini_size("gemini-2.5-flash-image", {png({500, 400})}, nullptr), (Size{1152, 896}));
    EXPECT_EQ(gemini_size("gemini-2.5-flash-image", {png({500, 400}), png({160, 90})}, nullptr), (Size{1344, 768}));
    EXPECT_EQ(gemini_size("gemini-2.5-flash-image", {png({500, 400})}, {{"imageConfig", {{"aspectRatio", "1:1"}}}}),
              (Size{1024, 1024}));
    EXPECT_EQ(gemini_size("gemini-nano-banana-2.1", {}, nullptr), (Size{1408, 768}));
    EXPECT_EQ(
        gemini_size("gemini-nano-banana-2.1", {}, {{"image_config", {{"aspect_ratio", "3:2"}, {"image_size", "2K"}}}}),
        (Size{2528, 1696}));
    ServerOptions same = quick();
    same.answer_size = AnswerSize::same;
    EXPECT_EQ(gemini_size("gemini-2.5-flash-image", {png({123, 45})}, nullptr, same), (Size{123, 45}));
}

TEST(Gemini, an_answer_of_another_ratio_shows_the_whole_picture_in_its_middle) {
    // 600x400 fits 1248x832 at 2.08 to the pixel; 640x400 is wider than 3:2 and leaves strips above and below.
    Image const picture = test::photo_like({640, 400});
    Json const reply = json_of(ask(flash, gemini_body("sandbox: unchanged", {encode_png(picture).value()},
                                                      {{"imageConfig", {{"aspectRatio", "1:1"}}}})));
    auto const bytes =
        base64::decode(reply["candidates"][0]["content"]["parts"][1]["inlineData"]["data"].get<std::string>());
    Image const answer = decode(*bytes)->image;
    ASSERT_EQ(answer.size(), (Size{1024, 1024}));
    for (Rect const spot : {Rect{0, 192, 8, 8}, Rect{1016, 824, 8, 8}, Rect{508, 508, 8, 8}}) {
        std::uint8_t const* const got = answer.pixel(spot.x + 4, spot.y + 4);
        std::uint8_t const* const want = picture.pixel((spot.x + 4) * 640 / 1024, (spot.y + 4 - 192) * 640 / 1024);
        for (int c = 0; c < 3; ++c)
            EXPECT_NEAR(got[c], want[c], 40) << spot.x << ", " << spot.y;
    }
}

struct Refused {
    char const* what;
    std::string body;
    int status;
    char const* message;
};

// As the models do: a picture is what its orientation says.
TEST(Gemini, answers_a_cameras_picture_upright) {
    ServerOptions same = quick();
    same.answer_size = AnswerSize::same;
    Outgoing const out =
        ask(flash, gemini_body("sandbox: unchanged", {test::jpeg_turned(test::quarters({96, 64}), 6)}), same);
    Json const reply = json_of(out);
    std::string bytes;
    for (Json const& part : reply["candidates"][0]["content"]["parts"])
        if (part.contains("inlineData")) bytes = *base64::decode(part["inlineData"]["data"].get<std::string>());
    Image const answer = decode(bytes)->image;
    EXPECT_EQ(answer.size(), (Size{64, 96}));
    EXPECT_EQ(test::colours_of_quarters(answer), "BRWG");
}

TEST(Gemini, shows_each_reference_small_in_the_corner_in_the_order_sent) {
    ServerOptions same = quick();
    same.answer_size = AnswerSize::same;
    auto const answer = [&](std::vector<std::string> const& pictures) {
        Json const reply = json_of(ask(flash, gemini_body("invert", pictures), same));
        std::string const data = reply["candidates"][0]["content"]["parts"][1]["inlineData"]["data"];
        return decode(base64::decode(data).value()).value().image;
    };
    std::string const red = encode_png(test::plain({90, 60}, 220, 20, 20)).value();
    std::string const blue = encode_png(test::plain({60, 90}, 20, 20, 220)).value();
    Image const before = answer({png()});
    Image const after = answer({png(), red, blue});
    ASSERT_EQ(after.size(), (Size{300, 200}));
    auto const is = [&](int x, int y, int r, int g, int b) {
        std::uint8_t const* const p = after.pixel(x, y);
        return p[0] == r && p[1] == g && p[2] == b;
    };
    EXPECT_TRUE(is(285, 180, 20, 20, 220)) << "the last one is the rightmost";
    EXPECT_TRUE(is(250, 185, 220, 20, 20));
    for (int y = 0; y < 150; ++y)
        for (int x = 0; x < 300; ++x)
            ASSERT_TRUE(std::equal(after.pixel(x, y), after.pixel(x, y) + 4, before.pixel(x, y))) << x << "," << y;
}

TEST(Gemini, refuses_as_google_does) {
    std::string const picture = base64::encode(png({8, 8}));
    auto const with_picture = [&](std::string const& mime, std::string const& data) {
        return R"({"contents":[{"parts":[{"text":"x"},{"inlineData":{"mimeType":")" + mime + R"(","data":")" + data +
               R"("}}]}]})";
    };
    for (
        Refused const& each : {
            Refused{"not JSON", "{\"contents\":[", 400, "Invalid JSON payload received"},
            Refused{"no contents", "{}", 400, "contents is not specified"},
            Refused{"no parts", R"({"contents":[{"parts":[]}]})", 400, "contents.parts must not be empty"},
            Refused{"no prompt", R"({"contents":[{"parts":[{"text":"  "}]}]})", 400, "text parameter"},
            Refused{"a role", R"({"contents":[{"role":"system","parts":[{"text":"x"}]}]})", 400, "valid role"},
            Refused{"an unknown field", R"({"contents":[{"parts":[{"text":"x"}]}],"prompt":1})", 400,
                    "Unknown name \"prompt\": Cannot find field."},
            Refused{"an unknown setting", R"({"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"size":"1K"}})",
                    400, "at 'generation_config'"},
            Refused{
                "Vertex's options",
                R"({"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"imageConfig":{"imageOutputOptions":{}}}})",
                400, "imageOutputOptions"},
            Refused{"two candidates",
                    R"({"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"candidateCount":2}})", 400,
                    "Multiple candidates is not enabled"},
            Refused{
                "a ratio",
                R"({"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"imageConfig":{"aspectRatio":"7:5"}}})",
                400, "7:5"},
            Refused{"a size",
                    R"({"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"imageConfig":{"imageSize":"1K"}}})",
                    400, "1K"},
            Refused{"a GIF", with_picture("image/gif", picture), 400, "Unsupported MIME type: image/gif"},
            Refused{"image/jpg", with_picture("image/jpg", picture), 400, "Unsupported MIME type: image/jpg"},
            Refused{"a PNG called JPEG", with_picture("image/jpeg", picture), 400, "Unable to process input image"},
            Refused{"half a PNG", with_picture("image/png", picture.substr(0, 40)), 400,
                    "Unable to process input image"},
            Refused{"no Base64", with_picture("image/png", "!!!!"), 400, "Base64 decoding failed"},
        }) {
        Outgoing const out = ask(flash, each.body);
        EXPECT_EQ(out.status, each.status) << each.what;
        Json const reply = json_of(out);
        ASSERT_TRUE(reply.contains("error")) << each.what << ": " << body_of(out);
        EXPECT_EQ(reply["error"]["code"], each.status) << each.what;
        EXPECT_EQ(reply["error"]["status"], "INVALID_ARGUMENT") << each.what;
        EXPECT_THAT(reply["error"]["message"].get<std::string>(), HasSubstr(each.message)) << each.what;
    }
}

TEST(Gemini, an_unknown_model_is_not_found_in_googles_words) {
    Json const reply = json_of(ask("/v1/models/gemini-5.0-flash:generateContent", gemini_body("x")));
    EXPECT_EQ(reply["error"]["status"], "NOT_FOUND");
    EXPECT_EQ(reply["error"]["message"], "models/gemini-5.0-flash is not found for API version v1, or is not supported "
                                         "for generateContent. Call ListModels to see "
                                         "the list of available models and their supported methods.");
}

TEST(Chat, puts_the_picture_into_markdown_by_default) {
    Json const reply =
        json_of(ask("/v1/chat/completions",
                    R"({"model":"gemini-2.5-flash-image","messages":[{"role":"user","content":"a lake"}]})"));
    EXPECT_EQ(reply["object"], "chat.completion");
    Json const& choice = reply["choices"][0];
    EXPECT_THAT(choice["message"]["content"].get<std::string>(),
                HasSubstr("\n![image](data:image/png;base64,iVBORw0KGgo"));
    EXPECT_FALSE(choice["message"].contains("images"));
    EXPECT_EQ(choice["finish_reason"], "stop");
    EXPECT_TRUE(reply["created"].is_number_integer());
    EXPECT_GT(reply["usage"]["completion_tokens"], 1290);
}

TEST(Chat, puts_the_picture_into_images_when_modalities_are_asked_for) {
    Json const reply = json_of(ask(
        "/api/v1/chat/completions",
        R"({"model":"google/gemini-2.5-flash-image","modalities":["image","text"],"messages":[{"role":"user","content":"a lake"}],
        "image_config":{"aspect_ratio":"16:9"}})"));
    Json const& message = reply["choices"][0]["message"];
    std::string const url = message["images"][0]["image_url"]["url"];
    EXPECT_THAT(url, StartsWith("data:image/png;base64,"));
    EXPECT_EQ(probe_size(*base64::decode(url.substr(22))).value(), (Size{1344, 768}));
    EXPECT_EQ(message["content"].get<std::string>().find("data:"), std::string::npos);
    EXPECT_EQ(reply["choices"][0]["native_finish_reason"], "STOP");
}

TEST(Chat, streams_chunks_that_end_with_done_and_usage_only_when_asked) {
    std::string const start =
        R"({"model":"gemini-2.5-flash-image","stream":true,"messages":[{"role":"user","content":"a lake"}])";
    std::string const plain = body_of(ask("/v1/chat/completions", start + "}"));
    EXPECT_TRUE(plain.ends_with("data: [DONE]\n\n"));
    EXPECT_EQ(plain.find("\"usage\""), std::string::npos);
    EXPECT_THAT(plain, HasSubstr("\"object\":\"chat.completion.chunk\""));
    EXPECT_THAT(plain, HasSubstr("\"finish_reason\":\"stop\""));
    std::string const counted =
        body_of(ask("/v1/chat/completions", start + R"(,"stream_options":{"include_usage":true}})"));
    EXPECT_THAT(counted, HasSubstr("\"choices\":[],\"usage\""));
}

TEST(Chat, refuses_as_openai_does) {
    auto const error = [](std::string body) { return json_of(ask("/v1/chat/completions", std::move(body)))["error"]; };
    EXPECT_EQ(error("nonsense")["type"], "invalid_request_error");
    EXPECT_EQ(error(R"({"messages":[]})")["message"], "you must provide a model parameter");
    EXPECT_EQ(error(R"({"model":"gpt-5","messages":[{"role":"user","content":"x"}]})")["code"], "model_not_found");
    EXPECT_EQ(error(R"({"model":"gpt-image-1"})")["param"], "messages");
    EXPECT_EQ(
        error(
            R"({"model":"gpt-image-1","messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]})")
            ["code"],
        "invalid_image_url");
    EXPECT_EQ(
        error(
            R"({"model":"gpt-image-1","messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"data:image/png;base64,aGVsbG8="}}]}]})")
            ["code"],
        "invalid_image_file");
}

std::string form(std::vector<std::array<std::string, 4>> const& fields) { // name, file name, type, value
    std::string body;
    for (auto const& [name, file, type, value] : fields) {
        body += "--XYZ\r\nContent-Disposition: form-data; name=\"" + name + "\"";
        if (!file.empty()) body += "; filename=\"" + file + "\"";
        body += "\r\n";
        if (!type.empty()) body += "Content-Type: " + type + "\r\n";
        body += "\r\n" + value + "\r\n";
    }
    return body + "--XYZ--\r\n";
}

Outgoing edits(std::vector<std::array<std::string, 4>> const& fields, ServerOptions options = quick()) {
    return Service(std::move(options))
        .respond(post("/v1/images/edits", form(fields), "multipart/form-data; boundary=XYZ"));
}

TEST(Images, generations_reply_with_facts_and_usage) {
    Json const reply =
        json_of(ask("/v1/images/generations",
                    R"({"model":"gpt-image-1","prompt":"a lake","size":"1536x1024","output_format":"jpeg","n":2})"));
    ASSERT_EQ(reply["data"].size(), 2U);
    EXPECT_EQ(reply["size"], "1536x1024");
    EXPECT_EQ(reply["output_format"], "jpeg");
    EXPECT_EQ(reply["background"], "opaque");
    std::string const first = *base64::decode(reply["data"][0]["b64_json"].get<std::string>());
    EXPECT_EQ(sniff(first), Format::jpeg);
    EXPECT_EQ(probe_size(first).value(), (Size{1536, 1024}));
    EXPECT_NE(reply["data"][0], reply["data"][1]) << "two answers are two pictures";
    EXPECT_EQ(reply["usage"]["total_tokens"].get<int>(),
              reply["usage"]["input_tokens"].get<int>() + reply["usage"]["output_tokens"].get<int>());
}

TEST(Images, edits_change_only_what_the_mask_lets_change) {
    Image const picture = test::photo_like({64, 48});
    Image mask({64, 48}, 255);
    for (int y = 0; y < 48; ++y) {
        for (int x = 0; x < 32; ++x)
            mask.pixel(x, y)[3] = 0;
    }
    ServerOptions same = quick();
    same.answer_size = AnswerSize::same;
    Json const reply = json_of(edits({{"image", "image.png", "image/png", encode_png(picture).value()},
                                      {"mask", "mask.png", "image/png", encode_png(mask).value()},
                                      {"prompt", "", "", "invert"},
                                      {"model", "", "", "gpt-image-1"}},
                                     same));
    ASSERT_TRUE(reply.contains("data")) << reply.dump();
    Image const answer = decode(*base64::decode(reply["data"][0]["b64_json"].get<std::string>()))->image;
    EXPECT_EQ(answer.pixel(10, 10)[0], 255 - picture.pixel(10, 10)[0]);
    EXPECT_EQ(answer.pixel(50, 10)[0], picture.pixel(50, 10)[0]);
}

TEST(Images, edits_take_several_pictures_and_json) {
    EXPECT_EQ(edits({{"image[]", "a.png", "image/png", png({32, 32})},
                     {"image[]", "b.png", "image/png", png({16, 16})},
                     {"prompt", "", "", "sepia"}})
                  .status,
              200);
    Json const body = {{"model", "gpt-image-2"},
                       {"prompt", "sepia"},
                       {"images", Json::array({{{"image_url", data_uri(png({32, 32}))}}})},
                       {"size", "1536x864"}};
    Json const reply = json_of(ask("/v1/images/edits", body.dump()));
    EXPECT_EQ(reply["size"], "1536x864");
}

TEST(Images, stream_partial_pictures_and_then_the_completed_one) {
    Outgoing const out =
        ask("/v1/images/generations", R"({"model":"gpt-image-1","prompt":"a lake","stream":true,"partial_images":2})");
    ASSERT_EQ(out.pieces.size(), 3U);
    EXPECT_THAT(
        out.pieces[0].bytes,
        StartsWith("event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\""));
    EXPECT_THAT(out.pieces[1].bytes, HasSubstr("\"partial_image_index\":1"));
    EXPECT_THAT(out.pieces[2].bytes, StartsWith("event: image_generation.completed\n"));
    EXPECT_THAT(out.pieces[2].bytes, HasSubstr("\"usage\""));
}

TEST(Images, refuse_as_openai_does) {
    auto const error = [](std::string body) {
        return json_of(ask("/v1/images/generations", std::move(body)))["error"];
    };
    EXPECT_EQ(error("{")["type"], "invalid_request_error");
    EXPECT_EQ(error(R"({"model":"gpt-image-1"})")["param"], "prompt");
    EXPECT_EQ(error(R"({"model":"gpt-image-1","prompt":"x","response_format":"b64_json"})")["message"],
              "Unknown parameter: 'response_format'.");
    EXPECT_EQ(error(R"({"model":"gpt-image-1","prompt":"x","size":"1000x1000"})")["param"], "size");
    EXPECT_EQ(error(R"({"model":"gpt-image-1","prompt":"x","n":11})")["code"], "invalid_value");
    auto const edit_error = [](std::vector<std::array<std::string, 4>> const& fields) {
        return json_of(edits(fields))["error"];
    };
    EXPECT_EQ(edit_error({{"prompt", "", "", "x"}})["param"], "image");
    EXPECT_EQ(edit_error({{"prompt", "", "", "x"}, {"image", "a.png", "", png({8, 8})}})["code"],
              "unsupported_file_mimetype")
        << "a part needs a type";
    EXPECT_EQ(edit_error({{"prompt", "", "", "x"}, {"image", "a.png", "image/png", "GIF89a"}})["code"],
              "invalid_image_file");
    EXPECT_EQ(edit_error({{"prompt", "", "", "x"},
                          {"image", "a.png", "image/png", png({8, 8})},
                          {"mask", "m.png", "image/png", png({9, 8})}})["param"],
              "mask");
    Service service(quick());
    EXPECT_EQ(service.respond(post("/v1/images/edits", "--XYZ\r\n", "multipart/form-data; boundary=XYZ")).status, 400);
}

} // namespace
} // namespace inlay::sandbox
