// What the tests of replies share: reading a body in pieces, and pictures to wrap into replies.
#pragma once

#include "inlay/base64.h"
#include "inlay/codec.h"

#include "support/temp_folder.h"
#include "wire/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace inlay::test {

using Headers = std::vector<http::Header>;

inline inlay::Connection some_connection() {
    inlay::Connection connection;
    connection.provider = "cometapi";
    connection.provider_name = "CometAPI";
    connection.base_url = "https://api.cometapi.com";
    connection.api_key = "sk-0123456789abcdefghijklmnop";
    return connection;
}

struct Given {
    int status = 200;
    Headers headers;
    std::size_t piece = std::string_view::npos; // how much is fed at once
    inlay::Connection connection = some_connection();
    std::vector<std::string>* previews = nullptr;
};

inline Given with_status(int status) {
    Given given;
    given.status = status;
    return given;
}

inline Result<Reply> read_reply(std::string_view body, Given const& given = {}) {
    wire::ReplyReader reader(given.connection, [&](std::string_view bytes) {
        if (given.previews) given.previews->emplace_back(bytes);
    });
    while (!body.empty()) {
        reader.feed(body.substr(0, given.piece));
        body.remove_prefix(std::min(given.piece, body.size()));
    }
    return reader.finish(given.status, given.headers);
}

// A real PNG of 16x12 pixels, different for each `shade`.
inline std::string tiny_png(int shade = 0) {
    Image image(Size{16, 12}, static_cast<std::uint8_t>(40 + shade));
    for (int y = 0; y < 12; ++y)
        for (int x = 0; x < 16; ++x) {
            image.pixel(x, y)[0] = static_cast<std::uint8_t>(x * 13 + y * 7 + shade);
            image.pixel(x, y)[3] = 255;
        }
    return encode_png(image).value();
}
inline std::string tiny_base64(int shade = 0) {
    return base64::encode(tiny_png(shade));
}
inline std::string tiny_uri(int shade = 0) {
    return "data:image/png;base64," + tiny_base64(shade);
}

// "@" in a template stands for `with`.
inline std::string filled(std::string_view shape, std::string_view with) {
    std::string out;
    for (char const c : shape)
        c == '@' ? out += with : out += c;
    return out;
}

// The only picture of a reply is tiny_png(shade).
inline void expect_tiny(Result<Reply> const& reply, int shade = 0) {
    ASSERT_TRUE(reply.has_value()) << name(reply.error().code) << ": " << reply.error().message << " | "
                                   << reply.error().detail;
    ASSERT_EQ(reply->images.size(), 1u);
    EXPECT_TRUE(reply->images[0].bytes == tiny_png(shade));
}

// The message holds `part`; the three texts are made for people: a sentence, no key, no control characters.
inline void expect_error(Result<Reply> const& reply, ErrorCode code, std::string_view part) {
    ASSERT_FALSE(reply.has_value());
    Error const& error = reply.error();
    EXPECT_EQ(name(error.code), name(code)) << error.message << " | " << error.detail;
    EXPECT_THAT(error.message, testing::HasSubstr(std::string(part)));
    EXPECT_FALSE(error.advice.empty()) << error.message;
    EXPECT_THAT(error.detail, testing::StartsWith("HTTP "));
    for (std::string const* text : {&error.message, &error.advice, &error.detail}) {
        EXPECT_THAT(*text, testing::Not(testing::HasSubstr("sk-0123456789abcdefghijklmnop")));
        EXPECT_LE(text->size(), 800u);
    }
    EXPECT_TRUE(error.message.ends_with('.') || error.message.ends_with("”") ||
                error.message.find("://") != std::string::npos)
        << error.message;
}

} // namespace inlay::test
