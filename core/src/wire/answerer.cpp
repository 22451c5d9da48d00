// How is a service named and quoted in a message, without its key?
#include "wire/reply_error.h"

#include "inlay/redact.h"

#include "wire/json_text.h"
#include "wire/request_parts.h"

#include <array>

namespace inlay::wire {
namespace {
constexpr std::size_t longest_quote = 500; // bytes
}

std::string Answerer::name() const {
    if (connection.provider == "sandbox") return "The sandbox";
    if (!connection.provider_name.empty()) return connection.provider_name;
    std::string_view host = connection.base_url;
    if (std::size_t const scheme = host.find("://"); scheme != std::string_view::npos) host.remove_prefix(scheme + 3);
    host = trimmed(host.substr(0, host.find_first_of("/?#")));
    if (std::size_t const user = host.rfind('@'); user != std::string_view::npos) host.remove_prefix(user + 1);
    if (host.empty()) return "The service";
    return "The service at " + shortened(redact(host, usable_key(connection.api_key)), 100);
}

std::string Answerer::name_within() const {
    std::string name = this->name();
    if (name.starts_with("The ")) name[0] = 't';
    return name;
}

// Redact first, cut afterwards: a cut key is still half a key. The key is looked for as it was sent and as it was
// given.
std::string Answerer::words(std::string_view text) const {
    std::string const clean = redact(valid_utf8(text), usable_key(connection.api_key));
    return shortened(trimmed(clean), longest_quote);
}

std::string Answerer::detail(std::string_view more) const {
    std::string text = "HTTP " + std::to_string(status);
    if (!request_id.empty()) text += "; request id " + words(request_id);
    if (!more.empty()) text += "; " + words(more);
    return text;
}

std::string_view Answerer::header(std::string_view field) const {
    for (auto const& header : headers)
        if (lower_case(header.name) == field) return header.value;
    return {};
}

std::string request_id_of(std::vector<http::Header> const& headers) {
    constexpr std::array<std::string_view, 7> fields{
        "x-request-id",    "x-oneapi-request-id", "request-id", "x-goog-request-id",
        "x-generation-id", "x-amzn-requestid",    "cf-ray"};
    for (std::string_view const field : fields)
        for (auto const& header : headers)
            if (lower_case(header.name) == field && !trimmed(header.value).empty())
                return std::string(trimmed(header.value));
    return {};
}

} // namespace inlay::wire
