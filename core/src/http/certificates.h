// Which certificates is a server's measured by?
#pragma once

#include <curl/curl.h>
#include <string>

namespace inlay::http {

// `ca_bundle`: a PEM file instead of the system's; empty: the system's. True when they are looked up in the system's
// hashed folder alone, which `whole_bundle` forbids.
bool set_certificates(CURL* easy, std::string const& ca_bundle, bool whole_bundle);

// Whether a folder holds certificates under the hashes of their names, as `openssl rehash` makes it.
bool is_hashed(char const* folder);

} // namespace inlay::http
