// Which parameters are there? The table. See parameters.h.
#include "inlay/plugin/parameters.h"

#include "parameter_setters.h"

#include "inlay/wire_formats.h"

#include <array>

namespace inlay {
namespace {

using namespace parameter_setters;

std::span<Choice const> wire_choices() {
    static std::vector<Choice> const choices = [] {
        std::vector<Choice> each{{"", "As the provider needs it"}};
        for (auto const& [name, label] : wire_names())
            each.push_back({name, label});
        return each;
    }();
    return choices;
}
constexpr std::array auth_choices{
    Choice{"", "As the provider needs it"},
    Choice{"raw", "Authorization header, the key alone"},
    Choice{"bearer", "Authorization header, with Bearer"},
    Choice{"x-goog-api-key", "x-goog-api-key header"},
    Choice{"api-key", "api-key header (Azure)"},
    Choice{"query", "In the address"},
};
constexpr std::array size_choices{
    Choice{"", "Automatic"},
    Choice{"512", "512 (about a quarter of a megapixel)"},
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
constexpr std::array automatic_choices{
    Choice{"auto", "Automatic"},
    Choice{"off", "Off"},
};

Result<void> set_automatic(std::string_view name, bool& field, std::string_view text) {
    auto value = placement::Switch::automatic;
    auto const set = set_switch(name, value, text, automatic_choices);
    if (set) field = value != placement::Switch::off;
    return set;
}
std::string automatic_text(bool field) {
    return field ? "auto" : "off";
}

constexpr double longest_time = 3600; // seconds
constexpr double most_retries = 10;
constexpr double most_pictures = 8;
constexpr double widest_feather = 1000; // pixels
constexpr double widest_context = 400;  // percent

using P = ParameterType;
using O = Options;
using V = std::string_view;

// "wire" gets its choices from the list of formats: parameters().
constexpr Parameter rows[] = {
    {.name = "prompt",
     .label = "_Prompt",
     .help = "Say in a sentence what should change, or what the picture should show.",
     .type = P::text,
     .section = Section::prompt,
     .set = [](O& o, V text) { return store(values::prose("prompt", text), o.prompt); },
     .get = [](O const& o) { return o.prompt; }},
    {.name = "provider",
     .label = "P_rovider",
     .help = "The service that makes the picture; empty means the one in the settings.",
     .section = Section::service,
     .set = [](O& o, V text) { return store(values::line("provider", text), o.provider); },
     .get = [](O const& o) { return o.provider; }},
    {.name = "model",
     .label = "_Model",
     .help = "The model's id; empty means the one chosen last, or else the provider's first.",
     .section = Section::service,
     .set = [](O& o, V text) { return store(values::line("model", text), o.model); },
     .get = [](O const& o) { return o.model; }},
    {.name = "base-url",
     .label = "_Base URL",
     .help = "Another address for the service, such as a gateway of your own.",
     .section = Section::connection,
     .set = [](O& o, V text) { return store(cleaned_base_url(text), o.base_url); },
     .get = [](O const& o) { return o.base_url; }},
    {.name = "wire",
     .label = "_Wire format",
     .help = "How requests are written; the provider's own way unless you know better.",
     .type = P::choice,
     .section = Section::connection,
     .set = [](O& o, V text) { return store(chosen("wire", text, wire_choices()), o.wire); },
     .get = [](O const& o) { return o.wire; }},
    {.name = "auth",
     .label = "Send _key as",
     .help = "How the API key is sent; the provider's own way unless you know better.",
     .type = P::choice,
     .section = Section::connection,
     .choices = auth_choices,
     .set = [](O& o, V text) { return store(chosen("auth", text, auth_choices), o.auth); },
     .get = [](O const& o) { return o.auth; }},
    {.name = "aspect",
     .label = "_Aspect ratio",
     .help = "Width to height, for example 16:9; empty follows the picture, the selection or the canvas.",
     .section = Section::picture,
     .set = [](O& o, V text) { return store(values::aspect("aspect", text), o.aspect); },
     .get = [](O const& o) { return o.aspect; }},
    {.name = "size",
     .label = "Si_ze",
     .help = "How large a picture to ask for; automatic takes the smallest that is large enough.",
     .type = P::choice,
     .section = Section::picture,
     .choices = size_choices,
     .set = [](O& o, V text) { return store(chosen("size", text, size_choices), o.size); },
     .get = [](O const& o) { return o.size; }},
    {.name = "count",
     .label = "_Variations",
     .help = "How many pictures to ask for; each one is paid for.",
     .type = P::integer,
     .section = Section::picture,
     .default_value = "1",
     .minimum = 1,
     .maximum = most_pictures,
     .set = [](O& o, V text) { return store(values::integer("count", text, 1, most_pictures), o.count); },
     .get = [](O const& o) { return std::to_string(o.count); }},
    {.name = "reference",
     .label = "Re_ferences",
     .help = "Pictures that the model should also look at.",
     .type = P::files,
     .section = Section::picture,
     .set = set_references,
     .get = references_text},
    {.name = "system",
     .label = "System te_xt",
     .help = "Standing instructions that are sent before the prompt.",
     .type = P::text,
     .section = Section::request,
     .set = [](O& o, V text) { return store(values::prose("system", text), o.system_text); },
     .get = [](O const& o) { return o.system_text; }},
    {.name = "safety",
     .label = "Safety fi_lter",
     .help = "How strictly the service blocks, where it lets you choose.",
     .type = P::choice,
     .section = Section::request,
     .choices = safety_choices,
     .set = [](O& o, V text) { return store(chosen("safety", text, safety_choices), o.safety); },
     .get = [](O const& o) { return o.safety; }},
    {.name = "send-mask",
     .label = "Send mas_k",
     .help = "Whether the model is told what was selected; automatic tells those that understand it.",
     .type = P::choice,
     .section = Section::request,
     .for_generate = false,
     .default_value = "auto",
     .choices = switch_choices,
     .set = [](O& o, V text) { return set_switch("send-mask", o.send_mask, text, switch_choices); },
     .get = [](O const& o) { return switch_text(o.send_mask); }},
    {.name = "feather",
     .label = "Feat_her",
     .help = "How softly the selection's edge fades, in pixels.",
     .unit = "px",
     .type = P::real,
     .section = Section::placement,
     .for_generate = false,
     .default_value = "0",
     .maximum = widest_feather,
     .set = [](O& o, V text) { return store(values::real("feather", text, 0, widest_feather), o.feather); },
     .get = [](O const& o) { return values::text_of(o.feather); }},
    {.name = "context",
     .label = "Conte_xt",
     .help = "How much around the selection the model sees, in percent of its longer side.",
     .unit = "%",
     .type = P::integer,
     .section = Section::placement,
     .for_generate = false,
     .default_value = "25",
     .maximum = widest_context,
     .set = [](O& o, V text) { return store(values::integer("context", text, 0, widest_context), o.context); },
     .get = [](O const& o) { return std::to_string(o.context); }},
    {.name = "alpha",
     .label = "Keep tra_nsparency",
     .help = "Whether transparent parts stay so; automatic lets the model draw into them.",
     .type = P::choice,
     .section = Section::placement,
     .for_generate = false,
     .default_value = "auto",
     .choices = switch_choices,
     .set = [](O& o, V text) { return set_switch("alpha", o.placement.alpha, text, switch_choices); },
     .get = [](O const& o) { return switch_text(o.placement.alpha); }},
    {.name = "keep",
     .label = "Keep _unchanged areas",
     .help = "Shows the original wherever the model changed nothing.",
     .type = P::choice,
     .section = Section::placement,
     .for_generate = false,
     .default_value = "auto",
     .choices = switch_choices,
     .set = [](O& o, V text) { return set_switch("keep", o.placement.keep, text, switch_choices); },
     .get = [](O const& o) { return switch_text(o.placement.keep); }},
    {.name = "align",
     .label = "Ali_gn to the original",
     .help = "Moves the answer so that it lies exactly over the original.",
     .type = P::choice,
     .section = Section::placement,
     .for_generate = false,
     .default_value = "auto",
     .choices = automatic_choices,
     .set = [](O& o, V text) { return set_automatic("align", o.placement.align, text); },
     .get = [](O const& o) { return automatic_text(o.placement.align); }},
    {.name = "match-colour",
     .label = "Match co_lours",
     .help = "Takes back the slow colour drift of the model, never what you asked for.",
     .type = P::boolean,
     .section = Section::placement,
     .for_generate = false,
     .default_value = "on",
     .set = [](O& o, V text) { return store(values::boolean("match-colour", text), o.placement.match_colour); },
     .get = [](O const& o) { return flag_text(o.placement.match_colour); }},
    {.name = "detail",
     .label = "Keep the original's _detail",
     .help = "Carries the original's fine detail over wherever a smaller answer shows the same.",
     .type = P::choice,
     .section = Section::placement,
     .for_generate = false,
     .default_value = "auto",
     .choices = automatic_choices,
     .set = [](O& o, V text) { return set_automatic("detail", o.placement.detail, text); },
     .get = [](O const& o) { return automatic_text(o.placement.detail); }},
    {.name = "stream",
     .label = "Stream the a_nswer",
     .help = "Receives the answer in pieces: for slow gateways, and for previews, which some services charge for.",
     .type = P::boolean,
     .section = Section::request,
     .default_value = "off",
     .set = [](O& o, V text) { return store(values::boolean("stream", text), o.stream); },
     .get = [](O const& o) { return flag_text(o.stream); }},
    {.name = "timeout",
     .label = "_Time limit",
     .help = "Seconds until an attempt is given up; 0 means what the settings say.",
     .unit = "s",
     .type = P::integer,
     .section = Section::connection,
     .default_value = "0",
     .maximum = longest_time,
     .set = [](O& o, V text) { return store(values::integer("timeout", text, 0, longest_time), o.timeout_seconds); },
     .get = [](O const& o) { return std::to_string(o.timeout_seconds); }},
    {.name = "retries",
     .label = "Retr_ies",
     .help = "How often a failed request is repeated where that is safe; -1 means what the settings say.",
     .type = P::integer,
     .section = Section::connection,
     .default_value = "-1",
     .minimum = -1,
     .maximum = most_retries,
     .set = [](O& o, V text) { return store(values::integer("retries", text, -1, most_retries), o.retries); },
     .get = [](O const& o) { return std::to_string(o.retries); }},
    {.name = "proxy",
     .label = "Pr_oxy",
     .help = "The address of a proxy; empty means what the settings or the system say.",
     .section = Section::connection,
     .set = [](O& o, V text) { return store(values::line("proxy", text), o.proxy); },
     .get = [](O const& o) { return o.proxy; }},
    {.name = "ca-bundle",
     .label = "Truste_d certificates",
     .help = "A PEM file used instead of the system's certificates.",
     .section = Section::connection,
     .set = [](O& o, V text) { return store(values::line("ca-bundle", text), o.ca_bundle); },
     .get = [](O const& o) { return o.ca_bundle; }},
};

} // namespace

bool Parameter::applies_to(Action action) const noexcept {
    return action == Action::edit_layer ? for_edit : for_generate;
}

std::span<Parameter const> parameters() noexcept {
    static auto const table = [] {
        std::vector<Parameter> all(std::begin(rows), std::end(rows));
        std::ranges::find(all, V("wire"), &Parameter::name)->choices = wire_choices();
        return all;
    }();
    return table;
}

Parameter const* find_parameter(std::string_view name) noexcept {
    auto const table = parameters();
    auto const found = std::ranges::find(table, name, &Parameter::name);
    return found == table.end() ? nullptr : &*found;
}

Result<void> check_options(Options const& options, Action action) {
    if (values::trimmed(options.prompt).empty())
        return fail(ErrorCode::usage, "The prompt is empty.",
                    action == Action::edit_layer ? "Say what should change." : "Say what the picture should show.");
    for (auto const& each : rows)
        if (!each.applies_to(action) && each.get(options) != each.default_value)
            return fail(ErrorCode::usage,
                        std::string("\"").append(each.name).append("\" has no effect on a new picture."),
                        "Leave it out.");
    return {};
}

} // namespace inlay
