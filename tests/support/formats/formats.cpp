// The list of formats of a test program: the product's own, then those of the tests. It takes the place of
// core/src/wire/formats.cpp, which is in an archive and defines nothing else.
#include "wire/format.h"

#include <array>

namespace inlay::wire {

extern WireFormat const gemini;
extern WireFormat const openai_chat;
extern WireFormat const openai_images;
extern WireFormat const test_task;
extern WireFormat const test_second_form;

std::span<WireFormat const* const> formats() noexcept {
    static constexpr std::array list{&gemini, &openai_chat, &openai_images, &test_task, &test_second_form};
    return list;
}

} // namespace inlay::wire
