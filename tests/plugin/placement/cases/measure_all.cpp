// Many cases, on both cores.
#include "plugin/placement/cases/measure.h"

#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>

namespace inlay::placement::cases {

std::vector<Measured> measure_all(std::vector<Spec> const& specs, Each const& each,
                                  std::vector<std::string> const& files) {
    std::vector<Measured> out(specs.size());
    std::atomic<std::size_t> next{0};
    std::mutex guard;
    std::exception_ptr failure;
    auto const work = [&] {
        try {
            for (std::size_t i = next++; i < specs.size(); i = next++) {
                Case const subject = make_case(specs[i], files);
                Placement placement;
                auto const start = std::chrono::steady_clock::now();
                place_case(subject, placement);
                std::chrono::duration<double> const seconds = std::chrono::steady_clock::now() - start;
                out[i] = measure(subject, placement);
                out[i].seconds = seconds.count();
                std::scoped_lock const lock(guard);
                if (each) each(subject, placement, out[i]);
            }
        } catch (...) {
            std::scoped_lock const lock(guard);
            failure = std::current_exception();
            next = specs.size();
        }
    };
    std::thread second(work);
    work();
    second.join();
    if (failure) std::rethrow_exception(failure);
    return out;
}

} // namespace inlay::placement::cases
