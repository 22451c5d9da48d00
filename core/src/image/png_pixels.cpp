// How do a PNG file's compressed, filtered, perhaps interlaced samples become RGBA?
//
// The data is inflated whole, into exactly the memory that the header allows for: libdeflate is more than twice as fast
// as a streaming inflate, and a bomb has nowhere to expand to.
#include "png_file.h"

#include "bytes.h"
#include "formats.h"

#include <libdeflate.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace inlay::image {
namespace {

// One of the seven pictures of Adam7, or the one picture of a file without interlace.
struct Pass {
    int left = 0;
    int top = 0;
    int step_x = 1;
    int step_y = 1;

    [[nodiscard]] Size size_in(Size whole) const {
        return {(whole.width - left + step_x - 1) / step_x, (whole.height - top + step_y - 1) / step_y};
    }
};
constexpr std::array adam7{Pass{0, 0, 8, 8}, Pass{4, 0, 8, 8}, Pass{0, 4, 4, 8}, Pass{2, 0, 4, 4},
                           Pass{0, 2, 2, 4}, Pass{1, 0, 2, 2}, Pass{0, 1, 1, 2}};
constexpr std::array whole_picture{Pass{}};

std::span<Pass const> passes_of(PngHeader const& header) {
    return header.interlaced ? std::span<Pass const>(adam7) : std::span<Pass const>(whole_picture);
}

std::size_t row_bytes(PngHeader const& header, int width) {
    return (static_cast<std::size_t>(width) * static_cast<std::size_t>(header.bits_per_pixel()) + 7) / 8;
}

std::size_t filtered_bytes(PngHeader const& header) {
    std::size_t sum = 0;
    for (Pass const& pass : passes_of(header)) {
        Size const size = pass.size_in(header.size);
        if (!size.empty()) sum += (row_bytes(header, size.width) + 1) * static_cast<std::size_t>(size.height);
    }
    return sum;
}

using Bytes = std::unique_ptr<std::uint8_t[]>;

// Behind the last row: some writers put a little more into the data than the picture has, which every reader forgives.
// It also means that a pixel of three bytes may be read as four.
constexpr std::size_t slack = 16 * 1024;

Result<Bytes> inflate(PngFile const& file, std::size_t length) {
    std::string joined; // only when the data is in several chunks
    std::string_view data = file.data.front();
    std::size_t sum = 0;
    for (std::string_view const piece : file.data)
        sum += piece.size();
    // No deflate stream expands further, so the header promises more than there is: refused before the memory is taken.
    if (length / 1032 > sum) return damaged("PNG", "too little data for the picture's size");
    if (file.data.size() > 1) {
        joined.reserve(sum);
        for (std::string_view const piece : file.data)
            joined += piece;
        data = joined;
    }
    std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> const decompressor(
        libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
    if (!decompressor) throw std::bad_alloc();
    auto out = std::make_unique_for_overwrite<std::uint8_t[]>(length + slack);
    std::size_t inflated = 0;
    switch (libdeflate_zlib_decompress(decompressor.get(), data.data(), data.size(), out.get(), length + slack,
                                       &inflated)) {
    case LIBDEFLATE_SUCCESS:
        if (inflated < length) return damaged("PNG", "the data ends before the last row");
        return out;
    case LIBDEFLATE_INSUFFICIENT_SPACE:
        return damaged("PNG", "the data goes on far behind the last row");
    case LIBDEFLATE_SHORT_OUTPUT:
    case LIBDEFLATE_BAD_DATA:
        break;
    }
    return damaged("PNG", "the compressed data is broken");
}

// Filters (ISO/IEC 15948, 9.2)

int paeth(int left, int up, int corner) {
    int const to_left = std::abs(up - corner);
    int const to_up = std::abs(left - corner);
    int const to_corner = std::abs(left + up - 2 * corner);
    if (to_left <= to_up && to_left <= to_corner) return left;
    return to_up <= to_corner ? up : corner;
}

// `Step`: bytes a pixel. The pixel before is kept in registers, which is what makes these loops fast.
template <std::size_t Step>
void undo_sub(std::uint8_t* row, std::size_t length) {
    std::array<std::uint8_t, Step> left{};
    for (std::size_t i = 0; i + Step <= length; i += Step)
        for (std::size_t c = 0; c < Step; ++c)
            row[i + c] = left[c] = static_cast<std::uint8_t>(row[i + c] + left[c]);
}

template <std::size_t Step>
void undo_average(std::uint8_t* row, std::uint8_t const* above, std::size_t length) {
    std::array<std::uint8_t, Step> left{};
    for (std::size_t i = 0; i + Step <= length; i += Step)
        for (std::size_t c = 0; c < Step; ++c)
            row[i + c] = left[c] = static_cast<std::uint8_t>(row[i + c] + ((left[c] + above[i + c]) >> 1));
}

// The channels of a pixel side by side in one register, for the two kinds of pixel that nearly every file has: each
// pixel waits for the one before, so what counts is how short the chain of operations is.
using FourBytes = std::uint8_t __attribute__((vector_size(4)));
using FourShorts = std::int16_t __attribute__((vector_size(8)));

FourShorts four_at(std::uint8_t const* from) {
    FourBytes bytes;
    std::memcpy(&bytes, from, 4);
    return __builtin_convertvector(bytes, FourShorts);
}

FourShorts absolute(FourShorts value) {
    FourShorts const sign = value >> 15; // written out: gcc 12 takes the usual form apart into four scalars
    return (value ^ sign) - sign;
}

template <std::size_t Step>
void undo_paeth_side_by_side(std::uint8_t* row, std::uint8_t const* above, std::size_t length) {
    FourShorts left{};
    FourShorts corner{};
    for (std::size_t i = 0; i + Step <= length; i += Step) {
        FourShorts const up = four_at(above + i);
        FourShorts const from_corner_up = up - corner;
        FourShorts const from_corner_left = left - corner;
        FourShorts const to_left = absolute(from_corner_up);
        FourShorts const to_up = absolute(from_corner_left);
        FourShorts const to_corner = absolute(from_corner_up + from_corner_left);
        FourShorts const up_or_corner = to_up <= to_corner ? up : corner;
        FourShorts const prediction = ((to_left <= to_up) & (to_left <= to_corner)) ? left : up_or_corner;
        left = (four_at(row + i) + prediction) & 255;
        corner = up;
        FourBytes const bytes = __builtin_convertvector(left, FourBytes);
        std::memcpy(row + i, &bytes, Step);
    }
}

template <std::size_t Step>
void undo_paeth(std::uint8_t* row, std::uint8_t const* above, std::size_t length) {
    if constexpr (Step == 3 || Step == 4) return undo_paeth_side_by_side<Step>(row, above, length);
    std::array<int, Step> left{};
    std::array<int, Step> corner{};
    for (std::size_t i = 0; i + Step <= length; i += Step) {
        for (std::size_t c = 0; c < Step; ++c) {
            int const up = above[i + c];
            left[c] = (row[i + c] + paeth(left[c], up, corner[c])) & 255;
            corner[c] = up;
            row[i + c] = static_cast<std::uint8_t>(left[c]);
        }
    }
}

void undo_up(std::uint8_t* row, std::uint8_t const* above, std::size_t length) {
    for (std::size_t i = 0; i < length; ++i)
        row[i] = static_cast<std::uint8_t>(row[i] + above[i]);
}

template <std::size_t Step>
bool undo_filter(int filter, std::uint8_t* row, std::uint8_t const* above, std::size_t length) {
    switch (filter) {
    case 0:
        return true;
    case 1:
        undo_sub<Step>(row, length);
        return true;
    case 2:
        undo_up(row, above, length);
        return true;
    case 3:
        undo_average<Step>(row, above, length);
        return true;
    case 4:
        undo_paeth<Step>(row, above, length);
        return true;
    default:
        return false;
    }
}

using UndoFilter = bool (*)(int, std::uint8_t*, std::uint8_t const*, std::size_t);

UndoFilter undo_filter_for(PngHeader const& header) {
    switch (header.bits_per_pixel()) {
    case 16:
        return undo_filter<2>;
    case 24:
        return undo_filter<3>;
    case 32:
        return undo_filter<4>;
    case 48:
        return undo_filter<6>;
    case 64:
        return undo_filter<8>;
    default:
        return undo_filter<1>;
    }
}

// Samples to RGBA

using Rgba = std::array<std::uint8_t, 4>;

// A file of up to 8 bits and one sample a pixel is a look-up: the palette, or the grey values, with their transparency.
std::array<Rgba, 256> look_up(PngFile const& file) {
    std::array<Rgba, 256> table;
    table.fill({0, 0, 0, 255}); // an index beyond the palette is black
    if (file.header.colour == PngColour::palette) {
        for (std::size_t i = 0; i < file.palette.size() / 3; ++i)
            table[i] = {byte_at(file.palette, 3 * i), byte_at(file.palette, 3 * i + 1),
                        byte_at(file.palette, 3 * i + 2),
                        i < file.transparency.size() ? byte_at(file.transparency, i) : std::uint8_t{255}};
        return table;
    }
    unsigned const largest = (1u << file.header.depth) - 1;
    for (unsigned i = 0; i <= largest; ++i) {
        auto const grey = static_cast<std::uint8_t>(i * 255 / largest);
        bool const transparent = !file.transparency.empty() && (big_endian(file.transparency, 0, 2) & largest) == i;
        table[i] = {grey, grey, grey, static_cast<std::uint8_t>(transparent ? 0 : 255)};
    }
    return table;
}

void expand_looked_up(std::uint8_t const* in, int width, int depth, std::array<Rgba, 256> const& table,
                      std::uint8_t* out) {
    int const per_byte = 8 / depth;
    unsigned const mask = (1u << depth) - 1;
    for (int x = 0; x < width; ++x) {
        int const shift = 8 - depth * (x % per_byte + 1);
        std::memcpy(out + 4 * x, table[static_cast<unsigned>(in[x / per_byte]) >> shift & mask].data(), 4);
    }
}

// `Bytes`: of a sample, 1 or 2; of two the high one is kept. `Samples`: of a pixel.
template <int Bytes, int Samples>
void expand_samples(std::uint8_t const* in, int width, std::string_view transparency, std::uint8_t* out) {
    for (int x = 0; x < width; ++x, in += Bytes * Samples, out += 4) {
        out[0] = in[0];
        out[1] = in[Samples >= 3 ? Bytes : 0];
        out[2] = in[Samples >= 3 ? 2 * Bytes : 0];
        out[3] = Samples % 2 == 0 ? in[(Samples - 1) * Bytes] : std::uint8_t{255};
    }
    if (Samples % 2 == 0 || transparency.empty()) return;
    // One colour is transparent. It is compared at full depth; at 8 bits the chunk's high bytes are of no meaning.
    in -= static_cast<std::ptrdiff_t>(width) * Bytes * Samples;
    out -= static_cast<std::ptrdiff_t>(width) * 4;
    std::array<std::uint8_t, std::size_t{Bytes} * Samples> colour{};
    for (std::size_t i = 0; i < colour.size(); ++i)
        colour[i] = byte_at(transparency, Bytes == 2 ? i : 2 * i + 1);
    for (int x = 0; x < width; ++x)
        if (std::memcmp(in + x * Bytes * Samples, colour.data(), colour.size()) == 0) out[4 * x + 3] = 0;
}

class Expander {
  public:
    explicit Expander(PngFile const& file) : file_(file) {
        if (file.header.samples() == 1 && file.header.depth <= 8) table_ = look_up(file);
    }

    void expand(std::uint8_t const* in, int width, std::uint8_t* out) const {
        int const depth = file_.header.depth;
        std::string_view const transparency = file_.transparency;
        switch (file_.header.samples()) {
        case 1:
            if (depth <= 8) return expand_looked_up(in, width, depth, table_, out);
            return expand_samples<2, 1>(in, width, transparency, out);
        case 2:
            return depth == 8 ? expand_samples<1, 2>(in, width, {}, out) : expand_samples<2, 2>(in, width, {}, out);
        case 3:
            return depth == 8 ? expand_samples<1, 3>(in, width, transparency, out)
                              : expand_samples<2, 3>(in, width, transparency, out);
        default:
            if (depth == 16) return expand_samples<2, 4>(in, width, {}, out);
            std::memcpy(out, in, static_cast<std::size_t>(width) * 4);
        }
    }

  private:
    PngFile const& file_;
    std::array<Rgba, 256> table_{};
};

// 16 bits a sample, as they are. The alpha of a transparent colour is that of the 8 bit picture.
void expand_deep(PngHeader const& header, std::uint8_t const* in, int width, int step_x, std::uint16_t* out) {
    auto const samples = static_cast<std::size_t>(header.samples());
    std::size_t const colours = samples >= 3 ? 3 : 1;
    for (int x = 0; x < width; ++x, in += 2 * samples, out += 4 * step_x) {
        auto const sample = [&](std::size_t i) { return static_cast<std::uint16_t>(in[2 * i] << 8 | in[2 * i + 1]); };
        for (std::size_t c = 0; c < 3; ++c)
            out[c] = sample(colours == 3 ? c : 0);
        out[3] = samples > colours ? sample(colours) : std::uint16_t{65535};
    }
}

} // namespace

Result<Image> png_pixels(PngFile const& file, std::vector<std::uint16_t>* deep) {
    PngHeader const& header = file.header;
    Result<Bytes> data = inflate(file, filtered_bytes(header));
    if (!data) return fail(std::move(data.error()));

    Image image(header.size);
    if (deep != nullptr) deep->resize(static_cast<std::size_t>(header.size.area()) * 4);
    Expander const expander(file);
    UndoFilter const undo = undo_filter_for(header);
    std::vector<std::uint8_t> const nothing(row_bytes(header, header.size.width) + slack, 0);
    std::vector<std::uint8_t> spread(header.interlaced ? image.stride() : 0);
    std::uint8_t* in = data->get();
    for (Pass const& pass : passes_of(header)) {
        Size const size = pass.size_in(header.size);
        if (size.empty()) continue;
        std::size_t const length = row_bytes(header, size.width);
        std::uint8_t const* above = nothing.data();
        for (int y = 0; y < size.height; ++y) {
            std::uint8_t* const row = in + 1;
            if (!undo(*in, row, above, length)) return damaged("PNG", "a row with an unknown filter");
            if (deep != nullptr) {
                auto const first =
                    static_cast<std::size_t>(pass.top + y * pass.step_y) * static_cast<std::size_t>(header.size.width) +
                    static_cast<std::size_t>(pass.left);
                expand_deep(header, row, size.width, pass.step_x, &(*deep)[first * 4]);
            }
            if (!header.interlaced) {
                expander.expand(row, size.width, image.row(y).data());
            } else {
                expander.expand(row, size.width, spread.data());
                for (int x = 0; x < size.width; ++x)
                    std::memcpy(image.pixel(pass.left + x * pass.step_x, pass.top + y * pass.step_y),
                                &spread[static_cast<std::size_t>(x) * 4], 4);
            }
            above = row;
            in = row + length;
        }
    }
    return image;
}

} // namespace inlay::image
