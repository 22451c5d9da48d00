// Where does a POST go, given a base URL as a person writes it?
//
// Forgiven: white space, a missing scheme, slashes too many, a missing or doubled version segment, a whole endpoint
// pasted instead of its base, and a key in a pasted query, which is dropped.
#include "inlay/client.h"

#include "wire/json_text.h"
#include "wire/request_parts.h"

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
    return host == "localhost" || host == "[::1]" || host.starts_with("127.");
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

// What people paste when they copy an endpoint out of a guide.
void drop_endpoint(std::vector<std::string>& segments) {
    using Tail = std::array<std::string_view, 2>;
    constexpr std::array tails{Tail{"chat", "completions"}, Tail{"images", "generations"}, Tail{"images", "edits"}};
    for (Tail const& tail : tails)
        if (std::size_t const size = segments.size();
            size >= 2 && segments[size - 2] == tail[0] && segments[size - 1] == tail[1]) {
            segments.resize(size - 2);
            return;
        }
    // ".../models/gemini-x:generateContent". A version behind it means that "models" is part of somebody's prefix.
    auto const models = std::find(segments.rbegin(), segments.rend(), "models");
    if (models == segments.rend() || std::any_of(segments.rbegin(), models, is_version)) return;
    segments.erase(std::prev(models.base()), segments.end());
}

// A model may hold slashes ("google/gemini-2.5-flash-image"); what would end or change the path is escaped.
std::string model_in_path(std::string_view model) {
    model = trimmed(model);
    if (model.starts_with("models/")) model.remove_prefix(7);
    return wire::percent_encoded(model, "-._~/@");
}

} // namespace

std::string endpoint_url(Connection const& connection, bool with_images) {
    Base base = parsed(connection.base_url);
    drop_endpoint(base.segments);
    std::string url = base.origin;
    for (std::string const& segment : base.segments)
        url += '/' + segment;
    bool const has_version = std::ranges::any_of(base.segments, is_version);
    std::string query = base.query;
    if (connection.wire == Wire::gemini) {
        url += has_version ? "/models/" : "/v1beta/models/";
        url += model_in_path(connection.model);
        url += connection.stream ? ":streamGenerateContent" : ":generateContent";
        if (connection.stream) query = query.empty() ? "alt=sse" : "alt=sse&" + query;
    } else {
        if (!has_version) url += "/v1";
        if (connection.wire == Wire::openai_chat)
            url += "/chat/completions";
        else
            url += with_images ? "/images/edits" : "/images/generations";
    }
    return query.empty() ? url : url + '?' + query;
}

} // namespace inlay
