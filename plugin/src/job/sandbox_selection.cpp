#include "sandbox_selection.h"

#include "inlay/plugin/frame.h"
#include "inlay/plugin/sandbox.h"

#include <cmath>

namespace inlay::job_steps {
namespace {

// What changes by more than half: the selection without its feather.
Rect solid_bounds(MaskView selection) {
    Mask solid(selection);
    for (std::uint8_t& value : solid.bytes())
        value = value >= 128 ? 255 : 0;
    return bounds_of(solid);
}

} // namespace

Connection told_what_is_selected(Target const& target, Prepared const& prepared) {
    Connection connection = target.connection;
    if (!target.is_sandbox || prepared.selection.empty()) return connection;
    Rect const frame = prepared.frame.rect;
    Rect const part = intersect(solid_bounds(prepared.selection), frame);
    if (part.empty() || part == frame) return connection;
    double const x = static_cast<double>(prepared.frame.sent.width) / frame.width;
    double const y = static_cast<double>(prepared.frame.sent.height) / frame.height;
    auto const pixels = [](double value) { return std::to_string(std::lround(value)); };
    connection.extra_headers.push_back(
        {std::string(sandbox::selection_header), pixels((part.x - frame.x) * x) + ' ' + pixels((part.y - frame.y) * y) +
                                                     ' ' + pixels(part.width * x) + ' ' + pixels(part.height * y)});
    return connection;
}

} // namespace inlay::job_steps
