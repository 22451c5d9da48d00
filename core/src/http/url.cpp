// How is a URL read without changing it? By libcurl's own parser, so that what is checked is what libcurl connects to.
#include "http/url.h"

#include "http/address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cctype>
#include <charconv>
#include <curl/curl.h>
#include <memory>
#include <utility>

namespace inlay::http {
namespace {

// Signed queries must reach the server as they are: nothing is normalised, dot segments included.
constexpr unsigned as_is = CURLU_PATH_AS_IS | CURLU_ALLOW_SPACE | CURLU_NON_SUPPORT_SCHEME;

struct Free {
    void operator()(CURLU* handle) const { curl_url_cleanup(handle); }
    void operator()(char* text) const { curl_free(text); }
};
using Handle = std::unique_ptr<CURLU, Free>;

std::string part(CURLU* handle, CURLUPart which, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(handle, which, &text, flags) != CURLUE_OK) return {};
    std::unique_ptr<char, Free> const owner(text);
    return text;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return text;
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char letter) { return letter < 0x20 || letter == 0x7f; });
}

std::string without_spaces(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char const letter : text) {
        if (letter == ' ')
            out += "%20";
        else
            out += letter;
    }
    return out;
}

std::optional<Url> read(CURLU* handle, std::string text) {
    Url url;
    url.text = std::move(text);
    url.scheme = lower(part(handle, CURLUPART_SCHEME));
    url.host = lower(part(handle, CURLUPART_HOST));
    auto const port = part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    std::from_chars(port.data(), port.data() + port.size(), url.port);
    if ((url.scheme != "http" && url.scheme != "https") || url.host.empty() || url.port <= 0) return std::nullopt;
    return url;
}

} // namespace

std::string Url::place() const {
    return port == (scheme == "https" ? 443 : 80) ? host : host + ":" + std::to_string(port);
}

std::string Url::target() const {
    auto const authority = text.find("://") + 3;
    auto const begin = text.find_first_of("/?#", authority);
    if (begin == std::string::npos || text[begin] == '#') return "/";
    auto const part_of_it = text.substr(begin, text.find('#', begin) - begin);
    return part_of_it.front() == '/' ? part_of_it : "/" + part_of_it;
}

std::optional<Url> parse_url(std::string_view text) {
    // libcurl forgives one slash or three, which then mean something else to everybody else.
    auto const slashes = text.find("://");
    if (has_control(text) || slashes == std::string_view::npos || text.substr(slashes + 3).starts_with('/'))
        return std::nullopt;
    auto url = without_spaces(text);
    Handle const handle(curl_url());
    if (!handle || curl_url_set(handle.get(), CURLUPART_URL, url.c_str(), as_is) != CURLUE_OK) return std::nullopt;
    return read(handle.get(), std::move(url));
}

// By hand, because newer versions of libcurl write the escapes of what they resolve anew, which breaks signatures.
std::optional<Url> resolve_redirect(Url const& base, std::string_view location) {
    if (location.empty()) return std::nullopt;
    auto const colon = location.find(':');
    if (colon != std::string_view::npos && colon < location.find_first_of("/?#"))
        return parse_url(location); // absolute
    auto const authority = base.text.find("://") + 3;
    auto const path = std::min(base.text.find_first_of("/?#", authority), base.text.size());
    if (location.starts_with("//")) return parse_url(base.scheme + ":" + std::string(location));
    if (location.starts_with('/')) return parse_url(base.text.substr(0, path) + std::string(location));
    auto const end = std::min(base.text.find_first_of("?#", path), base.text.size());
    if (location.starts_with('?')) return parse_url(base.text.substr(0, end) + std::string(location));
    auto folder = base.text.substr(0, end);
    folder.resize(std::max(path, folder.find_last_of('/') == std::string::npos ? 0 : folder.find_last_of('/')));
    while (location.starts_with("./") || location.starts_with("../")) {
        if (location.starts_with("../")) folder.resize(std::max(path, std::min(folder.rfind('/'), folder.size())));
        location.remove_prefix(location.find('/') + 1);
    }
    return parse_url(folder + '/' + std::string(location));
}

bool is_loopback_host(std::string_view host) {
    auto const name = lower(std::string(host));
    if (name == "localhost" || name.ends_with(".localhost") || name == "localhost.") return true;
    auto const address = Address::parse(name);
    return address && address->range() == Range::loopback;
}

bool is_host_of_own_network(std::string_view host) {
    if (auto const address = Address::parse(host)) {
        // RFC 1918, RFC 4193, and what is given out on one cable alone (RFC 4291, 2.5.6).
        constexpr std::pair<std::string_view, unsigned> own[] = {
            {"127.0.0.0", 8}, {"10.0.0.0", 8}, {"172.16.0.0", 12}, {"192.168.0.0", 16}, {"fc00::", 7}, {"fe80::", 10}};
        return std::ranges::any_of(
            own, [&](auto const& net) { return address->shares_prefix(*Address::parse(net.first), net.second); });
    }
    while (host.ends_with('.'))
        host.remove_suffix(1);
    if (host.empty() || host.find('.') == std::string_view::npos) return !host.empty();
    std::string small(host);
    for (char& c : small)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    constexpr std::string_view endings[] = {".local", ".internal", ".home.arpa", ".lan", ".home"};
    return std::ranges::any_of(endings, [&](std::string_view ending) { return small.ends_with(ending); });
}

} // namespace inlay::http
