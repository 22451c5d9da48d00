// The command line's grammar, its tables, keys and kept answers.
#include "cli_fixture.h"

#include "inlay/error.h"

#include <sys/stat.h>

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

TEST_F(CommandLine, errors_lists_every_code_once_with_its_exit_status) {
    Ran const ran = inlay({"errors", "--json"});
    ASSERT_EQ(ran.exit_status, 0);
    json const list = json::parse(ran.out)["errors"];
    ASSERT_EQ(list.size(), all_error_codes().size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        EXPECT_EQ(list[i]["code"], name(all_error_codes()[i]));
        EXPECT_EQ(list[i]["exit"], exit_status(all_error_codes()[i]));
        EXPECT_GT(list[i]["meaning"].get<std::string>().size(), 5u);
    }
    Ran const plain = inlay({"errors"});
    EXPECT_NE(plain.out.find("key_rejected"), std::string::npos);
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

TEST_F(CommandLine, a_key_is_kept_for_its_owner_only_and_shown_masked) {
    std::string const key = "sk-test-0123456789abcdef";
    Ran const set = inlay({"key", "set", "--provider", "cometapi"}, "  Bearer " + key + "\n");
    ASSERT_EQ(set.exit_status, 0) << set.err;
    EXPECT_EQ((set.out + set.err).find(key), std::string::npos);

    std::string const file = folder.file("home") + "/.config/inlay/keys.json";
    struct stat facts {};
    ASSERT_EQ(stat(file.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777u, 0600u);

    Ran const get = inlay({"key", "get", "--masked", "--provider", "cometapi"});
    EXPECT_EQ(get.exit_status, 0);
    EXPECT_EQ(get.out.find(key), std::string::npos);
    EXPECT_NE(get.out.find("cometapi"), std::string::npos);

    EXPECT_EQ(inlay({"key", "delete", "--provider", "cometapi"}).exit_status, 0);
    EXPECT_EQ(inlay({"key", "get", "--provider", "cometapi"}).exit_status, 4);
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

TEST_F(CommandLine, a_key_file_that_others_can_read_is_refused_with_the_cure) {
    ASSERT_EQ(inlay({"key", "set", "--provider", "google"}, "AIzaTest0123456789\n").exit_status, 0);
    std::string const file = folder.file("home") + "/.config/inlay/keys.json";
    ASSERT_EQ(chmod(file.c_str(), 0644), 0);
    Ran const get = inlay({"key", "get", "--provider", "google"});
    EXPECT_EQ(get.exit_status, 3);
    EXPECT_NE(get.err.find("chmod 600"), std::string::npos) << get.err;
}

TEST_F(CommandLine, an_answer_that_could_not_be_written_is_kept_and_recovered) {
    Image const answer = photo_like({64, 48}, 5);
    std::string const png = encode_png(answer).value();
    ScriptedServer server(json_reply(200, gemini_reply(png)));
    environment["INLAY_API_KEY"] = "sk-test-0123456789";
    std::string const target = folder.file("gone/out.png");
    std::filesystem::create_directory(folder.path() / "gone");
    // The folder goes while the model works.
    ScriptedServer slow([&](Connection& connection) {
        SeenRequest request;
        if (!connection.read_request(request)) return;
        std::filesystem::remove(folder.path() / "gone");
        std::string const body = gemini_reply(png);
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    });
    Ran const ran = inlay({"generate", "-p", "a lake", "-o", target, "--base-url", slow.url()});
    EXPECT_EQ(ran.exit_status, 3) << ran.err;
    EXPECT_NE(ran.err.find("inlay recover"), std::string::npos) << ran.err;

    json const kept = json::parse(inlay({"recover", "--json"}).out)["answers"];
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0]["prompt"], "a lake");
    std::string const id = kept[0]["id"];
    std::string const back = folder.file("back.png");
    ASSERT_EQ(inlay({"recover", id, "-o", back}).exit_status, 0);
    EXPECT_EQ(read_whole_file(back), png);
    ASSERT_EQ(inlay({"recover", id, "--delete"}).exit_status, 0);
    EXPECT_TRUE(json::parse(inlay({"recover", "--json"}).out)["answers"].empty());
    EXPECT_EQ(inlay({"recover", "../../etc", "-o", back}).exit_status, 3);
}

} // namespace
} // namespace inlay::test
