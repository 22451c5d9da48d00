// Whatever bytes come: decode() gives a picture or an error, in bounded time and memory.
#include "inlay/codec.h"

#include <algorithm>
#include <cstdlib>

namespace {

std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (char const c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

// A PNG's check sums stop every mutation at the door; with the sums made right the code behind it is reached.
std::string with_right_sums(std::string_view bytes) {
    std::string file(bytes);
    if (inlay::sniff(bytes) != inlay::Format::png) return file;
    for (std::size_t chunk = 8; chunk + 12 <= file.size();) {
        std::size_t length = 0;
        for (std::size_t i = 0; i < 4; ++i)
            length = length << 8 | static_cast<unsigned char>(file[chunk + i]);
        if (length > file.size() - chunk - 12) break;
        std::uint32_t const sum = crc32(std::string_view(file).substr(chunk + 4, length + 4));
        for (std::size_t i = 0; i < 4; ++i)
            file[chunk + 8 + length + i] = static_cast<char>(sum >> (24 - 8 * i));
        chunk += 12 + length;
    }
    return file;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string const file = with_right_sums({reinterpret_cast<char const*>(data), size});
    // Small limits, so that a run looks into the files and not into how fast memory is.
    inlay::Result<inlay::Decoded> const decoded = inlay::decode(file, {4096, 1 << 20});
    inlay::Result<inlay::Size> const size_alone = inlay::probe_size(file);
    if (!decoded) {
        if (decoded.error().message.empty()) std::abort();
        return 0;
    }
    if (!size_alone || *size_alone != decoded->image.size()) std::abort();
    if (decoded->orientation < 1 || decoded->orientation > 8) std::abort();
    // What was decoded can be written and comes back the same.
    if (decoded->image.size().area() <= 4096) {
        inlay::Result<std::string> const written = inlay::encode_png(decoded->image);
        if (!written || inlay::decode(*written)->image != decoded->image) std::abort();
    }
    return 0;
}
