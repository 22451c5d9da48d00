// Which formats does the sandbox speak? Every one of the core's list (a test compares the two).
#include "dialect.h"

#include <array>

namespace inlay::sandbox {

Dialect const& gemini_dialect();
Dialect const& openai_images_dialect();
Dialect const& openai_chat_dialect();

std::span<Dialect const* const> dialects() {
    static std::array const list{&gemini_dialect(), &openai_images_dialect(), &openai_chat_dialect()};
    return list;
}

Outgoing Dialect::not_there(Incoming const& incoming) const {
    return refuse(refusal(404, "Invalid URL (" + incoming.method + " " + incoming.path + ")").value());
}

} // namespace inlay::sandbox
