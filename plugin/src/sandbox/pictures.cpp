// How does a picture in a request become pixels, and what is wrong with it when it does not?
#include "dialect.h"

#include "inlay/base64.h"
#include "inlay/codec.h"

#include <algorithm>
#include <cctype>

namespace inlay::sandbox {

std::string_view Incoming::header(std::string_view name) const noexcept {
    auto const same = [&](http::Header const& header) {
        return std::ranges::equal(header.name, name, [](char a, char b) {
            return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
        });
    };
    auto const found = std::ranges::find_if(headers, same);
    return found == headers.end() ? std::string_view{} : std::string_view(found->value);
}

tl::expected<Picture, PictureFault> read_picture(std::string bytes, std::string_view declared) {
    // HEIC and HEIF are taken by Google, but not by this stand-in.
    bool const known = declared.empty() || format_of_mime(declared).has_value();
    if (!known) return tl::unexpected(PictureFault::unsupported_type);
    auto const format = sniff(bytes);
    if (!format) {
        // Something that is a picture, but of no accepted kind, is refused by kind; anything else is no picture.
        bool const foreign = declared.empty() && !foreign_format(bytes).empty();
        return tl::unexpected(foreign ? PictureFault::unsupported_type : PictureFault::undecodable);
    }
    if (!declared.empty() && mime(*format) != declared) return tl::unexpected(PictureFault::other_type_than_declared);
    auto decoded = decode(bytes);
    if (!decoded || decoded->image.empty()) return tl::unexpected(PictureFault::undecodable);
    Picture picture;
    picture.image = oriented(std::move(decoded->image), decoded->orientation);
    picture.bytes = std::move(bytes);
    return picture;
}

std::optional<DataUri> read_data_uri(std::string_view text) {
    if (!text.starts_with("data:")) return std::nullopt;
    text.remove_prefix(5);
    auto const comma = text.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    std::string_view const head = text.substr(0, comma);
    if (!head.ends_with(";base64")) return std::nullopt;
    auto bytes = base64::decode(text.substr(comma + 1));
    if (!bytes) return std::nullopt;
    return DataUri{std::string(head.substr(0, head.find(';'))), std::move(*bytes)};
}

int word_tokens(std::string_view text) noexcept {
    return text.empty() ? 0 : static_cast<int>((text.size() + 3) / 4);
}

} // namespace inlay::sandbox
