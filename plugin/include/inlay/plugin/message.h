// How did a run end, in words, and what can a person do about it? The same in every host: sentence, advice, and the
// buttons that go with them.
#pragma once

#include "inlay/error.h"
#include "inlay/plugin/action.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inlay {

// Why the host cannot read what a run needs.
enum class CaptureProblem {
    no_image,
    no_layer,
    layer_empty,       // it has no pixels at all
    nothing_visible,   // all of its pixels are transparent
    selection_misses,  // the selection does not touch the layer
    selection_outside, // the selection lies outside the canvas
};
// `layer`: its name. Code: nothing_to_edit.
Error capture_error(CaptureProblem problem, std::string_view layer = {});

// What became of the target while the model was working, so that nothing was inserted.
enum class TargetChange {
    image_closed,
    mode_changed,
    colours_changed, // the colour space
    canvas_resized,
    layer_deleted,
    layer_resized,
    layer_turned, // flipped or turned
    layer_unlike, // transformed or painted over: the person may insert the answer anyway
};
// Code: target_changed.
Error target_error(TargetChange change);

enum class Severity { information, error };

// What a button does. The host knows how.
enum class Offer {
    insert_anyway,     // the answers that changed almost nothing, or above a layer that is not what it was
    insert_arrived,    // what had come before a cancel
    open_as_new_image, // what could not be inserted
};
std::string_view name(Offer offer) noexcept; // "insert-anyway", "insert-arrived", "open-as-new-image"

struct MessageButton {
    Offer offer = Offer::insert_anyway;
    std::string label; // with "_" before its mnemonic
};

// All that a host knows of the end of a run.
struct RunOutcome {
    Action action = Action::edit_layer; // a layer that was opened as a new image: generate_image
    std::optional<Error> error = {};
    int asked = 0;                       // pictures, as in JobStatus
    int arrived = 0;                     // of these
    int ready = 0;                       // edits that are made and wait, inserted or not
    int inserted = 0;                    // of these, now
    std::vector<std::string> notes = {}; // of the job, and of the host
    bool answers_are_listed = false;     // the host shows what waits as pictures that can be chosen, and inserts one
    bool may_insert_anyway = false;      // after target_changed there is still a layer to insert above
};

struct Message {
    Severity severity = Severity::information;
    std::string sentence;
    std::string advice;             // or empty
    std::vector<std::string> notes; // sentences about the result, each one shown
    std::vector<MessageButton> buttons;
    std::string run_label;   // of the button that runs, from now on
    std::string close_label; // of the button that ends it all
    std::string field;       // that mends an error: "api-key", or a parameter's name; or empty
    // Nothing but that it worked: a window may close, and nobody needs to read it.
    bool can_be_passed_over = false;
};

Message message(RunOutcome const& outcome);

} // namespace inlay
