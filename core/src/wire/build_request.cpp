// What is posted: the URL, the headers with the key, the body of the wire format?
#include "wire/request_parts.h"

#include "inlay/base64.h"
#include "inlay/redact.h"

#include "wire/format.h"
#include "wire/json_text.h"
#include "wire/wire.h"

#include <algorithm>

namespace inlay::wire {
namespace {

// A key or a header with a line break in it could write headers of its own; none ever reaches libcurl.
bool fits_in_header(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

void set_header(std::vector<http::Header>& headers, http::Header header) {
    std::string const wanted = lower_case(header.name);
    auto const same = [&](http::Header const& other) { return lower_case(other.name) == wanted; };
    if (auto const found = std::ranges::find_if(headers, same); found != headers.end())
        *found = std::move(header);
    else
        headers.push_back(std::move(header));
}

void add_key(WireRequest& request, std::string_view key, Auth auth) {
    if (key.empty()) return;
    switch (auth) {
    case Auth::raw:
        request.headers.push_back({"Authorization", std::string(key)});
        break;
    case Auth::bearer:
        request.headers.push_back({"Authorization", "Bearer " + std::string(key)});
        break;
    case Auth::x_goog_api_key:
        request.headers.push_back({"x-goog-api-key", std::string(key)});
        break;
    case Auth::api_key:
        request.headers.push_back({"api-key", std::string(key)});
        break;
    case Auth::query:
        request.url += request.url.find('?') == std::string::npos ? "?key=" : "&key=";
        request.url += percent_encoded(key, "-._~");
        break;
    case Auth::none:
        break;
    }
}

Result<void> check(Connection const& connection, std::string_view key) {
    if (!fits_in_header(key))
        return fail(ErrorCode::key_rejected, "The API key contains characters that no key has.",
                    "Copy the key again and paste it as API key in the settings.");
    std::string_view const base = trimmed(connection.base_url);
    if (base.empty())
        return fail(ErrorCode::usage, "There is no address to send the picture to.",
                    "Set the Base URL in the settings.");
    if (base.find_first_of(" \t\r\n") != std::string_view::npos ||
        !std::ranges::none_of(base, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }))
        return fail(ErrorCode::usage, "The address of the service contains characters that no address has.",
                    "Correct the Base URL in the settings.");
    if (trimmed(connection.model).empty())
        return fail(ErrorCode::usage, "There is no model to ask.", "Choose a Model in the settings.");
    for (auto const& header : connection.extra_headers)
        if (header.name.empty() || !fits_in_header(header.name) ||
            header.name.find_first_of(": ") != std::string::npos || !fits_in_header(header.value))
            return fail(ErrorCode::usage, "One of the additional headers contains characters that no header has.",
                        "Correct the headers of the provider.", redact(header.name, key));
    return {};
}

Error unknown_wire(std::string_view name) {
    return {ErrorCode::usage,
            "There is no wire format of the name \"" + std::string(name.substr(0, 60)) + "\".",
            "The wire formats are: " + listed_wire_names() + ".",
            {}};
}

} // namespace

Result<WireRequest> build_request(ModelRequest const& request, Connection const& connection) {
    std::string_view const key = connection.auth == Auth::none ? std::string_view{} : usable_key(connection.api_key);
    if (auto const checked = check(connection, key); !checked) return fail(checked.error());
    auto const* format = find_format(connection.wire);
    if (format == nullptr) return fail(unknown_wire(connection.wire));
    WireRequest built;
    built.url = address(connection, format->endpoint(request, connection));
    add_key(built, key, connection.auth);
    Body body = format->body(request, connection);
    built.headers.push_back({"Content-Type", std::move(body.content_type)});
    for (auto const& header : connection.extra_headers)
        set_header(built.headers, header);
    built.body = std::move(body.bytes);
    return built;
}

Result<WireRequest> build_follow_up(FollowUp const& more, Connection const& connection, bool own) {
    std::string_view const key = connection.auth == Auth::none ? std::string_view{} : usable_key(connection.api_key);
    if (auto const checked = check(connection, key); !checked) return fail(checked.error());
    WireRequest built;
    built.url = more.url;
    if (own) add_key(built, key, connection.auth);
    if (more.post) {
        built.headers.push_back({"Content-Type", more.post->content_type});
        built.body = more.post->bytes;
    }
    if (own)
        for (auto const& header : connection.extra_headers)
            set_header(built.headers, header);
    return built;
}

Result<WireRequest> build_list_request(Connection const& connection, bool as_gemini) {
    std::string_view const key = connection.auth == Auth::none ? std::string_view{} : usable_key(connection.api_key);
    if (auto const checked = check(connection, key); !checked) return fail(checked.error());
    WireRequest built;
    built.url =
        address(connection, as_gemini ? Endpoint{"v1beta", "models", "pageSize=1000"} : Endpoint{"v1", "models", {}});
    add_key(built, key, connection.auth);
    for (auto const& header : connection.extra_headers)
        set_header(built.headers, header);
    return built;
}

std::string_view usable_key(std::string_view key) noexcept {
    key = trimmed(key);
    constexpr std::string_view bearer = "bearer ";
    auto const same_letter = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
    if (key.size() > bearer.size() && std::ranges::equal(key.substr(0, bearer.size()), bearer, same_letter))
        key = trimmed(key.substr(bearer.size()));
    return key;
}

std::string percent_encoded(std::string_view text, std::string_view also_kept) {
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (char const c : text) {
        bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           also_kept.find(c) != std::string_view::npos;
        if (plain) {
            out += c;
        } else {
            auto const byte = static_cast<unsigned char>(c);
            out += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return out;
}

void append_data_uri(std::string& out, EncodedImage const& image) {
    out += "\"data:" + image.mime + ";base64,";
    base64::append(out, image.bytes);
    out += '"';
}

std::size_t pictures_size(ModelRequest const& request) {
    std::size_t size = 1024 + 2 * request.prompt.size() + request.system_text.size();
    for (auto const& image : request.images)
        size += image.bytes.size() / 3 * 4 + 128;
    return size;
}

} // namespace inlay::wire
