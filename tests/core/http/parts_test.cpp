// URLs, addresses and proxies: the pure parts of the transport.
#include "http/address.h"
#include "http/certificates.h"
#include "http/proxy.h"
#include "http/url.h"
#include "support/temp_folder.h"

#include <gtest/gtest.h>
#include <map>

namespace inlay::http {
namespace {

Range range(std::string_view text) {
    auto const address = Address::parse(text);
    EXPECT_TRUE(address) << text;
    return address ? address->range() : Range::other;
}

TEST(Address, of_the_public_network) {
    for (auto const text :
         {"8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "192.167.1.1",
          "198.17.0.1", "198.20.0.1", "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "[2606:4700::1111]",
          "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "2001:200::1"})
        EXPECT_EQ(range(text), Range::public_network) << text;
}

TEST(Address, that_leads_back_into_the_persons_own_network) {
    for (auto const text : {"0.0.0.0",
                            "0.1.2.3",
                            "10.0.0.1",
                            "100.64.0.1",
                            "100.127.255.255",
                            "169.254.169.254",
                            "172.16.0.1",
                            "172.31.255.255",
                            "192.0.0.1",
                            "192.0.2.1",
                            "192.88.99.1",
                            "192.168.1.1",
                            "198.18.0.1",
                            "198.19.255.255",
                            "198.51.100.7",
                            "203.0.113.7",
                            "224.0.0.1",
                            "239.255.255.255",
                            "240.0.0.1",
                            "255.255.255.255",
                            "::",
                            "fe80::1",
                            "fe80::1%eth0",
                            "fc00::1",
                            "fd12::1",
                            "ff02::1",
                            "::ffff:10.0.0.1",
                            "::ffff:192.168.0.1",
                            "::ffff:169.254.169.254",
                            "64:ff9b::10.0.0.1",
                            "64:ff9b:1::1",
                            "2002:a00:1::1",
                            "2001:db8::1",
                            "2001::1",
                            "2001:10::1",
                            "3fff::1",
                            "100::1",
                            "::7f00:1",
                            "4000::1"})
        EXPECT_EQ(range(text), Range::other) << text;
}

TEST(Address, of_this_machine) {
    for (auto const text : {"127.0.0.1", "127.255.255.254", "::1", "[::1]", "::ffff:127.0.0.1", "2002:7f00:1::1"})
        EXPECT_EQ(range(text), Range::loopback) << text;
    EXPECT_FALSE(Address::parse("localhost"));
    EXPECT_FALSE(Address::parse("127.1"));
    EXPECT_FALSE(Address::parse(""));
}

TEST(Url, is_read_without_being_changed) {
    auto const text = "HTTPS://User:pw@Api.Example.COM:8443/a/../b//%2f%2F?sig=a%2Bb+c&x={|}&&e=";
    auto const url = parse_url(text);
    ASSERT_TRUE(url);
    EXPECT_EQ(url->text, text);
    EXPECT_EQ(url->scheme, "https");
    EXPECT_EQ(url->host, "api.example.com");
    EXPECT_EQ(url->port, 8443);
    EXPECT_EQ(url->place(), "api.example.com:8443");
    EXPECT_EQ(url->target(), "/a/../b//%2f%2F?sig=a%2Bb+c&x={|}&&e=");
    EXPECT_EQ(parse_url("https://u:p@a.b:81?x#y")->absolute_target(), "https://a.b:81/?x");
    EXPECT_EQ(parse_url("https://a.b")->target(), "/");
    EXPECT_EQ(parse_url("https://a.b#c")->target(), "/");
    EXPECT_EQ(parse_url("http://[::1]/x")->origin(), "http://[::1]:80");
    EXPECT_EQ(parse_url("https://a.b/x")->place(), "a.b");
    EXPECT_EQ(parse_url("http://a.b/x y?z w")->text, "http://a.b/x%20y?z%20w");
}

TEST(Url, that_is_none_of_the_web_is_refused) {
    for (auto const text :
         {"", "api.example.com", "/v1", "ftp://a.b/", "file:///etc/passwd", "http://", "https:///x", "https:/x",
          "https:x", "http://a.b/\r\nX: y", "http://a.b/\x01", "gopher://a/", "http://a.b:99999/"})
        EXPECT_FALSE(parse_url(text)) << text;
}

TEST(Url, of_this_machine_is_known_by_its_host) {
    for (auto const host : {"localhost", "LOCALHOST", "a.localhost", "127.0.0.1", "127.9.9.9", "[::1]"})
        EXPECT_TRUE(is_loopback_host(host)) << host;
    for (auto const host :
         {"localhost.example.com", "notlocalhost", "10.0.0.1", "example.com", "127.0.0.1.example.com", "[::2]", ""})
        EXPECT_FALSE(is_loopback_host(host)) << host;
    // Other spellings of 127.0.0.1 are brought into this one before they are looked at.
    for (auto const text : {"http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/"})
        EXPECT_TRUE(is_loopback_host(parse_url(text)->host)) << text;
}

TEST(Url, of_a_redirect_may_be_relative) {
    auto const base = *parse_url("https://a.b/c/d?e=f");
    auto const to = [&](std::string_view location) {
        auto const url = resolve_redirect(base, location);
        return url ? url->text : "none";
    };
    EXPECT_EQ(to("/x?y=%2F"), "https://a.b/x?y=%2F");
    EXPECT_EQ(to("x"), "https://a.b/c/x");
    EXPECT_EQ(to("./x?%2f%2F"), "https://a.b/c/x?%2f%2F");
    EXPECT_EQ(to("../x"), "https://a.b/x");
    EXPECT_EQ(to("../../../x"), "https://a.b/x");
    EXPECT_EQ(to("x:y"), "none");
    EXPECT_EQ(to("x/y:z"), "https://a.b/c/x/y:z");
    EXPECT_EQ(to("//c.d/x"), "https://c.d/x");
    EXPECT_EQ(to("//user@c.d"), "https://user@c.d");
    EXPECT_EQ(resolve_redirect(*parse_url("https://a.b"), "x")->text, "https://a.b/x");
    EXPECT_EQ(resolve_redirect(*parse_url("https://a.b?q=/y"), "x")->text, "https://a.b/x");
    EXPECT_EQ(resolve_redirect(*parse_url("https://a.b?q"), "?r")->text, "https://a.b?r");
    EXPECT_EQ(resolve_redirect(*parse_url("https://a.b/c/"), "../x")->text, "https://a.b/x");
    EXPECT_EQ(to("?q"), "https://a.b/c/d?q");
    EXPECT_EQ(to("http://c.d/x y?sig=a%2Bb"), "http://c.d/x%20y?sig=a%2Bb");
    EXPECT_EQ(to(""), "none");
    EXPECT_EQ(to("ftp://c.d/"), "none");
    EXPECT_EQ(to("file:///etc/passwd"), "none");
    EXPECT_EQ(to("javascript:alert(1)"), "none");
}

std::string proxy(std::string_view url, std::string_view setting, std::map<std::string, std::string> const& variables) {
    return proxy_for(*parse_url(url), setting, [&](char const* name) {
        auto const found = variables.find(name);
        return found == variables.end() ? std::string() : found->second;
    });
}

TEST(Proxy, comes_from_the_setting_and_then_from_the_environment) {
    std::map<std::string, std::string> const variables{
        {"http_proxy", "h:1"}, {"HTTPS_PROXY", "s:2"}, {"ALL_PROXY", "a:3"}};
    EXPECT_EQ(proxy("http://x/", "", variables), "h:1");
    EXPECT_EQ(proxy("https://x/", "", variables), "s:2");
    EXPECT_EQ(proxy("https://x/", "set:9", variables), "set:9");
    EXPECT_EQ(proxy("https://x/", "direct", variables), "");
    EXPECT_EQ(proxy("https://x/", "", {{"all_proxy", "a:3"}}), "a:3");
    EXPECT_EQ(proxy("http://x/", "", {{"ALL_PROXY", "a:3"}}), "a:3");
    EXPECT_EQ(proxy("https://x/", "", {{"https_proxy", "l:4"}, {"HTTPS_PROXY", "s:2"}}), "l:4");
    EXPECT_EQ(proxy("http://x/", "", {{"HTTP_PROXY", "cgi:1"}}), ""); // httpoxy
    EXPECT_EQ(proxy("http://x/", "", {}), "");
}

TEST(Proxy, is_not_used_where_no_proxy_says_so) {
    EXPECT_EQ(proxy("http://a.b/", "", {{"http_proxy", "h:1"}, {"no_proxy", "c.d, b"}}), "");
    EXPECT_EQ(proxy("http://a.b/", "", {{"http_proxy", "h:1"}, {"NO_PROXY", "*"}}), "");
    EXPECT_TRUE(excepted("example.com", "example.com", 443));
    EXPECT_TRUE(excepted("example.com", "api.example.com", 443));
    EXPECT_TRUE(excepted(".EXAMPLE.com", "api.example.com", 443));
    EXPECT_TRUE(excepted(".example.com", "example.com", 443));
    EXPECT_TRUE(excepted("*.example.com", "api.example.com", 443));
    EXPECT_FALSE(excepted("example.com", "notexample.com", 443));
    EXPECT_FALSE(excepted("api.example.com", "example.com", 443));
    EXPECT_TRUE(excepted("example.com.", "example.com", 443));
    EXPECT_TRUE(excepted("a,b c\td", "d", 80));
    EXPECT_TRUE(excepted("example.com:8080", "example.com", 8080));
    EXPECT_FALSE(excepted("example.com:8080", "example.com", 443));
    EXPECT_TRUE(excepted("10.0.0.0/8", "10.9.8.7", 80));
    EXPECT_FALSE(excepted("10.0.0.0/8", "11.0.0.1", 80));
    EXPECT_TRUE(excepted("192.168.1.128/25", "192.168.1.200", 80));
    EXPECT_FALSE(excepted("192.168.1.128/25", "192.168.1.100", 80));
    EXPECT_TRUE(excepted("127.0.0.1", "127.0.0.1", 80));
    EXPECT_TRUE(excepted("127.0.0.1:80", "127.0.0.1", 80));
    EXPECT_TRUE(excepted("::1", "[::1]", 80));
    EXPECT_TRUE(excepted("[::1]:80", "[::1]", 80));
    EXPECT_TRUE(excepted("fd00::/8", "[fd12::1]", 80));
    EXPECT_FALSE(excepted("", "a.b", 80));
    EXPECT_FALSE(excepted(" , ,", "a.b", 80));
    EXPECT_FALSE(excepted(":80", "a.b", 80));
}

TEST(Proxy, is_named_without_its_password) {
    EXPECT_EQ(proxy_name("http://user:secret@proxy.corp:3128/"), "proxy.corp:3128");
    EXPECT_EQ(proxy_name("user:secret@proxy.corp:3128"), "proxy.corp:3128");
    EXPECT_EQ(proxy_name("socks5h://127.0.0.1:1080"), "127.0.0.1:1080");
}

TEST(Certificates, are_looked_up_by_hash_where_a_folder_is_made_for_it) {
    test::TempFolder const folder;
    EXPECT_FALSE(is_hashed(nullptr));
    EXPECT_FALSE(is_hashed(""));
    EXPECT_FALSE(is_hashed("/nowhere"));
    test::write_whole_file(folder.file("ca-certificates.crt"), "x");
    test::write_whole_file(folder.file("0123456z.0"), "x");
    EXPECT_FALSE(is_hashed(folder.path().c_str()));
    test::write_whole_file(folder.file("5ed36f99.0"), "x");
    EXPECT_TRUE(is_hashed(folder.path().c_str()));
}

} // namespace
} // namespace inlay::http
