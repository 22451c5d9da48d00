// Places an answer over the whole of a picture, as a run without a selection does.
#pragma once

#include "inlay/plugin/placement.h"

#include <stdexcept>

namespace inlay::placement {

inline Placed placed_over(Image const& source, Image const& answer) {
    Frame const frame{{0, 0, source.width(), source.height()}, source.size(), ""};
    Image const sent = render_frame(source, frame, 255);
    Request request;
    request.layer = source;
    request.frame = frame;
    request.sent = sent;
    request.answer = answer;
    auto result = place(request);
    if (!result) throw std::runtime_error(result.error().message + result.error().detail);
    return *std::move(result);
}

} // namespace inlay::placement
