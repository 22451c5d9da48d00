// What does the program `inlay sandbox` do?
#include "server.h"

#include <cstdio>
#include <cstdlib>

namespace inlay::sandbox {

// Its end is bound to its parent's by standard input alone. PR_SET_PDEATHSIG is not used: it means the thread that
// started the child, and a host may start it from a thread that ends early.
int run_server(ServerOptions const& options) {
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
