// Which part of a layer would a run send? Asked by hosts that convert only that part.
#include "text.h"

#include "pixels.h"

#include "inlay/plugin/frame.h"
#include "inlay/plugin/parameters.h"
#include "inlay/plugin/target.h"

#include <nlohmann/json.hpp>

namespace inlay::c_api {
namespace {

// As the run finds it. An unknown one when none can be told: the run itself says what is wrong.
Result<Model> model_for(Options const& options) {
    auto const settings = Settings::load();
    if (!settings) return fail(settings.error());
    auto const providers = load_providers();
    if (!providers) return fail(providers.error());
    auto chosen = resolve_model(options, *settings, *providers);
    return chosen ? std::move(chosen->model) : Model{};
}

Result<std::string> frame_json(char const* options_json, Size layer, inlay_pixels const& selection) {
    Options options;
    if (auto set = set_from_json(options, options_json == nullptr ? "{}" : options_json); !set)
        return fail(set.error());
    if (layer.empty()) return fail(ErrorCode::usage, "The layer has no size.", "", "inlay_frame");
    auto const model = model_for(options);
    if (!model) return fail(model.error());
    Mask selected;
    if (selection.data != nullptr) {
        auto mask = mask_of(selection, layer);
        if (!mask) return fail(mask.error());
        selected = softened(*mask, options.feather);
    }
    auto const frame = frame_to_send(layer, selected, options, *model);
    if (!frame) return fail(frame.error());
    nlohmann::ordered_json out;
    out["x"] = frame->rect.x;
    out["y"] = frame->rect.y;
    out["width"] = frame->rect.width;
    out["height"] = frame->rect.height;
    out["sent_width"] = frame->sent.width;
    out["sent_height"] = frame->sent.height;
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
