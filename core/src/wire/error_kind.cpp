// Which kind of error is it? One table, read from the top: the first row that fits decides. What the body says stands
// before the status, because services send 400 for a wrong key, 429 for no credit and 503 for a model that they do not
// have.
#include "wire/reply_error.h"

#include "wire/json_text.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace inlay::wire {
namespace {

struct Case {
    ErrorFacts const& facts;
    int status;
    bool has_key;

    [[nodiscard]] bool is(int code) const { return status == code || facts.code == code; }
    [[nodiscard]] bool says(std::initializer_list<std::string_view> phrases) const {
        return std::ranges::any_of(
            phrases, [&](std::string_view phrase) { return facts.all.find(phrase) != std::string::npos; });
    }
};

bool about_key(Case const& c) {
    return c.is(401) ||
           c.says({"api_key_invalid", "api key not valid", "invalid api key", "invalid_api_key", "incorrect api key",
                   "api key expired", "api_key_expired", "unauthenticated", "unauthorized", "invalid token",
                   "无效的令牌", "invalid authentication", "base_resp 1004", "base_resp 2049"});
}
bool no_key(Case const& c) {
    return !c.has_key && (about_key(c) || c.says({"missing api key", "unregistered callers"}));
}
bool region_or_billing(Case const& c) {
    return c.says({"location is not supported", "country, region, or territory", "unsupported_country",
                   "not available in your country", "not available in your region", "billing to be enabled",
                   "enable billing", "billing_disabled", "billing disabled", "billing is not", "billing not",
                   "billing_not_active", "billing has not", "billing account"});
}
// In the makers' own words: OpenAI, Azure, Google, Ark, MiniMax, Black Forest Labs, Ideogram, Replicate, DashScope.
bool refused(Case const& c) {
    if (c.says({"unknown_parameter", "unknown name"})) return false; // "Unknown parameter: 'moderation'"
    return c.says({"moderation_blocked",
                   "content_policy",
                   "content policy",
                   "content_filter",
                   "safety system",
                   "moderation",
                   "moderated",
                   "was flagged",
                   "flagged as",
                   "flagged by",
                   "violates our",
                   "violate our",
                   "sensitive_words",
                   "sensitive word",
                   "sensitive content",
                   "sensitivecontent",
                   "new_sensitive",
                   "is sensitive",
                   "sensitive information",
                   "as sensitive",
                   "prohibited_content",
                   "prohibited content",
                   "prompt_blocked",
                   "image_safety",
                   "datainspection",
                   "data_inspection",
                   "nsfw",
                   "safety filter",
                   "safety_filter",
                   "safety check",
                   "safety policy",
                   "safety policies",
                   "safety guideline",
                   "responsible ai",
                   "responsibleai",
                   "content management policy",
                   "content_violation",
                   "content violation",
                   "policy violation",
                   "policy_violation",
                   "usage polic",
                   "inappropriate content",
                   "inappropriate image",
                   "inappropriate prompt",
                   "harmful content",
                   "unsafe content",
                   "unsafe image",
                   "image_unsafe",
                   "explicit content",
                   "banned prompt",
                   "banned word",
                   "risk control",
                   "risk_control",
                   "contentrisk",
                   "content_blocked",
                   "content blocked",
                   "blocked by our",
                   "guardrail",
                   "base_resp 1026",
                   "base_resp 1027",
                   "敏感",
                   "违规",
                   "不合规",
                   "内容审核",
                   "审核不通过",
                   "审核未通过",
                   "内容安全",
                   "涉黄"});
}
// "预扣费额度失败": new-api could not set the price of the call aside.
bool no_credit(Case const& c) {
    return c.is(402) || c.says({"insufficient_quota",
                                "insufficient_user_quota",
                                "insufficient_credit",
                                "insufficient_balance",
                                "insufficient credit",
                                "insufficient balance",
                                "insufficient quota",
                                "insufficient funds",
                                "insufficient account balance",
                                "balance is insufficient",
                                "insufficient user quota",
                                "insufficient_account",
                                "sufficient credit",
                                "billing_hard_limit",
                                "billing hard limit",
                                "not enough credit",
                                "not enough balance",
                                "out of credit",
                                "credit balance",
                                "no credits",
                                "no credit left",
                                "quota is not enough",
                                "exhausted balance",
                                "balance exhausted",
                                "all available credits",
                                "spending limit",
                                "arrearage",
                                "overdue",
                                "base_resp 1008",
                                "余额不足",
                                "额度不足",
                                "额度已用尽",
                                "额度失败",
                                "额度已用完",
                                "剩余额度",
                                "欠费",
                                "请充值"});
}
bool too_many(Case const& c) {
    return c.is(429) || c.says({"resource_exhausted", "rate_limit_exceeded", "rate limit", "too many requests",
                                "base_resp 1002", "base_resp 1039"});
}
bool quota_used_up(Case const& c) {
    if (!too_many(c)) return false;
    if (c.facts.per_day || c.says({"limit: 0"})) return true;
    return c.says({"exceeded your current quota", "quota_exceeded", "quota exhausted"}) && !c.facts.per_minute &&
           !c.facts.retry_after;
}
bool model_gone(Case const& c) {
    if (c.says({"model_not_found", "model_not_available", "no available channel", "no endpoints found", "unknown model",
                "invalid model", "does not support the requested response modalities",
                "is not supported for generatecontent"}))
        return true;
    if (c.is(404) && c.facts.status == "NOT_FOUND") return true;
    return c.says({"model"}) &&
           c.says({"is not found", "was not found", "not found for", "does not exist", "not exist",
                   "no longer available", "no longer supported", "has been shut down", "was shut down",
                   "has been retired", "was retired", "has been deprecated", "decommissioned", "model not found"});
}
// Cloudflare in front of the service: 1015 is its own limit; 1010, 1020 and its check of browsers shut this machine or
// network out, whatever the key.
bool front_limit(Case const& c) {
    return c.facts.front == 1015;
}
bool front_refuses(Case const& c) {
    return c.facts.front != 0;
}
bool too_large(Case const& c) {
    return c.is(413) || c.says({"payload size exceeds", "entity too large", "payload too large", "request too large",
                                "string_above_max_length", "image is too large", "image too large", "file too large"});
}
bool elsewhere(Case const& c) {
    bool const page_of_success = c.facts.is_page && c.status < 300;
    bool const redirect = c.status >= 300 && c.status < 400;
    return page_of_success || redirect || c.status == 404 || c.status == 405 || c.status == 407 ||
           c.says({"invalid url"});
}
bool page(Case const& c) {
    return c.facts.is_page && c.status != 401;
}
bool permission(Case const& c) {
    return c.is(403) || c.says({"permission_denied", "service_disabled"});
}
// An error chunk inside a 200 is the service's failure: the request had been accepted.
bool inside_success(Case const& c) {
    return c.status > 0 && c.status < 300;
}
bool request_wrong(Case const& c) {
    bool const theirs = c.status == 408 || c.status == 425 || c.status == 499;
    return (c.status >= 400 && c.status < 500 && !theirs) || c.says({"invalid_request", "convert_request_failed"});
}
bool anything(Case const&) {
    return true;
}

struct Row {
    ErrorCode code;
    bool (*fits)(Case const&);
};

constexpr std::array table{
    Row{ErrorCode::rate_limited, front_limit},
    Row{ErrorCode::service_error, front_refuses},
    Row{ErrorCode::no_key, no_key},
    Row{ErrorCode::no_credit, no_credit},
    Row{ErrorCode::key_rejected, [](Case const& c) { return about_key(c) && !(c.facts.is_page && c.status != 401); }},
    Row{ErrorCode::region_or_billing, region_or_billing},
    Row{ErrorCode::quota_exhausted, quota_used_up},
    Row{ErrorCode::rate_limited, too_many},
    Row{ErrorCode::request_too_large, too_large},
    Row{ErrorCode::wrong_address, [](Case const& c) { return page(c) && elsewhere(c); }},
    Row{ErrorCode::service_error, page},
    Row{ErrorCode::prompt_blocked, refused},
    Row{ErrorCode::model_unavailable, model_gone},
    Row{ErrorCode::permission_denied, permission},
    Row{ErrorCode::wrong_address, elsewhere},
    Row{ErrorCode::service_error, inside_success},
    Row{ErrorCode::bad_request, request_wrong},
    Row{ErrorCode::service_error, anything},
};

} // namespace

ErrorCode kind_of_error(ErrorFacts const& facts, int status, bool has_key) {
    Case const c{facts, status, has_key};
    return std::ranges::find_if(table, [&](Row const& row) { return row.fits(c); })->code;
}

} // namespace inlay::wire
