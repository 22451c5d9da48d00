// `edit` from the outside: what is sent, and what is said about it.
#include "cli_fixture.h"

namespace inlay::test {
namespace {

using nlohmann::json;

TEST_F(CommandLine, edit_sends_exactly_what_the_guide_says) {
    Image const picture = photo_like({40, 30});
    std::string const in = picture_file("in.png", picture);
    ScriptedServer server(json_reply(200, gemini_reply(encode_png(picture).value())));
    environment["INLAY_API_KEY"] = "sk-test-0123456789";
    Ran const ran = inlay({"edit", in, "-p", "make it night", "-o", folder.file("out.png"), "--base-url", server.url(),
                           "--keep", "off", "--align", "off"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;

    auto const requests = server.requests();
    ASSERT_EQ(requests.size(), 1u) << "one picture is one POST and nothing else";
    EXPECT_EQ(requests[0].method, "POST");
    EXPECT_EQ(requests[0].target, "/v1beta/models/gemini-2.5-flash-image:generateContent");
    EXPECT_EQ(requests[0].header("Authorization"), "sk-test-0123456789");
    EXPECT_EQ(requests[0].header("Content-Type"), "application/json");
    EXPECT_EQ(requests[0].header("Content-Length"), std::to_string(requests[0].body.size()));
    json const body = body_of(requests[0]);
    json const& parts = body["contents"][0]["parts"];
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[0]["text"], "make it night");
    std::string const base64_text = parts[1]["inline_data"]["data"];
    EXPECT_EQ(base64_text.find_first_of("\r\n: "), std::string::npos);
    Decoded const sent = decode(base64::decode(base64_text).value()).value();
    EXPECT_EQ(sent.image, picture) << "a small picture is sent as it is";
    EXPECT_EQ(body["generationConfig"]["responseModalities"], json({"TEXT", "IMAGE"}));
}

TEST_F(CommandLine, edit_writes_every_json_field_of_the_contract) {
    Image const picture = photo_like({64, 64});
    std::string const in = picture_file("in.png", picture);
    Image const answer = photo_like({96, 96}, 9);
    ScriptedServer server(json_reply(200, gemini_reply(encode_jpeg(answer).value(), "image/png")));
    std::string const out = folder.file("out.webp");
    Ran const ran = inlay({"edit", in, "-p", "something else entirely", "-o", out, "--base-url", server.url(), "--json",
                           "--keep", "off"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    json const object = json::parse(ran.out);
    EXPECT_EQ(object["model"], "gemini-2.5-flash-image");
    EXPECT_EQ(object["wire"], "gemini");
    EXPECT_EQ(object["provider"], "custom");
    ASSERT_EQ(object["images"].size(), 1u);
    json const& image = object["images"][0];
    EXPECT_EQ(image["file"], out);
    EXPECT_EQ(image["width"], 64);
    EXPECT_EQ(image["height"], 64);
    EXPECT_EQ(image["mime"], "image/webp");
    EXPECT_EQ(image["answer"], (json{{"width", 96}, {"height", 96}, {"mime", "image/jpeg"}}))
        << "by its bytes, not as declared";
    EXPECT_EQ(image["placement"], (json{{"x", 0}, {"y", 0}, {"width", 64}, {"height", 64}}));
    EXPECT_TRUE(image["registration"]["used"].is_boolean());
    EXPECT_EQ(image["registration"]["matrix"].size(), 6u);
    EXPECT_TRUE(image["registration"]["trust"].is_number());
    EXPECT_TRUE(image["registration"]["residual_px"].is_number());
    EXPECT_TRUE(image["changed_fraction"].is_number());
    EXPECT_TRUE(image["detail"]["used"].is_boolean());
    EXPECT_TRUE(image["detail"]["share"].is_number());
    EXPECT_EQ(object["text"], "Here it is.");
    EXPECT_EQ(object["usage"], (json{{"input_tokens", 263}, {"output_tokens", 1290}, {"total_tokens", 1553}}));
    EXPECT_EQ(object["request_id"], "abc123");
    EXPECT_EQ(object["attempts"], 1);
    EXPECT_EQ(object["bytes"]["sent"], server.requests()[0].body.size());
    EXPECT_GT(object["bytes"]["received"], 1000);
    for (char const* field : {"encode", "upload", "wait", "download", "decode", "place"})
        EXPECT_GE(object["timings"][field], 0) << field;
    EXPECT_EQ(sniff(read_whole_file(out)), Format::webp);
}

TEST_F(CommandLine, the_sandbox_is_used_until_the_person_chooses_otherwise_and_says_so) {
    Image const picture = photo_like({256, 256});
    std::string const in = picture_file("in.png", picture);
    environment["INLAY_SANDBOX_ARGS"] = "--answer-size same --format png --delay 0";
    environment["COMETAPI_KEY"] = "sk-another-0123456789";
    Ran const ran = inlay({"edit", in, "-p", "invert the colours", "-o", folder.file("out.png"), "--keep", "off",
                           "--align", "off", "--json"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_EQ(json::parse(ran.out)["provider"], "sandbox");
    EXPECT_NE(ran.err.find("sandbox"), std::string::npos);
    Image const result = decoded_file(folder.file("out.png")).image;
    for (int y = 0; y < 256; y += 5) {
        for (int x = 0; x < 256; x += 5) {
            for (int c = 0; c < 3; ++c)
                ASSERT_EQ(result.pixel(x, y)[c], 255 - picture.pixel(x, y)[c]);
        }
    }
}

// The sandbox serves each model in each format, as gateways do, so the format alone makes no difference to the picture.
TEST_F(CommandLine, every_wire_streamed_and_not_gives_the_same_picture) {
    Image const picture = photo_like({96, 64});
    std::string const in = picture_file("in.png", picture);
    int run = 0;
    for (char const* wire : {"gemini", "openai-chat", "openai-images"}) {
        for (bool const stream : {false, true}) {
            SCOPED_TRACE(std::string(wire) + (stream ? " streamed" : ""));
            std::string const sent = folder.file("sent-" + std::to_string(++run));
            environment["INLAY_SANDBOX_ARGS"] = "--answer-size same --format png --delay 0 --record " + sent;
            std::string const out = folder.file("out.png");
            std::vector<std::string> words{
                "edit", in,       "-p",     "invert the colours", "-o", out, "--wire", wire, "--keep", "off", "--align",
                "off",  "--json", "--quiet"};
            if (stream) words.emplace_back("--stream");
            Ran const ran = inlay(words);
            ASSERT_EQ(ran.exit_status, 0) << ran.err << ran.out;
            EXPECT_EQ(json::parse(ran.out)["wire"], wire);
            std::string const asked = read_whole_file(sent + "/001.json") + read_whole_file(sent + "/001.body");
            bool const asked_for_a_stream = asked.find("streamGenerateContent") != std::string::npos ||
                                            asked.find("\"stream\":true") != std::string::npos ||
                                            asked.find("name=\"stream\"") != std::string::npos;
            EXPECT_EQ(asked_for_a_stream, stream) << asked.substr(0, 400);
            Image const result = decoded_file(out).image;
            ASSERT_EQ(result.size(), picture.size());
            for (int y = 0; y < 64; ++y)
                for (int x = 0; x < 96; ++x)
                    for (int c = 0; c < 3; ++c)
                        ASSERT_EQ(result.pixel(x, y)[c], 255 - picture.pixel(x, y)[c]) << x << "," << y;
            std::filesystem::remove(out);
        }
    }
}

} // namespace
} // namespace inlay::test
