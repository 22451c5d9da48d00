// What did placement see and decide? One sheet for people: source, answer, aligned answer, difference, mask, result.
#include "placement/colour.h"

#include "inlay/draw_text.h"
#include "inlay/plugin/placement.h"
#include "inlay/resample.h"

#include <cstdio>

namespace inlay::placement {
namespace {

constexpr int tile = 480; // the longer side of each picture on the sheet
constexpr int gap = 12;
constexpr int caption = 26;         // height of the line above each picture
constexpr int narrowest = 400;      // room for the longest caption
constexpr std::uint8_t paper = 224; // neither the white of a page nor the black of a mask

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
    Image const shown = resize(over_ground(result.view().sub(placed.rect), request.ground), size);
    char facts[120];
    std::snprintf(facts, sizeof facts, "aligned answer (trust %.2f, residual %.2f px)", placed.registration.trust,
                  placed.registration.residual_px);
    char changed[60];
    std::snprintf(changed, sizeof changed, "mask (%.1f %% changed)", 100 * placed.changed_fraction);
    struct Tile {
        char const* title;
        Image picture;
    };
    Tile const tiles[] = {{"source", source},
                          {"answer", answer},
                          {placed.registration.used ? facts : "answer, centred and not aligned", aligned},
                          {"difference x 3", difference(source, aligned)},
                          {changed, grey(mask)},
                          {placed.almost_nothing ? "result: almost nothing changed" : "result", shown}};
    int const high = std::max(size.height, answer.height());
    int const wide = std::max({size.width, answer.width(), narrowest});
    Image sheet({3 * wide + 4 * gap, 2 * (high + caption) + 3 * gap}, 255);
    for (std::size_t i = 0; i < sheet.bytes().size(); ++i)
        if (i % 4 != 3) sheet.bytes()[i] = paper;
    int index = 0;
    for (Tile const& one : tiles) {
        int const x = gap + index % 3 * (wide + gap);
        int const y = gap + index / 3 * (high + caption + gap);
        draw_text(sheet, x, y + 4, one.title, 1.4, {40, 40, 40, 255});
        paste(sheet, one.picture, x, y + caption);
        ++index;
    }
    return sheet;
}

} // namespace inlay::placement
