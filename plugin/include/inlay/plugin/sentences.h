// The sentences themselves, in English. The labels and the help of the parameters are in their own table
// (plugin/src/settings/parameters.cpp). "_" stands before the letter that is pressed with Alt.
#pragma once

#include <string_view>

namespace inlay {

struct Sentence {
    std::string_view name = {};
    std::string_view text = {};        // with {names} of what is put in
    std::string_view for_several = {}; // when {count} is not 1; empty: the text fits every number
};

// What the window of an action is made of.
inline constexpr Sentence window_sentences[] = {
    {"title-edit-layer", "Edit Layer with Prompt"},
    {"title-generate-layer", "Generate Layer from Text"},
    {"title-generate-image", "New Image from Text"},
    {"menu-edit-layer", "_Edit Layer with Prompt…"},
    {"menu-generate-layer", "_Generate Layer from Text…"},
    {"menu-generate-image", "_New Image from Text…"},
    {"short-edit-layer", "Edit"},
    {"short-generate-layer", "New Layer"},
    {"short-generate-image", "New Image"},
    {"blurb-edit-layer", "Change the selected layer with a sentence"},
    {"blurb-generate-layer", "Make a new layer from a sentence"},
    {"blurb-generate-image", "Make a new image from a sentence"},
    {"heading-edit-layer", "Edit “{layer}”"},
    {"outcome-edit-layer", "The answer becomes a new layer above this one."},
    {"outcome-generate-layer", "The picture covers the selection, or the whole canvas."},
    {"outcome-generate-image", "The picture opens as a new image."},
    {"run-edit-layer", "_Edit Layer"},
    {"run-generate-layer", "Gen_erate Layer"},
    {"run-generate-image", "Gen_erate Image"},
    {"prompt-edit-layer", "_Prompt: what should change?"},
    {"prompt-generate-layer", "_Prompt: what should the picture show?"},
    {"prompt-generate-image", "_Prompt: what should the picture show?"},
    {"placeholder-edit-layer", "What should change?"},
    {"placeholder-generate-layer", "What should the new layer show?"},
    {"placeholder-generate-image", "What should the picture show?"},
    {"prompt-help", "Ctrl+Enter runs it."},
    {"cancel", "_Cancel"},
    {"close", "_Close"},
    {"target-no-image", "There is no open image."},
    {"target-no-layer", "No layer is selected."},
    {"target-layer", "Changes “{layer}”."},
    {"target-selection", "Changes the selection of “{layer}”."},
    {"target-above", "A new layer above “{layer}”."},
    {"target-above-selection", "A new layer above “{layer}”, in the selection."},
    {"target-on-top", "A new layer on top."},
    {"target-on-top-selection", "A new layer on top, in the selection."},
    {"note-palette",
     "This image has a palette. It becomes an RGB image when the new layer is inserted; one undo brings "
     "the palette back."},
    {"note-grey", "This image is greyscale, so the new layer will be grey."},
    {"note-look", "The new layer gets mode Normal and full opacity, so it may look different from this layer."},
};

// The fields, where a window says more than the table of parameters, or puts it differently.
inline constexpr Sentence field_sentences[] = {
    {"section-service", "Service"},
    {"section-picture", "Picture"},
    {"section-placement", "Ad_just the answer"},
    {"section-request", "More for the model"},
    {"section-connection", "Connection _settings"},
    {"section-with-values", "{title}: {values}"},
    {"automatic", "Automatic"},
    {"help-provider", "The service that makes the picture."},
    {"help-model", "Choose a model, or type the id of another one."},
    {"hint-model", "As the service offers it"},
    {"label-address", "A_ddress"},
    {"help-address", "Where the service is, for example http://localhost:1234; Test Connection lists its models."},
    {"help-aspect", "The ratio of width to height."},
    {"help-timeout", "Seconds until an attempt is given up; 0 leaves it to the service's entry."},
    {"help-retries", "How often a failed request is repeated where that is safe."},
    {"help-proxy", "The address of a proxy; empty means the system's."},
    {"hint-proxy", "As the system has it"},
    {"hint-ca-bundle", "The system's certificates"},
    {"hint-base-url", "https://…"},
    {"timeout-of-the-service", "As the service needs it"},
    {"sandbox-note", "Works offline, no key needed: a stand-in that shows what Inlay does. No model is asked."},
    {"examples", "It understands, for example:"},
    {"example-edit-1", "make it a watercolour"},
    {"example-edit-2", "make it sepia"},
    {"example-edit-3", "turn it blue"},
    {"example-edit-4", "add a red hat"},
    {"example-picture-1", "a harbour at sunset"},
    {"example-picture-2", "a winter night"},
    {"sandbox-has-no-connection", "The sandbox does not need it."},
    {"one-size", "This model makes pictures of one size."},
    {"no-ratios", "This model offers no choice of ratio."},
    {"model-not-served", "{provider} does not serve this model now. The list has those that it does."},
    {"references-none", "This model takes no reference pictures, so none is sent."},
    {"references-limit", "This model takes one reference picture; the others are not sent.",
     "This model takes at most {count} reference pictures; the others are not sent."},
    {"reference-add", "Add…"},
    {"reference-file", "Picture from a File…"},
    {"reference-layer", "Layer “{layer}”"},
    {"reference-clear", "Clear"},
    {"reference-empty", "None"},
    {"reference-remove", "Take it off the list"},
    {"reference-title", "Add Reference Pictures"},
    {"reference-kinds", "PNG, JPEG and WebP pictures"},
    {"key-label", "API ke_y"},
    {"key-help", "Kept in the keyring, or in a file that only you can read; never with the picture."},
    {"key-hint", "Type another one to replace it"},
    {"key-link", "Get a key"},
    {"key-forget", "Forget Key"},
    {"key-forget-help", "Takes the stored key away."},
    {"key-looking", "Looking for a stored key…"},
    {"key-none", "No key is stored yet."},
    {"key-optional", "Only needed if the service asks for one."},
    {"key-environment", "The key in {variable} is used: {key}"},
    {"key-keyring", "A key is stored in the keyring: {key}"},
    {"key-file", "A key is stored in a file that only you can read: {key}"},
    {"test", "Test Connection"},
    {"test-help", "Asks the service for its models. Makes no picture and costs nothing."},
    {"test-running", "Asking {provider}…"},
};

// What a question to a service, or the sandbox, came to.
inline constexpr Sentence service_sentences[] = {
    {"sandbox-runs", "The sandbox is running."},
    {"sandbox-program-missing", "The sandbox cannot start, because its program is not beside the plug-in."},
    {"sandbox-program-missing-advice", "Install Inlay again, or choose another service."},
    {"cannot-be-tested", "{provider} cannot be tested without making a picture."},
    {"cannot-be-tested-advice", "Just run it: a wrong key or address is told in words."},
    {"serves-nothing", "{provider} answers, but names no model that makes pictures."},
    {"serves", "{provider} answers and serves {count} model that makes pictures.",
     "{provider} answers and serves {count} models that make pictures."},
    {"serves-but-not", "{provider} answers and serves {count} model that makes pictures. {model} is not among them.",
     "{provider} answers and serves {count} models that make pictures. {model} is not among them."},
    {"no-address-advice", "Type it in the field “Address”."},
    {"no-key-advice", "Type it in the field “API key”."},
    {"no-key-advice-link", "Type it in the field “API key”. Keys are made at {link}."},
    {"no-model", "No model is chosen for {provider}."},
    {"no-model-advice", "Test the connection to list its models, or type the id of one in the field “Model”."},
    {"choose-another-model", "Choose another model. {provider} serves: {models}."},
    {"price", "About {price}.", "About {price} for {count} pictures."},
    {"price-range", "About {low} to {high}.", "About {low} to {high} for {count} pictures."},
    {"price-nothing", "Free."},
    {"price-sandbox", "Free in the sandbox."},
    {"price-unknown", "No price is known for this model."},
    {"spent-today", "Spent today: {amount}."},
};

// How a run ended, and what can be done about it.
inline constexpr Sentence message_sentences[] = {
    {"layer-inserted", "The new layer is inserted.", "{count} new layers are inserted; the first one is shown."},
    {"image-opened", "The new image is open.", "The new image is open. Each picture is a layer of it."},
    {"more-below", "One more picture is below: a double click inserts it.",
     "{count} more pictures are below: a double click inserts one."},
    {"almost-nothing", "The model changed almost nothing."},
    {"almost-nothing-advice",
     "Nothing was inserted. Say more clearly what should change, or insert the answer as it is."},
    {"almost-nothing-kept", "The model changed almost nothing, so no layer was inserted. The answer is kept."},
    {"cancelled", "Cancelled."},
    {"cancelled-nothing-inserted", "Cancelled. Nothing was inserted."},
    {"nothing-inserted", "Nothing was inserted."},
    {"answer-below", "Nothing was inserted. The answer is below: a double click inserts it."},
    {"one-arrived", "1 of {count} picture had arrived. It is kept.", "1 of {count} pictures had arrived. It is kept."},
    {"several-arrived", "{arrived} of {count} pictures had arrived. They are kept."},
    {"insert-anyway", "Ins_ert Anyway"},
    {"insert-it", "Ins_ert It"},
    {"insert-them", "Ins_ert Them"},
    {"insert-the-first", "Ins_ert the First"},
    {"open-as-new-image", "Op_en as New Image"},
    {"try-again", "Try Again"},
    {"edit-again", "_Edit Again"},
    {"generate-again", "Gen_erate Again"},
    {"image-closed", "The image was closed while the model was working."},
    {"mode-changed", "The image's mode was changed while the model was working."},
    {"colours-changed", "The image's colour space was changed while the model was working."},
    {"canvas-resized", "The canvas was resized while the model was working."},
    {"layer-deleted", "The layer was deleted while the model was working."},
    {"layer-resized", "The layer was resized while the model was working."},
    {"layer-turned", "The layer was flipped or turned while the model was working."},
    {"layer-unlike", "The layer was transformed, or painted over, while the model was working."},
    {"layer-unlike-advice",
     "The answer may not fit any more. It is kept: insert it anyway, or open it as a new image."},
    {"answer-is-kept", "The answer is kept: open it as a new image, or run the edit again."},
    {"no-image", "There is no open image."},
    {"no-image-advice", "Open or create an image first."},
    {"no-layer", "No layer is selected."},
    {"no-layer-advice", "Select a layer, then try again."},
    {"layer-empty", "The layer “{layer}” is empty."},
    {"nothing-visible", "There is nothing to see on the layer “{layer}”."},
    {"layer-empty-advice", "Select a layer with something on it, or generate a layer from text to fill it."},
    {"selection-misses", "The selection does not touch the layer “{layer}”."},
    {"selection-misses-advice", "Select a part of the layer, or nothing at all to edit all of it."},
    {"selection-outside", "The selection lies outside the canvas."},
    {"selection-outside-advice", "Select a part of the canvas, or nothing at all."},
};

// While a run goes on, and what is to be said about its result. What changes comes first: a narrow window cuts the end
// off.
inline constexpr Sentence job_sentences[] = {
    {"preparing", "Preparing the picture"},
    {"connecting", "Connecting"},
    {"connecting-again", "Connecting, attempt {attempt} of {attempts}"},
    {"sending", "Sending"},
    {"sending-again", "Sending, attempt {attempt} of {attempts}"},
    {"sending-part", "Sending {percent} %"},
    {"sending-part-again", "Sending {percent} %, attempt {attempt} of {attempts}"},
    {"queued", "Waiting in the service's queue, {seconds} s"},
    {"queued-part", "Waiting in the service's queue, {seconds} s, {percent} %"},
    {"waiting", "Waiting for the model, {seconds} s"},
    {"waiting-again", "Waiting for the model, {seconds} s, attempt {attempt} of {attempts}"},
    {"waiting-part", "Waiting for the model, {seconds} s, {percent} %"},
    {"receiving-kb", "Receiving {amount} kB"},
    {"receiving-kb-again", "Receiving {amount} kB, attempt {attempt} of {attempts}"},
    {"receiving-mb", "Receiving {amount} MB"},
    {"receiving-mb-again", "Receiving {amount} MB, attempt {attempt} of {attempts}"},
    {"retrying", "Waiting {seconds} s before attempt {attempt} of {attempts}"},
    {"retrying-because", "Waiting {seconds} s before attempt {attempt} of {attempts}. {reason}"},
    {"some-arrived", "{arrived} of {count} have arrived. {progress}"},
    {"placing", "Placing the answer", "Placing the answers"},
    {"not-all-came", "{missing} of {count} pictures did not come: {reasons}"},
    {"not-all-usable", "{missing} of {count} pictures could not be used: {reason}"},
    {"ratio-not-offered", "The model {model} does not offer the ratio {ratio}; it was not asked for."},
    {"size-not-offered", "The model {model} does not offer the size {size}; it was not asked for."},
    {"references-not-taken", "The model {model} takes no reference pictures, so none was sent."},
    {"references-not-sent", "The model {model} takes one reference picture; the others were not sent.",
     "The model {model} takes {count} reference pictures; the others were not sent."},
    {"not-kept", "The answer is used, but not kept in case something goes wrong: {reason} Save the picture now."},
    {"sent-as-jpeg", "The picture was sent as JPEG, since it is over the service's limit as PNG."},
    {"no-prompt", "There is no prompt."},
    {"no-prompt-advice", "Write what should change, or what the new picture should show."},
    {"colours-unusable", "The colour profile in {picture} cannot be used; its colours are taken as sRGB."},
    {"the-answer", "the picture that came back"},
    {"sent-smaller", "The picture was made smaller to fit the service's limit."},
};

// nullptr: there is none of this name.
constexpr Sentence const* find_sentence(std::string_view name) {
    auto const find = [name](auto const& sentences) -> Sentence const* {
        for (Sentence const& each : sentences)
            if (each.name == name) return &each;
        return nullptr;
    };
    if (auto const* found = find(window_sentences)) return found;
    if (auto const* found = find(field_sentences)) return found;
    if (auto const* found = find(service_sentences)) return found;
    if (auto const* found = find(message_sentences)) return found;
    return find(job_sentences);
}

} // namespace inlay
