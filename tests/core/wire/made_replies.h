// Replies made around real PNGs, in the shapes that services use.
#pragma once

#include "replies.h"

namespace inlay::test {

inline std::string sse(std::initializer_list<std::string_view> events) {
    std::string stream;
    for (auto const event : events)
        stream.append("data: ").append(event).append("\n\n");
    return stream;
}
inline std::string delta(std::string_view content) {
    return R"({"choices":[{"index":0,"delta":{"content":")" + std::string(content) + R"("},"finish_reason":null}]})";
}
inline std::vector<int> shades_of(Result<Reply> const& reply) {
    std::vector<int> shades;
    if (reply)
        for (auto const& image : reply->images)
            for (int shade = 0; shade < 8; ++shade)
                if (image.bytes == tiny_png(shade)) shades.push_back(shade);
    return shades;
}
inline std::string part(int shade, std::string_view more = "") {
    return R"({"inlineData":{"mimeType":"image/png","data":")" + tiny_base64(shade) + "\"}" + std::string(more) + "}";
}
inline std::string candidate(std::string_view parts, std::string_view more = R"(,"finishReason":"STOP")") {
    return R"({"candidates":[{"content":{"role":"model","parts":[)" + std::string(parts) + "]}" + std::string(more) +
           "}]}";
}

} // namespace inlay::test
