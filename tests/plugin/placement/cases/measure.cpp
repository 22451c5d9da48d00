// How well was a case placed?
#include "plugin/placement/cases/measure.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace inlay::placement::cases {
namespace {

Planes smooth_lab(Image const& image, double sigma = 2) {
    Planes lab = lab_planes(image);
    for (Plane& plane : lab)
        plane = gaussian(plane, sigma);
    return lab;
}

float distance(Planes const& a, Planes const& b, std::size_t i) {
    return std::hypot(a[0].values[i] - b[0].values[i], a[1].values[i] - b[1].values[i],
                      a[2].values[i] - b[2].values[i]);
}

double mean_distance(Planes const& a, Planes const& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a[0].values.size(); ++i)
        sum += static_cast<double>(distance(a, b, i));
    return sum / static_cast<double>(a[0].values.size());
}

// Smallest eigenvalue of the structure tensor of the lightness: large where a displacement can be told in both
// directions.
Plane structure(Image const& image) {
    Plane const l = gaussian(lightness_plane(image), 1.5);
    Plane xx(l.width, l.height);
    Plane xy(l.width, l.height);
    Plane yy(l.width, l.height);
    for (int y = 1; y + 1 < l.height; ++y) {
        for (int x = 1; x + 1 < l.width; ++x) {
            float const gx = 0.5F * (l.at(x + 1, y) - l.at(x - 1, y));
            float const gy = 0.5F * (l.at(x, y + 1) - l.at(x, y - 1));
            xx.at(x, y) = gx * gx;
            xy.at(x, y) = gx * gy;
            yy.at(x, y) = gy * gy;
        }
    }
    xx = gaussian(xx, 3);
    xy = gaussian(xy, 3);
    yy = gaussian(yy, 3);
    for (std::size_t i = 0; i < xx.values.size(); ++i) {
        float const mean = 0.5F * (xx.values[i] + yy.values[i]);
        xx.values[i] = mean - std::hypot(0.5F * (xx.values[i] - yy.values[i]), xy.values[i]);
    }
    return xx;
}

constexpr float above_noise = 1.0F; // (L* per pixel)^2: the made-anew texture reaches about a third of it

void measure_residuals(Case const& subject, Placement const& p, Measured& out) {
    Plane const eigenvalue = structure(subject.source);
    std::vector<Point> places;
    for (int y = 4; y + 4 < eigenvalue.height; y += 2) {
        for (int x = 4; x + 4 < eigenvalue.width; x += 2) {
            bool const unchanged =
                is_restyle(subject.spec.change) || is_global(subject.spec.change) || subject.delta.at(x, y) < 1;
            if (!unchanged || eigenvalue.at(x, y) < above_noise) continue;
            Point const truth = subject.answer_of(x + 0.5, y + 0.5);
            // What the answer does not show cannot be off.
            if (truth.x < 2 || truth.y < 2 || truth.x > subject.answer.width() - 2 ||
                truth.y > subject.answer.height() - 2)
                continue;
            places.push_back({x + 0.5, y + 0.5});
        }
    }
    std::size_t const step = std::max<std::size_t>(1, places.size() / 2000);
    for (std::size_t i = 0; i < places.size(); i += step) {
        Point const truth = subject.answer_of(places[i].x, places[i].y);
        Point const found = source_of(p.trace.map, places[i]);
        out.residuals.push_back(static_cast<float>(std::hypot(truth.x - found.x, truth.y - found.y)));
    }
    for (double const x : {0.1, 0.9}) {
        for (double const y : {0.1, 0.9}) {
            Point const p0{x * subject.source.width(), y * subject.source.height()};
            Point const truth = subject.answer_of(p0.x, p0.y);
            Point const found = source_of(p.trace.map, p0);
            out.corners += std::hypot(truth.x - found.x, truth.y - found.y) / 4;
        }
    }
    out.residual_median = quantile(out.residuals, 0.5);
    out.residual_95 = quantile(out.residuals, 0.95);
}

// The answer in true register.
Image true_answer(Case const& subject) {
    Image out(subject.source.size(), 255);
    for (int y = 0; y < out.height(); ++y) {
        for (int x = 0; x < out.width(); ++x) {
            Point const p = subject.answer_of(x + 0.5, y + 0.5);
            int const ax = std::clamp(static_cast<int>(p.x), 0, subject.answer.width() - 1);
            int const ay = std::clamp(static_cast<int>(p.y), 0, subject.answer.height() - 1);
            std::copy_n(subject.answer.pixel(ax, ay), 4, out.pixel(x, y));
        }
    }
    return out;
}

Image stretched(Case const& subject) {
    Size const size = subject.source.size();
    auto const image = warp(subject.answer, size,
                            {scaling(static_cast<double>(subject.answer.width()) / size.width,
                                     static_cast<double>(subject.answer.height()) / size.height),
                             {}},
                            {});
    return *image;
}

// The selection that a person would have drawn: around what changed, with some room, feathered.
Image pasted_with_feather(Case const& subject, Image const& answer) {
    Plane select(subject.source.width(), subject.source.height());
    for (std::size_t i = 0; i < select.values.size(); ++i)
        select.values[i] = subject.delta.values[i] >= 6 ? 1 : 0;
    Plane small = select;
    for (int i = 0; i < 3; ++i)
        small = halved(small);
    small = gaussian(small, 3);
    for (float& value : small.values)
        value = value > 0.02F ? 1 : 0;
    small = gaussian(small, 1);
    select = enlarged(small, subject.source.size());
    Image out = subject.source;
    for (int y = 0; y < out.height(); ++y)
        for (int x = 0; x < out.width(); ++x)
            for (int channel = 0; channel < 3; ++channel) {
                float const mixed =
                    static_cast<float>(out.pixel(x, y)[channel]) +
                    select.at(x, y) * static_cast<float>(answer.pixel(x, y)[channel] - out.pixel(x, y)[channel]);
                out.pixel(x, y)[channel] = static_cast<std::uint8_t>(std::clamp(mixed + 0.5F, 0.0F, 255.0F));
            }
    return out;
}

// The step of (result - original) across the mask's edge where nothing was to change on both sides, after a Gaussian of
// 8 px within rings of 8 px.
std::optional<double> seam(Case const& subject, Mask const& mask, Planes const& result, Planes const& original) {
    int const width = mask.width();
    int const height = mask.height();
    Plane inside(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            inside.at(x, y) = *mask.pixel(x, y) >= 128 ? 1 : 0;
    // Within 8 px of the edge: the square neighbourhood has both.
    Plane const near = gaussian(inside, 8.0 / 3);
    Plane in(width, height);
    Plane out(width, height);
    for (std::size_t i = 0; i < in.values.size(); ++i) {
        bool const ring = near.values[i] > 0.002F && near.values[i] < 0.998F && subject.delta.values[i] < 1;
        in.values[i] = ring && inside.values[i] > 0 ? 1 : 0;
        out.values[i] = ring && inside.values[i] <= 0 ? 1 : 0;
    }
    auto const mean_in = [&](Plane const& weight, Plane const& weight_sum, std::size_t channel) {
        Plane d(width, height);
        for (std::size_t i = 0; i < d.values.size(); ++i)
            d.values[i] = weight.values[i] * (result[channel].values[i] - original[channel].values[i]);
        d = gaussian(d, 8);
        for (std::size_t i = 0; i < d.values.size(); ++i)
            d.values[i] /= std::max(weight_sum.values[i], 1e-6F);
        return d;
    };
    Plane const in_sum = gaussian(in, 8);
    Plane const out_sum = gaussian(out, 8);
    Plane step(width, height);
    for (std::size_t channel = 0; channel < 3; ++channel) {
        Plane const a = mean_in(in, in_sum, channel);
        Plane const b = mean_in(out, out_sum, channel);
        for (std::size_t i = 0; i < step.values.size(); ++i)
            step.values[i] += (a.values[i] - b.values[i]) * (a.values[i] - b.values[i]);
    }
    double sum = 0;
    double count = 0;
    for (int y = 1; y < height; ++y) {
        for (int x = 1; x < width; ++x) {
            bool const edge = inside.at(x, y) != inside.at(x - 1, y) || inside.at(x, y) != inside.at(x, y - 1);
            if (!edge || in_sum.at(x, y) < 0.1F || out_sum.at(x, y) < 0.1F) continue;
            sum += std::sqrt(static_cast<double>(step.at(x, y)));
            ++count;
        }
    }
    if (count < 50) return std::nullopt;
    return sum / count;
}

// Where the answer shows anything. With a partial mask the original stays beyond the answer's edge, by design; with a
// whole frame everything is to be covered.
Mask reached(Case const& subject, bool partial) {
    Mask out(subject.source.size(), 255);
    if (!partial) return out;
    for (int y = 0; y < out.height(); ++y) {
        for (int x = 0; x < out.width(); ++x) {
            Point const p = subject.answer_of(x + 0.5, y + 0.5);
            bool const inside = p.x >= 0 && p.y >= 0 && p.x <= subject.answer.width() && p.y <= subject.answer.height();
            *out.pixel(x, y) = inside ? 255 : 0;
        }
    }
    return out;
}

} // namespace

double quantile(std::vector<float> values, double part) {
    if (values.empty()) return 0;
    auto const place = values.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), place, values.end());
    return static_cast<double>(*place);
}

void place_case(Case const& subject, Placement& out, Options const& options) {
    FrameRequest frame;
    frame.layer = subject.source.size();
    out.frame = choose_frame(frame);
    out.sent = render_frame(subject.source, out.frame, 255);
    out.request = {subject.source, out.frame, out.sent, subject.answer, 255, {}, options};
    auto placed = place_traced(out.request, {}, &out.trace);
    if (!placed) throw std::runtime_error(placed.error().message + " " + placed.error().detail);
    out.placed = *std::move(placed);
}

Measured measure(Case const& subject, Placement const& p) {
    Measured out;
    out.spec = subject.spec;
    out.trusted = p.placed.registration.used;
    out.trust = p.placed.registration.trust;
    out.changed_truth = subject.changed;
    out.whole_frame = !p.placed.mask.has_value();
    out.almost_nothing = p.placed.almost_nothing;
    out.why = p.trace.why;
    if (subject.spec.group == Group::new_scene) return out;
    measure_residuals(subject, p, out);
    measure_border(subject, p, out);

    Size const size = subject.source.size();
    Mask const everything(size, 255);
    Mask const& mask = p.placed.mask ? *p.placed.mask : everything;
    double changed = 0;
    double covered = 0;
    double false_found = 0;
    Mask const shown = reached(subject, p.placed.mask.has_value());
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            float const delta = subject.delta.at(x, y);
            if (delta >= 6 && *shown.pixel(x, y) != 0) {
                ++changed;
                covered += *mask.pixel(x, y) >= 128 ? 1 : 0;
            } else if (delta < 1 && !p.trace.found.empty()) {
                int const fx = x * p.trace.found.width() / size.width;
                int const fy = y * p.trace.found.height() / size.height;
                false_found += *p.trace.found.pixel(fx, fy) >= 128 ? 1 : 0;
            }
            bool const border = x == 0 || y == 0 || x == size.width - 1 || y == size.height - 1;
            out.unedited_border += border && *mask.pixel(x, y) < 255 ? 1 : 0;
        }
    }
    out.covered = changed > 0 ? covered / changed : 1;
    out.false_found = false_found / static_cast<double>(size.area());

    Image const result = composite(subject.source, p.placed);
    for (int y = 0; y < size.height && out.exact_outside; ++y)
        for (int x = 0; x < size.width; ++x)
            if (*mask.pixel(x, y) == 0 &&
                !std::equal(result.pixel(x, y), result.pixel(x, y) + 4, subject.source.pixel(x, y)))
                out.exact_outside = false;

    Planes const original = smooth_lab(subject.source);
    Planes const truth = smooth_lab(to_image(subject.edited));
    Planes const seen = smooth_lab(true_answer(subject));
    Planes const placed = smooth_lab(back_in_register(p, result));
    out.error = mean_distance(placed, truth);
    Image const plain = stretched(subject);
    out.error_stretch = mean_distance(smooth_lab(plain), truth);
    out.error_feather = mean_distance(smooth_lab(pasted_with_feather(subject, plain)), truth);

    std::vector<float> texture;
    std::array<double, 3> gap{};
    double count = 0;
    for (std::size_t i = 0; i < subject.delta.values.size(); ++i) {
        if (subject.delta.values[i] < 1 && i % 7 == 0) texture.push_back(distance(seen, original, i));
        if (subject.delta.values[i] < 6 || shown.bytes()[i] == 0) continue;
        ++count;
        for (std::size_t channel = 0; channel < 3; ++channel) {
            // What the model gave: with a partial mask the slow drift that was put on it is not what it was asked for.
            float const given = seen[channel].values[i] - (out.whole_frame ? 0 : subject.drift[channel].values[i]);
            gap[channel] += static_cast<double>(placed[channel].values[i] - given);
        }
    }
    out.texture_median = quantile(texture, 0.5);
    out.texture_75 = quantile(texture, 0.75);
    if (count > 0) out.kept_colour = std::hypot(gap[0] / count, gap[1] / count, gap[2] / count);
    if (p.placed.mask && !out.almost_nothing) out.seam = seam(subject, mask, placed, original);
    return out;
}

} // namespace inlay::placement::cases
