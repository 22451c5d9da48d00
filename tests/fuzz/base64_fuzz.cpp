// Whatever text comes: decode() gives bytes that encode to the same digits, or an error.
#include "inlay/base64.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    if (inlay::Result<std::string> const bytes = inlay::base64::decode(text)) {
        inlay::Result<std::string> const again = inlay::base64::decode(inlay::base64::encode(*bytes));
        if (!again || *again != *bytes) std::abort();
    }
    if (*inlay::base64::decode(inlay::base64::encode(text)) != text) std::abort();
    return 0;
}
