// Where does a POST go, given a base URL as a person writes it?
//
// Forgiven: white space, a missing scheme, slashes too many, a missing or doubled version segment, a whole endpoint
// pasted instead of its base, and a key in a pasted query, which is dropped.
#include "inlay/client.h"

#include "wire/format.h"
#include "wire/json_text.h"

#include <algorithm>
#include <array>
#include <vector>

namespace inlay {
namespace {

using wire::lower_case;
using wire::trimmed;

// "v1", "v1beta", "v1beta1", "v2alpha" ...
bool is_version(std::string_view segment) {
    auto const digits = [&segment] {
        std::size_t const count = std::min(segment.find_first_not_of("0123456789"), segment.size());
        segment.remove_prefix(count);
        return count > 0;
    };
    if (segment.empty() || segment[0] != 'v') return false;
    segment.remove_prefix(1);
    if (!digits()) return false;
    for (std::string_view const stage : {"alpha", "beta"})
        if (segment.starts_with(stage)) {
            segment.remove_prefix(stage.size());
            digits();
        }
    return segment.empty();
}

bool is_loopback(std::string_view authority) {
    std::string_view const host =
        authority.substr(0, authority.starts_with('[') ? authority.find(']') + 1 : authority.find(':'));
    // "127.example.org" is a server like any other.
    bool const is_number = host.find_first_not_of("0123456789.") == std::string_view::npos;
    return lower_case(host) == "localhost" || host == "[::1]" || (is_number && host.starts_with("127."));
}

struct Base {
    std::string origin; // scheme://authority
    std::vector<std::string> segments;
    std::string query;
};

std::string kept_query(std::string_view query) {
    std::string kept;
    while (!query.empty()) {
        std::size_t const end = std::min(query.find('&'), query.size());
        std::string_view const pair = query.substr(0, end);
        std::string const field = lower_case(pair.substr(0, pair.find('=')));
        bool const dropped = pair.empty() || field == "key" || field == "api_key" || field == "alt";
        if (!dropped) kept.append(kept.empty() ? "" : "&").append(pair);
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return kept;
}

Base parsed(std::string_view text) {
    Base base;
    text = trimmed(text);
    text = text.substr(0, text.find('#'));
    if (std::size_t const mark = text.find('?'); mark != std::string_view::npos) {
        base.query = kept_query(text.substr(mark + 1));
        text = text.substr(0, mark);
    }
    std::string scheme;
    if (std::size_t const colon = text.find("://"); colon != std::string_view::npos) {
        scheme = lower_case(text.substr(0, colon));
        text.remove_prefix(colon + 3);
    }
    std::string_view const authority = text.substr(0, text.find('/'));
    text.remove_prefix(authority.size());
    if (scheme.empty()) scheme = is_loopback(authority) ? "http" : "https";
    base.origin = scheme + "://" + std::string(authority);
    while (!text.empty()) {
        std::size_t const end = std::min(text.find('/'), text.size());
        std::string_view const segment = trimmed(text.substr(0, end));
        bool const doubled = !base.segments.empty() && is_version(segment) && base.segments.back() == segment;
        if (!segment.empty() && !doubled) base.segments.emplace_back(segment);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return base;
}

std::vector<std::string_view> parts_of(std::string_view path) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', begin)) {
        parts.push_back(path.substr(begin, slash - begin));
        begin = slash + 1;
    }
    parts.push_back(path.substr(begin));
    return parts;
}

// "images/edits" at the very end; "models/*": "models" and all behind it, unless a version follows, which means that
// "models" is part of somebody's prefix. True when it was there, and is gone.
bool drop(std::vector<std::string>& segments, std::string_view ending) {
    bool const with_more = ending.ends_with("/*");
    auto const wanted = parts_of(with_more ? ending.substr(0, ending.size() - 2) : ending);
    // Not std::ranges::find_end: clang 14 does not take that of libstdc++ 12.
    auto const found = std::find_end(segments.begin(), segments.end(), wanted.begin(), wanted.end());
    if (found == segments.end()) return false;
    auto const behind = found + static_cast<std::ptrdiff_t>(wanted.size());
    if (with_more ? std::any_of(behind, segments.end(), is_version) : behind != segments.end()) return false;
    segments.erase(found, segments.end());
    return true;
}

// What people paste when they copy an endpoint out of a guide. What ends exactly so is looked for first. Gives the
// format whose endpoint it was.
wire::WireFormat const* drop_endpoint(std::vector<std::string>& segments) {
    for (bool const with_more : {false, true})
        for (auto const* format : wire::formats())
            for (std::string_view const ending : format->endings) {
                std::size_t const before = segments.size();
                if (ending.ends_with("/*") != with_more || !drop(segments, ending)) continue;
                // "models" alone is a list and no endpoint.
                return with_more && before - segments.size() < 2 ? nullptr : format;
            }
    return nullptr;
}

// Whether the path says which version of the API is meant: at its end, or before what makers themselves have behind
// theirs. A version further in front is that of a gateway's own path.
bool has_version(std::vector<std::string> const& segments) {
    auto const version = std::find_if(segments.rbegin(), segments.rend(), is_version);
    if (version == segments.rend()) return false;
    if (version == segments.rbegin()) return true;
    std::string const next = lower_case(*std::prev(version));
    std::string const last = lower_case(segments.back());
    constexpr std::array<std::string_view, 4> inside{"projects", "publishers", "endpoints", "openapi"};
    constexpr std::array<std::string_view, 3> ends{"openai", "compat", "openapi"}; // their endpoints have no version
    return std::ranges::find(inside, next) != inside.end() || std::ranges::find(ends, last) != ends.end();
}

// Azure's deployments have their version in the query.
bool is_deployment(std::vector<std::string> const& segments) {
    return segments.size() >= 2 && segments[segments.size() - 2] == "deployments";
}

} // namespace

std::string wire::address(Connection const& connection, Endpoint const& endpoint) {
    Base base = parsed(connection.base_url);
    auto const* pasted = drop_endpoint(base.segments);
    bool const whole = pasted != nullptr && pasted->name == connection.wire; // what is pasted is what is called
    std::string url = base.origin;
    for (std::string const& segment : base.segments)
        url += '/' + segment;
    bool const complete = whole || has_version(base.segments) || is_deployment(base.segments);
    if (!complete && !endpoint.version.empty()) url += '/' + endpoint.version;
    url += '/' + endpoint.path;
    std::string const query = endpoint.query + (endpoint.query.empty() || base.query.empty() ? "" : "&") + base.query;
    return query.empty() ? url : url + '?' + query;
}

std::string wire::other_version(Connection const& connection) {
    auto const* format = find_format(connection.wire);
    if (format == nullptr) return {};
    Base base = parsed(connection.base_url);
    drop_endpoint(base.segments);
    std::string const wanted = format->endpoint({}, connection).version;
    bool const other = !base.segments.empty() && is_version(base.segments.back()) && base.segments.back() != wanted;
    return other ? "/" + wanted + " in place of /" + base.segments.back() : std::string();
}

std::string endpoint_url(Connection const& connection, bool with_images) {
    auto const* format = wire::find_format(connection.wire);
    if (format == nullptr) return wire::address(connection, {});
    ModelRequest request;
    if (with_images) request.images.emplace_back();
    return wire::address(connection, format->endpoint(request, connection));
}

} // namespace inlay
