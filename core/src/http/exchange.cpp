// Where may a request go, and what follows from a redirect? One transfer for each server, each of them checked.
#include "http/exchange.h"

#include "http/address.h"
#include "http/proxy.h"
#include "http/sigpipe.h"
#include "http/transfer.h"
#include "inlay/guarded.h"
#include "inlay/redact.h"

#include <cstdlib>

namespace inlay::http {
namespace {

std::string environment(char const* variable) {
    // Nothing in Inlay changes the environment while a job runs.
    char const* const value = std::getenv(variable); // NOLINT(concurrency-mt-unsafe)
    return value != nullptr ? value : "";
}

// libcurl 7.84 and later take this from any thread; it is never undone, because the process may use libcurl elsewhere.
bool curl_is_ready() {
    static bool const ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return ready;
}

bool allowed(Url const& url, Request const& request, bool behind_proxy) {
    if (request.reach == Reach::anywhere) return true;
    auto const literal = Address::parse(url.host);
    if (is_loopback_host(url.host)) return request.loopback_allowed;
    if (url.scheme != "https") return false;
    // Names are judged by what they resolve to (handle.cpp); behind a proxy only numbers can be.
    return !behind_proxy || !literal || literal->range() == Range::public_network;
}

Error bad_address(Request const& request) {
    if (request.reach == Reach::public_only)
        return Error{ErrorCode::undecodable, "The reply names an address that is none of the web.", "Try again.",
                     request.method + " " + shown_url(request.url)};
    return Error{ErrorCode::wrong_address, "The address " + shown_url(request.url) + " is not a web address.",
                 "It has to begin with https:// (or http://) and a server's name; check it in the settings.", ""};
}

double milliseconds_between(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double, std::milli>(to - from).count();
}

void run(Request const& request, Observer& observer, std::stop_token const& stop, Outcome& outcome) {
    auto const fail_with = [&](Error error) { outcome.failure = Failure{std::move(error), false}; };
    if (stop.stop_requested()) return fail_with(stopped());
    if (auto refused = refused_request(request)) return fail_with(std::move(*refused));
    auto url = parse_url(request.url);
    if (!url) return fail_with(bad_address(request));
    if (!curl_is_ready())
        return fail_with(
            Error{ErrorCode::internal, "The network library could not be started.", "", "curl_global_init"});
    NoSigpipe const no_sigpipe;
    Timeline timeline;
    auto const origin = url->origin();
    bool with_headers = true;
    bool whole_bundle = false;
    int redirects = 0;
    while (true) {
        auto proxy = proxy_for(*url, request.proxy, environment);
        if (!allowed(*url, request, !proxy.empty())) return fail_with(not_public(*url, request.method));
        // Once away from the origin, the headers do not come back: the way there was another server's choice.
        with_headers = with_headers && url->origin() == origin;
        bool const may_follow = request.method == "GET" && redirects < request.max_redirects;
        Plan const plan{request, *url, std::move(proxy), with_headers, may_follow, whole_bundle};
        auto end = transfer(plan, observer, outcome.response, timeline, stop);
        outcome.failure = std::move(end.failure);
        if (end.try_bundle) {
            whole_bundle = true;
            continue;
        }
        if (end.redirect.empty()) break;
        ++redirects;
        url = resolve_redirect(*url, end.redirect);
        if (!url)
            return fail_with(
                Error{ErrorCode::wrong_address, "The server sends on to an address that is none of the web.",
                      "Check the address in the settings.", request.method + " " + shown_url(request.url)});
        outcome.response = {};
    }
    auto& timings = outcome.response.timings;
    timings.upload = milliseconds_between(timeline.begin, timeline.sent);
    timings.wait = milliseconds_between(timeline.sent, timeline.first);
    timings.download = milliseconds_between(timeline.first, Clock::now());
}

} // namespace

Outcome exchange(Request const& request, Observer& observer, std::stop_token const& stop) noexcept {
    Outcome outcome;
    guarded([&] { run(request, observer, stop, outcome); },
            [&](Error error) {
                outcome.failure = Failure{std::move(error), false};
            });
    return outcome;
}

Result<Response> perform(Request const& request, Observer& observer, std::stop_token stop) {
    auto outcome = exchange(request, observer, stop);
    if (outcome.failure) return fail(std::move(outcome.failure->error));
    return std::move(outcome.response);
}

} // namespace inlay::http
