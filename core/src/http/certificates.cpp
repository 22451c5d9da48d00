// Reading the system's bundle of 140 certificates takes OpenSSL 50 ms on an idle processor and several times that on a
// busy one, during which a transfer cannot be stopped; and each call reads it again. The same certificates lie one by
// one in a folder, found by the hash of their name: so the bundle is left out where libcurl's own folder is such a one,
// and read only when the folder does not vouch for a server (somebody may have added to the bundle alone).
#include "http/certificates.h"

#include <filesystem>
#include <string_view>

namespace inlay::http {

bool is_hashed(char const* folder) {
    if (folder == nullptr || *folder == '\0') return false;
    std::error_code error;
    for (auto entry = std::filesystem::directory_iterator(folder, error);
         !error && entry != std::filesystem::end(entry); entry.increment(error)) {
        auto const name = entry->path().filename().string();
        if (name.size() == 10 && name.ends_with(".0") && name.find_first_not_of("0123456789abcdef") == 8) return true;
    }
    return false;
}

bool set_certificates(CURL* easy, std::string const& ca_bundle, bool whole_bundle) {
    char const* const none = nullptr;
    if (!ca_bundle.empty()) {
        // Instead of the system's, not in addition.
        curl_easy_setopt(easy, CURLOPT_CAINFO, ca_bundle.c_str());
        curl_easy_setopt(easy, CURLOPT_CAPATH, none);
        curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, ca_bundle.c_str());
        curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, none);
        return false;
    }
    if (whole_bundle) return false;
    char* folder = nullptr;
    if (curl_easy_getinfo(easy, CURLINFO_CAPATH, &folder) != CURLE_OK || !is_hashed(folder)) return false;
    curl_easy_setopt(easy, CURLOPT_CAINFO, none);
    curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, none);
    return true;
}

} // namespace inlay::http
