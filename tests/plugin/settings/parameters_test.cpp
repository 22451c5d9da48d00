// Is the table of parameters consistent, and does every value come through text and JSON as it went in?
#include "inlay/plugin/parameters.h"

#include "inlay/providers.h"
#include "values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <clocale>
#include <set>

namespace inlay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string message_of(Result<void> const& result) {
    EXPECT_FALSE(result);
    if (result) return {};
    EXPECT_EQ(result.error().code, ErrorCode::usage);
    return result.error().message;
}

Result<void> set(Options& options, std::string_view name, std::string_view value) {
    auto const* parameter = find_parameter(name);
    if (parameter == nullptr) throw std::runtime_error("no parameter " + std::string(name));
    return parameter->set(options, value);
}

// A value other than the default for every parameter; a new parameter without one makes the tests fail.
std::map<std::string, std::string> const other_values{{"prompt", "a red\n\"car\" ü"},
                                                      {"provider", "google"},
                                                      {"model", "m-1"},
                                                      {"base-url", "https://h.example/v1"},
                                                      {"wire", "openai-chat"},
                                                      {"auth", "bearer"},
                                                      {"aspect", "16:9"},
                                                      {"size", "2K"},
                                                      {"count", "3"},
                                                      {"reference", "/a b.png\n/c.jpg"},
                                                      {"system", "be brief"},
                                                      {"safety", "BLOCK_NONE"},
                                                      {"send-mask", "off"},
                                                      {"feather", "2.5"},
                                                      {"context", "40"},
                                                      {"alpha", "off"},
                                                      {"keep", "on"},
                                                      {"align", "off"},
                                                      {"match-colour", "off"},
                                                      {"detail", "off"},
                                                      {"stream", "on"},
                                                      {"timeout", "60"},
                                                      {"retries", "0"},
                                                      {"proxy", "http://p:3128"},
                                                      {"ca-bundle", "/etc/c.pem"}};

TEST(Parameters, are_the_command_lines_options) {
    std::set<std::string> names;
    for (auto const& each : parameters())
        EXPECT_TRUE(names.emplace(each.name).second) << each.name;
    std::set<std::string> expected;
    for (auto const& [name, value] : other_values)
        expected.insert(name);
    EXPECT_EQ(names, expected);
    EXPECT_EQ(find_parameter("api-key"), nullptr);
}

TEST(Parameters, have_labels_with_a_mnemonic_each_and_one_sentence_of_help) {
    // Where they can be seen together; the whole window is tested with the form.
    std::map<Section, std::set<char>> mnemonics;
    for (auto const& each : parameters()) {
        auto const at = each.label.find('_');
        ASSERT_NE(at, std::string_view::npos) << each.name;
        ASSERT_LT(at + 1, each.label.size()) << each.name;
        char const letter = static_cast<char>(std::tolower(each.label[at + 1]));
        EXPECT_TRUE(mnemonics[each.section].insert(letter).second) << each.label;
        EXPECT_NE(letter, 'c') << "C is Cancel's";
        EXPECT_EQ(std::ranges::count(each.label, '_'), 1) << each.label;
        EXPECT_TRUE(each.help.ends_with('.')) << each.name;
        EXPECT_EQ(std::ranges::count(each.help, '.'), 1) << each.help;
    }
}

// A number says what it counts, so that no host has to know.
TEST(Parameters, have_the_units_and_sections_that_a_form_shows) {
    std::map<std::string, std::string> units;
    std::map<Section, std::string> sections;
    for (auto const& each : parameters()) {
        if (!each.unit.empty()) units[std::string(each.name)] = each.unit;
        sections[each.section] += std::string(each.name) + " ";
    }
    EXPECT_EQ(units, (std::map<std::string, std::string>{{"feather", "px"}, {"context", "%"}, {"timeout", "s"}}));
    EXPECT_EQ(sections[Section::service], "provider model ");
    EXPECT_EQ(sections[Section::picture], "aspect size count reference ");
    EXPECT_EQ(sections[Section::placement], "feather context alpha keep align match-colour detail ");
    EXPECT_EQ(sections[Section::request], "system safety send-mask stream ");
    EXPECT_EQ(sections[Section::connection], "base-url wire auth timeout retries proxy ca-bundle ");
}

// The smallest size of some models: a table that lists it and a parameter that refuses it would not fit together.
TEST(Parameters, every_size_that_a_model_of_the_table_has_can_be_asked_for) {
    ProviderTable const table = ProviderTable::built_in();
    std::set<std::string> sizes;
    for (auto const& provider : table.all())
        for (auto const& model : provider.models)
            sizes.insert(model.sizes.begin(), model.sizes.end());
    EXPECT_TRUE(sizes.contains("512"));
    for (auto const& size : sizes) {
        Options options;
        EXPECT_TRUE(set(options, "size", size)) << size;
        EXPECT_EQ(options.size, size);
    }
}

TEST(Parameters, give_their_defaults_for_fresh_options_and_take_them_back) {
    for (auto const& each : parameters()) {
        Options options;
        EXPECT_EQ(each.get(options), each.default_value) << each.name;
        EXPECT_TRUE(each.set(options, each.default_value)) << each.name;
        EXPECT_EQ(each.get(options), each.default_value) << each.name;
        if (each.type == ParameterType::choice) {
            EXPECT_EQ(each.choices.front().value, each.default_value) << each.name;
        }
        for (auto const& choice : each.choices) {
            ASSERT_TRUE(each.set(options, choice.value)) << each.name << " " << choice.value;
            EXPECT_EQ(each.get(options), choice.value) << each.name;
        }
        if (each.type == ParameterType::integer || each.type == ParameterType::real) {
            EXPECT_LT(each.minimum, each.maximum);
            EXPECT_TRUE(each.set(options, values::text_of(each.minimum))) << each.name;
            EXPECT_TRUE(each.set(options, values::text_of(each.maximum))) << each.name;
            EXPECT_THAT(message_of(each.set(options, values::text_of(each.maximum + 1))),
                        AllOf(HasSubstr(std::string(each.name)), HasSubstr(values::text_of(each.maximum))));
            EXPECT_FALSE(each.set(options, values::text_of(each.minimum - 1))) << each.name;
        }
    }
}

TEST(Parameters, come_through_text_and_json_unchanged_in_any_locale) {
    char const* const comma = std::setlocale(LC_ALL, "de_DE.UTF-8"); // where it is installed
    Options options;
    for (auto const& [name, value] : other_values) {
        auto const done = set(options, name, value);
        ASSERT_TRUE(done) << name << ": " << done.error().message;
        EXPECT_EQ(find_parameter(name)->get(options), value);
        EXPECT_NE(find_parameter(name)->get(Options{}), value) << name << " must differ from the default here";
    }
    std::string const json = to_json(options, Action::edit_layer);
    Options again;
    auto const read = set_from_json(again, json);
    ASSERT_TRUE(read) << read.error().message;
    for (auto const& each : parameters())
        EXPECT_EQ(each.get(again), each.get(options)) << each.name;
    EXPECT_EQ(to_json(again, Action::edit_layer), json);
    auto const parsed = nlohmann::json::parse(json);
    EXPECT_EQ(parsed["feather"], 2.5);
    EXPECT_EQ(parsed["count"], 3);
    EXPECT_EQ(parsed["stream"], true);
    EXPECT_EQ(parsed["reference"], (nlohmann::json{"/a b.png", "/c.jpg"}));
    EXPECT_EQ(parsed.size(), parameters().size());
    if (comma != nullptr) std::setlocale(LC_ALL, "C");
}

TEST(Parameters, that_place_an_edit_take_no_part_in_a_new_picture) {
    auto const parsed = nlohmann::json::parse(to_json(Options{}, Action::generate_image));
    for (auto const* name : {"feather", "context", "alpha", "keep", "align", "match-colour", "detail"})
        EXPECT_FALSE(parsed.contains(name)) << name;
    EXPECT_TRUE(parsed.contains("aspect"));
    Options options;
    options.prompt = "a lake";
    EXPECT_TRUE(check_options(options, Action::generate_image));
    options.placement.keep = placement::Switch::off;
    EXPECT_TRUE(check_options(options, Action::edit_layer));
    EXPECT_THAT(message_of(check_options(options, Action::generate_layer)), HasSubstr("\"keep\""));
    options = {};
    options.prompt = " \n ";
    EXPECT_THAT(message_of(check_options(options, Action::edit_layer)), HasSubstr("prompt"));
}

TEST(Aspect, is_two_positive_whole_numbers) {
    Options options;
    for (auto const* good : {"1:1", "16:9", " 21:9 ", "4000:3000", ""})
        EXPECT_TRUE(set(options, "aspect", good)) << good;
    for (auto const* bad :
         {"16", "16:", ":9", "0:1", "1:0", "-1:2", "1.5:1", "16/9", "16:9:1", "a:b", "01:2", "99999:1", "16 : 9"}) {
        EXPECT_THAT(message_of(set(options, "aspect", bad)), HasSubstr("16:9")) << bad;
    }
}

TEST(BaseUrl, is_a_web_address_without_a_key_or_a_user) {
    Options options;
    for (auto const* good : {"https://api.cometapi.com", "HTTP://localhost:8080/v1/", " https://h.example/a/b ",
                             "http://[::1]:80", "https://h.example/v1beta/models/x:streamGenerateContent?alt=sse",
                             "api.cometapi.com", "localhost:8080/v1", ""})
        EXPECT_TRUE(set(options, "base-url", good)) << good;
    EXPECT_EQ(options.base_url, "");
    ASSERT_TRUE(set(options, "base-url", "  https://h.example/v1 "));
    EXPECT_EQ(options.base_url, "https://h.example/v1");
    for (auto const* bad :
         {"ftp://h", "sandbox", "https://", "http:///x", "https://me:pw@h.example", "https://sk-topsecret@h.example/",
          "https://h.example/?key=sk-topsecret", "https://h.example/x?a=1&API_KEY=sk-topsecret",
          "https://h.example/?access_token=x", "https://h ex.example", "https://h.example/\nx", "javascript:alert(1)",
          "file:///etc/passwd"}) {
        auto const refused = set(options, "base-url", bad);
        EXPECT_THAT(message_of(refused), HasSubstr("\"base-url\"")) << bad;
        EXPECT_THAT(refused.error().message + refused.error().advice, Not(HasSubstr("topsecret")));
    }
    EXPECT_EQ(options.base_url, "https://h.example/v1") << "a refused value changes nothing";
}

TEST(Json, takes_the_kinds_that_languages_hand_over) {
    Options options;
    ASSERT_TRUE(
        set_from_json(options, R"({"count": 2.0, "context": "30", "feather": 3, "stream": "true", "match-colour": 0,
        "keep": true, "align": false, "alpha": "AUTO", "size": "4k", "reference": "/one.png"})"));
    EXPECT_EQ(options.count, 2);
    EXPECT_EQ(options.context, 30);
    EXPECT_EQ(options.feather, 3);
    EXPECT_TRUE(options.stream);
    EXPECT_FALSE(options.placement.match_colour);
    EXPECT_EQ(options.placement.keep, placement::Switch::on);
    EXPECT_FALSE(options.placement.align);
    EXPECT_EQ(options.placement.alpha, placement::Switch::automatic);
    EXPECT_EQ(options.size, "4K");
    EXPECT_THAT(options.references, ElementsAre("/one.png"));
    ASSERT_TRUE(set_from_json(options, R"({"align": true})"));
    EXPECT_TRUE(options.placement.align);
}

TEST(Json, refuses_unknown_names_and_wrong_kinds_and_then_changes_nothing) {
    Options options;
    options.count = 5;
    for (auto const* bad :
         {R"({"count": 2, "promt": "x"})", R"({"count": 2, "api_key": "sk-topsecret"})", R"({"count": 2, "prompt": 7})",
          R"({"count": 2, "reference": [1]})", R"({"count": 2, "reference": ["a\nb"]})", R"({"count": 1.5})",
          R"({"count": null})", R"({"count": 2, "stream": "maybe"})", R"({"count": 2, "wire": "soap"})",
          R"({"count": 9})", R"({"count": 1e99})", R"({"count": 2, "prompt": "\u0007"})", "[1]", "", "{", "null",
          "{\"prompt\": \"\xff\"}"}) {
        auto const refused = set_from_json(options, bad);
        EXPECT_FALSE(message_of(refused).empty()) << bad;
        EXPECT_THAT(refused.error().message + refused.error().advice + refused.error().detail,
                    Not(HasSubstr("topsecret")));
        EXPECT_EQ(options.count, 5) << bad;
    }
    EXPECT_THAT(message_of(set_from_json(options, R"({"promt": "x"})")), HasSubstr("\"promt\""));
}

TEST(Values, tell_utf8_from_what_is_not) {
    for (std::string_view const good : {"", "a", "ü", "€", "😀", "\xED\x9F\xBF"})
        EXPECT_TRUE(values::is_utf8(good)) << good;
    for (std::string_view const bad :
         {"\xff", "\xC3", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "a\x80", "\xF0\x9F\x98"})
        EXPECT_FALSE(values::is_utf8(bad));
    Options options;
    EXPECT_FALSE(set(options, "prompt", "\xff"));
    EXPECT_FALSE(set(options, "model", "two\nlines"));
    EXPECT_TRUE(set(options, "prompt", "two\r\nlines\tand a tab"));
}

} // namespace
} // namespace inlay
