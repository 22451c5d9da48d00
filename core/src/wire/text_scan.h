// Which pictures does a model's text hold, and what is left of the text without them?
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inlay::wire {

struct ScannedImage {
    std::string_view content; // Base64, or a URL; a view into the text
    std::string_view mime;    // as declared in a data URI
    bool is_url = false;
};

struct TextScan {
    std::vector<ScannedImage> images;
    std::string words; // trimmed
};

// Understands Markdown images and links, <img src> (with relative addresses, too), bare data URIs, bare URLs whose path
// ends like a picture's, and a text that is nothing but Base64 of a picture. Linear in the text's length.
TextScan scan_text(std::string_view text);

// A data URI that holds Base64; false for every other text.
bool split_data_uri(std::string_view uri, std::string_view& mime, std::string_view& base64);

bool is_http(std::string_view text);
// "/files/1.png", "//host/1.png", "images/1.png": whoever wrote it means the service that it came from.
bool is_relative_address(std::string_view text);

// Whether a URL's path ends with the ending of a picture's file.
bool looks_like_image_url(std::string_view url);

} // namespace inlay::wire
