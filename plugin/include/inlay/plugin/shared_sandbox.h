// Where is the one sandbox of this host, and when does it start and end?
#pragma once

#include "inlay/plugin/sandbox.h"
#include "inlay/result.h"

#include <memory>
#include <mutex>
#include <string>

namespace inlay {

// Starts the sandbox's process when somebody asks for its address. It ends with this object. [any thread]
class SharedSandbox {
  public:
    // `program`: the command line program; empty: the one that is installed with this code.
    explicit SharedSandbox(std::string program = {}) : program_(std::move(program)) {}

    // Blocks for up to 10 s when it has to be started. Errors: host_failed.
    Result<std::string> url();
    void set_program(std::string program);
    // Ends the process. It starts again when it is asked for again.
    void stop();

  private:
    std::mutex mutex_; // a cancelled run may still be starting the sandbox when the next one asks
    std::string program_;
    std::unique_ptr<sandbox::Process> process_;
};

} // namespace inlay
