// What does an error reply say, whatever its shape? See error_facts.h.
#include "wire/error_facts.h"

#include "wire/json_doc.h"
#include "wire/json_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace inlay::wire {
namespace {

using nlohmann::json;

constexpr std::size_t longest_message = 16'384; // read; what is shown is much shorter
constexpr int deepest = 5;                      // JSON in a string in JSON …

void note(ErrorFacts& facts, std::string_view text) {
    if (text.empty()) return;
    facts.all += lower_case(text.substr(0, longest_message));
    facts.all += '\n';
}

// The number at the beginning of `text`, up to a day: "34.4s", "20".
std::optional<std::chrono::milliseconds> seconds_in(std::string_view text) {
    double seconds = 0;
    std::size_t at = 0;
    while (at < text.size() && at < 12 && text[at] >= '0' && text[at] <= '9')
        seconds = seconds * 10 + (text[at++] - '0');
    if (at == 0) return std::nullopt;
    if (at < text.size() && text[at] == '.') {
        double place = 0.1;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, place /= 10)
            seconds += place * (text[at] - '0');
    }
    return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(std::min(seconds, 30.0 * 86'400) * 1000)));
}

std::optional<std::chrono::milliseconds> wait_in_words(std::string_view lower) {
    for (std::string_view const phrase :
         {"retry in ", "try again in ", "retry after ", "again after ", "reset after ", "resets in ~", "resets in "}) {
        std::size_t const at = lower.find(phrase);
        if (at == std::string_view::npos) continue;
        std::string_view const rest = lower.substr(at + phrase.size());
        std::size_t const unit = rest.find_first_not_of("0123456789. ");
        bool const is_seconds = unit != std::string_view::npos && rest[unit] == 's';
        bool const is_milliseconds = rest.substr(std::min(unit, rest.size())).starts_with("ms");
        auto const wait = seconds_in(rest);
        if (wait && is_milliseconds) return *wait / 1000;
        if (wait && is_seconds) return wait;
    }
    return std::nullopt;
}

std::string request_id_in(std::string_view message) {
    std::string const lower = lower_case(message);
    for (std::string_view const phrase : {"request id: ", "request_id: ", "request id:", "requestid: "}) {
        std::size_t const at = lower.find(phrase);
        if (at == std::string::npos) continue;
        std::string_view const id = message.substr(at + phrase.size());
        return std::string(id.substr(0, std::min({id.find_first_of(")] \t\r\n,\"'"), id.size(), std::size_t{100}})));
    }
    return {};
}

int number_in(JsonDoc const& doc, json const& value) {
    int number = 0;
    if (value.is_number()) {
        double const wide = value.get<double>();
        if (wide > -1e6 && wide < 1e6) number = static_cast<int>(wide);
    } else if (value.is_string()) {
        std::string const text = doc.copy_of(value);
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || end != text.data() + text.size()) number = 0;
    }
    return number;
}

// google.rpc details: reasons, quotas, the time to wait. DebugInfo is left out: it says nothing more and may echo the
// key.
void read_details(ErrorFacts& facts, JsonDoc const& doc, json const& details) {
    if (!details.is_array()) return;
    for (json const& detail : details) {
        note(facts, doc.copy_of(member(detail, "reason")));
        note(facts, doc.copy_of(member(member(detail, "metadata"), "quota_limit")));
        if (json const& violations = member(detail, "violations"); violations.is_array())
            for (json const& violation : violations)
                note(facts, doc.copy_of(member(violation, "quotaId", "quota_id")));
        if (auto const wait = seconds_in(doc.copy_of(member(detail, "retryDelay", "retry_delay"))))
            facts.retry_after = wait;
    }
}

// Replicate, Black Forest Labs and others; a number of seconds, or the same as a text.
void read_wait(ErrorFacts& facts, JsonDoc const& doc, json const& value) {
    if (facts.retry_after) return;
    for (auto const* field : {"retry_after", "retryAfter", "retry_after_seconds", "retry_after_secs"}) {
        json const& wait = member(value, field);
        std::string const text = wait.is_number() ? wait.dump() : doc.copy_of(wait);
        if (auto const seconds = seconds_in(text)) facts.retry_after = seconds;
    }
}

// MiniMax reports an error beside an empty answer. Its numbers are no HTTP statuses.
void read_base_response(ErrorFacts& facts, JsonDoc const& doc, json const& base) {
    int const number = number_in(doc, member(base, "status_code"));
    if (number == 0) return;
    note(facts, "base_resp " + std::to_string(number));
    if (facts.message.empty()) facts.message = doc.copy_of(member(base, "status_msg"));
    note(facts, facts.message);
    if (facts.message.empty()) facts.message = "error " + std::to_string(number);
}

bool read(ErrorFacts& facts, JsonDoc const& doc, json const& value, int depth);

// A message that is JSON itself, or a sentence with JSON in it: what is inside says more.
bool read_nested(ErrorFacts& facts, std::string_view text, int depth) {
    constexpr int most_beginnings = 8; // "[1] failed: {…}"
    std::size_t at = text.find_first_of("{[");
    for (int tries = 0; at != std::string_view::npos && tries < most_beginnings; ++tries) {
        JsonDoc const inner(text.substr(at));
        if (inner.state() == JsonDoc::State::ok) {
            json const& error = member(inner.root(), "error");
            std::string const before = facts.message;
            bool const said =
                read(facts, inner, error.is_null() || error.is_boolean() ? inner.root() : error, depth + 1);
            if (said && (facts.message != before || text.substr(0, at).empty())) return true;
        }
        at = text.find_first_of("{[", at + 1);
    }
    return false;
}

void take_message(ErrorFacts& facts, std::string text, int depth) {
    if (text.size() > longest_message) text.resize(longest_message);
    note(facts, text);
    if (read_nested(facts, text, depth)) return;
    if (facts.message.empty()) facts.message = std::string(trimmed(text));
}

// True when `value` said something.
bool read(ErrorFacts& facts, JsonDoc const& doc, json const& value, int depth) {
    if (depth > deepest) return false;
    if (value.is_string()) {
        take_message(facts, doc.copy_of(value), depth);
        return true;
    }
    if (value.is_array()) {
        bool said = false;
        for (json const& entry : value)
            said = (facts.message.empty() && read(facts, doc, entry, depth + 1)) || said;
        return said;
    }
    if (!value.is_object()) return false;
    if (int const code = number_in(doc, member(value, "code", "status_code")); code != 0 && facts.code == 0)
        facts.code = code;
    if (int const code = number_in(doc, member(value, "status")); code != 0 && facts.code == 0) facts.code = code;
    if (facts.status.empty()) facts.status = doc.copy_of(member(value, "status"));
    for (auto const* field : {"code", "type"}) {
        json const& text = member(value, field);
        if (!text.is_string() || number_in(doc, text) != 0) continue;
        std::string const words = doc.copy_of(text);
        note(facts, words);
        if (facts.code_name.empty()) facts.code_name = words;
    }
    note(facts, facts.status);
    read_details(facts, doc, member(value, "details"));
    read_wait(facts, doc, value);
    read_base_response(facts, doc, member(value, "base_resp"));
    json const& metadata = member(value, "metadata");
    note(facts, doc.copy_of(member(metadata, "error_type")));
    // The upstream's own words say more than "Provider returned error".
    if (json const& raw = member(metadata, "raw"); raw.is_string()) take_message(facts, doc.copy_of(raw), depth);
    for (auto const* field : {"message", "msg", "detail", "error_description", "error_message", "errors", "title",
                              "error", "failReason", "fail_reason", "failure_reason", "reason"})
        if (json const& words = member(value, field); !words.is_null() && !words.is_boolean())
            read(facts, doc, words, depth + 1);
    return true;
}

ErrorFacts finished(ErrorFacts facts) {
    facts.per_day = facts.all.find("perday") != std::string::npos || facts.all.find("per day") != std::string::npos;
    facts.per_minute =
        facts.all.find("perminute") != std::string::npos || facts.all.find("per minute") != std::string::npos;
    if (!facts.retry_after) facts.retry_after = wait_in_words(facts.all);
    facts.request_id = request_id_in(facts.message);
    return facts;
}

// "error code: 1020" as plain text, in a page ("Error 1020", "cf-error-code\">1020<") or in JSON.
int cloudflare_number(std::string_view lower) {
    for (std::string_view const phrase :
         {"error code: ", "error code ", "error ", "cf-error-code\">", "\"error_code\":", "\"error_code\": "})
        for (std::size_t at = lower.find(phrase); at != std::string_view::npos; at = lower.find(phrase, at + 1)) {
            std::string_view digits = lower.substr(at + phrase.size(), 5);
            if (digits.size() < 4 || (digits.size() == 5 && digits[4] >= '0' && digits[4] <= '9')) continue;
            int number = 0;
            auto const [end, error] = std::from_chars(digits.data(), digits.data() + 4, number);
            if (error == std::errc{} && end == digits.data() + 4 && number >= 1000 && number <= 1299) return number;
        }
    return 0;
}

// What Cloudflare itself says in front of the service, whatever the service would have said.
void look_for_front(ErrorFacts& facts, std::string_view text) {
    std::string const lower = lower_case(text.substr(0, 65'536));
    auto const says = [&](std::string_view words) { return lower.find(words) != std::string::npos; };
    bool const short_text = !facts.is_page && trimmed(lower).starts_with("error code: 1");
    bool const its_page = facts.is_page && (says("cloudflare") || says("cf-error"));
    if (short_text || its_page || says("\"cloudflare_error\"")) facts.front = cloudflare_number(lower);
    if (facts.front == 0 && its_page && (says("just a moment") || says("attention required") || says("cf-challenge")))
        facts.front = 1;
}

bool says_something(json const& value) {
    if (value.is_null() || value.is_boolean()) return false;
    return value.is_number() || !value.empty();
}

} // namespace

std::optional<ErrorFacts> find_error(JsonDoc const& doc, json const& value) {
    json const& success = member(value, "success");
    json const& error = member(value, "error", "errors");
    bool const base_failed = number_in(doc, member(member(value, "base_resp"), "status_code")) != 0;
    bool const failed = (success.is_boolean() && !success.get<bool>()) || base_failed;
    if (!failed && !says_something(error)) return std::nullopt;
    if (error.is_string() && error.get_ref<std::string const&>().empty()) return std::nullopt;
    ErrorFacts facts;
    // An error that is only a string leaves its code and its explanation beside itself.
    bool const has_it_all = error.is_object() || error.is_array();
    read(facts, doc, has_it_all ? error : value, 0);
    if (has_it_all && facts.message.empty()) read(facts, doc, value, 0);
    return finished(std::move(facts));
}

std::optional<ErrorFacts> find_any_error(JsonDoc const& doc, json const& value) {
    if (auto facts = find_error(doc, value)) return facts;
    if (!value.is_object()) return std::nullopt;
    ErrorFacts facts;
    read(facts, doc, value, 0);
    if (facts.message.empty() && facts.code < 400) return std::nullopt;
    if (json const& mark = member(value, "cloudflare_error"); mark.is_boolean() && mark.get<bool>())
        facts.front = number_in(doc, member(value, "error_code"));
    return finished(std::move(facts));
}

ErrorFacts error_from_text(std::string_view text) {
    ErrorFacts facts;
    look_for_front(facts, text);
    take_message(facts, valid_utf8(trimmed(text).substr(0, longest_message)), 0);
    return finished(std::move(facts));
}

ErrorFacts error_from_page(std::string_view html) {
    ErrorFacts facts;
    facts.is_page = true;
    html = html.substr(0, 65'536);
    std::string const lower = lower_case(html);
    for (std::string_view const tag : {"title", "h1"}) {
        std::size_t const open = lower.find('<' + std::string(tag));
        std::size_t const begin = open == std::string::npos ? open : lower.find('>', open);
        std::size_t const end = begin == std::string::npos ? begin : lower.find('<', begin);
        if (end == std::string::npos) continue;
        std::string title;
        for (char const c : trimmed(html.substr(begin + 1, end - begin - 1))) {
            bool const white = c == '\n' || c == '\r' || c == '\t' || c == ' ';
            if (!white || (!title.empty() && title.back() != ' ')) title += white ? ' ' : c;
        }
        facts.page_title = valid_utf8(title);
        if (!facts.page_title.empty()) break;
    }
    note(facts, facts.page_title);
    look_for_front(facts, html);
    return facts;
}

ErrorFacts error_from_body(std::string_view body) {
    std::string_view const text = trimmed(body.starts_with("\xEF\xBB\xBF") ? body.substr(3) : body);
    if (text.starts_with('<')) return error_from_page(text);
    if (text.starts_with('{') || text.starts_with('[')) {
        JsonDoc const doc(text);
        json const& root = doc.root().is_array() && !doc.root().empty() ? doc.root().front() : doc.root();
        if (auto facts = find_any_error(doc, root)) return *facts;
        return {};
    }
    return error_from_text(text);
}

} // namespace inlay::wire
