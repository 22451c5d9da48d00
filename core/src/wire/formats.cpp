// Which wire formats are there? Nothing else stands in this file: a test program that defines formats() itself, with
// formats of its own behind these, is linked without it.
#include "wire/format.h"

#include <array>

namespace inlay::wire {

extern WireFormat const gemini;
extern WireFormat const openai_chat;
extern WireFormat const openai_images;

std::span<WireFormat const* const> formats() noexcept {
    static constexpr std::array list{&gemini, &openai_chat, &openai_images};
    return list;
}

} // namespace inlay::wire
