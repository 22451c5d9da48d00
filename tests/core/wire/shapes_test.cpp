// Every shape in which services are known to send a picture. No complete recording of a chat reply with a picture is
// public: unless a test says otherwise, the reply is a made wrapper around a real PNG.
#include "made_replies.h"

using namespace inlay;
using namespace inlay::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

// A body that holds the picture in the place of "@" gives exactly that picture, whole and byte by byte, cut anywhere.
void expect_shape(std::string_view shape, std::string_view with) {
    SCOPED_TRACE(std::string(shape));
    std::string const body = filled(shape, with);
    expect_tiny(read_reply(body));
    Given bytewise;
    bytewise.piece = 1;
    expect_tiny(read_reply(body, bytewise));
}
void expect_base64_shape(std::string_view shape) {
    expect_shape(shape, tiny_base64());
}
void expect_uri_shape(std::string_view shape) {
    expect_shape(shape, tiny_uri());
}
void expect_url_shape(std::string_view shape) {
    SCOPED_TRACE(std::string(shape));
    std::string const url = "https://cdn.example/out/42?sig=a%2Bb%3D&t=1";
    auto const reply = read_reply(filled(shape, url));
    ASSERT_TRUE(reply.has_value()) << reply.error().message;
    ASSERT_EQ(reply->images.size(), 1u);
    EXPECT_EQ(reply->images[0].url, url) << "signed: byte for byte";
    EXPECT_TRUE(reply->images[0].bytes.empty());
}

} // namespace

TEST(Step1, candidates_in_camel_case_and_snake_case) {
    expect_base64_shape(
        R"({"candidates":[{"content":{"parts":[{"text":"Here:"},{"inlineData":{"mimeType":"image/png","data":"@"}}]},"finishReason":"STOP"}]})");
    expect_base64_shape(
        R"({"candidates":[{"content":{"parts":[{"inline_data":{"mime_type":"image/png","data":"@"}}]},"finish_reason":"STOP"}]})");
    expect_base64_shape(R"({"response":{"candidates":[{"content":{"parts":[{"inlineData":{"data":"@"}}]}}]}})");
}

TEST(Step1, a_file_uri_with_a_picture_type_is_a_url) {
    expect_url_shape(R"({"candidates":[{"content":{"parts":[{"fileData":{"mimeType":"image/png","fileUri":"@"}}]}}]})");
    expect_url_shape(R"({"candidates":[{"content":{"parts":[{"file_data":{"file_uri":"@"}}]}}]})");
    auto const reply = read_reply(
        R"({"candidates":[{"content":{"parts":[{"text":"x"},{"fileData":{"mimeType":"video/mp4","fileUri":"https://a.example/v"}}]}}]})");
    expect_error(reply, ErrorCode::words_only, "x");
}

TEST(Step1, markdown_inside_a_text_part) {
    expect_uri_shape(R"~({"candidates":[{"content":{"parts":[{"text":"![image](@)"}]}}]})~");
    expect_url_shape(R"~({"candidates":[{"content":{"parts":[{"text":"![image](@)"}]}}]})~");
}

TEST(Step2, message_and_delta_images) {
    for (auto const* holder : {"message", "delta"}) {
        auto const in = [&](std::string const& fields) {
            return R"({"choices":[{")" + std::string(holder) + "\":{" + fields + "}}]}";
        };
        expect_uri_shape(in(R"("content":"","images":[{"type":"image_url","image_url":{"url":"@"},"index":0}])"));
        expect_uri_shape(in(R"("content":null,"images":[{"image_url":{"url":"@"}}])"));
        expect_uri_shape(in(R"("images":[{"image_url":"@"}])"));
        expect_uri_shape(in(R"("images":["@"])"));
        expect_base64_shape(in(R"("images":[{"b64_json":"@"}])"));
        expect_uri_shape(in(R"("image":{"url":"@"})"));
        expect_uri_shape(in(R"("image":"@")"));
        expect_base64_shape(in(R"("b64_json":"@")"));
        expect_url_shape(in(R"("images":[{"type":"image_url","image_url":{"url":"@"}}])"));
    }
}

TEST(Step3, message_and_delta_content) {
    for (auto const* holder : {"message", "delta"}) {
        auto const in = [&](std::string const& content) {
            return R"({"choices":[{")" + std::string(holder) + R"(":{"content":)" + content + "}}]}";
        };
        expect_uri_shape(in(R"~("![image](@)")~"));
        expect_uri_shape(in(R"("@")"));
        expect_base64_shape(in(R"("@")"));
        expect_uri_shape(in(R"([{"type":"text","text":"Here"},{"type":"image_url","image_url":{"url":"@"}}])"));
        expect_base64_shape(
            in(R"([{"type":"image_url","image_url":{"url":"@"}}])")); // raw Base64 where a data URI belongs
        expect_base64_shape(in(R"([{"type":"output_image","b64_json":"@"}])"));
        expect_base64_shape(in(R"([{"type":"image","data":"@","mime_type":"image/png"}])"));
        expect_base64_shape(in(R"([{"type":"image","source":{"type":"base64","media_type":"image/png","data":"@"}}])"));
        expect_uri_shape(in(R"~([{"type":"text","text":"![image](@)"}])~"));
        expect_uri_shape(in(R"("",	"content_blocks":[{"type":"image_url","image_url":"@"}])"));
        expect_url_shape(in(R"~("![image](@)")~"));
    }
}

TEST(Step4, lists_of_image_endpoints_and_tasks) {
    expect_base64_shape(
        R"({"created":1,"data":[{"b64_json":"@","revised_prompt":"x"}],"output_format":"png","usage":{"input_tokens":5}})");
    expect_base64_shape(R"({"created":0,"data":[{"b64_json":"@","media_type":"image/png"}]})");
    expect_uri_shape(R"({"data":[{"b64_json":"@"}]})");
    expect_url_shape(R"({"created":1,"data":[{"url":"@","mime_type":"image/png"}]})");
    expect_base64_shape(R"({"predictions":[{"bytesBase64Encoded":"@","mimeType":"image/png"}]})");
    expect_base64_shape(R"({"output":[{"type":"image_generation_call","status":"completed","result":"@"}]})");
    expect_uri_shape(R"({"output":[{"type":"image_generation_call","result":"@"}]})");
    expect_base64_shape(
        R"({"outputs":[{"type":"thought","signature":"c2lnbmF0dXJlIG9mIGEgdGhvdWdodA=="},{"type":"image","mime_type":"image/png","data":"@"}],"status":"completed"})");
    expect_base64_shape(R"({"steps":[{"content":[{"type":"text","text":"x"},{"type":"image","data":"@"}]}]})");
    expect_url_shape(R"({"id":"x","status":"succeeded","output":"@"})");
    expect_url_shape(R"({"id":"x","status":"succeeded","output":["@"]})");
    expect_base64_shape(R"({"images":["@"],"parameters":{}})");
    expect_base64_shape(R"({"code":0,"msg":"ok","data":{"images":[{"b64_json":"@"}]}})");
    expect_base64_shape(R"({"success":true,"errors":[],"result":{"image":"@","images":["@"]}})");
}

TEST(Step4, events_of_streams) {
    expect_base64_shape(
        "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"@\"}\n\n");
    expect_base64_shape("event: image_edit.completed\ndata: {\"b64_json\":\"@\",\"output_format\":\"png\"}\n\n");
    expect_base64_shape("data: "
                        "{\"type\":\"response.completed\",\"response\":{\"output\":[{\"type\":\"image_generation_"
                        "call\",\"result\":\"@\"}]}}\n\n");
    expect_base64_shape("data: "
                        "{\"event_type\":\"step.delta\",\"delta\":{\"type\":\"image\",\"mime_type\":\"image/"
                        "png\",\"data\":\"@\"}}\n\n");
}

TEST(Step6, a_picture_is_not_looked_for_in_citations) {
    expect_error(
        read_reply(
            R"({"choices":[{"message":{"content":[{"type":"text","text":"See there."},{"type":"url_citation","url":"https://a.example/page"}]}}]})"),
        ErrorCode::words_only, "See there.");
}

TEST(Drafts, the_last_unmarked_picture_is_the_answer_and_the_others_are_offered) {
    EXPECT_THAT(shades_of(read_reply(candidate(part(1) + "," + part(2) + "," + part(3)))), ElementsAre(3, 1, 2));
}

TEST(Drafts, thought_pictures_are_skipped) {
    EXPECT_THAT(shades_of(read_reply(
                    candidate(part(1, R"(,"thought":true)") + "," + part(2) + "," + part(3, R"(,"thought":true)")))),
                ElementsAre(2));
}

TEST(Drafts, thought_pictures_are_used_when_there_is_no_other) {
    EXPECT_THAT(shades_of(read_reply(candidate(part(1, R"(,"thought":true)") + "," + part(2, R"(,"thought":true)")))),
                ElementsAre(2, 1));
}

TEST(Drafts, a_thought_signature_is_no_thought_mark_and_its_text_goes_nowhere) {
    std::string const signature(1'500'000, 'S');
    auto const reply = read_reply(candidate(R"({"text":"Done.","thoughtSignature":")" + signature + "\"}," +
                                            part(1, ",\"thoughtSignature\":\"" + signature + "\"")));
    EXPECT_THAT(shades_of(reply), ElementsAre(1));
    EXPECT_EQ(reply->text, "Done.");
}

TEST(Drafts, thought_words_are_no_answer) {
    auto const reply = read_reply(candidate(R"({"text":"Let me think","thought":true},{"text":"Here."},)" + part(1)));
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->text, "Here.");
}

TEST(Drafts, pictures_in_separate_events_are_all_collected) {
    EXPECT_THAT(shades_of(read_reply(sse({candidate(part(1), ""), candidate(part(2), ""), candidate("")}))),
                ElementsAre(2, 1));
}

TEST(Drafts, a_link_in_the_words_does_not_stand_before_a_picture_and_is_not_fetched) {
    auto const reply = read_reply(candidate(part(1) + R"~(,{"text":"Inspired by ![this](https://a.example/x.png)"})~"));
    ASSERT_TRUE(reply.has_value());
    ASSERT_EQ(reply->images.size(), 1u);
    EXPECT_THAT(shades_of(reply), ElementsAre(1));
}
