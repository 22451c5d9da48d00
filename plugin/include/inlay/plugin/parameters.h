// Which parameters are there, what are they called, and what may they be? One table: GIMP 3's named arguments,
// GIMP 2.10's options JSON, Krita's JSON, the command line's options and the dialogs' labels come from it, so that they
// cannot drift apart.
//
// A value as text, which set(), get() and default_value speak:
//   text, string   itself; valid UTF-8
//   integer, real  decimal, "." as the point, whatever the locale is
//   boolean        "on" or "off"; set() also takes true, false, yes, no, 1, 0
//   choice         one of choices[].value; the first is the default, and may be empty ("leave it to Inlay")
//   files          one path on each line
#pragma once

#include "inlay/plugin/action.h"
#include "inlay/plugin/options.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inlay {

enum class ParameterType { text, string, integer, real, boolean, choice, files };
std::string_view name(ParameterType type) noexcept; // "text", "string" ...

// Where it stands in a form: what belongs together for a person.
enum class Section {
    prompt,
    service,    // who makes the picture
    picture,    // what is asked for
    placement,  // how the answer is laid into the picture
    request,    // what only some people want to tell the model
    connection, // how the service is reached
};

struct Choice {
    std::string_view value; // as written in JSON and on the command line
    std::string_view label; // for people
};

struct Parameter {
    std::string_view name = {};  // "match-colour": also "--match-colour" on the command line
    std::string_view label = {}; // "Match co_lours": the mnemonic is unique in its section
    std::string_view help = {};  // one sentence
    std::string_view unit = {};  // "px", "%", "s"; empty: a plain number, or none
    ParameterType type = ParameterType::string;
    Section section = Section::prompt;
    bool for_edit = true;     // which actions it applies to
    bool for_generate = true; // generate_layer and generate_image
    std::string_view default_value = {};
    double minimum = 0; // integer, real
    double maximum = 0;
    std::span<Choice const> choices = {};
    // Text to the value it stands for. Errors: usage, with a sentence that names the parameter and what is allowed; it
    // never repeats the value, which may be a key that was pasted into the wrong field.
    Result<void> (*set)(Options&, std::string_view text) = nullptr;
    std::string (*get)(Options const&) = nullptr;

    [[nodiscard]] bool applies_to(Action action) const noexcept;
};

std::span<Parameter const> parameters() noexcept;
Parameter const* find_parameter(std::string_view name) noexcept;

// One JSON object in the table's names; strings, numbers, booleans and (files) arrays of strings. Unknown names are an
// error (usage). Values that are not named keep what `options` has; after an error `options` is unchanged.
Result<void> set_from_json(Options& options, std::string_view json_text);
// Every parameter that applies to the action, as one JSON object. Never holds a key, since no parameter is one.
std::string to_json(Options const& options, Action action);

// Whether the options make sense for the action: there is a prompt, and what takes no part in the action has its
// default value (someone who says `feather` for a new canvas expects something that will not happen). Errors: usage.
Result<void> check_options(Options const& options, Action action);

// A base URL as a person may give it: trimmed, http or https, without user name, and without a key in its query. The
// URL is not repeated in the error. Errors: usage.
Result<std::string> cleaned_base_url(std::string_view text);

} // namespace inlay
