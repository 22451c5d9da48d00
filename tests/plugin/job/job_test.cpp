// A job from start to confirmation, against a server that does what each test says.
#include "job_test.h"

#include "inlay/codec.h"
#include "inlay/plugin/settings.h"

#include "support/pictures.h"

#include <nlohmann/json.hpp>

#include <chrono>

namespace inlay::test {
namespace {

using nlohmann::json;

// A picture is given away, and what lies with its layers goes along.
TEST_F(Jobs, no_address_and_no_folder_lies_with_the_layer) {
    ScriptedServer server(ScriptedServer::always(200, {}, reply_with(encode_png(photo_like({90, 70}, 8)).value())));
    JobRequest request = edit_request(server.url(), photo_like({90, 70}));
    ASSERT_TRUE(write_file_atomically(folder.file("style.png"), encode_png(photo_like({20, 20})).value()));
    request.options.base_url = server.url();
    request.options.ca_bundle = "/home/somebody/ca.pem";
    request.options.references = {folder.file("style.png")};
    auto const job = Job::start(std::move(request));
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto const result = job->take();
    ASSERT_TRUE(result) << result.error().message << result.error().detail;
    std::string const& facts = result->edits.at(0).facts;
    EXPECT_EQ(json::parse(facts)["parameters"]["reference"], json::array({"style.png"}));
    for (char const* const place : {"127.0.0.1", "http", "somebody", "/style.png"})
        EXPECT_EQ(facts.find(place), std::string::npos) << place << " in " << facts;
}

TEST_F(Jobs, an_edit_comes_back_at_the_layers_place_and_is_forgotten_only_when_confirmed) {
    Image const layer = photo_like({90, 70});
    Image const answer = photo_like({90, 70}, 8);
    ScriptedServer server(ScriptedServer::always(200, {}, reply_with(encode_png(answer).value())));
    auto const job = Job::start(edit_request(server.url(), layer));
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto result = job->take();
    ASSERT_TRUE(result) << result.error().message << result.error().detail;
    ASSERT_EQ(result->edits.size(), 1u);
    Edit const& edit = result->edits[0];
    EXPECT_EQ(edit.rect, (Rect{30, -20, 90, 70}));
    EXPECT_EQ(edit.pixels, answer);
    EXPECT_EQ(edit.name, "make it night");
    json const facts = json::parse(edit.facts);
    EXPECT_EQ(facts["prompt"], "make it night");
    EXPECT_EQ(facts["model"], "gemini-2.5-flash-image");
    EXPECT_EQ(edit.facts.find("sk-secret"), std::string::npos);
    EXPECT_FALSE(facts.contains("base_url") || facts["parameters"].contains("base-url")) << edit.facts;

    EXPECT_EQ(kept(), 1u) << "the host has not confirmed yet";
    auto const source = default_journal().source(result->journal_id);
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_EQ(decode(*source)->image, layer) << "what was sent is there to compare with";
    job->confirm_inserted();
    EXPECT_EQ(kept(), 0u);
}

TEST_F(Jobs, the_reply_is_on_disk_before_it_is_read) {
    // The reply holds a picture that cannot be decoded: the job fails, the reply is still there.
    ScriptedServer server(
        ScriptedServer::always(200, {}, reply_with(encode_png(photo_like({50, 50})).value().substr(0, 900))));
    auto const job = Job::start(edit_request(server.url(), photo_like({50, 50})));
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto const result = job->take();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::undecodable);
    EXPECT_EQ(kept(), 1u);
}

TEST_F(Jobs, what_holds_no_answer_leaves_nothing_in_the_journal) {
    ScriptedServer server(ScriptedServer::always(200, {}, test_data("recorded/gemini25flash_textonly_noimage.json")));
    auto const job = Job::start(edit_request(server.url(), photo_like({50, 50})));
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto const result = job->take();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::words_only);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path() / "data/inlay/jobs"));
}

TEST_F(Jobs, no_key_is_anywhere_in_the_journal) {
    ScriptedServer server(ScriptedServer::always(200, {{"X-Echo", "sk-secret-0123456789"}},
                                                 reply_with(encode_png(photo_like({20, 20})).value())));
    auto const job = Job::start(edit_request(server.url(), photo_like({20, 20})));
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    ASSERT_TRUE(job->take());
    std::size_t files = 0;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(folder.path() / "data")) {
        if (!entry.is_regular_file()) continue;
        ++files;
        EXPECT_EQ(read_whole_file(entry.path()).find("sk-secret"), std::string::npos) << entry.path();
    }
    EXPECT_GE(files, 2u);
}

TEST_F(Jobs, a_key_that_the_model_repeats_is_not_shown) {
    std::string body = reply_with(encode_png(photo_like({20, 20})).value());
    body.replace(body.find(R"("parts":[)"), 9, R"("parts":[{"text":"Your key is sk-secret-0123456789."},)");
    ScriptedServer server(ScriptedServer::always(200, {}, body));
    auto const job = Job::start(edit_request(server.url(), photo_like({20, 20})));
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto const result = job->take();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->text, "Your key is [key].");
}

TEST_F(Jobs, an_answer_that_was_kept_can_be_placed_without_any_network) {
    JobRequest request = edit_request("http://127.0.0.1:9", photo_like({60, 40}));
    Image const answer = photo_like({60, 40}, 4);
    request.kept_answers = {encode_png(answer).value()};
    auto const job = Job::start(std::move(request));
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto const result = job->take();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->edits.at(0).pixels, answer);
    EXPECT_EQ(result->attempts, 0);
}

TEST_F(Jobs, of_several_pictures_those_that_came_are_used_and_the_person_is_told) {
    std::string const png = encode_png(photo_like({40, 40}, 2)).value();
    ScriptedServer server(ScriptedServer::in_turn(
        {{200, {}, reply_with(png)}, {500, {}, R"({"error":{"message":"no"}})"}, {200, {}, reply_with(png)}}));
    JobRequest request = edit_request(server.url(), photo_like({40, 40}));
    request.options.count = 3;
    auto const job = Job::start(std::move(request));
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto const result = job->take();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->edits.size(), 2u);
    ASSERT_FALSE(result->notes.empty());
    EXPECT_NE(result->notes.back().find("1 of 3"), std::string::npos) << result->notes.back();
}

TEST_F(Jobs, a_new_layer_covers_the_rectangle_without_stretching) {
    JobRequest request = edit_request("", {});
    request.action = Action::generate_layer;
    request.snapshot.layer_rect = {10, 20, 200, 100};
    Image answer = plain({100, 100}, 10, 200, 30);
    for (int x = 0; x < 100; ++x) { // the rows that are cropped away
        for (int y = 0; y < 20; ++y)
            answer.pixel(x, y)[1] = answer.pixel(x, 99 - y)[1] = 0;
    }
    ScriptedServer server(ScriptedServer::always(200, {}, reply_with(encode_png(answer).value())));
    request.target.connection.base_url = server.url();
    auto const job = Job::start(std::move(request));
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto const result = job->take();
    ASSERT_TRUE(result) << result.error().message << result.error().detail;
    Edit const& edit = result->edits.at(0);
    EXPECT_EQ(edit.rect, (Rect{10, 20, 200, 100}));
    EXPECT_EQ(edit.pixels.size(), (Size{200, 100}));
    for (int x = 0; x < 200; ++x) {
        EXPECT_GT(edit.pixels.pixel(x, 2)[1], 150) << x;
        EXPECT_EQ(edit.pixels.pixel(x, 2)[3], 255) << x;
    }
}

} // namespace
} // namespace inlay::test
