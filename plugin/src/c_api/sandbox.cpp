// Where is the one sandbox of this process, and when does it start and end?
#include "text.h"

#include "inlay/plugin/shared_sandbox.h"

namespace inlay::c_api {

// Never destroyed: a job's thread may still ask for it while the process ends.
std::shared_ptr<SharedSandbox> const& shared_sandbox() {
    // NOLINTNEXTLINE(cppcoreguidelines-owning-memory)
    static auto* const one = new std::shared_ptr<SharedSandbox>(std::make_shared<SharedSandbox>());
    return *one;
}

} // namespace inlay::c_api

extern "C" {

void inlay_set_program(char const* path) {
    using namespace inlay;
    guarded([&] { c_api::shared_sandbox()->set_program(path == nullptr ? "" : path); }, [](Error const&) {});
}

void inlay_sandbox_stop(void) {
    using namespace inlay;
    guarded([] { c_api::shared_sandbox()->stop(); }, [](Error const&) {});
}

} // extern "C"
