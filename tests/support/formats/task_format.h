// Wire formats of the tests: what no format of the product does yet, in the fewest lines. A program that links
// inlay_test_formats has them behind the product's own.
#pragma once

#include <string>
#include <string_view>

namespace inlay::test {

// "test-task": POST /v1/tasks gives the order's id; GET /v1/tasks/ID its state, until it is "done" with `output` or
// "failed" with `error`. A `poll_url` in a reply is where the state is asked for instead.
inline constexpr std::string_view task_format = "test-task";

// "test-second-form": an edit is posted to /v1/edits as a form; a service that answers 415 gets it as JSON.
inline constexpr std::string_view second_form_format = "test-second-form";

// What the service of "test-task" replies. `more`: further members, beginning with a comma.
inline std::string task_reply(std::string_view id, std::string_view status, std::string_view more = {}) {
    std::string reply(R"({"id":")");
    return reply.append(id).append(R"(","status":")").append(status).append("\"").append(more).append("}");
}

} // namespace inlay::test
