// How does a job look through the C ABI?
#include "text.h"

#include "handle.h"
#include "pixels.h"

#include "inlay/plugin/frame.h"
#include "inlay/plugin/message.h"
#include "inlay/plugin/parameters.h"
#include "inlay/plugin/session.h"

#include <nlohmann/json.hpp>

namespace inlay::c_api {
namespace {

using json = nlohmann::ordered_json;

// A key that was typed and is not stored yet travels beside the options, of which it is none.
Result<std::string> read_options(char const* text, Options& options) {
    json given = json::parse(text == nullptr ? "{}" : text, nullptr, false);
    std::string typed;
    if (auto const key = given.is_object() ? given.find("typed_key") : given.end(); key != given.end()) {
        auto cleaned = cleaned_key(key->is_string() ? key->get<std::string>() : std::string());
        if (!cleaned) return fail(cleaned.error());
        typed = std::move(*cleaned);
        given.erase(key);
    }
    auto const set = set_from_json(options, given.is_discarded() ? std::string() : given.dump());
    if (!set) return fail(set.error());
    return typed;
}

Result<JobRequest> request_of(inlay_job_request const& from, inlay_job& handle) {
    JobRequest request;
    auto const action = action_of(from.action);
    if (!action) return fail(action.error());
    request.action = *action;
    auto const typed_key = read_options(from.options_json, request.options);
    if (!typed_key) return fail(typed_key.error());
    if (auto sense = check_options(request.options, request.action); !sense) return fail(sense.error());
    request.find_target = [asked = TargetRequest{.options = request.options,
                                                 .typed_key = *typed_key,
                                                 .key_stored = [stored = handle.key_stored] { *stored = true; },
                                                 .in_window = true}]() -> Result<Target> {
        auto const session = Session::open(shared_sandbox());
        if (!session) return fail(session.error());
        return session->target(asked);
    };
    Snapshot& snapshot = request.snapshot;
    snapshot.layer_rect = {from.layer_x, from.layer_y, from.layer_width, from.layer_height};
    snapshot.canvas = {from.canvas_width, from.canvas_height};
    if (from.layer_name != nullptr) snapshot.layer_name = from.layer_name;
    if (request.action == Action::edit_layer) {
        if (from.layer.data == nullptr) return fail(capture_error(CaptureProblem::layer_empty, snapshot.layer_name));
        auto layer = image_of(from.layer);
        if (!layer) return fail(layer.error());
        snapshot.layer = std::move(*layer);
        if (snapshot.layer_rect.empty()) {
            snapshot.layer_rect.width = snapshot.layer.width();
            snapshot.layer_rect.height = snapshot.layer.height();
        }
        if (nothing_visible(snapshot.layer))
            return fail(capture_error(CaptureProblem::nothing_visible, snapshot.layer_name));
    }
    if (request.action == Action::generate_layer && snapshot.layer_rect.empty()) {
        return fail(ErrorCode::usage, "The rectangle to fill is empty.", "",
                    "inlay_job_request.layer_width, layer_height");
    }
    if (request.action != Action::generate_image && from.selection.data != nullptr) {
        auto selection = mask_of(from.selection, snapshot.layer_rect.size());
        if (!selection) return fail(selection.error());
        if (!all_are(*selection, 255)) snapshot.selection = std::move(*selection);
    }
    return request;
}

inlay_job* started(Result<JobRequest> request, std::unique_ptr<inlay_job> handle = std::make_unique<inlay_job>()) {
    if (request) {
        handle->job = Job::start(std::move(*request));
    } else {
        handle->outcome = fail(request.error());
    }
    return handle.release();
}

std::string result_json(JobResult const& result) {
    json out;
    out["name"] = result.name;
    out["edits"] = json::array();
    for (Edit const& edit : result.edits) {
        Rect const shown = edit.mask ? bounds_of(*edit.mask) : Rect{0, 0, edit.pixels.width(), edit.pixels.height()};
        out["edits"].push_back(
            {{"name", edit.name},
             {"x", edit.rect.x},
             {"y", edit.rect.y},
             {"width", edit.rect.width},
             {"height", edit.rect.height},
             {"has_mask", edit.mask.has_value()},
             {"shown", {{"x", shown.x}, {"y", shown.y}, {"width", shown.width}, {"height", shown.height}}},
             {"facts", edit.facts}});
    }
    out["answers"] = json::array();
    for (AnswerFacts const& answer : result.answers) {
        out["answers"].push_back({{"width", answer.size.width},
                                  {"height", answer.size.height},
                                  {"mime", answer.mime},
                                  {"changed_fraction", answer.changed_fraction},
                                  {"almost_nothing", answer.almost_nothing},
                                  {"note", answer.note}});
    }
    out["notes"] = result.notes;
    out["text"] = result.text;
    out["usage"] = json::object();
    if (result.usage.total_tokens) out["usage"]["total_tokens"] = *result.usage.total_tokens;
    if (result.usage.cost_usd) out["usage"]["cost_usd"] = *result.usage.cost_usd;
    out["request_id"] = result.request_id;
    out["attempts"] = result.attempts;
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

constexpr std::int32_t stage_of(Stage stage) {
    return static_cast<std::int32_t>(stage);
}
static_assert(stage_of(Stage::preparing) == INLAY_PREPARING && stage_of(Stage::sending) == INLAY_SENDING &&
              stage_of(Stage::waiting) == INLAY_WAITING && stage_of(Stage::receiving) == INLAY_RECEIVING &&
              stage_of(Stage::retrying) == INLAY_RETRYING && stage_of(Stage::placing) == INLAY_PLACING &&
              stage_of(Stage::queued) == INLAY_QUEUED);

} // namespace

Result<JobResult>* outcome(inlay_job& handle) {
    if (!handle.outcome && handle.job && handle.job->poll().finished) handle.outcome = handle.job->take();
    return handle.outcome ? &*handle.outcome : nullptr;
}

Edit const* edit_of(inlay_job* handle, std::uint32_t index) {
    if (handle == nullptr) return nullptr;
    auto* const result = outcome(*handle);
    if (result == nullptr || !*result || index >= (*result)->edits.size()) return nullptr;
    return &(*result)->edits[index];
}

} // namespace inlay::c_api

extern "C" {

inlay_job* inlay_job_start(inlay_job_request const* request) {
    using namespace inlay;
    return guarded(
        [&] {
            auto handle = std::make_unique<inlay_job>();
            auto read = c_api::request_of(c_api::complete(request), *handle);
            return c_api::started(std::move(read), std::move(handle));
        },
        [](Error const& error) -> inlay_job* {
            return guarded([&] { return c_api::started(fail(error)); },
                           [](Error const&) -> inlay_job* { return nullptr; });
        });
}

void inlay_job_poll(inlay_job* job, inlay_job_status* status) {
    using namespace inlay;
    if (job == nullptr || status == nullptr) return;
    guarded(
        [&] {
            inlay_job_status now{};
            if (job->job) {
                JobStatus const polled = job->job->poll();
                now.finished = polled.finished ? 1 : 0;
                now.stage = c_api::stage_of(polled.progress.stage);
                now.fraction = polled.progress.fraction;
                now.seconds = polled.progress.seconds;
                std::size_t const length = std::min(polled.progress.text.size(), sizeof now.text - 1);
                std::memcpy(now.text, polled.progress.text.data(), length);
                now.asked = static_cast<std::uint32_t>(polled.asked);
                now.arrived = static_cast<std::uint32_t>(polled.arrived);
                now.ready = static_cast<std::uint32_t>(polled.ready.size());
                now.preview = polled.preview_number;
                now.key_stored = *job->key_stored ? 1 : 0;
            } else {
                now.finished = 1;
            }
            c_api::write_back(now, status);
        },
        [](Error const&) {});
}

void inlay_job_cancel(inlay_job* job) {
    using namespace inlay;
    guarded(
        [&] {
            if (job != nullptr && job->job) job->job->cancel();
        },
        [](Error const&) {});
}

char* inlay_job_result(inlay_job* job) {
    using namespace inlay;
    return c_api::json_out([&]() -> std::string {
        if (job == nullptr) return c_api::error_json({ErrorCode::usage, "There is no job.", "", ""});
        auto const* const result = c_api::outcome(*job);
        if (result == nullptr) return c_api::error_json({ErrorCode::usage, "The job is not finished yet.", "", ""});
        return *result ? c_api::result_json(**result) : c_api::error_json(result->error());
    });
}

void inlay_job_confirm(inlay_job* job) {
    using namespace inlay;
    guarded(
        [&] {
            if (job != nullptr && job->job) job->job->confirm_inserted();
        },
        [](Error const&) {});
}

inlay_job* inlay_job_place_again(inlay_job* job, char const* options_json) {
    using namespace inlay;
    auto const again = [&]() -> Result<JobRequest> {
        bool const over = job != nullptr && job->job && c_api::outcome(*job) != nullptr;
        auto const nothing = [] { return fail(ErrorCode::usage, "There is no answer to place."); };
        if (!over) return nothing();
        JobRequest request = job->job->request();
        request.kept_answers = job->job->arrived_answers();
        if (request.kept_answers.empty()) return nothing();
        if (auto set = set_from_json(request.options, options_json == nullptr ? "{}" : options_json); !set)
            return fail(set.error());
        return request;
    };
    return guarded([&] { return c_api::started(again()); },
                   [](Error const& error) -> inlay_job* {
                       return guarded([&] { return c_api::started(fail(error)); },
                                      [](Error const&) -> inlay_job* { return nullptr; });
                   });
}

void inlay_job_free(inlay_job* job) {
    using namespace inlay;
    guarded([&] { delete job; }, // NOLINT(cppcoreguidelines-owning-memory): the C ABI's owner is the caller
            [](Error const&) {});
}

} // extern "C"
