// Which parts of stb are used? The declarations for jpeg.cpp and encode_jpeg.cpp; stb.cpp alone compiles the code.
#pragma once

#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#include <stb/stb_image.h>

#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>
