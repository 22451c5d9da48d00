// The table of error codes: name, exit status, meaning. One row for each ErrorCode, in its order.
#include "inlay/error.h"

#include <array>
#include <cstddef>

namespace inlay {
namespace {

struct Row {
    ErrorCode code;
    std::string_view name;
    int exit_status;
    std::string_view meaning;
};

constexpr std::array rows{
    Row{ErrorCode::usage, "usage", 2, "The command line or the parameters make no sense."},
    Row{ErrorCode::bad_input, "bad_input", 3, "A local picture, mask or file cannot be used."},
    Row{ErrorCode::output_failed, "output_failed", 3, "A result cannot be written."},
    Row{ErrorCode::nothing_to_edit, "nothing_to_edit", 3,
        "There is no layer, it is empty, or nothing of it is selected."},
    Row{ErrorCode::target_changed, "target_changed", 3,
        "The layer or image is not what it was when the job began; the answer is kept."},
    Row{ErrorCode::host_failed, "host_failed", 3,
        "The editor, or a program that Inlay needs beside it, refused a step."},
    Row{ErrorCode::no_key, "no_key", 4, "The provider needs a key and there is none."},
    Row{ErrorCode::key_rejected, "key_rejected", 4, "The provider does not accept the key."},
    Row{ErrorCode::permission_denied, "permission_denied", 4, "The key may not do this."},
    Row{ErrorCode::region_or_billing, "region_or_billing", 4,
        "The service is not offered in this region, or billing is not enabled for the account."},
    Row{ErrorCode::prompt_blocked, "prompt_blocked", 5, "The prompt or the picture that was sent was refused."},
    Row{ErrorCode::answer_blocked, "answer_blocked", 5, "The model made no picture that it may hand out."},
    Row{ErrorCode::words_only, "words_only", 5, "The model answered with words and without a picture."},
    Row{ErrorCode::rate_limited, "rate_limited", 6, "Too many requests at the moment; waiting helps."},
    Row{ErrorCode::quota_exhausted, "quota_exhausted", 6, "The quota of the day or of the plan is used up."},
    Row{ErrorCode::no_credit, "no_credit", 6, "The account has no credit left."},
    Row{ErrorCode::dns_failed, "dns_failed", 7, "The server's name could not be resolved."},
    Row{ErrorCode::connect_failed, "connect_failed", 7, "No connection to the server."},
    Row{ErrorCode::tls_failed, "tls_failed", 7, "The secure connection could not be made."},
    Row{ErrorCode::timed_out, "timed_out", 7, "No complete reply in time."},
    Row{ErrorCode::connection_lost, "connection_lost", 7, "The reply was cut off."},
    Row{ErrorCode::model_unavailable, "model_unavailable", 8, "The provider does not serve this model."},
    Row{ErrorCode::wrong_address, "wrong_address", 8, "The base URL leads to something else."},
    Row{ErrorCode::bad_request, "bad_request", 8, "The provider found the request wrong."},
    Row{ErrorCode::request_too_large, "request_too_large", 8, "The picture is over the provider's limit."},
    Row{ErrorCode::service_error, "service_error", 8, "The service failed."},
    Row{ErrorCode::empty_reply, "empty_reply", 8, "The reply holds nothing."},
    Row{ErrorCode::billed_without_image, "billed_without_image", 8,
        "The service counted an image and did not deliver one."},
    Row{ErrorCode::undecodable, "undecodable", 8, "The reply or its picture cannot be read."},
    Row{ErrorCode::internal, "internal", 8, "A defect of Inlay."},
    Row{ErrorCode::cancelled, "cancelled", 130, "The person stopped it."},
};

constexpr auto codes = [] {
    std::array<ErrorCode, rows.size()> list{};
    for (std::size_t i = 0; i < rows.size(); ++i)
        list[i] = rows[i].code;
    return list;
}();

constexpr bool in_order() {
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (static_cast<std::size_t>(rows[i].code) != i) return false;
    return rows.size() == static_cast<std::size_t>(ErrorCode::cancelled) + 1;
}
static_assert(in_order(), "one row for each ErrorCode, in its order");

Row const& row_of(ErrorCode code) {
    return rows[static_cast<std::size_t>(code)];
}

} // namespace

std::string_view name(ErrorCode code) noexcept {
    return row_of(code).name;
}
int exit_status(ErrorCode code) noexcept {
    return row_of(code).exit_status;
}
std::string_view meaning(ErrorCode code) noexcept {
    return row_of(code).meaning;
}
std::span<ErrorCode const> all_error_codes() noexcept {
    return codes;
}

} // namespace inlay
