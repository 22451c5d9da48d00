#include "inlay/plugin/message.h"

#include "inlay/plugin/catalogue.h"

#include <algorithm>

namespace inlay {
namespace {

SentenceName run_label(Action action) {
    if (action == Action::edit_layer) return "run-edit-layer";
    return action == Action::generate_layer ? SentenceName("run-generate-layer") : SentenceName("run-generate-image");
}

void add_once(std::vector<std::string>& notes, std::string note) {
    if (std::ranges::find(notes, note) == notes.end()) notes.push_back(std::move(note));
}

// Offers use the run button's letter, which "Try Again" does without.
void offer(Message& message, Offer what, SentenceName label) {
    message.buttons.push_back({what, say(label)});
    message.run_label = say("try-again");
}

void say_done(Message& message, RunOutcome const& outcome) {
    bool const new_image = outcome.action == Action::generate_image;
    message.sentence = say_counted(new_image ? SentenceName("image-opened") : SentenceName("layer-inserted"),
                                   std::max(1, outcome.inserted));
    for (std::string const& note : outcome.notes)
        add_once(message.notes, note);
    if (int const below = outcome.ready - outcome.inserted; outcome.answers_are_listed && below > 0)
        message.notes.push_back(say_counted("more-below", below));
    message.can_be_passed_over = message.notes.empty();
    message.run_label =
        say(outcome.action == Action::edit_layer ? SentenceName("edit-again") : SentenceName("generate-again"));
    message.close_label = say("close");
}

void say_almost_nothing(Message& message, RunOutcome const& outcome) {
    message.sentence = say("almost-nothing");
    message.advice = say("almost-nothing-advice");
    // That the model changed almost nothing is a note of the job as well.
    for (std::string const& note : outcome.notes)
        if (note != message.sentence) add_once(message.notes, note);
    offer(message, Offer::insert_anyway, "insert-anyway");
}

// What was paid for is offered, and kept as long as nobody takes it.
void say_cancelled(Message& message, RunOutcome const& outcome) {
    if (outcome.ready > 0 && outcome.answers_are_listed) {
        message.sentence = say("cancelled");
        message.advice = say("answer-below");
        return;
    }
    if (outcome.arrived == 0) {
        message.sentence = say("cancelled");
        message.advice = say("nothing-inserted");
        return;
    }
    message.sentence = say("cancelled-nothing-inserted");
    if (outcome.arrived == 1) {
        message.advice = say_counted("one-arrived", outcome.asked);
        offer(message, Offer::insert_arrived, "insert-it");
        return;
    }
    message.advice = say_counted("several-arrived", outcome.asked, {{"arrived", std::to_string(outcome.arrived)}});
    offer(message, Offer::insert_arrived,
          outcome.answers_are_listed ? SentenceName("insert-the-first") : SentenceName("insert-them"));
}

std::string field_that_mends(ErrorCode code) {
    switch (code) {
    case ErrorCode::no_key:
    case ErrorCode::key_rejected:
        return "api-key";
    case ErrorCode::model_unavailable:
        return "model";
    default:
        return {};
    }
}

void say_error(Message& message, RunOutcome const& outcome) {
    Error const& error = *outcome.error;
    message.severity = Severity::error;
    message.sentence = error.message;
    message.advice = error.advice;
    message.field = field_that_mends(error.code);
    // The answer is there, and could not be put where it belongs.
    if (outcome.ready == 0) return;
    if (outcome.may_insert_anyway) offer(message, Offer::insert_anyway, "insert-anyway");
    offer(message, Offer::open_as_new_image, "open-as-new-image");
}

} // namespace

Error capture_error(CaptureProblem problem, std::string_view layer) {
    auto const error = [&](SentenceName message, SentenceName advice) {
        return Error{ErrorCode::nothing_to_edit, say(message, {{"layer", layer}}), say(advice), ""};
    };
    switch (problem) {
    case CaptureProblem::no_image:
        return error("no-image", "no-image-advice");
    case CaptureProblem::no_layer:
        return error("no-layer", "no-layer-advice");
    case CaptureProblem::layer_empty:
        return error("layer-empty", "layer-empty-advice");
    case CaptureProblem::nothing_visible:
        return error("nothing-visible", "layer-empty-advice");
    case CaptureProblem::selection_misses:
        return error("selection-misses", "selection-misses-advice");
    case CaptureProblem::selection_outside:
        break;
    }
    return error("selection-outside", "selection-outside-advice");
}

Error target_error(TargetChange change) {
    auto const error = [](SentenceName message, SentenceName advice) {
        return Error{ErrorCode::target_changed, say(message), say(advice), ""};
    };
    switch (change) {
    case TargetChange::image_closed:
        return error("image-closed", "answer-is-kept");
    case TargetChange::mode_changed:
        return error("mode-changed", "answer-is-kept");
    case TargetChange::colours_changed:
        return error("colours-changed", "answer-is-kept");
    case TargetChange::canvas_resized:
        return error("canvas-resized", "answer-is-kept");
    case TargetChange::layer_deleted:
        return error("layer-deleted", "answer-is-kept");
    case TargetChange::layer_resized:
        return error("layer-resized", "answer-is-kept");
    case TargetChange::layer_turned:
        return error("layer-turned", "answer-is-kept");
    case TargetChange::layer_unlike:
        break;
    }
    return error("layer-unlike", "layer-unlike-advice");
}

std::string_view name(Offer offer) noexcept {
    switch (offer) {
    case Offer::insert_anyway:
        return "insert-anyway";
    case Offer::insert_arrived:
        return "insert-arrived";
    case Offer::open_as_new_image:
        return "open-as-new-image";
    }
    return "";
}

Message message(RunOutcome const& outcome) {
    Message message;
    message.run_label = say(run_label(outcome.action));
    message.close_label = say("cancel");
    if (outcome.error && outcome.error->code == ErrorCode::cancelled)
        say_cancelled(message, outcome);
    else if (outcome.error)
        say_error(message, outcome);
    else if (outcome.ready == 0 && outcome.inserted == 0)
        say_almost_nothing(message, outcome);
    else
        say_done(message, outcome);
    return message;
}

} // namespace inlay
