// Whatever a model writes: every picture found is a part of the text, and what is left was there before.
#include "wire/text_scan.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const scan = inlay::wire::scan_text(text);
    std::size_t taken = scan.words.size();
    for (auto const& image : scan.images) {
        if (image.content.empty() || image.content.data() < text.data() ||
            image.content.data() + image.content.size() > text.data() + size)
            std::abort();
        if (image.is_url && image.content.find("://") == std::string_view::npos) std::abort();
        taken += image.content.size();
    }
    if (taken > size) std::abort();
    std::string_view mime;
    std::string_view base64;
    static_cast<void>(inlay::wire::split_data_uri(text, mime, base64));
    static_cast<void>(inlay::wire::looks_like_image_url(text));
    return 0;
}
