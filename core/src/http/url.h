// What do the parts of a URL say, and where does a redirect lead?
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace inlay::http {

struct Url {
    std::string text;   // what is sent: as given, only that a space, which no request line can hold, is %20
    std::string scheme; // lower case
    std::string host;   // lower case; IPv6 in brackets
    int port = 0;       // the scheme's default when the text names none
    // "api.example.com", with the port when it is not the scheme's own: for sentences.
    [[nodiscard]] std::string place() const;
    // Path and query as they go into the request line: libcurl would percent-encode some bytes of the path, newer
    // versions others.
    [[nodiscard]] std::string target() const;
    // The whole, as a proxy wants it: without user, password and fragment.
    [[nodiscard]] std::string absolute_target() const { return scheme + "://" + place() + target(); }
    [[nodiscard]] std::string origin() const { return scheme + "://" + host + ":" + std::to_string(port); }
};

// nullopt: no absolute http or https URL. [any thread]
std::optional<Url> parse_url(std::string_view text);

// `location` as written in the reply to `base`: absolute, or relative to it.
std::optional<Url> resolve_redirect(Url const& base, std::string_view location);

// The host part alone decides: localhost, 127.0.0.0/8, [::1].
bool is_loopback_host(std::string_view host);
// A machine of the person's own network, as far as the host part tells: a private address, a name without a dot, or one
// of the endings that are never given to anybody (.local, RFC 6762; .internal; .home.arpa, RFC 8375; .lan, .home).
bool is_host_of_own_network(std::string_view host);

} // namespace inlay::http
