// Files that lie, break off or were damaged on the way: each must become an error or a picture, and never anything
// else.
#include "inlay/codec.h"

#include "made_files.h"
#include "support/pictures.h"
#include "support/temp_folder.h"

#include <gtest/gtest.h>

#include <random>

namespace inlay::test {
namespace {

// No allocation beyond 16 million pixels, so that a flipped size is refused in no time.
constexpr DecodeLimits small_limits{4096, 4'000'000};

struct Sample {
    std::string name;
    std::string bytes;
};

// A small file of every kind, with metadata, so that every parser is on the way.
std::vector<Sample> const& samples() {
    static std::vector<Sample> const all = [] {
        Image picture = photo_like({24, 18}, 3);
        std::string const jpeg = *encode_jpeg(picture);
        picture.pixel(3, 3)[3] = 100;
        std::string const webp = *encode_webp(picture);
        using namespace std::string_literals;
        MadePng palette;
        palette.width = 21;
        palette.height = 9;
        palette.depth = 4;
        palette.colour = 3;
        palette.interlaced = true;
        palette.filter = 5;
        palette.data_chunk = 50;
        palette.before_data = png_chunk("iCCP", "p\0\0"s + zlib_stored(profile_of_size(200))) +
                              png_chunk("PLTE", std::string(30, 'c')) + png_chunk("tRNS", "\1\2\3") +
                              png_chunk("eXIf", exif_block(true, 3));
        for (int i = 0; i < 21 * 9; ++i)
            palette.samples.push_back(static_cast<std::uint16_t>(i % 16));
        return std::vector<Sample>{
            {"png", *encode_png(picture)},
            {"palette png", make_png(palette)},
            {"jpeg", with_jpeg_segment(with_jpeg_segment(jpeg, '\xE1', "Exif\0\0"s + exif_block(true, 5)), '\xE2',
                                       "ICC_PROFILE\0\1\1"s + profile_of_size(150))},
            {"progressive jpeg", test_data("formats/progressive.jpg")},
            {"jpeg with restarts", test_data("formats/restarts.jpg")},
            {"webp",
             with_webp_chunks(webp, 0x38, 24, 18, {{"ICCP", profile_of_size(151)}, {"EXIF", exif_block(false, 8)}})},
            {"lossy webp", test_data("formats/lossy_alpha.webp")},
        };
    }();
    return all;
}

// Reads every pixel, so that a sanitizer sees what was never written.
unsigned sum_of(Decoded const& decoded) {
    unsigned sum = 0;
    for (std::uint8_t const byte : decoded.image.bytes())
        sum += byte;
    return sum;
}

void expect_sound_or_error(Result<Decoded> const& decoded) {
    if (decoded) {
        EXPECT_FALSE(decoded->image.empty());
        EXPECT_GE(decoded->orientation, 1);
        EXPECT_LE(decoded->orientation, 8);
        unsigned const volatile sum = sum_of(*decoded);
        static_cast<void>(sum);
    } else {
        EXPECT_EQ(decoded.error().code, ErrorCode::undecodable) << decoded.error().message;
        EXPECT_TRUE(decoded.error().message.ends_with('.')) << decoded.error().message;
    }
}

TEST(Hostile, the_samples_themselves_are_sound) {
    for (Sample const& sample : samples()) {
        Result<Decoded> const decoded = decode(sample.bytes, small_limits);
        ASSERT_TRUE(decoded) << sample.name << ": " << decoded.error().message << " " << decoded.error().detail;
    }
}

TEST(Hostile, a_file_cut_anywhere_is_an_error) {
    for (Sample const& sample : samples()) {
        for (std::size_t length = 0; length < sample.bytes.size(); ++length) {
            // A copy of exactly that length: reading one byte further is then seen by the sanitizer.
            std::vector<char> const exact(sample.bytes.begin(),
                                          sample.bytes.begin() + static_cast<std::ptrdiff_t>(length));
            std::string_view const cut(exact.data(), exact.size());
            Result<Decoded> const decoded = decode(cut, small_limits);
            ASSERT_FALSE(decoded) << sample.name << " cut to " << length << " of " << sample.bytes.size();
            expect_sound_or_error(decoded);
            Result<Size> const size = probe_size(cut);
            if (size) {
                ASSERT_FALSE(size->empty());
            }
        }
    }
}

TEST(Hostile, a_changed_byte_anywhere_does_no_harm) {
    std::mt19937 random(20240607);
    for (Sample const& sample : samples()) {
        for (std::size_t at = 0; at < sample.bytes.size(); ++at) {
            for (int i = 0; i < 6; ++i) {
                std::string changed = sample.bytes;
                // Each single bit counts, and so do the extremes.
                char const values[] = {'\0',
                                       '\xFF',
                                       static_cast<char>(changed[at] ^ (1 << (random() % 8))),
                                       static_cast<char>(changed[at] + 1),
                                       static_cast<char>(random()),
                                       '\x7F'};
                changed[at] = values[i];
                expect_sound_or_error(decode(changed, small_limits));
            }
        }
    }
}

TEST(Hostile, several_changes_at_once_do_no_harm) {
    std::mt19937 random(42);
    for (Sample const& sample : samples()) {
        for (int round = 0; round < 400; ++round) {
            std::string changed = sample.bytes;
            for (auto changes = 1 + random() % 12; changes > 0; --changes) {
                std::size_t const at = random() % changed.size();
                switch (random() % 4) {
                case 0:
                    changed[at] = static_cast<char>(random());
                    break;
                case 1:
                    changed.erase(at, 1 + random() % 8);
                    break;
                case 2:
                    changed.insert(at, 1 + random() % 8, static_cast<char>(random()));
                    break;
                default:
                    changed.insert(at, changed.substr(random() % changed.size(), random() % 64));
                }
                if (changed.empty()) changed = "x";
            }
            expect_sound_or_error(decode(changed, small_limits));
        }
    }
}

// PNG's check sums stop nearly every change before it gets anywhere; with the sums made right the parsers behind them
// are reached.
TEST(Hostile, a_changed_byte_in_a_png_with_sums_made_right_does_no_harm) {
    std::mt19937 random(11);
    for (std::size_t which : {0u, 1u}) {
        std::string const& sound = samples()[which].bytes;
        for (std::size_t at = 8; at < sound.size(); ++at) {
            for (int i = 0; i < 4; ++i) {
                std::string changed = sound;
                changed[at] = i == 0 ? '\xFF' : static_cast<char>(changed[at] ^ (1 << (random() % 8)));
                std::string file = changed.substr(0, 8);
                for (std::size_t chunk = 8; chunk + 12 <= changed.size();) {
                    std::size_t length = 0;
                    for (std::size_t j = 0; j < 4; ++j)
                        length = length << 8 | static_cast<unsigned char>(changed[chunk + j]);
                    length = std::min(length, changed.size() - chunk - 12);
                    file += png_chunk(changed.substr(chunk + 4, 4), changed.substr(chunk + 8, length));
                    chunk += 12 + length;
                }
                expect_sound_or_error(decode(file, small_limits));
            }
        }
    }
}

} // namespace
} // namespace inlay::test
