// Which smooth displacement is left after the affine map?
//
// Values on a grid of nodes, bilinear between them: matches pull with their information, bending costs what the
// measured displacements of models (0.4 to 1.0 px, changing over about a tenth of the picture) make likely. Solved by
// conjugate gradients, a few times with new weights.
#include "placement/registration/smooth_field.h"

#include <algorithm>
#include <cmath>

namespace inlay::placement {
namespace {

constexpr double bend = 0.3;      // pixels: the likely second difference between neighbouring nodes
constexpr double reach = 1.2;     // pixels: the likely displacement itself
constexpr double most_known = 36; // 1/px^2: no match is trusted to better than a sixth of a pixel
constexpr int reweightings = 5;
constexpr int steps = 60;

struct Datum {
    std::size_t node;
    float w[4]; // bilinear weights: node, right, below, both
    Point target;
    double ixx, ixy, iyy;
    double weight = 1;
};

using Vector = std::vector<Point>;

double dot(Vector const& a, Vector const& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i].x * b[i].x + a[i].y * b[i].y;
    return sum;
}

class System {
  public:
    System(std::vector<Datum> const& data, int columns, int rows) : data_(data), columns_(columns), rows_(rows) {}

    [[nodiscard]] Point at(Datum const& d, Vector const& u) const {
        Point p;
        for (std::size_t k = 0; k < 4; ++k) {
            Point const& node = u[d.node + offset(k)];
            p.x += static_cast<double>(d.w[k]) * node.x;
            p.y += static_cast<double>(d.w[k]) * node.y;
        }
        return p;
    }

    [[nodiscard]] Vector right_side() const {
        Vector out(static_cast<std::size_t>(columns_ * rows_));
        for (Datum const& d : data_)
            spread(d, d.target, out);
        return out;
    }

    [[nodiscard]] Vector times(Vector const& u) const {
        Vector out(u.size());
        for (Datum const& d : data_)
            spread(d, at(d, u), out);
        constexpr double still = 1 / (reach * reach) * 0.1;
        for (std::size_t i = 0; i < u.size(); ++i) {
            out[i].x += still * u[i].x;
            out[i].y += still * u[i].y;
        }
        for (int y = 0; y < rows_; ++y)
            for (int x = 1; x + 1 < columns_; ++x)
                bending(u, out, index(x, y), 1);
        for (int y = 1; y + 1 < rows_; ++y)
            for (int x = 0; x < columns_; ++x)
                bending(u, out, index(x, y), static_cast<std::size_t>(columns_));
        return out;
    }

  private:
    [[nodiscard]] std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(x);
    }
    [[nodiscard]] std::size_t offset(std::size_t k) const {
        return (k & 1U) + (k / 2) * static_cast<std::size_t>(columns_);
    }

    void spread(Datum const& d, Point p, Vector& out) const {
        double const x = d.weight * (d.ixx * p.x + d.ixy * p.y);
        double const y = d.weight * (d.ixy * p.x + d.iyy * p.y);
        for (std::size_t k = 0; k < 4; ++k) {
            Point& node = out[d.node + offset(k)];
            node.x += static_cast<double>(d.w[k]) * x;
            node.y += static_cast<double>(d.w[k]) * y;
        }
    }

    static void bending(Vector const& u, Vector& out, std::size_t i, std::size_t step) {
        constexpr double stiff = 1 / (bend * bend);
        double const x = stiff * (u[i - step].x - 2 * u[i].x + u[i + step].x);
        double const y = stiff * (u[i - step].y - 2 * u[i].y + u[i + step].y);
        out[i - step].x += x;
        out[i - step].y += y;
        out[i].x -= 2 * x;
        out[i].y -= 2 * y;
        out[i + step].x += x;
        out[i + step].y += y;
    }

    std::vector<Datum> const& data_;
    int columns_;
    int rows_;
};

void conjugate_gradients(System const& system, Vector& u) {
    Vector r = system.right_side();
    Vector const first = system.times(u);
    for (std::size_t i = 0; i < r.size(); ++i)
        r[i] = {r[i].x - first[i].x, r[i].y - first[i].y};
    Vector p = r;
    double rr = dot(r, r);
    double const enough = 1e-8 * rr + 1e-12;
    for (int step = 0; step < steps && rr > enough; ++step) {
        Vector const ap = system.times(p);
        double const alpha = rr / std::max(dot(p, ap), 1e-30);
        for (std::size_t i = 0; i < u.size(); ++i) {
            u[i] = {u[i].x + alpha * p[i].x, u[i].y + alpha * p[i].y};
            r[i] = {r[i].x - alpha * ap[i].x, r[i].y - alpha * ap[i].y};
        }
        double const next = dot(r, r);
        double const beta = next / rr;
        for (std::size_t i = 0; i < p.size(); ++i)
            p[i] = {r[i].x + beta * p[i].x, r[i].y + beta * p[i].y};
        rr = next;
    }
}

} // namespace

Field smooth_field(std::vector<Match> const& matches, Affine const& map, Size size, double spacing) {
    Field field;
    field.columns = std::max(3, static_cast<int>(std::lround(size.width / spacing)) + 1);
    field.rows = std::max(3, static_cast<int>(std::lround(size.height / spacing)) + 1);
    field.width = size.width;
    field.height = size.height;
    field.nodes.assign(static_cast<std::size_t>(field.columns * field.rows), {});
    std::vector<Datum> data;
    for (Match const& m : matches) {
        double const gx = m.middle.x / size.width * (field.columns - 1);
        double const gy = m.middle.y / size.height * (field.rows - 1);
        int const x = std::clamp(static_cast<int>(gx), 0, field.columns - 2);
        int const y = std::clamp(static_cast<int>(gy), 0, field.rows - 2);
        auto const fx = static_cast<float>(gx - x);
        auto const fy = static_cast<float>(gy - y);
        Point const to = placement::apply(map, m.middle);
        double const most = (m.sharp_xx + m.sharp_yy) / 2 + std::hypot((m.sharp_xx - m.sharp_yy) / 2, m.sharp_xy);
        double const factor = most > most_known ? most_known / most : 1;
        data.push_back({static_cast<std::size_t>(y * field.columns + x),
                        {(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy},
                        {m.displacement.x - (to.x - m.middle.x), m.displacement.y - (to.y - m.middle.y)},
                        factor * m.sharp_xx,
                        factor * m.sharp_xy,
                        factor * m.sharp_yy});
    }
    System const system(data, field.columns, field.rows);
    double scale = 1.5;
    for (int round = 0; round < reweightings; ++round) {
        for (Datum& d : data) {
            Point const u = system.at(d, field.nodes);
            double const ex = d.target.x - u.x;
            double const ey = d.target.y - u.y;
            double const most = (d.ixx + d.iyy) / 2 + std::hypot((d.ixx - d.iyy) / 2, d.ixy);
            double const squared = most > 1e-9 ? (d.ixx * ex * ex + 2 * d.ixy * ex * ey + d.iyy * ey * ey) / most : 0;
            double const falloff = scale * scale / (scale * scale + squared);
            d.weight = falloff * falloff;
        }
        conjugate_gradients(system, field.nodes);
        scale = std::max(0.5, scale * 0.7);
    }
    return field;
}

} // namespace inlay::placement
