// What a model shows on its way to the answer: seen while the job runs, and never taken for the answer.
#include "job_test.h"

#include "inlay/codec.h"
#include "inlay/plugin/usage.h"

#include "support/exif.h"
#include "support/pictures.h"

#include <array>
#include <future>

namespace inlay::test {
namespace {

std::string png_of(Size size, std::uint8_t red) {
    return encode_png(plain(size, red, 40, 90)).value();
}

std::string event(std::string const& type, std::string const& picture) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"b64_json\":\"" + base64::encode(picture) +
           "\"}\n\n";
}

std::string partial(std::string const& picture) {
    return event("image_edit.partial_image", picture);
}

constexpr char const* stream_head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

class Previews : public Jobs {
  protected:
    std::vector<std::string> pieces;
    std::array<std::promise<void>, 4> go;
    // Sends each piece when the test asks for it; the connection ends after the last.
    ScriptedServer server{[this](Connection& connection) {
        SeenRequest request;
        if (!connection.read_request(request)) return;
        connection.send(stream_head);
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            go[i].get_future().wait();
            connection.send(pieces[i]);
        }
    }};

    std::unique_ptr<Job> start(std::string wire = "openai-images") {
        JobRequest request = edit_request(server.url(), photo_like({60, 40}));
        request.target.connection.wire = wire;
        request.target.connection.stream = true;
        return Job::start(std::move(request));
    }
    void TearDown() override {
        for (auto& each : go)
            try {
                each.set_value();
            } catch (std::future_error const&) { // it went already
            }
        Jobs::TearDown();
    }
};

auto const has_preview = [](JobStatus const& status) { return status.preview != nullptr; };

TEST_F(Previews, the_newest_one_is_there_while_the_job_runs_and_is_neither_answer_nor_bill) {
    pieces = {partial(png_of({900, 600}, 10)), partial(png_of({900, 600}, 20)),
              event("image_edit.completed", png_of({60, 40}, 30))};
    auto const job = start();
    go[0].set_value();
    ASSERT_TRUE(wait_until(*job, has_preview));
    JobStatus const first = job->poll();
    EXPECT_EQ(first.preview->size(), (Size{512, 341})) << "small, whatever came";
    EXPECT_EQ(first.preview->pixel(9, 9)[0], 10);
    EXPECT_EQ(first.arrived, 0);
    EXPECT_TRUE(first.ready.empty());
    EXPECT_EQ(kept(), 0u) << "a preview is nothing to keep";
    go[1].set_value();
    ASSERT_TRUE(
        wait_until(*job, [&](JobStatus const& status) { return status.preview_number > first.preview_number; }));
    EXPECT_EQ(job->poll().preview->pixel(9, 9)[0], 20);
    go[2].set_value();
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    EXPECT_FALSE(job->poll().preview) << "the answer is there";
    EXPECT_EQ(job->poll().preview_number, 0u);
    auto const result = job->take();
    ASSERT_TRUE(result) << result.error().message;
    ASSERT_EQ(result->edits.size(), 1u);
    EXPECT_EQ(result->edits[0].pixels.pixel(9, 9)[0], 30);
    ASSERT_EQ(days_of_use().size(), 1u);
    EXPECT_EQ(days_of_use()[0].pictures, 1);
    auto const recovered = default_journal().read(result->journal_id);
    ASSERT_TRUE(recovered) << recovered.error().message;
    ASSERT_EQ(recovered->images.size(), 1u);
    EXPECT_EQ(recovered->images[0].bytes, png_of({60, 40}, 30));
}

TEST_F(Previews, of_an_orientation_stand_upright) {
    pieces = {partial(jpeg_turned(quarters({96, 64}), 6)), event("image_edit.completed", png_of({60, 40}, 30))};
    auto const job = start();
    go[0].set_value();
    ASSERT_TRUE(wait_until(*job, has_preview));
    EXPECT_EQ(job->poll().preview->size(), (Size{64, 96}));
    EXPECT_EQ(colours_of_quarters(*job->poll().preview), "BRWG");
    go[1].set_value();
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    EXPECT_TRUE(job->take());
}

TEST_F(Previews, a_stream_that_ends_after_a_preview_has_no_answer) {
    pieces = {partial(png_of({60, 40}, 10))};
    auto const job = start();
    go[0].set_value();
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    EXPECT_FALSE(job->poll().preview);
    EXPECT_EQ(job->poll().arrived, 0);
    EXPECT_TRUE(job->arrived_answers().empty());
    auto const result = job->take();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::connection_lost);
    EXPECT_TRUE(days_of_use().empty());
    for (auto const& entry : default_journal().list())
        EXPECT_FALSE(default_journal().read(entry.id)) << "a preview came back as an answer";
}

TEST_F(Previews, of_many_at_once_only_the_newest_is_shown) {
    for (int i = 0; i < 30; ++i)
        pieces.resize(1), pieces[0] += partial(png_of({60, 40}, static_cast<std::uint8_t>(i)));
    pieces.push_back(event("image_edit.completed", png_of({60, 40}, 200)));
    auto const job = start();
    go[0].set_value();
    ASSERT_TRUE(wait_until(
        *job, [](JobStatus const& status) { return status.preview && status.preview->pixel(9, 9)[0] == 29; }));
    EXPECT_LE(job->poll().preview_number, 3u);
    go[1].set_value();
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    EXPECT_TRUE(job->take());
}

TEST_F(Previews, one_that_cannot_be_read_or_is_too_large_is_passed_over) {
    Image wide({8192, 2}, 255);
    pieces = {partial("no picture"), partial(encode_png(wide).value()), partial(png_of({60, 40}, 7)),
              event("image_edit.completed", png_of({60, 40}, 30))};
    auto const job = start();
    for (int i = 0; i < 2; ++i) {
        go[static_cast<std::size_t>(i)].set_value();
        job->wait_for(std::chrono::milliseconds(250)); // as long as one takes to be looked at
        EXPECT_FALSE(job->poll().preview);
    }
    go[2].set_value();
    ASSERT_TRUE(wait_until(*job, has_preview));
    EXPECT_EQ(job->poll().preview_number, 1u);
    go[3].set_value();
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    EXPECT_TRUE(job->take());
}

TEST_F(Previews, geminis_thoughts_are_shown_on_the_way) {
    auto const part = [](std::string const& picture, bool thought) {
        return R"(data: {"candidates":[{"content":{"parts":[{"thought":)" + std::string(thought ? "true" : "false") +
               R"(,"inlineData":{"mimeType":"image/png","data":")" + base64::encode(picture) + "\"}}]}}]}\n\n";
    };
    pieces = {part(png_of({60, 40}, 10), true), part(png_of({60, 40}, 30), false)};
    auto const job = start("gemini");
    go[0].set_value();
    ASSERT_TRUE(wait_until(*job, has_preview));
    EXPECT_EQ(job->poll().preview->pixel(9, 9)[0], 10);
    go[1].set_value();
    ASSERT_TRUE(job->wait_for(std::chrono::seconds(20)));
    auto const result = job->take();
    ASSERT_TRUE(result) << result.error().message;
    ASSERT_EQ(result->answers.size(), 1u);
    EXPECT_EQ(result->edits.at(0).pixels.pixel(9, 9)[0], 30);
}

TEST_F(Previews, a_cancel_while_one_is_shown_leaves_nothing) {
    pieces = {partial(png_of({60, 40}, 10)), event("image_edit.completed", png_of({60, 40}, 30))};
    auto job = start();
    go[0].set_value();
    ASSERT_TRUE(wait_until(*job, has_preview));
    job->cancel();
    EXPECT_FALSE(job->poll().preview);
    auto const result = job->take();
    ASSERT_FALSE(result);
    EXPECT_TRUE(result.error().advice.empty()) << "nothing has arrived";
    job.reset();
    EXPECT_TRUE(std::filesystem::is_empty(folder.path() / "data/inlay/jobs"));
}

} // namespace
} // namespace inlay::test
