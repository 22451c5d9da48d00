// How does a key stay in the process that needs it? See private_memory.h.
#include "inlay/plugin/private_memory.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace inlay {

void keep_memory_private() noexcept {
    rlimit const none{0, 0};
    static_cast<void>(::setrlimit(RLIMIT_CORE, &none));
#if !defined(__SANITIZE_ADDRESS__)                           // whose search for leaks is such a debugger
    static_cast<void>(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)); // NOLINT(*-vararg)
#endif
}

} // namespace inlay
