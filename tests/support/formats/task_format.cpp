#include "task_format.h"

#include "wire/format.h"
#include "wire/json_text.h"

#include <nlohmann/json.hpp>

#include <array>

namespace inlay::wire {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

Body as_json(ModelRequest const& request, Connection const& connection) {
    return {"application/json",
            R"({"model":)" + json_quoted(connection.model) + R"(,"prompt":)" + json_quoted(request.prompt) + "}"};
}

std::string text_in(json const& reply, char const* name) {
    auto const found = reply.is_object() ? reply.find(name) : reply.end();
    return reply.is_object() && found != reply.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Test-task

Endpoint tasks(ModelRequest const&, Connection const&) {
    return {"v1", "tasks", {}};
}

std::optional<FollowUp> next_of_task(Turn const& turn) {
    json const reply = json::parse(turn.body, nullptr, false);
    std::string const status = text_in(reply, "status");
    if (turn.status / 100 != 2 || (status != "queued" && status != "working")) return std::nullopt;
    FollowUp more;
    more.wait = 20ms;
    more.task = text_in(reply, "id");
    more.url = text_in(reply, "poll_url");
    if (more.url.empty()) more.url = address(turn.connection, {"v1", "tasks/" + more.task, {}});
    more.state = status == "queued" ? TaskState::queued : TaskState::working;
    more.fraction = reply.value("progress", -1.0);
    return more;
}

constexpr std::array<std::string_view, 1> task_endings{"tasks"};

// Test-second-form

Endpoint edits(ModelRequest const&, Connection const&) {
    return {"v1", "edits", {}};
}

Body as_form(ModelRequest const& request, Connection const&) {
    return {"multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\n" + request.prompt + "\r\n--x--\r\n"};
}

std::optional<FollowUp> in_the_other_form(Turn const& turn) {
    if (turn.status != 415 || turn.asked > 0 || turn.request == nullptr) return std::nullopt;
    FollowUp more;
    more.url = address(turn.connection, edits(*turn.request, turn.connection));
    more.post = as_json(*turn.request, turn.connection);
    return more;
}

constexpr std::array<std::string_view, 1> edit_endings{"edits"};

} // namespace

extern WireFormat const test_task;
WireFormat const test_task{.name = test::task_format,
                           .label = "Task of the tests",
                           .endings = task_endings,
                           .endpoint = tasks,
                           .body = as_json,
                           .next = next_of_task};

extern WireFormat const test_second_form;
WireFormat const test_second_form{.name = test::second_form_format,
                                  .label = "Two forms of the tests",
                                  .endings = edit_endings,
                                  .endpoint = edits,
                                  .body = as_form,
                                  .next = in_the_other_form};

} // namespace inlay::wire
