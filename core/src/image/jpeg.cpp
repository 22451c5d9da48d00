// How does a JPEG file become pixels? The markers are ours (jpeg_file.cpp), the samples stb_image's.
#include "bytes.h"
#include "formats.h"
#include "jpeg_file.h"
#include "metadata.h"

#include "stb.h"

#include <algorithm>
#include <climits>
#include <cstring>
#include <memory>
#include <new>

namespace inlay::image {
namespace {

// A progressive file has about ten scans, the most refined a few dozen. Each is a pass over the whole picture, so a
// file with thousands would hold the processor for minutes.
bool too_many_scans(JpegFile const& file) {
    return file.scans > 200 || file.scans * file.size.area() > std::int64_t{1} << 32;
}

// The parts in their order, if all are there (ICC.1, B.4); otherwise nothing.
std::string joined_profile(std::vector<std::string_view> parts) {
    std::ranges::sort(parts, {}, [](std::string_view segment) { return byte_at(segment, 0); });
    std::string profile;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (byte_at(parts[i], 0) != i + 1 || byte_at(parts[i], 1) != parts.size()) return {};
        if (profile.size() + parts[i].size() > max_profile_bytes) return {};
        profile += part(parts[i], 2, parts[i].size());
    }
    return checked_profile(profile);
}

tl::unexpected<Error> stb_failed() {
    char const* const reason = stbi_failure_reason();
    std::string const why = reason == nullptr ? "" : reason;
    if (why == "outofmem") throw std::bad_alloc();
    return damaged("JPEG", why);
}

} // namespace

Result<Size> jpeg_size(std::string_view bytes) {
    Result<JpegFile> const file = read_jpeg_file(bytes, false);
    if (!file) return fail(file.error());
    return file->size;
}

Result<Decoded> decode_jpeg(std::string_view bytes, DecodeLimits const& limits) {
    // The limits come first, so that a file that claims too much is told so even when it is cut off as well.
    Result<Size> const size = jpeg_size(bytes);
    if (!size) return fail(size.error());
    if (Result<void> const allowed = check_limits(*size, limits); !allowed) return fail(allowed.error());
    Result<JpegFile> const file = read_jpeg_file(bytes, true);
    if (!file) return fail(file.error());
    if (too_many_scans(*file)) return damaged("JPEG", std::to_string(file->scans) + " scans");
    if (bytes.size() > INT_MAX) return damaged("JPEG", "over 2 GiB");
    // Every block of 8 x 8 samples takes at least one bit: less data than that cannot be the picture that the header
    // promises.
    if (size->area() / 512 > static_cast<std::int64_t>(bytes.size()))
        return damaged("JPEG", "too little data for the picture's size");

    int width = 0;
    int height = 0;
    std::unique_ptr<stbi_uc, void (*)(void*)> const pixels(
        stbi_load_from_memory(reinterpret_cast<stbi_uc const*>(bytes.data()), static_cast<int>(bytes.size()), &width,
                              &height, nullptr, 4),
        stbi_image_free);
    if (!pixels) return stb_failed();
    if (Size{width, height} != *size) return damaged("JPEG", "two different sizes");

    Decoded decoded;
    decoded.image = Image(*size);
    std::memcpy(decoded.image.bytes().data(), pixels.get(), decoded.image.bytes().size());
    decoded.format = Format::jpeg;
    decoded.orientation = exif_orientation(file->exif);
    decoded.icc_profile = joined_profile(file->profiles);
    return decoded;
}

} // namespace inlay::image
