// The command line's grammar and its tables.
#include "cli_fixture.h"

#include <set>
#include <sstream>

namespace inlay::test {
namespace {

using nlohmann::json;

TEST_F(CommandLine, without_a_command_it_explains_itself) {
    Ran const ran = inlay({});
    EXPECT_EQ(ran.exit_status, 0);
    for (char const* command :
         {"edit", "generate", "place", "sandbox", "recover", "providers", "models", "key", "errors"})
        EXPECT_NE(ran.out.find(command), std::string::npos) << command;
}

TEST_F(CommandLine, every_mistake_in_the_words_is_exit_status_2) {
    std::string const in = picture_file("in.png", plain({8, 8}, 1, 2, 3));
    std::string const out = folder.file("out.png");
    std::vector<std::vector<std::string>> const mistakes = {
        {"edit", in, "-p", "x", "-o", folder.file("out.gif")},
        {"edit", in, "-p", "x"},
        {"edit", in, "-o", out},
        {"edit", "-p", "x", "-o", out},
        {"edit", in, "-p", "x", "-o", out, "--no-such-option"},
        {"edit", in, "-p", "x", "-o", out, "--select", "1,2,3"},
        {"edit", in, "-p", "x", "-o", out, "--select", "1,2,3,4,5"},
        {"edit", in, "-p", "x", "-o", out, "--select", "1,2,0,4"},
        {"edit", in, "-p", "x", "-o", out, "--select", "1,2,3,4", "--mask", in},
        {"edit", in, "-p", "x", "-o", out, "--layer", folder.file("layer.jpg")},
        {"edit", in, "-p", "x", "-o", out, "--alpha", "perhaps"},
        {"edit", in, "-p", "x", "-o", out, "--align", "on"},
        {"edit", in, "-p", "x", "-o", out, "--match-colour", "auto"},
        {"edit", in, "-p", "x", "-o", out, "--wire", "telegraph"},
        {"edit", in, "-p", "x", "-o", out, "--auth", "please"},
        {"edit", in, "-p", "x", "-o", out, "--provider", "nobody"},
        {"edit", in, "-p", "x", "-o", out, "--aspect", "wide"},
        {"edit", in, "-p", "x", "-o", out, "--size", "8K"},
        {"edit", in, "-p", "x", "-o", out, "--count", "0"},
        {"edit", in, "-p", "x", "-o", out, "--retries", "-2"},
        {"edit", in, "-p", "x", "-o", out, "--timeout", "soon"},
        {"edit", in, "-p", "x", "-o", out, "--base-url", "ftp://example.org"},
        {"edit", in, "-p", "   ", "-o", out},
        {"generate", "-p", "x", "-o", out, "--mask", in},
        {"recover", "some-id"},
        {"sandbox", "--port", "99999"},
        {"key", "polish"},
        {"dance"},
    };
    for (auto const& words : mistakes) {
        Ran const ran = inlay(words);
        std::string line;
        for (auto const& word : words)
            line += word + " ";
        EXPECT_EQ(ran.exit_status, 2) << line << "\n" << ran.err;
        EXPECT_NE(ran.err.find("inlay: "), std::string::npos) << line;
        EXPECT_TRUE(ran.out.empty()) << line;
        EXPECT_FALSE(std::filesystem::exists(out)) << line;
    }
}

TEST_F(CommandLine, a_usage_error_with_json_is_one_object_on_standard_output) {
    Ran const ran = inlay({"edit", "--json", "--no-such-option"});
    EXPECT_EQ(ran.exit_status, 2);
    json const object = json::parse(ran.out);
    EXPECT_EQ(object["error"]["code"], "usage");
    for (char const* field : {"message", "advice", "detail"})
        EXPECT_TRUE(object["error"][field].is_string()) << field;
}

// Scripts rely on these: a code is never renamed, and its exit status never changes.
TEST_F(CommandLine, errors_lists_every_code_with_its_exit_status) {
    std::vector<std::pair<std::string, int>> const contract = {
        {"usage", 2},
        {"bad_input", 3},
        {"output_failed", 3},
        {"nothing_to_edit", 3},
        {"target_changed", 3},
        {"host_failed", 3},
        {"no_key", 4},
        {"key_rejected", 4},
        {"permission_denied", 4},
        {"region_or_billing", 4},
        {"prompt_blocked", 5},
        {"answer_blocked", 5},
        {"words_only", 5},
        {"rate_limited", 6},
        {"quota_exhausted", 6},
        {"no_credit", 6},
        {"dns_failed", 7},
        {"connect_failed", 7},
        {"tls_failed", 7},
        {"timed_out", 7},
        {"connection_lost", 7},
        {"model_unavailable", 8},
        {"wrong_address", 8},
        {"bad_request", 8},
        {"request_too_large", 8},
        {"service_error", 8},
        {"empty_reply", 8},
        {"billed_without_image", 8},
        {"undecodable", 8},
        {"internal", 8},
        {"cancelled", 130},
    };
    Ran const ran = inlay({"errors", "--json"});
    ASSERT_EQ(ran.exit_status, 0);
    std::vector<std::pair<std::string, int>> listed;
    std::set<std::string> meanings;
    json const object = json::parse(ran.out);
    for (json const& error : object["errors"]) {
        listed.emplace_back(error["code"], error["exit"]);
        meanings.insert(error["meaning"]);
    }
    EXPECT_EQ(listed, contract);
    EXPECT_EQ(meanings.size(), contract.size()) << "each has a meaning of its own";

    std::istringstream lines(inlay({"errors"}).out);
    for (auto const& [code, status] : contract) {
        std::string line;
        std::getline(lines, line);
        std::istringstream words(line);
        std::string seen_code;
        int seen_status = 0;
        words >> seen_code >> seen_status;
        EXPECT_EQ(seen_code, code);
        EXPECT_EQ(seen_status, status) << code;
        EXPECT_EQ(line.back(), '.') << line;
    }
}

TEST_F(CommandLine, providers_names_the_sandbox_as_chosen_and_cometapi_first) {
    json const table = json::parse(inlay({"providers", "--json"}).out);
    EXPECT_EQ(table["chosen"], "sandbox");
    EXPECT_EQ(table["providers"][0]["id"], "cometapi");
    EXPECT_EQ(table["providers"][0]["auth"], "raw");
}

TEST_F(CommandLine, models_keeps_both_ids_of_the_guide_selectable) {
    std::string const out = inlay({"models", "--provider", "cometapi"}).out;
    EXPECT_NE(out.find("gemini-2.5-flash-image "), std::string::npos);
    EXPECT_NE(out.find("gemini-2.5-flash-image-preview"), std::string::npos);
    EXPECT_EQ(inlay({"models", "--provider", "nobody"}).exit_status, 2);
}

TEST_F(CommandLine, balance_tells_what_is_left_and_the_key_is_nowhere) {
    ScriptedServer server(json_reply(200, R"({"username":"u","total_quota":12.5,"total_used_quota":3.25})"));
    auto const told_by = [&](ScriptedServer const& service) {
        std::filesystem::create_directories(folder.path() / "home/.config/inlay");
        write_whole_file(folder.path() / "home/.config/inlay/providers.json",
                         R"({"providers": [{"id": "cometapi", "balance_url": ")" + service.url() +
                             R"(/user/quota"}]})");
    };
    told_by(server);
    EXPECT_EQ(inlay({"balance"}).exit_status, 4) << "there is no key";
    EXPECT_TRUE(server.requests().empty());
    environment["COMETAPI_KEY"] = "sk-test-0123456789";
    Ran const ran = inlay({"balance"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_EQ(ran.out, "CometAPI: $12.50 left, $3.25 used\n");
    EXPECT_EQ(server.requests().at(0).target, "/user/quota?key=sk-test-0123456789");
    EXPECT_EQ(json::parse(inlay({"balance", "--json"}).out)["left_usd"], 12.5);

    ScriptedServer refusing(json_reply(401, R"({"error":{"message":"invalid token sk-test-0123456789"}})"));
    told_by(refusing);
    Ran const refused = inlay({"balance", "--json"});
    EXPECT_EQ(refused.exit_status, 4);
    EXPECT_EQ((refused.out + refused.err).find("sk-test-0123456789"), std::string::npos) << refused.out << refused.err;
}

TEST_F(CommandLine, usage_adds_up_the_runs_of_a_day_and_leaves_the_sandbox_out) {
    ScriptedServer server(json_reply(200, gemini_reply(encode_png(photo_like({64, 48}, 5)).value())));
    environment["INLAY_API_KEY"] = "sk-test-0123456789";
    environment["INLAY_SANDBOX_ARGS"] = "--delay 0";
    EXPECT_TRUE(json::parse(inlay({"usage", "--json"}).out)["days"].empty());
    for (auto const& count : {"1", "2"})
        ASSERT_EQ(inlay({"generate", "-p", "a lake", "-o", folder.file("out.png"), "--base-url", server.url(),
                         "--count", count})
                      .exit_status,
                  0);
    ASSERT_EQ(inlay({"generate", "-p", "a lake", "-o", folder.file("free.png")}).exit_status, 0);
    json const days = json::parse(inlay({"usage", "--json"}).out)["days"];
    ASSERT_EQ(days.size(), 1u);
    EXPECT_EQ(days[0]["runs"], 2);
    EXPECT_EQ(days[0]["pictures"], 3);
    EXPECT_EQ(days[0]["tokens"], 3 * 1553);
    EXPECT_NEAR(days[0]["price_usd"].get<double>(), 3 * 0.039, 1e-9);
    EXPECT_NE(inlay({"usage"}).out.find("3 pictures  $0.117"), std::string::npos) << inlay({"usage"}).out;
}

TEST_F(CommandLine, the_price_is_said_before_a_run_where_it_is_known) {
    ScriptedServer server(json_reply(200, gemini_reply(encode_png(photo_like({64, 48}, 5)).value())));
    environment["INLAY_API_KEY"] = "sk-test-0123456789";
    auto const said = [&](std::vector<std::string> more) {
        std::vector<std::string> words{"generate",   "-p",         "a lake",  "-o", folder.file("out.png"),
                                       "--base-url", server.url(), "--count", "2"};
        words.insert(words.end(), more.begin(), more.end());
        Ran const ran = inlay(words);
        EXPECT_EQ(ran.exit_status, 0) << ran.err;
        return ran.err;
    };
    std::vector<std::string> const comet{"--provider", "cometapi", "--model", "gemini-2.5-flash-image"};
    EXPECT_EQ(said(comet).rfind("About $0.078 for 2 pictures.\n", 0), 0u);
    EXPECT_EQ(said(comet).rfind("About $0.078 for 2 pictures. Spent today: $0.078.\n", 0), 0u);
    EXPECT_EQ(said({"--quiet"}), "");
    EXPECT_EQ(said({}).find('$'), std::string::npos) << "nobody knows what an unknown service takes";
}

} // namespace
} // namespace inlay::test
