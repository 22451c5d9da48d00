// Whatever a service sends, in whatever pieces: a reply has a picture, an error has a sentence, the key is in neither,
// and the pieces make no difference.
#include "wire/wire.h"

#include <cstdint>
#include <cstdlib>

namespace {

constexpr char key[] = "sk-FUZZfuzzFUZZfuzz0123";

inlay::Result<inlay::Reply> read(std::string_view body, std::size_t piece, int status) {
    static inlay::Connection const connection = [] {
        inlay::Connection made;
        made.provider = "cometapi";
        made.base_url = "https://api.example.com";
        made.api_key = key;
        return made;
    }();
    inlay::wire::ReplyReader reader(connection, [](std::string_view bytes) {
        if (bytes.empty()) std::abort();
    });
    for (; !body.empty(); body.remove_prefix(std::min(piece, body.size())))
        reader.feed(body.substr(0, piece));
    return reader.finish(status, {{"Content-Type", "application/json"}});
}

void check(inlay::Result<inlay::Reply> const& reply) {
    if (reply) {
        if (reply->images.empty()) std::abort();
        for (auto const& image : reply->images)
            if (image.bytes.empty() == image.url.empty()) std::abort();
        return;
    }
    auto const& error = reply.error();
    int const status = inlay::exit_status(error.code);
    if (error.message.empty() || error.advice.empty() || (status != 7 && (status < 4 || status > 8))) std::abort();
    for (auto const* text : {&error.message, &error.advice, &error.detail})
        if (text->find(key) != std::string::npos || text->size() > 4000) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 2) return 0;
    constexpr int statuses[] = {200, 200, 200, 400, 401, 404, 429, 500, 503, 524};
    int const status = statuses[data[0] % 10];
    std::string_view const body(reinterpret_cast<char const*>(data) + 2, size - 2);
    auto const whole = read(body, body.size(), status);
    auto const pieces = read(body, 1 + data[1] % 32, status);
    check(whole);
    if (whole.has_value() != pieces.has_value()) std::abort();
    if (whole ? whole->images.front().bytes != pieces->images.front().bytes || whole->text != pieces->text
              : whole.error().message != pieces.error().message)
        std::abort();
    static_cast<void>(inlay::wire::retry_advice(status, {}, body));
    return 0;
}
