// How does a picture come from a file, and how does it get into one?
#pragma once

#include "inlay/codec.h"
#include "inlay/raster.h"
#include "inlay/result.h"

#include <string>
#include <vector>

namespace inlay::cli {

struct Picture {
    Image image;       // upright (EXIF orientation applied), sRGB, 8 bit
    std::string bytes; // the file as it is
    Format format = Format::png;
    bool untouched = true;          // false: turned, converted or reduced, so `bytes` are not `image`
    std::vector<std::string> notes; // what was converted, a sentence each
};

// The picture in `bytes`, as a person sees it. `what` begins the notes, or, where it is not at the beginning, `within`
// stands for it. Errors: those of decode().
Result<Picture> picture_of(std::string bytes, std::string const& what, std::string const& within = {});

// Errors: bad_input (exit 3), also for what is broken or no picture.
Result<Picture> load_picture(std::string const& file);

// Grey of exactly `size`; white = may change. Errors: bad_input.
Result<Mask> load_mask(std::string const& file, Size size);

// Encodes as the name says; JPEG has no transparency, so it is laid on white.
Result<std::string> encode_for(std::string const& file, ImageView image, int jpeg_quality = 95);

// An answer as a file of that name: the bytes as they came when their format is the name's, otherwise the same picture
// encoded anew, its notes added to `notes`.
Result<std::string> answer_for(std::string const& file, std::string bytes, std::vector<std::string>& notes,
                               int jpeg_quality = 95);

// "out.png" -> "out-2.png" (number 2 of several); unchanged when there is only one.
std::string numbered(std::string const& file, std::size_t number, std::size_t count);

// An error when a file of that name and about that size could not be written, found out before anything is paid for.
// Leaves nothing.
Result<void> check_writable(std::string const& file, std::uint64_t likely_bytes = 0);

} // namespace inlay::cli
