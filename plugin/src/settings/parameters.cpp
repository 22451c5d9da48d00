// Which parameters are there? The table. See parameters.h.
#include "inlay/plugin/parameters.h"

#include "values.h"

#include "inlay/model_call.h"

#include <algorithm>
#include <array>

namespace inlay {
namespace {

using placement::Switch;

constexpr std::array wire_choices{
    Choice{"", "As the provider needs it"},
    Choice{"gemini", "Gemini"},
    Choice{"openai-chat", "OpenAI chat"},
    Choice{"openai-images", "OpenAI images"},
};
constexpr std::array auth_choices{
    Choice{"", "As the provider needs it"},
    Choice{"raw", "Authorization header, the key alone"},
    Choice{"bearer", "Authorization header, with Bearer"},
    Choice{"x-goog-api-key", "x-goog-api-key header"},
    Choice{"query", "In the address"},
};
constexpr std::array size_choices{
    Choice{"", "Automatic"},
    Choice{"1K", "1K (about 1 megapixel)"},
    Choice{"2K", "2K (about 4 megapixels)"},
    Choice{"4K", "4K (about 16 megapixels)"},
};
constexpr std::array safety_choices{
    Choice{"", "As the service has it"},        Choice{"BLOCK_LOW_AND_ABOVE", "Strict"},
    Choice{"BLOCK_MEDIUM_AND_ABOVE", "Medium"}, Choice{"BLOCK_ONLY_HIGH", "Lenient"},
    Choice{"BLOCK_NONE", "Block nothing"},      Choice{"OFF", "Off"},
};
constexpr std::array switch_choices{
    Choice{"auto", "Automatic"},
    Choice{"on", "On"},
    Choice{"off", "Off"},
};
constexpr std::array align_choices{
    Choice{"auto", "Automatic"},
    Choice{"off", "Off"},
};

// What set() is for a member, made once for each kind of value; `name` and the range come from the row itself.
template <class T>
Result<void> store(Result<T> value, T& into) {
    if (!value) return fail(value.error());
    into = std::move(*value);
    return {};
}

// The value of a choice, without case in what the person wrote: "1k" is 1K, "block_none" is BLOCK_NONE.
Result<std::string> chosen(std::string_view name, std::string_view text, std::span<Choice const> choices) {
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    text = values::trimmed(text);
    for (auto const& each : choices)
        if (std::ranges::equal(each.value, text, {}, lower, lower)) return std::string(each.value);
    std::string allowed;
    for (auto const& each : choices)
        if (!each.value.empty()) allowed += (allowed.empty() ? "" : ", ") + std::string(each.value);
    return fail(ErrorCode::usage,
                std::string("\"").append(name).append("\" must be one of ").append(allowed).append("."));
}

Result<void> set_switch(std::string_view name, Switch& into, std::string_view text, std::span<Choice const> choices) {
    auto const value = chosen(name, text, choices);
    if (!value) return fail(value.error());
    into = *value == "on" ? Switch::on : *value == "off" ? Switch::off : Switch::automatic;
    return {};
}
std::string switch_text(Switch value) {
    return value == Switch::on ? "on" : value == Switch::off ? "off" : "auto";
}
std::string flag_text(bool value) {
    return value ? "on" : "off";
}

Result<void> set_references(Options& options, std::string_view text) {
    std::vector<std::string> files;
    while (!text.empty()) {
        std::size_t const end = std::min(text.find('\n'), text.size());
        std::string_view path = text.substr(0, end);
        if (path.ends_with('\r')) path.remove_suffix(1);
        if (path.find('\0') != std::string_view::npos)
            return fail(ErrorCode::usage, "\"reference\" must be the path of a file.");
        if (!path.empty()) files.emplace_back(path);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (files.size() > 15) return fail(ErrorCode::usage, "\"reference\" takes at most 15 pictures.");
    options.references = std::move(files);
    return {};
}
std::string references_text(Options const& options) {
    std::string text;
    for (auto const& path : options.references)
        text += (text.empty() ? "" : "\n") + path;
    return text;
}

constexpr double longest_time = 3600; // seconds
constexpr double most_retries = 10;
constexpr double most_pictures = 8;
constexpr double widest_feather = 1000; // pixels
constexpr double widest_context = 400;  // percent

using P = ParameterType;
using O = Options;
using V = std::string_view;

// name, label, help, type, for_edit, for_generate, default, minimum, maximum, choices, set, get
constexpr std::array table{
    Parameter{"prompt",
              "_Prompt",
              "Say in a sentence what should change, or what the picture should show.",
              P::text,
              true,
              true,
              "",
              0,
              0,
              {},
              [](O& o, V text) { return store(values::prose("prompt", text), o.prompt); },
              [](O const& o) { return o.prompt; }},
    Parameter{"provider",
              "P_rovider",
              "The service that makes the picture; empty means the one in the settings.",
              P::string,
              true,
              true,
              "",
              0,
              0,
              {},
              [](O& o, V text) { return store(values::line("provider", text), o.provider); },
              [](O const& o) { return o.provider; }},
    Parameter{"model",
              "_Model",
              "The model's id; empty means the one chosen last, or else the provider's first.",
              P::string,
              true,
              true,
              "",
              0,
              0,
              {},
              [](O& o, V text) { return store(values::line("model", text), o.model); },
              [](O const& o) { return o.model; }},
    Parameter{"base-url",
              "_Base URL",
              "Another address for the service, such as a gateway of your own.",
              P::string,
              true,
              true,
              "",
              0,
              0,
              {},
              [](O& o, V text) { return store(cleaned_base_url(text), o.base_url); },
              [](O const& o) { return o.base_url; }},
    Parameter{"wire", "_Wire format", "How requests are written; the provider's own way unless you know better.",
              P::choice, true, true, "", 0, 0, wire_choices,
              [](O& o, V text) { return store(chosen("wire", text, wire_choices), o.wire); },
              [](O const& o) { return o.wire; }},
    Parameter{"auth", "Send _key as", "How the API key is sent; the provider's own way unless you know better.",
              P::choice, true, true, "", 0, 0, auth_choices,
              [](O& o, V text) { return store(chosen("auth", text, auth_choices), o.auth); },
              [](O const& o) { return o.auth; }},
    Parameter{"aspect",
              "_Aspect ratio",
              "Width to height, for example 16:9; empty follows the picture, the selection or the canvas.",
              P::string,
              true,
              true,
              "",
              0,
              0,
              {},
              [](O& o, V text) { return store(values::aspect("aspect", text), o.aspect); },
              [](O const& o) { return o.aspect; }},
    Parameter{"size", "Si_ze", "How large a picture to ask for; automatic takes the smallest that is large enough.",
              P::choice, true, true, "", 0, 0, size_choices,
              [](O& o, V text) { return store(chosen("size", text, size_choices), o.size); },
              [](O const& o) { return o.size; }},
    Parameter{"count",
              "_Variations",
              "How many pictures to ask for; each one is paid for.",
              P::integer,
              true,
              true,
              "1",
              1,
              most_pictures,
              {},
              [](O& o, V text) { return store(values::integer("count", text, 1, most_pictures), o.count); },
              [](O const& o) { return std::to_string(o.count); }},
    Parameter{"reference",
              "Re_ferences",
              "Pictures that the model should also look at.",
              P::files,
              true,
              true,
              "",
              0,
              0,
              {},
              set_references,
              references_text},
    Parameter{"system",
              "S_ystem text",
              "Standing instructions that are sent before the prompt.",
              P::text,
              true,
              true,
              "",
              0,
              0,
              {},
              [](O& o, V text) { return store(values::prose("system", text), o.system_text); },
              [](O const& o) { return o.system_text; }},
    Parameter{"safety", "Saf_ety filter", "How strictly the service blocks, where it lets you choose.", P::choice, true,
              true, "", 0, 0, safety_choices,
              [](O& o, V text) { return store(chosen("safety", text, safety_choices), o.safety); },
              [](O const& o) { return o.safety; }},
    Parameter{"feather",
              "Feat_her",
              "How softly the selection's edge fades, in pixels.",
              P::real,
              true,
              false,
              "0",
              0,
              widest_feather,
              {},
              [](O& o, V text) { return store(values::real("feather", text, 0, widest_feather), o.feather); },
              [](O const& o) { return values::text_of(o.feather); }},
    Parameter{"context",
              "Conte_xt",
              "How much around the selection the model sees, in percent of its longer side.",
              P::integer,
              true,
              false,
              "25",
              0,
              widest_context,
              {},
              [](O& o, V text) { return store(values::integer("context", text, 0, widest_context), o.context); },
              [](O const& o) { return std::to_string(o.context); }},
    Parameter{"alpha", "Keep tra_nsparency",
              "Whether transparent parts stay so; automatic lets the model draw into them.", P::choice, true, false,
              "auto", 0, 0, switch_choices,
              [](O& o, V text) { return set_switch("alpha", o.placement.alpha, text, switch_choices); },
              [](O const& o) { return switch_text(o.placement.alpha); }},
    Parameter{"keep", "Keep _unchanged areas", "Shows the original wherever the model changed nothing.", P::choice,
              true, false, "auto", 0, 0, switch_choices,
              [](O& o, V text) { return set_switch("keep", o.placement.keep, text, switch_choices); },
              [](O const& o) { return switch_text(o.placement.keep); }},
    Parameter{"align", "Ali_gn to the original", "Moves the answer so that it lies exactly over the original.",
              P::choice, true, false, "auto", 0, 0, align_choices,
              [](O& o, V text) {
                  Switch value = Switch::automatic;
                  auto const set = set_switch("align", value, text, align_choices);
                  if (set) o.placement.align = value != Switch::off;
                  return set;
              },
              [](O const& o) { return std::string(o.placement.align ? "auto" : "off"); }},
    Parameter{"match-colour",
              "Match co_lours",
              "Takes back the slow colour drift of the model, never what you asked for.",
              P::boolean,
              true,
              false,
              "on",
              0,
              0,
              {},
              [](O& o, V text) { return store(values::boolean("match-colour", text), o.placement.match_colour); },
              [](O const& o) { return flag_text(o.placement.match_colour); }},
    Parameter{"stream",
              "_Stream the answer",
              "Receives the answer in pieces: for slow gateways, and for previews, which some services charge for.",
              P::boolean,
              true,
              true,
              "off",
              0,
              0,
              {},
              [](O& o, V text) { return store(values::boolean("stream", text), o.stream); },
              [](O const& o) { return flag_text(o.stream); }},
    Parameter{"timeout",
              "_Time limit",
              "Seconds until an attempt is given up; 0 means what the settings say.",
              P::integer,
              true,
              true,
              "0",
              0,
              longest_time,
              {},
              [](O& o, V text) { return store(values::integer("timeout", text, 0, longest_time), o.timeout_seconds); },
              [](O const& o) { return std::to_string(o.timeout_seconds); }},
    Parameter{"retries",
              "Retr_ies",
              "How often a failed request is repeated where that is safe; -1 means what the settings say.",
              P::integer,
              true,
              true,
              "-1",
              -1,
              most_retries,
              {},
              [](O& o, V text) { return store(values::integer("retries", text, -1, most_retries), o.retries); },
              [](O const& o) { return std::to_string(o.retries); }},
    Parameter{"proxy",
              "Pr_oxy",
              "The address of a proxy; empty means what the settings or the system say.",
              P::string,
              true,
              true,
              "",
              0,
              0,
              {},
              [](O& o, V text) { return store(values::line("proxy", text), o.proxy); },
              [](O const& o) { return o.proxy; }},
    Parameter{"ca-bundle",
              "Truste_d certificates",
              "A PEM file used instead of the system's certificates.",
              P::string,
              true,
              true,
              "",
              0,
              0,
              {},
              [](O& o, V text) { return store(values::line("ca-bundle", text), o.ca_bundle); },
              [](O const& o) { return o.ca_bundle; }},
};

} // namespace

bool Parameter::applies_to(Action action) const noexcept {
    return action == Action::edit_layer ? for_edit : for_generate;
}

std::span<Parameter const> parameters() noexcept {
    return table;
}

Parameter const* find_parameter(std::string_view name) noexcept {
    auto const found = std::ranges::find(table, name, &Parameter::name);
    return found == table.end() ? nullptr : &*found;
}

Result<void> check_options(Options const& options, Action action) {
    if (values::trimmed(options.prompt).empty())
        return fail(ErrorCode::usage, "The prompt is empty.",
                    action == Action::edit_layer ? "Say what should change." : "Say what the picture should show.");
    for (auto const& each : table)
        if (!each.applies_to(action) && each.get(options) != each.default_value)
            return fail(ErrorCode::usage,
                        std::string("\"").append(each.name).append("\" has no effect on a new picture."),
                        "Leave it out.");
    return {};
}

} // namespace inlay
