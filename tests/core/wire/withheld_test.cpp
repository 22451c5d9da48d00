// A black, blank or blurred picture that the service marks as withheld is no answer.
#include "made_replies.h"

#include "wire/picture_check.h"

using namespace inlay;
using namespace inlay::test;
using testing::ElementsAre;

namespace {

std::string const black = base64::encode(encode_jpeg(Image(Size{64, 48}, 0)).value());

void expect_withheld(std::string_view shape, std::string_view with) {
    SCOPED_TRACE(std::string(shape));
    expect_error(read_reply(filled(shape, with)), ErrorCode::answer_blocked, "withheld by the safety filter");
}

} // namespace

TEST(Withheld, by_the_words_of_each_service) {
    for (auto const* shape :
         {R"({"data":[{"b64_json":"@","is_image_safe":false}]})",
          R"({"data":[{"b64_json":"@","respect_moderation":false}]})",
          R"({"artifacts":[{"base64":"@","finishReason":"CONTENT_FILTERED"}]})",
          R"({"image":"@","finish_reason":"CONTENT_FILTERED"})", R"({"x":{"blob":"@","moderated":true}})"}) {
        expect_withheld(shape, black);
        expect_withheld(shape, tiny_base64()); // blurred is no answer either
    }
}

TEST(Withheld, is_a_blank_picture_that_a_filter_suspected) {
    for (auto const* shape :
         {R"({"images":[{"b64_json":"@"}],"has_nsfw_concepts":[true]})",
          R"({"images":["@"],"nsfw_content_detected":true})", R"({"x":[{"blob":"@","nsfw":true}]})",
          R"({"choices":[{"message":{"images":[{"b64_json":"@"}]},"finish_reason":"content_filter"}]})"}) {
        SCOPED_TRACE(shape);
        auto const blank = read_reply(filled(shape, black));
        ASSERT_FALSE(blank.has_value());
        EXPECT_EQ(name(blank.error().code), "answer_blocked");
        expect_tiny(read_reply(filled(shape, tiny_base64()))); // the checker was turned off: the picture is there
    }
}

TEST(Withheld, is_told_of_a_picture_that_has_to_be_fetched) {
    auto const reply = read_reply(R"({"images":[{"url":"https://a.example/1"}],"has_nsfw_concepts":[true]})");
    ASSERT_TRUE(reply);
    EXPECT_TRUE(reply->images[0].suspected);
    EXPECT_FALSE(
        read_reply(R"({"images":[{"url":"https://a.example/1"}],"has_nsfw_concepts":[false]})")->images[0].suspected);
}

TEST(Withheld, of_several_leaves_the_others) {
    EXPECT_THAT(shades_of(read_reply(R"({"images":[")" + black + R"(",")" + tiny_base64(1) +
                                     R"("],"has_nsfw_concepts":[true,false]})")),
                ElementsAre(1));
    EXPECT_THAT(shades_of(read_reply(R"({"data":[{"b64_json":")" + tiny_base64(1) + R"("},{"b64_json":")" +
                                     tiny_base64(2) + R"(","respect_moderation":false}]})")),
                ElementsAre(1));
}

TEST(Withheld, by_a_header_when_the_body_is_the_picture) {
    Given given;
    given.headers = {{"Finish-Reason", "CONTENT_FILTERED"}};
    expect_error(read_reply(tiny_png(), given), ErrorCode::answer_blocked, "withheld");
    given.headers = {{"Finish-Reason", "SUCCESS"}};
    expect_tiny(read_reply(tiny_png(), given));
}

TEST(PictureCheck, blank_is_one_colour_whatever_the_format) {
    EXPECT_TRUE(wire::is_blank(encode_png(Image(Size{300, 20}, 255)).value()));
    EXPECT_TRUE(wire::is_blank(encode_jpeg(Image(Size{64, 64}, 0)).value()));
    EXPECT_FALSE(wire::is_blank(tiny_png()));
    EXPECT_FALSE(wire::is_blank("no picture"));
    Image dot(Size{64, 64}, 255);
    dot.pixel(10, 10)[0] = 0;
    EXPECT_FALSE(wire::is_blank(encode_png(dot).value()));
}

TEST(PictureCheck, the_same_picture_in_another_format_and_size_is_the_same) {
    Image picture(Size{128, 96}, 255);
    for (int y = 0; y < 96; ++y)
        for (int x = 0; x < 128; ++x)
            picture.pixel(x, y)[0] = static_cast<std::uint8_t>(x * 2);
    std::string const png = encode_png(picture).value();
    EXPECT_TRUE(wire::is_same_picture(png, encode_jpeg(picture, 98).value()));
    EXPECT_TRUE(wire::is_same_picture(png, encode_webp(picture).value()));
    for (int y = 40; y < 48; ++y)
        for (int x = 40; x < 48; ++x)
            picture.pixel(x, y)[1] = 0;
    EXPECT_FALSE(wire::is_same_picture(png, encode_png(picture).value()));
}
