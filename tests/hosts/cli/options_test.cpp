// Each option of a run reaches the service, and none is left without a test.
#include "option_fixture.h"

#include "core/http/tls_server.h"
#include "core/image/made_files.h"

#include <map>
#include <regex>
#include <set>

namespace inlay::test {
namespace {

using namespace std::string_literals;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(Option, none_is_without_a_test_of_its_name) {
    std::set<std::string> tested;
    auto const& all = *::testing::UnitTest::GetInstance();
    for (int i = 0; i < all.total_test_suite_count(); ++i) {
        auto const& suite = *all.GetTestSuite(i);
        if (suite.name() != std::string("Option")) continue;
        for (int k = 0; k < suite.total_test_count(); ++k)
            tested.insert(suite.GetTestInfo(k)->name());
    }
    for (char const* command : {"edit", "generate", "place"}) {
        std::string const help = inlay({command, "--help"}).out;
        static std::regex const option(R"((^|\n) +(-\w,)?--([a-z-]+))");
        int found = 0;
        for (std::sregex_iterator each(help.begin(), help.end(), option), end; each != end; ++each, ++found) {
            std::string name = (*each)[3];
            std::ranges::replace(name, '-', '_');
            EXPECT_TRUE(tested.contains(name))
                << command << " --" << (*each)[3] << ": write TEST_F(Option, " << name << ") that sees what it does";
        }
        EXPECT_GT(found, 10) << help;
    }
}

TEST_F(Option, prompt) {
    ScriptedServer server(gives(plain({64, 48}, 9, 9, 9)));
    std::string const prompt = "make it \"night\"\n\xE2\x98\xBD";
    ASSERT_EQ(inlay({"edit", in, "--prompt", prompt, "-o", out, "--base-url", server.url()}).exit_status, 0);
    ASSERT_EQ(inlay({"generate", "-p", prompt, "-o", out, "--base-url", server.url()}).exit_status, 0);
    ASSERT_EQ(server.requests().size(), 2u);
    for (SeenRequest const& request : server.requests())
        EXPECT_EQ(body_of(request)["contents"][0]["parts"][0]["text"], prompt);
}

TEST_F(Option, output) {
    ScriptedServer server(gives(plain({8, 8}, 9, 9, 9)));
    ASSERT_EQ(
        inlay({"generate", "-p", "x", "--base-url", server.url(), "--output", folder.file("long.png")}).exit_status, 0);
    ASSERT_EQ(inlay({"generate", "-p", "x", "--base-url", server.url(), "-o", folder.file("short.png")}).exit_status,
              0);
    EXPECT_THAT(files(), ElementsAre("in.png", "long.png", "short.png"));
}

TEST_F(Option, base_url) {
    ScriptedServer server(gives(plain({64, 48}, 9, 9, 9)));
    for (char const* path : {"", "/", "/v1beta", "/gateway", "/gateway/v1beta/"})
        ASSERT_EQ(inlay({"generate", "-p", "x", "-o", out, "--base-url", server.url() + path}).exit_status, 0) << path;
    std::vector<std::string> targets;
    for (SeenRequest const& request : server.requests())
        targets.push_back(request.target);
    std::string const plain_target = "/v1beta/models/gemini-2.5-flash-image:generateContent";
    EXPECT_THAT(targets, ElementsAre(plain_target, plain_target, plain_target, "/gateway" + plain_target,
                                     "/gateway" + plain_target));
}

TEST_F(Option, provider) {
    environment["COMETAPI_KEY"] = "sk-of-comet-0123456789";
    environment["GEMINI_API_KEY"] = "AIza-of-google-0123456789";
    ScriptedServer server(gives(plain({64, 48}, 9, 9, 9)));
    for (char const* id : {"cometapi", "google"}) {
        Ran const ran = generate(out, server, {"--provider", id, "--json"});
        ASSERT_EQ(ran.exit_status, 0) << ran.err << ran.out;
        EXPECT_EQ(json::parse(ran.out)["provider"], id);
    }
    ASSERT_EQ(server.requests().size(), 2u);
    EXPECT_EQ(server.requests()[0].header("Authorization"), "sk-of-comet-0123456789");
    EXPECT_EQ(server.requests()[1].header("x-goog-api-key"), "AIza-of-google-0123456789");
}

TEST_F(Option, key_env) {
    environment["INLAY_API_KEY"] = "sk-the-usual-0123456789";
    environment["MY_OTHER_KEY"] = "sk-the-other-0123456789";
    for (SeenRequest const& request : asked({"--key-env", "MY_OTHER_KEY"}))
        EXPECT_EQ(request.header("Authorization"), "sk-the-other-0123456789");
    for (SeenRequest const& request : asked({}))
        EXPECT_EQ(request.header("Authorization"), "sk-the-usual-0123456789");
}

TEST_F(Option, auth) {
    environment["INLAY_API_KEY"] = "sk-test-0123456789";
    for (SeenRequest const& request : asked({"--auth", "raw"}))
        EXPECT_EQ(request.header("Authorization"), "sk-test-0123456789");
    for (SeenRequest const& request : asked({"--auth", "bearer"}))
        EXPECT_EQ(request.header("Authorization"), "Bearer sk-test-0123456789");
    for (SeenRequest const& request : asked({"--auth", "x-goog-api-key"})) {
        EXPECT_EQ(request.header("Authorization"), "");
        EXPECT_EQ(request.header("x-goog-api-key"), "sk-test-0123456789");
    }
    for (SeenRequest const& request : asked({"--auth", "query"})) {
        EXPECT_EQ(request.header("Authorization"), "");
        EXPECT_EQ(request.target, "/v1beta/models/gemini-2.5-flash-image:generateContent?key=sk-test-0123456789");
    }
}

TEST_F(Option, model) {
    for (SeenRequest const& request : asked({"--model", "my-own-model"}))
        EXPECT_EQ(request.target, "/v1beta/models/my-own-model:generateContent");
}

TEST_F(Option, wire) {
    struct Case {
        char const* wire;
        char const* edit;
        char const* generate;
    };
    for (auto const& [wire, edit, generate] :
         {Case{"gemini", "/v1beta/models/m:generateContent", "/v1beta/models/m:generateContent"},
          Case{"openai-chat", "/v1/chat/completions", "/v1/chat/completions"},
          Case{"openai-images", "/v1/images/edits", "/v1/images/generations"}}) {
        auto const requests = asked({"--wire", wire, "--model", "m"});
        ASSERT_EQ(requests.size(), 2u) << wire;
        EXPECT_EQ(requests[0].target, edit);
        EXPECT_EQ(requests[1].target, generate);
    }
}

TEST_F(Option, stream) {
    for (SeenRequest const& request : asked({"--stream"}))
        EXPECT_EQ(request.target, "/v1beta/models/gemini-2.5-flash-image:streamGenerateContent?alt=sse");
}

TEST_F(Option, aspect) {
    for (json const& body : bodies({"--aspect", "16:9"}))
        EXPECT_EQ(body["generationConfig"]["imageConfig"]["aspectRatio"], "16:9");
    for (json const& body : bodies({}))
        EXPECT_FALSE(body["generationConfig"].contains("imageConfig")) << body["generationConfig"];
}

TEST_F(Option, size) {
    for (char const* size : {"1K", "2K", "4K"})
        for (json const& body : bodies({"--size", size, "--model", "gemini-3-pro-image"}))
            EXPECT_EQ(body["generationConfig"]["imageConfig"]["imageSize"], size);
}

TEST_F(Option, system) {
    for (json const& body : bodies({"--system", "You draw like a child."}))
        EXPECT_EQ(body["systemInstruction"]["parts"][0]["text"], "You draw like a child.");
    for (json const& body : bodies({}))
        EXPECT_FALSE(body.contains("systemInstruction"));
}

TEST_F(Option, safety) {
    for (json const& body : bodies({"--safety", "block_only_high"})) {
        std::set<std::string> categories;
        for (json const& setting : body["safetySettings"]) {
            EXPECT_EQ(setting["threshold"], "BLOCK_ONLY_HIGH");
            categories.insert(setting["category"]);
        }
        EXPECT_THAT(categories, ElementsAre("HARM_CATEGORY_DANGEROUS_CONTENT", "HARM_CATEGORY_HARASSMENT",
                                            "HARM_CATEGORY_HATE_SPEECH", "HARM_CATEGORY_SEXUALLY_EXPLICIT"));
    }
    for (json const& body : bodies({}))
        EXPECT_FALSE(body.contains("safetySettings"));
}

TEST_F(Option, reference) {
    std::string const red = picture_file("red.png", plain({20, 10}, 255, 0, 0));
    std::string const blue = picture_file("blue.png", plain({10, 30}, 0, 0, 255));
    for (auto const& words :
         std::vector<std::vector<std::string>>{{"--reference", red, blue}, {"--reference", red, "--reference", blue}}) {
        auto const requests = asked(words);
        ASSERT_EQ(requests.size(), 2u);
        for (std::size_t run : {0u, 1u}) { // behind the picture to edit, where there is one
            EXPECT_EQ(body_of(requests[run])["contents"][0]["parts"].size(), 4u - run);
            EXPECT_EQ(sent_picture(requests[run], 1 - run), plain({20, 10}, 255, 0, 0));
            EXPECT_EQ(sent_picture(requests[run], 2 - run), plain({10, 30}, 0, 0, 255));
        }
        EXPECT_EQ(sent_picture(requests[0]), photo_like({64, 48}));
    }
}

TEST_F(Option, count) {
    ScriptedServer server(gives(plain({64, 48}, 9, 9, 9)));
    ASSERT_EQ(edit_plainly(in, out, server, {"--count", "3"}).exit_status, 0);
    EXPECT_EQ(server.requests().size(), 3u);
    EXPECT_THAT(files(), ElementsAre("in.png", "out-1.png", "out-2.png", "out-3.png"));
}

TEST_F(Option, timeout) {
    ScriptedServer silent([](Connection& connection) {
        SeenRequest request;
        if (connection.read_request(request)) connection.wait_for_close(60'000);
    });
    Ran const ran = generate(out, silent, {"--timeout", "1", "--retries", "0", "--json"});
    EXPECT_EQ(ran.exit_status, 7);
    EXPECT_EQ(json::parse(ran.out)["error"]["code"], "timed_out") << ran.out;
}

TEST_F(Option, retries) {
    std::string const good = gemini_reply(encode_png(plain({64, 48}, 9, 9, 9)).value());
    ScriptedServer::Canned const busy{503, {{"Retry-After", "0"}}, R"({"error":{"message":"overloaded"}})"};
    struct Case {
        char const* retries;
        int exit_status;
        std::size_t requests;
    };
    for (auto const& [retries, exit_status, requests] : {Case{"0", 8, 1}, Case{"1", 8, 2}, Case{"3", 0, 4}}) {
        ScriptedServer server(ScriptedServer::in_turn({busy, busy, busy, {200, {}, good}}));
        Ran const ran = generate(out, server, {"--retries", retries});
        EXPECT_EQ(ran.exit_status, exit_status) << retries << ran.err;
        EXPECT_EQ(server.requests().size(), requests) << retries;
    }
}

TEST_F(Option, proxy) {
    ScriptedServer proxy(gives(plain({64, 48}, 9, 9, 9)));
    Ran const ran =
        inlay({"generate", "-p", "x", "-o", out, "--base-url", "http://service.invalid:8080", "--proxy", proxy.url()});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    ASSERT_EQ(proxy.requests().size(), 1u);
    EXPECT_EQ(proxy.requests()[0].target,
              "http://service.invalid:8080/v1beta/models/gemini-2.5-flash-image:generateContent");
    EXPECT_EQ(proxy.requests()[0].header("Host"), "service.invalid:8080");
}

TEST_F(Option, ca_bundle) {
    Certificate certificate;
    certificate.from_authority = true;
    TlsServer server(certificate, TlsBehaviour::answer, gemini_reply(encode_png(plain({8, 8}, 9, 9, 9)).value()));
    std::string const address = server.url();
    std::vector<std::string> words{"generate", "-p", "x", "-o", out, "--base-url", address, "--json"};
    Ran const stranger = inlay(words);
    EXPECT_EQ(stranger.exit_status, 7);
    EXPECT_EQ(json::parse(stranger.out)["error"]["code"], "tls_failed") << stranger.out;
    write_whole_file(folder.path() / "authority.pem", server.authority());
    words.insert(words.end(), {"--ca-bundle", folder.file("authority.pem")});
    Ran const known = inlay(words);
    EXPECT_EQ(known.exit_status, 0) << known.out;
    EXPECT_EQ(decoded_file(out).image, plain({8, 8}, 9, 9, 9));
}

TEST_F(Option, jpeg_quality) {
    Image const picture = photo_like({64, 48});
    std::map<std::string, std::size_t> bytes;
    for (char const* quality : {"10", "95"}) {
        ScriptedServer server(gives(picture));
        ASSERT_EQ(edit_plainly(in, folder.file("out.jpg"), server, {"--jpeg-quality", quality}).exit_status, 0);
        bytes[quality] = read_whole_file(folder.file("out.jpg")).size();
        ScriptedServer another(gives(picture));
        Ran const made = inlay({"generate", "-p", "x", "-o", folder.file("new.jpg"), "--base-url", another.url(),
                                "--jpeg-quality", quality});
        ASSERT_EQ(made.exit_status, 0) << made.err;
        bytes[quality + std::string(" new")] = read_whole_file(folder.file("new.jpg")).size();
    }
    EXPECT_LT(2 * bytes["10"], bytes["95"]);
    EXPECT_LT(2 * bytes["10 new"], bytes["95 new"]);
    EXPECT_EQ(inlay({"edit", in, "-p", "x", "-o", folder.file("out.jpg"), "--jpeg-quality", "0"}).exit_status, 2);
}

// metadata_test.cpp has the rest.
TEST_F(Option, strip) {
    std::string const exif = "Exif\0\0"s + exif_block(true, 1);
    std::string const photograph = folder.file("photograph.jpg");
    write_whole_file(photograph, with_jpeg_segment(encode_jpeg(photo_like({64, 48})).value(), '\xE1', exif));
    for (bool const strip : {false, true}) {
        ScriptedServer server(gives(plain({64, 48}, 9, 9, 9)));
        std::vector<std::string> const more = strip ? std::vector<std::string>{"--strip"} : std::vector<std::string>{};
        ASSERT_EQ(edit_plainly(photograph, folder.file("out.jpg"), server, more).exit_status, 0);
        EXPECT_EQ(read_whole_file(folder.file("out.jpg")).find("Exif\0\0"s) == std::string::npos, strip);
    }
}

} // namespace
} // namespace inlay::test
