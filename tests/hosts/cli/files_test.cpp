// Which files does a run leave, in which format, and which when it fails?
#include "cli_fixture.h"

#include <array>
#include <atomic>
#include <set>

namespace inlay::test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;

TEST_F(CommandLine, generate_writes_the_received_bytes_when_the_format_is_the_names) {
    std::string const jpeg = encode_jpeg(photo_like({80, 60})).value();
    ScriptedServer server(json_reply(200, gemini_reply(jpeg, "image/png")));
    ASSERT_EQ(inlay({"generate", "-p", "a lake", "-o", folder.file("a.jpg"), "--base-url", server.url()}).exit_status,
              0);
    EXPECT_EQ(read_whole_file(folder.file("a.jpg")), jpeg);
    ASSERT_EQ(inlay({"generate", "-p", "a lake", "-o", folder.file("a.png"), "--base-url", server.url()}).exit_status,
              0);
    EXPECT_EQ(decoded_file(folder.file("a.png")).image, decode(jpeg).value().image);
    json const body = body_of(server.requests()[0]);
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

TEST_F(CommandLine, a_number_stands_before_the_ending_and_only_where_there_are_several) {
    ScriptedServer server(gives(photo_like({32, 32})));
    ASSERT_EQ(generate(folder.file("my.big.lake.jpeg"), server, {"--count", "2"}).exit_status, 0);
    EXPECT_THAT(files(), ElementsAre("my.big.lake-1.jpeg", "my.big.lake-2.jpeg"));
    ASSERT_EQ(generate(folder.file("one.webp"), server, {"--count", "1"}).exit_status, 0);
    EXPECT_THAT(files(), ElementsAre("my.big.lake-1.jpeg", "my.big.lake-2.jpeg", "one.webp"));
}

TEST_F(CommandLine, each_variation_has_its_picture_and_its_layer) {
    std::atomic<int> asked{0};
    ScriptedServer server(makes(
        [&](Image const& sent) { return plain(sent.size(), static_cast<std::uint8_t>(100 + 50 * asked++), 7, 9); }));
    std::string const in = picture_file("in.png", plain({40, 40}, 1, 2, 3));
    Ran const ran = edit_plainly(in, folder.file("out.png"), server,
                                 {"--count", "2", "--layer", folder.file("layer.webp"), "--select", "0,0,20,40"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_EQ(ran.out, folder.file("out-1.png") + "\n" + folder.file("out-2.png") + "\n");
    ASSERT_THAT(files(), ElementsAre("in.png", "layer-1.webp", "layer-2.webp", "out-1.png", "out-2.png"));
    std::set<std::string> seen;
    for (char const* number : {"1", "2"}) {
        Image const out = decoded_file(folder.file("out-" + std::string(number) + ".png")).image;
        Image const layer = decoded_file(folder.file("layer-" + std::string(number) + ".webp")).image;
        EXPECT_EQ(colour_at(out, 30, 20), "1 2 3");
        EXPECT_EQ(colour_at(out, 10, 20), colour_at(layer, 10, 20));
        EXPECT_EQ(layer.pixel(10, 20)[3], 255);
        EXPECT_EQ(layer.pixel(30, 20)[3], 0);
        seen.insert(colour_at(out, 10, 20));
    }
    EXPECT_THAT(seen, ElementsAre("100 7 9", "150 7 9"));
}

TEST_F(CommandLine, a_name_without_a_folder_is_in_the_folder_where_one_is) {
    ScriptedServer server(gives(photo_like({32, 32})));
    std::vector<std::string> const there{"/usr/bin/env", "-C", folder.path().string(), INLAY_PROGRAM};
    auto words = there;
    words.insert(words.end(), {"generate", "-p", "x", "-o", "lake.png", "--count", "2", "--base-url", server.url()});
    Ran const ran = run_program(words, environment);
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_EQ(ran.out, "lake-1.png\nlake-2.png\n");
    EXPECT_THAT(files(), ElementsAre("lake-1.png", "lake-2.png"));
}

TEST_F(CommandLine, the_ending_of_the_name_says_the_format) {
    ScriptedServer server(paints(200, 30, 60));
    std::string const in = picture_file("in.png", photo_like({32, 32}));
    struct Case {
        char const* name;
        std::string_view begins; // the format's own first bytes
        char const* mime;
    };
    for (auto const& [name, begins, mime] :
         {Case{"a.png", "\x89PNG\r\n", "image/png"}, Case{"a.PNG", "\x89PNG\r\n", "image/png"},
          Case{"a.jpg", "\xFF\xD8\xFF", "image/jpeg"}, Case{"a.jpeg", "\xFF\xD8\xFF", "image/jpeg"},
          Case{"a.JPG", "\xFF\xD8\xFF", "image/jpeg"}, Case{"a.webp", "RIFF", "image/webp"}}) {
        for (char const* command : {"edit", "generate"}) {
            SCOPED_TRACE(std::string(command) + " " + name);
            std::string const out = folder.file(name);
            ScriptedServer grey(gives(plain({32, 32}, 128, 128, 128)));
            Ran const ran = command == std::string("edit") ? edit_plainly(in, out, server, {"--json"})
                                                           : generate(out, grey, {"--json"});
            ASSERT_EQ(ran.exit_status, 0) << ran.err << ran.out;
            EXPECT_EQ(read_whole_file(out).substr(0, begins.size()), begins);
            EXPECT_EQ(json::parse(ran.out)["images"][0]["mime"], mime);
            std::filesystem::remove(out);
        }
    }
}

// A decoder that knows no transparency would show what an eraser left behind.
TEST_F(CommandLine, a_jpeg_shows_white_where_the_picture_is_transparent_and_no_hidden_colour) {
    Image picture = plain({64, 32}, 255, 0, 0, 0); // red, all of it erased
    for (int y = 0; y < 32; ++y)
        for (int x = 32; x < 64; ++x)
            std::copy_n(plain({1, 1}, 0, 0, 200, x < 48 ? 255 : 51).pixel(0, 0), 4, picture.pixel(x, y));
    std::string const in = picture_file("in.png", picture);
    std::string const out = folder.file("out.jpg");
    ScriptedServer server(makes([](Image const& sent) { return sent; }));
    ASSERT_EQ(inlay({"edit", in, "-p", "x", "-o", out, "--base-url", server.url()}).exit_status, 0);
    ScriptedServer transparent(gives(picture));
    ASSERT_EQ(generate(folder.file("new.jpg"), transparent).exit_status, 0);
    for (char const* name : {"out.jpg", "new.jpg"}) {
        Image const seen = decoded_file(folder.file(name)).image;
        for (auto const& [x, colour] :
             {std::pair{12, std::array{255, 255, 255}}, {40, std::array{0, 0, 200}}, {56, std::array{204, 204, 244}}})
            for (std::size_t c = 0; c < 3; ++c)
                EXPECT_NEAR(seen.pixel(x, 16)[c], colour[c], 3) << name << " " << x;
    }
    // What is sent of it holds no hidden colour either.
    EXPECT_EQ(colour_at(sent_picture(server.requests().at(0)), 12, 16), "255 255 255");
}

TEST_F(CommandLine, the_picture_itself_can_be_replaced) {
    ScriptedServer server(paints(9, 8, 7));
    std::string const in = picture_file("in.png", photo_like({32, 32}));
    ASSERT_EQ(edit_plainly(in, in, server).exit_status, 0);
    EXPECT_EQ(decoded_file(in).image, plain({32, 32}, 9, 8, 7));
    EXPECT_THAT(files(), ElementsAre("in.png"));
}

TEST_F(CommandLine, two_results_of_one_name_are_refused_before_anybody_is_asked) {
    ScriptedServer server(paints(9, 8, 7));
    std::string const in = picture_file("in.png", photo_like({32, 32}));
    std::string const out = folder.file("out.png");
    for (auto const& more : std::vector<std::vector<std::string>>{
             {"--layer", out}, {"--layer", folder.file("./out.png")}, {"--explain", out}})
        EXPECT_EQ(edit_plainly(in, out, server, more).exit_status, 2) << more[1];
    EXPECT_TRUE(server.requests().empty());
    EXPECT_THAT(files(), ElementsAre("in.png"));
}

} // namespace
} // namespace inlay::test
