// The table of errors, and what happens to an exception at a boundary.
#include "inlay/error.h"
#include "inlay/guarded.h"

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>
#include <string>

namespace inlay {
namespace {

struct Row {
    ErrorCode code;
    std::string_view name;
    int exit_status;
};

// Written out, as the contract's exit codes and closed list say: scripts rely on each of them.
constexpr std::array contract{
    Row{ErrorCode::usage, "usage", 2},
    Row{ErrorCode::bad_input, "bad_input", 3},
    Row{ErrorCode::output_failed, "output_failed", 3},
    Row{ErrorCode::nothing_to_edit, "nothing_to_edit", 3},
    Row{ErrorCode::target_changed, "target_changed", 3},
    Row{ErrorCode::host_failed, "host_failed", 3},
    Row{ErrorCode::no_key, "no_key", 4},
    Row{ErrorCode::key_rejected, "key_rejected", 4},
    Row{ErrorCode::permission_denied, "permission_denied", 4},
    Row{ErrorCode::region_or_billing, "region_or_billing", 4},
    Row{ErrorCode::prompt_blocked, "prompt_blocked", 5},
    Row{ErrorCode::answer_blocked, "answer_blocked", 5},
    Row{ErrorCode::words_only, "words_only", 5},
    Row{ErrorCode::rate_limited, "rate_limited", 6},
    Row{ErrorCode::quota_exhausted, "quota_exhausted", 6},
    Row{ErrorCode::no_credit, "no_credit", 6},
    Row{ErrorCode::dns_failed, "dns_failed", 7},
    Row{ErrorCode::connect_failed, "connect_failed", 7},
    Row{ErrorCode::tls_failed, "tls_failed", 7},
    Row{ErrorCode::timed_out, "timed_out", 7},
    Row{ErrorCode::connection_lost, "connection_lost", 7},
    Row{ErrorCode::model_unavailable, "model_unavailable", 8},
    Row{ErrorCode::wrong_address, "wrong_address", 8},
    Row{ErrorCode::bad_request, "bad_request", 8},
    Row{ErrorCode::request_too_large, "request_too_large", 8},
    Row{ErrorCode::service_error, "service_error", 8},
    Row{ErrorCode::empty_reply, "empty_reply", 8},
    Row{ErrorCode::billed_without_image, "billed_without_image", 8},
    Row{ErrorCode::undecodable, "undecodable", 8},
    Row{ErrorCode::internal, "internal", 8},
    Row{ErrorCode::cancelled, "cancelled", 130},
};

TEST(Errors, names_and_exit_statuses_are_those_that_scripts_rely_on) {
    for (Row const& row : contract) {
        EXPECT_EQ(name(row.code), row.name);
        EXPECT_EQ(exit_status(row.code), row.exit_status) << row.name;
    }
}

TEST(Errors, the_list_of_all_codes_is_the_whole_list_in_this_order) {
    auto const all = all_error_codes();
    ASSERT_EQ(all.size(), contract.size()) << "a new code needs its row above";
    for (std::size_t i = 0; i < contract.size(); ++i)
        EXPECT_EQ(name(all[i]), contract[i].name);
}

TEST(Errors, every_meaning_is_a_sentence) {
    for (ErrorCode const code : all_error_codes()) {
        EXPECT_TRUE(meaning(code).ends_with('.')) << name(code);
        EXPECT_TRUE(meaning(code)[0] >= 'A' && meaning(code)[0] <= 'Z') << name(code);
    }
}

TEST(Guarded, gives_the_value_when_nothing_is_thrown) {
    EXPECT_EQ(guarded([] { return 7; }, [](Error const&) { return -1; }), 7);
    bool ran = false;
    guarded([&] { ran = true; }, [](Error const&) { FAIL(); });
    EXPECT_TRUE(ran);
}

TEST(Guarded, every_exception_becomes_an_error) {
    auto const error_of = [](auto thrown) {
        return guarded([&]() -> Error { throw thrown; }, [](Error error) { return error; });
    };
    Error const known = error_of(std::runtime_error("the disk is on fire"));
    EXPECT_EQ(known.code, ErrorCode::internal);
    EXPECT_EQ(known.detail, "the disk is on fire");
    EXPECT_TRUE(known.message.ends_with('.'));
    EXPECT_NE(error_of(std::bad_alloc()).message.find("memory"), std::string::npos);
    EXPECT_EQ(error_of(7).code, ErrorCode::internal);
    EXPECT_EQ(error_of("text").code, ErrorCode::internal);
}

TEST(Guarded, can_stand_where_c_calls) {
    // A C library's callback: the exception must end here, and the caller gets its own kind of failure.
    auto const callback = +[](void* context) noexcept -> int {
        return guarded([&]() -> int { return static_cast<int>(std::string(static_cast<char const*>(context)).at(99)); },
                       [](Error const&) { return -1; });
    };
    char text[] = "short";
    EXPECT_EQ(callback(text), -1);
}

} // namespace
} // namespace inlay
