// How does the original's fine detail get under an answer of lower resolution?
//
// A band of structure that both pictures can show is compared, luma and chroma apart, over windows from wide to narrow:
// where it agrees, the answer is the same scene in another light, and the source knows what is finer. That band is
// replaced and never added to, since added detail that is off by a third of a pixel makes double edges. The same
// low-pass (mean over the pixels of the answer's size, Gaussian, bilinear back) is taken of both, so that what it lets
// through does not matter.
//
// Where no change was found the source is right even if the answer drew the texture anew; but not where the answer has
// much less of it (a restored photograph: the grain is gone on purpose) or much more.
#include "placement/detail.h"

#include "placement/parallel.h"
#include "placement/spread.h"

#include "inlay/resample.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace inlay::placement {
namespace {

// In answer pixels; measured on exact edits of 2000 to 4096 px.
constexpr std::array windows{12.8, 6.4, 3.2, 1.6};
constexpr double finest = 0.6; // of the structure that is compared
constexpr double coarsest = 3.0;
constexpr double cut = 0.7; // with the mean over a pixel and the way back a Gaussian of about 0.9
constexpr double fade = 1.2;
constexpr float steepest = 1.4F;      // how much stronger structure may have become
constexpr float other_energy = 0.35F; // of structure against the source's, either way: made anew on purpose
constexpr float same_energy = 0.7F;

// Of a channel: squared steps of 255 that are noise, and the agreement between which detail fades in.
struct Channel {
    std::array<float, 3> of_rgb; // ITU-R BT.601, full range
    float noise;
    float low;
    float high;
};
constexpr std::array channels{
    Channel{{0.299F, 0.587F, 0.114F}, 1.5e-5F * 255 * 255, 0.45F, 0.8F},
    Channel{{-0.169F, -0.331F, 0.5F}, 6e-6F * 255 * 255, 0.3F, 0.65F},
    Channel{{0.5F, -0.419F, -0.081F}, 6e-6F * 255 * 255, 0.3F, 0.65F},
};
// What a step of luma and of each chroma is in colours.
constexpr std::array to_rgb{Pixel{1, 1, 1, 0}, Pixel{0, -0.344F, 1.772F, 0}, Pixel{1.402F, -0.714F, 0, 0}};

float step(float value, float low, float high) {
    float const t = std::clamp((value - low) / (high - low), 0.0F, 1.0F);
    return t * t * (3 - 2 * t);
}

Plane channel_of(ImageView image, Channel const& channel) {
    Plane out(image.width(), image.height());
    for (int y = 0; y < out.height; ++y) {
        std::uint8_t const* p = image.row(y).data();
        float* const row = out.row(y);
        for (int x = 0; x < out.width; ++x, p += 4)
            row[x] = channel.of_rgb[0] * static_cast<float>(p[0]) + channel.of_rgb[1] * static_cast<float>(p[1]) +
                     channel.of_rgb[2] * static_cast<float>(p[2]);
    }
    return out;
}

Plane product(Plane a, Plane const& b) {
    for (std::size_t i = 0; i < a.values.size(); ++i)
        a.values[i] *= b.values[i];
    return a;
}

Plane band_of(Plane const& plane) {
    Plane out = gaussian(plane, finest);
    Plane const wide = gaussian(plane, coarsest);
    for (std::size_t i = 0; i < out.values.size(); ++i)
        out.values[i] -= wide.values[i];
    return out;
}

// The mean over a window, a wide one at a half or a quarter of the size.
Plane mean_over(Plane const& plane, double window) {
    if (window < 2 || std::min(plane.width, plane.height) < 8) return gaussian(plane, window);
    if (window < 4) return enlarged(gaussian(halved(plane), window / 2), plane.size());
    return enlarged(gaussian(halved(halved(plane)), window / 4), plane.size());
}

Plane eroded(Plane const& plane) {
    Plane out(plane.width, plane.height);
    for (int y = 0; y < plane.height; ++y) {
        float const* const above = plane.row(std::max(y - 1, 0));
        float const* const here = plane.row(y);
        float const* const below = plane.row(std::min(y + 1, plane.height - 1));
        std::vector<float> least(static_cast<std::size_t>(plane.width));
        for (std::size_t x = 0; x < least.size(); ++x)
            least[x] = std::min({above[x], here[x], below[x]});
        for (std::size_t x = 0; x < least.size(); ++x)
            out.row(y)[x] = std::min({least[x > 0 ? x - 1 : 0], least[x], least[std::min(x + 1, least.size() - 1)]});
    }
    return out;
}

// How far the answer's structure follows the source's (0 to 1), and how steeply.
struct Agreement {
    Plane gate;
    Plane slope;
};

// Empty when it was stopped: with an answer of 4 million pixels this takes a second.
Agreement agreement_of(Plane const& source, Plane const& answer, Channel const& channel, Plane const& unchanged,
                       std::stop_token const& stop) {
    Plane const s = band_of(source);
    if (stop.stop_requested()) return {};
    Plane const a = band_of(answer);
    Plane const sa = product(s, a);
    Plane const ss = product(s, s);
    Plane const aa = product(a, a);
    Plane share;
    Plane same = unchanged;
    Agreement out;
    for (double const window : windows) {
        if (stop.stop_requested()) return {};
        Plane const together = mean_over(sa, window);
        Plane const of_source = mean_over(ss, window);
        Plane const of_answer = mean_over(aa, window);
        bool const first = share.empty();
        if (first) share = out.slope = Plane(source.width, source.height);
        for (std::size_t i = 0; i < share.values.size(); ++i) {
            float const t = together.values[i];
            float const vs = of_source.values[i] + channel.noise / 4;
            float const va = of_answer.values[i] + channel.noise / 4;
            float const r2 = t > 0 ? t * t / (vs * va) : 0;
            float const slope = t / vs;
            // A flat place takes what its wider surroundings say.
            float const strength = std::max(of_source.values[i], of_answer.values[i]);
            float const weight = first ? 1 : strength / (strength + 2 * channel.noise);
            share.values[i] += weight * (r2 - share.values[i]);
            out.slope.values[i] += weight * (slope - out.slope.values[i]);
            if (first) {
                float const s0 = of_source.values[i] + channel.noise;
                float const a0 = of_answer.values[i] + channel.noise;
                same.values[i] *= step(std::min(s0 / a0, a0 / s0), other_energy, same_energy);
            }
        }
    }
    for (float& value : share.values)
        value = step(value, channel.low, channel.high);
    out.gate = gaussian(eroded(share), fade);
    for (std::size_t i = 0; i < same.values.size(); ++i) {
        float& slope = out.slope.values[i];
        slope = std::clamp(slope, 0.0F, steepest);
        slope += same.values[i] * (1 - slope);
        out.gate.values[i] = std::max(out.gate.values[i], same.values[i]);
    }
    return out;
}

// new = old - gate * old + theirs * source + rest, with slow factors; the three channels of each stand together.
struct Mixture {
    Planes gate;
    Planes theirs;
    Planes rest;
};

void mix(std::size_t channel, Plane const& source, Plane const& answer, Agreement agreement, Mixture& out) {
    Plane const low_source = gaussian(source, cut);
    Plane const low_answer = gaussian(answer, cut);
    Plane theirs = product(std::move(agreement.slope), agreement.gate);
    Plane rest = product(low_answer, agreement.gate);
    for (std::size_t i = 0; i < rest.values.size(); ++i)
        rest.values[i] -= theirs.values[i] * low_source.values[i];
    out.gate[channel] = std::move(agreement.gate);
    out.theirs[channel] = std::move(theirs);
    out.rest[channel] = std::move(rest);
}

// A colour of 255 steps as luma and chroma.
Pixel channels_of(std::uint8_t const* p) {
    constexpr auto weights = [](std::size_t colour) {
        return Pixel{channels[0].of_rgb[colour], channels[1].of_rgb[colour], channels[2].of_rgb[colour], 0};
    };
    return static_cast<float>(p[0]) * weights(0) + static_cast<float>(p[1]) * weights(1) +
           static_cast<float>(p[2]) * weights(2);
}

void mix_rows(Image& pixels, ImageView source, Spread const& spread, std::array<std::vector<Pixel>, 3> const& factors,
              int first, int last) {
    std::array<std::vector<Pixel>, 3> lines;
    for (int y = first; y < last; ++y) {
        for (std::size_t i = 0; i < 3; ++i)
            spread.row(factors[i], y, lines[i]);
        std::uint8_t* p = pixels.row(y).data();
        std::uint8_t const* q = source.row(y).data();
        for (int x = 0; x < spread.width(); ++x, p += 4, q += 4) {
            Pixel const gate = spread.at(lines[0], x);
            if (gate[0] < 0.004F || p[3] != 255 || q[3] != 255) continue;
            Pixel const more = spread.at(lines[1], x) * channels_of(q) - gate * channels_of(p) + spread.at(lines[2], x);
            add_to(p, more[0] * to_rgb[0] + more[1] * to_rgb[1] + more[2] * to_rgb[2]);
        }
    }
}

} // namespace

Result<Carried> carry_detail(Image& pixels, ImageView source, double scale, Plane const& unchanged,
                             std::stop_token const& stop) {
    Carried out;
    Size const small{std::max(1, static_cast<int>(std::lround(pixels.width() / scale))),
                     std::max(1, static_cast<int>(std::lround(pixels.height() / scale)))};
    if (scale < least_detail_scale || std::min(small.width, small.height) < 16) return out;
    Image const small_source = resize(source, small);
    if (stop.stop_requested()) return fail(stopped());
    Image const small_answer = resize(pixels.view(), small);
    if (stop.stop_requested()) return fail(stopped());
    Mixture mixture;
    Plane luma_gate;
    Plane const same = enlarged(unchanged, small);
    auto const look = [&](std::size_t k) {
        Plane const s = channel_of(small_source, channels[k]);
        Plane const a = channel_of(small_answer, channels[k]);
        Agreement agreement = agreement_of(s, a, channels[k], same, stop);
        if (agreement.gate.empty()) return;
        if (k == 0) luma_gate = agreement.gate;
        // No colour where the luma does not follow.
        for (std::size_t i = 0; i < luma_gate.values.size(); ++i)
            agreement.gate.values[i] = std::min(agreement.gate.values[i], luma_gate.values[i]);
        mix(k, s, a, std::move(agreement), mixture);
    };
    look(0);
    if (stop.stop_requested()) return fail(stopped());
    auto const colours = for_bands(2, 1, stop, [&](int first, int last) {
        for (int k = first; k < last; ++k)
            look(static_cast<std::size_t>(k) + 1);
    });
    if (!colours) return fail(colours.error());
    if (stop.stop_requested()) return fail(stopped());
    std::array const factors{interleaved(mixture.gate), interleaved(mixture.theirs), interleaved(mixture.rest)};
    Spread const spread(small, pixels.size());
    auto const done = for_bands(pixels.height(), 64, stop,
                                [&](int first, int last) { mix_rows(pixels, source, spread, factors, first, last); });
    if (!done) return fail(done.error());
    out.share = Mask(small);
    for (std::size_t i = 0; i < luma_gate.values.size(); ++i)
        out.share.bytes()[i] = static_cast<std::uint8_t>(255 * std::clamp(luma_gate.values[i], 0.0F, 1.0F) + 0.5F);
    return out;
}

double share_of_shown(Mask const& share, std::optional<Mask> const& shown_mask) {
    double shown = 0;
    double carried = 0;
    for (int y = 0; y < share.height(); ++y) {
        for (int x = 0; x < share.width(); ++x) {
            double weight = 1;
            if (shown_mask) {
                Size const size = shown_mask->size();
                int const row = std::min((2 * y + 1) * size.height / (2 * share.height()), size.height - 1);
                int const column = std::min((2 * x + 1) * size.width / (2 * share.width()), size.width - 1);
                weight = shown_mask->row(row)[static_cast<std::size_t>(column)] / 255.0;
            }
            shown += weight;
            carried += weight * share.row(y)[static_cast<std::size_t>(x)] / 255.0;
        }
    }
    return shown > 0 ? carried / shown : 0;
}

} // namespace inlay::placement
