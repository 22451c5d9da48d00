// What is a person told when a run ends, and which buttons go with it?
#include "inlay/plugin/message.h"

#include "inlay/plugin/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace inlay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> buttons(Message const& message) {
    std::vector<std::string> shown;
    for (MessageButton const& button : message.buttons)
        shown.push_back(std::string(name(button.offer)) + ": " + button.label);
    return shown;
}

RunOutcome inserted(int count) {
    RunOutcome outcome;
    outcome.asked = outcome.arrived = outcome.ready = outcome.inserted = count;
    return outcome;
}

TEST(Messages, a_layer_that_is_simply_there_needs_no_words) {
    Message const done = message(inserted(1));
    EXPECT_TRUE(done.can_be_passed_over);
    EXPECT_EQ(done.sentence, "The new layer is inserted.");
    EXPECT_EQ(done.severity, Severity::information);
    EXPECT_EQ(done.run_label, "_Edit Again");
    EXPECT_EQ(done.close_label, "_Close");
    EXPECT_THAT(buttons(done), IsEmpty());
}

TEST(Messages, what_is_to_be_said_about_a_result_is_said_once_each) {
    RunOutcome outcome = inserted(3);
    outcome.notes = {"It was sent as JPEG.", "The layer was moved.", "It was sent as JPEG."};
    Message const done = message(outcome);
    EXPECT_FALSE(done.can_be_passed_over);
    EXPECT_EQ(done.sentence, "3 new layers are inserted; the first one is shown.");
    EXPECT_THAT(done.notes, ElementsAre("It was sent as JPEG.", "The layer was moved."));
    outcome.action = Action::generate_image;
    EXPECT_EQ(message(outcome).sentence, "The new image is open. Each picture is a layer of it.");
    EXPECT_EQ(message(outcome).run_label, "Gen_erate Again");
    outcome.inserted = 1;
    EXPECT_EQ(message(outcome).sentence, "The new image is open.");
}

TEST(Messages, where_answers_are_listed_the_waiting_ones_are_counted) {
    RunOutcome outcome = inserted(3);
    outcome.inserted = 1;
    outcome.answers_are_listed = true;
    EXPECT_THAT(message(outcome).notes, ElementsAre("2 more pictures are below: a double click inserts one."));
    outcome.inserted = 2;
    EXPECT_THAT(message(outcome).notes, ElementsAre("One more picture is below: a double click inserts it."));
    outcome.inserted = 3;
    EXPECT_TRUE(message(outcome).can_be_passed_over);
}

TEST(Messages, almost_nothing_can_be_inserted_anyway) {
    RunOutcome outcome;
    outcome.asked = outcome.arrived = 1;
    outcome.notes = {"The model changed almost nothing.", "It was sent as JPEG."};
    Message const said = message(outcome);
    EXPECT_EQ(said.sentence, "The model changed almost nothing.");
    EXPECT_EQ(said.advice, "Nothing was inserted. Say more clearly what should change, or insert the answer as it is.");
    EXPECT_THAT(said.notes, ElementsAre("It was sent as JPEG."));
    EXPECT_THAT(buttons(said), ElementsAre("insert-anyway: Ins_ert Anyway"));
    EXPECT_EQ(said.run_label, "Try Again") << "the letter is the button's";
    EXPECT_EQ(said.close_label, "_Cancel");
    EXPECT_FALSE(said.can_be_passed_over);
}

TEST(Messages, what_had_arrived_before_a_cancel_is_counted_and_offered) {
    RunOutcome outcome;
    outcome.error = Error{ErrorCode::cancelled, "Cancelled.", "", ""};
    outcome.asked = 3;
    Message const nothing = message(outcome);
    EXPECT_EQ(nothing.sentence, "Cancelled.");
    EXPECT_EQ(nothing.advice, "Nothing was inserted.");
    EXPECT_THAT(buttons(nothing), IsEmpty());
    EXPECT_EQ(nothing.run_label, "_Edit Layer");
    EXPECT_EQ(nothing.severity, Severity::information) << "it was wanted";

    outcome.arrived = 1;
    EXPECT_EQ(message(outcome).sentence, "Cancelled. Nothing was inserted.");
    EXPECT_EQ(message(outcome).advice, "1 of 3 pictures had arrived. It is kept.");
    EXPECT_THAT(buttons(message(outcome)), ElementsAre("insert-arrived: Ins_ert It"));
    outcome.asked = 1;
    EXPECT_EQ(message(outcome).advice, "1 of 1 picture had arrived. It is kept.");
    outcome.asked = 3;
    outcome.arrived = 2;
    EXPECT_EQ(message(outcome).advice, "2 of 3 pictures had arrived. They are kept.");
    EXPECT_THAT(buttons(message(outcome)), ElementsAre("insert-arrived: Ins_ert Them"));
    outcome.answers_are_listed = true;
    EXPECT_THAT(buttons(message(outcome)), ElementsAre("insert-arrived: Ins_ert the First"));
    outcome.ready = 2; // cancelled while the first was being inserted
    EXPECT_EQ(message(outcome).advice, "Nothing was inserted. The answer is below: a double click inserts it.");
    EXPECT_THAT(buttons(message(outcome)), IsEmpty());
}

TEST(Messages, an_answer_whose_target_is_gone_opens_as_a_new_image) {
    RunOutcome outcome;
    outcome.error = target_error(TargetChange::layer_deleted);
    outcome.asked = outcome.arrived = outcome.ready = 1;
    Message const gone = message(outcome);
    EXPECT_EQ(gone.severity, Severity::error);
    EXPECT_EQ(gone.sentence, "The layer was deleted while the model was working.");
    EXPECT_EQ(gone.advice, "The answer is kept: open it as a new image, or run the edit again.");
    EXPECT_THAT(buttons(gone), ElementsAre("open-as-new-image: Op_en as New Image"));
    EXPECT_EQ(gone.run_label, "Try Again");

    outcome.error = target_error(TargetChange::layer_unlike);
    outcome.may_insert_anyway = true;
    Message const unlike = message(outcome);
    EXPECT_EQ(unlike.sentence, "The layer was transformed, or painted over, while the model was working.");
    EXPECT_EQ(unlike.advice, "The answer may not fit any more. It is kept: insert it anyway, or open it as a new "
                             "image.");
    EXPECT_THAT(buttons(unlike), ElementsAre("insert-anyway: Ins_ert Anyway", "open-as-new-image: Op_en as New Image"));
}

TEST(Messages, an_error_is_shown_unchanged_and_leads_to_the_field_that_mends_it) {
    auto const field = [](ErrorCode code) {
        RunOutcome outcome;
        outcome.error = Error{code, "It failed.", "Do this.", "HTTP 401"};
        Message const said = message(outcome);
        EXPECT_EQ(said.sentence, "It failed.");
        EXPECT_EQ(said.advice, "Do this.");
        EXPECT_EQ(said.severity, Severity::error);
        EXPECT_TRUE(said.buttons.empty());
        return said.field;
    };
    EXPECT_EQ(field(ErrorCode::no_key), "api-key");
    EXPECT_EQ(field(ErrorCode::key_rejected), "api-key");
    EXPECT_EQ(field(ErrorCode::model_unavailable), "model");
    EXPECT_EQ(field(ErrorCode::timed_out), "");
}

TEST(Messages, say_why_there_is_nothing_to_edit) {
    Error const empty = capture_error(CaptureProblem::layer_empty, "Cat");
    EXPECT_EQ(empty.code, ErrorCode::nothing_to_edit);
    EXPECT_EQ(empty.message, "The layer “Cat” is empty.");
    EXPECT_EQ(empty.advice, "Select a layer with something on it, or generate a layer from text to fill it.");
    EXPECT_EQ(capture_error(CaptureProblem::nothing_visible, "Cat").message,
              "There is nothing to see on the layer “Cat”.");
    EXPECT_EQ(capture_error(CaptureProblem::selection_misses, "Cat").message,
              "The selection does not touch the layer “Cat”.");
    EXPECT_EQ(capture_error(CaptureProblem::selection_outside).message, "The selection lies outside the canvas.");
    EXPECT_EQ(capture_error(CaptureProblem::no_image).message, "There is no open image.");
    EXPECT_EQ(capture_error(CaptureProblem::no_layer).message, "No layer is selected.");
}

TEST(Messages, say_what_became_of_the_target) {
    std::set<std::string> said;
    for (auto const change : {TargetChange::image_closed, TargetChange::mode_changed, TargetChange::colours_changed,
                              TargetChange::canvas_resized, TargetChange::layer_deleted, TargetChange::layer_resized,
                              TargetChange::layer_turned, TargetChange::layer_unlike}) {
        Error const error = target_error(change);
        EXPECT_EQ(error.code, ErrorCode::target_changed);
        EXPECT_TRUE(error.message.ends_with(" while the model was working.")) << error.message;
        EXPECT_TRUE(said.insert(error.message).second) << error.message;
    }
}

TEST(Catalogue, fills_in_names_and_leaves_everything_else) {
    EXPECT_EQ(say("heading-edit-layer", {{"layer", "{layer} {count}"}}), "Edit “{layer} {count}”");
    EXPECT_EQ(say("heading-edit-layer"), "Edit “{layer}”") << "what has no value is seen";
    EXPECT_EQ(say_counted("serves", 1, {{"provider", "X"}}), "X answers and serves 1 model that makes pictures.");
    EXPECT_EQ(say_counted("serves", 0, {{"provider", "X"}}), "X answers and serves 0 models that make pictures.");
    EXPECT_EQ(say_counted("layer-inserted", 1), "The new layer is inserted.");
}

// As a person would read them: whole, and written once.
TEST(Catalogue, has_each_sentence_once_and_nothing_that_is_joined) {
    std::set<std::string_view> names;
    auto const check = [&](auto const& sentences) {
        for (Sentence const& each : sentences) {
            EXPECT_TRUE(names.insert(each.name).second) << each.name;
            for (std::string_view const text : {each.text, each.for_several}) {
                EXPECT_FALSE(text.starts_with(' ') || text.ends_with(' ')) << each.name;
                EXPECT_EQ(std::ranges::count(text, '{'), std::ranges::count(text, '}')) << each.name;
            }
            EXPECT_FALSE(each.text.empty()) << each.name;
        }
    };
    check(window_sentences);
    check(field_sentences);
    check(service_sentences);
    check(message_sentences);
    check(job_sentences);
}

} // namespace
} // namespace inlay
