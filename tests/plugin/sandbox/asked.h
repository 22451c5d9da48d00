// How does a test ask the sandbox? Without sockets: requests and replies as values.
#pragma once

#include "inlay/base64.h"
#include "inlay/codec.h"
#include "inlay/plugin/sandbox.h"
#include "recorder.h"
#include "service.h"
#include "support/pictures.h"
#include "support/temp_folder.h"
#include "wire/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace inlay::sandbox {

using Json = nlohmann::json;

inline ServerOptions quick() {
    ServerOptions options;
    options.delay_ms = 0;
    return options;
}

inline Incoming post(std::string target, std::string body, std::string type = "application/json") {
    Incoming incoming;
    incoming.method = "POST";
    std::size_t const question = std::min(target.find('?'), target.size());
    incoming.path = target.substr(0, question);
    if (question < target.size()) incoming.query = target.substr(question + 1);
    incoming.headers = {{"Content-Type", std::move(type)}};
    incoming.body = std::move(body);
    return incoming;
}

inline std::string body_of(Outgoing const& out) {
    std::string body;
    for (Piece const& piece : out.pieces)
        body += piece.bytes;
    return body;
}

inline Json json_of(Outgoing const& out) {
    return Json::parse(body_of(out), nullptr, false);
}

inline std::string png(Size size = {300, 200}, std::uint32_t seed = 1) {
    return encode_png(test::photo_like(size, seed)).value();
}
inline std::string data_uri(std::string const& bytes, std::string const& mime = "image/png") {
    return "data:" + mime + ";base64," + base64::encode(bytes);
}

inline std::string gemini_body(std::string const& prompt, std::vector<std::string> const& pictures = {},
                               Json config = nullptr) {
    Json parts = Json::array({{{"text", prompt}}});
    for (std::string const& picture : pictures)
        parts.push_back({{"inlineData", {{"mimeType", mime(*sniff(picture))}, {"data", base64::encode(picture)}}}});
    Json body = {{"contents", Json::array({{{"role", "user"}, {"parts", parts}}})}};
    if (!config.is_null()) body["generationConfig"] = config;
    return body.dump();
}

inline constexpr char const* flash = "/v1beta/models/gemini-2.5-flash-image:generateContent";

inline Outgoing ask(std::string const& target, std::string body, ServerOptions options = quick()) {
    return Service(std::move(options)).respond(post(target, std::move(body)));
}

inline Connection connection_for(std::string wire, std::string model, bool stream) {
    Connection connection;
    connection.provider = "sandbox";
    connection.base_url = "http://127.0.0.1:1";
    connection.wire = wire;
    connection.auth = Auth::none;
    connection.model = std::move(model);
    connection.stream = stream;
    return connection;
}

// As the real client asks and reads.
inline Result<Reply> through_client(Connection const& connection, ModelRequest const& request,
                                    ServerOptions options = quick()) {
    auto const built = wire::build_request(request, connection);
    EXPECT_TRUE(built) << built.error().message;
    Incoming incoming = post(built->url.substr(std::string_view("http://127.0.0.1:1").size()), built->body);
    incoming.headers = built->headers;
    Service service(std::move(options));
    Outgoing const out = service.respond(incoming);
    wire::ReplyReader reader(connection);
    for (Piece const& piece : out.pieces)
        reader.feed(piece.bytes);
    return reader.finish(out.status, out.headers);
}

inline ModelRequest edit_request(std::string prompt, std::string const& picture) {
    ModelRequest request;
    request.prompt = std::move(prompt);
    request.images.push_back({picture, "image/png"});
    return request;
}

} // namespace inlay::sandbox
