#include "made_files.h"

#include <cstdlib>

namespace inlay::test {

std::string be32(std::uint32_t value) {
    return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
            static_cast<char>(value)};
}
std::string le32(std::uint32_t value) {
    std::string const big = be32(value);
    return {big.rbegin(), big.rend()};
}

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

std::uint32_t adler32(std::string_view bytes) {
    std::uint32_t a = 1;
    std::uint32_t b = 0;
    for (char const c : bytes) {
        a = (a + static_cast<unsigned char>(c)) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

// A row's samples packed into bytes, most significant first.
std::string packed_row(std::vector<std::uint16_t> const& samples, int depth) {
    std::string row;
    unsigned bits = 0;
    int filled = 0;
    for (std::uint16_t const sample : samples) {
        if (depth == 16) {
            row += static_cast<char>(sample >> 8);
            row += static_cast<char>(sample);
            continue;
        }
        bits = bits << depth | sample;
        filled += depth;
        if (filled == 8) {
            row += static_cast<char>(bits);
            bits = 0;
            filled = 0;
        }
    }
    if (filled > 0) row += static_cast<char>(bits << (8 - filled));
    return row;
}

std::string filtered(int filter, std::string const& row, std::string const& above, std::size_t step) {
    std::string out(1, static_cast<char>(filter));
    auto const at = [](std::string const& bytes, std::size_t i) {
        return static_cast<int>(static_cast<unsigned char>(bytes[i]));
    };
    for (std::size_t i = 0; i < row.size(); ++i) {
        int const a = i >= step ? at(row, i - step) : 0;
        int const b = above.empty() ? 0 : at(above, i);
        int const c = i >= step && !above.empty() ? at(above, i - step) : 0;
        int const p = a + b - c;
        int const pa = std::abs(p - a);
        int const pb = std::abs(p - b);
        int const pc = std::abs(p - c);
        int const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
        std::array<int, 5> const prediction{0, a, b, (a + b) / 2, paeth};
        out += static_cast<char>(at(row, i) - prediction[static_cast<std::size_t>(filter)]);
    }
    return out;
}

} // namespace

std::string png_chunk(std::string_view type, std::string_view data) {
    std::string const body = std::string(type) += data;
    return be32(static_cast<std::uint32_t>(data.size())) + body + be32(crc32(body));
}

std::string zlib_stored(std::string_view data) {
    std::string out = "\x78\x01";
    std::string_view left = data;
    do {
        std::string_view const block = left.substr(0, 65535);
        left.remove_prefix(block.size());
        auto const length = static_cast<unsigned>(block.size());
        out += {static_cast<char>(left.empty()), static_cast<char>(length), static_cast<char>(length >> 8),
                static_cast<char>(~length), static_cast<char>(~length >> 8)};
        out += block;
    } while (!left.empty());
    return out + be32(adler32(data));
}

int samples_per_pixel(int colour) {
    return colour == 2 ? 3 : colour == 4 ? 2 : colour == 6 ? 4 : 1;
}

std::string make_png(MadePng const& png) {
    int const per_pixel = samples_per_pixel(png.colour);
    std::size_t const step = static_cast<std::size_t>(std::max(1, per_pixel * png.depth / 8));
    struct Pass {
        int x, y, dx, dy;
    };
    std::vector<Pass> passes{{0, 0, 1, 1}};
    if (png.interlaced)
        passes = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
    std::string data;
    int row_number = 0;
    for (Pass const& pass : passes) {
        std::string above;
        for (int y = pass.y; y < png.height; y += pass.dy) {
            std::vector<std::uint16_t> samples;
            for (int x = pass.x; x < png.width; x += pass.dx)
                for (int s = 0; s < per_pixel; ++s)
                    samples.push_back(png.samples[static_cast<std::size_t>((y * png.width + x) * per_pixel + s)]);
            if (samples.empty()) continue;
            std::string const row = packed_row(samples, png.depth);
            data += filtered(png.filter == 5 ? row_number++ % 5 : png.filter, row, above, step);
            above = row;
        }
    }
    std::string header = be32(static_cast<std::uint32_t>(png.width)) + be32(static_cast<std::uint32_t>(png.height));
    header += {static_cast<char>(png.depth), static_cast<char>(png.colour), 0, 0, static_cast<char>(png.interlaced)};
    std::string file = "\x89PNG\r\n\x1A\n" + png_chunk("IHDR", header) + png.before_data;
    std::string const stream = zlib_stored(data);
    for (std::size_t at = 0; at < stream.size(); at += png.data_chunk)
        file += png_chunk("IDAT", std::string_view(stream).substr(at, png.data_chunk));
    return file + png_chunk("IEND", {});
}

std::string with_jpeg_segment(std::string_view jpeg, char marker, std::string_view data) {
    std::size_t const length = data.size() + 2;
    std::string file(jpeg.substr(0, 2));
    file += {'\xFF', marker, static_cast<char>(length >> 8), static_cast<char>(length)};
    file += data;
    return file += jpeg.substr(2);
}

std::string with_webp_chunks(std::string_view simple_webp, std::uint8_t flags, std::uint32_t width,
                             std::uint32_t height, std::vector<std::pair<std::string, std::string>> const& chunks) {
    std::string body = "WEBPVP8X" + le32(10) + static_cast<char>(flags) + std::string(3, '\0') +
                       le32(width - 1).substr(0, 3) + le32(height - 1).substr(0, 3);
    auto const append = [&body](std::string const& type, std::string const& data) {
        body += type + le32(static_cast<std::uint32_t>(data.size())) + data;
        if (data.size() % 2 != 0) body += '\0';
    };
    for (auto const& [type, data] : chunks)
        if (type != "EXIF") append(type, data);
    body += simple_webp.substr(12);
    for (auto const& [type, data] : chunks)
        if (type == "EXIF") append(type, data);
    return "RIFF" + le32(static_cast<std::uint32_t>(body.size())) + body;
}

std::string exif_block(bool little_endian, int orientation) {
    auto const number = [little_endian](std::uint32_t value, std::size_t bytes) {
        return little_endian ? le32(value).substr(0, bytes) : be32(value).substr(4 - bytes);
    };
    std::string block = little_endian ? std::string("II*\0", 4) : std::string("MM\0*", 4);
    block += number(8, 4) + number(2, 2);
    block += number(0x010F, 2) + number(2, 2) + number(4, 4) + "abc" + std::string(1, '\0'); // the maker's name
    block += number(0x0112, 2) + number(3, 2) + number(1, 4) + number(static_cast<std::uint32_t>(orientation), 2) +
             number(0, 2);
    return block + number(0, 4);
}

std::string profile_of_size(std::size_t size) {
    std::string profile(size, 'p');
    profile.replace(0, 4, be32(static_cast<std::uint32_t>(size)));
    profile.replace(36, 4, "acsp");
    return profile;
}

Image formats_picture() {
    Image image({45, 37}, 255);
    for (int y = 0; y < 37; ++y) {
        for (int x = 0; x < 45; ++x) {
            image.pixel(x, y)[0] = static_cast<std::uint8_t>(40 + x * 4);
            image.pixel(x, y)[1] = static_cast<std::uint8_t>(200 - y * 3);
            image.pixel(x, y)[2] = (x / 8 + y / 8) % 2 != 0 ? 90 : 160;
        }
    }
    return image;
}

} // namespace inlay::test
