// How do bytes become Base64 text and come back?
//
// Both ways work from tables that are made at compile time. Decoding runs four characters at a time over the plain case
// (the characters of either alphabet, nothing else) and falls back to one character at a time for white space, escapes,
// padding and the end.
#include "inlay/base64.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace inlay::base64 {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Two characters for each 12 bits: half the look-ups of the table with 64 entries.
constexpr auto pairs = [] {
    std::array<std::array<char, 2>, 4096> table{};
    for (std::size_t i = 0; i < table.size(); ++i)
        table[i] = {alphabet[i >> 6], alphabet[i & 63]};
    return table;
}();

constexpr std::uint8_t not_a_digit = 0xFF;
constexpr auto digits = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(not_a_digit);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    table['-'] = 62;
    table['_'] = 63;
    return table;
}();

// A character's six bits at its place of four; anything that is no digit sets bit 24, so that one test serves four
// characters.
constexpr std::uint32_t invalid = 1u << 24;
constexpr auto placed = [] {
    std::array<std::array<std::uint32_t, 256>, 4> tables{};
    for (std::size_t place = 0; place < 4; ++place)
        for (std::size_t i = 0; i < 256; ++i)
            tables[place][i] = digits[i] == not_a_digit ? invalid : std::uint32_t{digits[i]} << (18 - 6 * place);
    return tables;
}();

tl::unexpected<Error> broken(std::string_view why, std::size_t position) {
    return fail(ErrorCode::undecodable, "The encoded picture is damaged or cut off.", {},
                std::string(why) + " at character " + std::to_string(position));
}

constexpr bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// One character as it is meant, JSON escapes resolved. `length` is what it took in the text; 0 when it is an escape
// that means nothing here.
struct Character {
    char value = 0;
    std::size_t length = 0;
};

Character character_at(std::string_view text) {
    if (text[0] != '\\') return {text[0], 1};
    if (text.size() < 2) return {};
    switch (text[1]) {
    case '/':
        return {'/', 2};
    case 'n':
    case 'r':
    case 't':
        return {' ', 2}; // a line break that JSON escaped
    case 'u':
        break;
    default:
        return {};
    }
    if (text.size() < 6 || text[2] != '0' || text[3] != '0') return {};
    char const last = static_cast<char>(text[5] | 0x20); // lower case; digits have the bit already
    if (text[4] == '2' && last == 'b') return {'+', 6};
    if (text[4] == '2' && last == 'f') return {'/', 6};
    if (text[4] == '3' && last == 'd') return {'=', 6};
    return {};
}

char* write_triple(char* out, std::uint32_t bits) {
    out[0] = static_cast<char>(bits >> 16);
    out[1] = static_cast<char>(bits >> 8);
    out[2] = static_cast<char>(bits);
    return out + 3;
}

// The plain case, as far as it goes. Moves `in` and `out` along.
void decode_plain(unsigned char const*& in, unsigned char const* end, char*& out) {
    while (end - in >= 8) {
        std::uint32_t const a = placed[0][in[0]] | placed[1][in[1]] | placed[2][in[2]] | placed[3][in[3]];
        std::uint32_t const b = placed[0][in[4]] | placed[1][in[5]] | placed[2][in[6]] | placed[3][in[7]];
        if (((a | b) & invalid) != 0) return;
        out = write_triple(write_triple(out, a), b);
        in += 8;
    }
}

// Whole groups of three; `count` bytes.
void encode_groups(unsigned char const* from, std::size_t count, char* to) {
    for (std::size_t i = 0; i + 3 <= count; i += 3, to += 4) {
        std::memcpy(to, pairs[static_cast<std::size_t>(from[i]) << 4 | from[i + 1] >> 4].data(), 2);
        std::memcpy(to + 2, pairs[static_cast<std::size_t>(from[i + 1] & 15) << 8 | from[i + 2]].data(), 2);
    }
}

} // namespace

void append(std::string& out, std::string_view bytes) {
    out.reserve(out.size() + (bytes.size() + 2) / 3 * 4);
    auto const* from = reinterpret_cast<unsigned char const*>(bytes.data());
    std::size_t left = bytes.size();
    // resize() writes zeros first: in pieces, so that they are still in the cache when the text comes over them.
    constexpr std::size_t piece = std::size_t{24} * 1024;
    while (left >= 3) {
        std::size_t const count = std::min(piece, left / 3 * 3);
        std::size_t const start = out.size();
        out.resize(start + count / 3 * 4);
        encode_groups(from, count, out.data() + start);
        from += count;
        left -= count;
    }
    if (left == 0) return;
    std::uint32_t const last = std::uint32_t{from[0]} << 16 | (left == 2 ? std::uint32_t{from[1]} << 8 : 0);
    out += {alphabet[last >> 18], alphabet[last >> 12 & 63], left == 2 ? alphabet[last >> 6 & 63] : '=', '='};
}

std::string encode(std::string_view bytes) {
    std::string out;
    append(out, bytes);
    return out;
}

Result<std::string> decode(std::string_view text) {
    // resize() writes zeros first: in pieces, so that they are still in the cache when the bytes come over them.
    constexpr std::size_t piece = std::size_t{32} * 1024;
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 6); // a group that began in the last piece, and one that has no end
    char* out = bytes.data();               // stays: nothing is written beyond what was reserved
    auto const* in = reinterpret_cast<unsigned char const*>(text.data());
    auto const* const end = in + text.size();

    std::uint32_t bits = 0; // of the group of four that has begun
    unsigned in_group = 0;
    unsigned padding = 0;
    unsigned char const* room_until = in; // up to here `bytes` is long enough
    while (in != end) {
        if (in >= room_until) { // an escape may reach over it
            std::size_t const taken = std::min(piece, static_cast<std::size_t>(end - in));
            room_until = in + taken;
            std::size_t const written = static_cast<std::size_t>(out - bytes.data());
            bytes.resize(written + taken / 4 * 3 + 6);
            out = bytes.data() + written;
        }
        if (in_group == 0 && padding == 0) {
            decode_plain(in, room_until, out);
            if (in >= room_until) continue;
        }
        std::size_t const position = static_cast<std::size_t>(in - reinterpret_cast<unsigned char const*>(text.data()));
        Character const character = character_at(text.substr(position));
        if (character.length == 0) return broken("an escape that Base64 has no use for", position);
        in += character.length;
        if (is_space(character.value)) continue;
        if (character.value == '=') {
            if (in_group + ++padding > 4 || in_group < 2) return broken("padding that is not needed", position);
            continue;
        }
        std::uint8_t const digit = digits[static_cast<unsigned char>(character.value)];
        if (digit == not_a_digit) return broken("a character that is no Base64", position);
        if (padding != 0) return broken("data after the padding", position);
        bits = bits << 6 | digit;
        if (++in_group == 4) {
            out = write_triple(out, bits);
            bits = 0;
            in_group = 0;
        }
    }
    if (in_group == 1) return broken("a single character is left over", text.size());
    if (in_group == 2) {
        if ((bits & 15) != 0) return broken("bits beyond the last byte", text.size());
        *out++ = static_cast<char>(bits >> 4);
    } else if (in_group == 3) {
        if ((bits & 3) != 0) return broken("bits beyond the last byte", text.size());
        *out++ = static_cast<char>(bits >> 10);
        *out++ = static_cast<char>(bits >> 2);
    }
    bytes.resize(static_cast<std::size_t>(out - bytes.data()));
    return bytes;
}

} // namespace inlay::base64
