// How pictures to edit are sent, and what is sent in place of what was refused.
#include "replies.h"

#include "form_parts.h"
#include "wire/format.h"

#include <nlohmann/json.hpp>

using namespace inlay;
using namespace inlay::test;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

namespace {

inlay::Connection to_images(EditForm form) {
    auto connection = some_connection();
    connection.base_url = "https://h.example/v1";
    connection.wire = "openai-images";
    connection.model = "m";
    connection.edit_form = form;
    return connection;
}

ModelRequest an_edit(std::size_t pictures = 1) {
    ModelRequest request;
    request.prompt = "a red hat";
    for (std::size_t i = 0; i < pictures; ++i)
        request.images.push_back({"PICTURE" + std::to_string(i), "image/png"});
    request.mask = EncodedImage{"MASK", "image/png"};
    return request;
}

std::string uri(std::string const& bytes) {
    return "data:image/png;base64," + base64::encode(bytes);
}

json body_of(EditForm form, std::size_t pictures = 1) {
    auto const built = wire::build_request(an_edit(pictures), to_images(form));
    return json::parse(built->body);
}

std::optional<wire::FollowUp> after(int status, std::string_view body, EditForm form = EditForm::multipart,
                                    int asked = 0) {
    static ModelRequest const request = an_edit();
    auto const connection = to_images(form);
    Headers const none;
    return wire::find_format("openai-images")->next({connection, &request, status, none, body, {}, {}, asked});
}

} // namespace

TEST(EditForm, json_is_openais_second_form) {
    json const body = body_of(EditForm::json, 2);
    EXPECT_EQ(body["images"],
              json::parse(R"([{"image_url":")" + uri("PICTURE0") + R"("},{"image_url":")" + uri("PICTURE1") + "\"}]"));
    EXPECT_EQ(body["mask"]["image_url"], uri("MASK"));
    EXPECT_EQ(body["prompt"], "a red hat");
    EXPECT_EQ(body["model"], "m");
}

TEST(EditForm, json_image_is_that_of_xai) {
    EXPECT_EQ(body_of(EditForm::json_image)["image"], json({{"url", uri("PICTURE0")}}));
    EXPECT_EQ(body_of(EditForm::json_image, 2)["images"][1], json({{"url", uri("PICTURE1")}}));
    EXPECT_FALSE(body_of(EditForm::json_image).contains("mask"));
}

TEST(EditForm, a_generation_with_pictures_is_that_of_seedream) {
    auto connection = to_images(EditForm::generation);
    connection.response_format = true;
    connection.no_watermark = true;
    auto const built = wire::build_request(an_edit(), connection);
    EXPECT_EQ(built->url, "https://h.example/v1/images/generations");
    json const body = json::parse(built->body);
    EXPECT_EQ(body["image"], uri("PICTURE0"));
    EXPECT_EQ(body["response_format"], "b64_json");
    EXPECT_EQ(body["watermark"], false);
    EXPECT_EQ(body_of(EditForm::generation, 2)["image"], json({uri("PICTURE0"), uri("PICTURE1")}));
}

TEST(EditForm, that_is_refused_is_followed_by_another_once) {
    for (
        auto const& [status, body] : std::vector<std::pair<int, std::string>>{
            {415, "{}"},
            {400,
             R"({"error":{"message":"Unsupported content type: 'multipart/form-data'.","code":"unsupported_content_type"}})"},
            {400, R"({"error":{"message":"Only application/json is taken here."}})"}}) {
        auto const more = after(status, body);
        ASSERT_TRUE(more) << body;
        EXPECT_EQ(more->url, "https://h.example/v1/images/edits");
        EXPECT_EQ(more->post->content_type, "application/json");
        EXPECT_EQ(json::parse(more->post->bytes)["images"][0]["image_url"], uri("PICTURE0"));
        EXPECT_TRUE(more->task.empty());
        EXPECT_FALSE(after(status, body, EditForm::multipart, 1)) << "once";
    }
    EXPECT_THAT(after(415, "{}", EditForm::json_image)->post->content_type, HasSubstr("multipart/form-data"));
    EXPECT_FALSE(after(400, R"({"error":{"message":"The prompt is too long."}})"));
    EXPECT_FALSE(after(500, R"({"error":{"message":"Unsupported content type"}})")) << "may be billed";
}

TEST(Mask, that_is_refused_is_left_out_once) {
    auto const more = after(400, R"({"error":{"message":"Unknown parameter: 'mask'.","param":"mask"}})");
    ASSERT_TRUE(more);
    EXPECT_THAT(more->post->bytes, Not(HasSubstr("name=\"mask\"")));
    EXPECT_THAT(more->post->bytes, HasSubstr("PICTURE0"));
    EXPECT_FALSE(after(400, R"({"error":{"message":"Unknown parameter: 'mask'."}})", EditForm::multipart, 1));
    EXPECT_FALSE(after(502, R"({"error":{"message":"mask"}})"));
}
