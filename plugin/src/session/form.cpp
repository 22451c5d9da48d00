// What does the window of an action say as a whole? The fields are in form_fields.cpp. See form.h.
#include "form_parts.h"

#include "inlay/plugin/catalogue.h"
#include "inlay/plugin/price.h"
#include "inlay/plugin/usage.h"

#include <algorithm>

namespace inlay {
namespace form_parts {

std::string target_sentence(Basis const& basis) {
    FormContext const& context = basis.context;
    if (basis.action == Action::generate_image) return say("outcome-generate-image");
    if (!context.image_is_open) return say("target-no-image");
    bool const selected = context.has_selection;
    if (basis.action == Action::edit_layer) {
        if (!context.layer_name) return say("target-no-layer");
        return say(selected ? SentenceName("target-selection") : SentenceName("target-layer"),
                   {{"layer", *context.layer_name}});
    }
    if (!context.layer_name)
        return say(selected ? SentenceName("target-on-top-selection") : SentenceName("target-on-top"));
    return say(selected ? SentenceName("target-above-selection") : SentenceName("target-above"),
               {{"layer", *context.layer_name}});
}

std::vector<std::string> notes(Basis const& basis) {
    std::vector<std::string> notes;
    if (basis.action == Action::generate_image) return notes;
    if (basis.context.has_palette) notes.push_back(say("note-palette"));
    if (basis.context.is_grey) notes.push_back(say("note-grey"));
    if (basis.action == Action::edit_layer && basis.context.look_differs) notes.push_back(say("note-look"));
    return notes;
}

namespace {

struct Words { // of one action
    SentenceName title, short_title, menu, blurb, outcome, run, prompt, placeholder;
};

Words words_of(Action action) {
    switch (action) {
    case Action::edit_layer:
        return {"title-edit-layer",   "short-edit-layer", "menu-edit-layer",   "blurb-edit-layer",
                "outcome-edit-layer", "run-edit-layer",   "prompt-edit-layer", "placeholder-edit-layer"};
    case Action::generate_layer:
        return {"title-generate-layer",  "short-generate-layer",      "menu-generate-layer",
                "blurb-generate-layer",  "outcome-generate-layer",    "run-generate-layer",
                "prompt-generate-layer", "placeholder-generate-layer"};
    case Action::generate_image:
        break;
    }
    return {"title-generate-image",   "short-generate-image", "menu-generate-image",   "blurb-generate-image",
            "outcome-generate-image", "run-generate-image",   "prompt-generate-image", "placeholder-generate-image"};
}

void say_frame(Form& form, Basis const& basis) {
    Words const words = words_of(basis.action);
    form.action = basis.action;
    form.title = say(words.title);
    form.short_title = say(words.short_title);
    form.menu = say(words.menu);
    form.blurb = say(words.blurb);
    bool const names_layer = basis.action == Action::edit_layer && basis.context.layer_name;
    form.heading = names_layer ? say("heading-edit-layer", {{"layer", *basis.context.layer_name}}) : form.title;
    form.what_happens = say(words.outcome);
    form.target = target_sentence(basis);
    form.prompt_label = say(words.prompt);
    form.prompt_placeholder = say(words.placeholder);
    form.prompt_help = say("prompt-help");
    form.prompt = basis.written.prompt;
    form.run_label = say(words.run);
    form.cancel_label = say("cancel");
    form.close_label = say("close");
    form.test = {say("test"), say("test-help"), say("test-running", {{"provider", basis.provider.name}})};
    form.references = {say("reference-add"),   say("reference-file"),   say("reference-layer"), say("reference-clear"),
                       say("reference-empty"), say("reference-remove"), say("reference-title"), say("reference-kinds")};
}

// What the sandbox understands, one of each kind: a style, a tone, a colour, and words that it only writes.
std::vector<std::string> examples(Action action) {
    if (action != Action::edit_layer) return {say("example-picture-1"), say("example-picture-2")};
    return {say("example-edit-1"), say("example-edit-2"), say("example-edit-3"), say("example-edit-4")};
}

} // namespace
} // namespace form_parts

FormField const* Form::field(std::string_view name) const noexcept {
    for (FormSection const& section : sections)
        if (auto const found = std::ranges::find(section.fields, name, &FormField::name); found != section.fields.end())
            return &*found;
    return nullptr;
}

Form Session::form(Action action, Options const& options, FormContext const& context) const {
    // What no field says yet, the settings do.
    bool const known = providers().find(options.provider) != nullptr;
    Options written = known ? options : with_service(options);
    if (written.retries < 0) written.retries = settings_.retries;
    Target asked; // no more of one than tells which list is meant
    asked.provider = *providers().find(written.provider);
    asked.connection.base_url = asked.provider.base_url;
    if (auto cleaned = cleaned_base_url(written.base_url); cleaned && !cleaned->empty())
        asked.connection.base_url = std::move(*cleaned);
    ServedModels const served = context.served ? *context.served : cached_models(asked);
    std::string const id = !written.model.empty() || served.ids.empty() ? written.model : served.ids.front();
    Model const model = providers().model_at(asked.provider, id);

    form_parts::Basis const basis{action, written, context, providers(), asked.provider, served, model};
    Form form;
    form_parts::say_frame(form, basis);
    form.notes = form_parts::notes(basis);
    form.key = form_parts::key(basis);
    form.sections = form_parts::sections(basis);
    bool const sandbox = asked.provider.id == "sandbox";
    if (sandbox) {
        form.service_note = say("sandbox-note");
        form.examples_label = say("examples");
        form.examples = form_parts::examples(action);
    }
    // The size as the field shows it: one that this model does not offer is not asked for.
    FormField const* const size = form.field("size");
    if (!id.empty() || sandbox)
        form.price = price_sentence(
            expected_price(asked.provider, model, action, size == nullptr ? "" : size->value, written.count),
            spent_today());
    return form;
}

} // namespace inlay
