#include "parameter_setters.h"

#include <algorithm>

namespace inlay::parameter_setters {

using placement::Switch;

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

} // namespace inlay::parameter_setters
