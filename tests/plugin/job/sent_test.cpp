// What leaves for the model, by values written down here: the mask, the shape that is asked for, the references.
#include "job_test.h"
#include "sandbox_selection.h"
#include "steps.h"

#include "inlay/codec.h"

#include "support/exif.h"
#include "support/pictures.h"

namespace inlay::test {
namespace {

using namespace job_steps;

Mask selected(Size size, Rect part) {
    Mask selection(size, 0);
    for (int y = part.y; y < part.bottom(); ++y)
        std::fill_n(selection.pixel(part.x, y), part.width, std::uint8_t{255});
    return selection;
}

Image sent_image(Prepared const& prepared, std::size_t index) {
    return decode(prepared.request.images.at(index).bytes).value().image;
}

TEST(SentMask, is_cut_at_the_frame_and_not_the_whole_layers) {
    // A selection in the lower right of a large layer; 25 % of its longer side around it are sent: x 170-290, y 80-140.
    JobRequest request = request_for(photo_like({300, 200}));
    request.snapshot.selection = selected({300, 200}, {190, 100, 80, 20});
    request.target.model.understands_mask = true;
    auto const prepared = prepare(request);
    ASSERT_TRUE(prepared) << prepared.error().message;
    ASSERT_EQ(prepared->frame.rect, (Rect{170, 80, 120, 60}));
    ASSERT_TRUE(prepared->request.mask);
    EXPECT_EQ(prepared->request.mask->mime, "image/png");
    Image const mask = decode(prepared->request.mask->bytes).value().image;
    ASSERT_EQ(mask.size(), (Size{120, 60}));
    for (int y = 0; y < 60; ++y)
        for (int x = 0; x < 120; ++x) {
            bool const inside = x >= 20 && x < 100 && y >= 20 && y < 40;
            ASSERT_EQ(mask.pixel(x, y)[3], inside ? 0 : 255) << x << "," << y; // 0: may change
        }
}

TEST(SentMask, of_a_half_selected_pixel_is_half) {
    JobRequest request = request_for(photo_like({64, 64}));
    request.snapshot.selection = Mask(Size{64, 64}, 100);
    request.target.model.understands_mask = true;
    auto const prepared = prepare(request);
    ASSERT_TRUE(prepared) << prepared.error().message;
    EXPECT_EQ(decode(prepared->request.mask->bytes).value().image.pixel(30, 30)[3], 155);
}

// x 170-290, y 80-140 are sent, as above; the feather does not widen what is told.
TEST(SentSelection, is_told_to_the_sandbox_and_to_nobody_else) {
    JobRequest request = request_for(photo_like({300, 200}));
    request.snapshot.selection = selected({300, 200}, {190, 100, 80, 20});
    auto const prepared = prepare(request);
    ASSERT_TRUE(prepared) << prepared.error().message;
    EXPECT_TRUE(told_what_is_selected(request.target, *prepared).extra_headers.empty()) << "a service";
    request.target.is_sandbox = true;
    auto const headers = told_what_is_selected(request.target, *prepared).extra_headers;
    ASSERT_EQ(headers.size(), 1U);
    EXPECT_EQ(headers.front().name, "X-Inlay-Selection");
    EXPECT_EQ(headers.front().value, "20 20 80 20");
    request.snapshot.selection.reset();
    EXPECT_TRUE(told_what_is_selected(request.target, prepare(request).value()).extra_headers.empty()) << "all of it";
}

// A model with one size refuses the field altogether.
TEST(SentShape, of_a_model_with_one_size_names_none) {
    JobRequest request = request_for(photo_like({64, 64}));
    request.target.model.sizes = {"1K"};
    request.options.size = "1K";
    auto const one = prepare(request);
    ASSERT_TRUE(one);
    EXPECT_EQ(one->request.size, "");
    EXPECT_TRUE(one->notes.empty()) << "it is what comes anyway";
    request.target.model.sizes = {"1K", "2K"};
    EXPECT_EQ(prepare(request)->request.size, "1K");
    request.target.model.sizes = {}; // nothing is known of it
    EXPECT_EQ(prepare(request)->request.size, "1K");

    request.action = Action::generate_layer;
    request.options.size = "";
    request.target.model.id = "gemini-3-pro-image";
    request.target.model.sizes = {"1K"};
    EXPECT_EQ(prepare(request)->request.size, "");
}

JobRequest new_layer(Size size) {
    JobRequest request;
    request.action = Action::generate_layer;
    request.options.prompt = "a lighthouse";
    request.snapshot.layer_rect = {10, 20, size.width, size.height};
    request.snapshot.canvas = {4000, 4000};
    request.target.model.id = "gemini-3-pro-image";
    request.target.model.sizes = {"1K", "2K", "4K"};
    request.target.model.aspects = {"1:1", "2:3", "3:2", "9:16", "16:9"};
    return request;
}

struct Shape {
    Size layer;
    char const* aspect;
    char const* size;
};

// gemini-3-pro-image answers 16:9 with 1376x768, 2752x1536 and 5504x3072, 9:16 with the same on its side.
TEST(SentShape, of_a_new_layer_is_the_nearest_ratio_and_the_smallest_size_that_covers_it) {
    for (Shape const& want :
         {Shape{{160, 90}, "16:9", "1K"}, Shape{{90, 160}, "9:16", "1K"}, Shape{{1300, 700}, "16:9", "1K"},
          Shape{{700, 1300}, "9:16", "1K"}, Shape{{1400, 700}, "16:9", "2K"}, Shape{{700, 1400}, "9:16", "2K"},
          Shape{{1000, 1000}, "1:1", "1K"}, Shape{{1500, 2200}, "2:3", "2K"}, Shape{{3800, 2100}, "16:9", "4K"},
          Shape{{9000, 9000}, "1:1", "4K"}}) {
        JobRequest const request = new_layer(want.layer);
        auto const prepared = prepare(request);
        ASSERT_TRUE(prepared) << prepared.error().message;
        EXPECT_EQ(prepared->request.aspect, want.aspect) << want.layer.width << "x" << want.layer.height;
        EXPECT_EQ(prepared->request.size, want.size) << want.layer.width << "x" << want.layer.height;
        EXPECT_TRUE(prepared->request.images.empty());
    }
}

TEST(SentShape, of_a_new_layer_is_what_was_asked_for_when_something_was) {
    JobRequest request = new_layer({700, 1400});
    request.options.aspect = "1:1";
    request.options.size = "4K";
    auto const prepared = prepare(request);
    ASSERT_TRUE(prepared);
    EXPECT_EQ(prepared->request.aspect, "1:1");
    EXPECT_EQ(prepared->request.size, "4K");
}

// A model without a ratio follows the last picture, which with references would be the wrong one.
TEST(SentShape, of_an_edit_names_the_frames_ratio_only_when_a_reference_lies_behind_it) {
    JobRequest request = request_for(photo_like({160, 90}));
    request.target.model.aspects = {"1:1", "16:9"};
    request.target.model.max_references = 3;
    EXPECT_EQ(prepare(request)->request.aspect, "");
    request.snapshot.references = {plain({50, 50}, 1, 2, 3)};
    EXPECT_EQ(prepare(request)->request.aspect, "16:9");
}

TEST(SentReference, of_a_camera_that_was_held_sideways_stands_upright) {
    TempFolder folder;
    JobRequest request = request_for(photo_like({64, 64}));
    struct Turn {
        char orientation;
        Size size;
        char const* colours;
    };
    // Stored: red and green above, blue and white below.
    for (Turn const& turn :
         {Turn{1, {96, 64}, "RGBW"}, Turn{3, {96, 64}, "WBGR"}, Turn{6, {64, 96}, "BRWG"}, Turn{8, {64, 96}, "GWRB"}}) {
        write_whole_file(folder.path() / "ref.jpg", jpeg_turned(quarters({96, 64}), turn.orientation));
        request.options.references = {folder.file("ref.jpg")};
        auto const prepared = prepare(request);
        ASSERT_TRUE(prepared) << prepared.error().message;
        Decoded const sent = decode(prepared->request.images.at(1).bytes).value();
        EXPECT_EQ(sent.orientation, 1);
        EXPECT_EQ(sent.image.size(), turn.size) << int{turn.orientation};
        EXPECT_EQ(colours_of_quarters(sent.image), turn.colours) << int{turn.orientation};
    }
}

// What was erased is not sent: not as transparency, and not as the colours that it still has.
TEST(SentReference, that_is_a_layer_shows_the_ground_where_it_is_transparent) {
    JobRequest request = request_for(photo_like({64, 64}));
    Image layer = plain({20, 10}, 10, 20, 30);
    for (int x = 0; x < 10; ++x)
        for (int y = 0; y < 10; ++y)
            layer.pixel(x, y)[3] = x < 5 ? 0 : 100;
    request.snapshot.references = {layer};
    auto const prepared = prepare(request);
    ASSERT_TRUE(prepared) << prepared.error().message;
    Image const sent = sent_image(*prepared, 1);
    auto const pixel = [&](int x) { return std::vector<int>(sent.pixel(x, 5), sent.pixel(x, 5) + 4); };
    EXPECT_EQ(pixel(2), (std::vector<int>{255, 255, 255, 255}));
    EXPECT_EQ(pixel(7), (std::vector<int>{159, 163, 167, 255})) << "100 parts of the colour, 155 of white";
    EXPECT_EQ(pixel(15), (std::vector<int>{10, 20, 30, 255}));
}

// The service's limit is that of the whole body.
TEST(SentReferences, and_the_layer_together_stay_below_the_services_limit) {
    Image const layer = noise({500, 500});
    JobRequest request = request_for(layer); // 750 kB as PNG, a million as Base64
    request.snapshot.references = {layer, layer};
    request.target.model.max_request_bytes = 1'500'000;
    auto const prepared = prepare(request);
    ASSERT_TRUE(prepared) << prepared.error().message;
    std::size_t sum = 0;
    for (EncodedImage const& image : prepared->request.images)
        sum += (image.bytes.size() + 2) / 3 * 4;
    EXPECT_EQ(prepared->request.images.size(), 3u);
    EXPECT_LT(sum, 1'500'000u);
    EXPECT_FALSE(prepared->notes.empty());
}

TEST(Sent, is_the_layer_over_the_ground_where_it_is_half_transparent) {
    Image layer = plain({40, 30}, 10, 20, 30);
    for (int x = 0; x < 20; ++x)
        for (int y = 0; y < 30; ++y)
            layer.pixel(x, y)[3] = 100;
    JobRequest const request = request_for(layer);
    auto const prepared = prepare(request);
    ASSERT_TRUE(prepared) << prepared.error().message;
    Image const sent = sent_image(*prepared, 0);
    auto const pixel = [&](int x) { return std::vector<int>(sent.pixel(x, 5), sent.pixel(x, 5) + 4); };
    EXPECT_EQ(pixel(5), (std::vector<int>{159, 163, 167, 255}));
    EXPECT_EQ(pixel(30), (std::vector<int>{10, 20, 30, 255}));
}

} // namespace
} // namespace inlay::test
