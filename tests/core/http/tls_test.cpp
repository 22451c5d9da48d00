// Certificates are always verified, and a failure says which check it was.
#include "http_test.h"
#include "support/temp_folder.h"
#include "tls_server.h"

#include <atomic>
#include <csignal>

namespace inlay::http {
namespace {

using test::Certificate;
using test::TlsBehaviour;
using test::TlsServer;

Failure failure_with(std::string url, std::string ca_bundle = {}) {
    auto request = post(std::move(url), "{}");
    request.ca_bundle = std::move(ca_bundle);
    Observer nobody;
    auto const outcome = exchange(request, nobody, {});
    EXPECT_TRUE(outcome.failure);
    return outcome.failure.value_or(Failure{});
}

std::string saved(test::TempFolder const& folder, TlsServer const& server) {
    auto const file = folder.file("authority.pem");
    test::write_whole_file(file, server.authority());
    return file;
}

TEST(Tls, with_the_persons_own_certificate_file) {
    test::TempFolder const folder;
    for (bool const from_authority : {false, true}) {
        TlsServer const server({.from_authority = from_authority});
        auto request = get(server.url());
        request.ca_bundle = saved(folder, server);
        auto const response = perform(request);
        ASSERT_TRUE(response) << response.error().detail;
        EXPECT_EQ(response->body, "secure");
    }
}

TEST(Tls, refuses_a_certificate_that_is_signed_by_itself) {
    TlsServer const server({});
    auto const failure = failure_with(server.url());
    EXPECT_EQ(failure.error.code, ErrorCode::tls_failed);
    EXPECT_THAT(failure.error.message, HasSubstr("is signed by itself"));
    EXPECT_THAT(failure.error.advice, HasSubstr("“Certificate file”"));
    EXPECT_FALSE(failure.repeatable);
}

TEST(Tls, refuses_an_unknown_authority) {
    TlsServer const server({.from_authority = true});
    auto const failure = failure_with(server.url());
    EXPECT_EQ(failure.error.code, ErrorCode::tls_failed);
    EXPECT_THAT(failure.error.message, HasSubstr("an authority that this computer does not know"));
    EXPECT_FALSE(failure.repeatable);
}

TEST(Tls, refuses_a_certificate_outside_its_time) {
    test::TempFolder const folder;
    TlsServer const expired({.begins_in_days = -30, .ends_in_days = -2});
    auto failure = failure_with(expired.url(), saved(folder, expired));
    EXPECT_EQ(failure.error.code, ErrorCode::tls_failed);
    EXPECT_THAT(failure.error.message, HasSubstr("has expired"));
    TlsServer const early({.begins_in_days = 2, .ends_in_days = 30});
    failure = failure_with(early.url(), saved(folder, early));
    EXPECT_THAT(failure.error.message, HasSubstr("is not valid yet"));
    EXPECT_THAT(failure.error.advice, HasSubstr("date and time"));
}

TEST(Tls, refuses_a_certificate_of_another_name) {
    test::TempFolder const folder;
    for (auto const name : {"example.com", "10.0.0.1"}) {
        TlsServer const server({.name = name});
        auto const failure = failure_with(server.url(), saved(folder, server));
        EXPECT_EQ(failure.error.code, ErrorCode::tls_failed);
        EXPECT_THAT(failure.error.message, HasSubstr("belongs to another name")) << failure.error.detail;
        EXPECT_FALSE(failure.repeatable);
    }
}

TEST(Tls, names_a_certificate_file_that_cannot_be_read) {
    test::TempFolder const folder;
    TlsServer const server({});
    auto failure = failure_with(server.url(), folder.file("missing.pem"));
    EXPECT_EQ(failure.error.code, ErrorCode::tls_failed);
    EXPECT_THAT(failure.error.message, HasSubstr("missing.pem cannot be read"));
    test::write_whole_file(folder.file("garbage.pem"), "no certificate");
    failure = failure_with(server.url(), folder.file("garbage.pem"));
    EXPECT_THAT(failure.error.message, HasSubstr("garbage.pem cannot be read"));
    EXPECT_FALSE(failure.repeatable);
}

TEST(Tls, that_breaks_off_in_the_handshake_may_be_tried_again) {
    TlsServer const server({}, TlsBehaviour::reset_in_handshake);
    auto const failure = failure_with(server.url());
    EXPECT_EQ(failure.error.code, ErrorCode::tls_failed);
    EXPECT_TRUE(failure.repeatable) << failure.error.detail;
}

TEST(Tls, to_a_server_that_does_not_speak_it) {
    ScriptedServer const server([](Connection& connection) {
        connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        connection.wait_for_close(1000);
    });
    auto const failure = failure_with("https" + server.url().substr(4));
    EXPECT_EQ(failure.error.code, ErrorCode::tls_failed);
    EXPECT_THAT(failure.error.advice, HasSubstr("http://"));
    EXPECT_FALSE(failure.repeatable);
}

TEST(Tls, that_ends_without_its_own_end_is_a_cut_reply) {
    test::TempFolder const folder;
    TlsServer const server({}, TlsBehaviour::cut_without_goodbye);
    auto const failure = failure_with(server.url(), saved(folder, server));
    EXPECT_EQ(failure.error.code, ErrorCode::connection_lost);
    EXPECT_THAT(failure.error.message, HasSubstr("cut off after 4 bytes"));
    EXPECT_FALSE(failure.repeatable);
}

std::atomic<int> sigpipes = 0;

// OpenSSL writes with write(), not with MSG_NOSIGNAL. The default action would end the process.
TEST(Tls, that_is_reset_during_the_upload_raises_no_sigpipe) {
    struct sigaction action {};
    struct sigaction before {};
    action.sa_handler = [](int) { ++sigpipes; };
    ASSERT_EQ(::sigaction(SIGPIPE, &action, &before), 0);
    test::TempFolder const folder;
    TlsServer const server({}, TlsBehaviour::reset_in_upload);
    auto request = post(server.url(), std::string(8u << 20, 'x'));
    request.ca_bundle = saved(folder, server);
    for (int i = 0; i < 30; ++i) {
        auto const result = perform(request);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, ErrorCode::connection_lost) << result.error().detail;
    }
    EXPECT_EQ(sigpipes, 0);
    ::sigaction(SIGPIPE, &before, nullptr);
}

} // namespace
} // namespace inlay::http
