// How well does each patch of the answer fit the source at every small displacement?
#include "placement/registration/patches.h"

#include <algorithm>
#include <cmath>

namespace inlay::placement {
namespace {

// Sums of squared feature lengths over every square of `size`, by its top left corner; zero beyond the picture.
class EnergySums {
  public:
    explicit EnergySums(Features const& f) : width_(f.size().width), height_(f.size().height) {
        sums_.assign(static_cast<std::size_t>(width_ + 1) * static_cast<std::size_t>(height_ + 1), 0);
        for (int y = 0; y < height_; ++y) {
            double line = 0;
            for (int x = 0; x < width_; ++x) {
                double const c = static_cast<double>(f.cosine.at(x, y));
                double const s = static_cast<double>(f.sine.at(x, y));
                line += c * c + s * s;
                sums_[index(x + 1, y + 1)] = sums_[index(x + 1, y)] + line;
            }
        }
    }
    [[nodiscard]] float of(int x, int y, int size) const {
        int const x0 = std::clamp(x, 0, width_);
        int const y0 = std::clamp(y, 0, height_);
        int const x1 = std::clamp(x + size, 0, width_);
        int const y1 = std::clamp(y + size, 0, height_);
        return static_cast<float>(sums_[index(x1, y1)] - sums_[index(x0, y1)] - sums_[index(x1, y0)] +
                                  sums_[index(x0, y0)]);
    }

  private:
    [[nodiscard]] std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_ + 1) + static_cast<std::size_t>(x);
    }
    int width_;
    int height_;
    std::vector<double> sums_;
};

Plane padded(Plane const& plane, int margin) {
    Plane out(plane.width + 2 * margin, plane.height + 2 * margin);
    for (int y = 0; y < plane.height; ++y)
        std::copy_n(plane.row(y), plane.width, out.row(y + margin) + margin);
    return out;
}

} // namespace

std::vector<PatchScores> match_patches(Features const& answer, Features const& source, Affine const& guess,
                                       PatchGrid const& grid) {
    int const width = answer.size().width;
    int const height = answer.size().height;
    EnergySums const answer_energy(answer);
    EnergySums const source_energy(source);
    int const margin = grid.size + grid.radius + 4; // patches may be looked for partly outside the source
    Plane const cosine = padded(source.cosine, margin);
    Plane const sine = padded(source.sine, margin);
    float const least = grid.least_structure * static_cast<float>(grid.size * grid.size);
    int const side = 2 * grid.radius + 1;

    std::vector<PatchScores> out;
    std::vector<float> line(static_cast<std::size_t>(side));
    for (int y = 0; y + grid.size <= height; y += grid.stride) {
        for (int x = 0; x + grid.size <= width; x += grid.stride) {
            float const energy = answer_energy.of(x, y, grid.size);
            if (energy < least) continue;
            PatchScores patch;
            patch.middle = {x + grid.size / 2.0, y + grid.size / 2.0};
            Point const to = placement::apply(guess, patch.middle);
            patch.base_x = static_cast<int>(std::lround(to.x - patch.middle.x));
            patch.base_y = static_cast<int>(std::lround(to.y - patch.middle.y));
            patch.radius = grid.radius;
            int const left = x + patch.base_x - grid.radius + margin;
            int const top = y + patch.base_y - grid.radius + margin;
            if (left < 0 || top < 0 || left + grid.size + side > cosine.width || top + grid.size + side > cosine.height)
                continue;
            if (source_energy.of(x + patch.base_x - grid.radius, y + patch.base_y - grid.radius,
                                 grid.size + 2 * grid.radius) < least)
                continue;
            patch.scores.resize(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
            for (int dy = 0; dy < side; ++dy) {
                std::fill(line.begin(), line.end(), 0.0F);
                float* const sums = line.data();
                for (int py = 0; py < grid.size; ++py) {
                    float const* const ac = answer.cosine.row(y + py) + x;
                    float const* const as = answer.sine.row(y + py) + x;
                    float const* const sc = cosine.row(top + dy + py) + left;
                    float const* const ss = sine.row(top + dy + py) + left;
                    for (int px = 0; px < grid.size; ++px) {
                        float const c = ac[px];
                        float const s = as[px];
                        float const* const c2 = sc + px;
                        float const* const s2 = ss + px;
                        for (int dx = 0; dx < side; ++dx)
                            sums[dx] += c * c2[dx] + s * s2[dx];
                    }
                }
                for (int dx = 0; dx < side; ++dx) {
                    float const other = source_energy.of(left + dx - margin, top + dy - margin, grid.size);
                    patch.scores[static_cast<std::size_t>(dy * side + dx)] =
                        sums[dx] / std::sqrt(energy * std::max(other, 0.5F * least));
                }
            }
            out.push_back(std::move(patch));
        }
    }
    return out;
}

Match best_match(PatchScores const& patch, Affine const& model, double pull) {
    Point const to = placement::apply(model, patch.middle);
    double const mx = to.x - patch.middle.x - patch.base_x;
    double const my = to.y - patch.middle.y - patch.base_y;
    int bx = 0;
    int by = 0;
    double best = -1e30;
    for (int dy = -patch.radius + 1; dy < patch.radius; ++dy) {
        for (int dx = -patch.radius + 1; dx < patch.radius; ++dx) {
            double const value = patch.at(dx, dy) - pull * ((dx - mx) * (dx - mx) + (dy - my) * (dy - my));
            if (value > best) {
                best = value;
                bx = dx;
                by = dy;
            }
        }
    }
    // A paraboloid through the 3 x 3 scores around the peak (least squares).
    double const f[3][3] = {{patch.at(bx - 1, by - 1), patch.at(bx, by - 1), patch.at(bx + 1, by - 1)},
                            {patch.at(bx - 1, by), patch.at(bx, by), patch.at(bx + 1, by)},
                            {patch.at(bx - 1, by + 1), patch.at(bx, by + 1), patch.at(bx + 1, by + 1)}};
    double const gx = (f[0][2] + f[1][2] + f[2][2] - f[0][0] - f[1][0] - f[2][0]) / 6;
    double const gy = (f[2][0] + f[2][1] + f[2][2] - f[0][0] - f[0][1] - f[0][2]) / 6;
    double const hxx =
        (f[0][0] + f[1][0] + f[2][0] + f[0][2] + f[1][2] + f[2][2] - 2 * (f[0][1] + f[1][1] + f[2][1])) / 3;
    double const hyy =
        (f[0][0] + f[0][1] + f[0][2] + f[2][0] + f[2][1] + f[2][2] - 2 * (f[1][0] + f[1][1] + f[1][2])) / 3;
    double const hxy = (f[0][0] + f[2][2] - f[0][2] - f[2][0]) / 4;
    // Along an edge the score hardly falls: a little of the unit matrix keeps the step from running along it.
    double const axx = std::max(-hxx, 0.0) + 0.004;
    double const ayy = std::max(-hyy, 0.0) + 0.004;
    double const limit = 0.98 * std::sqrt(axx * ayy);
    double const axy = std::clamp(-hxy, -limit, limit);
    double const determinant = axx * ayy - axy * axy;
    double const sx = std::clamp((ayy * gx - axy * gy) / determinant, -1.0, 1.0);
    double const sy = std::clamp((axx * gy - axy * gx) / determinant, -1.0, 1.0);
    Match match;
    match.middle = patch.middle;
    match.displacement = {patch.base_x + bx + sx, patch.base_y + by + sy};
    match.score = f[1][1];
    match.sharp_xx = std::max(-hxx, 0.0);
    match.sharp_yy = std::max(-hyy, 0.0);
    double const room = std::sqrt(match.sharp_xx * match.sharp_yy);
    match.sharp_xy = std::clamp(-hxy, -room, room);
    return match;
}

} // namespace inlay::placement
