// Where do a reply's limits come from? Real services send a few KB of header; a reply that never ends must not fill the
// memory of an editor.
#include "http/reception.h"

#include "inlay/redact.h"

#include <algorithm>
#include <charconv>

namespace inlay::http {
namespace {

constexpr std::size_t max_header_bytes =
    256u << 10; // libcurl's own limits, 100 KB for a line and 300 KB for all, have poorer words
// Most replies with a picture are chunked. Address space costs nothing until it is touched, and a body that need not
// move is neither copied nor in the memory twice.
constexpr std::size_t large_body = 1u << 20;
constexpr std::size_t room_for_large_body = 64u << 20;

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
}

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
    auto const first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string too_large(std::size_t limit) {
    auto const size = limit < (1u << 20) ? std::to_string(limit) + " bytes" : std::to_string(limit >> 20) + " MB";
    return "The reply is larger than the " + size + " that are accepted.";
}

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

} // namespace

std::string_view Response::header(std::string_view header_name) const noexcept {
    for (auto const& header : headers)
        if (same_name(header.name, header_name)) return header.value;
    return {};
}

bool Reception::refuse(std::string message) {
    error_ = Error{ErrorCode::undecodable, std::move(message),
                   "Check the address in the settings; if it is right, the service has a fault.",
                   request_.method + " " + shown_url(request_.url)};
    return false;
}

bool Reception::line(std::string_view text) {
    header_bytes_ += text.size();
    if (header_bytes_ > max_header_bytes) return refuse("The header of the reply is far too large.");
    if (complete_) return true; // trailers
    if (text.starts_with("HTTP/")) {
        response_.headers.clear();
        response_.status = 0;
        auto const number = trimmed(text.substr(std::min(text.find(' '), text.size())));
        std::from_chars(number.data(), number.data() + number.size(), response_.status);
        begun_ = response_.status >= 200;
        return true;
    }
    auto const content = trimmed(text);
    if (content.empty()) return !begun_ || header_complete(); // the end of an interim reply says nothing
    auto const colon = text.find(':');
    if (colon != std::string_view::npos)
        response_.headers.push_back(
            {std::string(trimmed(text.substr(0, colon))), std::string(trimmed(text.substr(colon + 1)))});
    return true;
}

bool Reception::header_complete() {
    complete_ = true;
    auto const location = response_.header("Location");
    if (may_follow_ && is_redirect(response_.status) && !location.empty()) {
        redirect_ = location;
        return false;
    }
    if (response_.header("Content-Encoding").empty() && request_.method != "HEAD") {
        auto const length = response_.header("Content-Length");
        std::uint64_t bytes = 0;
        std::from_chars(length.data(), length.data() + length.size(), bytes);
        if (bytes > request_.max_response_bytes) return refuse(too_large(request_.max_response_bytes));
        response_.body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(bytes, room_for_large_body)));
    }
    observer_.on_response(response_.status, response_.headers);
    return true;
}

bool Reception::piece(std::string_view bytes) {
    if (response_.body.size() + bytes.size() > request_.max_response_bytes)
        return refuse(too_large(request_.max_response_bytes));
    auto const size = response_.body.size() + bytes.size();
    auto const room = std::min(room_for_large_body, request_.max_response_bytes);
    if (size > large_body && size > response_.body.capacity() && size <= room) response_.body.reserve(room);
    response_.body += bytes;
    response_.received = response_.body.size();
    observer_.on_body(bytes);
    return true;
}

} // namespace inlay::http
