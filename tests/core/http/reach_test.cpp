// Where redirects and proxies lead, with which headers, and what a foreign address may not reach.
#include "http_test.h"

namespace inlay::http {
namespace {

TEST(Redirect, of_a_get_is_followed_and_takes_the_headers_only_to_the_same_origin) {
    ScriptedServer const other(ScriptedServer::always(200, {}, "other"));
    ScriptedServer const server([&](Connection& connection) {
        SeenRequest request;
        while (connection.read_request(request)) {
            auto const to = request.target == "/a"             ? "/b?sig=%2F%2f"
                            : request.target.starts_with("/b") ? other.url() + "/c"
                                                               : std::string();
            connection.send("HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nContent-Length: 7\r\n\r\nignored");
        }
    });
    auto request = get(server.url() + "/a");
    request.headers = {{"x-goog-api-key", "secret"}, {"Authorization", "secret"}, {"X-Other", "1"}};
    request.max_redirects = 3;
    Recorder recorder;
    auto const response = perform(request, recorder, {});
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "other");
    EXPECT_EQ(recorder.statuses, std::vector<int>{200}); // of the final response alone
    ASSERT_EQ(server.requests().size(), 2u);
    EXPECT_EQ(server.requests()[1].target, "/b?sig=%2F%2f");
    EXPECT_EQ(server.requests()[1].header("x-goog-api-key"), "secret");
    ASSERT_EQ(other.requests().size(), 1u);
    for (auto const name : {"x-goog-api-key", "Authorization", "X-Other"})
        EXPECT_EQ(other.requests()[0].header(name), "");
}

TEST(Redirect, back_to_the_first_origin_does_not_bring_the_headers_back) {
    std::string first;
    ScriptedServer const other([&](Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
        connection.send("HTTP/1.1 307 X\r\nLocation: " + first + "/end\r\nContent-Length: 0\r\n\r\n");
    });
    ScriptedServer const server([&](Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
        connection.send(request.target == "/end"
                            ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                            : "HTTP/1.1 302 Found\r\nLocation: " + other.url() + "\r\nContent-Length: 0\r\n\r\n");
    });
    first = server.url();
    auto request = get(first);
    request.headers = {{"Authorization", "secret"}};
    request.max_redirects = 3;
    ASSERT_TRUE(perform(request));
    ASSERT_EQ(server.requests().size(), 2u);
    EXPECT_EQ(server.requests()[1].header("Authorization"), "");
}

TEST(Redirect, is_not_followed_for_a_post_nor_beyond_the_limit) {
    ScriptedServer const server(ScriptedServer::always(308, {{"Location", "/again"}}, "moved"));
    auto request = post(server.url(), "{}");
    request.max_redirects = 5;
    auto response = perform(request);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 308);
    EXPECT_EQ(response->header("location"), "/again");
    EXPECT_EQ(response->body, "moved");
    EXPECT_EQ(server.requests().size(), 1u);
    request = get(server.url());
    request.max_redirects = 2;
    response = perform(request);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 308);
    EXPECT_EQ(response->body, "moved");
    EXPECT_EQ(server.requests().size(), 4u);
    request.max_redirects = 0;
    EXPECT_EQ(perform(request)->status, 308);
}

TEST(Redirect, to_what_is_none_of_the_web_is_an_error) {
    for (auto const to : {"file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://x/"}) {
        ScriptedServer const server(ScriptedServer::always(302, {{"Location", to}}, ""));
        auto request = get(server.url());
        request.max_redirects = 3;
        auto const result = perform(request);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, ErrorCode::wrong_address);
    }
}

Request fetch(std::string url, bool loopback_allowed) {
    auto request = get(std::move(url));
    request.reach = Reach::public_only;
    request.loopback_allowed = loopback_allowed;
    request.max_redirects = 3;
    request.connect_timeout = 2s;
    return request;
}

TEST(PublicOnly, refuses_this_machine_by_number_and_by_name) {
    ScriptedServer const server(ScriptedServer::always(200, {}, "picture"));
    auto const port = ":" + std::to_string(server.port());
    for (auto const& url :
         {server.url(), "http://localhost" + port, "http://a.loop.test" + port, "https://a.loop.test" + port,
          "https://127.0.0.1" + port, "https://[::ffff:127.0.0.1]" + port, "http://2130706433" + port,
          std::string("http://8.8.8.8/"), std::string("https://10.1.2.3/"), std::string("https://169.254.169.254/"),
          std::string("https://[fe80::1]/"), std::string("https://[::]/"), std::string("https://0.0.0.0") + port}) {
        auto const result = perform(fetch(url, false));
        ASSERT_FALSE(result) << url;
        EXPECT_EQ(result.error().code, ErrorCode::undecodable) << url << result.error().detail;
        EXPECT_THAT(result.error().message, HasSubstr("not a public address")) << url;
    }
    EXPECT_TRUE(server.requests().empty());
}

TEST(PublicOnly, may_allow_this_machine_and_nothing_else) {
    ScriptedServer const server(ScriptedServer::always(200, {}, "picture"));
    auto const port = ":" + std::to_string(server.port());
    for (auto const& url : {server.url(), "http://localhost" + port})
        EXPECT_TRUE(perform(fetch(url, true))) << url;
    for (auto const url : {"https://10.1.2.3/", "http://8.8.8.8/", "http://192.168.0.1/"}) {
        auto const result = perform(fetch(url, true));
        ASSERT_FALSE(result) << url;
        EXPECT_EQ(result.error().code, ErrorCode::undecodable) << url;
    }
}

TEST(PublicOnly, holds_for_every_redirect) {
    ScriptedServer const inner(ScriptedServer::always(200, {}, "secret"));
    for (auto const& to : {"http://10.0.0.1/x", "https://192.168.1.1/x", "http://example.missing.test/",
                           "https://169.254.169.254/latest/meta-data"}) {
        ScriptedServer const server(ScriptedServer::always(302, {{"Location", to}}, ""));
        auto const result = perform(fetch(server.url(), true));
        ASSERT_FALSE(result) << to;
        EXPECT_EQ(result.error().code, ErrorCode::undecodable) << to;
    }
}

// A proxy for plain http: it is asked for whole URLs.
TEST(ProxyUse, by_setting_and_by_environment) {
    ScriptedServer const proxy(ScriptedServer::always(200, {}, "through the proxy"));
    auto request = get("http://api.missing.test/x?y=%2F");
    request.proxy = proxy.url();
    auto response = perform(request);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "through the proxy");
    EXPECT_EQ(proxy.requests().back().target, "http://api.missing.test/x?y=%2F");
    EXPECT_EQ(proxy.requests().back().header("Host"), "api.missing.test");

    request.proxy.clear();
    Variable const http_proxy("http_proxy", "127.0.0.1:" + std::to_string(proxy.port()));
    Variable const none("no_proxy", "");
    Variable const none_either("NO_PROXY", "");
    ASSERT_TRUE(perform(request));
    EXPECT_EQ(proxy.requests().size(), 2u);
    {
        Variable const no_proxy("no_proxy", "other.test,missing.test");
        auto const result = perform(request);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, ErrorCode::dns_failed);
    }
    request.proxy = "direct";
    EXPECT_FALSE(perform(request));
    EXPECT_EQ(proxy.requests().size(), 2u);
}

TEST(ProxyUse, for_https_is_a_tunnel_that_never_sees_the_key) {
    ScriptedServer const proxy([](Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
        connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
    });
    auto request = post("https://api.missing.test/x", "{}");
    request.headers.push_back({"Authorization", "secret"});
    request.proxy = "http://user:pass@127.0.0.1:" + std::to_string(proxy.port());
    auto const result = perform(request);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::connect_failed);
    EXPECT_EQ(result.error().message, "The proxy 127.0.0.1:" + std::to_string(proxy.port()) +
                                          " refused the connection to api.missing.test (status 403).");
    EXPECT_THAT(result.error().advice, HasSubstr("“Proxy”"));
    EXPECT_THAT(result.error().detail, Not(HasSubstr("pass")));
    auto const seen = proxy.requests().at(0);
    EXPECT_EQ(seen.method, "CONNECT");
    EXPECT_EQ(seen.target, "api.missing.test:443");
    EXPECT_EQ(seen.header("Authorization"), "");
    EXPECT_NE(seen.header("Proxy-Authorization"), "");
}

TEST(ProxyUse, errors_name_the_proxy) {
    auto request = get("https://api.example.com/");
    request.proxy = "http://gone.missing.test:3128";
    auto result = perform(request);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::dns_failed);
    EXPECT_EQ(result.error().message, "The proxy gone.missing.test:3128 could not be found.");
    request.proxy = "http://127.0.0.1:1";
    result = perform(request);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::connect_failed);
    EXPECT_THAT(result.error().message, HasSubstr("no connection to the proxy 127.0.0.1:1"));
    ScriptedServer const locked(ScriptedServer::always(407, {{"Proxy-Authenticate", "Basic realm=x"}}, ""));
    request.proxy = locked.url();
    result = perform(request);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::connect_failed);
    EXPECT_THAT(result.error().message, HasSubstr("wants a user name and a password"));
}

TEST(ProxyUse, does_not_open_the_way_into_the_persons_own_network) {
    ScriptedServer const proxy(ScriptedServer::always(200, {}, "inner"));
    for (auto const url : {"http://127.0.0.1:9/", "http://localhost/", "https://10.0.0.1/", "http://intranet/",
                           "https://169.254.169.254/"}) {
        auto request = fetch(url, false);
        request.proxy = proxy.url();
        auto const result = perform(request);
        ASSERT_FALSE(result) << url;
        EXPECT_EQ(result.error().code, ErrorCode::undecodable);
    }
    EXPECT_TRUE(proxy.requests().empty());
}

} // namespace
} // namespace inlay::http
