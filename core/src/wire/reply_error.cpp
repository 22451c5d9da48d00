// What is a person told about an error that the service reported, and what can be done? One case for each kind of
// error_kind.cpp's table.
#include "wire/reply_error.h"

#include "inlay/redact.h"

#include "wire/format.h"
#include "wire/json_text.h"

#include <algorithm>
#include <optional>

namespace inlay::wire {
namespace {

struct Sentence {
    std::string message;
    std::string advice;
};

std::string quote(std::string_view words) {
    return words.empty() ? "." : ": “" + std::string(words) + "”";
}

std::string seconds_text(std::chrono::milliseconds wait) {
    auto const seconds = (wait.count() + 999) / 1000;
    if (seconds >= 7200) return std::to_string((seconds + 1800) / 3600) + " hours";
    if (seconds >= 120) return std::to_string((seconds + 30) / 60) + " minutes";
    return std::to_string(seconds) + (seconds == 1 ? " second" : " seconds");
}

std::string_view other_ways_to_send(Auth auth) {
    switch (auth) {
    case Auth::raw:
        return "now the bare key in Authorization; it can also be sent as bearer, x-goog-api-key or query";
    case Auth::bearer:
        return "now bearer; it can also be sent raw, as x-goog-api-key or query";
    case Auth::x_goog_api_key:
        return "now x-goog-api-key; it can also be sent raw, as bearer or query";
    case Auth::api_key:
        return "now api-key; it can also be sent raw, as bearer, x-goog-api-key or query";
    case Auth::query:
        return "now query; it can also be sent raw, as bearer or x-goog-api-key";
    case Auth::none:
        break;
    }
    return "now none; it can be sent raw, as bearer, x-goog-api-key or query";
}

class Teller {
  public:
    Teller(ErrorFacts const& facts, Answerer const& from)
        : facts_(facts), from_(from), who_(from.name()), words_(from.words(facts.message)),
          model_(from.words(from.connection.model)) {}

    [[nodiscard]] Sentence tell(ErrorCode code) const {
        switch (code) {
        case ErrorCode::no_key:
            return {who_ + " wants an API key, and none is set.",
                    "Enter an API key in the settings, or choose another Provider."};
        case ErrorCode::key_rejected:
            return {who_ + " does not accept the API key" + quote(facts_.is_page ? std::string() : words_),
                    "Check the API key. If it is right, change \"Send key as\" (" +
                        std::string(other_ways_to_send(from_.connection.auth)) + ")."};
        case ErrorCode::permission_denied:
            return {who_ + " does not allow this with this key" + quote(words_),
                    "Use an API key that may use the model, or choose another Model."};
        case ErrorCode::region_or_billing:
            return region_or_billing();
        case ErrorCode::prompt_blocked:
            return {who_ + " refused the prompt or the picture" + quote(words_),
                    "Change the prompt, or select another part of the picture."};
        case ErrorCode::no_credit:
            return {"The account at " + from_.name_within() + " has no credit left" + quote(words_),
                    "Add credit to the account, or choose another Provider."};
        case ErrorCode::quota_exhausted:
            return quota();
        case ErrorCode::rate_limited:
            return rate();
        case ErrorCode::model_unavailable:
            return {who_ + " does not serve the model " + model_ + quote(words_),
                    wire_advice().value_or("Choose another Model.")};
        case ErrorCode::request_too_large:
            return {"The picture is too large for " + from_.name_within() + quote(words_),
                    "Select a smaller part, or send it at a smaller size."};
        case ErrorCode::wrong_address:
            return address();
        case ErrorCode::bad_request:
            return {who_ + " found the request wrong" + quote(words_),
                    wire_advice().value_or("Check the Model and the Provider's settings.")};
        default:
            return service();
        }
    }

  private:
    // The model is there, only not behind this endpoint: which wire format reaches it?
    [[nodiscard]] std::optional<std::string> wire_advice() const {
        std::string names;
        for (auto const* format : formats()) {
            bool const asked_for = format->name != from_.connection.wire &&
                                   std::ranges::any_of(format->asked_for_by, [&](std::string_view phrase) {
                                       return facts_.all.find(phrase) != std::string::npos;
                                   });
            if (asked_for) names.append(names.empty() ? "" : " or ").append(format->label);
        }
        std::string const version = other_version(from_.connection);
        if (!version.empty() && facts_.all.find("for api version") != std::string::npos)
            return "Use " + version + " in the Base URL, or choose another Model.";
        if (names.empty()) return std::nullopt;
        return "The model does not make pictures in this wire format: choose the wire format " + names + " instead.";
    }

    [[nodiscard]] Sentence region_or_billing() const {
        if (facts_.all.find("billing") != std::string::npos)
            return {who_ + " needs billing to be enabled for the account" + quote(words_),
                    "Enable billing in the provider's console, or choose another Provider."};
        return {who_ + " is not offered where you are" + quote(words_), "Choose another Provider, or set a Proxy."};
    }

    [[nodiscard]] Sentence quota() const {
        if (facts_.all.find("limit: 0") != std::string::npos)
            return {"The plan of this API key does not include the model " + model_ + " (its quota is 0).",
                    "Enable billing for the account, or choose another Model."};
        if (facts_.per_day)
            return {"The quota for today at " + from_.name_within() + " is used up.",
                    "Try again tomorrow, or choose another Model or Provider."};
        return {"The quota at " + from_.name_within() + " is used up" + quote(words_),
                "Check the plan of the account, or choose another Provider."};
    }

    [[nodiscard]] Sentence rate() const {
        std::string message = who_ + " gets too many requests at the moment";
        if (facts_.per_minute) message = "The quota for this minute at " + from_.name_within() + " is used up";
        if (facts_.retry_after) {
            std::string const wait = seconds_text(*facts_.retry_after);
            return {message + "; it asks to wait " + wait + '.', "Try again in " + wait + '.'};
        }
        return {message + (facts_.per_minute ? "." : quote(words_)), "Try again in a minute."};
    }

    [[nodiscard]] Sentence address() const {
        std::string const advice = "Check the Base URL and the Provider.";
        if (from_.status >= 300 && from_.status < 400) {
            std::string const target = from_.words(shown_url(from_.header("location")));
            return {who_ + " redirects to another address" + (target.empty() ? "." : ": " + target),
                    "Set the Base URL to that address."};
        }
        if (from_.status == 407) return {"The proxy wants a name and a password.", "Put them into the Proxy setting."};
        if (facts_.is_page)
            return {"A web page came instead of an answer" + quote(from_.words(facts_.page_title)),
                    advice + " In a hotel or guest network, sign in to the network first."};
        std::string const version = other_version(from_.connection);
        return {who_ + " has nothing at this address" + quote(words_),
                version.empty() ? advice : advice + " This wire format usually has " + version + " there."};
    }

    [[nodiscard]] Sentence service() const {
        if (facts_.front != 0)
            return {"The front of " + from_.name_within() + " (Cloudflare) refuses this machine or network" +
                        (facts_.front > 1 ? ", error " + std::to_string(facts_.front) : std::string()) +
                        "; the API key has nothing to do with it.",
                    "Try from another network or without a proxy, or ask the service's support."};
        std::string const title = from_.words(facts_.page_title);
        std::string const& words = facts_.is_page ? title : words_;
        if (from_.status == 524 || from_.status == 504 || from_.status == 408 || facts_.code == 504 ||
            facts_.code == 524)
            return {who_ + " took too long" + quote(words),
                    "Turn on Stream, ask for a smaller Size, or try again (it may be billed twice)."};
        if (from_.status == 503 || facts_.code == 503 || from_.status == 529)
            return {who_ + " is overloaded at the moment" + quote(words),
                    "Try again in a minute, or choose another Model."};
        bool const unsure = from_.status == 500 || from_.status == 502 || (from_.status >= 520 && from_.status < 525);
        std::string const again = unsure ? "Try again (it may be billed twice)" : "Try again";
        if (facts_.is_page)
            return {who_ + " answered with a web page instead of a picture" + quote(words),
                    again + "; if it stays, check the Base URL."};
        if (from_.status < 300)
            return {who_ + " reported an error" + quote(words), "Try again, or choose another Model."};
        return {who_ + " failed" + quote(words), again + ", or choose another Provider."};
    }

    ErrorFacts const& facts_;
    Answerer const& from_;
    std::string who_;
    std::string words_;
    std::string model_;
};

} // namespace

Error reply_error(ErrorFacts const& facts, Answerer const& from) {
    ErrorCode const code = kind_of_error(facts, from.status, !trimmed(from.connection.api_key).empty());
    Sentence sentence = Teller(facts, from).tell(code);
    std::string more = facts.status;
    if (!facts.code_name.empty()) more += (more.empty() ? "" : ", ") + facts.code_name;
    std::string const& words = facts.is_page ? facts.page_title : facts.message;
    if (!words.empty()) more += (more.empty() ? "" : ": ") + words;
    return {code, std::move(sentence.message), std::move(sentence.advice), from.detail(more)};
}

} // namespace inlay::wire
