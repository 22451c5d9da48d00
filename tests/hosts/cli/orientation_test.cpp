// A photograph that a camera stored lying on its side: EXIF says how it stands, and every picture that comes in obeys.
#include "cli_fixture.h"

#include "core/image/made_files.h"

namespace inlay::test {
namespace {

using namespace std::string_literals;

// Six fields of 8 pixels each, stored as
//     r g b
//     y c m
// each of a colour that JPEG keeps apart from the others.
constexpr int field = 8;

Image stored_picture() {
    Image picture({3 * field, 2 * field}, 255);
    std::string const letters = "rgbycm";
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            char const letter = letters[static_cast<std::size_t>(y / field * 3 + x / field)];
            picture.pixel(x, y)[0] = letter == 'r' || letter == 'y' || letter == 'm' ? 220 : 30;
            picture.pixel(x, y)[1] = letter == 'g' || letter == 'y' || letter == 'c' ? 220 : 30;
            picture.pixel(x, y)[2] = letter == 'b' || letter == 'c' || letter == 'm' ? 220 : 30;
        }
    }
    return picture;
}

// The fields' letters, row by row: "rgb/ycm".
std::string fields_of(ImageView picture) {
    std::string text;
    for (int y = field / 2; y < picture.height(); y += field) {
        if (!text.empty()) text += '/';
        for (int x = field / 2; x < picture.width(); x += field) {
            std::uint8_t const* const p = picture.pixel(x, y);
            std::string const bits = {p[0] > 125 ? '1' : '0', p[1] > 125 ? '1' : '0', p[2] > 125 ? '1' : '0'};
            std::string const all = "100r 010g 001b 110y 011c 101m ";
            auto const at = all.find(bits);
            text += at == std::string::npos ? '?' : all[at + 3];
        }
    }
    return text;
}

// EXIF 2.3, tag 0x0112: where the stored 0th row and 0th column are to be seen.
struct Case {
    int orientation;
    char const* seen;
};
constexpr Case cases[] = {
    {1, "rgb/ycm"},  // top, left
    {2, "bgr/mcy"},  // top, right
    {3, "mcy/bgr"},  // bottom, right
    {4, "ycm/rgb"},  // bottom, left
    {5, "ry/gc/bm"}, // left, top
    {6, "yr/cg/mb"}, // right, top: turned clockwise to be seen
    {7, "mb/cg/yr"}, // right, bottom
    {8, "bm/gc/ry"}, // left, bottom: turned anticlockwise
};

std::string png_with_orientation(ImageView picture, int orientation) {
    std::string const png = encode_png(picture).value();
    constexpr std::size_t behind_header = 8 + 25;
    return png.substr(0, behind_header) + png_chunk("eXIf", exif_block(false, orientation)) + png.substr(behind_header);
}
std::string jpeg_with_orientation(ImageView picture, int orientation) {
    return with_jpeg_segment(encode_jpeg(picture).value(), '\xE1', "Exif\0\0"s + exif_block(true, orientation));
}

class Orientation : public CommandLine {
  protected:
    std::string write(std::string const& name, std::string const& bytes) const {
        write_whole_file(folder.path() / name, bytes);
        return folder.file(name);
    }
};

TEST_F(Orientation, of_the_picture_to_edit_is_applied_to_what_is_sent_and_what_is_written) {
    for (auto const& [orientation, seen] : cases) {
        for (bool const jpeg : {true, false}) {
            SCOPED_TRACE(std::to_string(orientation) + (jpeg ? " jpeg" : " png"));
            std::string const in = jpeg ? write("in.jpg", jpeg_with_orientation(stored_picture(), orientation))
                                        : write("in.png", png_with_orientation(stored_picture(), orientation));
            ScriptedServer server(makes([](Image const& sent) { return sent; }));
            Ran const ran = edit_plainly(in, folder.file("out.png"), server);
            ASSERT_EQ(ran.exit_status, 0) << ran.err;
            EXPECT_EQ(fields_of(sent_picture(server.requests().at(0))), seen);
            Decoded const out = decoded_file(folder.file("out.png"));
            EXPECT_EQ(fields_of(out.image), seen);
            EXPECT_EQ(out.orientation, 1) << "not to be turned once more";
        }
    }
}

TEST_F(Orientation, is_applied_where_the_model_changed_nothing) {
    for (auto const& [orientation, seen] : cases) {
        SCOPED_TRACE(orientation);
        std::string const in = write("in.png", png_with_orientation(stored_picture(), orientation));
        ScriptedServer server(paints(255, 255, 255));
        // One field may change, the first that is seen; the others are the source's.
        Ran const ran = edit_plainly(in, folder.file("out.png"), server, {"--select", "0,0,8,8"});
        ASSERT_EQ(ran.exit_status, 0) << ran.err;
        Decoded const out = decoded_file(folder.file("out.png"));
        EXPECT_EQ(fields_of(out.image), "?" + std::string(seen).substr(1));
        EXPECT_EQ(out.orientation, 1);
    }
}

TEST_F(Orientation, of_mask_answer_and_reference_is_applied_as_well) {
    std::string const in = write("in.png", png_with_orientation(stored_picture(), 6)); // to be seen 2 fields by 3
    Image mask = plain({3 * field, 2 * field}, 0, 0, 0);
    for (int y = 0; y < field; ++y)
        std::fill_n(mask.pixel(0, y), 4 * field, std::uint8_t{255}); // the first that is stored: at the right, above
    ScriptedServer server(paints(255, 255, 255));
    Ran const ran = edit_plainly(in, folder.file("out.png"), server,
                                 {"--mask", write("mask.png", png_with_orientation(mask, 6)), "--reference",
                                  write("reference.jpg", jpeg_with_orientation(stored_picture(), 8))});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_EQ(fields_of(decoded_file(folder.file("out.png")).image), "y?/cg/mb");
    EXPECT_EQ(fields_of(sent_picture(server.requests().at(0), 1)), "bm/gc/ry");

    std::string const answer = write("answer.png", png_with_orientation(stored_picture(), 3));
    Ran const placed = inlay({"place", "--source", picture_file("blank.png", plain({24, 16}, 0, 0, 0)), "--answer",
                              answer, "-o", folder.file("placed.png"), "--keep", "off", "--align", "off"});
    ASSERT_EQ(placed.exit_status, 0) << placed.err;
    EXPECT_EQ(fields_of(decoded_file(folder.file("placed.png")).image), "mcy/bgr");
}

TEST_F(Orientation, of_an_answer_is_followed_by_generate_and_by_recover_alike) {
    for (auto const& [orientation, seen] : cases) {
        SCOPED_TRACE(orientation);
        std::string const answer = jpeg_with_orientation(stored_picture(), orientation);
        std::filesystem::create_directory(folder.path() / "gone");
        ScriptedServer server([&](Connection& connection) {
            SeenRequest request;
            while (connection.read_request(request)) {
                std::filesystem::remove(folder.path() / "gone");
                send_ok(connection, gemini_reply(answer));
            }
        });
        ASSERT_EQ(generate(folder.file("gone/out.png"), server).exit_status, 3);
        std::string const id = kept_answers().at(0)["id"];
        ASSERT_EQ(inlay({"recover", id, "-o", folder.file("back.jpg")}).exit_status, 0);
        EXPECT_EQ(read_whole_file(folder.file("back.jpg")), answer) << "as it came, with what says how it stands";
        ASSERT_EQ(inlay({"recover", id, "-o", folder.file("back.png"), "--delete"}).exit_status, 0);
        EXPECT_EQ(fields_of(decoded_file(folder.file("back.png")).image), seen);

        nlohmann::json const told =
            nlohmann::json::parse(generate(folder.file("new.png"), server, {"--json"}).out)["images"][0];
        Image const made = decoded_file(folder.file("new.png")).image;
        EXPECT_EQ(fields_of(made), seen);
        EXPECT_EQ(told["width"], made.width());
        EXPECT_EQ(told["height"], made.height());
        ASSERT_EQ(generate(folder.file("new.jpg"), server).exit_status, 0);
        EXPECT_EQ(read_whole_file(folder.file("new.jpg")), answer);
    }
}

} // namespace
} // namespace inlay::test
