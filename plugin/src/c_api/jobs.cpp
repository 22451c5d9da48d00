// How does a job look through the C ABI?
#include "text.h"

#include "inlay/plugin/job.h"
#include "inlay/plugin/parameters.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

using inlay::Error;
using inlay::ErrorCode;
using inlay::Image;
using inlay::Mask;
using inlay::Result;
using inlay::Size;

struct inlay_job {
    std::unique_ptr<inlay::Job> job; // null: it could not start, see `outcome`
    inlay::JobRequest request;       // without pixels once started; kept for inlay_job_place_again
    std::optional<Result<inlay::JobResult>> outcome;
    std::vector<Image> swapped; // edits in the other order of bytes, made when asked for
};

namespace inlay::c_api {
namespace {

using json = nlohmann::ordered_json;

// A caller built with an older header has a shorter struct: what it does not reach counts as 0.
template <class Struct>
Struct complete(Struct const* given_struct) {
    Struct out{};
    if (given_struct != nullptr) {
        std::memcpy(&out, given_struct, std::min<std::size_t>(given_struct->struct_size, sizeof(Struct)));
    }
    return out;
}

// The other way: only as much is written as the caller's struct has room for.
template <class Struct>
void write_back(Struct value, Struct* out) {
    value.struct_size = out->struct_size;
    std::memcpy(out, &value, std::min<std::size_t>(out->struct_size, sizeof(Struct)));
}

void swap_red_and_blue(std::span<std::uint8_t> bytes) {
    for (std::size_t i = 0; i + 3 < bytes.size(); i += 4)
        std::swap(bytes[i], bytes[i + 2]);
}

Result<void> check(inlay_pixels const& pixels, std::size_t channels) {
    if (pixels.width <= 0 || pixels.height <= 0 ||
        pixels.stride < static_cast<std::uint64_t>(pixels.width) * channels) {
        return fail(ErrorCode::usage, "The pixels have no valid size.", "", "inlay_pixels: width, height or stride");
    }
    return {};
}

Result<Image> image_of(inlay_pixels const& pixels) {
    if (pixels.format != INLAY_RGBA8 && pixels.format != INLAY_BGRA8) {
        return fail(ErrorCode::usage, "The layer's pixels are of an unknown format.", "", "inlay_pixels.format");
    }
    if (auto valid = check(pixels, 4); !valid) return fail(valid.error());
    Image image(ImageView(static_cast<std::uint8_t const*>(pixels.data), {pixels.width, pixels.height}, pixels.stride));
    if (pixels.format == INLAY_BGRA8) swap_red_and_blue(image.bytes());
    return image;
}

Result<Mask> mask_of(inlay_pixels const& pixels, Size size) {
    if (pixels.format != INLAY_GREY8)
        return fail(ErrorCode::usage, "The selection's pixels must be grey.", "", "inlay_pixels.format");
    if (auto valid = check(pixels, 1); !valid) return fail(valid.error());
    if (Size{pixels.width, pixels.height} != size) {
        return fail(ErrorCode::usage, "The selection must have the size of the layer.", "",
                    "inlay_job_request.selection");
    }
    return Mask(MaskView(static_cast<std::uint8_t const*>(pixels.data), size, pixels.stride));
}

Result<Target> find_target(Options const& options) {
    auto const settings = Settings::load();
    if (!settings) return fail(settings.error());
    auto const providers = load_providers();
    if (!providers) return fail(providers.error());
    std::string url;
    if (chooses_sandbox(options, *settings)) {
        auto started = sandbox_url();
        if (!started) return fail(started.error());
        url = std::move(*started);
    }
    return resolve_target(options, *settings, *providers, url);
}

Result<JobRequest> request_of(inlay_job_request const& from) {
    JobRequest request;
    auto const action = action_of(from.action);
    if (!action) return fail(action.error());
    request.action = *action;
    if (auto set = set_from_json(request.options, from.options_json == nullptr ? "{}" : from.options_json); !set)
        return fail(set.error());
    request.find_target = [options = request.options] { return find_target(options); };
    Snapshot& snapshot = request.snapshot;
    snapshot.layer_rect = {from.layer_x, from.layer_y, from.layer_width, from.layer_height};
    snapshot.canvas = {from.canvas_width, from.canvas_height};
    if (from.layer_name != nullptr) snapshot.layer_name = from.layer_name;
    if (request.action == Action::edit_layer) {
        if (from.layer.data == nullptr) {
            return fail(ErrorCode::nothing_to_edit, "There is nothing to edit: the layer is empty.",
                        "Choose a layer with something on it.");
        }
        auto layer = image_of(from.layer);
        if (!layer) return fail(layer.error());
        snapshot.layer = std::move(*layer);
        snapshot.layer_rect.width = snapshot.layer.width();
        snapshot.layer_rect.height = snapshot.layer.height();
    }
    if (request.action == Action::generate_layer && snapshot.layer_rect.empty()) {
        return fail(ErrorCode::usage, "The rectangle to fill is empty.", "",
                    "inlay_job_request.layer_width, layer_height");
    }
    if (request.action != Action::generate_image && from.selection.data != nullptr) {
        auto selection = mask_of(from.selection, snapshot.layer_rect.size());
        if (!selection) return fail(selection.error());
        snapshot.selection = std::move(*selection);
    }
    return request;
}

inlay_job* started(Result<JobRequest> request) {
    auto handle = std::make_unique<inlay_job>();
    if (request) {
        handle->request = *request;
        handle->job = Job::start(std::move(*request));
    } else {
        handle->outcome = fail(request.error());
    }
    return handle.release();
}

// The outcome, taken from the job once it is there; nullptr while it runs.
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

std::string result_json(JobResult const& result) {
    json out;
    out["edits"] = json::array();
    for (Edit const& edit : result.edits) {
        out["edits"].push_back({{"name", edit.name},
                                {"x", edit.rect.x},
                                {"y", edit.rect.y},
                                {"width", edit.rect.width},
                                {"height", edit.rect.height},
                                {"has_mask", edit.mask.has_value()},
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

std::int32_t stage_of(Stage stage) {
    return static_cast<std::int32_t>(stage); // the enumerators of both are in the same order
}
static_assert(static_cast<int>(Stage::preparing) == INLAY_PREPARING &&
              static_cast<int>(Stage::placing) == INLAY_PLACING);

} // namespace
} // namespace inlay::c_api

extern "C" {

inlay_job* inlay_job_start(inlay_job_request const* request) {
    using namespace inlay;
    return guarded([&] { return c_api::started(c_api::request_of(c_api::complete(request))); },
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
            } else {
                now.finished = 1;
            }
            c_api::write_back(now, status);
        },
        [](Error const&) {});
}

void inlay_job_cancel(inlay_job* job) {
    if (job != nullptr && job->job) job->job->cancel();
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

int32_t inlay_job_edit(inlay_job* job, uint32_t index, uint32_t format, inlay_pixels* out) {
    using namespace inlay;
    if (out == nullptr || (format != INLAY_RGBA8 && format != INLAY_BGRA8)) return 0;
    return guarded(
        [&]() -> int32_t {
            Edit const* const edit = c_api::edit_of(job, index);
            if (edit == nullptr) return 0;
            Image const* pixels = &edit->pixels;
            if (format == INLAY_BGRA8) {
                if (job->swapped.size() <= index) job->swapped.resize(index + 1);
                Image& swapped = job->swapped[index];
                if (swapped.empty()) {
                    swapped = edit->pixels;
                    c_api::swap_red_and_blue(swapped.bytes());
                }
                pixels = &swapped;
            }
            inlay_pixels now{};
            now.format = format;
            now.width = pixels->width();
            now.height = pixels->height();
            now.stride = pixels->stride();
            now.data = pixels->bytes().data();
            c_api::write_back(now, out);
            return 1;
        },
        [](Error const&) -> int32_t { return 0; });
}

int32_t inlay_job_edit_mask(inlay_job* job, uint32_t index, inlay_pixels* out) {
    using namespace inlay;
    if (out == nullptr) return 0;
    return guarded(
        [&]() -> int32_t {
            Edit const* const edit = c_api::edit_of(job, index);
            if (edit == nullptr || !edit->mask) return 0;
            inlay_pixels now{};
            now.format = INLAY_GREY8;
            now.width = edit->mask->width();
            now.height = edit->mask->height();
            now.stride = edit->mask->stride();
            now.data = edit->mask->bytes().data();
            c_api::write_back(now, out);
            return 1;
        },
        [](Error const&) -> int32_t { return 0; });
}

void inlay_job_confirm(inlay_job* job) {
    if (job != nullptr && job->job) job->job->confirm_inserted();
}

inlay_job* inlay_job_place_again(inlay_job* job, char const* options_json) {
    using namespace inlay;
    auto const again = [&]() -> Result<JobRequest> {
        auto* const result = job == nullptr ? nullptr : c_api::outcome(*job);
        if (result == nullptr || !*result) return fail(ErrorCode::usage, "There is no answer to place.");
        JobRequest request = job->request;
        for (AnswerFacts const& answer : (*result)->answers)
            request.kept_answers.push_back(answer.bytes);
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
    delete job; // NOLINT(cppcoreguidelines-owning-memory): the C ABI's owner is the caller
}

} // extern "C"
