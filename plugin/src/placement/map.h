// Where does a pixel of the answer lie in the layer, and back? Affine maps as 2x3 row-major matrices, and a smooth
// field on top.
#pragma once

#include <array>
#include <optional>
#include <vector>

namespace inlay::placement {

struct Point {
    double x = 0;
    double y = 0;
};

// x' = m0 x + m1 y + m2, y' = m3 x + m4 y + m5
using Affine = std::array<double, 6>;

inline Point apply(Affine const& m, Point p) {
    return {m[0] * p.x + m[1] * p.y + m[2], m[3] * p.x + m[4] * p.y + m[5]};
}

// `first`, then `second`.
inline Affine then(Affine const& first, Affine const& second) {
    Affine const& f = first;
    Affine const& s = second;
    return {s[0] * f[0] + s[1] * f[3], s[0] * f[1] + s[1] * f[4], s[0] * f[2] + s[1] * f[5] + s[2],
            s[3] * f[0] + s[4] * f[3], s[3] * f[1] + s[4] * f[4], s[3] * f[2] + s[4] * f[5] + s[5]};
}

inline Affine inverse(Affine const& m) {
    double const determinant = m[0] * m[4] - m[1] * m[3];
    Affine r{m[4] / determinant, -m[1] / determinant, 0, -m[3] / determinant, m[0] / determinant, 0};
    r[2] = -(r[0] * m[2] + r[1] * m[5]);
    r[5] = -(r[3] * m[2] + r[4] * m[5]);
    return r;
}

inline Affine scaling(double x, double y) {
    return {x, 0, 0, 0, y, 0};
}

inline Affine moving(double x, double y) {
    return {1, 0, x, 0, 1, y};
}

// A smooth displacement on a coarse grid: values at columns x rows nodes spread over a picture of width x height,
// corner to corner, bilinear between them.
struct Field {
    int columns = 0;
    int rows = 0;
    double width = 0;
    double height = 0;
    std::vector<Point> nodes;

    [[nodiscard]] bool empty() const { return nodes.empty(); }
    [[nodiscard]] Point at(Point p) const;
    // The same for many points of one row: its nodes first, then each point along them.
    [[nodiscard]] std::vector<Point> row_at(double y) const;
    [[nodiscard]] Point along(std::vector<Point> const& row, double x) const;
};

} // namespace inlay::placement
