// What is a slow value, three at a time, at each pixel of a picture that is much larger than the one it is known at?
// Bilinear, corner to corner, a row at a time.
#pragma once

#include "placement/kernel.h"
#include "placement/plane.h"

namespace inlay::placement {

class Spread {
  public:
    Spread(Size small, Size full) : small_(small), full_(full) {
        for (int x = 0; x < full.width; ++x) {
            double const place = std::clamp((x + 0.5) * small.width / full.width - 0.5, 0.0, small.width - 1.0);
            auto const left = static_cast<std::size_t>(place);
            columns_.push_back({left, std::min(left + 1, static_cast<std::size_t>(small.width) - 1),
                                static_cast<float>(place - std::floor(place))});
        }
    }
    [[nodiscard]] int width() const { return full_.width; }

    // The small picture's values at row y of the large one, between its own rows.
    void row(std::vector<Pixel> const& values, int y, std::vector<Pixel>& line) const {
        double const place = std::clamp((y + 0.5) * small_.height / full_.height - 0.5, 0.0, small_.height - 1.0);
        int const top = static_cast<int>(place);
        auto const part = static_cast<float>(place - top);
        Pixel const* const a = values.data() + static_cast<std::ptrdiff_t>(top) * small_.width;
        Pixel const* const b =
            values.data() + static_cast<std::ptrdiff_t>(std::min(top + 1, small_.height - 1)) * small_.width;
        line.resize(static_cast<std::size_t>(small_.width));
        for (std::size_t x = 0; x < line.size(); ++x)
            line[x] = a[x] + part * (b[x] - a[x]);
    }
    [[nodiscard]] Pixel at(std::vector<Pixel> const& line, int x) const {
        Column const& c = columns_[static_cast<std::size_t>(x)];
        return line[c.left] + c.part * (line[c.right] - line[c.left]);
    }

  private:
    struct Column {
        std::size_t left;
        std::size_t right;
        float part;
    };
    Size small_;
    Size full_;
    std::vector<Column> columns_;
};

inline std::vector<Pixel> interleaved(Planes const& planes) {
    std::vector<Pixel> out(planes[0].values.size());
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = Pixel{planes[0].values[i], planes[1].values[i], planes[2].values[i], 0};
    return out;
}

// Adds to the colours of one pixel; 0 leaves them as they are.
inline void add_to(std::uint8_t* pixel, Pixel more) {
    for (int k = 0; k < 3; ++k)
        pixel[k] = static_cast<std::uint8_t>(
            static_cast<int>(std::clamp(static_cast<float>(pixel[k]) + more[k] + 0.5F, 0.0F, 255.0F)));
}

} // namespace inlay::placement
