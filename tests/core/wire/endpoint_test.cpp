// Where does a call go, whatever a person pasted as the base URL?
#include "replies.h"

#include "inlay/client.h"

using namespace inlay;
using namespace inlay::test;
using testing::HasSubstr;
using testing::Not;

TEST(Endpoint, row_16_a_base_url_is_forgiven) {
    struct Case {
        char const* base;
        char const* prefix; // what "/models/…" and so on are appended to
    };
    std::string const tails[] = {"/models/m:generateContent", "/chat/completions", "/images/generations"};
    std::string const wires[] = {"gemini", "openai-chat", "openai-images"};
    inlay::Connection connection;
    connection.model = "m";
    auto const expect = [&](std::string const& base, std::string const& gemini, std::string const& openai) {
        for (std::size_t i = 0; i < 3; ++i) {
            connection.base_url = base;
            connection.wire = wires[i];
            EXPECT_EQ(endpoint_url(connection, false), (i == 0 ? gemini : openai) + tails[i]) << base;
        }
    };
    std::string const host = "https://h.example";
    for (std::string const base :
         {"https://h.example", "https://h.example/", "https://h.example//", " https://h.example \n", "h.example",
          "HTTPS://h.example", "https://h.example/#x", "https://h.example?key=sk-secret"})
        expect(base, host + "/v1beta", host + "/v1");
    for (std::string const base :
         {"/v1", "/v1/", "//v1//", "/v1/v1", "/v1/v1/", "/v1/chat/completions", "/v1/images/generations/",
          "/v1/images/edits", "/v1/models", "/v1/chat/completions?key=secret"})
        expect(host + base, host + "/v1", host + "/v1");
    for (std::string const base : {"/v1beta", "/v1beta/", "/v1beta/v1beta", "/v1beta/models/gemini-x:generateContent",
                                   "/v1beta/models/gemini-x:streamGenerateContent?alt=sse&key=secret",
                                   "/v1beta/models/", "/v1beta/models/gemini-x"})
        expect(host + base, host + "/v1beta", host + "/v1beta");
    expect(host + "/api", host + "/api/v1beta", host + "/api/v1");
    expect(host + "/api/v1/", host + "/api/v1", host + "/api/v1");
    expect(host + "/v1beta/openai/", host + "/v1beta/openai", host + "/v1beta/openai");
    expect(host + "/models/openai/v1", host + "/models/openai/v1", host + "/models/openai/v1");
    expect(host + "/v1beta1/projects/P/locations/global/publishers/google",
           host + "/v1beta1/projects/P/locations/global/publishers/google",
           host + "/v1beta1/projects/P/locations/global/publishers/google");
    expect("127.0.0.1:8080", "http://127.0.0.1:8080/v1beta", "http://127.0.0.1:8080/v1");
    expect("localhost:1234/v1", "http://localhost:1234/v1", "http://localhost:1234/v1");
    expect("http://[::1]:9", "http://[::1]:9/v1beta", "http://[::1]:9/v1");
    // No version segments, although they begin like one.
    expect(host + "/vision/v", host + "/vision/v/v1beta", host + "/vision/v/v1");
}

TEST(Endpoint, a_query_of_the_base_is_kept_without_its_key) {
    inlay::Connection connection;
    connection.base_url = "https://h.example/v1?api-version=2026-01-01&key=secret&alt=json";
    connection.model = "m";
    EXPECT_EQ(endpoint_url(connection, false), "https://h.example/v1/models/m:generateContent?api-version=2026-01-01");
    connection.stream = true;
    EXPECT_EQ(endpoint_url(connection, false),
              "https://h.example/v1/models/m:streamGenerateContent?alt=sse&api-version=2026-01-01");
}

TEST(Endpoint, a_model_cannot_leave_its_place_in_the_path) {
    inlay::Connection connection;
    connection.base_url = "https://h.example";
    for (auto const& [model, in_path] : std::map<std::string, std::string>{
             {"models/gemini-x", "gemini-x"}, {"google/gemini-x", "google/gemini-x"}, {" a?b#c d ", "a%3Fb%23c%20d"}}) {
        connection.model = model;
        EXPECT_EQ(endpoint_url(connection, false), "https://h.example/v1beta/models/" + in_path + ":generateContent");
    }
}

TEST(Endpoint, a_whole_one_is_what_is_called) {
    inlay::Connection connection;
    connection.model = "m";
    auto const called = [&](std::string const& base, std::string const& wire, bool with_images = false) {
        connection.base_url = "https://h.example" + base;
        connection.wire = wire;
        return endpoint_url(connection, with_images).substr(std::string("https://h.example").size());
    };
    EXPECT_EQ(called("/chat/completions", "openai-chat"), "/chat/completions");
    EXPECT_EQ(called("/chat/completions", "openai-images"), "/v1/images/generations") << "that of another format";
    EXPECT_EQ(called("/api/images/edits", "openai-images"), "/api/images/generations");
    EXPECT_EQ(called("/models/gemini-x:generateContent", "gemini"), "/models/m:generateContent");
    EXPECT_EQ(called("/models", "gemini"), "/v1beta/models/m:generateContent") << "a list is no endpoint";
    std::string const azure = "/openai/deployments/d/images/edits?api-version=2025-04-01-preview";
    EXPECT_EQ(called(azure, "openai-images", true), azure);
    EXPECT_EQ(called(azure, "openai-images"),
              "/openai/deployments/d/images/generations?api-version=2025-04-01-preview");
    EXPECT_EQ(called("/openai/deployments/d?api-version=1", "openai-images", true),
              "/openai/deployments/d/images/edits?api-version=1");
    EXPECT_EQ(called("/openai/deployments/d?api-version=1", "openai-chat"),
              "/openai/deployments/d/chat/completions?api-version=1");
}

TEST(Endpoint, a_version_within_a_gateways_own_path_is_not_the_apis) {
    inlay::Connection connection;
    connection.model = "m";
    auto const called = [&](std::string const& base, std::string const& wire) {
        connection.base_url = "https://h.example" + base;
        connection.wire = wire;
        return endpoint_url(connection, false).substr(std::string("https://h.example").size());
    };
    EXPECT_EQ(called("/v1/acc/gateway/google-ai-studio", "gemini"),
              "/v1/acc/gateway/google-ai-studio/v1beta/models/m:generateContent");
    EXPECT_EQ(called("/v1/acc/gateway/openai", "openai-chat"), "/v1/acc/gateway/openai/chat/completions");
    EXPECT_EQ(called("/v1/acc/gateway/compat", "openai-chat"), "/v1/acc/gateway/compat/chat/completions");
    EXPECT_EQ(called("/v2/teams/art", "openai-images"), "/v2/teams/art/v1/images/generations");
    EXPECT_EQ(called("/v1/publishers/google", "gemini"), "/v1/publishers/google/models/m:generateContent");
}

TEST(Endpoint, of_another_version_says_which_is_usual) {
    Given given = with_status(404);
    given.connection.base_url = "https://h.example/v1";
    given.connection.wire = "gemini";
    EXPECT_THAT(read_reply(R"({"detail":"Not Found"})", given).error().advice, HasSubstr("/v1beta in place of /v1"));
    EXPECT_THAT(
        read_reply(
            R"({"error":{"message":"models/x is not found for API version v1, or is not supported for generateContent"}})",
            given)
            .error()
            .advice,
        HasSubstr("/v1beta in place of /v1"));
    given.connection.base_url = "https://h.example/v1beta";
    EXPECT_THAT(read_reply(R"({"detail":"Not Found"})", given).error().advice, Not(HasSubstr("in place of")));
}

TEST(Endpoint, edits_and_generations_differ) {
    inlay::Connection connection;
    connection.base_url = "https://h.example/v1/images/edits";
    connection.wire = "openai-images";
    EXPECT_EQ(endpoint_url(connection, false), "https://h.example/v1/images/generations");
    EXPECT_EQ(endpoint_url(connection, true), "https://h.example/v1/images/edits");
}

TEST(Names, of_wires_and_ways_of_sending_the_key_lead_back_to_them) {
    std::vector<std::string> names;
    for (auto const& [name, label] : wire_names()) {
        names.emplace_back(name);
        EXPECT_TRUE(is_wire(name));
        EXPECT_NE(label, "");
    }
    EXPECT_EQ(names, (std::vector<std::string>{"gemini", "openai-chat", "openai-images"}));
    EXPECT_EQ(listed_wire_names(), "gemini, openai-chat, openai-images");
    EXPECT_FALSE(is_wire("openai"));
    EXPECT_FALSE(is_wire(""));
    for (Auth const auth : {Auth::raw, Auth::bearer, Auth::x_goog_api_key, Auth::api_key, Auth::query, Auth::none})
        EXPECT_EQ(auth_of_name(name(auth)), auth);
    EXPECT_EQ(name(Auth::x_goog_api_key), "x-goog-api-key");
    EXPECT_FALSE(auth_of_name("").has_value());
}
