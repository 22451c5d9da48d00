// Where is the one sandbox of this process, and when does it start and end?
#include "text.h"

#include "inlay/plugin/sandbox.h"

#include <mutex>

namespace inlay::c_api {
namespace {

struct Shared {
    std::mutex mutex;
    std::string program; // empty: beside the library
    std::unique_ptr<sandbox::Process> process;
};

// Never destroyed: a job's thread may still ask for it while the process ends.
Shared& shared() {
    static auto* const one = new Shared; // NOLINT(cppcoreguidelines-owning-memory)
    return *one;
}

} // namespace

Result<std::string> sandbox_url() {
    Shared& one = shared();
    std::scoped_lock const lock(one.mutex);
    if (!one.process) {
        std::string const program = one.program.empty() ? sandbox::find_inlay_program() : one.program;
        if (program.empty()) {
            return fail(ErrorCode::host_failed,
                        "The sandbox cannot start: the program inlay is not beside the plug-in.",
                        "Install Inlay again.");
        }
        auto started = sandbox::Process::start(program);
        if (!started) return fail(started.error());
        one.process = std::move(*started);
    }
    return one.process->url();
}

} // namespace inlay::c_api

extern "C" {

void inlay_set_program(char const* path) {
    using namespace inlay;
    guarded(
        [&] {
            std::scoped_lock const lock(c_api::shared().mutex);
            c_api::shared().program = path == nullptr ? "" : path;
        },
        [](Error const&) {});
}

void inlay_sandbox_stop(void) {
    using namespace inlay;
    guarded(
        [] {
            std::scoped_lock const lock(c_api::shared().mutex);
            c_api::shared().process.reset();
        },
        [](Error const&) {});
}

} // extern "C"
