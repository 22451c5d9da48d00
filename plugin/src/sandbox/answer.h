// What does the sandbox answer to a question, whatever the format?
#pragma once

#include "command.h"
#include "dialect.h"
#include "inlay/plugin/sandbox.h"

namespace inlay::sandbox {

// The size that the answer will have.
Size size_for(Question const& question, ServerOptions const& options);
// Draws and encodes. `command`: none for an ordinary prompt. [any thread]
Answer answer_to(Question const& question, std::optional<Command> const& command, ServerOptions const& options);

} // namespace inlay::sandbox
