// Pictures in places that only some services use, and the search behind all known shapes: what is a picture stays one
// wherever it stands, and what only looks like an answer is none.
#include "made_replies.h"

using namespace inlay;
using namespace inlay::test;
using testing::ElementsAre;

namespace {

std::string const somewhere = "https://cdn.example/out/42.png?sig=a%2Bb%3D&t=1";

void expect_found(std::string_view shape, std::string_view with) {
    SCOPED_TRACE(std::string(shape));
    std::string const body = filled(shape, with);
    expect_tiny(read_reply(body));
    Given bytewise;
    bytewise.piece = 1;
    expect_tiny(read_reply(body, bytewise));
}
void expect_address(std::string_view shape, std::string const& url = somewhere, bool guess = false) {
    SCOPED_TRACE(std::string(shape));
    auto const reply = read_reply(filled(shape, url));
    ASSERT_TRUE(reply.has_value()) << reply.error().message;
    ASSERT_EQ(reply->images.size(), 1u);
    EXPECT_EQ(reply->images[0].url, url);
    EXPECT_EQ(reply->images[0].guess, guess);
}
void expect_nothing(std::string_view shape, std::string_view with) {
    SCOPED_TRACE(std::string(shape));
    auto const reply = read_reply(filled(shape, with));
    EXPECT_FALSE(reply.has_value());
}

} // namespace

TEST(NamedShapes, siblings_of_a_messages_content) {
    expect_found(
        R"({"choices":[{"message":{"content":"Here.","multi_mod_content":[{"text":"Here."},{"inline_data":{"mime_type":"image/png","data":"@"}}]}}]})",
        tiny_base64());
    auto const reply = read_reply(filled(
        R"({"choices":[{"message":{"content":"Here it is, as you wanted.","multi_mod_content":[{"text":"Here it is, as you wanted."},{"inline_data":{"data":"@"}}]}}]})",
        tiny_base64()));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->text, "Here it is, as you wanted.") << "once";
    for (auto const* name : {"attachments", "media", "parts", "outputs", "generated", "xyz"})
        expect_found(R"({"choices":[{"message":{"content":"Here.",")" + std::string(name) +
                         R"(":[{"kind":"picture","payload":"@"}]}}]})",
                     tiny_base64());
}

TEST(NamedShapes, deltas_within_the_blocks_of_a_delta) {
    expect_found("data: {\"choices\":[{\"delta\":{\"content_blocks\":[{\"index\":0,\"delta\":{\"type\":\"image_url\","
                 "\"image_url\":{\"url\":\"@\"}}}]}}]}\n\ndata: [DONE]\n\n",
                 tiny_uri());
    auto const reply =
        read_reply(sse({R"({"choices":[{"delta":{"content_blocks":[{"index":0,"delta":{"text":"Here "}}]}}]})",
                        R"({"choices":[{"delta":{"content_blocks":[{"index":0,"delta":{"text":"it is."}}]}}]})",
                        R"({"choices":[{"delta":{"content_blocks":[{"index":1,"delta":{"inline_data":{"data":")" +
                            tiny_base64() + R"("}}}]}}]})"}));
    expect_tiny(reply);
    EXPECT_EQ(reply->text, "Here it is.");
}

TEST(NamedShapes, an_entry_instead_of_a_list_and_a_list_instead_of_an_address) {
    expect_address(R"({"created":1,"data":{"url":"@"}})");
    expect_address(R"({"created":1,"data":[{"url":["@"]}]})");
    expect_address(R"([{"url":"@"}])", somewhere, true);
    expect_found(R"([{"b64_json":"@"}])", tiny_base64());
    expect_address(R"({"data":{"image_urls":["@"]}})");
    expect_found(R"({"artifacts":[{"base64":"@","finishReason":"SUCCESS"}]})", tiny_base64());
    expect_address(R"({"code":200,"data":{"status":"completed","result":{"images":[{"url":["@"]}]}}})");
}

TEST(NamedShapes, an_event_that_carries_an_address) {
    expect_address(
        "event: image_generation.partial_succeeded\ndata: {\"type\":\"image_generation.partial_succeeded\","
        "\"image_index\":0,\"url\":\"@\",\"size\":\"640x640\"}\n\nevent: image_generation.completed\ndata: "
        "{\"type\":\"image_generation.completed\",\"usage\":{\"generated_images\":1,\"output_tokens\":16280}}\n\n");
}

TEST(NamedShapes, addresses_relative_to_the_service) {
    for (auto const* url : {"/generated-images/42.png", "/files/42", "//cdn.example/42.png", "files/42.webp"}) {
        expect_address(R"({"created":1,"data":[{"url":"@"}]})", url);
        expect_address(R"({"choices":[{"message":{"images":[{"image_url":{"url":"@"}}]}}]})", url);
        expect_address(R"({"output":["@"]})", url);
    }
    expect_address(R"~({"choices":[{"message":{"content":"Here: ![it](@) as wanted"}}]})~", "/files/42.png", true);
    // How a JPEG begins in Base64, not a path.
    auto const jpeg =
        read_reply(R"({"data":[{"b64_json":")" + base64::encode(encode_jpeg(Image(Size{8, 8}, 90)).value()) + "\"}]}");
    ASSERT_TRUE(jpeg);
    EXPECT_FALSE(jpeg->images[0].bytes.empty());
}

TEST(NamedShapes, the_picture_itself_as_the_body) {
    expect_tiny(read_reply(tiny_png()));
    Given bytewise;
    bytewise.piece = 1;
    expect_tiny(read_reply(tiny_png(), bytewise));
    EXPECT_FALSE(read_reply("Request accepted, come back later.").has_value());
    EXPECT_FALSE(read_reply("R").has_value());
}

TEST(Search, finds_a_picture_by_its_bytes_under_any_key) {
    for (auto const* shape :
         {R"({"a":{"b":[{"c":[[{"d":"@"}]]}]}})", R"({"status":"ok","payload":{"x":{"y":"@"}}})", R"([[["@"]]])",
          R"({"choices":[{"message":{"role":"assistant","content":null,"zzz":"@"}}]})",
          R"({"candidates":[{"content":{"parts":[{"whatever":{"blob":"@"}}]}}]})", "data: {\"x\":{\"y\":\"@\"}}\n\n"}) {
        expect_found(shape, tiny_base64());
        expect_found(shape, tiny_uri());
    }
    expect_found(R"({"reply":"Here you are: ![it](@). Anything else?"})", tiny_uri());
}

TEST(Search, finds_an_address_by_its_key_or_its_ending) {
    for (auto const* shape : {R"({"a":{"b":[{"c":"@"}]}})", R"({"links":["@"]})", R"({"x":{"href":"@"}})"})
        expect_address(shape, somewhere, true);
    for (auto const* shape : {R"({"x":{"download_url":"@"}})", R"({"result":{"sample":"@","seed":1}})",
                              R"({"x":[{"imageUrl":"@"}]})", R"({"output":{"results":[{"url":"@"}]}})"})
        expect_address(shape, "https://cdn.example/out/42?sig=1", true);
}

TEST(Search, puts_a_picture_together_that_comes_in_pieces) {
    std::string const whole = tiny_base64();
    std::string stream;
    for (std::size_t at = 0; at < whole.size(); at += 50)
        stream +=
            sse({R"({"id":"x-1","choices":[{"delta":{"picture":{"piece":")" + whole.substr(at, 50) + R"("}}}]})"});
    expect_tiny(read_reply(stream));
}

TEST(Search, does_not_take_what_is_no_answer) {
    for (auto const* shape :
         {R"({"id":"1","status":"done","input":{"image":"@"}})", R"({"a":1,"request":{"init_images":["@"]}})",
          R"({"messages":[{"role":"user","content":[{"blob":"@"}]}]})", R"({"a":{"thoughtSignature":"@"}})",
          R"({"a":{"preview":"@"}})", R"({"type":"x.partial_image","a":{"b":"@"}})"})
        expect_nothing(shape, tiny_base64());
    for (auto const* shape :
         {R"({"id":"1","status_url":"@"})", R"({"a":{"webhook":"@"}})", R"({"user":{"avatar_url":"@"}})",
          R"({"links":{"documentation_url":"@"}})", R"({"urls":{"get":"https://a.example/p/1","cancel":"@"}})"})
        expect_nothing(shape, somewhere);
    expect_nothing(R"({"error":{"message":"See @ for how it should look."}})", somewhere);
}

TEST(Search, takes_thoughts_only_when_there_is_nothing_else) {
    std::string const thought = R"("reasoning_details":[{"blob":")" + tiny_base64(1) + "\"}]";
    EXPECT_THAT(shades_of(read_reply(R"({"choices":[{"message":{)" + thought + R"(,"xyz":[{"blob":")" + tiny_base64(2) +
                                     "\"}]}}]}")),
                ElementsAre(2));
    EXPECT_THAT(shades_of(read_reply(R"({"choices":[{"message":{)" + thought + "}}]}")), ElementsAre(1));
    EXPECT_THAT(shades_of(read_reply(R"({"a":[{"thought":true,"blob":")" + tiny_base64(1) + R"("},{"blob":")" +
                                     tiny_base64(2) + "\"}]}")),
                ElementsAre(2));
}

TEST(Search, stands_behind_the_known_shapes) {
    EXPECT_THAT(shades_of(read_reply(R"({"data":[{"b64_json":")" + tiny_base64(1) + R"("}],"zzz":{"blob":")" +
                                     tiny_base64(2) + "\"}}")),
                ElementsAre(1));
    EXPECT_THAT(
        shades_of(read_reply(R"({"zzz":{"url":")" + somewhere + R"("},"yyy":{"blob":")" + tiny_base64(2) + "\"}}")),
        ElementsAre(2));
}

TEST(Search, offers_a_piece_of_a_picture_only_when_there_is_nothing_else) {
    std::string const half = base64::encode(tiny_png(1).substr(0, tiny_png(1).size() / 2));
    EXPECT_THAT(
        shades_of(read_reply(R"({"data":[{"b64_json":")" + tiny_base64(2) + R"("},{"b64_json":")" + half + "\"}]}")),
        ElementsAre(2));
    EXPECT_TRUE(read_reply(R"({"data":[{"b64_json":")" + half + "\"}]}").has_value()) << "decoding says why";
}
