// Whatever stream comes, in whatever pieces: the events are the same, and no byte of a field's value is made up.
#include "wire/sse.h"

#include <cstdint>
#include <cstdlib>

namespace {

std::string events_of(std::string_view stream, std::size_t piece) {
    std::string all;
    inlay::wire::SseSplitter splitter([&all](inlay::wire::SseSplitter::Event const& event) {
        all.append(event.type).append("|").append(event.data).append(event.complete ? "\n" : "!\n");
    });
    for (; !stream.empty(); stream.remove_prefix(std::min(piece, stream.size())))
        splitter.feed(stream.substr(0, piece));
    splitter.finish();
    return all + splitter.stray();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 2) return 0;
    std::string_view const stream(reinterpret_cast<char const*>(data) + 1, size - 1);
    std::string const whole = events_of(stream, stream.size());
    if (whole != events_of(stream, 1) || whole != events_of(stream, 2 + data[0] % 64)) std::abort();
    return 0;
}
