#include "inlay/plugin/shared_sandbox.h"

#include "inlay/plugin/catalogue.h"

namespace inlay {

Result<std::string> SharedSandbox::url() {
    std::scoped_lock const lock(mutex_);
    if (!process_) {
        std::string const program = program_.empty() ? sandbox::find_inlay_program() : program_;
        if (program.empty())
            return fail(ErrorCode::host_failed, say("sandbox-program-missing"), say("sandbox-program-missing-advice"));
        auto started = sandbox::Process::start(program);
        if (!started) return fail(std::move(started.error()));
        process_ = std::move(*started);
    }
    return process_->url();
}

void SharedSandbox::set_program(std::string program) {
    std::scoped_lock const lock(mutex_);
    program_ = std::move(program);
}

void SharedSandbox::stop() {
    std::unique_ptr<sandbox::Process> ending;
    std::scoped_lock const lock(mutex_);
    ending = std::move(process_);
}

} // namespace inlay
