// Which affine map fits many matches of which some are wrong?
#include "placement/registration/fit.h"

#include "placement/registration/linear.h"

#include <algorithm>
#include <cmath>

namespace inlay::placement {
namespace {

double largest_sharpness(Match const& m) {
    double const mean = (m.sharp_xx + m.sharp_yy) / 2;
    double const half = (m.sharp_xx - m.sharp_yy) / 2;
    return mean + std::sqrt(half * half + m.sharp_xy * m.sharp_xy);
}

constexpr double most_known = 36; // 1/px^2: no match is trusted to better than a sixth of a pixel

// How much a match is worth apart from where it lies: clear peaks more, and none below what chance gives.
double worth(Match const& m) {
    return m.score <= 0.2 ? 0 : (m.score - 0.2) / (1.05 - m.score);
}

} // namespace

double distance_of(Match const& match, Point displacement) {
    double const ex = match.displacement.x - displacement.x;
    double const ey = match.displacement.y - displacement.y;
    double const most = largest_sharpness(match);
    if (most <= 1e-9) return 0;
    return std::sqrt(
        std::max(0.0, (match.sharp_xx * ex * ex + 2 * match.sharp_xy * ex * ey + match.sharp_yy * ey * ey) / most));
}

FitResult fit_affine(std::vector<Match> const& matches, Affine const& start, Size size, FitOptions const& options) {
    double const cx = size.width / 2.0;
    double const cy = size.height / 2.0;
    double const unit =
        std::max(size.width, size.height) / 2.0; // so that all six parameters are displacements of a corner
    FitResult result;
    result.map = start;
    auto const displacement = [&](Match const& m) {
        Point const to = placement::apply(result.map, m.middle);
        return Point{to.x - m.middle.x, to.y - m.middle.y};
    };
    double scale = options.wide;
    for (int round = 0; round < 12; ++round) {
        std::array<std::array<double, 6>, 6> a{};
        std::array<double, 6> b{};
        for (std::size_t i = 0; i < 6; ++i)
            a[i][i] = i % 3 == 2 ? 1e-4 : 2e-3; // towards the present map, for directions that no match tells
        for (Match const& m : matches) {
            double const distance = distance_of(m, displacement(m));
            double const falloff = scale * scale / (scale * scale + distance * distance);
            double const most = largest_sharpness(m);
            double const weight = options.informed
                                      ? falloff * falloff * std::min(1.0, most_known / std::max(most, 1e-9))
                                      : falloff * falloff * worth(m) / std::max(most, 0.02);
            double const u = (m.middle.x - cx) / unit;
            double const v = (m.middle.y - cy) / unit;
            double const basis[3] = {u, v, 1};
            Point const d = displacement(m);
            double const ex = m.displacement.x - d.x;
            double const ey = m.displacement.y - d.y;
            double const wxx = weight * m.sharp_xx;
            double const wxy = weight * m.sharp_xy;
            double const wyy = weight * m.sharp_yy;
            for (std::size_t i = 0; i < 3; ++i) {
                for (std::size_t j = 0; j < 3; ++j) {
                    double const product = basis[i] * basis[j];
                    a[i][j] += wxx * product;
                    a[i][j + 3] += wxy * product;
                    a[i + 3][j] += wxy * product;
                    a[i + 3][j + 3] += wyy * product;
                }
                b[i] += basis[i] * (wxx * ex + wxy * ey);
                b[i + 3] += basis[i] * (wxy * ex + wyy * ey);
            }
        }
        std::array<double, 6> x{};
        if (!solve(a, b, x)) break;
        Affine const delta{x[0] / unit, x[1] / unit, x[2] - (x[0] * cx + x[1] * cy) / unit,
                           x[3] / unit, x[4] / unit, x[5] - (x[3] * cx + x[4] * cy) / unit};
        for (std::size_t i = 0; i < 6; ++i)
            result.map[i] += delta[i];
        scale = std::max(options.tolerance, scale * 0.75);
    }
    std::vector<double> distances;
    double all = 0;
    double agreeing = 0;
    for (Match const& m : matches) {
        double const w = worth(m);
        all += w;
        double const distance = distance_of(m, displacement(m));
        if (distance > options.tolerance || w <= 0) continue;
        agreeing += w;
        ++result.count;
        distances.push_back(distance);
    }
    result.agreeing = all > 0 ? agreeing / all : 0;
    if (!distances.empty()) {
        auto const middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
        std::nth_element(distances.begin(), middle, distances.end());
        result.residual = *middle;
    }
    return result;
}

} // namespace inlay::placement
