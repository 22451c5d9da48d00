// From the answer to the new layer: which steps, in which order?
#include "placement/alpha.h"
#include "placement/border.h"
#include "placement/correct.h"
#include "placement/detail.h"
#include "placement/manner.h"
#include "placement/masking.h"
#include "placement/parallel.h"
#include "placement/registration/registration.h"
#include "placement/seam.h"
#include "placement/trace.h"

#include "inlay/guarded.h"
#include "inlay/resample.h"

#include <cmath>

namespace inlay::placement {
namespace {

double mean_of(Mask const& mask) {
    std::uint64_t sum = 0;
    for (std::uint8_t const value : mask.bytes())
        sum += value;
    return mask.empty() ? 0 : static_cast<double>(sum) / (255.0 * static_cast<double>(mask.size().area()));
}

Result<void> check(Request const& request) {
    Rect const layer{0, 0, request.layer.width(), request.layer.height()};
    if (request.answer.empty() || request.frame.rect.empty() ||
        intersect(request.frame.rect, layer) != request.frame.rect)
        return fail(ErrorCode::internal, "The picture cannot be placed.", {},
                    "frame outside the layer, or an empty answer");
    if (!request.selection.empty() && request.selection.size() != layer.size())
        return fail(ErrorCode::internal, "The picture cannot be placed.", {},
                    "the selection is not of the layer's size");
    return {};
}

// 1 where no change was found, 0 where one was or nothing can be told, at the comparison's half size.
Plane same_as_before(Change const& change, Comparison const& comparison) {
    constexpr float margin = 6; // half-resolution pixels
    std::vector<std::uint8_t> changed(change.found.bytes().begin(), change.found.bytes().end());
    for (std::size_t i = 0; i < changed.size(); ++i)
        changed[i] = changed[i] != 0 || comparison.reach.values[i] <= 0 || comparison.clear.values[i] <= 0 ? 1 : 0;
    Plane out = distance_to(changed, comparison.half);
    for (float& value : out.values)
        value = std::clamp(value / margin - 1, 0.0F, 1.0F);
    return out;
}

// One run of place(): each step leaves its result here for the next.
class Run {
  public:
    Run(Request const& request, std::stop_token const& stop, Trace* trace)
        : request_(request), stop_(stop), trace_(trace), sent_(request.sent) {}

    Result<Placed> go() {
        placed_.rect = request_.frame.rect;
        look_at_moderate_size();
        if (auto const done = find_map(); !done) return fail(done.error());
        if (auto const done = find_mask(); !done) return fail(done.error());
        auto pixels = warp(request_.answer, placed_.rect.size(), map_, stop_);
        if (!pixels) return fail(pixels.error());
        placed_.pixels = *std::move(pixels);
        if (partial_ && request_.options.match_colour && !placed_.almost_nothing) {
            auto const matched = match_colours(placed_.pixels, *comparison_, known_, stop_);
            if (!matched) return fail(matched.error());
        }
        if (auto const done = keep_detail(); !done) return fail(done.error());
        keep_transparency(placed_.pixels, request_.layer.sub(placed_.rect), request_.ground, request_.options.alpha);
        select();
        if (stop_.stop_requested()) return fail(stopped());
        return std::move(placed_);
    }

  private:
    // What is looked for is seen at a million pixels; a larger picture would only be shrunk again by every step.
    void look_at_moderate_size() {
        Size const size = compared_size(sent_.size());
        if (size == sent_.size() || sent_.empty()) return;
        smaller_ = resize(sent_, size);
        sent_ = smaller_;
    }

    Result<void> find_map() {
        placed_.registration.matrix = cover_map(request_.answer.size(), placed_.rect);
        Affine const frame_to_layer = moving(placed_.rect.x, placed_.rect.y);
        map_.affine = then(frame_to_layer, inverse(placed_.registration.matrix));
        if (request_.options.align) {
            auto const aligned = align(sent_, request_.answer, placed_.rect.size(), stop_);
            if (!aligned) return fail(aligned.error());
            placed_.registration.trust = aligned->trust;
            placed_.registration.used = aligned->used;
            if (trace_ != nullptr) trace_->why = aligned->why;
            if (aligned->used) {
                map_ = aligned->map;
                placed_.registration.matrix = then(aligned->answer_to_frame, frame_to_layer);
                placed_.registration.residual_px = aligned->residual;
            } else if (aligned->measured) {
                new_scene_ = true;
                placed_.note =
                    "The answer has little in common with the original, so it was centred on it and not aligned.";
            }
        }
        if (trace_ != nullptr) trace_->map = map_;
        return {};
    }

    Result<void> find_mask() {
        Switch const keep = request_.options.keep;
        if (keep == Switch::off || (keep == Switch::automatic && new_scene_)) return end_at_the_border();
        if (auto const done = find_change_now(request_.options.alpha == Switch::off); !done) return fail(done.error());
        if (keep == Switch::automatic && (change_->most || restyle_)) {
            cover_by_growing();
            return end_at_the_border();
        }
        return show_the_change(*change_);
    }

    Result<void> compare_now() {
        if (comparison_) return {};
        auto compared = compare(request_, sent_, map_, stop_);
        if (!compared) return fail(compared.error());
        comparison_ = *std::move(compared);
        return {};
    }

    // What changed, and whether everything was painted in another manner.
    Result<void> find_change_now(bool visible_only) {
        if (auto const done = compare_now(); !done) return done;
        SlowDrift const drift = first_drift(*comparison_);
        if (stop_.stop_requested()) return fail(stopped());
        change_ = find_change(*comparison_, drift, visible_only);
        if (stop_.stop_requested()) return fail(stopped());
        Manner const manner = manner_of(*comparison_, *change_);
        restyle_ = manner.another && !change_->most;
        redrawn_ = manner.redrawn || restyle_;
        if (trace_ != nullptr) {
            trace_->found = change_->found;
            trace_->why += " || " + change_->why + "; " + manner.why;
        }
        if (stop_.stop_requested()) return fail(stopped());
        return {};
    }

    // Everything shows. What the answer does not reach is mirrored as long as that is little.
    Result<void> end_at_the_border() {
        Strips const strips = strips_of(map_.affine, request_.answer.size(), placed_.rect.size());
        if (strips.small(placed_.rect.size())) return {};
        if (auto const done = compare_now(); !done) return done;
        Planes none;
        for (std::size_t k = 0; k < 3; ++k)
            none[k] = Plane(comparison_->half.width, comparison_->half.height);
        Plane const difference = visible_difference(*comparison_, none);
        return show(std::vector<std::uint8_t>(difference.values.size(), 1), strips, difference);
    }

    Result<void> show_the_change(Change const& change) {
        partial_ = true;
        known_ = unchanged(*comparison_, change.found);
        // What the colours of the surroundings will be taken from is no difference.
        Planes drift;
        for (std::size_t k = 0; k < 3; ++k) {
            drift[k] = Plane(comparison_->half.width, comparison_->half.height);
            if (!request_.options.match_colour) continue;
            for (std::size_t i = 0; i < drift[k].values.size(); ++i)
                drift[k].values[i] = comparison_->answer[k].values[i] - comparison_->source[k].values[i];
        }
        if (request_.options.match_colour) drift = carried(drift, known_);
        if (stop_.stop_requested()) return fail(stopped());
        Plane const difference = visible_difference(*comparison_, drift);
        if (stop_.stop_requested()) return fail(stopped());
        return show(whole_change(change, *comparison_, difference),
                    strips_of(map_.affine, request_.answer.size(), placed_.rect.size()), difference);
    }

    // The mask of what is `inside`, as far as the answer reaches.
    Result<void> show(std::vector<std::uint8_t> inside, Strips const& strips, Plane const& difference) {
        if (stop_.stop_requested()) return fail(stopped());
        std::vector<std::uint8_t> const reach = reached(strips, placed_.rect.size(), difference);
        bool cut = false;
        for (std::size_t i = 0; i < inside.size(); ++i) {
            cut = cut || inside[i] > reach[i];
            inside[i] = std::min(inside[i], reach[i]);
        }
        if (cut) say(missing_sides(strips, placed_.rect.size()));
        if (stop_.stop_requested()) return fail(stopped());
        placed_.mask = enlarged_mask(faded(inside, *comparison_, difference), placed_.rect.size(), stop_);
        if (placed_.mask->empty()) return fail(stopped());
        if (request_.options.alpha == Switch::off)
            show_where_transparent(*placed_.mask, request_.layer.sub(placed_.rect));
        weigh();
        return {};
    }

    // A picture that is another one everywhere may be a little larger, rather than end before the border.
    void cover_by_growing() {
        if (!placed_.registration.used) return;
        double const scale =
            scale_to_cover(strips_of(map_.affine, request_.answer.size(), placed_.rect.size()), placed_.rect.size());
        if (scale <= 1) return;
        grown_from_ = map_.affine;
        map_.affine = grown_about_centre(map_.affine, request_.answer.size(), scale);
        placed_.registration.matrix = then(inverse(map_.affine), moving(placed_.rect.x, placed_.rect.y));
    }

    void say(std::string const& sentence) {
        placed_.note += (placed_.note.empty() || sentence.empty() ? "" : " ") + sentence;
    }

    // A restyle draws its own detail, and what was not aligned has none in common.
    Result<void> keep_detail() {
        if (!request_.options.detail || !placed_.registration.used || placed_.almost_nothing) return {};
        Affine const& m = placed_.registration.matrix;
        double const scale = std::sqrt(std::abs(m[0] * m[4] - m[1] * m[3]));
        if (scale < least_detail_scale) return {};
        if (!change_) {
            if (auto const done = find_change_now(false); !done) return fail(done.error());
        }
        if (redrawn_) return {};
        ImageView source = request_.layer.sub(placed_.rect);
        Image grown;
        if (grown_from_) { // the source's detail belongs where the answer shows it now
            auto larger = warp(source, source.size(), {then(map_.affine, inverse(*grown_from_)), {}}, stop_);
            if (!larger) return fail(larger.error());
            grown = *std::move(larger);
            source = grown;
        }
        auto const carried = carry_detail(placed_.pixels, source, scale, same_as_before(*change_, *comparison_), stop_);
        if (!carried) return fail(carried.error());
        placed_.detail.share = share_of_shown(carried->share, placed_.mask);
        placed_.detail.used = placed_.detail.share > 0;
        return {};
    }

    void select() {
        if (request_.selection.empty()) return;
        MaskView const selection = request_.selection.sub(placed_.rect);
        if (!placed_.mask) {
            placed_.mask = Mask(selection);
        } else {
            for (int y = 0; y < selection.height(); ++y) {
                auto const from = selection.row(y);
                auto const to = placed_.mask->row(y);
                for (std::size_t x = 0; x < to.size(); ++x)
                    to[x] = static_cast<std::uint8_t>((to[x] * from[x] + 127U) / 255U);
            }
        }
        weigh();
    }

    // A mask that shows nothing must not become an invisible layer, unless the person asked for everything (keep off).
    void weigh() {
        placed_.changed_fraction = mean_of(*placed_.mask);
        if (placed_.changed_fraction > 0 || request_.options.keep == Switch::off) return;
        placed_.almost_nothing = true;
        placed_.note = "The model changed almost nothing.";
    }

    Request const& request_;
    std::stop_token const& stop_;
    Trace* trace_;
    ImageView sent_;
    Image smaller_;
    SourceMap map_;
    bool new_scene_ = false;
    std::optional<Comparison> comparison_;
    std::optional<Change> change_;
    bool partial_ = false; // only what changed shows
    bool restyle_ = false; // painted in another manner, although it kept its colours
    bool redrawn_ = false;
    std::optional<Affine> grown_from_; // the map before the answer grew
    Plane known_;                      // how far each pixel tells the slow drift
    Placed placed_;
};

} // namespace

Result<Placed> place_traced(Request const& request, std::stop_token const& stop, Trace* trace) {
    return guarded(
        [&]() -> Result<Placed> {
            if (auto const checked = check(request); !checked) return fail(checked.error());
            return Run(request, stop, trace).go();
        },
        [](Error error) -> Result<Placed> { return fail(std::move(error)); });
}

Result<Placed> place(Request const& request, std::stop_token stop) {
    return place_traced(request, stop, nullptr);
}

} // namespace inlay::placement
