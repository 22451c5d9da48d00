// How good is placement, in numbers? Runs the synthetic cases and prints the bars, what others reach on the same cases,
// and the time.
//
//   placement_bench [--held-out | --all] [--only TEXT] [--every N] [--sheets FOLDER] [--quiet] [--further GROUP N]
//                   [--pictures N FILE...]
//
// Exit status 1 when a bar is not met. --held-out: the quarter of the cases that was not looked at while the code was
// made.
// --further: N more development cases of one group (edit, nothing, global, restyle, scene) instead, with other seeds.
// --pictures: N cases of all kinds on pictures from outside of this project.
#include "plugin/placement/cases/bars.h"

#include "support/pictures.h"
#include "support/temp_folder.h"

#include "inlay/codec.h"
#include "inlay/resample.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace {

using namespace inlay;
using namespace inlay::placement;
using namespace inlay::placement::cases;

struct Settings {
    bool held_out = false;
    bool all = false;
    bool quiet = false;
    std::string only;
    std::string sheets;
    int every = 1;
    int outside = 0;
    int further = 0;
    Group group = Group::edit;
    std::vector<std::string> pictures;
};

Group group_of(std::string_view word) {
    static constexpr std::pair<std::string_view, Group> names[] = {{"edit", Group::edit},
                                                                   {"nothing", Group::drift_only},
                                                                   {"global", Group::global},
                                                                   {"restyle", Group::restyle},
                                                                   {"scene", Group::new_scene}};
    for (auto const& [name, group] : names)
        if (name == word) return group;
    std::fprintf(stderr, "unknown group\n");
    std::exit(2);
}

Settings settings_of(int argc, char** argv) {
    Settings s;
    for (int i = 1; i < argc; ++i) {
        std::string const word = argv[i];
        bool const has_value = i + 1 < argc;
        if (word == "--held-out") {
            s.held_out = true;
        } else if (word == "--all") {
            s.all = true;
        } else if (word == "--quiet") {
            s.quiet = true;
        } else if (word == "--only" && has_value) {
            s.only = argv[++i];
        } else if (word == "--sheets" && has_value) {
            s.sheets = argv[++i];
        } else if (word == "--every" && has_value) {
            s.every = std::max(1, std::atoi(argv[++i]));
        } else if (word == "--further" && i + 2 < argc) {
            s.group = group_of(argv[++i]);
            s.further = std::atoi(argv[++i]);
        } else if (word == "--pictures" && has_value) {
            s.outside = std::atoi(argv[++i]);
            while (i + 1 < argc)
                s.pictures.emplace_back(argv[++i]);
        } else {
            std::fprintf(stderr, "unknown option %s\n", word.c_str());
            std::exit(2);
        }
    }
    return s;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void print_case(Measured const& m) {
    std::printf(
        "%-36s %s trust %.2f changed %.2f residual %.2f/%.2f corners %.1f texture %.1f/%.1f covered %.4f extra %.3f %s "
        "border %d mirrored %.2f colour %.2f seam %.2f | %.2f %.2f %.2f | %s\n",
        m.spec.name().c_str(), m.trusted ? "aligned" : "centred", m.trust, m.changed_truth, m.residual_median,
        m.residual_95, m.corners, m.texture_median, m.texture_75, m.covered, m.false_found,
        m.almost_nothing ? "nothing"
        : m.whole_frame  ? "whole"
                         : "part",
        m.unedited_border, m.mirrored, m.kept_colour, m.seam.value_or(0), m.error, m.error_stretch, m.error_feather,
        m.why.c_str());
    std::fflush(stdout);
}

void write_sheet(std::string const& folder, Placement const& placement, Measured const& m) {
    auto const sheet = explain_sheet(placement.request, placement.placed);
    auto const bytes = sheet ? encode_jpeg(*sheet, 88) : Result<std::string>(fail(sheet.error()));
    if (bytes) test::write_whole_file(folder + "/" + m.spec.name() + ".jpg", *bytes);
}

double processor_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

// Everything after decoding, answer 1024x1024, layer 4096x4096; and the same enlargement by the core's resampler alone.
void time_large_layer() {
    Image const layer = resize(test::photo_like({1024, 1024}), {4096, 4096});
    Image answer = resize(layer, {1024, 1024});
    for (int y = 300; y < 600; ++y)
        for (int x = 200; x < 700; ++x)
            answer.pixel(x, y)[1] = static_cast<std::uint8_t>(255 - answer.pixel(x, y)[1]);
    FrameRequest request;
    request.layer = layer.size();
    Frame const frame = choose_frame(request);
    Image const sent = render_frame(layer, frame, 255);
    double best = 1e9;
    double plain = 1e9;
    double work = 1e9;
    double plain_work = 1e9;
    for (int i = 0; i < 3; ++i) {
        auto start = std::chrono::steady_clock::now();
        double begin = processor_seconds();
        auto const placed = place({layer, frame, sent, answer, 255, {}, {}});
        if (!placed) return;
        best = std::min(best, seconds_since(start));
        work = std::min(work, processor_seconds() - begin);
        start = std::chrono::steady_clock::now();
        begin = processor_seconds();
        Image const resized = resize(answer, layer.size());
        plain = std::min(plain, seconds_since(start));
        plain_work = std::min(plain_work, processor_seconds() - begin);
    }
    std::printf("\nPlacing 1024x1024 on 4096x4096: %.2f s, %.1f times one resize of that size (%.2f s); of processor "
                "time, which other programs do not lengthen: %.2f s, %.1f times (%.2f s)\n",
                best, best / plain, plain, work, work / plain_work, plain_work);
}

} // namespace

int main(int argc, char** argv) {
    Settings const settings = settings_of(argc, argv);
    std::vector<Spec> specs;
    int index = 0;
    for (Spec const& spec : settings.further > 0   ? further_specs(settings.group, settings.further)
                            : settings.outside > 0 ? outside_specs(settings.outside)
                                                   : all_specs()) {
        if (!settings.all && spec.held_out != settings.held_out) continue;
        if (!settings.only.empty() && spec.name().find(settings.only) == std::string::npos) continue;
        if (index++ % settings.every == 0) specs.push_back(spec);
    }
    auto const each = [&](Case const&, Placement const& placement, Measured const& m) {
        if (!settings.sheets.empty()) write_sheet(settings.sheets, placement, m);
        if (!settings.quiet) print_case(m);
    };
    std::vector<Measured> const measured = measure_all(specs, each, settings.pictures);
    auto const bars = bars_of(measured);
    std::printf("\n%zu cases\n\n%s\n%s", measured.size(), bars_table(bars).c_str(), comparison_table(measured).c_str());
    time_large_layer();
    bool met = true;
    for (Bar const& bar : bars)
        met = met && bar.met;
    return met ? 0 : 1;
}
