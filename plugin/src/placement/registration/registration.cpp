// Where in the answer does each pixel of the frame lie?
//
// Coarse to fine on the directions of edges: at an eighth of the size every patch votes with its whole score surface
// (search.h), at a quarter and a half the best places near the found map are fitted robustly (fit.h), then each patch
// is tracked to a fraction of a pixel (refine.h) and a smooth field takes what the affine map leaves (smooth_field.h).
#include "placement/registration/registration.h"

#include "placement/parallel.h"
#include "placement/registration/refine.h"
#include "placement/registration/search.h"
#include "placement/registration/smooth_field.h"
#include "placement/registration/tones.h"

#include "inlay/resample.h"

#include <cmath>
#include <cstdio>
#include <limits>

namespace inlay::placement {
namespace {

constexpr std::size_t few_patches = 8; // with structure in both pictures: fewer and nothing can be told
// Of two levels together, beyond what chance gives. New scenes of the same kind reach 50 of it; edits and restyles of
// pictures with edges begin at 100.
constexpr double enough_evidence = 60;
// From here on chance is not asked: two brick walls reached 96, text 99, before it was taken off.
constexpr double ample_evidence = 300;
constexpr PatchGrid coarse_grid{16, 8, 8, 0.04F};
constexpr double enough_agreeing = 0.25; // beyond chance
constexpr double trusted_from =
    0.7;                         // below it, of 186 real answers, each trusted one was another scene or gained nothing
constexpr double few_edges = 2;  // evidence for each patch below which tones are asked too
constexpr double clearly = 0.75; // of what the edges' map leaves unexplained
constexpr double work_area = 1'100'000; // pixels: the answers of today's models at 1K as they are

Affine at_level(Affine map, int level) {
    double const scale = std::ldexp(1.0, -level);
    map[2] *= scale;
    map[5] *= scale;
    return map;
}

Affine from_level(Affine map, int level) {
    return at_level(map, -level);
}

struct Pyramid {
    std::array<Plane, 4> levels;
    explicit Pyramid(Plane full) {
        levels[0] = std::move(full);
        for (std::size_t i = 1; i < levels.size(); ++i)
            levels[i] = halved(levels[i - 1]);
    }
};

struct Coarse {
    Found found;
    Affine to_sent{1, 0, 0, 0, 1, 0}; // work grid -> sent picture: the expected map that this was found under
    Plane source;                     // the sent picture's lightness on the work grid
    std::size_t patches = 0;
};

// The maps that services are known to use between what was sent and what came back when the ratio differs.
std::vector<Affine> expectations(Size work, Size sent) {
    double const sx = static_cast<double>(sent.width) / work.width;
    double const sy = static_cast<double>(sent.height) / work.height;
    std::vector<Affine> out{
        scaling(sx, sy)}; // stretched: what was measured of the models that follow the picture's ratio
    if (std::abs(std::log(sx / sy)) > 0.05) {
        for (double const scale : {std::min(sx, sy), std::max(sx, sy)}) // cropped; padded
            out.push_back(
                {scale, 0, (sent.width - work.width * scale) / 2, 0, scale, (sent.height - work.height * scale) / 2});
    }
    return out;
}

Result<Coarse> look_under(Affine const& to_sent, ImageView sent, Plane const& answer_coarse, Size work,
                          std::stop_token const& stop) {
    Coarse out;
    out.to_sent = to_sent;
    auto const placed = warp(sent, work, {to_sent, {}}, stop);
    if (!placed) return fail(placed.error());
    out.source = lightness_plane(*placed);
    Plane coarse = out.source;
    for (int i = 0; i < 3; ++i)
        coarse = halved(coarse);
    auto const patches =
        match_patches(features_of(answer_coarse), features_of(coarse), {1, 0, 0, 0, 1, 0}, coarse_grid);
    out.patches = patches.size();
    out.found = search_affine(patches, answer_coarse.size());
    return out;
}

// The evidence that the source gives where it surely does not lie: mirrored either way, and moved by half its size
// round about. Two pictures of brick walls or of text have edges in the same directions at the same distances, so their
// patches are no independent witnesses. The least of the three: a symmetric picture still fits its mirror image, a
// pattern its moved self.
double evidence_by_chance(Plane const& answer, Plane const& source) {
    int const width = source.width;
    int const height = source.height;
    Features const ours = features_of(answer);
    double least = std::numeric_limits<double>::infinity();
    for (int way = 0; way < 3; ++way) {
        Plane elsewhere(width, height);
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                int const from_x = way == 0 ? width - 1 - x : way == 2 ? (x + width / 2) % width : x;
                int const from_y = way == 1 ? height - 1 - y : way == 2 ? (y + height / 2) % height : y;
                elsewhere.at(x, y) = source.at(from_x, from_y);
            }
        }
        auto const patches = match_patches(ours, features_of(elsewhere), {1, 0, 0, 0, 1, 0}, coarse_grid);
        least = std::min(least, search_affine(patches, answer.size()).evidence);
    }
    return least;
}

std::vector<Match> best_of(std::vector<PatchScores> const& patches, Affine const& guess) {
    std::vector<Match> out;
    for (PatchScores const& patch : patches)
        out.push_back(best_match(patch, guess, 0.004));
    return out;
}

// Pictures with hardly an edge, by their tones. The maps are of the work grid.
Result<Tones> by_tones(ImageView sent, ImageView answer, Coarse const& coarse, Affine const& work_to_answer, Size small,
                       Affine const& by_edges, std::stop_token const& stop) {
    auto const theirs = warp(sent, small, {then(scaling(8, 8), coarse.to_sent), {}}, stop);
    if (!theirs) return fail(theirs.error());
    auto const ours = warp(answer, small, {then(scaling(8, 8), work_to_answer), {}}, stop);
    if (!ours) return fail(ours.error());
    Tones out = align_tones(lab_planes(*ours), lab_planes(*theirs), {{1, 0, 0, 0, 1, 0}, at_level(by_edges, 3)});
    out.map = from_level(out.map, 3);
    return out;
}

Result<Aligned> align_checked(ImageView sent, ImageView answer, Size frame, std::stop_token const& stop) {
    double const shrink = std::min(1.0, std::sqrt(work_area / static_cast<double>(answer.size().area())));
    Size const work{std::max(1, static_cast<int>(std::lround(answer.width() * shrink))),
                    std::max(1, static_cast<int>(std::lround(answer.height() * shrink)))};
    Aligned out;
    if (std::min(work.width, work.height) < 96 || std::min(sent.width(), sent.height()) < 32)
        return out; // nothing to measure by
    Pyramid const ours(lightness_plane(work == answer.size() ? Image(answer) : resize(answer, work)));

    Affine const work_to_answer =
        scaling(static_cast<double>(answer.width()) / work.width, static_cast<double>(answer.height()) / work.height);

    std::optional<Coarse> best;
    for (Affine const& expectation : expectations(work, sent.size())) {
        auto coarse = look_under(expectation, sent, ours.levels[3], work, stop);
        if (!coarse) return fail(coarse.error());
        if (!best || coarse->found.evidence > best->found.evidence) best = *std::move(coarse);
    }
    Pyramid const theirs(std::move(best->source));
    Affine map = from_level(best->found.map, 3);

    Features const answer_2 = features_of(ours.levels[2]);
    Features const source_2 = features_of(theirs.levels[2]);
    auto const patches_2 = match_patches(answer_2, source_2, at_level(map, 2), {24, 12, 6, 0.04F});
    auto const matches_2 = best_of(patches_2, at_level(map, 2));
    FitResult const fit_2 = fit_affine(matches_2, at_level(map, 2), ours.levels[2].size(), {3, 1, false});
    map = from_level(fit_2.map, 2);
    if (stop.stop_requested()) return fail(stopped());

    FinePictures fine{gaussian(ours.levels[1], 0.7), gaussian(theirs.levels[1], 0.7), features_of(ours.levels[1]),
                      features_of(theirs.levels[1])};
    auto const patches_1 =
        match_patches(fine.answer_features, fine.source_features, at_level(map, 1), {32, 24, 3, 0.04F});
    auto const matches_1 = best_of(patches_1, at_level(map, 1));
    FitResult const fit_1 = fit_affine(matches_1, at_level(map, 1), ours.levels[1].size(), {2, 1, false});
    map = from_level(fit_1.map, 1);
    if (stop.stop_requested()) return fail(stopped());

    double const evidence_3 = best->found.evidence;
    double const evidence_2 = evidence_for(patches_2, fit_2.map);
    double const evidence = evidence_3 + std::min(evidence_3, evidence_2);
    bool const doubtful = evidence >= enough_evidence && evidence < ample_evidence;
    double const chance = doubtful ? evidence_by_chance(ours.levels[3], theirs.levels[3]) : 0;
    double const by_edges = 0.5 * (evidence - 2 * chance) / enough_evidence;
    // Where the edges leave no doubt, tones could add nothing. Soft pictures may have edges enough to be trusted and
    // too few to be aligned by.
    Tones tones;
    double by_tone = 0;
    if (by_edges < 1 || best->found.per_patch < few_edges) {
        auto looked = by_tones(sent, answer, *best, work_to_answer, ours.levels[3].size(), map, stop);
        if (!looked) return fail(looked.error());
        tones = *std::move(looked);
        by_tone = tones.not_plain > 0.05 ? 0.5 * tones.beyond_chance() / enough_agreeing : 0;
        bool const explains_more = 1 - tones.agreeing < clearly * (1 - tones.at_last_start);
        if (by_tone >= 0.5 && (by_edges < 0.5 || explains_more)) {
            map = tones.map;
            tones.why += " taken";
        }
    }
    if (stop.stop_requested()) return fail(stopped());

    auto const matches = refine_matches(fine, at_level(map, 1), 24, 12);
    FitResult const fit = fit_affine(matches, at_level(map, 1), ours.levels[1].size(), {1.5, 0.75, true});
    map = from_level(fit.map, 1);
    Field const field_1 =
        smooth_field(matches, fit.map, ours.levels[1].size(), std::max(work.width, work.height) / 2.0 / 20);
    if (stop.stop_requested()) return fail(stopped());

    // From the work grid's deviation to frame -> answer.
    Affine const work_to_frame = then(best->to_sent, scaling(static_cast<double>(frame.width) / sent.width(),
                                                             static_cast<double>(frame.height) / sent.height()));
    Affine const frame_to_work = inverse(work_to_frame);
    Affine const back = inverse(map);
    out.answer_to_frame = then(inverse(work_to_answer), then(map, work_to_frame));
    out.map.affine = inverse(out.answer_to_frame);
    Field& field = out.map.field;
    field = field_1;
    field.width = frame.width;
    field.height = frame.height;
    for (int y = 0; y < field.rows; ++y) {
        for (int x = 0; x < field.columns; ++x) {
            Point const q = placement::apply(
                frame_to_work, {field.width * x / (field.columns - 1), field.height * y / (field.rows - 1)});
            Point const p0 = placement::apply(back, q);
            Point p = p0;
            for (int i = 0; i < 3; ++i) {
                Point const u = field_1.at({p.x / 2, p.y / 2});
                p = placement::apply(back, {q.x - 2 * u.x, q.y - 2 * u.y});
            }
            field.nodes[static_cast<std::size_t>(y * field.columns + x)] = {(p.x - p0.x) * work_to_answer[0],
                                                                            (p.y - p0.y) * work_to_answer[4]};
        }
    }
    out.residual = fit.residual * 2 * work_to_answer[0];
    char text[320];
    std::snprintf(
        text, sizeof text,
        "e3 %.1f e2 %.1f chance %.1f e1 %.1f n3 %zu pp %.2f | n2 %zu ag2 %.2f c2 %d | n1 %zu ag1 %.2f c1 %d | n %zu ag "
        "%.2f c %d res "
        "%.2f | tones %s np %.2f ag %.2f (%.2f) by chance %.2f",
        best->found.evidence, evidence_2, chance, evidence_for(patches_1, fit_1.map), best->patches,
        best->found.per_patch, matches_2.size(), fit_2.agreeing, fit_2.count, matches_1.size(), fit_1.agreeing,
        fit_1.count, matches.size(), fit.agreeing, fit.count, out.residual, tones.why.c_str(), tones.not_plain,
        tones.agreeing, tones.at_last_start, tones.by_chance);
    out.why = text;
    // Either is enough: edges at the same places, which a look at twice the resolution must confirm to count fully; or
    // tones that agree where the picture is not plain.
    out.measured = best->patches >= few_patches || tones.not_plain > 0.05;
    out.trust = std::clamp(std::max(by_edges, by_tone), 0.0, 1.0);
    out.used = out.measured && out.trust >= trusted_from;
    return out;
}

} // namespace

Result<Aligned> align(ImageView sent, ImageView answer, Size frame, std::stop_token const& stop) {
    return align_checked(sent, answer, frame, stop);
}

} // namespace inlay::placement
