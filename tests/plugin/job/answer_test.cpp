// What becomes of the picture that came back, by values written down here: turned, transparent, in its place, paid for.
#include "job_test.h"
#include "steps.h"

#include "inlay/codec.h"
#include "inlay/plugin/usage.h"

#include "support/exif.h"
#include "support/pictures.h"

#include <nlohmann/json.hpp>

namespace inlay::test {
namespace {

using namespace job_steps;
using nlohmann::json;

class Answer : public Jobs {
  protected:
    // One answer, placed by its expected map alone.
    static Finished finished(JobRequest const& request, std::string bytes) {
        auto const prepared = prepare(request);
        if (!prepared) throw std::runtime_error(prepared.error().message);
        auto done = finish(request, *prepared, std::move(bytes), {});
        if (!done) throw std::runtime_error(done.error().message);
        return std::move(*done);
    }
    static std::unique_ptr<Job> ended(JobRequest request) {
        auto job = Job::start(std::move(request));
        EXPECT_TRUE(job->wait_for(std::chrono::seconds(60)));
        return job;
    }
};

TEST_F(Answer, of_an_orientation_stands_upright_in_the_layer_and_as_a_picture_of_its_own) {
    std::string const jpeg = jpeg_turned(quarters({96, 64}), 6); // to be seen with its left side up
    JobRequest request = edit_request("", photo_like({64, 96}));
    Finished const edit = finished(request, jpeg);
    ASSERT_TRUE(edit.edit);
    EXPECT_EQ(edit.facts.size, (Size{64, 96}));
    EXPECT_EQ(edit.edit->rect, (Rect{30, -20, 64, 96}));
    EXPECT_EQ(colours_of_quarters(edit.edit->pixels), "BRWG");

    request.action = Action::generate_image;
    Finished const picture = finished(request, jpeg);
    EXPECT_EQ(picture.edit->pixels.size(), (Size{64, 96}));
    EXPECT_EQ(colours_of_quarters(picture.edit->pixels), "BRWG");
    EXPECT_EQ(picture.facts.bytes, jpeg) << "what was received is kept as it came";
}

TEST_F(Answer, that_is_transparent_itself_stays_so) {
    Image half = plain({40, 30}, 90, 20, 20, 100);
    JobRequest request = edit_request("", photo_like({40, 30}));
    Finished const over_opaque = finished(request, encode_png(half).value());
    EXPECT_EQ(over_opaque.edit->pixels.pixel(7, 7)[3], 100);
    EXPECT_EQ(over_opaque.edit->pixels.pixel(7, 7)[0], 90);

    request.snapshot.layer = plain({40, 30}, 10, 20, 30, 200);
    request.options.placement.alpha = placement::Switch::on;
    EXPECT_EQ(finished(request, encode_png(half).value()).edit->pixels.pixel(7, 7)[3], 78) << "100 of 200 parts of 255";

    request.action = Action::generate_image;
    EXPECT_EQ(finished(request, encode_png(half).value()).edit->pixels.pixel(7, 7)[3], 100);
    request.action = Action::generate_layer;
    EXPECT_EQ(finished(request, encode_png(half).value()).edit->pixels.pixel(7, 7)[3], 100);
}

// From answer pixels to those of the layer, wherever the frame lies in it.
TEST_F(Answer, tells_its_place_in_the_layer_and_not_in_the_frame) {
    JobRequest request = edit_request("", photo_like({300, 200}));
    Mask selection({300, 200}, 0);
    for (int y = 100; y < 120; ++y)
        std::fill_n(selection.pixel(190, y), 80, std::uint8_t{255});
    request.snapshot.selection = selection;
    Finished const exact = finished(request, encode_png(photo_like({120, 60}, 4)).value());
    EXPECT_EQ(exact.facts.frame.rect, (Rect{170, 80, 120, 60}));
    EXPECT_EQ(exact.edit->rect, (Rect{200, 60, 120, 60})) << "the layer lies at 30, -20";
    EXPECT_EQ(exact.facts.registration.matrix, (std::array<double, 6>{1, 0, 170, 0, 1, 80}));
    Finished const large = finished(request, encode_png(photo_like({480, 240}, 4)).value());
    EXPECT_EQ(large.facts.registration.matrix, (std::array<double, 6>{0.25, 0, 170, 0, 0.25, 80}));
}

std::string chat_reply(std::string const& picture, std::string const& usage) {
    return R"({"id":"r-7","choices":[{"message":{"role":"assistant","content":"","images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,)" +
           base64::encode(picture) + R"("}}]},"finish_reason":"stop"}],"usage":)" + usage + "}";
}

TEST_F(Answer, is_counted_and_noted_with_what_the_service_says_that_it_cost) {
    ScriptedServer server(ScriptedServer::always(
        200, {}, chat_reply(encode_png(photo_like({40, 30}, 2)).value(), R"({"total_tokens":1290,"cost":0.0421})")));
    JobRequest request = edit_request(server.url(), photo_like({40, 30}));
    request.target.connection.wire = "openai-chat";
    request.target.model.price_usd = {{"1K", 0.5}};
    auto const result = ended(request)->take();
    ASSERT_TRUE(result) << result.error().message << result.error().detail;
    EXPECT_DOUBLE_EQ(json::parse(result->edits.at(0).facts)["price_usd"].get<double>(), 0.0421);
    EXPECT_EQ(json::parse(result->edits.at(0).facts)["total_tokens"], 1290);
    ASSERT_EQ(days_of_use().size(), 1u);
    EXPECT_DOUBLE_EQ(days_of_use()[0].price_usd, 0.0421);
    EXPECT_EQ(days_of_use()[0].tokens, 1290);
    EXPECT_DOUBLE_EQ(spent_today(), 0.0421);
}

TEST_F(Answer, is_counted_with_the_tables_price_where_the_service_names_none_and_of_the_sandbox_not_at_all) {
    ScriptedServer server(ScriptedServer::always(200, {}, reply_with(encode_png(photo_like({40, 30}, 2)).value())));
    JobRequest request = edit_request(server.url(), photo_like({40, 30}));
    request.options.count = 2;
    request.target.model.price_usd = {{"1K", 0.039}};
    request.target.is_sandbox = true;
    ASSERT_TRUE(ended(request)->take());
    EXPECT_TRUE(days_of_use().empty());
    request.target.is_sandbox = false;
    auto const result = ended(request)->take();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_DOUBLE_EQ(json::parse(result->edits.at(0).facts)["price_usd"].get<double>(), 0.039);
    ASSERT_EQ(days_of_use().size(), 1u);
    EXPECT_EQ(days_of_use()[0].runs, 1);
    EXPECT_EQ(days_of_use()[0].pictures, 2);
    EXPECT_DOUBLE_EQ(days_of_use()[0].price_usd, 0.078);
    EXPECT_EQ(days_of_use()[0].tokens, 2600);
}

// A host that converts only what is sent gives the layer scaled down.
TEST_F(Answer, to_a_layer_that_was_given_scaled_down_has_the_layers_own_size) {
    Image layer = quarters({60, 40});
    JobRequest request = edit_request("", layer);
    request.snapshot.layer_rect = {5, 6, 120, 80};
    request.kept_answers = {encode_png(quarters({60, 40})).value()};
    auto const result = ended(request)->take();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->edits.at(0).rect, (Rect{5, 6, 120, 80}));
    EXPECT_EQ(result->edits.at(0).pixels.size(), (Size{120, 80}));
    EXPECT_EQ(colours_of_quarters(result->edits.at(0).pixels), "RGBW");
    EXPECT_EQ(result->answers.at(0).frame.rect, (Rect{0, 0, 120, 80}));
}

} // namespace
} // namespace inlay::test
