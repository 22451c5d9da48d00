// Which bars must placement reach, and does it?
#include "plugin/placement/cases/bars.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <map>

namespace inlay::placement::cases {
namespace {

std::string text(char const* format, ...) __attribute__((format(printf, 1, 2)));
std::string text(char const* format, ...) {
    char buffer[200];
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(buffer, sizeof buffer, format, arguments);
    va_end(arguments);
    return buffer;
}

bool is_edit(Measured const& m) {
    return m.spec.group != Group::new_scene && m.spec.group != Group::restyle;
}

template <class Pick>
std::vector<float> pooled(std::vector<Measured> const& all, Pick pick) {
    std::vector<float> out;
    for (Measured const& m : all)
        if (pick(m)) out.insert(out.end(), m.residuals.begin(), m.residuals.end());
    return out;
}

template <class Pick, class Value>
std::vector<float> values(std::vector<Measured> const& all, Pick pick, Value value) {
    std::vector<float> out;
    for (Measured const& m : all)
        if (pick(m)) out.push_back(static_cast<float>(value(m)));
    return out;
}

double mean(std::vector<float> const& v) {
    double sum = 0;
    for (float const x : v)
        sum += static_cast<double>(x);
    return v.empty() ? 0 : sum / static_cast<double>(v.size());
}

double largest(std::vector<float> const& v) {
    return v.empty() ? 0 : static_cast<double>(*std::ranges::max_element(v));
}

void residual_bar(std::vector<Bar>& bars, std::vector<Measured> const& all, bool warped, double median, double high) {
    auto const pool = pooled(all, [&](Measured const& m) { return is_edit(m) && m.spec.warped == warped; });
    double const a = quantile(pool, 0.5);
    double const b = quantile(pool, 0.95);
    bars.push_back({warped ? "residual, with local warp (px)" : "residual, affine drift alone (px)",
                    text("median <= %.1f, 95 %% <= %.1f", median, high), text("%.2f, %.2f", a, b),
                    a <= median && b <= high});
}

} // namespace

std::vector<Bar> bars_of(std::vector<Measured> const& all) {
    std::vector<Bar> bars;
    residual_bar(bars, all, false, 0.3, 1.0);
    residual_bar(bars, all, true, 0.5, 1.5);

    auto const count = [&](auto pick) { return static_cast<int>(std::ranges::count_if(all, pick)); };
    int const scenes = count([](Measured const& m) { return m.spec.group == Group::new_scene; });
    int const wrong = count([](Measured const& m) { return m.spec.group == Group::new_scene && m.trusted; });
    bars.push_back({"new scenes wrongly trusted", "0", text("%d of %d", wrong, scenes), wrong == 0});

    int const edits = count(is_edit);
    int const lost = count([](Measured const& m) { return is_edit(m) && !m.trusted; });
    bars.push_back({"edits wrongly not trusted", "<= 2 %", text("%d of %d", lost, edits), lost * 50 <= edits});

    auto const restyle = [](Measured const& m) { return m.spec.group == Group::restyle; };
    int const restyles = count(restyle);
    int const kept = count([&](Measured const& m) { return restyle(m) && m.trusted; });
    bars.push_back(
        {"restyles and relights trusted", ">= 90 %", text("%d of %d", kept, restyles), kept * 10 >= restyles * 9});
    double const restyle_residual =
        quantile(pooled(all, [&](Measured const& m) { return restyle(m) && m.trusted; }), 0.5);
    bars.push_back(
        {"restyles, median residual (px)", "<= 1.5", text("%.2f", restyle_residual), restyle_residual <= 1.5});
    // Half a per cent for the map, which is found and not known.
    int const open =
        count([&](Measured const& m) { return restyle(m) && m.unedited_border > 0 && m.growth_to_cover <= 1.055; });
    bars.push_back(
        {"restyles that end before the border though they need not", "0", text("%d of %d", open, restyles), open == 0});
    int const mirrored = count([](Measured const& m) { return m.mirrored > 1; });
    bars.push_back({"mirrored strip over 1.5 % of a side", "0", text("%d", mirrored), mirrored == 0});

    auto const changed = [](Measured const& m) { return is_edit(m) && m.spec.group != Group::drift_only; };
    double const covered = mean(values(all, changed, [](Measured const& m) { return m.covered; }));
    bars.push_back({"changed pixels inside the mask", ">= 99 %", text("%.2f %%", 100 * covered), covered >= 0.99});
    auto const partly = [](Measured const& m) { return is_edit(m) && m.changed_truth < 0.6; };
    double const extra = quantile(values(all, partly, [](Measured const& m) { return m.false_found; }), 0.5);
    bars.push_back({"unchanged pixels found changed (of the frame)", "median <= 5 %", text("%.2f %%", 100 * extra),
                    extra <= 0.05});

    auto const asked = [](Measured const& m) {
        return m.spec.group == Group::global || m.spec.change == Change::recolour;
    };
    double const colour = largest(values(all, asked, [](Measured const& m) { return m.kept_colour; }));
    bars.push_back({"warmer, brighter, recoloured: worst (Lab)", "<= 2", text("%.2f", colour), colour <= 2});

    int const inexact = count([](Measured const& m) { return !m.exact_outside; });
    bars.push_back({"original outside the mask not bit-exact", "0", text("%d", inexact), inexact == 0});

    int const bare = count([](Measured const& m) { return m.spec.group == Group::drift_only; });
    int const nothing = count([](Measured const& m) { return m.spec.group == Group::drift_only && m.almost_nothing; });
    bars.push_back(
        {"no edit: \"almost nothing\"", ">= 95 %", text("%d of %d", nothing, bare), nothing * 20 >= bare * 19});

    auto const has_seam = [](Measured const& m) { return is_edit(m) && m.seam.has_value(); };
    auto const seams = values(all, has_seam, [](Measured const& m) { return *m.seam; });
    double const seam = quantile(seams, 0.95);
    bars.push_back({"seam, 95 % of the cases (Lab)", "<= 1.5",
                    text("%.2f (mean %.2f, worst %.2f)", seam, mean(seams), largest(seams)), seam <= 1.5});
    return bars;
}

std::string bars_table(std::vector<Bar> const& bars) {
    std::string out = "| measure | bar | reached | |\n|---|---|---|---|\n";
    for (Bar const& bar : bars)
        out += "| " + bar.measure + " | " + bar.wanted + " | " + bar.reached + " | " + (bar.met ? "met" : "NOT MET") +
               " |\n";
    return out;
}

std::string comparison_table(std::vector<Measured> const& all) {
    struct Sums {
        double ours = 0;
        double stretch = 0;
        double feather = 0;
        int count = 0;
    };
    std::map<std::string, Sums> rows;
    for (Measured const& m : all) {
        if (m.spec.group == Group::new_scene) continue;
        for (std::string const& key : {std::string(name(m.spec.change)), std::string("~ all")}) {
            Sums& s = rows[key];
            s.ours += m.error;
            s.stretch += m.error_stretch;
            s.feather += m.error_feather;
            ++s.count;
        }
    }
    std::string out = "| mean CIE76 against the true edit | cases | Inlay | stretched to the rectangle | stretched, "
                      "pasted through the feathered selection |\n|---|---|---|---|---|\n";
    for (auto const& [key, s] : rows)
        out += text("| %s | %d | %.2f | %.2f | %.2f |\n", key.c_str(), s.count, s.ours / s.count, s.stretch / s.count,
                    s.feather / s.count);
    return out;
}

} // namespace inlay::placement::cases
