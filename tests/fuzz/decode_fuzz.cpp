// Whatever bytes come: decode() gives a picture or an error, in bounded time and memory.
#include "inlay/codec.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    // Small limits, so that a run looks into the files and not into how fast memory is.
    inlay::Result<inlay::Decoded> const decoded = inlay::decode(bytes, {4096, 1 << 20});
    inlay::Result<inlay::Size> const size_alone = inlay::probe_size(bytes);
    if (decoded) {
        if (!size_alone || *size_alone != decoded->image.size()) std::abort();
        if (decoded->orientation < 1 || decoded->orientation > 8) std::abort();
        // What was decoded can be written and comes back the same.
        if (decoded->image.size().area() <= 4096) {
            inlay::Result<std::string> const written = inlay::encode_png(decoded->image);
            if (!written || inlay::decode(*written)->image != decoded->image) std::abort();
        }
    } else if (decoded.error().message.empty()) {
        std::abort();
    }
    return 0;
}
