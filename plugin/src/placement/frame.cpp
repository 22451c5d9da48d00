// Which part of the layer is sent, at what size, and which ratio is asked for?
//
// Real surroundings are better context for a model than padding, so a selection's frame grows inside the layer until
// its ratio is one that the model answers with. Where the layer is too small for that the frame stays as it is: the
// answer will be cropped, never stretched.
#include "inlay/plugin/placement.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace inlay::placement {
namespace {

// "16:9" -> 1.777...; nullopt for everything else.
std::optional<double> ratio_of(std::string const& aspect) {
    auto const colon = aspect.find(':');
    if (colon == std::string::npos) return std::nullopt;
    double width = 0;
    double height = 0;
    char const* const begin = aspect.data();
    char const* const end = begin + aspect.size();
    auto const left = std::from_chars(begin, begin + colon, width);
    auto const right = std::from_chars(begin + colon + 1, end, height);
    if (left.ec != std::errc{} || left.ptr != begin + colon || right.ec != std::errc{} || right.ptr != end)
        return std::nullopt;
    if (!(width > 0) || !(height > 0)) return std::nullopt;
    return width / height;
}

std::string const* nearest_aspect(std::vector<std::string> const& aspects, double ratio) {
    std::string const* best = nullptr;
    double best_distance = std::numeric_limits<double>::infinity();
    for (std::string const& aspect : aspects) {
        auto const candidate = ratio_of(aspect);
        if (!candidate) continue;
        double const distance = std::abs(std::log(*candidate / ratio));
        if (distance < best_distance) {
            best_distance = distance;
            best = &aspect;
        }
    }
    return best;
}

Rect with_context(Rect selection, int percent, Rect layer) {
    double const longer = std::max(selection.width, selection.height);
    int const margin = static_cast<int>(std::lround(longer * std::max(percent, 0) / 100.0));
    return intersect(
        {selection.x - margin, selection.y - margin, selection.width + 2 * margin, selection.height + 2 * margin},
        layer);
}

// The same middle, moved back inside the layer where it would stick out. `size` fits into the layer.
Rect grown_inside(Rect rect, Size size, Size layer) {
    int const x = rect.x - (size.width - rect.width) / 2;
    int const y = rect.y - (size.height - rect.height) / 2;
    return {std::clamp(x, 0, layer.width - size.width), std::clamp(y, 0, layer.height - size.height), size.width,
            size.height};
}

Size sent_size(Size frame, FrameRequest const& request) {
    double const width = frame.width;
    double const height = frame.height;
    double scale = 1; // never enlarged: a model gains nothing from invented pixels
    scale = std::min(scale, std::max(request.largest.width, 1) / width);
    scale = std::min(scale, std::max(request.largest.height, 1) / height);
    scale = std::min(scale,
                     std::sqrt(static_cast<double>(std::max<std::int64_t>(request.max_pixels, 1)) / (width * height)));
    if (scale >= 1) return frame;
    auto const side = [&](double length) { return std::max(1, static_cast<int>(std::floor(length * scale + 1e-6))); };
    return {side(width), side(height)};
}

} // namespace

Frame choose_frame(FrameRequest const& request) {
    Rect const layer{0, 0, request.layer.width, request.layer.height};
    Frame frame;
    frame.rect = layer;
    if (layer.empty()) return frame;
    if (request.selection) {
        Rect const inside = intersect(*request.selection, layer);
        if (!inside.empty()) frame.rect = with_context(inside, request.context_percent, layer);
    }
    double const width = frame.rect.width;
    double const height = frame.rect.height;
    if (std::string const* const aspect = nearest_aspect(request.aspects, width / height)) {
        frame.aspect = *aspect;
        double const wanted = *ratio_of(*aspect);
        double const grown_width = std::max(width, std::round(height * wanted));
        double const grown_height = std::max(height, std::round(width / wanted));
        if (grown_width <= layer.width && grown_height <= layer.height) {
            Size const size{static_cast<int>(grown_width), static_cast<int>(grown_height)};
            frame.rect = grown_inside(frame.rect, size, request.layer);
        }
    }
    frame.sent = sent_size(frame.rect.size(), request);
    return frame;
}

std::array<double, 6> cover_map(Size answer, Rect rect) {
    double const scale =
        std::max(static_cast<double>(rect.width) / answer.width, static_cast<double>(rect.height) / answer.height);
    return {scale, 0,     rect.x + (rect.width - answer.width * scale) / 2,
            0,     scale, rect.y + (rect.height - answer.height * scale) / 2};
}

} // namespace inlay::placement
