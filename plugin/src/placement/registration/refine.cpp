// Where exactly does each patch lie, once its place is known to about a pixel?
#include "placement/registration/refine.h"

#include <algorithm>
#include <cmath>

namespace inlay::placement {
namespace {

constexpr int rounds = 6;
constexpr double farthest = 2.5;       // pixels from the guess: beyond it the patch has lost its way
constexpr double looks_the_same = 0.6; // correlation of lightness from which it is used
// Neighbouring pixels err together, so that a patch says less than its pixels would one by one.
constexpr double correlated = 8;

struct Window {
    int size = 0;
    std::vector<float> values;
    std::vector<float> gx;
    std::vector<float> gy;
    explicit Window(int side)
        : size(side), values(static_cast<std::size_t>(side * side)), gx(values.size()), gy(values.size()) {}
};

void cut(Plane const& plane, int x, int y, Window& out) {
    std::size_t i = 0;
    for (int py = y; py < y + out.size; ++py) {
        float const* const above = plane.row(std::max(py - 1, 0));
        float const* const here = plane.row(py);
        float const* const below = plane.row(std::min(py + 1, plane.height - 1));
        for (int px = x; px < x + out.size; ++px, ++i) {
            out.values[i] = here[px];
            out.gx[i] = 0.5F * (here[std::min(px + 1, plane.width - 1)] - here[std::max(px - 1, 0)]);
            out.gy[i] = 0.5F * (below[px] - above[px]);
        }
    }
}

// The source's window moved by a fraction of a pixel. False when it lies too far outside.
bool look(Plane const& plane, double x, double y, int size, std::vector<float>& out) {
    int const ix = static_cast<int>(std::floor(x));
    int const iy = static_cast<int>(std::floor(y));
    if (ix < 0 || iy < 0 || ix + size + 1 > plane.width || iy + size + 1 > plane.height) return false;
    auto const fx = static_cast<float>(x - ix);
    auto const fy = static_cast<float>(y - iy);
    float const w00 = (1 - fx) * (1 - fy);
    float const w10 = fx * (1 - fy);
    float const w01 = (1 - fx) * fy;
    float const w11 = fx * fy;
    for (int py = 0; py < size; ++py) {
        float const* const a = plane.row(iy + py) + ix;
        float const* const b = plane.row(std::min(iy + py + 1, plane.height - 1)) + ix;
        float* const line = out.data() + static_cast<std::ptrdiff_t>(py) * size;
        for (int px = 0; px < size; ++px)
            line[px] = w00 * a[px] + w10 * a[px + 1] + w01 * b[px] + w11 * b[px + 1];
    }
    return true;
}

struct Sums {
    double hxx = 0;
    double hxy = 0;
    double hyy = 0;
};

Sums hessian(Window const& w) {
    Sums s;
    for (std::size_t i = 0; i < w.values.size(); ++i) {
        s.hxx += static_cast<double>(w.gx[i] * w.gx[i]);
        s.hxy += static_cast<double>(w.gx[i] * w.gy[i]);
        s.hyy += static_cast<double>(w.gy[i] * w.gy[i]);
    }
    return s;
}

// One step for damped 2x2 equations; along an edge the damping keeps it still.
Point step_of(Sums const& h, double bx, double by) {
    double const damping = 0.01 * (h.hxx + h.hyy) + 1e-6;
    double const axx = h.hxx + damping;
    double const ayy = h.hyy + damping;
    double const determinant = axx * ayy - h.hxy * h.hxy;
    return {(ayy * bx - h.hxy * by) / determinant, (axx * by - h.hxy * bx) / determinant};
}

struct Answer {
    bool found = false;
    Point displacement;
    double score = 0;
    Sums information;
};

// `mean_free`: brightness may differ.
Answer track(std::vector<Plane const*> const& sources, std::vector<Window> const& windows, int x, int y, Point start,
             bool mean_free) {
    Answer out;
    int const size = windows.front().size;
    auto const count = static_cast<double>(size * size);
    Sums h;
    double own_energy = 0;
    std::vector<double> own_mean(windows.size());
    for (std::size_t k = 0; k < windows.size(); ++k) {
        Sums const one = hessian(windows[k]);
        h.hxx += one.hxx;
        h.hxy += one.hxy;
        h.hyy += one.hyy;
        double sum = 0;
        double squares = 0;
        for (float const v : windows[k].values) {
            sum += static_cast<double>(v);
            squares += static_cast<double>(v) * static_cast<double>(v);
        }
        own_mean[k] = mean_free ? sum / count : 0;
        own_energy += squares - own_mean[k] * own_mean[k] * count;
    }
    if (own_energy < 1e-6) return out;
    std::vector<float> seen(static_cast<std::size_t>(size * size));
    Point d = start;
    double correlation = 0;
    for (int round = 0; round <= rounds; ++round) {
        double cross = 0;
        double other_energy = 0;
        double bx = 0;
        double by = 0;
        double sx = 0;
        double sy = 0;
        for (std::size_t k = 0; k < windows.size(); ++k) {
            Window const& w = windows[k];
            if (!look(*sources[k], x + d.x, y + d.y, size, seen)) return out;
            double mean = 0;
            if (mean_free) {
                for (float const v : seen)
                    mean += static_cast<double>(v);
                mean /= count;
            }
            for (std::size_t i = 0; i < seen.size(); ++i) {
                double const own = static_cast<double>(w.values[i]) - own_mean[k];
                double const other = static_cast<double>(seen[i]) - mean;
                cross += own * other;
                other_energy += other * other;
                bx += static_cast<double>(w.gx[i]) * other;
                by += static_cast<double>(w.gy[i]) * other;
                sx += static_cast<double>(w.gx[i]) * own;
                sy += static_cast<double>(w.gy[i]) * own;
            }
        }
        if (other_energy < 1e-6) return out;
        correlation = cross / std::sqrt(own_energy * other_energy);
        if (round == rounds) break;
        if (cross <= 0) break;
        double const gain = cross / other_energy; // the source's contrast made the answer's
        Point const step = step_of(h, gain * bx - sx, gain * by - sy);
        // The answer's window moved by +step looks like the source's: the source must be looked at by -step.
        d = {d.x - step.x, d.y - step.y};
        if (std::hypot(d.x - start.x, d.y - start.y) > farthest) return out;
        if (std::hypot(step.x, step.y) < 0.005 && round > 0) round = rounds - 1;
    }
    if (correlation <= 0.2) return out;
    double const noise = own_energy / count * (1 - correlation * correlation + 0.01) * correlated;
    out.found = true;
    out.displacement = d;
    out.score = correlation;
    out.information = {h.hxx / noise, h.hxy / noise, h.hyy / noise};
    return out;
}

} // namespace

std::vector<Match> refine_matches(FinePictures const& pictures, Affine const& guess, int size, int stride) {
    std::vector<Match> out;
    Size const area = pictures.answer.size();
    std::vector<Window> light(1, Window(size));
    std::vector<Window> edges(2, Window(size));
    for (int y = 0; y + size <= area.height; y += stride) {
        for (int x = 0; x + size <= area.width; x += stride) {
            Point const middle{x + size / 2.0, y + size / 2.0};
            Point const to = placement::apply(guess, middle);
            Point const start{to.x - middle.x, to.y - middle.y};
            cut(pictures.answer_features.cosine, x, y, edges[0]);
            cut(pictures.answer_features.sine, x, y, edges[1]);
            float structure = 0;
            for (Window const& w : edges)
                for (float const v : w.values)
                    structure += v * v;
            if (structure < 0.02F * static_cast<float>(size * size)) continue;
            cut(pictures.answer, x, y, light[0]);
            Answer answer = track({&pictures.source}, light, x, y, start, true);
            if (!answer.found || answer.score < looks_the_same)
                answer = track({&pictures.source_features.cosine, &pictures.source_features.sine}, edges, x, y, start,
                               false);
            if (!answer.found) continue;
            out.push_back({middle, answer.displacement, answer.score, answer.information.hxx, answer.information.hxy,
                           answer.information.hyy});
        }
    }
    return out;
}

} // namespace inlay::placement
