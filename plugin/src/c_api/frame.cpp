// Which part of a layer would a run send? Asked by hosts that convert only that part.
#include "text.h"

#include "pixels.h"

#include "inlay/plugin/parameters.h"
#include "inlay/plugin/placement.h"
#include "inlay/plugin/target.h"
#include "inlay/resample.h"

#include <nlohmann/json.hpp>

namespace inlay::c_api {
namespace {

// None when no model can be told: the run itself says what is wrong.
Result<std::vector<std::string>> aspects_of_model(Options const& options) {
    auto const settings = Settings::load();
    if (!settings) return fail(settings.error());
    auto const providers = load_providers();
    if (!providers) return fail(providers.error());
    auto const chosen = resolve_model(options, *settings, *providers);
    return chosen ? chosen->model.aspects : std::vector<std::string>();
}

Result<std::string> frame_json(char const* options_json, Size layer, inlay_pixels const& selection) {
    Options options;
    if (auto set = set_from_json(options, options_json == nullptr ? "{}" : options_json); !set)
        return fail(set.error());
    if (layer.empty()) return fail(ErrorCode::usage, "The layer has no size.", "", "inlay_frame");
    auto aspects = aspects_of_model(options);
    if (!aspects) return fail(aspects.error());
    placement::FrameRequest request;
    request.layer = layer;
    request.context_percent = options.context;
    request.aspects = std::move(*aspects);
    if (selection.data != nullptr) {
        auto mask = mask_of(selection, layer);
        if (!mask) return fail(mask.error());
        Rect const bounds = bounds_of(gaussian_blur(*mask, options.feather / 3.5));
        if (bounds.empty())
            return fail(ErrorCode::nothing_to_edit, "The selection does not touch the layer.",
                        "Select a part of the layer, or nothing at all to edit all of it.");
        request.selection = bounds;
    }
    placement::Frame const frame = placement::choose_frame(request);
    nlohmann::ordered_json out;
    out["x"] = frame.rect.x;
    out["y"] = frame.rect.y;
    out["width"] = frame.rect.width;
    out["height"] = frame.rect.height;
    out["sent_width"] = frame.sent.width;
    out["sent_height"] = frame.sent.height;
    return out.dump();
}

} // namespace
} // namespace inlay::c_api

extern "C" {

char* inlay_frame(char const* options_json, int32_t layer_width, int32_t layer_height, inlay_pixels const* selection) {
    using namespace inlay;
    return c_api::json_out([&] {
        auto const frame = c_api::frame_json(options_json, {layer_width, layer_height}, c_api::complete(selection));
        return frame ? *frame : c_api::error_json(frame.error());
    });
}

} // extern "C"
