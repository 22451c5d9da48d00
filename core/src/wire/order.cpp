// The states are those of Replicate, Black Forest Labs, fal, DashScope, Midjourney proxies, APIMart and apib. See
// order.h.
#include "wire/order.h"

#include "wire/json_doc.h"
#include "wire/json_text.h"
#include "wire/request_parts.h"
#include "wire/text_scan.h"
#include "wire/wire.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace inlay::wire {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;
using Words = std::string_view;

constexpr std::size_t largest_order = 256u << 10; // a reply with a picture in it is none
constexpr int most_not_yet = 5;                   // an order may not be known everywhere at once

// {"data":[{…}]}, {"code":200,"data":{…}}, {…}: the object that the order's fields are in.
std::vector<json const*> objects_of(json const& root) {
    std::vector<json const*> objects{&root};
    for (auto const* name : {"data", "result", "output", "task"}) {
        json const& inner = member(root, name);
        if (inner.is_object()) objects.push_back(&inner);
        if (inner.is_array() && !inner.empty() && inner.front().is_object()) objects.push_back(&inner.front());
    }
    return objects;
}

template <std::size_t Count>
std::string first_text(JsonDoc const& doc, std::vector<json const*> const& objects,
                       std::array<char const*, Count> const& names) {
    for (auto const* object : objects)
        for (auto const* name : names) {
            json const& value = member(*object, name);
            std::string text = value.is_number_integer() ? value.dump() : doc.copy_of(value);
            if (!text.empty() && text.size() < 2000) return text;
        }
    return {};
}

enum class State { none, queued, working, ended, unknown };

State state_of(Words status) {
    constexpr std::array<Words, 13> queued{"queued",    "pending",  "starting", "submitted", "not_start",
                                           "in_queue",  "created",  "waiting",  "accepted",  "scheduled",
                                           "initiated", "received", "queueing"};
    constexpr std::array<Words, 8> working{"processing", "running",    "in_progress", "generating",
                                           "started",    "inprogress", "working",     "active"};
    constexpr std::array<Words, 19> ended{
        "succeeded", "success", "successful", "completed", "complete",      "done",  "finished",
        "ready",     "ok",      "failed",     "failure",   "fail",          "error", "canceled",
        "cancelled", "aborted", "moderated",  "expired",   "task not found"};
    std::string const lower = lower_case(trimmed(status));
    auto const is_in = [&](auto const& list) { return std::ranges::find(list, Words(lower)) != list.end(); };
    if (lower.empty()) return State::none;
    if (is_in(queued)) return State::queued;
    if (is_in(working)) return State::working;
    return is_in(ended) || lower.find("moderat") != std::string::npos ? State::ended : State::unknown;
}

// 0.4, 40, "40%"
double fraction_of(JsonDoc const& doc, std::vector<json const*> const& objects) {
    for (auto const* object : objects) {
        json const& value = member(*object, "progress");
        double number = -1;
        bool per_cent = false;
        if (value.is_number()) {
            number = value.get<double>();
        } else if (value.is_string()) {
            std::string const text = doc.copy_of(value);
            auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
            if (error != std::errc{}) number = -1;
            per_cent = text.ends_with('%');
        }
        if (number < 0) continue;
        if (per_cent || number > 1 || (value.is_number_integer() && number == 1)) number /= 100;
        return std::min(number, 1.0);
    }
    return -1;
}

std::string origin_of(std::string const& url) {
    std::size_t const scheme = url.find("://");
    return scheme == std::string::npos ? url : url.substr(0, url.find('/', scheme + 3));
}

std::string absolute(Turn const& turn, std::string const& url) {
    if (url.empty() || is_http(url)) return url;
    std::string const origin = origin_of(address(turn.connection, {{}, "x", {}}));
    return origin + (url.starts_with('/') ? "" : "/") + url;
}

bool has_picture(Turn const& turn) {
    ReplyReader reader(turn.connection);
    reader.feed(turn.body);
    auto const reply = reader.finish(turn.status, turn.headers);
    return reply && std::ranges::any_of(reply->images, [](ReplyImage const& image) { return !image.guess; });
}

std::chrono::milliseconds wait_before(int asked) {
    return std::min(1000ms + 500ms * asked, std::chrono::milliseconds(5000));
}

// The answer to a question about an order's state.
std::optional<FollowUp> about(Turn const& turn, JsonDoc const& doc) {
    FollowUp more;
    more.wait = wait_before(turn.asked);
    more.task = turn.task;
    more.url = turn.task_url;
    more.state = TaskState::working;
    bool const not_yet = (turn.status == 404 || turn.status == 202) && turn.asked <= most_not_yet;
    if (turn.status >= 300) return not_yet ? std::optional(more) : std::nullopt;
    if (doc.state() != JsonDoc::State::ok) return std::nullopt;
    auto const objects = objects_of(doc.root());
    State const state = state_of(first_text(doc, objects, std::array{"status", "state", "task_status", "taskStatus"}));
    std::string const result = first_text(doc, objects, std::array{"response_url", "result_url"});
    bool const asks_elsewhere = !first_text(doc, objects, std::array{"status_url"}).empty();
    if (state == State::ended && asks_elsewhere && !result.empty()) { // fal: the state and the picture are two
        more.wait = 0ms;
        more.url = absolute(turn, result);
        return more;
    }
    if (state == State::none || state == State::ended) return std::nullopt;
    more.state = state == State::queued ? TaskState::queued : TaskState::working;
    more.fraction = fraction_of(doc, objects);
    return has_picture(turn) ? std::nullopt : std::optional(more);
}

// The answer to the request itself.
std::optional<FollowUp> taken(Turn const& turn, JsonDoc const& doc) {
    if (turn.status >= 300 || doc.state() != JsonDoc::State::ok) return std::nullopt;
    auto const objects = objects_of(doc.root());
    State const state = state_of(first_text(doc, objects, std::array{"status", "state", "task_status", "taskStatus"}));
    if (state == State::ended) return std::nullopt;
    FollowUp more;
    more.task =
        first_text(doc, objects, std::array{"task_id", "taskId", "job_id", "jobId", "generation_id", "prediction_id"});
    std::string const given =
        first_text(doc, objects, std::array{"status_url", "polling_url", "poll_url", "query_url", "get_url"});
    bool const is_order = state == State::queued || state == State::working || turn.status == 202 || !given.empty();
    if (more.task.empty() && is_order) more.task = first_text(doc, objects, std::array{"id", "request_id"});
    if (more.task.empty() || has_picture(turn)) return std::nullopt;
    std::string const get = doc.copy_of(member(member(doc.root(), "urls"), "get"));
    more.url = absolute(turn, given.empty() ? get : given);
    if (more.url.empty())
        more.url = address(turn.connection, {"v1", "tasks/" + percent_encoded(more.task, "-._~"), {}});
    more.wait = wait_before(0);
    more.state = state == State::working ? TaskState::working : TaskState::queued;
    more.fraction = fraction_of(doc, objects);
    return more;
}

} // namespace

std::optional<FollowUp> next_of_order(Turn const& turn) {
    if (turn.task == picture_task || turn.body.size() > largest_order) return std::nullopt;
    JsonDoc const doc(turn.body);
    return turn.task.empty() ? taken(turn, doc) : about(turn, doc);
}

} // namespace inlay::wire
