// Which parts of stb are used? The declarations for jpeg.cpp and encode_jpeg.cpp; stb.cpp alone compiles the code.
#pragma once

#include <stdlib.h>

#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#define STBI_NO_HDR
#define STBI_NO_LINEAR
// Memory that stb does not write is zero: a damaged file must not show what lay in the editor's memory before.
#define STBI_MALLOC(size) calloc(1, size)
#define STBI_REALLOC(old, size) realloc(old, size)
#define STBI_FREE(old) free(old)
#include <stb/stb_image.h>

#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>
