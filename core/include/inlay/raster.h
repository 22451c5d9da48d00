// What is a picture in memory? Owners (Raster) and borrowed views (RasterView), as types.
//
// Shape: `height` rows of `width` pixels of `Channels` bytes, top row first. Values: 0..255.
//   Image = 4 channels, R G B A, straight (not premultiplied) alpha, sRGB.
//   Mask  = 1 channel, 0 = nothing, 255 = everything (a selection, a layer mask, an alpha channel).
// Pixel centres lie at +0.5. An owner is tightly packed (stride = width * Channels); a view may have any stride.
// A view borrows: whoever made it sees to it that the owner lives longer. No locking: share read-only or not at all.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace inlay {

struct Size {
    int width = 0;
    int height = 0;
    friend bool operator==(Size const&, Size const&) = default;
    [[nodiscard]] bool empty() const { return width <= 0 || height <= 0; }
    [[nodiscard]] std::int64_t area() const { return empty() ? 0 : std::int64_t{width} * height; }
};

// Half-open: covers x <= px < x + width. May be negative when it is a place on a canvas.
struct Rect {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    friend bool operator==(Rect const&, Rect const&) = default;
    [[nodiscard]] bool empty() const { return width <= 0 || height <= 0; }
    [[nodiscard]] Size size() const { return {width, height}; }
    [[nodiscard]] int right() const { return x + width; }
    [[nodiscard]] int bottom() const { return y + height; }
    [[nodiscard]] Rect moved(int dx, int dy) const { return {x + dx, y + dy, width, height}; }
};

// Empty (all zero) when the two do not meet.
inline Rect intersect(Rect a, Rect b) {
    int const x0 = std::max(a.x, b.x);
    int const y0 = std::max(a.y, b.y);
    int const x1 = std::min(a.right(), b.right());
    int const y1 = std::min(a.bottom(), b.bottom());
    return x1 > x0 && y1 > y0 ? Rect{x0, y0, x1 - x0, y1 - y0} : Rect{};
}

template <int Channels>
class RasterView {
  public:
    RasterView() = default;
    RasterView(std::uint8_t const* data, Size size, std::size_t stride) : data_(data), size_(size), stride_(stride) {
        assert(stride >= static_cast<std::size_t>(size.width) * Channels);
    }
    [[nodiscard]] Size size() const { return size_; }
    [[nodiscard]] int width() const { return size_.width; }
    [[nodiscard]] int height() const { return size_.height; }
    [[nodiscard]] bool empty() const { return size_.empty(); }
    [[nodiscard]] std::size_t stride() const { return stride_; }
    [[nodiscard]] std::span<std::uint8_t const> row(int y) const {
        assert(y >= 0 && y < size_.height);
        return {data_ + static_cast<std::size_t>(y) * stride_, static_cast<std::size_t>(size_.width) * Channels};
    }
    [[nodiscard]] std::uint8_t const* pixel(int x, int y) const {
        assert(x >= 0 && x < size_.width);
        return row(y).data() + static_cast<std::size_t>(x) * Channels;
    }
    // The part inside `rect`, which must lie within the view.
    [[nodiscard]] RasterView sub(Rect rect) const {
        assert(intersect(rect, Rect{0, 0, size_.width, size_.height}) == rect);
        return {pixel(rect.x, rect.y), rect.size(), stride_};
    }

  private:
    std::uint8_t const* data_ = nullptr;
    Size size_;
    std::size_t stride_ = 0;
};

template <int Channels>
class Raster {
  public:
    static constexpr int channels = Channels;

    Raster() = default;
    // Every byte is `fill`. Throws std::bad_alloc; callers check sizes from outside against limits first (codec.h).
    explicit Raster(Size size, std::uint8_t fill = 0)
        : size_(size), bytes_(static_cast<std::size_t>(size.area()) * Channels, fill) {}
    // Takes over `bytes`, which must hold exactly width * height * Channels.
    Raster(Size size, std::vector<std::uint8_t> bytes) : size_(size), bytes_(std::move(bytes)) {
        assert(bytes_.size() == static_cast<std::size_t>(size.area()) * Channels);
    }
    explicit Raster(RasterView<Channels> view) : Raster(view.size()) {
        for (int y = 0; y < view.height(); ++y)
            std::ranges::copy(view.row(y), row(y).begin());
    }

    [[nodiscard]] Size size() const { return size_; }
    [[nodiscard]] int width() const { return size_.width; }
    [[nodiscard]] int height() const { return size_.height; }
    [[nodiscard]] bool empty() const { return size_.empty(); }
    [[nodiscard]] std::size_t stride() const { return static_cast<std::size_t>(size_.width) * Channels; }
    [[nodiscard]] std::span<std::uint8_t const> bytes() const { return bytes_; }
    [[nodiscard]] std::span<std::uint8_t> bytes() { return bytes_; }
    [[nodiscard]] std::span<std::uint8_t const> row(int y) const {
        return {bytes_.data() + static_cast<std::size_t>(y) * stride(), stride()};
    }
    [[nodiscard]] std::span<std::uint8_t> row(int y) {
        return {bytes_.data() + static_cast<std::size_t>(y) * stride(), stride()};
    }
    [[nodiscard]] std::uint8_t const* pixel(int x, int y) const {
        return row(y).data() + static_cast<std::size_t>(x) * Channels;
    }
    [[nodiscard]] std::uint8_t* pixel(int x, int y) { return row(y).data() + static_cast<std::size_t>(x) * Channels; }
    [[nodiscard]] RasterView<Channels> view() const { return {bytes_.data(), size_, stride()}; }
    operator RasterView<Channels>() const { return view(); } // NOLINT(google-explicit-constructor): an owner is a view
    friend bool operator==(Raster const&, Raster const&) = default;

  private:
    Size size_;
    std::vector<std::uint8_t> bytes_;
};

using Image = Raster<4>;
using ImageView = RasterView<4>;
using Mask = Raster<1>;
using MaskView = RasterView<1>;

} // namespace inlay
