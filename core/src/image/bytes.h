// How are numbers read out of foreign bytes without ever reading past them?
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace inlay::image {

inline std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
    return at < bytes.size() ? static_cast<std::uint8_t>(bytes[at]) : std::uint8_t{0};
}

// Beyond the end they read as zero: callers check the length where it matters, and nothing is ever touched outside.
inline std::uint32_t big_endian(std::string_view bytes, std::size_t at, int count) {
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i)
        value = value << 8 | byte_at(bytes, at + static_cast<std::size_t>(i));
    return value;
}
inline std::uint32_t little_endian(std::string_view bytes, std::size_t at, int count) {
    std::uint32_t value = 0;
    for (int i = count; i-- > 0;)
        value = value << 8 | byte_at(bytes, at + static_cast<std::size_t>(i));
    return value;
}

// The part that lies inside; empty when none does. Never throws, unlike substr().
inline std::string_view part(std::string_view bytes, std::size_t at, std::size_t length) {
    return at < bytes.size() ? bytes.substr(at, length) : std::string_view{};
}

inline void append_big_endian(std::string& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift);
}

} // namespace inlay::image
