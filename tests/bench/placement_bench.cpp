// How good is placement, in numbers? Runs every case and prints the table of bars.
#include "plugin/placement/cases/measure.h"
#include "inlay/codec.h"
#include "support/temp_folder.h"
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <thread>

using namespace inlay;
using namespace inlay::placement;
using namespace inlay::placement::cases;

int main(int argc, char** argv) {
    std::vector<std::string> files;
    bool held = false; std::string only; std::string sheets; int outside = 0; bool dump=false;
    for (int i = 1; i < argc; ++i) {
        std::string a = argv[i];
        if (a == "--held-out") held = true;
        else if (a == "--only") only = argv[++i];
        else if (a == "--sheets") sheets = argv[++i];
        else if (a == "--dump") dump = true;
        else if (a == "--outside") { outside = std::atoi(argv[++i]); for (++i; i < argc; ++i) files.push_back(argv[i]); }
    }
    auto specs = outside ? outside_specs(outside) : all_specs();
    std::vector<Spec> todo;
    for (auto& s : specs) if (s.held_out == held && (only.empty() || s.name().find(only) != std::string::npos)) todo.push_back(s);
    std::vector<Measured> all(todo.size());
    std::atomic<std::size_t> next{0};
    std::mutex m;
    auto run = [&] {
        for (;;) {
            std::size_t i = next++;
            if (i >= todo.size()) return;
            auto t0 = std::chrono::steady_clock::now();
            Case c = make_case(todo[i], files);
            auto t1 = std::chrono::steady_clock::now();
            Placement p; place_case(c, p);
            auto t2 = std::chrono::steady_clock::now();
            all[i] = measure(c, p);
            auto t3 = std::chrono::steady_clock::now();
            auto s = [](auto a, auto b) { return std::chrono::duration<double>(b - a).count(); };
            all[i].seconds = s(t1, t2);
            auto& r = all[i];
            if (!sheets.empty()) { auto e = explain_sheet(p.request, p.placed); if (e) test::write_whole_file(sheets + "/" + r.spec.name() + ".jpg", *encode_jpeg(*e, 88)); }
            if (dump) { test::write_whole_file(sheets + "/" + r.spec.name() + "-source.jpg", *encode_jpeg(c.source, 88)); test::write_whole_file(sheets + "/" + r.spec.name() + "-answer.jpg", *encode_jpeg(c.answer, 88)); }
            std::scoped_lock l(m);
            std::printf("%-38s %s t%.2f chg %.2f res %.2f/%.2f tex %.1f/%.1f cov %.3f ff %.3f %s%s bord %d kept %.1f seam %.1f err %.2f %.2f %.2f | %.1f %.1f %.1fs | %s\n", r.spec.name().c_str(), r.trusted ? "T" : "-", r.trust,
                r.changed_truth, r.residual_median, r.residual_95, r.texture_median, r.texture_75, r.covered, r.false_found, r.whole_frame ? "W" : "-", r.almost_nothing ? "N" : "-", r.unedited_border, r.kept_colour, r.seam.value_or(-1), r.error, r.error_stretch, r.error_feather, s(t0, t1), s(t1, t2), s(t2, t3), r.why.c_str());
            std::fflush(stdout);
        }
    };
    std::thread a(run); run(); a.join();
}
