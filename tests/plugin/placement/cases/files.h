// How do the pictures in tests/data become scenes? Each seed cuts another part, at another size, perhaps mirrored.
#pragma once

#include "plugin/placement/cases/canvas.h"

#include <string>

namespace inlay::placement::cases {

enum class FilePicture { cat, castle, axolotl, gem };

Canvas const& file_picture(FilePicture which); // read once; throws when tests/data is incomplete
Canvas load_picture(std::string const& path);
Canvas cut_from(Canvas const& picture, Size size, std::uint32_t seed);

} // namespace inlay::placement::cases
