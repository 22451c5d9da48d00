// From the answer to the new layer: which steps, in which order?
#include "placement/alpha.h"
#include "placement/correct.h"
#include "placement/manner.h"
#include "placement/masking.h"
#include "placement/parallel.h"
#include "placement/registration/registration.h"
#include "placement/trace.h"

#include "inlay/guarded.h"
#include "inlay/resample.h"

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
        if (placed_.mask && comparison_ && request_.options.match_colour && !placed_.almost_nothing) {
            auto const matched = match_colours(placed_.pixels, *placed_.mask, *comparison_, change_.found, stop_);
            if (!matched) return fail(matched.error());
        }
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
        if (keep == Switch::off || (keep == Switch::automatic && new_scene_)) return {};
        auto compared = compare(request_, sent_, map_, stop_);
        if (!compared) return fail(compared.error());
        comparison_ = *std::move(compared);
        SlowDrift const drift = first_drift(*comparison_);
        bool const fill = request_.options.alpha == Switch::off;
        change_ = find_change(*comparison_, drift, fill);
        Manner const manner = manner_of(*comparison_, change_.found);
        if (trace_ != nullptr) {
            trace_->found = change_.found;
            trace_->why += " || " + change_.why + "; " + manner.why;
        }
        if (stop_.stop_requested()) return fail(stopped());
        if (keep == Switch::automatic && (change_.most || manner.another)) return {};
        placed_.mask = enlarged_mask(grown(change_, *comparison_), placed_.rect.size(), stop_);
        if (placed_.mask->empty()) return fail(stopped());
        if (fill) show_where_transparent(*placed_.mask, request_.layer.sub(placed_.rect));
        weigh();
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
    Change change_;
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
