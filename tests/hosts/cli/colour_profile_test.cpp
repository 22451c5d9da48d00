// A picture whose colours are those of another space is sent and written in sRGB.
#include "cli_fixture.h"

#include "core/image/made_files.h"
#include "support/icc.h"

#include <array>

namespace inlay::test {
namespace {

using namespace std::string_literals;
using ::testing::HasSubstr;
using ::testing::Not;

using Colour = std::array<int, 3>;

constexpr int patch = 16;

Image patches(std::vector<Colour> const& colours) {
    Image picture({static_cast<int>(colours.size()) * patch, patch}, 255);
    for (int y = 0; y < patch; ++y)
        for (int x = 0; x < picture.width(); ++x)
            for (std::size_t c = 0; c < 3; ++c)
                picture.pixel(x, y)[c] = static_cast<std::uint8_t>(colours[static_cast<std::size_t>(x / patch)][c]);
    return picture;
}

void expect_patches(ImageView picture, std::vector<Colour> const& colours, int tolerance) {
    ASSERT_EQ(picture.width(), static_cast<int>(colours.size()) * patch);
    for (std::size_t i = 0; i < colours.size(); ++i)
        for (std::size_t c = 0; c < 3; ++c)
            EXPECT_NEAR(picture.pixel(static_cast<int>(i) * patch + patch / 2, patch / 2)[c], colours[i][c], tolerance)
                << "colour " << i << " channel " << c;
}

std::string png_with_profile(std::string const& png, std::string const& profile) {
    constexpr std::size_t behind_header = 8 + 25;
    return png.substr(0, behind_header) + png_chunk("iCCP", "profile\0\0"s + zlib_stored(profile)) +
           png.substr(behind_header);
}
std::string jpeg_with_profile(std::string const& jpeg, std::string const& profile) {
    return with_jpeg_segment(jpeg, '\xE2', "ICC_PROFILE\0\1\1"s + profile);
}

// What the first are in sRGB, computed from the primaries and gammas alone: to XYZ (D50), to linear sRGB, to its curve.
std::vector<Colour> const numbers{{200, 60, 40}, {40, 70, 210}, {128, 128, 128}, {180, 150, 120}, {110, 120, 140}};
struct Space {
    char const* name;
    std::string profile;
    std::vector<Colour> colours;
    std::vector<Colour> in_srgb;
};
std::vector<Space> const spaces{
    {"Adobe RGB",
     adobe_profile(),
     numbers,
     {{231, 57, 34}, {2, 68, 215}, {129, 129, 129}, {192, 151, 119}, {106, 121, 142}}},
    {"P3", p3_profile(), numbers, {{219, 37, 13}, {21, 69, 219}, {129, 129, 129}, {187, 150, 116}, {108, 121, 143}}},
    // What sRGB has no number for is cut off at its edge.
    {"ProPhoto",
     prophoto_profile(),
     numbers,
     {{255, 0, 43}, {0, 93, 232}, {146, 146, 146}, {222, 160, 133}, {110, 141, 160}}},
};

class ColourProfile : public CommandLine {
  protected:
    std::string write(std::string const& name, std::string const& bytes) const {
        write_whole_file(folder.path() / name, bytes);
        return folder.file(name);
    }
    static std::size_t times(std::string const& text, std::string const& what) {
        std::size_t count = 0;
        for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
            ++count;
        return count;
    }
};

TEST_F(ColourProfile, is_converted_in_what_is_sent_and_in_what_is_written_and_said_once) {
    for (Space const& space : spaces) {
        SCOPED_TRACE(space.name);
        std::string const in =
            write("in.png", png_with_profile(encode_png(patches(space.colours)).value(), space.profile));
        ScriptedServer server(paints(1, 2, 3));
        // Of the first column only one pixel may change: the rest is the source's.
        Ran const ran = edit_plainly(in, folder.file("out.png"), server, {"--select", "0,0,1,1", "--context", "400"});
        ASSERT_EQ(ran.exit_status, 0) << ran.err;
        Decoded const out = decoded_file(folder.file("out.png"));
        expect_patches(out.image, space.in_srgb, 1);
        EXPECT_EQ(out.icc_profile, "");
        EXPECT_EQ(times(ran.err, "colour profile"), 1u) << ran.err;
        EXPECT_THAT(ran.err, HasSubstr(in + " was converted from its colour profile to sRGB.\n"));

        ScriptedServer whole(makes([](Image const& sent) { return sent; }));
        ASSERT_EQ(edit_plainly(in, folder.file("out.png"), whole).exit_status, 0);
        expect_patches(sent_picture(whole.requests().at(0)), space.in_srgb, 1);
    }
}

TEST_F(ColourProfile, of_jpeg_and_webp_is_converted_as_well) {
    Space const& space = spaces[0];
    Image const picture = patches(space.colours);
    std::string const webp =
        with_webp_chunks(encode_webp(picture).value(), 0x20, static_cast<std::uint32_t>(picture.width()),
                         static_cast<std::uint32_t>(picture.height()), {{"ICCP", space.profile}});
    struct Case {
        char const* name;
        std::string bytes;
        int tolerance;
    };
    for (auto const& [name, bytes, tolerance] :
         {Case{"in.webp", webp, 1},
          Case{"in.jpg", jpeg_with_profile(encode_jpeg(picture, 100).value(), space.profile), 5}}) {
        SCOPED_TRACE(name);
        ScriptedServer server(makes([](Image const& sent) { return sent; }));
        ASSERT_EQ(edit_plainly(write(name, bytes), folder.file("out.png"), server).exit_status, 0);
        expect_patches(decoded_file(folder.file("out.png")).image, space.in_srgb, tolerance);
    }
}

TEST_F(ColourProfile, leaves_the_transparency_as_it_is) {
    Image picture = patches({{200, 60, 40}, {40, 70, 210}, {128, 128, 128}});
    for (int y = 0; y < patch; ++y)
        for (int x = 0; x < picture.width(); ++x)
            picture.pixel(x, y)[3] = static_cast<std::uint8_t>(x < patch ? 255 : x < 2 * patch ? 130 : 0);
    std::string const in = write("in.png", png_with_profile(encode_png(picture).value(), adobe_profile()));
    ScriptedServer server(paints(1, 2, 3));
    ASSERT_EQ(edit_plainly(in, folder.file("out.png"), server, {"--select", "0,0,1,1"}).exit_status, 0);
    Image const out = decoded_file(folder.file("out.png")).image;
    EXPECT_EQ(out.pixel(8, 8)[3], 255);
    EXPECT_EQ(out.pixel(24, 8)[3], 130);
    EXPECT_EQ(out.pixel(40, 8)[3], 0);
    EXPECT_NEAR(out.pixel(24, 8)[2], 215, 1);
}

TEST_F(ColourProfile, of_grey_pictures_is_their_curve) {
    MadePng grey;
    grey.colour = 0;
    grey.width = 5;
    grey.samples = {0, 40, 64, 128, 200};
    grey.before_data = png_chunk("iCCP", "grey\0\0"s + zlib_stored(grey_profile()));
    ScriptedServer server(makes([](Image const& sent) { return sent; }));
    Ran const ran = edit_plainly(write("in.png", make_png(grey)), folder.file("out.png"), server);
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    Image const out = decoded_file(folder.file("out.png")).image;
    int x = 0;
    for (int const level : {0, 53, 81, 146, 210}) {
        for (int c = 0; c < 3; ++c)
            EXPECT_NEAR(out.pixel(x, 0)[c], level, 1) << x;
        ++x;
    }
}

TEST_F(ColourProfile, that_cannot_be_used_is_said_and_changes_nothing) {
    Image const picture = patches(numbers);
    std::string const png = encode_png(picture).value();
    for (auto const& [what, profile] :
         {std::pair{"grey in a colour picture", grey_profile()}, {"none at all", profile_of_size(300)}}) {
        SCOPED_TRACE(what);
        std::string const in = write("in.png", png_with_profile(png, profile));
        ScriptedServer server(paints(1, 2, 3));
        Ran const ran = edit_plainly(in, folder.file("out.png"), server, {"--select", "0,0,1,1"});
        ASSERT_EQ(ran.exit_status, 0) << ran.err;
        EXPECT_THAT(ran.err,
                    HasSubstr("The colour profile in " + in + " cannot be used; its colours are taken as sRGB.\n"));
        expect_patches(decoded_file(folder.file("out.png")).image, numbers, 0);
    }
}

TEST_F(ColourProfile, of_srgb_is_nothing_to_speak_of) {
    std::string const in = write("in.png", png_with_profile(encode_png(patches(numbers)).value(), srgb_profile()));
    ScriptedServer server(paints(1, 2, 3));
    Ran const ran = edit_plainly(in, folder.file("out.png"), server, {"--select", "0,0,1,1"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_THAT(ran.err, Not(HasSubstr("profile")));
    expect_patches(decoded_file(folder.file("out.png")).image, numbers, 0);
}

TEST_F(ColourProfile, of_an_answer_is_converted_where_it_is_not_written_as_it_came) {
    Space const& space = spaces[0];
    std::string const answer = png_with_profile(encode_png(patches(space.colours)).value(), space.profile);
    std::filesystem::create_directory(folder.path() / "gone");
    ScriptedServer server([&](Connection& connection) {
        SeenRequest request;
        while (connection.read_request(request)) {
            std::filesystem::remove(folder.path() / "gone");
            send_ok(connection, gemini_reply(answer));
        }
    });
    ASSERT_EQ(generate(folder.file("gone/out.webp"), server).exit_status, 3);
    std::string const id = kept_answers().at(0)["id"];
    Ran const made = generate(folder.file("new.webp"), server);
    ASSERT_EQ(made.exit_status, 0) << made.err;
    Ran const back = inlay({"recover", id, "-o", folder.file("back.webp")});
    ASSERT_EQ(back.exit_status, 0) << back.err;
    for (char const* name : {"new.webp", "back.webp"})
        expect_patches(decoded_file(folder.file(name)).image, space.in_srgb, 1);
    for (Ran const* ran : {&made, &back})
        EXPECT_EQ(times(ran->err, "colour profile"), 1u) << ran->err;
    ASSERT_EQ(generate(folder.file("new.png"), server).exit_status, 0);
    EXPECT_EQ(read_whole_file(folder.file("new.png")), answer);
}

TEST_F(ColourProfile, of_an_answer_that_is_placed_is_converted) {
    Space const& space = spaces[0];
    std::string const answer =
        write("answer.png", png_with_profile(encode_png(patches(space.colours)).value(), space.profile));
    std::string const source = picture_file("source.png", plain({patch * 5, patch}, 0, 0, 0));
    Ran const ran = inlay({"place", "--source", source, "--answer", answer, "-o", folder.file("out.png"), "--keep",
                           "off", "--align", "off"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    expect_patches(decoded_file(folder.file("out.png")).image, space.in_srgb, 1);
    EXPECT_EQ(times(ran.err, "colour profile"), 1u) << ran.err;
}

TEST_F(ColourProfile, of_a_reference_is_converted_in_what_is_sent) {
    Space const& space = spaces[0];
    std::string const reference =
        write("reference.png", png_with_profile(encode_png(patches(space.colours)).value(), space.profile));
    ScriptedServer server(makes([](Image const& sent) { return sent; }));
    Ran const ran = edit_plainly(picture_file("in.png", plain({40, 30}, 9, 9, 9)), folder.file("out.png"), server,
                                 {"--reference", reference});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    expect_patches(sent_picture(server.requests().at(0), 1), space.in_srgb, 1);
}

TEST_F(ColourProfile, of_an_answer_to_an_edit_is_converted) {
    Space const& space = spaces[0];
    std::string const answer = png_with_profile(encode_png(patches(space.colours)).value(), space.profile);
    ScriptedServer server([&](Connection& connection) {
        SeenRequest request;
        while (connection.read_request(request))
            send_ok(connection, gemini_reply(answer));
    });
    std::string const in = picture_file("in.png", plain({patch * 5, patch}, 0, 0, 0));
    Ran const ran = edit_plainly(in, folder.file("out.png"), server);
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    expect_patches(decoded_file(folder.file("out.png")).image, space.in_srgb, 1);
}

TEST_F(ColourProfile, and_depth_are_each_said_once) {
    MadePng deep;
    deep.depth = 16;
    deep.colour = 2;
    deep.width = 2;
    deep.samples = {0xC8FF, 0x3C00, 0x2880, 0x8080, 0x8000, 0x80FF};
    deep.before_data = png_chunk("iCCP", "profile\0\0"s + zlib_stored(adobe_profile()));
    ScriptedServer server(makes([](Image const& sent) { return sent; }));
    Ran const ran = edit_plainly(write("in.png", make_png(deep)), folder.file("out.png"), server);
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_EQ(times(ran.err, "colour profile"), 1u) << ran.err;
    EXPECT_EQ(times(ran.err, "more than 8 bits"), 1u) << ran.err;
    Image const out = decoded_file(folder.file("out.png")).image;
    for (auto const& [x, colour] : {std::pair{0, Colour{231, 57, 34}}, {1, Colour{129, 129, 129}}})
        for (std::size_t c = 0; c < 3; ++c)
            EXPECT_NEAR(out.pixel(x, 0)[c], colour[c], 2) << x;
}

} // namespace
} // namespace inlay::test
