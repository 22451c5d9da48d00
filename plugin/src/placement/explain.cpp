// What did placement see and decide? One sheet for people: source, answer, aligned answer, difference, mask, result.
#include "placement/colour.h"

#include "inlay/plugin/placement.h"
#include "inlay/resample.h"

namespace inlay::placement {
namespace {

constexpr int tile = 480; // the longer side of each picture on the sheet
constexpr int gap = 12;

Size fitted(Size size) {
    double const scale = static_cast<double>(tile) / std::max(size.width, size.height);
    return {std::max(1, static_cast<int>(size.width * scale)), std::max(1, static_cast<int>(size.height * scale))};
}

void paste(Image& sheet, Image const& picture, int x, int y) {
    for (int row = 0; row < picture.height(); ++row)
        std::copy(picture.row(row).begin(), picture.row(row).end(),
                  sheet.row(y + row).begin() + 4 * static_cast<std::ptrdiff_t>(x));
}

Image grey(MaskView mask) {
    Image out(mask.size(), 255);
    for (int y = 0; y < mask.height(); ++y)
        for (int x = 0; x < mask.width(); ++x)
            std::fill_n(out.pixel(x, y), 3, *mask.pixel(x, y));
    return out;
}

Image difference(Image const& a, Image const& b) {
    Image out(a.size(), 255);
    for (std::size_t i = 0; i < a.bytes().size(); ++i) {
        if (i % 4 == 3) continue;
        int const d = std::abs(a.bytes()[i] - b.bytes()[i]);
        out.bytes()[i] = static_cast<std::uint8_t>(std::min(255, 3 * d));
    }
    return out;
}

} // namespace

Result<Image> explain_sheet(Request const& request, Placed const& placed) {
    Size const size = fitted(placed.rect.size());
    Image const source = resize(over_ground(request.layer.sub(placed.rect), request.ground), size);
    Image const aligned = resize(over_ground(placed.pixels, request.ground), size);
    Image const answer = resize(over_ground(request.answer, request.ground), fitted(request.answer.size()));
    Mask const mask = placed.mask ? resize(placed.mask->view(), size) : Mask(size, 255);
    Image const result = composite(request.layer, placed);
    Image const tiles[] = {source,     answer,
                           aligned,    difference(source, aligned),
                           grey(mask), resize(over_ground(result.view().sub(placed.rect), request.ground), size)};
    Image sheet({3 * tile + 4 * gap, 2 * tile + 3 * gap}, 255);
    int index = 0;
    for (Image const& picture : tiles) {
        paste(sheet, picture, gap + index % 3 * (tile + gap), gap + index / 3 * (tile + gap));
        ++index;
    }
    return sheet;
}

} // namespace inlay::placement
