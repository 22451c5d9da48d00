// What does the program `inlay sandbox` do?
#include "server.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/prctl.h>
#include <unistd.h>

namespace inlay::sandbox {

int run_server(ServerOptions const& options) {
    // With its parent it ends even when somebody else holds the other end of standard input open.
    if (options.end_with_stdin) {
        pid_t const parent = getppid();
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() != parent) return 0; // it died before that took hold
    }
    auto server = Server::start(options);
    if (!server) {
        std::fprintf(stderr, "inlay sandbox: %s %s\n", server.error().message.c_str(), server.error().advice.c_str());
        return exit_status(server.error().code);
    }
    (*server)->stop_at_signals();
    std::printf("%s\n", (*server)->url().c_str());
    std::fflush(stdout);
    (*server)->run();
    // A drawing under way would hold the end up by seconds, and nobody waits for it.
    if ((*server)->drawing() > 0) std::_Exit(0);
    return 0;
}

} // namespace inlay::sandbox
