// The table from libcurl's codes to sentences. The name in “quotation marks” is the setting's as the person sees it.
#include "http/failure.h"

#include "inlay/redact.h"

#include <cmath>
#include <curl/curl.h>
#include <initializer_list>

namespace inlay::http {
namespace {

constexpr int too_large =
    100; // CURLE_TOO_LARGE of 8.6 and later; before, a header line beyond 100 KB was "out of memory"
constexpr std::string_view check_address = "Check the address in the settings and the network connection.";

std::string whom(Situation const& s) {
    return s.proxy.empty() ? s.url.place() : s.url.place() + " through the proxy " + s.proxy;
}

std::string advice_for_network(Situation const& s) {
    if (s.proxy.empty()) return std::string(check_address);
    return "Check “Proxy” in the settings (or the proxy variables of the environment) and the network connection.";
}

bool mentions(std::string_view text, std::initializer_list<std::string_view> words) {
    for (auto const word : words)
        if (text.find(word) != std::string_view::npos) return true;
    return false;
}

// The numbers are X509_V_ERR_… of OpenSSL's x509_vfy.h, which are part of its ABI.
Failure bad_certificate(Situation const& s) {
    auto const server = s.url.place();
    auto const fail_with = [&](std::string message, std::string advice) {
        return Failure{Error{ErrorCode::tls_failed, std::move(message), std::move(advice), detail_of(s)}, false};
    };
    std::string const choose = "If your network inspects secure connections, or the server is your own, choose its "
                               "certificate as “Certificate file” in the settings.";
    switch (s.verify_result) {
    case 9:
        return fail_with("The certificate of " + server + " is not valid yet.", "Check this computer's date and time.");
    case 10:
        return fail_with("The certificate of " + server + " has expired.",
                         "Check this computer's date and time; if they are right, only the server's owner can help. " +
                             choose);
    case 18:
        return fail_with("The certificate of " + server +
                             " is signed by itself, and nothing here says that it can be trusted.",
                         choose);
    case 2:
    case 19:
    case 20:
    case 21:
        return fail_with("The certificate of " + server + " comes from an authority that this computer does not know.",
                         choose);
    case 23:
        return fail_with("The certificate of " + server + " was revoked.", "Do not use this address.");
    default:
        break;
    }
    if (s.verify_result == 62 || s.verify_result == 64 ||
        mentions(s.text, {"subject name", "target host name", "target hostname", "ip address"}))
        return fail_with("The certificate that answered for " + server + " belongs to another name.",
                         "Check the address in the settings. " + choose);
    return fail_with("The certificate of " + server + " could not be verified.", choose);
}

Failure handshake_failed(Situation const& s) {
    bool const broken_off = mentions(s.text, {"reset", "SYSCALL", "eof", "EOF"});
    bool const not_tls = mentions(s.text, {"wrong version number", "packet length too long"});
    auto const advice = not_tls ? "This address may need http:// instead of https://; check it in the settings."
                                : "Try again; if it stays, a firewall or proxy may be in the way.";
    return {Error{ErrorCode::tls_failed, "The secure connection to " + whom(s) + " could not be made.", advice,
                  detail_of(s)},
            broken_off};
}

Failure lost(Situation const& s) {
    if (s.status != 0 || s.phase == Phase::receiving)
        return {Error{ErrorCode::connection_lost,
                      "The reply was cut off after " + std::to_string(s.received) + " bytes.",
                      "Try again; if it happens again, switch streaming on or off in the settings, or ask for a "
                      "smaller size.",
                      detail_of(s)},
                false};
    if (s.phase == Phase::sending)
        return {Error{ErrorCode::connection_lost,
                      "The connection to " + whom(s) + " broke off while the request was being sent.",
                      "Try again, or send a smaller picture.", detail_of(s)},
                true};
    // All of it has left: the service may be at work, and the work is paid for.
    bool const free = s.method == "GET";
    return {Error{ErrorCode::connection_lost, "The connection to " + whom(s) + " was closed before a reply came.",
                  free ? "Try again." : "Try again (it may be billed twice).", detail_of(s)},
            free};
}

Failure proxy_refused(Situation const& s) {
    auto const advice =
        s.proxy_status == 407
            ? "Put the user name and password into “Proxy” in the settings: http://name:password@host:port."
            : "Ask whoever runs the proxy, or change “Proxy” in the settings.";
    auto const answer = s.proxy_status == 407 ? " wants a user name and a password."
                                              : " refused the connection to " + s.url.place() + " (status " +
                                                    std::to_string(s.proxy_status) + ").";
    return {Error{ErrorCode::connect_failed, "The proxy " + s.proxy + answer, advice, detail_of(s)},
            s.proxy_status >= 500};
}

std::string seconds(std::chrono::milliseconds time) {
    auto const count = static_cast<double>(time.count()) / 1000.0;
    if (time.count() == 1000) return "1 second";
    if (count == std::floor(count)) return std::to_string(time.count() / 1000) + " seconds";
    auto text = std::to_string(count); // six digits
    while (text.back() == '0')
        text.pop_back();
    return text + " seconds";
}

std::string_view doing(Phase phase) {
    switch (phase) {
    case Phase::resolving:
        return "its name was still being looked up";
    case Phase::connecting:
        return "the connection was still being made";
    case Phase::sending:
        return "the request was still being sent";
    case Phase::waiting:
        return "the service had not begun to answer";
    case Phase::receiving:
        return "the reply was still arriving";
    }
    return "";
}

} // namespace

Error stopped() {
    return Error{ErrorCode::cancelled, "It was stopped.", "", ""};
}

Error not_public(Url const& url, std::string_view method) {
    return Error{ErrorCode::undecodable,
                 "The reply points to " + url.place() +
                     ", which is not a public address of the web, so it was not opened.",
                 "Try again, or choose another model or provider.", std::string(method) + " " + shown_url(url.text)};
}

std::string detail_of(Situation const& s) {
    std::string detail;
    if (s.code != 0) {
        detail = "curl " + std::to_string(s.code) + ": ";
        detail += s.text.empty() ? curl_easy_strerror(static_cast<CURLcode>(s.code)) : s.text.c_str();
        detail += "; ";
    }
    if (s.status != 0) detail += "HTTP " + std::to_string(s.status) + "; ";
    detail += std::string(s.method) + " " + shown_url(s.url.text);
    if (!s.proxy.empty()) detail += "; proxy " + s.proxy;
    return redact(detail, {});
}

Failure out_of_time(Situation const& s, Limit limit, std::chrono::milliseconds allowed) {
    bool const connected = s.phase != Phase::resolving && s.phase != Phase::connecting;
    auto const after = seconds(allowed);
    Error error{ErrorCode::timed_out, {}, {}, detail_of(s)};
    switch (limit) {
    case Limit::connect:
        error.message =
            "There was no connection to " + whom(s) + " after " + after + ": " + std::string(doing(s.phase)) + ".";
        error.advice = advice_for_network(s);
        break;
    case Limit::idle:
        error.message =
            "Not a byte moved between here and " + whom(s) + " for " + after + ": " + std::string(doing(s.phase)) + ".";
        error.advice = "Try again; for a slow model raise “Time limit” in the settings.";
        break;
    case Limit::total:
        error.message = "There was no complete reply from " + whom(s) + " after " + after + ": " +
                        std::string(doing(s.phase)) + ".";
        error.advice = connected ? "Raise “Time limit” in the settings, or ask for a smaller size."
                                 : advice_for_network(s) + " “Time limit” in the settings says how long is waited.";
        break;
    }
    return {std::move(error), !connected};
}

bool is_unknown_authority(long verify_result) {
    return verify_result == 2 || (verify_result >= 18 && verify_result <= 21);
}

Failure failure_of(Situation const& s) {
    auto const make = [&](ErrorCode code, std::string message, std::string advice, bool repeatable) {
        return Failure{Error{code, std::move(message), std::move(advice), detail_of(s)}, repeatable};
    };
    if (!s.proxy.empty() && s.proxy_status >= 300 && s.phase <= Phase::connecting) return proxy_refused(s);
    bool const in_header = s.status == 0 && s.phase >= Phase::sending;
    if (in_header &&
        (s.code == CURLE_OUT_OF_MEMORY || s.code == too_large || mentions(s.text, {"Too large response headers"})))
        return make(ErrorCode::undecodable, "The header of the reply is far too large.", std::string(check_address),
                    false);
    switch (s.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return make(ErrorCode::dns_failed, "The server " + s.url.host + " could not be found.",
                    std::string(check_address), true);
    case CURLE_COULDNT_RESOLVE_PROXY:
        return make(ErrorCode::dns_failed, "The proxy " + s.proxy + " could not be found.", advice_for_network(s),
                    true);
    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED:
        return make(ErrorCode::connect_failed,
                    s.proxy.empty() ? "There is no connection to " + s.url.place() + "."
                                    : "There is no connection to the proxy " + s.proxy + ", which " + s.url.place() +
                                          " is to be reached through.",
                    advice_for_network(s), true);
    case CURLE_PROXY:
        return make(ErrorCode::connect_failed,
                    "The proxy " + s.proxy + " refused the connection to " + s.url.place() + ".", advice_for_network(s),
                    true);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
        return bad_certificate(s);
    case CURLE_SSL_CACERT_BADFILE:
        return make(ErrorCode::tls_failed,
                    s.ca_bundle.empty() ? "This computer's list of certificates cannot be read."
                                        : "The certificate file " + std::string(s.ca_bundle) + " cannot be read.",
                    s.ca_bundle.empty() ? "Install the package ca-certificates."
                                        : "Choose another “Certificate file” in the settings, in PEM format.",
                    false);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_USE_SSL_FAILED:
        return handshake_failed(s);
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
        return make(ErrorCode::connection_lost,
                    "What answers at " + s.url.place() + " does not speak HTTP as it should.",
                    std::string(check_address), false);
    case CURLE_BAD_CONTENT_ENCODING:
        return make(ErrorCode::undecodable, "The reply's compression is damaged.", "Try again.", false);
    case CURLE_OUT_OF_MEMORY:
        return make(ErrorCode::internal, "There is not enough memory for this.",
                    "Close other pictures, or work on a smaller layer or selection.", false);
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
        if (s.phase <= Phase::connecting)
            return make(ErrorCode::connect_failed,
                        "The connection to " + whom(s) + " broke off while it was being made.", advice_for_network(s),
                        true);
        return lost(s);
    default:
        return make(ErrorCode::internal, "The transfer failed for a reason that Inlay does not know.",
                    "Please report it with the details.", false);
    }
}

} // namespace inlay::http
