// How does a picture that a reply only points to come here? At once, because such links expire; without the key,
// because the host is another; and not from the person's own network, because whoever wrote the reply chose the
// address.
#include "client/call.h"

#include "http/url.h"
#include "wire/wire.h"

#include <algorithm>

namespace inlay {
namespace {

constexpr std::size_t max_picture_bytes = 128u << 20;
constexpr int max_redirects = 3;

class FetchObserver final : public http::Observer {
  public:
    explicit FetchObserver(Call& call) : call_(call) {}
    void on_progress(http::Progress const& progress) override { call_.show(progress); }

  private:
    Call& call_;
};

struct Fetched {
    std::optional<Error> error; // nullopt: outcome.response is the picture
    http::Outcome outcome;
    bool repeatable = false;
    std::optional<std::chrono::milliseconds> wait{};
};

Error no_picture(http::Request const& request, http::Response const& response) {
    auto const url = http::parse_url(request.url);
    auto const place = url ? url->place() : std::string("its address");
    if (response.status / 100 == 2)
        return Error{ErrorCode::empty_reply, "The picture that the reply points to at " + place + " is empty.",
                     "Try again.", "HTTP " + std::to_string(response.status)};
    return Error{ErrorCode::service_error,
                 "The picture that the reply points to could not be fetched from " + place + " (status " +
                     std::to_string(response.status) + ").",
                 "Such links hold for a short time only: run it again.", "HTTP " + std::to_string(response.status)};
}

Fetched try_to_fetch(Call& call, http::Request const& request) {
    FetchObserver observer(call);
    Fetched fetched{std::nullopt, http::exchange(request, observer, call.stop)};
    auto const& [response, failure] = fetched.outcome;
    if (failure) {
        auto const code = failure->error.code;
        fetched.error = failure->error;
        // Asking for a picture again costs nothing, so what was cut off is repeated, too.
        fetched.repeatable = failure->repeatable || code == ErrorCode::connection_lost;
    } else if (response.status / 100 != 2 || response.body.empty()) {
        auto const advice = wire::retry_advice(response.status, response.headers, {});
        fetched.error = no_picture(request, response);
        fetched.repeatable = response.status / 100 != 2 && advice.retry;
        fetched.wait = advice.wait;
    }
    return fetched;
}

Result<std::string> fetch(Call& call, std::string const& url) {
    auto request = call.new_request();
    request.method = "GET";
    request.url = url;
    request.max_response_bytes = max_picture_bytes;
    request.max_redirects = max_redirects;
    request.reach = http::Reach::public_only;
    request.loopback_allowed = call.loopback;
    for (int k = 0;; ++k) {
        auto fetched = try_to_fetch(call, request);
        call.report.bytes_received += fetched.outcome.response.received;
        auto const& timings = fetched.outcome.response.timings;
        call.report.timings.download += timings.upload + timings.wait + timings.download;
        if (!fetched.error) return std::move(fetched.outcome.response.body);
        auto const time = delay(call.patience, k, fetched.wait);
        if (!fetched.repeatable || k >= call.connection.retries || time > call.patience.longest)
            return fail(call.redacted(*fetched.error));
        if (!call.wait_before_repeating(time, *fetched.error)) return fail(http::stopped());
    }
}

} // namespace

Result<void> fetch_pictures(Call& call, Reply& reply) {
    std::optional<Error> first_error;
    for (std::size_t i = 0; i < reply.images.size(); ++i) {
        auto& image = reply.images[i];
        if (!image.bytes.empty() || image.url.empty()) continue;
        auto bytes = fetch(call, image.url);
        if (!bytes) {
            if (bytes.error().code == ErrorCode::cancelled) return fail(bytes.error());
            if (!first_error) first_error = bytes.error();
            continue;
        }
        image.bytes = std::move(*bytes);
        image.url.clear();
        if (auto kept = call.observer.on_fetched(i, image.bytes); !kept) return fail(kept.error());
    }
    std::erase_if(reply.images, [](ReplyImage const& image) { return image.bytes.empty(); });
    if (!reply.images.empty()) return {};
    if (first_error) return fail(*first_error);
    return fail(ErrorCode::empty_reply, "The reply holds no picture.", "Try again.");
}

} // namespace inlay
