// edit, generate and place from the outside: what is sent, what is written, where it lies.
#include "cli_fixture.h"

#include "inlay/resample.h"

#include <cmath>
#include <future>
#include <signal.h>

namespace inlay::test {
namespace {

using nlohmann::json;

struct Bodies {
    static json of(SeenRequest const& request) { return json::parse(request.body); }
};

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
    json const body = Bodies::of(requests[0]);
    json const& parts = body["contents"][0]["parts"];
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[0]["text"], "make it night");
    json const& data = parts[1].contains("inline_data") ? parts[1]["inline_data"] : parts[1]["inlineData"];
    std::string const base64_text = data["data"];
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
    EXPECT_TRUE(object["provider"].is_string());
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
    EXPECT_EQ(object["text"], "Here it is.");
    EXPECT_EQ(object["usage"]["total_tokens"], 1553);
    EXPECT_EQ(object["request_id"], "abc123");
    EXPECT_EQ(object["attempts"], 1);
    EXPECT_EQ(object["bytes"]["sent"], server.requests()[0].body.size());
    EXPECT_GT(object["bytes"]["received"], 1000);
    for (char const* field : {"encode", "upload", "wait", "download", "decode", "place"})
        EXPECT_GE(object["timings"][field], 0) << field;
    EXPECT_EQ(sniff(read_whole_file(out)), Format::webp);
}

TEST_F(CommandLine, a_selection_changes_its_pixels_and_not_one_byte_outside) {
    Image const picture = photo_like({400, 300});
    std::string const in = picture_file("in.png", picture);
    ScriptedServer server([&](Connection& connection) {
        SeenRequest request;
        while (connection.read_request(request)) {
            json const body = json::parse(request.body);
            json const& part = body["contents"][0]["parts"][1];
            std::string const data =
                part.contains("inline_data") ? part["inline_data"]["data"] : part["inlineData"]["data"];
            Size const sent = decode(base64::decode(data).value()).value().image.size();
            std::string const reply = gemini_reply(encode_png(plain(sent, 250, 10, 20)).value());
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(reply.size()) + "\r\n\r\n" + reply);
        }
    });
    std::string const out = folder.file("out.png");
    std::string const layer = folder.file("layer.png");
    Ran const ran = inlay({"edit", in, "-p", "a red square", "-o", out, "--layer", layer, "--base-url", server.url(),
                           "--select", "100,80,120,90", "--keep", "off", "--align", "off", "--json"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    Image const result = decoded_file(out).image;
    ASSERT_EQ(result.size(), picture.size());
    Image const alone = decoded_file(layer).image;
    ASSERT_EQ(alone.size(), picture.size());
    for (int y = 0; y < 300; ++y) {
        for (int x = 0; x < 400; ++x) {
            bool const inside = x >= 100 && x < 220 && y >= 80 && y < 170;
            if (inside) {
                ASSERT_EQ(result.pixel(x, y)[0], 250) << x << "," << y;
                ASSERT_EQ(alone.pixel(x, y)[3], 255) << x << "," << y;
            } else {
                ASSERT_TRUE(std::equal(result.pixel(x, y), result.pixel(x, y) + 4, picture.pixel(x, y)))
                    << x << "," << y;
                ASSERT_EQ(alone.pixel(x, y)[3], 0) << x << "," << y;
            }
        }
    }
    json const placement = json::parse(ran.out)["images"][0]["placement"];
    // 25 % of the longer side on every side, then grown towards the nearest ratio of the model: at least that much.
    EXPECT_LE(placement["x"].get<int>(), 70);
    EXPECT_LE(placement["y"].get<int>(), 50);
    EXPECT_GE(placement["width"].get<int>(), 180);
    EXPECT_GE(placement["height"].get<int>(), 150);
}

TEST_F(CommandLine, a_mask_of_another_size_or_with_colours_is_exit_status_3) {
    std::string const in = picture_file("in.png", plain({20, 20}, 1, 2, 3));
    std::string const small = picture_file("small.png", plain({10, 20}, 255, 255, 255));
    std::string const red = picture_file("red.png", plain({20, 20}, 255, 0, 0));
    for (auto const& mask : {small, red, folder.file("missing.png")}) {
        Ran const ran = inlay({"edit", in, "-p", "x", "-o", folder.file("out.png"), "--mask", mask});
        EXPECT_EQ(ran.exit_status, 3) << mask << ran.err;
    }
}

TEST_F(CommandLine, feather_is_a_gaussian_of_a_sigma_of_px_by_3_5) {
    Image const picture = plain({200, 60}, 0, 0, 0);
    std::string const in = picture_file("in.png", picture);
    ScriptedServer server(json_reply(200, gemini_reply(encode_png(plain({200, 60}, 255, 255, 255)).value())));
    std::string const layer = folder.file("layer.png");
    Ran const ran = inlay({"edit",      in,    "-p",         "white",      "-o",       folder.file("out.png"),
                           "--layer",   layer, "--base-url", server.url(), "--select", "0,0,100,60",
                           "--feather", "35",  "--context",  "100",        "--keep",   "off",
                           "--align",   "off"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    Image const alone = decoded_file(layer).image;
    for (int x = 70; x < 130; ++x) {
        // A step blurred by a Gaussian of sigma 10 is the normal distribution's integral.
        double const expected = 255 * 0.5 * std::erfc((x + 0.5 - 100) / (10 * std::sqrt(2.0)));
        EXPECT_NEAR(alone.pixel(x, 30)[3], expected, 2.5) << x;
    }
}

TEST_F(CommandLine, generate_writes_the_received_bytes_when_the_format_is_the_names) {
    std::string const jpeg = encode_jpeg(photo_like({80, 60})).value();
    ScriptedServer server(json_reply(200, gemini_reply(jpeg, "image/png")));
    ASSERT_EQ(inlay({"generate", "-p", "a lake", "-o", folder.file("a.jpg"), "--base-url", server.url()}).exit_status,
              0);
    EXPECT_EQ(read_whole_file(folder.file("a.jpg")), jpeg);
    ASSERT_EQ(inlay({"generate", "-p", "a lake", "-o", folder.file("a.png"), "--base-url", server.url()}).exit_status,
              0);
    EXPECT_EQ(decoded_file(folder.file("a.png")).image, decode(jpeg).value().image);
    json const body = Bodies::of(server.requests()[0]);
    EXPECT_EQ(body["contents"][0]["parts"].size(), 1u);
}

TEST_F(CommandLine, several_pictures_get_numbered_names) {
    std::string const png = encode_png(photo_like({32, 32})).value();
    ScriptedServer server(json_reply(200, gemini_reply(png)));
    Ran const ran = inlay({"generate", "-p", "a lake", "-o", folder.file("lake.png"), "--base-url", server.url(),
                           "--count", "3", "--json"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_EQ(server.requests().size(), 3u);
    json const images = json::parse(ran.out)["images"];
    ASSERT_EQ(images.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) {
        std::string const name = folder.file("lake-" + std::to_string(i + 1) + ".png");
        EXPECT_EQ(images[i]["file"], name);
        EXPECT_EQ(read_whole_file(name), png);
    }
    EXPECT_FALSE(std::filesystem::exists(folder.file("lake.png")));
}

TEST_F(CommandLine, place_lays_a_picture_over_its_original_without_any_network) {
    Image const source = photo_like({120, 80});
    Image const answer = photo_like({120, 80}, 77);
    Ran const ran =
        inlay({"place", "--source", picture_file("a.png", source), "--answer", picture_file("b.png", answer), "-o",
               folder.file("out.png"), "--keep", "off", "--align", "off", "--json"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_LE(largest_difference(decoded_file(folder.file("out.png")).image, answer), 1);
    EXPECT_EQ(json::parse(ran.out)["attempts"], 0);
}

// The middle of `picture`, 1.5 % enlarged and moved, the colours a little warmer, as JPEG: what models do to all they
// were not asked to change.
Image drifted(Image const& picture) {
    Image out = resize(picture, {picture.width() * 203 / 200, picture.height() * 203 / 200});
    out = Image(out.view().sub({3, 1, picture.width(), picture.height()}));
    for (std::size_t i = 0; i < out.bytes().size(); i += 4)
        out.bytes()[i] = static_cast<std::uint8_t>(std::min(255, out.bytes()[i] + 3));
    return decode(encode_jpeg(out, 90).value()).value().image;
}

TEST_F(CommandLine, an_answer_that_changed_almost_nothing_leaves_the_picture_as_it_was) {
    Image const source = photo_like({480, 360});
    std::string const in = picture_file("in.png", source);
    std::string const answer = picture_file("answer.png", drifted(source));
    std::string const out = folder.file("out.png");
    std::string const layer = folder.file("layer.png");
    Ran const ran = inlay({"place", "--source", in, "--answer", answer, "-o", out, "--layer", layer, "--json"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_NE(ran.err.find("The model changed almost nothing."), std::string::npos) << ran.err;
    EXPECT_EQ(read_whole_file(out), read_whole_file(in));
    json const image = json::parse(ran.out)["images"][0];
    EXPECT_EQ(image["changed_fraction"], 0);
    EXPECT_EQ(image["registration"]["used"], true);
    EXPECT_EQ(image["width"], 480);
    Image const alone = decoded_file(layer).image;
    EXPECT_EQ(alone, Image(source.size()));
    ASSERT_EQ(inlay({"place", "--source", in, "--answer", answer, "-o", out, "--keep", "off"}).exit_status, 0);
    EXPECT_NE(decoded_file(out).image, source);
}

TEST_F(CommandLine, place_brings_the_answer_into_register_and_keeps_what_it_did_not_change) {
    Image const source = photo_like({480, 360});
    Image edited = source;
    for (int y = 100; y < 200; ++y)
        for (int x = 150; x < 290; ++x)
            std::copy_n(plain({1, 1}, 20, 200, 40).pixel(0, 0), 4, edited.pixel(x, y));
    std::string const out = folder.file("out.webp");
    std::string const sheet = folder.file("sheet.png");
    Ran const ran = inlay({"place", "--source", picture_file("a.png", source), "--answer",
                           picture_file("b.png", drifted(edited)), "-o", out, "--explain", sheet, "--json"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    Image const result = decoded_file(out).image;
    json const image = json::parse(ran.out)["images"][0];
    EXPECT_EQ(image["registration"]["used"], true);
    EXPECT_NEAR(image["registration"]["matrix"][0].get<double>(), 200.0 / 203, 0.002);
    EXPECT_GT(image["changed_fraction"].get<double>(), 140.0 * 100 / (480 * 360));
    EXPECT_LT(image["changed_fraction"].get<double>(), 190.0 * 150 / (480 * 360)); // grown and feathered
    // The edit lies where it belongs, without the drift's red; far from it every byte is the source's.
    for (auto const& [x, y] : {std::pair{156, 106}, {284, 194}, {220, 150}}) {
        EXPECT_NEAR(result.pixel(x, y)[0], 20, 6);
        EXPECT_NEAR(result.pixel(x, y)[1], 200, 6);
    }
    for (int y = 0; y < 360; ++y) {
        for (int x = 0; x < 480; ++x) {
            if (x > 122 && x < 318 && y > 72 && y < 228) continue;
            ASSERT_TRUE(std::equal(result.pixel(x, y), result.pixel(x, y) + 4, source.pixel(x, y))) << x << "," << y;
        }
    }
    EXPECT_GT(decoded_file(sheet).image.width(), 1000);
}

TEST_F(CommandLine, alpha_off_fills_the_border_of_an_enlarged_picture_and_leaves_the_old_pixels) {
    Image const whole = photo_like({480, 360});
    Image enlarged = whole;
    for (int y = 0; y < 360; ++y)
        for (int x = 0; x < 480; ++x)
            if (x < 60 || x >= 420 || y >= 320) std::fill_n(enlarged.pixel(x, y), 4, std::uint8_t{0});
    std::string const out = folder.file("out.png");
    Ran const ran = inlay({"place", "--source", picture_file("a.png", enlarged), "--answer",
                           picture_file("b.png", drifted(whole)), "-o", out, "--alpha", "off"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    Image const result = decoded_file(out).image;
    for (int y = 0; y < 360; ++y) {
        for (int x = 0; x < 480; ++x) {
            ASSERT_EQ(result.pixel(x, y)[3], 255) << x << "," << y;
            if (enlarged.pixel(x, y)[3] == 0) continue;
            ASSERT_TRUE(std::equal(result.pixel(x, y), result.pixel(x, y) + 4, enlarged.pixel(x, y))) << x << "," << y;
        }
    }
    EXPECT_GT(psnr(result, whole), 25);
}

TEST_F(CommandLine, exif_orientation_is_applied_and_a_profile_is_said_once) {
    std::string jpeg = encode_jpeg(photo_like({60, 40})).value();
    // An APP1 segment with orientation 6 (turn clockwise), little endian.
    std::string const exif("\xFF\xE1\x00\x22"
                           "Exif\0\0"
                           "II\x2A\0\x08\0\0\0"
                           "\x01\0"
                           "\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"
                           "\0\0\0\0",
                           36);
    jpeg.insert(2, exif);
    write_whole_file(folder.path() / "turned.jpg", jpeg);
    ScriptedServer server(json_reply(200, gemini_reply(encode_png(plain({40, 60}, 9, 9, 9)).value())));
    Ran const ran = inlay({"edit", folder.file("turned.jpg"), "-p", "x", "-o", folder.file("out.png"), "--base-url",
                           server.url(), "--keep", "off", "--align", "off", "--json"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_EQ(decoded_file(folder.file("out.png")).image.size(), (Size{40, 60}));
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

TEST_F(CommandLine, an_interrupt_ends_it_with_130_and_leaves_nothing) {
    std::string const in = picture_file("in.png", photo_like({32, 32}));
    std::promise<void> asked;
    bool closed = false;
    ScriptedServer server([&](Connection& connection) {
        SeenRequest request;
        if (!connection.read_request(request)) return;
        asked.set_value();
        closed = connection.wait_for_close(10'000);
    });
    Program program(
        command({"edit", in, "-p", "x", "-o", folder.file("out.png"), "--base-url", server.url(), "--json"}),
        environment);
    asked.get_future().wait();
    program.send_signal(SIGINT);
    Ran const ran = program.wait();
    EXPECT_EQ(ran.exit_status, 130);
    EXPECT_EQ(json::parse(ran.out)["error"]["code"], "cancelled");
    EXPECT_FALSE(std::filesystem::exists(folder.file("out.png")));
    EXPECT_TRUE(json::parse(inlay({"recover", "--json"}).out)["answers"].empty());
}

} // namespace
} // namespace inlay::test
