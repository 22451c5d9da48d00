// The table of errors, and what happens to an exception at a boundary.
#include "inlay/error.h"
#include "inlay/guarded.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>

namespace inlay {
namespace {

TEST(Errors, every_code_has_a_name_of_its_own_that_scripts_can_rely_on) {
    std::set<std::string_view> names;
    for (ErrorCode const code : all_error_codes()) {
        EXPECT_FALSE(name(code).empty());
        EXPECT_EQ(name(code).find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos) << name(code);
        EXPECT_TRUE(names.insert(name(code)).second) << name(code);
    }
    EXPECT_EQ(all_error_codes().size(), static_cast<std::size_t>(ErrorCode::cancelled) + 1);
    EXPECT_TRUE(std::ranges::is_sorted(all_error_codes()));
}

TEST(Errors, every_meaning_is_a_sentence) {
    for (ErrorCode const code : all_error_codes()) {
        EXPECT_TRUE(meaning(code).ends_with('.')) << name(code);
        EXPECT_TRUE(meaning(code)[0] >= 'A' && meaning(code)[0] <= 'Z') << name(code);
    }
}

TEST(Errors, exit_statuses_are_those_of_the_command_line) {
    EXPECT_EQ(exit_status(ErrorCode::usage), 2);
    for (ErrorCode const code : {ErrorCode::bad_input, ErrorCode::output_failed, ErrorCode::nothing_to_edit})
        EXPECT_EQ(exit_status(code), 3);
    for (ErrorCode const code :
         {ErrorCode::no_key, ErrorCode::key_rejected, ErrorCode::permission_denied, ErrorCode::region_or_billing})
        EXPECT_EQ(exit_status(code), 4);
    for (ErrorCode const code : {ErrorCode::prompt_blocked, ErrorCode::answer_blocked, ErrorCode::words_only})
        EXPECT_EQ(exit_status(code), 5);
    for (ErrorCode const code : {ErrorCode::rate_limited, ErrorCode::quota_exhausted, ErrorCode::no_credit})
        EXPECT_EQ(exit_status(code), 6);
    for (ErrorCode const code : {ErrorCode::dns_failed, ErrorCode::connect_failed, ErrorCode::tls_failed,
                                 ErrorCode::timed_out, ErrorCode::connection_lost})
        EXPECT_EQ(exit_status(code), 7);
    for (ErrorCode const code :
         {ErrorCode::model_unavailable, ErrorCode::wrong_address, ErrorCode::bad_request, ErrorCode::request_too_large,
          ErrorCode::service_error, ErrorCode::empty_reply, ErrorCode::billed_without_image, ErrorCode::undecodable})
        EXPECT_EQ(exit_status(code), 8);
    EXPECT_EQ(exit_status(ErrorCode::cancelled), 130);
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
