// What is selected, and how much of it lies in a rectangle?
#include "selection.h"

#include "colour.h"

#include "inlay/resample.h"

#include <algorithm>
#include <cmath>

namespace inlay::gimp {
namespace {

constexpr double feather_to_sigma = 1 / 3.5;

Rect grown(Rect rect, int by) {
    return {rect.x - by, rect.y - by, rect.width + 2 * by, rect.height + 2 * by};
}

} // namespace

int feather_reach(double pixels) {
    return pixels > 0 ? static_cast<int>(std::ceil(3 * pixels * feather_to_sigma)) : 0;
}

Result<std::optional<Rect>> selection_bounds(ImageId image) {
    gboolean non_empty = FALSE;
    gint x0 = 0;
    gint y0 = 0;
    gint x1 = 0;
    gint y1 = 0;
    if (!gimp_selection_bounds(as_image(image), &non_empty, &x0, &y0, &x1, &y1))
        return fail(ErrorCode::host_failed, "GIMP could not say what is selected.", "Try again after restarting GIMP.");
    if (!non_empty) return std::optional<Rect>();
    return std::optional<Rect>({x0, y0, x1 - x0, y1 - y0});
}

Result<Mask> selection_in(ImageId image, Rect rect, double feather) {
    Size const canvas = canvas_size(image);
    Rect const region = intersect(grown(rect, feather_reach(feather)), {0, 0, canvas.width, canvas.height});
    Mask mask(rect.size());
    if (region.empty()) return mask;
    Result<Mask> read = read_mask(id_of(gimp_image_get_selection(as_image(image))), region);
    if (!read) return read;
    Mask const soft = feather > 0 ? gaussian_blur(*read, feather * feather_to_sigma) : std::move(*read);
    Rect const common = intersect(rect, region);
    for (int y = common.y; y < common.bottom(); ++y) {
        auto const from =
            soft.row(y - region.y)
                .subspan(static_cast<std::size_t>(common.x - region.x), static_cast<std::size_t>(common.width));
        std::ranges::copy(from, mask.row(y - rect.y).begin() + (common.x - rect.x));
    }
    return mask;
}

} // namespace inlay::gimp
