// What does the window of an action show? One value, from which every host makes its widgets: sections and fields in
// their order, with all their words, what can be chosen, what cannot and why. A host adds nothing but layout.
#pragma once

#include "inlay/plugin/action.h"
#include "inlay/plugin/parameters.h"
#include "inlay/plugin/served_models.h"

#include <optional>
#include <string>
#include <vector>

namespace inlay {

struct FormChoice {
    std::string value;
    std::string label; // for a suggestion (FormField::other_text): the name of what `value` is the id of, or the same
};

struct FormField {
    std::string name;        // the parameter's
    std::string label;       // with "_" before its mnemonic
    std::string help;        // one sentence
    std::string unit;        // "px", "%", "s"; or empty
    std::string placeholder; // in an empty field
    std::string at_minimum;  // what the smallest number means, when it is no amount; or empty
    ParameterType type = ParameterType::string;
    double minimum = 0; // integer, real
    double maximum = 0;
    std::vector<FormChoice> choices;
    bool other_text = false; // the choices are suggestions: something else may be typed
    std::string value;       // as text, in the parameter's own terms
    std::string default_value;
    // Nobody has chosen the value. As long as the person leaves it alone the field stands for an empty text, so that
    // another list of models may propose another one.
    bool proposed = false;
    bool enabled = true;
    std::string why_not;  // a sentence, when it is not enabled
    std::string note;     // a sentence to be shown below it; or empty
    bool warning = false; // the note says that something is wrong
};

struct FormSection {
    std::string name;  // "service", "picture", "placement", "request", "connection"
    std::string title; // with "_" before its mnemonic; what is open at first may be shown without a title
    bool open = true;  // at first
    std::vector<FormField> fields;
    // The title with what is not as at first: "Adjust the answer: Feather 20 px"; empty: all of it is.
    std::string summary = {};
};

// The API key is no parameter: it is in no JSON of options and in no last value.
struct FormKey {
    std::string label;
    std::string help;
    std::string placeholder;
    std::string note; // what is known of a stored key; the key itself is masked
    std::string link; // where a person gets a key; or empty
    std::string link_label;
    std::string forget_label;
    std::string forget_help;
    bool can_be_forgotten = false;
    bool missing = false; // the service needs one, and none is stored
};

struct FormTest { // *Test Connection*
    std::string label;
    std::string help;
    std::string running; // while the service is asked
};

// The words of the row of reference pictures. "{layer}" is not filled in.
struct FormReferences {
    std::string add;
    std::string file;  // in the menu of `add`
    std::string layer; // the same for a layer of the image: "Layer “{layer}”"
    std::string clear;
    std::string empty;
    std::string remove;
    std::string dialog_title;
    std::string file_kinds;
};

struct Form {
    Action action = Action::edit_layer;
    std::string title;        // of the window
    std::string short_title;  // where there is little room
    std::string menu;         // with "_" and "…"
    std::string blurb;        // for a tool tip; no full stop
    std::string heading;      // over the fields
    std::string what_happens; // what becomes of the answer
    std::string target;       // what of the image it is about, as it is now
    std::string prompt_label;
    std::string prompt_placeholder;
    std::string prompt_help;
    std::string prompt;
    std::string examples_label;        // before them
    std::vector<std::string> examples; // prompts to click, where only certain words do something: in the sandbox
    std::string run_label;
    std::string cancel_label;
    std::string close_label;
    std::vector<std::string> notes; // what is to be said before a run
    std::string price;              // empty: no model is chosen
    std::string service_note;       // about the provider; or empty
    std::vector<FormSection> sections;
    std::optional<FormKey> key; // nullopt: the provider takes none
    FormTest test;
    FormReferences references;

    // nullptr: the form has no such field.
    [[nodiscard]] FormField const* field(std::string_view name) const noexcept;
};

enum class KeyState { not_asked, asking, none, environment, keyring, file };

// What only the host knows.
struct FormContext {
    bool image_is_open = true;
    std::optional<std::string> layer_name; // nullopt: no layer is meant
    bool has_selection = false;
    bool has_palette = false;  // the image is indexed
    bool is_grey = false;      // the image is greyscale
    bool look_differs = false; // the layer has another mode than Normal, or not its full opacity
    int reference_layers = 0;  // beside the files of the options
    KeyState key = KeyState::not_asked;
    std::string masked_key;
    std::string key_problem; // why it is not known whether there is one
    // What the chosen provider serves, when the host has asked (Session::models()); nullopt: what it said within a day,
    // or the table's word.
    std::optional<ServedModels> served;
};

} // namespace inlay
