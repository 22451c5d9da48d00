// A body that is an error, read whole and byte by byte.
#pragma once

#include "replies.h"

namespace inlay::test {

inline void expect_body(int status, std::string_view body, ErrorCode code, std::string_view part) {
    SCOPED_TRACE(std::string(body.substr(0, 200)));
    expect_error(read_reply(body, with_status(status)), code, part);
    Given bytewise = with_status(status);
    bytewise.piece = 1;
    EXPECT_EQ(read_reply(body, bytewise).error().message, read_reply(body, with_status(status)).error().message);
}

} // namespace inlay::test
