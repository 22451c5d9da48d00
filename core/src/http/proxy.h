// Which proxy does an address go through?
//
// libcurl can find this out for itself, but does not tell; and who reports a failure, or checks whom a socket is
// connected to, has to know.
#pragma once

#include "http/url.h"

#include <functional>
#include <string>
#include <string_view>

namespace inlay::http {

// The value of an environment variable; empty when it is not set.
using Environment = std::function<std::string(char const*)>;

// Empty: none. `setting` (Request::proxy) goes first; otherwise http_proxy, https_proxy, HTTPS_PROXY, all_proxy,
// ALL_PROXY, and the exceptions of no_proxy, NO_PROXY, all as curl reads them (HTTP_PROXY is left out as curl does: a
// web server sets it from a request's "Proxy:" header).
std::string proxy_for(Url const& url, std::string_view setting, Environment const& environment);

// Whether a no_proxy list names this host: suffixes of names, addresses, networks such as 10.0.0.0/8, "host:port", or
// "*".
bool excepted(std::string_view list, std::string_view host, int port);

// For sentences: without its user and password, and without the scheme.
std::string proxy_name(std::string_view proxy);

} // namespace inlay::http
