// Which part of a layer does a run send?
#include "inlay/plugin/frame.h"

#include "inlay/resample.h"

#include <algorithm>

namespace inlay {

Mask softened(MaskView selection, double feather) {
    return gaussian_blur(selection, feather / 3.5);
}

Rect bounds_of(MaskView mask) {
    int left = mask.width();
    int right = 0;
    int top = mask.height();
    int bottom = 0;
    auto const something = [](std::uint8_t value) { return value != 0; };
    for (int y = 0; y < mask.height(); ++y) {
        auto const row = mask.row(y);
        auto const first = std::ranges::find_if(row, something);
        if (first == row.end()) continue;
        auto last = row.end();
        while (!something(*(last - 1)))
            --last;
        left = std::min(left, static_cast<int>(first - row.begin()));
        right = std::max(right, static_cast<int>(last - row.begin()));
        top = std::min(top, y);
        bottom = y + 1;
    }
    return right > left ? Rect{left, top, right - left, bottom - top} : Rect{};
}

Result<placement::Frame> frame_to_send(Size layer, MaskView selection, Options const& options, Model const& model) {
    placement::FrameRequest request;
    request.layer = layer;
    request.context_percent = options.context;
    request.aspects = model.aspects;
    if (!selection.empty()) {
        request.selection = bounds_of(selection);
        if (request.selection->empty()) {
            return fail(ErrorCode::nothing_to_edit, "There is nothing to edit: the selection does not touch the layer.",
                        "Select a part of the layer, or select nothing to edit all of it.");
        }
    }
    return placement::choose_frame(request);
}

} // namespace inlay
