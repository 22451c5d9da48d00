// Replies that real services sent: each gives the right picture, or the right error in the right words, fed whole, in
// small pieces and cut at every position.
#include "replies.h"

#include <cmath>

using namespace inlay;
using namespace inlay::test;
using testing::HasSubstr;
using testing::Not;

namespace {

std::string recorded(std::string_view file) {
    return test_data("recorded/" + std::string(file));
}

// The same outcome whatever the pieces: code and texts, or pictures.
void expect_same_in_pieces(std::string const& body, Given given, std::initializer_list<std::size_t> sizes) {
    given.piece = std::string_view::npos;
    auto const whole = read_reply(body, given);
    for (std::size_t const size : sizes) {
        given.piece = size;
        auto const pieces = read_reply(body, given);
        ASSERT_EQ(pieces.has_value(), whole.has_value()) << size;
        if (whole) {
            ASSERT_EQ(pieces->images.size(), whole->images.size()) << size;
            EXPECT_EQ(pieces->images[0].bytes, whole->images[0].bytes) << size;
            EXPECT_EQ(pieces->text, whole->text);
        } else {
            EXPECT_EQ(pieces.error().message, whole.error().message) << size;
            EXPECT_EQ(pieces.error().detail, whole.error().detail) << size;
        }
    }
}

void expect_error_whole_and_in_pieces(std::string_view file, Given const& given, ErrorCode code,
                                      std::string_view part) {
    std::string const body = recorded(file);
    expect_error(read_reply(body, given), code, part);
    expect_same_in_pieces(body, given, {1, 2, 3, 7, 64, 1000});
}

void expect_picture(ReplyImage const& image, Size size, Format format, std::string_view mime_type) {
    EXPECT_EQ(image.declared_mime, mime_type);
    EXPECT_EQ(sniff(image.bytes), format);
    auto const decoded = decode(image.bytes);
    ASSERT_TRUE(decoded.has_value()) << decoded.error().message << decoded.error().detail;
    EXPECT_EQ(decoded->image.size(), size);
}

} // namespace

TEST(Recorded, a_generate_content_reply_of_vertex_gives_its_jpeg_and_usage) {
    std::string const body = recorded("vertex_gemini25flash_jpeg_outputoptions.json");
    auto const reply = read_reply(body);
    ASSERT_TRUE(reply.has_value()) << reply.error().message;
    ASSERT_EQ(reply->images.size(), 1u);
    expect_picture(reply->images[0], {1024, 1024}, Format::jpeg, "image/jpeg");
    EXPECT_EQ(reply->finish_reason, "STOP");
    EXPECT_EQ(reply->model_version, "gemini-2.5-flash-image");
    EXPECT_EQ(reply->request_id, "k0lDaayLFJLF8eEP_I2c6Q4");
    EXPECT_EQ(reply->usage.input_tokens, 9);
    EXPECT_EQ(reply->usage.output_tokens, 1290);
    EXPECT_EQ(reply->usage.image_tokens, 1290);
    EXPECT_EQ(reply->usage.total_tokens, 1299);
    expect_same_in_pieces(body, {}, {1, 4096, 16384});
}

TEST(Recorded, an_edit_of_openrouter_gives_its_jpeg) {
    std::string const body = recorded("openrouter_images_edit_gemini31flashlite_jpeg.json");
    auto const reply = read_reply(body);
    ASSERT_TRUE(reply.has_value()) << reply.error().message;
    ASSERT_EQ(reply->images.size(), 1u);
    EXPECT_EQ(reply->images[0].bytes.size(), 63'584u);
    expect_picture(reply->images[0], {1024, 1024}, Format::jpeg, "image/jpeg");
    expect_same_in_pieces(body, {}, {1, 3, 1000});
}

TEST(Recorded, four_predictions_of_imagen_are_all_offered_the_last_one_first) {
    std::string const body = recorded("vertex_imagen_base64_png_small.json");
    auto const reply = read_reply(body);
    ASSERT_TRUE(reply.has_value()) << reply.error().message;
    ASSERT_EQ(reply->images.size(), 4u);
    for (auto const& image : reply->images)
        expect_picture(image, {1024, 1024}, Format::png, "image/png");
    std::size_t const last = body.rfind("bytesBase64Encoded\": \"") + 22;
    auto const answer = base64::decode(body.substr(last, body.find('"', last) - last));
    ASSERT_TRUE(answer.has_value());
    EXPECT_TRUE(reply->images[0].bytes == *answer);
    expect_same_in_pieces(body, {}, {1, 997});
}

TEST(Recorded, a_reply_cut_at_any_position_gives_no_picture_and_says_that_it_was_cut) {
    std::string const body = recorded("openrouter_images_edit_gemini31flashlite_jpeg.json");
    std::size_t const whole = body.rfind('}') + 1;
    for (std::size_t size = 1; size < whole; size += size < 200 || size + 200 > whole ? 1 : 1009) {
        auto const reply = read_reply(std::string_view(body).substr(0, size));
        expect_error(reply, ErrorCode::undecodable, "cut off after " + std::to_string(size) + " bytes");
    }
}

TEST(Recorded, no_error_reply_cut_at_any_position_is_a_picture_or_loses_the_status) {
    for (auto const* file : {"gemini_error_400_api_key_invalid.json", "gemini_error_429_retryinfo_min.json"}) {
        std::string const body = recorded(file);
        for (std::size_t size = 0; size < body.size(); ++size) {
            auto const reply = read_reply(std::string_view(body).substr(0, size), with_status(429));
            ASSERT_FALSE(reply.has_value());
            ErrorCode const code =
                reply.error().code; // "You exceeded your current quota", without the details that say which
            ASSERT_TRUE(code == ErrorCode::rate_limited || code == ErrorCode::key_rejected ||
                        code == ErrorCode::quota_exhausted)
                << size;
            ASSERT_THAT(reply.error().detail, HasSubstr("HTTP 429"));
        }
    }
}

// What holds no picture holds none when it is cut, wherever that is, and is told in a sentence.
TEST(Recorded, no_reply_without_a_picture_cut_at_any_position_becomes_one) {
    for (auto const* file : {"gemini25flash_textonly_noimage.json", "gemini_finish_SAFETY_empty_content.json",
                             "vertex_finish_MODEL_ARMOR_no_content.json", "vertex_promptFeedback_MODEL_ARMOR.json",
                             "gemini_stream_prompt_blocked_safety.sse", "vertex_imagen_all_filtered.json",
                             "vertex_stream_error_midstream.sse", "openrouter_chat_stream_keepalive_then_error.sse"}) {
        std::string const body = recorded(file);
        for (std::size_t size = 0; size <= body.size(); ++size) {
            auto const reply = read_reply(std::string_view(body).substr(0, size));
            ASSERT_FALSE(reply.has_value()) << file << " " << size;
            int const status = exit_status(reply.error().code);
            ASSERT_TRUE(status == 5 || status == 8) << file << " " << size << ": " << reply.error().message;
            ASSERT_FALSE(reply.error().message.empty() || reply.error().advice.empty()) << file << " " << size;
        }
    }
}

TEST(Recorded, words_instead_of_a_picture_are_shown) {
    expect_error_whole_and_in_pieces("gemini25flash_textonly_noimage.json", {}, ErrorCode::words_only,
                                     "a shy axolotl named Pip");
}

TEST(Recorded, a_candidate_stopped_for_safety_with_empty_content) {
    expect_error_whole_and_in_pieces("gemini_finish_SAFETY_empty_content.json", {}, ErrorCode::answer_blocked,
                                     "safety filter");
}

TEST(Recorded, a_candidate_stopped_by_model_armor_without_content_shows_the_finish_message) {
    expect_error_whole_and_in_pieces("vertex_finish_MODEL_ARMOR_no_content.json", {}, ErrorCode::answer_blocked,
                                     "violated Responsible AI Safety settings");
}

TEST(Recorded, a_prompt_blocked_by_model_armor_shows_the_block_message) {
    expect_error_whole_and_in_pieces("vertex_promptFeedback_MODEL_ARMOR.json", {}, ErrorCode::prompt_blocked,
                                     "Prompt Injection and Jailbreak filters");
}

TEST(Recorded, a_stream_with_nothing_but_prompt_feedback_and_no_empty_line_at_its_end) {
    expect_error_whole_and_in_pieces("gemini_stream_prompt_blocked_safety.sse", {}, ErrorCode::prompt_blocked,
                                     "safety filter refused the prompt");
}

TEST(Recorded, all_predictions_filtered_shows_the_reason) {
    expect_error_whole_and_in_pieces("vertex_imagen_all_filtered.json", {}, ErrorCode::answer_blocked,
                                     "All images were filtered out");
}

TEST(Recorded, a_bare_json_error_in_the_middle_of_a_stream) {
    expect_error_whole_and_in_pieces("vertex_stream_error_midstream.sse", {}, ErrorCode::service_error,
                                     "The operation was cancelled.");
}

TEST(Recorded, a_stream_of_comments_then_chunks_then_an_error_chunk) {
    expect_error_whole_and_in_pieces("openrouter_chat_stream_keepalive_then_error.sse", {}, ErrorCode::service_error,
                                     "Token limit reached");
}

TEST(Recorded, google_says_400_for_a_wrong_key_and_the_echoed_key_is_nowhere) {
    Given given = with_status(400);
    given.connection.api_key = "key1234";
    expect_error_whole_and_in_pieces("gemini_error_400_api_key_invalid.json", given, ErrorCode::key_rejected,
                                     "does not accept the API key");
    Error const error = read_reply(recorded("gemini_error_400_api_key_invalid.json"), given).error();
    for (auto const& text : {error.message, error.advice, error.detail})
        EXPECT_THAT(text, Not(HasSubstr("key1234")));
    EXPECT_THAT(error.advice, HasSubstr("Send key as"));
    EXPECT_THAT(error.advice, HasSubstr("x-goog-api-key"));
}

TEST(Recorded, a_rejected_input_picture_is_a_bad_request) {
    expect_error_whole_and_in_pieces("gemini_error_400_input_image_rejected.json", with_status(400),
                                     ErrorCode::bad_request, "Request contains an invalid argument.");
}

TEST(Recorded, a_region_that_is_not_supported) {
    expect_error_whole_and_in_pieces("gemini_error_400_user_location.json", with_status(400),
                                     ErrorCode::region_or_billing, "where you are");
}

TEST(Recorded, a_model_that_is_gone_is_named) {
    expect_error_whole_and_in_pieces("gemini_error_404_unknown_model.json", with_status(404),
                                     ErrorCode::model_unavailable, "does not serve the model gemini-2.5-flash-image");
}

TEST(Recorded, a_quota_of_the_minute) {
    expect_error_whole_and_in_pieces("gemini_error_429_quota_ratelimit_errorinfo.json", with_status(429),
                                     ErrorCode::rate_limited, "quota for this minute");
}

TEST(Recorded, a_quota_of_the_minute_with_the_seconds_to_wait) {
    expect_error_whole_and_in_pieces("gemini_error_429_retryinfo_min.json", with_status(429), ErrorCode::rate_limited,
                                     "35 seconds");
}

TEST(Recorded, openrouter_passes_on_the_words_of_the_upstream_provider) {
    expect_error_whole_and_in_pieces("openrouter_chat_error_429.json", with_status(429), ErrorCode::rate_limited,
                                     "temporarily rate-limited upstream");
}

TEST(Recorded, a_web_page_where_json_was_expected_shows_its_title) {
    expect_error_whole_and_in_pieces("google_error_404_page.html", with_status(404), ErrorCode::wrong_address,
                                     "Error 404 (Not Found)!!1");
    EXPECT_THAT(read_reply(recorded("google_error_404_page.html"), with_status(404)).error().advice,
                HasSubstr("Base URL"));
}

TEST(Recorded, an_invalid_image_file_at_openai) {
    expect_error_whole_and_in_pieces("openai_edit_error_invalid_image_file.json", with_status(400),
                                     ErrorCode::bad_request, "Invalid image data.");
}

TEST(Recorded, an_unknown_parameter_at_openai) {
    expect_error_whole_and_in_pieces("openai_error_unknown_parameter_response_format.json", with_status(400),
                                     ErrorCode::bad_request, "Unknown parameter: 'response_format'.");
}
