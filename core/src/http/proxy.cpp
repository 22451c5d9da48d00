// The rules of the proxy variables, which no standard holds: curl's, and ports as in Go.
#include "http/proxy.h"

#include "http/address.h"
#include "inlay/redact.h"

#include <algorithm>
#include <charconv>

namespace inlay::http {
namespace {

std::string first_of(Environment const& environment, std::initializer_list<char const*> names) {
    for (char const* const name : names)
        if (auto value = environment(name); !value.empty()) return value;
    return {};
}

bool names_network(std::string_view entry, std::string_view host) {
    auto const address = Address::parse(host);
    if (!address) return false;
    auto const slash = entry.find('/');
    auto const network = Address::parse(entry.substr(0, slash));
    if (!network) return false;
    unsigned bits = network->is_v4() ? 32 : 128;
    if (slash != std::string_view::npos) {
        auto const text = entry.substr(slash + 1);
        if (std::from_chars(text.data(), text.data() + text.size(), bits).ec != std::errc{}) return false;
    }
    return address->shares_prefix(*network, bits);
}

bool matches(std::string entry, std::string_view host, int port) {
    std::transform(entry.begin(), entry.end(), entry.begin(), [](unsigned char letter) {
        return static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter + 32 : letter);
    });
    if (entry == "*" || names_network(entry, host)) return true;
    auto const colon = entry.rfind(':');
    if (colon != std::string::npos && (entry.find(':') == colon || entry[colon - 1] == ']')) {
        if (entry.substr(colon + 1) != std::to_string(port)) return false;
        entry.resize(colon);
        if (names_network(entry, host)) return true;
    }
    while (!entry.empty() && (entry.front() == '.' || entry.front() == '*'))
        entry.erase(0, 1);
    while (host.ends_with('.'))
        host.remove_suffix(1);
    while (entry.ends_with('.'))
        entry.pop_back();
    if (entry.empty() || !host.ends_with(entry)) return false;
    return host.size() == entry.size() || host[host.size() - entry.size() - 1] == '.';
}

} // namespace

bool excepted(std::string_view list, std::string_view host, int port) {
    while (!list.empty()) {
        auto const end = std::min(list.find_first_of(", \t"), list.size());
        if (end > 0 && matches(std::string(list.substr(0, end)), host, port)) return true;
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
}

std::string proxy_for(Url const& url, std::string_view setting, Environment const& environment) {
    if (setting == "direct") return {};
    if (!setting.empty()) return std::string(setting);
    auto const proxy = url.scheme == "https"
                           ? first_of(environment, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
                           : first_of(environment, {"http_proxy", "all_proxy", "ALL_PROXY"});
    if (proxy.empty() || excepted(first_of(environment, {"no_proxy", "NO_PROXY"}), url.host, url.port)) return {};
    return proxy;
}

std::string proxy_name(std::string_view proxy) {
    auto name =
        proxy.find("://") == std::string_view::npos ? shown_url("http://" + std::string(proxy)) : shown_url(proxy);
    name.erase(0, name.find("://") + 3);
    while (name.ends_with('/'))
        name.pop_back();
    return name;
}

} // namespace inlay::http
