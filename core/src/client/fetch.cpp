// How does a picture that a reply only points to come here? At once, because such links expire, and several times where
// it is not there yet. The service's own origin is the person's choice: it may be in their network, and gets the key
// when it refuses without one. Any other address was chosen by whoever wrote the reply: no key (but for hosts that the
// service's entry names), and not into the person's own network.
#include "client/call.h"

#include "http/url.h"
#include "inlay/codec.h"
#include "wire/picture_check.h"
#include "wire/text_scan.h"
#include "wire/wire.h"

#include <algorithm>
#include <array>

namespace inlay {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t max_picture_bytes = 128u << 20;
constexpr int max_redirects = 3;
// In thousandths of the patience's unit: 10 s in all. Services hand an address out a moment before it can be fetched.
constexpr std::array<int, 6> waits{500, 1000, 1500, 2000, 2500, 2500};

class FetchObserver final : public http::Observer {
  public:
    explicit FetchObserver(Call& call) : call_(call) {}
    void on_progress(http::Progress const& progress) override { call_.show(progress); }

  private:
    Call& call_;
};

struct Fetched {
    std::optional<Error> error; // nullopt: `bytes` are the picture
    std::string bytes{};
    int status = 0;
    bool repeatable = false;
    std::optional<milliseconds> wait{};
};

std::optional<http::Url> own_address(Connection const& connection) {
    return http::parse_url(endpoint_url(connection, false));
}

bool is_own_origin(http::Url const& url, Connection const& connection) {
    auto const own = own_address(connection);
    return own && own->origin() == url.origin();
}

// ".replicate.delivery" stands for every host below it.
bool is_named_host(http::Url const& url, Connection const& connection) {
    return url.scheme == "https" && std::ranges::any_of(connection.key_hosts, [&](std::string const& host) {
               return host.starts_with('.') ? url.host.ends_with(host) : url.host == host;
           });
}

// Where an address of a reply may lead: what it says; for a relative one, the service's origin and the endpoint.
std::vector<std::string> urls_for(Connection const& connection, std::string const& address) {
    auto const own = own_address(connection);
    if (!own || wire::is_http(address)) return {address};
    std::vector<std::string> urls;
    bool const below_root = !address.starts_with('/') && !address.starts_with('.');
    if (below_root) urls.push_back(own->scheme + "://" + own->place() + "/" + address);
    if (auto const resolved = http::resolve_redirect(*own, address)) urls.push_back(resolved->text);
    return urls;
}

// A server that calls itself "localhost" is the one that was asked.
std::optional<std::string> meant_by_localhost(Connection const& connection, std::string const& address) {
    auto const own = own_address(connection);
    auto const url = http::parse_url(address);
    if (!own || !url || !http::is_loopback_host(url->host) || http::is_loopback_host(own->host)) return std::nullopt;
    return own->scheme + "://" + own->place() + url->target();
}

std::string place_of(std::string const& url) {
    auto const parsed = http::parse_url(url);
    return parsed ? parsed->place() : std::string("its address");
}

Error no_picture(std::string const& url, int status) {
    std::string const why =
        status / 100 == 2 ? "there is no picture at that address" : "status " + std::to_string(status);
    return Error{ErrorCode::service_error,
                 "The picture was made, but it could not be fetched from " + place_of(url) + " (" + why + ").",
                 "It may be there later: Recover asks for it again, at no cost.", "HTTP " + std::to_string(status)};
}

// The kinds of what stands at an address that has no picture (yet).
bool is_no_picture(std::string_view bytes) {
    auto const format = foreign_format(bytes);
    return format == "HTML" || format == "JSON" || format == "XML";
}

bool comes_later(int status) {
    return status / 100 == 2 || status == 404 || status == 408 || status == 409 || status == 425 || status == 429 ||
           status / 100 == 5;
}

Result<http::Request> request_for(Call const& call, http::Url const& url, bool with_key) {
    bool const own = is_own_origin(url, call.connection);
    auto request = call.new_request();
    request.method = "GET";
    request.url = url.text;
    request.max_response_bytes = max_picture_bytes;
    // A redirect of the service's own is judged here again: it may lead anywhere.
    request.max_redirects = own ? 0 : max_redirects;
    if (!own) {
        request.reach = http::Reach::public_only;
        request.loopback_allowed = call.loopback;
    }
    if (with_key) {
        wire::FollowUp more;
        more.url = url.text;
        auto built = wire::build_follow_up(more, call.connection, true);
        if (!built) return fail(built.error());
        request.url = std::move(built->url);
        request.headers = std::move(built->headers);
    }
    return request;
}

http::Outcome exchange(Call& call, http::Request const& request) {
    FetchObserver observer(call);
    auto outcome = http::exchange(request, observer, call.stop);
    call.report.bytes_received += outcome.response.received;
    auto const& timings = outcome.response.timings;
    call.report.timings.download += timings.upload + timings.wait + timings.download;
    return outcome;
}

Fetched judged(std::string const& url, http::Outcome outcome) {
    auto& [response, failure] = outcome;
    Fetched fetched{std::nullopt, {}, response.status};
    if (failure) {
        fetched.error = failure->error;
        // Asking for a picture again costs nothing, so what was cut off is repeated, too.
        fetched.repeatable = failure->repeatable || failure->error.code == ErrorCode::connection_lost;
    } else if (response.status / 100 != 2 || response.body.empty() || is_no_picture(response.body)) {
        fetched.error = no_picture(url, response.status);
        fetched.repeatable = comes_later(response.status);
        fetched.wait = wire::retry_advice(response.status, response.headers, {}).wait;
    } else {
        fetched.bytes = std::move(response.body);
    }
    return fetched;
}

Fetched try_to_fetch(Call& call, std::string const& address) {
    auto url = http::parse_url(address);
    bool with_key = false;
    for (int hops = 0;;) {
        if (!url) return {no_picture(address, 0)};
        auto const request = request_for(call, *url, with_key);
        if (!request) return {request.error()};
        auto outcome = exchange(call, *request);
        int const status = outcome.failure ? 0 : outcome.response.status;
        bool const own = is_own_origin(*url, call.connection);
        bool const refused = status == 401 || status == 403;
        if (refused && !with_key && (own || is_named_host(*url, call.connection)) && !call.connection.api_key.empty() &&
            call.connection.auth != Auth::none) {
            with_key = true;
            continue;
        }
        auto const location = outcome.response.header("Location");
        if (own && status / 100 == 3 && !location.empty() && hops++ < max_redirects) {
            url = http::resolve_redirect(*url, location);
            with_key = false;
            continue;
        }
        return judged(url->text, std::move(outcome));
    }
}

// `patient`: it is certain that a picture is meant.
Result<std::string> fetch(Call& call, std::string const& address, bool patient) {
    for (std::size_t k = 0;; ++k) {
        Fetched last;
        for (auto const& url : urls_for(call.connection, address)) {
            auto fetched = try_to_fetch(call, url);
            if (!fetched.error) return std::move(fetched.bytes);
            if (fetched.error->code == ErrorCode::cancelled) return fail(*fetched.error);
            // Of two places, the one that answered says more.
            bool const more = !last.error || fetched.repeatable || (last.status == 0 && fetched.status != 0);
            if (more) last = std::move(fetched);
        }
        if (!last.error) return fail(call.redacted(no_picture(address, 0)));
        if (auto const other = k == 0 ? meant_by_localhost(call.connection, address) : std::nullopt)
            if (auto fetched = try_to_fetch(call, *other); !fetched.error) return std::move(fetched.bytes);
        if (!last.repeatable || !patient || k >= waits.size()) return fail(call.redacted(*last.error));
        auto const time = std::max(last.wait.value_or(milliseconds(0)), call.patience.unit * waits[k] / 1000);
        if (time > call.patience.longest) return fail(call.redacted(*last.error));
        if (!call.wait_before_repeating(time, *last.error)) return fail(http::stopped());
    }
}

constexpr int most_guesses = 6;

// The address that is asked for again by a later run.
void leave_for_later(Call& call, std::string const& address) {
    auto const urls = urls_for(call.connection, address);
    if (urls.empty()) return;
    call.observer.on_task({std::string(wire::picture_task), urls.front()});
    call.report.ordered = true;
}

struct Missing {
    std::optional<Error> error;
    std::string address;
};

// What could not be had, if nothing could.
Result<void> nothing_fetched(Call& call, Reply const& reply, Missing const& missing, bool withheld) {
    if (missing.error) {
        leave_for_later(call, missing.address);
        return fail(*missing.error);
    }
    if (withheld)
        return fail(ErrorCode::answer_blocked, "The picture was made and then withheld by the safety filter.",
                    "Change the prompt, or select another part of the picture.", "marked as withheld, and blank");
    if (!reply.no_picture.message.empty()) return fail(call.redacted(reply.no_picture));
    return fail(ErrorCode::empty_reply, "The reply holds no picture.", "Try again.");
}

} // namespace

Result<void> fetch_pictures(Call& call, Reply& reply) {
    Missing missing;
    bool withheld = false;
    int guesses = 0;
    for (std::size_t i = 0; i < reply.images.size(); ++i) {
        auto& image = reply.images[i];
        if (!image.bytes.empty() || image.url.empty()) continue;
        if (image.guess && ++guesses > most_guesses) continue;
        auto bytes = fetch(call, image.url, !image.guess || guesses == 1);
        if (!bytes && bytes.error().code == ErrorCode::cancelled) {
            if (!image.guess) leave_for_later(call, image.url);
            return fail(bytes.error());
        }
        // A model makes addresses up, and not every address is a picture's.
        if (image.guess && (!bytes || !wire::is_any_picture(*bytes))) continue;
        if (!bytes) {
            if (!missing.error) missing = {bytes.error(), image.url};
            continue;
        }
        image.bytes = std::move(*bytes);
        image.url.clear();
        if (auto kept = call.observer.on_fetched(i, image.bytes); !kept) return fail(kept.error());
        if (image.suspected && wire::is_blank(image.bytes)) {
            withheld = true;
            image.bytes.clear();
        }
    }
    std::erase_if(reply.images, [](ReplyImage const& image) { return image.bytes.empty(); });
    if (!reply.images.empty()) return {};
    return nothing_fetched(call, reply, missing, withheld);
}

} // namespace inlay
