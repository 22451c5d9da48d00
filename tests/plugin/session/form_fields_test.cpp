// What do the fields of a form offer and say, for every model and provider?
#include "form_fixture.h"

#include <gmock/gmock.h>

#include <set>

namespace inlay::test {
namespace {

using ::testing::ElementsAre;

TEST_F(FormTest, offers_the_sizes_and_ratios_of_the_model) {
    Form const several = form(Action::generate_image, "google", "gemini-3.1-flash-image");
    FormField const& size = *several.field("size");
    EXPECT_THAT(values(size), ElementsAre("", "512", "1K", "2K", "4K"));
    EXPECT_EQ(size.choices[1].label, "512 (about a quarter of a megapixel)");
    EXPECT_TRUE(size.enabled);
    EXPECT_EQ(several.field("aspect")->choices.at(9).value, "16:9");
    Form const one = form(Action::generate_image, "google", "gemini-2.5-flash-image");
    EXPECT_THAT(values(*one.field("size")), ElementsAre(""));
    EXPECT_FALSE(one.field("size")->enabled);
    EXPECT_EQ(one.field("size")->why_not, "This model makes pictures of one size.");
    Form const unknown = form(Action::generate_image, "google", "a-new-model");
    EXPECT_FALSE(unknown.field("aspect")->enabled);
    EXPECT_EQ(unknown.field("aspect")->why_not, "This model offers no choice of ratio.");
}

TEST_F(FormTest, a_size_that_the_model_does_not_offer_is_neither_shown_nor_priced) {
    Session const session = opened();
    Options written = session.with_service({}, "google");
    written.model = "gemini-3.1-flash-image";
    written.size = "4K";
    EXPECT_EQ(session.form(Action::edit_layer, written).price, "About $0.15.");
    written.model = "gemini-2.5-flash-image";
    Form const other = session.form(Action::edit_layer, written);
    EXPECT_EQ(other.field("size")->value, "");
    EXPECT_EQ(other.price, "About $0.039.");
}

TEST_F(FormTest, shows_the_model_that_is_served_as_a_proposal_until_somebody_chooses) {
    FormContext context;
    context.served = ServedModels{{"gemini-3.1-flash-lite-image", "gemini-9-image"}, true};
    Form const proposed = form(Action::edit_layer, "cometapi", "", context);
    FormField const& model = *proposed.field("model");
    EXPECT_EQ(model.value, "gemini-3.1-flash-lite-image");
    EXPECT_TRUE(model.proposed);
    EXPECT_TRUE(model.other_text);
    EXPECT_THAT(values(model), ElementsAre("gemini-3.1-flash-lite-image", "gemini-9-image"));
    EXPECT_EQ(model.choices[0].label, "Nano Banana 2 Lite");
    EXPECT_EQ(model.note, "Nano Banana 2 Lite");
    EXPECT_EQ(proposed.price, "About $0.034.");
    Form const gone = form(Action::edit_layer, "cometapi", "gemini-3-pro-image", context);
    EXPECT_FALSE(gone.field("model")->proposed);
    EXPECT_EQ(gone.field("model")->value, "gemini-3-pro-image");
    EXPECT_EQ(gone.field("model")->note, "CometAPI does not serve this model now. The list has those that it does.");
    EXPECT_TRUE(gone.field("model")->warning);
    context.served->live = false;
    EXPECT_FALSE(form(Action::edit_layer, "cometapi", "gemini-3-pro-image", context).field("model")->warning)
        << "the table does not know what is served";
}

TEST_F(FormTest, the_sandbox_takes_no_key_and_no_connection_and_says_what_it_is) {
    Form const sandbox = form(Action::edit_layer, "sandbox");
    EXPECT_FALSE(sandbox.key);
    EXPECT_EQ(sandbox.service_note,
              "Works offline, no key needed: a stand-in that shows what Inlay does. No model is asked.");
    for (char const* const name : {"base-url", "wire", "auth", "proxy", "ca-bundle"}) {
        EXPECT_FALSE(sandbox.field(name)->enabled) << name;
        EXPECT_EQ(sandbox.field(name)->why_not, "The sandbox does not need it.") << name;
    }
    EXPECT_TRUE(sandbox.field("timeout")->enabled);
    EXPECT_EQ(form(Action::edit_layer, "google").service_note, "");
}

TEST_F(FormTest, a_section_says_in_short_what_is_not_as_at_first) {
    Session const session = opened();
    Options written = session.with_service({}, "google");
    auto const summary = [&](std::string_view name) {
        Form const form = session.form(Action::edit_layer, written);
        return std::ranges::find(form.sections, name, &FormSection::name)->summary;
    };
    for (char const* const name : {"placement", "request", "connection"})
        EXPECT_EQ(summary(name), "") << name;
    written.feather = 20;
    written.placement.align = false;
    written.proxy = "http://proxy.example:3128";
    written.retries = 5;
    EXPECT_EQ(summary("placement"), "Ad_just the answer: Feather 20 px, Align to the original Off");
    EXPECT_EQ(summary("connection"), "Connection _settings: Retries 5, Proxy");
}

TEST_F(FormTest, any_compatible_service_is_chosen_by_its_address) {
    Form const any = form(Action::edit_layer, "compatible");
    EXPECT_THAT(names(any, "service"), ElementsAre("provider", "base-url", "model"));
    EXPECT_THAT(names(any, "connection"), ElementsAre("wire", "timeout", "auth", "retries", "proxy", "ca-bundle"));
    EXPECT_EQ(any.field("base-url")->label, "A_ddress");
    EXPECT_EQ(any.field("base-url")->placeholder, "https://…");
    EXPECT_EQ(any.field("model")->placeholder, "As the service offers it");
    Form const known = form(Action::edit_layer, "google");
    EXPECT_THAT(names(known, "service"), ElementsAre("provider", "model"));
    EXPECT_EQ(known.field("base-url")->label, "_Base URL");
}

TEST_F(FormTest, says_what_is_known_of_the_key_and_never_shows_it) {
    auto const key = [](KeyState state, std::string const& provider = "google") {
        FormContext context;
        context.key = state;
        context.masked_key = "AIzaT…6789";
        return *form(Action::edit_layer, provider, "", context).key;
    };
    EXPECT_EQ(key(KeyState::not_asked).note, "");
    EXPECT_EQ(key(KeyState::asking).note, "Looking for a stored key…");
    EXPECT_EQ(key(KeyState::none).note, "No key is stored yet.");
    EXPECT_EQ(key(KeyState::none, "compatible").note, "Only needed if the service asks for one.");
    EXPECT_TRUE(key(KeyState::none).missing);
    EXPECT_FALSE(key(KeyState::none, "compatible").missing || key(KeyState::not_asked).missing ||
                 key(KeyState::file).missing);
    EXPECT_EQ(key(KeyState::environment).note, "The key in GEMINI_API_KEY is used: AIzaT…6789");
    EXPECT_EQ(key(KeyState::keyring).note, "A key is stored in the keyring: AIzaT…6789");
    EXPECT_EQ(key(KeyState::file).note, "A key is stored in a file that only you can read: AIzaT…6789");
    EXPECT_TRUE(key(KeyState::file).can_be_forgotten);
    EXPECT_FALSE(key(KeyState::environment).can_be_forgotten);
    EXPECT_FALSE(key(KeyState::none).can_be_forgotten);
    EXPECT_EQ(key(KeyState::none).link, "https://aistudio.google.com/apikey");
    EXPECT_EQ(key(KeyState::none).label, "API ke_y");
    FormContext context;
    context.key_problem = "keys.json can be read by others.";
    EXPECT_EQ(form(Action::edit_layer, "google", "", context).key->note, "keys.json can be read by others.");
}

TEST_F(FormTest, says_how_many_reference_pictures_are_too_many) {
    Session const session = opened();
    Options written = session.with_service({}, "google");
    written.model = "gemini-2.5-flash-image"; // two
    written.references = {"/a.png"};
    FormContext context;
    context.reference_layers = 1;
    EXPECT_EQ(session.form(Action::edit_layer, written, context).field("reference")->note, "");
    context.reference_layers = 2;
    EXPECT_EQ(session.form(Action::edit_layer, written, context).field("reference")->note,
              "This model takes at most 2 reference pictures; the others are not sent.");
    written.model = "a-new-model";
    EXPECT_EQ(session.form(Action::edit_layer, written, context).field("reference")->note, "")
        << "nobody knows what it takes";
}

TEST_F(FormTest, shows_what_was_written_and_the_settings_of_the_connection) {
    Settings settings;
    settings.provider = "cometapi";
    settings.base_url_of["cometapi"] = "https://gate.example";
    settings.retries = 4;
    ASSERT_TRUE(settings.save());
    Session const session = opened();
    Options written = session.with_service({});
    written.prompt = "a red hat";
    written.feather = 2.5;
    written.count = 3;
    Form const form = session.form(Action::edit_layer, written);
    EXPECT_EQ(form.prompt, "a red hat");
    EXPECT_EQ(form.field("feather")->value, "2.5");
    EXPECT_EQ(form.field("feather")->unit, "px");
    EXPECT_EQ(form.field("feather")->default_value, "0");
    EXPECT_EQ(form.field("count")->value, "3");
    EXPECT_EQ(form.field("provider")->value, "cometapi");
    EXPECT_EQ(form.field("base-url")->value, "https://gate.example");
    EXPECT_EQ(form.field("base-url")->placeholder, "https://api.cometapi.com");
    EXPECT_EQ(form.field("retries")->value, "4");
    EXPECT_EQ(form.field("retries")->minimum, 0) << "a field says a number, not that the settings have one";
    EXPECT_EQ(form.field("timeout")->at_minimum, "As the service needs it");
    EXPECT_EQ(session.form(Action::edit_layer, {}).field("retries")->value, "4") << "what nobody wrote";
    EXPECT_EQ(session.form(Action::edit_layer, {}).field("provider")->value, "cometapi");
}

TEST_F(FormTest, has_no_mnemonic_twice_where_both_can_be_seen) {
    for (Action const action : all_actions) {
        Form const shown = form(action, "google");
        std::set<char> always;
        auto const add = [](std::set<char>& letters, std::string const& label) {
            auto const at = label.find('_');
            if (at == std::string::npos || at + 1 >= label.size()) return;
            EXPECT_TRUE(letters.insert(static_cast<char>(std::tolower(label[at + 1]))).second) << label;
        };
        for (std::string const& label : {shown.prompt_label, shown.run_label, shown.cancel_label, shown.key->label})
            add(always, label);
        for (FormSection const& section : shown.sections) {
            add(always, section.title);
            if (!section.open) continue;
            for (FormField const& field : section.fields)
                add(always, field.label);
        }
        for (FormSection const& section : shown.sections) {
            if (section.open) continue;
            std::set<char> letters = always;
            for (FormField const& field : section.fields)
                add(letters, field.label);
        }
    }
}

} // namespace
} // namespace inlay::test
