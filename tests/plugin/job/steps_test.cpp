// The steps of a job: what is sent, what is asked for, what a person reads.
#include "job_test.h"
#include "steps.h"

#include "inlay/codec.h"
#include "inlay/plugin/frame.h"
#include "inlay/resample.h"

#include "support/pictures.h"

namespace inlay::test {
namespace {

using namespace job_steps;

TEST(Prepare, a_large_layer_is_made_smaller_and_never_a_small_one_larger) {
    JobRequest const large = request_for(photo_like({3000, 1000}));
    auto const prepared = prepare(large);
    ASSERT_TRUE(prepared);
    Size const sent = probe_size(prepared->request.images.at(0).bytes).value();
    EXPECT_LE(sent.width, 2048);
    EXPECT_NEAR(static_cast<double>(sent.width) / sent.height, 3.0, 0.01);
    JobRequest const small = request_for(photo_like({30, 20}));
    EXPECT_EQ(probe_size(prepare(small)->request.images.at(0).bytes).value(), (Size{30, 20}));
}

TEST(Prepare, row_19_what_is_over_the_services_limit_is_sent_as_jpeg_and_the_person_is_told) {
    JobRequest request = request_for(noise({900, 900}));
    request.target.model.max_request_bytes = 3'100'000; // the PNG is 2.4 MB, 3.2 MB as Base64
    auto const prepared = prepare(request);
    ASSERT_TRUE(prepared) << prepared.error().message;
    EXPECT_EQ(sniff(prepared->request.images.at(0).bytes), Format::jpeg);
    EXPECT_EQ(prepared->request.images.at(0).mime, "image/jpeg");
    ASSERT_EQ(prepared->notes.size(), 1u);
    EXPECT_NE(prepared->notes[0].find("JPEG"), std::string::npos);
    EXPECT_LT(prepared->request.images.at(0).bytes.size() * 4 / 3, 3'100'000u);
}

TEST(Prepare, a_selection_that_misses_the_layer_is_nothing_to_edit) {
    JobRequest request = request_for(photo_like({30, 20}));
    request.snapshot.selection = Mask(Size{30, 20}, 0);
    auto const prepared = prepare(request);
    ASSERT_FALSE(prepared);
    EXPECT_EQ(prepared.error().code, ErrorCode::nothing_to_edit);
}

TEST(Prepare, the_frame_that_is_told_beforehand_is_the_one_that_is_sent) {
    JobRequest request = request_for(photo_like({300, 200}));
    Mask selection(Size{300, 200}, 0);
    for (int y = 90; y < 130; ++y)
        std::fill_n(selection.pixel(40, y), 50, std::uint8_t{255});
    request.snapshot.selection = selection;
    request.options.context = 30;
    request.options.feather = 24;
    request.target.model.aspects = {"1:1", "16:9", "4:3"};
    auto const prepared = prepare(request);
    ASSERT_TRUE(prepared);
    auto const told = frame_to_send({300, 200}, softened(selection, 24), request.options, request.target.model);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->rect, prepared->frame.rect);
    EXPECT_EQ(told->sent, prepared->frame.sent);
    EXPECT_EQ(told->aspect, prepared->frame.aspect);
    EXPECT_LT(told->rect.width, 300); // not the whole layer, which every way of choosing would give
    EXPECT_GT(told->rect.width, 50 + 30);
}

TEST(Prepare, a_mask_is_sent_only_to_a_model_that_understands_it_with_alpha_0_where_it_may_change) {
    JobRequest request = request_for(photo_like({64, 64}));
    Mask selection(Size{64, 64}, 0);
    for (int y = 16; y < 48; ++y)
        std::fill_n(selection.pixel(16, y), 32, std::uint8_t{255});
    request.snapshot.selection = selection;
    request.options.context = 100;
    EXPECT_FALSE(prepare(request)->request.mask);
    request.target.model.understands_mask = true;
    auto const prepared = prepare(request);
    ASSERT_TRUE(prepared->request.mask);
    Decoded const mask = decode(prepared->request.mask->bytes).value();
    ASSERT_EQ(mask.image.size(), (Size{64, 64}));
    EXPECT_EQ(mask.image.pixel(32, 32)[3], 0);
    EXPECT_EQ(mask.image.pixel(4, 4)[3], 255);
}

TEST(Prepare, what_a_model_of_the_table_cannot_do_is_not_sent_and_told) {
    JobRequest request = request_for(photo_like({64, 64}));
    request.target.model.id = "small-model";
    request.target.model.aspects = {"1:1", "16:9"};
    request.target.model.sizes = {"1K"};
    request.options.aspect = "21:9";
    request.options.size = "4K";
    auto const prepared = prepare(request);
    ASSERT_TRUE(prepared);
    EXPECT_TRUE(prepared->request.aspect.empty());
    EXPECT_TRUE(prepared->request.size.empty());
    EXPECT_EQ(prepared->notes.size(), 2u);
}

TEST(Prepare, references_are_made_anew_so_that_no_hidden_data_leaves) {
    TempFolder folder;
    std::string jpeg = encode_jpeg(photo_like({40, 30})).value();
    constexpr std::string_view app1("\xFF\xE1\x00\x14"
                                    "Exif\0\0secret place",
                                    22);
    jpeg.insert(2, app1);
    write_whole_file(folder.path() / "ref.jpg", jpeg);
    JobRequest request = request_for(photo_like({64, 64}));
    request.options.references = {folder.file("ref.jpg")};
    auto const prepared = prepare(request);
    ASSERT_TRUE(prepared) << prepared.error().message;
    ASSERT_EQ(prepared->request.images.size(), 2u);
    EXPECT_EQ(prepared->request.images[1].bytes.find("secret"), std::string::npos);
}

TEST(Finish, an_answer_that_changed_almost_nothing_is_kept_and_gives_no_layer_unless_it_is_asked_for) {
    Image const layer = photo_like({320, 240});
    JobRequest request = request_for(layer);
    auto const prepared = prepare(request);
    ASSERT_TRUE(prepared);
    std::string const jpeg = encode_jpeg(layer, 90).value();
    auto const unchanged = finish(request, *prepared, jpeg, {});
    ASSERT_TRUE(unchanged) << unchanged.error().message;
    EXPECT_FALSE(unchanged->edit);
    EXPECT_TRUE(unchanged->facts.almost_nothing);
    EXPECT_EQ(unchanged->facts.changed_fraction, 0);
    EXPECT_EQ(unchanged->facts.bytes, jpeg);
    EXPECT_EQ(unchanged->facts.note, "The model changed almost nothing.");
    request.options.placement.keep = placement::Switch::off;
    auto const anyway = finish(request, *prepared, jpeg, {});
    ASSERT_TRUE(anyway) << anyway.error().message;
    ASSERT_TRUE(anyway->edit);
    EXPECT_FALSE(anyway->edit->mask);
    EXPECT_FALSE(anyway->facts.almost_nothing);
}

// Seventeen megapixels of one colour are a file of 50 kB.
TEST(Finish, an_answer_of_more_than_sixteen_times_what_was_asked_for_is_refused) {
    std::string const large = encode_png(plain({8200, 2100}, 10, 20, 30)).value();
    JobRequest request = request_for(photo_like({320, 240}));
    request.action = Action::generate_image;
    auto prepared = prepare(request);
    ASSERT_TRUE(prepared);
    prepared->request.size = "1K";
    auto const refused = finish(request, *prepared, large, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::undecodable);
    prepared->request.size = "1024x1024";
    EXPECT_FALSE(finish(request, *prepared, large, {}));
    prepared->request.size = "2K";
    EXPECT_TRUE(finish(request, *prepared, large, {}));
    prepared->request.size = "";
    EXPECT_TRUE(finish(request, *prepared, large, {})) << "nothing was asked for and nothing sent";
    request.action = Action::edit_layer;
    EXPECT_FALSE(finish(request, *prepared, large, {})) << "320x240 were sent";
}

TEST(Finish, keep_shows_only_what_changed_and_never_the_whole_frame_when_it_is_forced) {
    Image const layer = photo_like({320, 240});
    JobRequest request = request_for(layer);
    auto const prepared = prepare(request);
    ASSERT_TRUE(prepared);
    Image answer = layer;
    for (int y = 60; y < 140; ++y)
        for (int x = 80; x < 180; ++x)
            answer.pixel(x, y)[0] = static_cast<std::uint8_t>(255 - answer.pixel(x, y)[0] / 4);
    auto const part = finish(request, *prepared, encode_png(answer).value(), {});
    ASSERT_TRUE(part) << part.error().message;
    ASSERT_TRUE(part->edit && part->edit->mask);
    EXPECT_EQ(*part->edit->mask->pixel(130, 100), 255);
    EXPECT_EQ(*part->edit->mask->pixel(20, 20), 0);
    EXPECT_EQ(*part->edit->mask->pixel(300, 200), 0);
    EXPECT_LT(part->facts.changed_fraction, 0.2);
    EXPECT_GT(part->facts.changed_fraction, 0.1);

    Image relit = layer; // all but a strip
    for (int y = 0; y < 240; ++y)
        for (int x = 0; x < 280; ++x)
            for (int c = 0; c < 3; ++c)
                relit.pixel(x, y)[c] = static_cast<std::uint8_t>(relit.pixel(x, y)[c] / 3);
    std::string const png = encode_png(relit).value();
    EXPECT_FALSE(finish(request, *prepared, png, {})->edit->mask);
    request.options.placement.keep = placement::Switch::on;
    auto const forced = finish(request, *prepared, png, {});
    ASSERT_TRUE(forced->edit && forced->edit->mask);
    EXPECT_EQ(*forced->edit->mask->pixel(100, 100), 255);
    EXPECT_EQ(*forced->edit->mask->pixel(310, 100), 0);
}

TEST(Prepare, a_selection_is_softened_once_by_the_host_or_here) {
    JobRequest request = request_for(photo_like({64, 64}));
    request.options.feather = 14;
    Mask selection({64, 64});
    for (int y = 16; y < 48; ++y)
        for (int x = 16; x < 48; ++x)
            *selection.pixel(x, y) = 255;
    request.snapshot.selection = selection;
    auto const here = prepare(request);
    ASSERT_TRUE(here);
    // A Gaussian of sigma 4 across an edge between pixel 15 and 16.
    EXPECT_NEAR(*here->selection.pixel(12, 32), 49, 1);
    EXPECT_NEAR(*here->selection.pixel(15, 32), 115, 1);
    EXPECT_NEAR(*here->selection.pixel(16, 32), 140, 1);
    EXPECT_NEAR(*here->selection.pixel(20, 32), 222, 1);
    EXPECT_EQ(*here->selection.pixel(32, 32), 255);
    EXPECT_EQ(*here->selection.pixel(2, 32), 0);
    request.snapshot.feathered = true;
    auto const by_the_host = prepare(request);
    ASSERT_TRUE(by_the_host);
    EXPECT_EQ(by_the_host->selection, selection);
}

TEST(Prepare, layers_of_the_picture_go_along_after_the_files_and_over_a_plain_ground) {
    TempFolder folder;
    write_whole_file(folder.path() / "ref.png", encode_png(photo_like({40, 30})).value());
    JobRequest request = request_for(photo_like({64, 64}));
    request.options.references = {folder.file("ref.png")};
    request.snapshot.references = {Image({20, 10})}; // nothing on it
    auto const prepared = prepare(request);
    ASSERT_TRUE(prepared) << prepared.error().message;
    ASSERT_EQ(prepared->request.images.size(), 3u);
    EXPECT_EQ(decode(prepared->request.images[1].bytes)->image, photo_like({40, 30}));
    Image const layer = decode(prepared->request.images[2].bytes)->image;
    EXPECT_EQ(layer.size(), (Size{20, 10}));
    EXPECT_EQ(layer.pixel(5, 5)[0], 255);
    EXPECT_EQ(layer.pixel(5, 5)[3], 255);

    request.target.model.aspects = {"1:1"};
    request.target.model.max_references = 1;
    auto const fewer = prepare(request);
    ASSERT_TRUE(fewer);
    EXPECT_EQ(fewer->request.images.size(), 2u) << "what is over is not sent";
    EXPECT_EQ(fewer->notes.size(), 1u);
}

TEST(ProgressText, row_17_tells_true_numbers_only) {
    CallProgress call;
    call.transfer = {http::Phase::sending, 400, 1000, 0};
    EXPECT_EQ(progress_of(call, 0).text, "Sending 40 %");
    EXPECT_DOUBLE_EQ(progress_of(call, 0).fraction, 0.4);
    call.transfer = {http::Phase::waiting, 1000, 1000, 0};
    EXPECT_EQ(progress_of(call, 12.7).text, "Waiting for the model, 12 s");
    EXPECT_LT(progress_of(call, 12.7).fraction, 0);
    call.transfer = {http::Phase::receiving, 1000, 1000, 1'300'000};
    EXPECT_EQ(progress_of(call, 0).text, "Receiving 1.3 MB");
    call.attempts = 3;
    call.retry_wait = std::chrono::milliseconds(22'400);
    EXPECT_EQ(progress_of(call, 0).text, "Waiting 23 s before attempt 2 of 3");
    call.retry_reason = "CometAPI is overloaded at the moment.";
    EXPECT_EQ(progress_of(call, 0).text, "Waiting 23 s before attempt 2 of 3. CometAPI is overloaded at the moment.");
}

TEST(LayerName, is_the_prompts_first_words_on_one_line) {
    EXPECT_EQ(layer_name_of("make it\nnight"), "make it night");
    EXPECT_EQ(layer_name_of("  \n "), "Inlay");
    EXPECT_EQ(layer_name_of("replace the old wooden door with a shining blue one and add a cat"),
              "replace the old wooden door with a…");
    std::string const word(200, 'x');
    EXPECT_EQ(layer_name_of(word), std::string(40, 'x') + "…");
    // Cut between characters, never inside one.
    std::string umlauts;
    for (int i = 0; i < 60; ++i)
        umlauts += "ü";
    EXPECT_EQ(layer_name_of(umlauts).size(), 2 * 40 + 3u);
}

} // namespace
} // namespace inlay::test
