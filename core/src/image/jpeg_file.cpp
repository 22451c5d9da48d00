// Is this a whole JPEG file that we can read, and what does it carry? Walks the markers (ITU-T T.81, annex B).
//
// It also checks what stb_image takes on trust: a table with too many codes or a scan without tables must never reach
// it.
#include "jpeg_file.h"

#include "bytes.h"
#include "formats.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace inlay::image {
namespace {

using namespace std::string_view_literals;

constexpr int start_of_image = 0xD8;
constexpr int end_of_image = 0xD9;
constexpr int start_of_scan = 0xDA;

bool stands_alone(int marker) {
    return marker == 0x01 || (marker >= 0xD0 && marker <= start_of_image);
}

bool is_frame_header(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// The next marker's FF at or behind `at`; npos when there is none. Stuffed zeros and restart markers belong to the
// scan, and what lies between two segments without being a marker is skipped, as every reader does. `restarts` counts
// the restart markers passed.
std::size_t find_marker(std::string_view bytes, std::size_t at, std::int64_t& restarts) {
    for (;;) {
        at = bytes.find('\xFF', at);
        if (at == std::string_view::npos || at + 1 >= bytes.size()) return std::string_view::npos;
        int const marker = byte_at(bytes, at + 1);
        if (marker == 0xFF) {
            ++at; // fill bytes
        } else if (marker == 0 || (marker >= 0xD0 && marker <= 0xD7)) {
            restarts += marker != 0 ? 1 : 0;
            at += 2;
        } else {
            return at;
        }
    }
}

tl::unexpected<Error> unread_kind(std::string_view kind) {
    return fail(ErrorCode::undecodable,
                "The JPEG picture is of a rare kind (" + std::string(kind) + ") that Inlay does not read.",
                "Save it as an ordinary JPEG or as PNG.");
}

struct Component {
    int id = 0;
    int across = 1; // samples in each direction for each of the coarsest component
    int down = 1;
    std::size_t quantisation = 0;
    bool in_a_scan = false;
};

// What the scans depend on, as the segments before them have set it.
struct State {
    bool progressive = false;
    std::vector<Component> components;
    std::array<std::array<bool, 4>, 2> huffman{}; // [DC, AC][number]: defined
    std::array<bool, 4> quantisation{};
    std::int64_t restart_interval = 0;
    std::int64_t restarts_wanted = 0; // in the scan that has begun
};

Result<void> read_frame_header(int marker, std::string_view segment, JpegFile& file, State& state) {
    if (marker > 0xC2) {
        bool const arithmetic = marker >= 0xC9;
        return unread_kind(marker == 0xC3 ? "lossless"sv : arithmetic ? "arithmetic coding"sv : "hierarchical"sv);
    }
    if (segment.size() < 6) return damaged("JPEG", "a frame header that is too short");
    if (file.components != 0) return damaged("JPEG", "a second frame header");
    if (byte_at(segment, 0) != 8) return unread_kind(std::to_string(byte_at(segment, 0)) + " bits");
    file.size = {static_cast<int>(big_endian(segment, 3, 2)), static_cast<int>(big_endian(segment, 1, 2))};
    file.components = byte_at(segment, 5);
    if (file.size.empty()) return damaged("JPEG", "no height or no width in the frame header");
    // Four colours mean printing inks, whose look depends on a profile: turning them into RGB by a formula would give
    // wrong colours.
    if (file.components == 4)
        return fail(ErrorCode::undecodable, "The JPEG picture is made for printing (CMYK), which Inlay does not read.",
                    "Convert it to RGB first.");
    if (file.components != 1 && file.components != 3)
        return unread_kind(std::to_string(file.components) + " colour components");
    if (segment.size() != 6 + 3 * static_cast<std::size_t>(file.components))
        return damaged("JPEG", "a frame header of a wrong length");
    state.progressive = marker == 0xC2;
    for (std::size_t at = 6; at < segment.size(); at += 3) {
        Component const component{byte_at(segment, at), byte_at(segment, at + 1) >> 4, byte_at(segment, at + 1) & 15,
                                  byte_at(segment, at + 2)};
        if (component.across < 1 || component.across > 4 || component.down < 1 || component.down > 4 ||
            component.quantisation > 3)
            return damaged("JPEG", "a component that makes no sense");
        state.components.push_back(component);
    }
    return {};
}

// stb trusts the number of codes: more than 256 of them would be written beyond its table.
Result<void> read_huffman_tables(std::string_view segment, State& state) {
    while (!segment.empty()) {
        std::size_t const kind = byte_at(segment, 0) >> 4;
        std::size_t const number = byte_at(segment, 0) & 15;
        std::size_t codes = 0;
        for (std::size_t length = 1; length <= 16; ++length)
            codes += byte_at(segment, length);
        if (kind > 1 || number > 3 || codes > 256 || segment.size() < 17 + codes)
            return damaged("JPEG", "a Huffman table that makes no sense");
        state.huffman[kind][number] = true;
        segment.remove_prefix(17 + codes);
    }
    return {};
}

Result<void> read_quantisation_tables(std::string_view segment, State& state) {
    while (!segment.empty()) {
        std::size_t const deep = byte_at(segment, 0) >> 4;
        std::size_t const number = byte_at(segment, 0) & 15;
        std::size_t const length = 1 + 64 * (deep + 1);
        if (deep > 1 || number > 3 || segment.size() < length)
            return damaged("JPEG", "a quantisation table that makes no sense");
        state.quantisation[number] = true;
        segment.remove_prefix(length);
    }
    return {};
}

std::int64_t divided_up(std::int64_t value, std::int64_t by) {
    return (value + by - 1) / by;
}

// How many blocks, or groups of blocks, a scan has (T.81, A.2).
std::int64_t units_in_scan(Size size, State const& state, Component const* alone) {
    int across = 1;
    int down = 1;
    for (Component const& component : state.components) {
        across = std::max(across, component.across);
        down = std::max(down, component.down);
    }
    if (alone == nullptr) return divided_up(size.width, 8 * across) * divided_up(size.height, 8 * down);
    return divided_up(divided_up(std::int64_t{size.width} * alone->across, across), 8) *
           divided_up(divided_up(std::int64_t{size.height} * alone->down, down), 8);
}

// A scan may use only what was defined before it. stb would go on with whatever is in its memory.
Result<void> read_scan_header(std::string_view segment, JpegFile& file, State& state) {
    if (file.components == 0) return damaged("JPEG", "a scan before the frame header");
    std::size_t const count = byte_at(segment, 0);
    if (count < 1 || count > state.components.size() || segment.size() != 4 + 2 * count)
        return damaged("JPEG", "a scan header that makes no sense");
    bool const has_dc = byte_at(segment, 1 + 2 * count) == 0;
    bool const has_ac = !state.progressive || byte_at(segment, 2 + 2 * count) > 0;
    bool const refines = state.progressive && byte_at(segment, 3 + 2 * count) >> 4 != 0;
    Component const* last = nullptr;
    for (std::size_t i = 0; i < count; ++i) {
        auto const component = std::ranges::find(state.components, byte_at(segment, 1 + 2 * i), &Component::id);
        std::size_t const tables = byte_at(segment, 2 + 2 * i);
        if (component == state.components.end()) return damaged("JPEG", "a scan of an unknown component");
        bool const tables_there =
            tables >> 4 <= 3 && (tables & 15) <= 3 && state.quantisation[component->quantisation] &&
            (!has_dc || refines || state.huffman[0][tables >> 4]) && (!has_ac || state.huffman[1][tables & 15]);
        if (!tables_there) return damaged("JPEG", "a scan without its tables");
        component->in_a_scan = component->in_a_scan || has_dc;
        last = &*component;
    }
    ++file.scans;
    state.restarts_wanted =
        state.restart_interval == 0
            ? 0
            : divided_up(units_in_scan(file.size, state, count == 1 ? last : nullptr), state.restart_interval) - 1;
    return {};
}

Result<void> read_segment(int marker, std::string_view segment, JpegFile& file, State& state) {
    if (is_frame_header(marker)) return read_frame_header(marker, segment, file, state);
    switch (marker) {
    case start_of_scan:
        return read_scan_header(segment, file, state);
    case 0xC4:
        return read_huffman_tables(segment, state);
    case 0xDB:
        return read_quantisation_tables(segment, state);
    case 0xDD:
        state.restart_interval = big_endian(segment, 0, 2);
        return {};
    default:
        return {};
    }
}

void keep_metadata(int marker, std::string_view segment, JpegFile& file) {
    constexpr std::string_view exif = "Exif\0\0"sv;
    constexpr std::string_view profile = "ICC_PROFILE\0"sv;
    if (marker == 0xE1 && file.exif.empty() && segment.starts_with(exif)) file.exif = segment.substr(exif.size());
    if (marker == 0xE2 && segment.starts_with(profile)) file.profiles.push_back(segment.substr(profile.size()));
}

} // namespace

Result<JpegFile> read_jpeg_file(std::string_view bytes, bool whole) {
    JpegFile file;
    State state;
    std::size_t at = 2;
    for (;;) {
        std::int64_t restarts = 0;
        at = find_marker(bytes, at, restarts);
        if (at == std::string_view::npos) return cut_off("JPEG", "no end marker");
        if (restarts < state.restarts_wanted)
            return damaged("JPEG", "restart markers are missing: a part of the data was lost");
        state.restarts_wanted = 0;
        int const marker = byte_at(bytes, at + 1);
        at += 2;
        if (marker == end_of_image) {
            if (file.scans == 0 || !std::ranges::all_of(state.components, &Component::in_a_scan))
                return damaged("JPEG", "it ends without its picture");
            return file;
        }
        if (stands_alone(marker)) continue;
        if (bytes.size() - at < 2) return cut_off("JPEG", "ends inside a segment");
        std::size_t const length = big_endian(bytes, at, 2);
        if (length < 2) return damaged("JPEG", "a segment of no length");
        if (length > bytes.size() - at) return cut_off("JPEG", "ends inside a segment");
        std::string_view const segment = bytes.substr(at + 2, length - 2);
        at += length;
        if (Result<void> const read = read_segment(marker, segment, file, state); !read) return fail(read.error());
        if (!whole && file.components != 0) return file;
        keep_metadata(marker, segment, file);
    }
}

} // namespace inlay::image
