// Is it safe and sensible to send the same request again after this complete reply, and how long does the service ask
// to wait?
#include "wire/error_facts.h"
#include "wire/json_text.h"
#include "wire/reply_error.h"
#include "wire/wire.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ctime>

namespace inlay::wire {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t longest_wait_s = 30 * 86'400; // more than that is nonsense, and must not overflow

// 408, 500, 502, 504 and a proxy's 520 to 524 may come after the model has made the picture.
bool may_repeat(int status, Repeating const& request) {
    if (status == 425 || status == 429 || status == 503 || status == 529) return true;
    bool const passing =
        status == 408 || status == 500 || status == 502 || status == 504 || (status >= 520 && status <= 524);
    return passing && (request.costs_nothing || std::ranges::find(request.unbilled, status) != request.unbilled.end());
}

// What the body says can make it pointless: no credit, a day's quota, a model that is not there, a request that is
// wrong, a refusal.
bool sense_in_repeating(ErrorCode code) {
    return code == ErrorCode::rate_limited || code == ErrorCode::service_error;
}

// "20", "1.5": nothing but digits and one point.
std::optional<double> number_in(std::string_view text) {
    if (text.empty() || text.size() > 40 || text.find_first_not_of("0123456789.") != std::string_view::npos)
        return std::nullopt;
    double number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc::result_out_of_range) return double(longest_wait_s * 1000);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::int64_t ceil_of(double number) {
    return static_cast<std::int64_t>(std::ceil(number));
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc::result_out_of_range) return longest_wait_s * 1000;
    if (error != std::errc{} || number < 0 || (end != text.data() + text.size() && *end != '.')) return std::nullopt;
    return number;
}

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7) as seconds since 1970. By hand: strptime depends on the locale.
std::optional<std::int64_t> http_date(std::string_view text) {
    std::size_t const comma = text.find(", ");
    if (comma == std::string_view::npos || text.size() < comma + 25) return std::nullopt;
    text.remove_prefix(comma + 2);
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    auto const number = [&](std::size_t at, std::size_t length) {
        return whole_number(text.substr(at, length)).value_or(-1);
    };
    std::size_t const month = months.find(text.substr(3, 3));
    std::int64_t const day = number(0, 2);
    std::int64_t const year = number(7, 4);
    if (month == std::string_view::npos || month % 3 != 0 || day < 1 || day > 31 || year < 1970) return std::nullopt;
    using namespace std::chrono;
    auto const days =
        sys_days{std::chrono::year(static_cast<int>(year)) / static_cast<int>(month / 3 + 1) / static_cast<int>(day)};
    return days.time_since_epoch().count() * std::int64_t{86'400} + number(12, 2) * 3600 + number(15, 2) * 60 +
           number(18, 2);
}

// There is no clock here; a date is counted from the reply's own Date, or from what the caller's clock says.
std::optional<milliseconds> header_wait(std::vector<http::Header> const& headers,
                                        std::optional<std::chrono::sys_seconds> here) {
    std::string_view after;
    std::string_view after_ms;
    std::string_view date;
    for (auto const& header : headers) {
        std::string const field = lower_case(header.name);
        if (field == "retry-after") after = trimmed(header.value);
        if (field == "retry-after-ms") after_ms = trimmed(header.value);
        if (field == "date") date = trimmed(header.value);
    }
    if (auto const wait = number_in(after_ms))
        return milliseconds(ceil_of(std::min(*wait, double(longest_wait_s * 1000))));
    if (auto const wait = number_in(after))
        return milliseconds(ceil_of(std::min(*wait, double(longest_wait_s)) * 1000));
    auto const then = http_date(after);
    auto now = http_date(date);
    if (!now && here) now = here->time_since_epoch().count();
    if (!then || !now) return std::nullopt;
    return milliseconds(std::clamp(*then - *now, std::int64_t{0}, longest_wait_s) * 1000);
}

} // namespace

RetryAdvice retry_advice(int status, std::vector<http::Header> const& headers, std::string_view body,
                         Repeating const& request) {
    RetryAdvice advice;
    ErrorFacts const facts = error_from_body(body);
    advice.retry = may_repeat(status, request) && sense_in_repeating(kind_of_error(facts, status, true));
    advice.wait = header_wait(headers, request.now);
    if (!advice.wait) advice.wait = facts.retry_after;
    return advice;
}

} // namespace inlay::wire
