// What does the window of an action say as a whole, whatever the image is like?
#include "form_fixture.h"

#include "inlay/plugin/usage.h"

#include <gmock/gmock.h>

namespace inlay::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(FormTest, has_its_sections_and_fields_in_order) {
    Form const edit = form(Action::edit_layer, "cometapi");
    std::vector<std::string> sections;
    std::vector<std::string> open;
    for (FormSection const& section : edit.sections) {
        sections.push_back(section.name);
        if (section.open) open.push_back(section.name);
    }
    EXPECT_THAT(sections, ElementsAre("service", "picture", "placement", "request", "connection"));
    EXPECT_THAT(open, ElementsAre("service", "picture"));
    EXPECT_THAT(names(edit, "service"), ElementsAre("provider", "model"));
    EXPECT_THAT(names(edit, "picture"), ElementsAre("size", "count", "reference"));
    EXPECT_THAT(names(edit, "placement"),
                ElementsAre("keep", "feather", "alpha", "context", "align", "match-colour", "detail"));
    EXPECT_THAT(names(edit, "request"), ElementsAre("system", "safety", "stream"));
    EXPECT_THAT(names(edit, "connection"),
                ElementsAre("base-url", "wire", "timeout", "auth", "retries", "proxy", "ca-bundle"));
    Form const image = form(Action::generate_image, "cometapi");
    EXPECT_THAT(names(image, "picture"), ElementsAre("aspect", "size", "count", "reference"));
    EXPECT_THAT(names(image, "placement"), IsEmpty());
    EXPECT_THAT(names(form(Action::generate_layer, "cometapi"), "picture"), ElementsAre("size", "count", "reference"));
}

TEST_F(FormTest, of_the_sandbox_has_prompts_to_click_and_that_of_a_service_has_none) {
    Form const edit = form(Action::edit_layer, "sandbox");
    EXPECT_EQ(edit.examples_label, "It understands, for example:");
    EXPECT_THAT(edit.examples, ElementsAre("make it a watercolour", "make it sepia", "turn it blue", "add a red hat"));
    EXPECT_THAT(form(Action::generate_image, "sandbox").examples, ElementsAre("a harbour at sunset", "a winter night"));
    EXPECT_THAT(form(Action::edit_layer, "cometapi").examples, IsEmpty());
}

TEST_F(FormTest, says_what_each_action_is) {
    FormContext context;
    context.layer_name = "Cat";
    Form const edit = form(Action::edit_layer, "sandbox", "", context);
    EXPECT_EQ(edit.title, "Edit Layer with Prompt");
    EXPECT_EQ(edit.short_title, "Edit");
    EXPECT_EQ(edit.heading, "Edit “Cat”");
    EXPECT_EQ(edit.what_happens, "The answer becomes a new layer above this one.");
    EXPECT_EQ(edit.prompt_label, "_Prompt: what should change?");
    EXPECT_EQ(edit.run_label, "_Edit Layer");
    Form const layer = form(Action::generate_layer, "sandbox", "", context);
    EXPECT_EQ(layer.title, "Generate Layer from Text");
    EXPECT_EQ(layer.heading, "Generate Layer from Text");
    EXPECT_EQ(layer.run_label, "Gen_erate Layer");
    Form const image = form(Action::generate_image, "sandbox");
    EXPECT_EQ(image.title, "New Image from Text");
    EXPECT_EQ(image.what_happens, "The picture opens as a new image.");
    EXPECT_EQ(image.run_label, "Gen_erate Image");
    EXPECT_EQ(image.prompt_placeholder, "What should the picture show?");
}

TEST_F(FormTest, says_what_of_the_image_it_is_about) {
    auto const target = [](Action action, std::optional<std::string> layer, bool selected, bool open = true) {
        FormContext context;
        context.layer_name = std::move(layer);
        context.has_selection = selected;
        context.image_is_open = open;
        return form(action, "sandbox", "", context).target;
    };
    EXPECT_EQ(target(Action::edit_layer, "Cat", false), "Changes “Cat”.");
    EXPECT_EQ(target(Action::edit_layer, "Cat", true), "Changes the selection of “Cat”.");
    EXPECT_EQ(target(Action::edit_layer, std::nullopt, true), "No layer is selected.");
    EXPECT_EQ(target(Action::edit_layer, std::nullopt, false, false), "There is no open image.");
    EXPECT_EQ(target(Action::generate_layer, "Cat", false), "A new layer above “Cat”.");
    EXPECT_EQ(target(Action::generate_layer, "Cat", true), "A new layer above “Cat”, in the selection.");
    EXPECT_EQ(target(Action::generate_layer, std::nullopt, true), "A new layer on top, in the selection.");
    EXPECT_EQ(target(Action::generate_image, std::nullopt, false, false), "The picture opens as a new image.");
    EXPECT_EQ(target(Action::edit_layer, "{layer} & <b>", false), "Changes “{layer} & <b>”.")
        << "names are foreign text";
}

// Otherwise the price of the one before would stand below a field that shows something else.

TEST_F(FormTest, says_the_price_and_what_was_spent_today) {
    Session const session = opened();
    Options written = session.with_service({}, "google");
    written.model = "gemini-2.5-flash-image";
    written.count = 3;
    EXPECT_EQ(session.form(Action::edit_layer, written).price, "About $0.12 for 3 pictures.");
    ASSERT_TRUE(record_spent({"google", "m", 1, 1.3, 0}));
    EXPECT_EQ(session.form(Action::edit_layer, written).price, "About $0.12 for 3 pictures. Spent today: $1.30.");
    EXPECT_EQ(session.form(Action::edit_layer, session.with_service({}, "sandbox")).price, "Free in the sandbox.");
    EXPECT_EQ(form(Action::edit_layer, "compatible").price, "") << "no model is chosen";
}

TEST_F(FormTest, says_before_a_run_what_the_image_will_do_to_the_answer) {
    FormContext context;
    context.has_palette = true;
    context.look_differs = true;
    EXPECT_THAT(form(Action::edit_layer, "sandbox", "", context).notes,
                ElementsAre("This image has a palette. It becomes an RGB image when the new layer is inserted; one "
                            "undo brings the palette back.",
                            "The new layer gets mode Normal and full opacity, so it may look different from this "
                            "layer."));
    EXPECT_EQ(form(Action::generate_layer, "sandbox", "", context).notes.size(), 1u);
    EXPECT_THAT(form(Action::generate_image, "sandbox", "", context).notes, IsEmpty());
    FormContext grey;
    grey.is_grey = true;
    EXPECT_THAT(form(Action::edit_layer, "sandbox", "", grey).notes,
                ElementsAre("This image is greyscale, so the new layer will be grey."));
}

// What is pressed with Alt must lead to one thing: of all that is open at first, and of each section that is opened.

TEST_F(FormTest, has_a_label_a_help_and_no_gap_in_any_sentence_for_every_action_and_model) {
    FormContext context;
    context.layer_name = "Cat";
    context.key = KeyState::file;
    context.masked_key = "s…9";
    ProviderTable const table = ProviderTable::built_in();
    for (Provider const& provider : table.all()) {
        std::vector<std::string> models{""};
        for (Model const& model : provider.models)
            models.push_back(model.id);
        for (Action const action : all_actions) {
            for (std::string const& model : models) {
                Form const shown = form(action, provider.id, model, context);
                for (std::string const& text : {shown.title, shown.heading, shown.target, shown.price, shown.menu,
                                                shown.test.running, shown.key ? shown.key->note : std::string()})
                    EXPECT_EQ(text.find('{'), std::string::npos) << text;
                for (FormSection const& section : shown.sections) {
                    for (FormField const& field : section.fields) {
                        EXPECT_FALSE(field.label.empty()) << field.name;
                        EXPECT_TRUE(field.help.ends_with('.')) << field.name;
                        EXPECT_EQ(field.enabled, field.why_not.empty()) << field.name;
                        EXPECT_EQ(field.note.find('{'), std::string::npos) << field.note;
                        if (field.type == ParameterType::choice && !field.other_text) {
                            EXPECT_THAT(values(field), ::testing::Contains(field.value)) << field.name;
                        }
                    }
                }
            }
        }
    }
}

} // namespace
} // namespace inlay::test
