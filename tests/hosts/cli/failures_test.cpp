// Every failure has its exit status, its code, a sentence, and leaves the output alone.
#include "cli_fixture.h"

namespace inlay::test {
namespace {

using nlohmann::json;

struct Case {
    char const* what;
    int http_status;
    std::string body;
    int exit_status;
};

class Failures : public CommandLine {
  protected:
    std::string in = picture_file("in.png", photo_like({24, 24}));
    std::string out = folder.file("out.png");

    json failed(std::string const& base_url, int expected, std::string const& what, char const* seconds = "60") {
        write_whole_file(out, "what was there before");
        environment["INLAY_API_KEY"] = "sk-secret-0123456789abcdef";
        Ran const ran = inlay({"edit", in, "-p", "x", "-o", out, "--base-url", base_url, "--retries", "0", "--timeout",
                               seconds, "--json"});
        EXPECT_EQ(ran.exit_status, expected) << what << ": " << ran.out << ran.err;
        EXPECT_EQ(read_whole_file(out), "what was there before") << what;
        EXPECT_EQ((ran.out + ran.err).find("sk-secret"), std::string::npos) << what << ": the key is shown";
        json const object = json::parse(ran.out, nullptr, false);
        EXPECT_TRUE(object.contains("error")) << what << ran.out;
        EXPECT_GT(object["error"]["message"].get<std::string>().size(), 10u) << what;
        return object["error"];
    }
};

TEST_F(Failures, the_body_decides_the_exit_status_before_the_http_status) {
    std::vector<Case> const cases = {
        {"wrong key at Google", 400, test_data("recorded/gemini_error_400_api_key_invalid.json"), 4},
        {"region", 400, test_data("recorded/gemini_error_400_user_location.json"), 4},
        {"401", 401, R"x({"error":{"message":"Invalid token (request id: 2026)","type":"comet_api_error"}})x", 4},
        {"403 about permission", 403,
         R"x({"error":{"code":403,"message":"Permission denied for this key","status":"PERMISSION_DENIED"}})x", 4},
        {"Unauthorized inside a 200", 200, R"x({"error":"Unauthorized"})x", 4},
        {"blocked prompt", 200, test_data("recorded/vertex_promptFeedback_MODEL_ARMOR.json"), 5},
        {"refused answer", 200, test_data("recorded/gemini_finish_SAFETY_empty_content.json"), 5},
        {"refused answer without content", 200, test_data("recorded/vertex_finish_MODEL_ARMOR_no_content.json"), 5},
        {"words", 200, test_data("recorded/gemini25flash_textonly_noimage.json"), 5},
        {"moderation", 400,
         R"x({"error":{"message":"Your request was rejected","type":"image_generation_user_error","code":"moderation_blocked"}})x",
         5},
        {"402", 402, R"x({"error":{"message":"Insufficient credits","code":402}})x", 6},
        {"quota", 429, test_data("recorded/gemini_error_429_retryinfo_min.json"), 6},
        {"model gone", 404, test_data("recorded/gemini_error_404_unknown_model.json"), 8},
        {"no channel", 503,
         R"x({"error":{"message":"no available channel for group default and model x (distributor)","type":"comet_api_error","code":"model_not_found"}})x",
         8},
        {"a web page", 404, test_data("recorded/google_error_404_page.html"), 8},
        {"a web page inside a 200", 200, "<html><head><title>Welcome</title></head></html>", 8},
        {"server error", 500, R"x({"error":{"message":"internal"}})x", 8},
        {"nothing", 200, "", 8},
        {"empty object", 200, "{}", 8},
        {"broken JSON", 200, R"x({"candidates":[{"content":)x", 8},
        {"no picture in the Base64", 200, gemini_reply("this is no picture at all"), 8},
        {"half a picture", 200, gemini_reply(encode_png(photo_like({64, 64})).value().substr(0, 2000)), 8},
        {"picture refused", 400, test_data("recorded/gemini_error_400_input_image_rejected.json"), 8},
    };
    for (Case const& one : cases) {
        ScriptedServer server(json_reply(one.http_status, one.body));
        failed(server.url(), one.exit_status, one.what);
        EXPECT_EQ(server.requests().size(), 1u) << one.what;
    }
}

TEST_F(Failures, what_is_no_complete_reply_is_exit_status_7) {
    failed("http://127.0.0.1:9", 7, "nobody listens");
    failed("https://no-such-host.invalid", 7, "no such name");
    ScriptedServer closes([](Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
    });
    failed(closes.url(), 7, "closed without a word");
    ScriptedServer cut([](Connection& connection) {
        SeenRequest request;
        if (connection.read_request(request))
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{\"candidates\":");
    });
    failed(cut.url(), 7, "cut body");
    ScriptedServer silent([](Connection& connection) {
        SeenRequest request;
        if (connection.read_request(request)) connection.wait_for_close(60'000);
    });
    json const error = failed(silent.url(), 7, "silence", "1");
    EXPECT_EQ(error["code"], "timed_out");
}

TEST_F(Failures, local_trouble_is_exit_status_3_and_asks_nobody) {
    ScriptedServer server(json_reply(200, "{}"));
    write_whole_file(folder.path() / "text.png", "no picture");
    std::string const half = folder.file("half.png");
    write_whole_file(half, read_whole_file(in).substr(0, 300));
    for (auto const& words : std::vector<std::vector<std::string>>{
             {"edit", folder.file("missing.png"), "-p", "x", "-o", out},
             {"edit", folder.file("text.png"), "-p", "x", "-o", out},
             {"edit", half, "-p", "x", "-o", out},
             {"edit", in, "-p", "x", "-o", folder.file("no-such-folder/out.png")},
             {"edit", in, "-p", "x", "-o", out, "--select", "100,100,5,5"},
             {"edit", in, "-p", "x", "-o", out, "--reference", folder.file("missing.png")},
         }) {
        auto all = words;
        all.insert(all.end(), {"--base-url", server.url(), "--json"});
        Ran const ran = inlay(all);
        EXPECT_EQ(ran.exit_status, 3) << words[1] << ran.out << ran.err;
        EXPECT_FALSE(std::filesystem::exists(out));
    }
    EXPECT_TRUE(server.requests().empty());
}

TEST_F(Failures, without_a_key_a_service_that_needs_one_is_exit_status_4) {
    Ran const ran = inlay({"edit", in, "-p", "x", "-o", out, "--provider", "cometapi", "--json"});
    EXPECT_EQ(ran.exit_status, 4);
    json const error = json::parse(ran.out)["error"];
    EXPECT_EQ(error["code"], "no_key");
    EXPECT_NE(error["advice"].get<std::string>().find("inlay key set"), std::string::npos) << error;
}

TEST_F(Failures, the_key_of_another_provider_is_not_sent) {
    ScriptedServer server(json_reply(200, "{}"));
    environment["COMETAPI_KEY"] = "sk-of-comet-0123456789";
    inlay({"edit", in, "-p", "x", "-o", out, "--base-url", server.url(), "--json"});
    ASSERT_EQ(server.requests().size(), 1u);
    EXPECT_EQ(server.requests()[0].header("Authorization"), "");
}

TEST_F(Failures, a_busy_service_is_asked_again_as_often_as_allowed) {
    std::string const good = gemini_reply(encode_png(photo_like({24, 24}, 3)).value());
    ScriptedServer server(ScriptedServer::in_turn(
        {{503, {{"Retry-After", "0"}}, R"x({"error":{"message":"overloaded"}})x"}, {200, {}, good}}));
    Ran const ran = inlay({"edit", in, "-p", "x", "-o", out, "--base-url", server.url(), "--json", "--keep", "off"});
    EXPECT_EQ(ran.exit_status, 0) << ran.out << ran.err;
    EXPECT_EQ(json::parse(ran.out)["attempts"], 2);
    EXPECT_EQ(server.requests().size(), 2u);
}

TEST_F(Failures, one_of_three_variations_that_fails_does_not_cost_the_others_nor_change_their_names) {
    std::string const reply = gemini_reply(encode_png(photo_like({32, 32}, 5)).value());
    ScriptedServer server(ScriptedServer::in_turn(
        {{200, {}, reply}, {400, {}, R"({"error":{"message":"the moon is full"}})"}, {400, {}, R"({"error":{}})"}}));
    Ran const ran = inlay({"edit", picture_file("in.png", photo_like({32, 32})), "-p", "x", "-o",
                           folder.file("out.png"), "--base-url", server.url(), "--count", "3", "--json"});
    ASSERT_EQ(ran.exit_status, 0) << ran.out;
    EXPECT_NE(ran.err.find("2 of 3 pictures did not come: "), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("the moon is full"), std::string::npos) << ran.err;
    EXPECT_EQ(json::parse(ran.out)["images"].size(), 1u);
    EXPECT_TRUE(std::filesystem::exists(folder.file("out-1.png")));
    EXPECT_FALSE(std::filesystem::exists(folder.file("out.png")));
}

} // namespace
} // namespace inlay::test
