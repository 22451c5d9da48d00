// Files on the command line: read with everything that a photograph brings along, written so that a failure leaves
// nothing behind.
#include "picture_file.h"

#include "inlay/colour.h"
#include "inlay/plugin/catalogue.h"
#include "inlay/plugin/settings.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

namespace inlay::cli {
namespace {

Error unusable(std::string const& file, Error const& why) {
    return {ErrorCode::bad_input, "The file " + file + " cannot be used. " + why.message,
            why.advice.empty() ? "Give a PNG, JPEG or WebP picture." : why.advice, why.detail};
}

Result<std::string> bytes_of(std::string const& file) {
    auto read = read_file(file);
    if (!read) return fail(ErrorCode::bad_input, read.error().message, read.error().advice, read.error().detail);
    return read;
}

Image on_white(ImageView image) {
    Image flat(image);
    auto bytes = flat.bytes();
    for (std::size_t i = 0; i < bytes.size(); i += 4) {
        int const alpha = bytes[i + 3];
        for (std::size_t c = 0; c < 3; ++c)
            bytes[i + c] = static_cast<std::uint8_t>((bytes[i + c] * alpha + 255 * (255 - alpha) + 127) / 255);
        bytes[i + 3] = 255;
    }
    return flat;
}

} // namespace

Result<Picture> picture_of(std::string bytes, std::string const& what, std::string const& within) {
    Picture picture;
    picture.bytes = std::move(bytes);
    ColourRead colours = ColourRead::srgb;
    auto decoded = decode_as_srgb(picture.bytes, &colours);
    if (!decoded) return fail(decoded.error());
    picture.format = decoded->format;
    if (decoded->was_deep) {
        picture.untouched = false;
        picture.notes.push_back(what + " has more than 8 bits a channel; it is worked on at 8 bits.");
    }
    if (colours == ColourRead::converted) {
        picture.untouched = false;
        picture.notes.push_back(what + " was converted from its colour profile to sRGB.");
    }
    if (colours == ColourRead::unusable)
        picture.notes.push_back(say("colours-unusable", {{"picture", within.empty() ? what : within}}));
    if (decoded->orientation > 1) picture.untouched = false;
    picture.image = oriented(std::move(decoded->image), decoded->orientation);
    return picture;
}

Result<Picture> load_picture(std::string const& file) {
    auto bytes = bytes_of(file);
    if (!bytes) return fail(bytes.error());
    auto picture = picture_of(std::move(*bytes), file);
    if (!picture) return fail(unusable(file, picture.error()));
    return picture;
}

Result<Mask> load_mask(std::string const& file, Size size) {
    auto const bytes = bytes_of(file);
    if (!bytes) return fail(bytes.error());
    auto decoded = decode(*bytes);
    if (!decoded) return fail(unusable(file, decoded.error()));
    Image const image = oriented(std::move(decoded->image), decoded->orientation);
    if (image.size() != size) {
        return fail(ErrorCode::bad_input,
                    "The mask " + file + " is " + std::to_string(image.width()) + "x" + std::to_string(image.height()) +
                        ", the picture " + std::to_string(size.width) + "x" + std::to_string(size.height) + ".",
                    "Give a mask of exactly the picture's size.");
    }
    Mask mask(size);
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            std::uint8_t const* const p = image.pixel(x, y);
            // A little tolerance: a grey mask that went through JPEG is not exactly grey any more.
            if (std::abs(p[0] - p[1]) > 8 || std::abs(p[1] - p[2]) > 8) {
                return fail(ErrorCode::bad_input, "The mask " + file + " has colours.",
                            "Give a grey picture: white where the picture may change, black where not.");
            }
            mask.pixel(x, y)[0] = static_cast<std::uint8_t>((p[1] * p[3] + 127) / 255);
        }
    }
    return mask;
}

Result<std::string> encode_for(std::string const& file, ImageView image, int jpeg_quality) {
    Format const format = format_of_name(file).value_or(Format::png);
    bool const flatten = !picture_format(format).has_alpha && has_transparency(image);
    return encode(flatten ? on_white(image).view() : image, format, jpeg_quality);
}

Result<std::string> answer_for(std::string const& file, std::string bytes, std::vector<std::string>& notes,
                               int jpeg_quality) {
    if (sniff(bytes) == format_of_name(file)) return bytes;
    auto picture = picture_of(std::move(bytes), "The picture that came back", say("the-answer"));
    if (!picture) return fail(picture.error());
    for (std::string& note : picture->notes)
        if (std::ranges::find(notes, note) == notes.end()) notes.push_back(std::move(note));
    return encode_for(file, picture->image, jpeg_quality);
}

std::string numbered(std::string const& file, std::size_t number, std::size_t count) {
    if (count <= 1) return file;
    std::filesystem::path const path(file);
    return (path.parent_path() / (path.stem().string() + "-" + std::to_string(number) + path.extension().string()))
        .string();
}

Result<void> check_writable(std::string const& file, std::uint64_t likely_bytes) {
    if (file.empty()) return {};
    std::filesystem::path const path(file);
    std::error_code problem;
    std::filesystem::path const folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    if (!std::filesystem::is_directory(folder, problem)) {
        return fail(ErrorCode::output_failed, "The folder " + folder.string() + " does not exist.",
                    "Make it, or write somewhere else.");
    }
    if (std::filesystem::is_directory(path, problem)) {
        return fail(ErrorCode::output_failed, path.string() + " is a folder.", "Give the name of a file.");
    }
    if (access(folder.c_str(), W_OK | X_OK) != 0) {
        return fail(ErrorCode::output_failed, "Nothing may be written into the folder " + folder.string() + ".",
                    "Write somewhere else.");
    }
    return check_room(path, likely_bytes);
}

} // namespace inlay::cli
