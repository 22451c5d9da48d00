// Which fields does a form have, and what do they say? The parameter table's rows, with what the chosen model and
// provider offer. See form.h.
#include "form_parts.h"

#include "inlay/plugin/catalogue.h"

#include <algorithm>
#include <array>

namespace inlay::form_parts {
namespace {

struct Place {
    Section section;
    char const* name;
    SentenceName title;
    bool open;
    std::vector<std::string_view> fields; // in the order in which they are shown
};

// An entry that stands for any service: nothing can be asked before somebody has said where.
bool needs_an_address(Provider const& provider) {
    return provider.base_url.empty() && provider.id != "sandbox";
}

std::vector<Place> places(Action action, Provider const& provider) {
    std::vector<Place> places;
    places.push_back({Section::service, "service", "section-service", true, {"provider", "model"}});
    if (needs_an_address(provider)) places.back().fields.insert(places.back().fields.begin() + 1, "base-url");
    places.push_back({Section::picture, "picture", "section-picture", true, {"size", "count", "reference"}});
    // Elsewhere the layer or the selection gives the shape.
    if (action == Action::generate_image) places.back().fields.insert(places.back().fields.begin(), "aspect");
    if (action == Action::edit_layer)
        places.push_back({Section::placement,
                          "placement",
                          "section-placement",
                          false,
                          {"keep", "feather", "alpha", "context", "align", "match-colour", "detail"}});
    places.push_back({Section::request, "request", "section-request", false, {"system", "safety", "stream"}});
    places.push_back({Section::connection,
                      "connection",
                      "section-connection",
                      false,
                      {"base-url", "wire", "timeout", "auth", "retries", "proxy", "ca-bundle"}});
    if (needs_an_address(provider)) places.back().fields.erase(places.back().fields.begin());
    return places;
}

FormField field_of(Parameter const& parameter, Options const& written) {
    FormField field;
    field.name = parameter.name;
    field.label = parameter.label;
    field.help = parameter.help;
    field.unit = parameter.unit;
    field.type = parameter.type;
    field.minimum = parameter.minimum;
    field.maximum = parameter.maximum;
    for (Choice const& choice : parameter.choices)
        field.choices.push_back({std::string(choice.value), std::string(choice.label)});
    field.value = parameter.get(written);
    field.default_value = parameter.default_value;
    return field;
}

void disable(FormField& field, std::string why_not) {
    field.enabled = false;
    field.why_not = std::move(why_not);
}

void finish_provider(FormField& field, Basis const& basis) {
    field.type = ParameterType::choice;
    field.help = say("help-provider");
    for (Provider const& provider : basis.providers.all())
        field.choices.push_back({provider.id, provider.name});
    field.value = basis.provider.id;
}

void finish_model(FormField& field, Basis const& basis) {
    field.help = say("help-model");
    field.other_text = true;
    for (std::string const& id : basis.served.ids) {
        std::string const name = basis.providers.model_at(basis.provider, id).name;
        field.choices.push_back({id, name.empty() ? id : name});
    }
    field.proposed = field.value.empty();
    field.value = basis.model.id;
    if (needs_an_address(basis.provider)) field.placeholder = say("hint-model");
    bool const gone = basis.served.live && !basis.served.ids.empty() && !field.value.empty() &&
                      std::ranges::find(basis.served.ids, field.value) == basis.served.ids.end();
    if (gone) {
        field.note = say("model-not-served", {{"provider", basis.provider.name}});
        field.warning = true;
    } else if (basis.model.name != basis.model.id) {
        field.note = basis.model.name;
    }
}

// "Automatic", then what the model's entry offers, in its order; labels where the table of parameters has one.
void offer(FormField& field, std::vector<std::string> const& offered, SentenceName why_not) {
    std::vector<FormChoice> choices{{"", say("automatic")}};
    for (std::string const& value : offered) {
        auto const known = std::ranges::find(field.choices, value, &FormChoice::value);
        choices.push_back({value, known == field.choices.end() ? value : known->label});
    }
    field.type = ParameterType::choice;
    field.choices = std::move(choices);
    if (std::ranges::find(field.choices, field.value, &FormChoice::value) == field.choices.end()) field.value.clear();
    if (offered.empty()) disable(field, say(why_not));
}

void finish_references(FormField& field, Basis const& basis) {
    Model const& model = basis.model;
    bool const known = !model.aspects.empty() || !model.sizes.empty();
    int const count = static_cast<int>(basis.written.references.size()) + basis.context.reference_layers;
    if (!known || count <= model.max_references) return;
    field.note =
        model.max_references == 0 ? say("references-none") : say_counted("references-limit", model.max_references);
}

void finish_connection(FormField& field, Basis const& basis) {
    if (field.name == "base-url" && needs_an_address(basis.provider))
        field.label = say("label-address"), field.help = say("help-address"), field.placeholder = say("hint-base-url");
    else if (field.name == "base-url")
        field.placeholder = basis.provider.base_url.empty() ? say("hint-base-url") : basis.provider.base_url;
    else if (field.name == "proxy")
        field.placeholder = say("hint-proxy"), field.help = say("help-proxy");
    else if (field.name == "ca-bundle")
        field.placeholder = say("hint-ca-bundle");
    else if (field.name == "timeout")
        field.at_minimum = say("timeout-of-the-service"), field.help = say("help-timeout");
    else if (field.name == "retries")
        field.minimum = 0, field.default_value = std::to_string(Settings{}.retries),
        field.help = say("help-retries"); // the field says the number that the settings have
    bool const of_the_network = field.name != "timeout" && field.name != "retries";
    if (of_the_network && basis.provider.id == "sandbox") disable(field, say("sandbox-has-no-connection"));
}

FormField made(std::string_view name, Basis const& basis) {
    FormField field = field_of(*find_parameter(name), basis.written);
    Model const& model = basis.model;
    if (name == "provider") finish_provider(field, basis);
    if (name == "model") finish_model(field, basis);
    // A model with one size is not asked for any.
    if (name == "size") offer(field, model.sizes.size() > 1 ? model.sizes : std::vector<std::string>(), "one-size");
    if (name == "aspect") {
        field.help = say("help-aspect");
        offer(field, model.aspects, "no-ratios");
    }
    if (name == "reference") finish_references(field, basis);
    if (find_parameter(name)->section == Section::connection) finish_connection(field, basis);
    return field;
}

// "Feather 20 px": what a person who sees only the label would be told. What is long is only named.
std::string in_short(FormField const& field) {
    std::string words;
    for (char const c : field.label)
        if (c != '_') words += c;
    if (field.type == ParameterType::text || field.type == ParameterType::string) return words;
    auto const choice = std::ranges::find(field.choices, field.value, &FormChoice::value);
    words += " " + (choice == field.choices.end() ? field.value : choice->label);
    return field.unit.empty() ? words : words + " " + field.unit;
}

std::string summary_of(FormSection const& section) {
    std::string values;
    for (FormField const& field : section.fields)
        if (field.enabled && field.value != field.default_value)
            values += (values.empty() ? "" : ", ") + in_short(field);
    return values.empty() ? std::string() : say("section-with-values", {{"title", section.title}, {"values", values}});
}

} // namespace

std::vector<FormSection> sections(Basis const& basis) {
    std::vector<FormSection> sections;
    for (Place const& place : places(basis.action, basis.provider)) {
        FormSection section{place.name, say(place.title), place.open, {}};
        for (std::string_view const name : place.fields)
            section.fields.push_back(made(name, basis));
        section.summary = summary_of(section);
        sections.push_back(std::move(section));
    }
    return sections;
}

std::optional<FormKey> key(Basis const& basis) {
    if (basis.provider.id == "sandbox") return std::nullopt;
    FormKey key;
    key.label = say("key-label");
    key.help = say("key-help");
    key.link = basis.provider.key_help_url;
    key.link_label = say("key-link");
    key.forget_label = say("key-forget");
    key.forget_help = say("key-forget-help");
    FormContext const& context = basis.context;
    key.can_be_forgotten = context.key == KeyState::keyring || context.key == KeyState::file;
    if (key.can_be_forgotten || context.key == KeyState::environment) key.placeholder = say("key-hint");
    switch (context.key) {
    case KeyState::not_asked:
        break;
    case KeyState::asking:
        key.note = say("key-looking");
        break;
    case KeyState::none:
        key.missing = basis.provider.needs_key;
        key.note = say(basis.provider.needs_key ? SentenceName("key-none") : SentenceName("key-optional"));
        break;
    case KeyState::environment:
        key.note = say("key-environment", {{"variable", basis.provider.key_environment}, {"key", context.masked_key}});
        break;
    case KeyState::keyring:
        key.note = say("key-keyring", {{"key", context.masked_key}});
        break;
    case KeyState::file:
        key.note = say("key-file", {{"key", context.masked_key}});
        break;
    }
    if (!context.key_problem.empty()) key.note = context.key_problem;
    return key;
}

} // namespace inlay::form_parts
