// Which affine map explains most patches, and how much better than chance?
//
// Each patch's scores become a probability over its displacements, mixed half and half with "it may lie anywhere" for
// patches that the model changed. The sum of the logarithms against chance is the evidence for a map. Peaks of wrong
// matches point in all directions and cancel out; the right map gathers even a minority of unchanged patches. No patch
// has to decide for one peak early, so repeated patterns do no harm.
#include "placement/registration/search.h"

#include <algorithm>
#include <cmath>

namespace inlay::placement {
namespace {

constexpr double unchanged_share = 0.4; // while searching; the evidence of what was found is told for the best share
constexpr double steepness = 14;        // of probability over score
constexpr double largest_scale = 0.075; // of the deviation from the expected map
constexpr double largest_skew =
    0.05; // of the difference between x and y: 0.03 measured, and the ratio of the answer's own sides

double best_over_shares(std::vector<double> const& ratios) {
    double best = 0;
    for (double const share : {0.03, 0.06, 0.1, 0.15, 0.25, 0.4, 0.6, 0.8, 0.95}) {
        double sum = 0;
        for (double const ratio : ratios)
            sum += std::log(1 - share + share * ratio);
        best = std::max(best, sum);
    }
    return best;
}

struct Surface {  // log-likelihood ratios of one patch
    Point middle; // from the picture's middle
    float const* values;
    float floor;
};

class Surfaces {
  public:
    Surfaces(std::vector<PatchScores> const& patches, Size size) {
        if (patches.empty()) return;
        radius_ = patches.front().radius;
        side_ = 2 * radius_ + 1;
        std::size_t const cells = static_cast<std::size_t>(side_) * static_cast<std::size_t>(side_);
        values_.resize(cells * patches.size());
        for (std::size_t k = 0; k < patches.size(); ++k) {
            PatchScores const& patch = patches[k];
            float* const out = values_.data() + k * cells;
            double sum = 0;
            for (std::size_t i = 0; i < cells; ++i) {
                out[i] = static_cast<float>(std::exp(steepness * static_cast<double>(patch.scores[i])));
                sum += static_cast<double>(out[i]);
            }
            auto const factor = static_cast<float>(unchanged_share * static_cast<double>(cells) / sum);
            auto const rest = static_cast<float>(1 - unchanged_share);
            for (std::size_t i = 0; i < cells; ++i)
                out[i] = std::log(rest + factor * out[i]);
            surfaces_.push_back(
                {{patch.middle.x - size.width / 2.0, patch.middle.y - size.height / 2.0}, out, std::log(rest)});
        }
    }

    // Displacement = linear part of the middle's place + shift. Nearest cell: for the coarse search.
    [[nodiscard]] float coarse(float sx, float sy, float tx, float ty) const {
        float sum = 0;
        for (Surface const& s : surfaces_) {
            int const dx = static_cast<int>(std::floor(sx * static_cast<float>(s.middle.x) + tx + 0.5F)) + radius_;
            int const dy = static_cast<int>(std::floor(sy * static_cast<float>(s.middle.y) + ty + 0.5F)) + radius_;
            bool const inside = dx >= 0 && dy >= 0 && dx < side_ && dy < side_;
            sum += inside ? s.values[dy * side_ + dx] : s.floor;
        }
        return sum;
    }

    // Bilinear; p: d = (p0 x + p1 y + p2, p3 x + p4 y + p5)
    [[nodiscard]] double fine(std::array<double, 6> const& p) const {
        double sum = 0;
        for (Surface const& s : surfaces_)
            sum += one(s, p);
        return sum;
    }
    // The evidence for p when a share of the patches is unchanged, for the share that explains most; never below 0.
    [[nodiscard]] double evidence(std::array<double, 6> const& p) const {
        std::vector<double> ratios; // probability / chance of each patch
        for (Surface const& s : surfaces_)
            ratios.push_back(std::max(0.0, (std::exp(one(s, p)) - (1 - unchanged_share)) / unchanged_share));
        return best_over_shares(ratios);
    }
    [[nodiscard]] std::size_t count() const { return surfaces_.size(); }
    [[nodiscard]] int radius() const { return radius_; }

  private:
    [[nodiscard]] double one(Surface const& s, std::array<double, 6> const& p) const {
        double const dx = p[0] * s.middle.x + p[1] * s.middle.y + p[2] + radius_;
        double const dy = p[3] * s.middle.x + p[4] * s.middle.y + p[5] + radius_;
        if (!(dx >= 0 && dy >= 0 && dx < side_ - 1 && dy < side_ - 1)) return static_cast<double>(s.floor);
        int const ix = static_cast<int>(dx);
        int const iy = static_cast<int>(dy);
        double const fx = dx - ix;
        double const fy = dy - iy;
        float const* const v = s.values + iy * side_ + ix;
        return (static_cast<double>(v[0]) * (1 - fx) + static_cast<double>(v[1]) * fx) * (1 - fy) +
               (static_cast<double>(v[side_]) * (1 - fx) + static_cast<double>(v[side_ + 1]) * fx) * fy;
    }

    int radius_ = 0;
    int side_ = 1;
    std::vector<float> values_;
    std::vector<Surface> surfaces_;
};

} // namespace

Found search_affine(std::vector<PatchScores> const& patches, Size size) {
    Found found;
    Surfaces const surfaces(patches, size);
    if (surfaces.count() == 0) return found;
    double const half = std::max(size.width, size.height) / 2.0;
    double const step = 0.9 / half; // a corner moves by less than one pixel
    int const steps = static_cast<int>(std::ceil(largest_scale / step));
    // Small displacements are what models do: a hint that decides between the periods of a pattern.
    auto const prior = [](double sx, double sy, double tx, double ty) {
        return -0.08 * (tx * tx + ty * ty) - 200 * (sx * sx + sy * sy);
    };
    std::array<double, 6> best{};
    double best_value = -1e30;
    for (int i = -steps; i <= steps; ++i) {
        for (int j = -steps; j <= steps; ++j) {
            double const sx = i * step;
            double const sy = j * step;
            if (std::abs(sx - sy) > largest_skew) continue;
            for (int ty = -surfaces.radius(); ty <= surfaces.radius(); ++ty) {
                for (int tx = -surfaces.radius(); tx <= surfaces.radius(); ++tx) {
                    double const value =
                        static_cast<double>(surfaces.coarse(static_cast<float>(sx), static_cast<float>(sy),
                                                            static_cast<float>(tx), static_cast<float>(ty))) +
                        prior(sx, sy, tx, ty);
                    if (value > best_value) {
                        best_value = value;
                        best = {sx, 0, 1.0 * tx, 0, sy, 1.0 * ty};
                    }
                }
            }
        }
    }
    // Pattern search over all six parameters, each in steps that move a corner by the same distance.
    best_value = surfaces.fine(best);
    for (double move = 0.5; move > 0.05;) {
        bool better = false;
        for (std::size_t k = 0; k < 6; ++k) {
            double const unit = k == 2 || k == 5 ? move : move / half;
            for (double const sign : {-1.0, 1.0}) {
                std::array<double, 6> trial = best;
                trial[k] += sign * unit;
                double const value = surfaces.fine(trial);
                if (value > best_value + 1e-9) {
                    best_value = value;
                    best = trial;
                    better = true;
                }
            }
        }
        if (!better) move /= 2;
    }
    double const cx = size.width / 2.0;
    double const cy = size.height / 2.0;
    found.map = {1 + best[0], best[1],     best[2] - best[0] * cx - best[1] * cy,
                 best[3],     1 + best[4], best[5] - best[3] * cx - best[4] * cy};
    found.evidence = surfaces.evidence(best);
    found.per_patch = found.evidence / static_cast<double>(surfaces.count());
    return found;
}

double evidence_for(std::vector<PatchScores> const& patches, Affine const& map) {
    std::vector<double> ratios;
    for (PatchScores const& patch : patches) {
        Point const to = placement::apply(map, patch.middle);
        double const dx = to.x - patch.middle.x - patch.base_x + patch.radius;
        double const dy = to.y - patch.middle.y - patch.base_y + patch.radius;
        if (!(dx >= 0 && dy >= 0 && dx < patch.side() - 1 && dy < patch.side() - 1)) {
            ratios.push_back(0);
            continue;
        }
        double sum = 0;
        for (float const score : patch.scores)
            sum += std::exp(steepness * static_cast<double>(score));
        int const ix = static_cast<int>(dx);
        int const iy = static_cast<int>(dy);
        double const fx = dx - ix;
        double const fy = dy - iy;
        float const* const v = patch.scores.data() + iy * patch.side() + ix;
        double const score =
            (static_cast<double>(v[0]) * (1 - fx) + static_cast<double>(v[1]) * fx) * (1 - fy) +
            (static_cast<double>(v[patch.side()]) * (1 - fx) + static_cast<double>(v[patch.side() + 1]) * fx) * fy;
        ratios.push_back(std::exp(steepness * score) * static_cast<double>(patch.scores.size()) / sum);
    }
    return best_over_shares(ratios);
}

} // namespace inlay::placement
