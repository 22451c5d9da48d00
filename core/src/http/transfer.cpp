// The loop: perform, look, wait. Our own limits and the stop token are looked at between, at least ten times a second
// and on every wake-up.
#include "http/transfer.h"

#include "http/proxy.h"
#include "inlay/guarded.h"

#include <algorithm>
#include <linux/sockios.h>
#include <new>
#include <sys/ioctl.h>

namespace inlay::http {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds tick{100};

// From 8.20 on the resolver's threads belong to the multi handle, whose cleanup waits for them whatever the easy
// handle's QUICK_EXIT says. It is built with older headers and run with whatever is there; an older libcurl says that
// it does not know the option, and does not need it.
constexpr auto multi_quick_exit = static_cast<CURLMoption>(21); // CURLMOPT_QUICK_EXIT

class Transfer {
  public:
    Transfer(Plan const& plan, Observer& observer, Response& response, Timeline& timeline, std::stop_token const& stop)
        : plan_(plan), observer_(observer), response_(response),
          timeline_(timeline), context_{plan, Reception(plan.request, plan.may_follow, observer, response), stop},
          handle_(context_), multi_(curl_multi_init()) {
        if (!multi_) throw std::bad_alloc();
        curl_multi_setopt(multi_.get(), multi_quick_exit, 1L);
    }
    Transfer(Transfer const&) = delete;
    Transfer& operator=(Transfer const&) = delete;
    ~Transfer() { curl_multi_remove_handle(multi_.get(), handle_.get()); }

    End run() {
        // Declared here: it must be gone before multi_ is.
        std::stop_callback const wake(context_.stop, [this]() noexcept { curl_multi_wakeup(multi_.get()); });
        auto end = loop();
        context_.abort_sockets = end.failure.has_value();
        return end;
    }

  private:
    End loop() {
        if (curl_multi_add_handle(multi_.get(), handle_.get()) != CURLM_OK) throw std::bad_alloc();
        while (true) {
            int running = 0;
            auto const state = curl_multi_perform(multi_.get(), &running);
            if (context_.stop.stop_requested()) return failed({stopped(), false});
            measure();
            if (state != CURLM_OK) return failed(failure_of(situation(CURLE_OUT_OF_MEMORY)));
            if (running == 0) return finished();
            report();
            if (context_.thrown) return failed({*context_.thrown, false});
            if (auto failure = overdue()) return failed(std::move(*failure));
            curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(patience().count()), nullptr);
        }
    }

    // What libcurl has handed to the kernel less what still waits there has left: on a slow line the kernel holds
    // megabytes. What is on its way counts as gone, because the other side may take 40 ms to say that it has it.
    void measure() {
        auto const now = Clock::now();
        auto const written = counter(CURLINFO_SIZE_UPLOAD_T);
        std::uint64_t unsent = 0;
        int queued = 0;
        if (context_.phase == Phase::sending && written > 0 && !context_.sockets.empty() &&
            ::ioctl(context_.sockets.back(), SIOCOUTQNSD, &queued) == 0)
            unsent = static_cast<std::uint64_t>(std::max(queued, 0));
        auto const left = written > unsent ? written - unsent : 0;
        response_.sent = context_.reception.begun() ? written : std::max(response_.sent, left);
        if (context_.phase == Phase::sending && response_.sent >= plan_.request.body.size()) {
            context_.phase = Phase::waiting;
            timeline_.sent = now;
        }
        if (!saw_reply_ && context_.reception.begun()) {
            saw_reply_ = true;
            if (last_phase_ < Phase::waiting) timeline_.sent = now;
            timeline_.first = now;
        }
        auto const moved = response_.sent + written + counter(CURLINFO_SIZE_DOWNLOAD_T) + header_bytes();
        if (moved != moved_ || context_.phase != last_phase_) {
            moved_ = moved;
            last_byte_ = now;
        }
    }

    void report() {
        auto const now = Clock::now();
        if (context_.phase == last_phase_ && now - last_report_ < tick) return;
        last_phase_ = context_.phase;
        last_report_ = now;
        guarded(
            [&] {
                observer_.on_progress({context_.phase, response_.sent, plan_.request.body.size(), response_.received});
            },
            [&](Error error) { context_.thrown = std::move(error); });
    }

    [[nodiscard]] bool connected() const { return context_.phase >= Phase::sending; }

    std::optional<Failure> overdue() {
        auto const now = Clock::now();
        auto const& request = plan_.request;
        auto const over = [](milliseconds limit, Clock::duration passed) {
            return limit.count() > 0 && passed >= limit;
        };
        if (over(request.total_timeout, now - timeline_.begin))
            return out_of_time(situation(CURLE_OK), Limit::total, request.total_timeout);
        if (connected() && over(request.idle_timeout, now - last_byte_))
            return out_of_time(situation(CURLE_OK), Limit::idle, request.idle_timeout);
        if (!connected() && over(request.connect_timeout, now - began_))
            return out_of_time(situation(CURLE_OK), Limit::connect, request.connect_timeout);
        return std::nullopt;
    }

    // Until the next thing that only the clock tells.
    [[nodiscard]] milliseconds patience() const {
        auto const now = Clock::now();
        auto const& request = plan_.request;
        auto wait = tick;
        auto const until = [&](milliseconds limit, Clock::time_point from) {
            if (limit.count() > 0) wait = std::min(wait, std::chrono::ceil<milliseconds>(from + limit - now));
        };
        until(request.total_timeout, timeline_.begin);
        if (connected()) until(request.idle_timeout, last_byte_);
        if (!connected()) until(request.connect_timeout, began_);
        // No event tells that the kernel's buffer has run empty.
        bool const draining =
            context_.phase == Phase::sending && counter(CURLINFO_SIZE_UPLOAD_T) >= plan_.request.body.size();
        return std::clamp(wait, milliseconds(0), draining ? milliseconds(10) : tick);
    }

    End finished() {
        int left = 0;
        auto const* const message = curl_multi_info_read(multi_.get(), &left);
        auto const code = message != nullptr ? message->data.result : CURLE_OUT_OF_MEMORY;
        if (context_.thrown) return failed({*context_.thrown, false});
        auto const& reception = context_.reception;
        if (reception.error()) return failed({*reception.error(), false});
        if (!reception.redirect().empty()) return {std::nullopt, reception.redirect()};
        if (context_.refused_address) return failed({not_public(plan_.url, plan_.request.method), false});
        if (code == CURLE_OPERATION_TIMEDOUT) // of ours, libcurl knows this limit only; both may be over by now
            if (auto failure = overdue()) return failed(std::move(*failure));
        if (code == CURLE_OPERATION_TIMEDOUT)
            return failed(out_of_time(situation(CURLE_OK), Limit::connect, plan_.request.connect_timeout));
        if (code == CURLE_OK && !reception.complete()) return failed(failure_of(situation(CURLE_GOT_NOTHING)));
        if (code == CURLE_PEER_FAILED_VERIFICATION && handle_.certificates_by_hash() &&
            is_unknown_authority(situation(code).verify_result))
            return {std::nullopt, {}, true};
        if (code != CURLE_OK) return failed(failure_of(situation(code)));
        report_last();
        if (context_.thrown) return failed({*context_.thrown, false});
        return {};
    }

    void report_last() {
        last_report_ = {};
        report();
    }

    static End failed(Failure failure) { return {std::move(failure), {}}; }

    [[nodiscard]] Situation situation(CURLcode code) const {
        Situation s{plan_.url, plan_.request.method, plan_.proxy.empty() ? std::string() : proxy_name(plan_.proxy),
                    plan_.request.ca_bundle};
        s.code = code;
        s.text = context_.error_text;
        curl_easy_getinfo(handle_.get(), CURLINFO_SSL_VERIFYRESULT, &s.verify_result);
        curl_easy_getinfo(handle_.get(), CURLINFO_HTTP_CONNECTCODE, &s.proxy_status);
        s.phase = context_.phase;
        s.status = context_.reception.complete() ? response_.status : 0;
        s.received = response_.received;
        return s;
    }

    [[nodiscard]] std::uint64_t counter(CURLINFO info) const {
        curl_off_t count = 0;
        curl_easy_getinfo(handle_.get(), info, &count);
        return count > 0 ? static_cast<std::uint64_t>(count) : 0;
    }
    [[nodiscard]] std::uint64_t header_bytes() const {
        long count = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_HEADER_SIZE, &count);
        return count > 0 ? static_cast<std::uint64_t>(count) : 0;
    }

    Plan const& plan_;
    Observer& observer_;
    Response& response_;
    Timeline& timeline_;
    Context context_;
    Handle handle_;
    Multi multi_; // goes first, and with it the sockets
    Clock::time_point began_ = Clock::now();
    Clock::time_point last_byte_ = began_;
    Clock::time_point last_report_{};
    Phase last_phase_ = Phase::resolving;
    std::uint64_t moved_ = 0;
    bool saw_reply_ = false;
};

} // namespace

End transfer(Plan const& plan, Observer& observer, Response& response, Timeline& timeline,
             std::stop_token const& stop) {
    return Transfer(plan, observer, response, timeline, stop).run();
}

} // namespace inlay::http
