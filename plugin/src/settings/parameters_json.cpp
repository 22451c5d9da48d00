// How do the parameters travel as JSON? One object in the table's names. See parameters.h.
#include "inlay/plugin/parameters.h"

#include "values.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace inlay {
namespace {

using nlohmann::json;

std::optional<std::string> number_text(json const& value) {
    if (value.is_number_integer()) return value.dump();
    double const number = value.get<double>();
    // Script-Fu and Python hand whole numbers over as 2.0.
    if (std::isfinite(number) && number == std::trunc(number) && std::abs(number) < 1e9)
        return std::to_string(static_cast<std::int64_t>(number));
    return values::text_of(number);
}

std::optional<std::string> files_text(json const& value) {
    std::string text;
    for (auto const& each : value) {
        if (!each.is_string() || each.get_ref<std::string const&>().find('\n') != std::string::npos)
            return std::nullopt;
        text.append(text.empty() ? "" : "\n").append(each.get_ref<std::string const&>());
    }
    return text;
}

// The text that Parameter::set() takes; nullopt when JSON of this kind cannot be meant.
std::optional<std::string> text_of_json(Parameter const& parameter, json const& value) {
    bool const is_number = parameter.type == ParameterType::integer || parameter.type == ParameterType::real;
    auto const offers = [&](std::string_view word) {
        return std::ranges::find(parameter.choices, word, &Choice::value) != parameter.choices.end();
    };
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean() && parameter.type == ParameterType::boolean) return value.get<bool>() ? "on" : "off";
    if (value.is_boolean() && offers("off")) return value.get<bool>() ? (offers("on") ? "on" : "auto") : "off";
    if (value.is_number() && (is_number || parameter.type == ParameterType::boolean)) return number_text(value);
    if (value.is_array() && parameter.type == ParameterType::files) return files_text(value);
    return std::nullopt;
}

json json_of(Parameter const& parameter, Options const& options) {
    std::string const text = parameter.get(options);
    switch (parameter.type) {
    case ParameterType::integer:
        return std::stoi(text);
    case ParameterType::real: {
        double number = 0;
        std::from_chars(text.data(), text.data() + text.size(),
                        number); // not stod, which asks the locale for the point
        return number;
    }
    case ParameterType::boolean:
        return text == "on";
    case ParameterType::files:
        return options.references;
    case ParameterType::text:
    case ParameterType::string:
    case ParameterType::choice:
        break;
    }
    return text;
}

} // namespace

std::string_view name(ParameterType type) noexcept {
    switch (type) {
    case ParameterType::text:
        return "text";
    case ParameterType::string:
        return "string";
    case ParameterType::integer:
        return "integer";
    case ParameterType::real:
        return "real";
    case ParameterType::boolean:
        return "boolean";
    case ParameterType::choice:
        return "choice";
    case ParameterType::files:
        return "files";
    }
    return "";
}

Result<void> set_from_json(Options& options, std::string_view json_text) {
    json const object = json::parse(json_text, nullptr, false);
    if (!object.is_object())
        return fail(ErrorCode::usage, "The options are not one JSON object.",
                    R"(Write them like {"prompt": "make it blue"}.)");
    Options changed = options;
    for (auto const& [name, value] : object.items()) {
        Parameter const* parameter = find_parameter(name);
        if (parameter == nullptr) {
            std::string known;
            for (auto const& each : parameters())
                known += (known.empty() ? "" : ", ") + std::string(each.name);
            return fail(ErrorCode::usage, "There is no option of the name \"" + name.substr(0, 60) + "\".",
                        "The options are: " + known + ".");
        }
        auto const text = text_of_json(*parameter, value);
        if (!text)
            return fail(ErrorCode::usage, "The value of \"" + name + "\" is of the wrong kind.",
                        std::string(parameter->help));
        if (auto const set = parameter->set(changed, *text); !set) return set;
    }
    options = std::move(changed);
    return {};
}

std::string to_json(Options const& options, Action action) {
    json object = json::object();
    for (auto const& each : parameters())
        if (each.applies_to(action)) object[std::string(each.name)] = json_of(each, options);
    // File names need not be UTF-8; what cannot be written is replaced, since a file of that name could not be named in
    // JSON anyway.
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace inlay
