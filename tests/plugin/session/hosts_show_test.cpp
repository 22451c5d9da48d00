// Every host shows the same form, for every action and model: as the library has it, as the C ABI hands it to Krita,
// and as the command line explains its options.
#include "inlay/plugin/parameters.h"
#include "inlay/plugin/session.h"

#include "library.h"
#include "plugin/settings/private_home.h"
#include "support/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace inlay::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class EveryHostShows : public ::testing::Test {
  protected:
    PrivateHome home;
    Library library{INLAY_LIBRARY};

    [[nodiscard]] json form_of_library(char const* action, json const& options, json const& context = json::object()) {
        return library.json("inlay_form", action, options.dump().c_str(), context.dump().c_str());
    }
};

std::string text_of(FormField const& field) {
    std::string text = field.name + "|" + field.label + "|" + field.help + "|" + field.unit + "|" + field.placeholder +
                       "|" + field.at_minimum + "|" + std::string(name(field.type)) + "|" + field.value + "|" +
                       field.default_value + "|" + field.why_not + "|" + field.note;
    for (bool const flag : {field.other_text, field.proposed, field.enabled, field.warning})
        text += flag ? "|1" : "|0";
    for (FormChoice const& choice : field.choices)
        text += "|" + choice.value + "=" + choice.label;
    return text;
}

std::string text_of(json const& field) {
    std::string text;
    for (char const* const part :
         {"name", "label", "help", "unit", "placeholder", "at_minimum", "type", "value", "default", "why_not", "note"})
        text += (text.empty() ? "" : "|") + field.at(part).get<std::string>();
    for (char const* const flag : {"other_text", "proposed", "enabled", "warning"})
        text += field.at(flag).get<bool>() ? "|1" : "|0";
    for (json const& choice : field.at("choices"))
        text += "|" + choice.at("value").get<std::string>() + "=" + choice.at("label").get<std::string>();
    return text;
}

TEST_F(EveryHostShows, the_same_form_for_every_action_and_model) {
    Session const session = Session::open(nullptr).value();
    FormContext context;
    context.layer_name = "Cat";
    context.has_selection = context.has_palette = context.look_differs = true;
    context.reference_layers = 40;
    context.key = KeyState::keyring;
    context.masked_key = "sk-12…6789";
    json const same = {{"layer_name", "Cat"},       {"has_selection", true},  {"has_palette", true},
                       {"look_differs", true},      {"reference_layers", 40}, {"key_from", "keyring"},
                       {"masked_key", "sk-12…6789"}};
    int forms = 0;
    for (Provider const& provider : session.providers().all()) {
        std::vector<std::string> models{""};
        for (Model const& model : provider.models)
            models.push_back(model.id);
        for (Action const action : all_actions) {
            for (std::string const& model : models) {
                Options written = session.with_service({}, provider.id);
                written.model = model;
                written.prompt = "a lake";
                written.count = 3;
                Form const form = session.form(action, written, context);
                json const told = form_of_library(
                    std::string(name(action)).c_str(),
                    {{"provider", provider.id}, {"model", model}, {"prompt", "a lake"}, {"count", 3}}, same);
                ASSERT_TRUE(told.contains("sections")) << told;
                EXPECT_EQ(told["title"], form.title);
                EXPECT_EQ(told["short_title"], form.short_title);
                EXPECT_EQ(told["menu"], form.menu);
                EXPECT_EQ(told["blurb"], form.blurb);
                EXPECT_EQ(told["heading"], form.heading);
                EXPECT_EQ(told["what_happens"], form.what_happens);
                EXPECT_EQ(told["target"], form.target);
                EXPECT_EQ(told["prompt_label"], form.prompt_label);
                EXPECT_EQ(told["prompt_placeholder"], form.prompt_placeholder);
                EXPECT_EQ(told["prompt"], form.prompt);
                EXPECT_EQ(told["run_label"], form.run_label);
                EXPECT_EQ(told["notes"], form.notes);
                EXPECT_EQ(told["price"], form.price);
                EXPECT_EQ(told["service_note"], form.service_note);
                EXPECT_EQ(told["key"].is_null(), !form.key);
                if (form.key) {
                    EXPECT_EQ(told["key"]["note"], form.key->note);
                }
                ASSERT_EQ(told["sections"].size(), form.sections.size());
                for (std::size_t i = 0; i < form.sections.size(); ++i) {
                    FormSection const& section = form.sections[i];
                    json const& other = told["sections"][i];
                    EXPECT_EQ(other["name"], section.name);
                    EXPECT_EQ(other["title"], section.title);
                    EXPECT_EQ(other["open"], section.open);
                    ASSERT_EQ(other["fields"].size(), section.fields.size()) << section.name;
                    for (std::size_t k = 0; k < section.fields.size(); ++k) {
                        EXPECT_EQ(text_of(other["fields"][k]), text_of(section.fields[k]));
                        EXPECT_EQ(other["fields"][k]["minimum"], section.fields[k].minimum);
                        EXPECT_EQ(other["fields"][k]["maximum"], section.fields[k].maximum);
                    }
                }
                ++forms;
            }
        }
    }
    EXPECT_GT(forms, 60);
}

// Line breaks and indents are the command line's own.
std::string in_one_line(std::string const& text) {
    std::string out;
    for (char const c : text)
        if (c != ' ' && c != '\n')
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    return out;
}

TEST_F(EveryHostShows, each_option_of_an_action_in_the_help_of_the_command_line) {
    std::map<std::string, std::string> const environment{{"HOME", home.folder().file("home")}, {"LC_ALL", "C.UTF-8"}};
    struct Command {
        char const* name;
        Action action;
    };
    for (auto const& [command, action] :
         {Command{"edit", Action::edit_layer}, Command{"generate", Action::generate_image}}) {
        std::string const help = in_one_line(run_program({INLAY_PROGRAM, command, "--help"}, environment).out);
        for (Parameter const& parameter : parameters()) {
            std::string const option = "--" + std::string(parameter.name) + " ";
            if (!parameter.applies_to(action)) {
                EXPECT_THAT(help, ::testing::Not(HasSubstr(option))) << command;
                continue;
            }
            EXPECT_THAT(help, HasSubstr(option)) << command;
            EXPECT_THAT(help, HasSubstr(in_one_line(std::string(parameter.help)))) << command;
            for (Choice const& choice : parameter.choices)
                EXPECT_THAT(help, HasSubstr(std::string(choice.value))) << command << " " << parameter.name;
        }
    }
}

TEST_F(EveryHostShows, what_was_remembered_by_one_in_the_window_of_the_other) {
    json const written = {{"provider", "cometapi"},
                          {"model", "gemini-3-pro-image"},
                          {"prompt", "a red hat"},
                          {"feather", 2.5},
                          {"base-url", "https://gate.example"}};
    json const run = library.json("inlay_remember", "edit-layer", written.dump().c_str());
    EXPECT_EQ(run["prompt"], "a red hat");
    EXPECT_EQ(run["model"], "") << "the settings say it now";
    EXPECT_EQ(run["base-url"], "https://gate.example") << "nobody had typed it before";
    Session const session = Session::open(nullptr).value();
    EXPECT_EQ(session.recall(Action::edit_layer).prompt, "a red hat");
    EXPECT_EQ(session.settings().provider, "cometapi");
    json const recalled = library.json("inlay_recall", "edit-layer");
    EXPECT_EQ(recalled["prompt"], "a red hat");
    EXPECT_EQ(recalled["feather"], 2.5);
    EXPECT_EQ(recalled["provider"], "cometapi");
    EXPECT_EQ(recalled["model"], "gemini-3-pro-image");
    EXPECT_EQ(recalled["base-url"], "https://gate.example");
    EXPECT_EQ(library.json("inlay_recall", "generate-image")["prompt"], "");
}

TEST_F(EveryHostShows, the_same_words_when_a_run_ends) {
    auto const said = [&](json outcome) {
        outcome["action"] = "edit-layer";
        return library.json("inlay_message", outcome.dump().c_str());
    };
    json const done = said({{"asked", 1}, {"arrived", 1}, {"ready", 1}, {"inserted", 1}});
    EXPECT_EQ(done["can_be_passed_over"], true);
    EXPECT_EQ(done["sentence"], "The new layer is inserted.");
    json const nothing = said({{"asked", 1}, {"arrived", 1}, {"notes", {"It was sent as JPEG."}}});
    EXPECT_EQ(nothing["sentence"], "The model changed almost nothing.");
    EXPECT_EQ(nothing["notes"], json({"It was sent as JPEG."}));
    EXPECT_EQ(nothing["buttons"], json::parse(R"([{"offer":"insert-anyway","label":"Ins_ert Anyway"}])"));
    json const stopped = said({{"error", {{"code", "cancelled"}, {"message", "Cancelled."}}},
                               {"asked", 3},
                               {"arrived", 2},
                               {"answers_are_listed", true}});
    EXPECT_EQ(stopped["advice"], "2 of 3 pictures had arrived. They are kept.");
    EXPECT_EQ(stopped["buttons"][0]["label"], "Ins_ert the First");
    EXPECT_EQ(stopped["severity"], "information");
    json const gone = said({{"target_change", "layer-unlike"}, {"ready", 1}, {"may_insert_anyway", true}});
    EXPECT_EQ(gone["code"], "target_changed");
    EXPECT_EQ(gone["severity"], "error");
    EXPECT_EQ(gone["buttons"].size(), 2u);
    EXPECT_EQ(gone["buttons"][1]["offer"], "open-as-new-image");
    json const empty = said({{"capture_problem", "layer-empty"}, {"layer_name", "Cat"}});
    EXPECT_EQ(empty["sentence"], "The layer “Cat” is empty.");
    EXPECT_EQ(empty["code"], "nothing_to_edit");
    EXPECT_EQ(said({{"error", {{"code", "no_key"}, {"message", "x"}}}})["field"], "api-key");
}

TEST_F(EveryHostShows, an_error_for_what_makes_no_sense) {
    for (char const* const outcome :
         {"", "[]", "{}", R"({"action":"paint"})", R"({"action":"edit-layer","asked":"two"})",
          R"({"action":"edit-layer","target_change":"gone fishing"})"})
        EXPECT_EQ(library.json("inlay_message", outcome)["error"]["code"], "usage") << outcome;
    EXPECT_EQ(library.json("inlay_form", "paint", "{}", "{}")["error"]["code"], "usage");
    EXPECT_EQ(library.json("inlay_form", "edit-layer", R"({"colour":1})", "{}")["error"]["code"], "usage");
    EXPECT_EQ(library.json("inlay_form", "edit-layer", "{}", R"({"is_grey":"very"})")["error"]["code"], "usage");
    char const* const nothing = nullptr;
    EXPECT_EQ(library.json("inlay_form", "edit-layer", nothing, nothing)["title"], "Edit Layer with Prompt");
    EXPECT_EQ(library.json("inlay_remember", "edit-layer", R"({"count":99})")["error"]["code"], "usage");
    EXPECT_EQ(library.json("inlay_recall", nothing)["error"]["code"], "usage");
}

} // namespace
} // namespace inlay::test
