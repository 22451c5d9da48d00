// What do a picture's bytes say of it: is it whole, is it blank, is it another one again?
#pragma once

#include <string_view>

namespace inlay::wire {

// By the marks at the beginning and the end. True for a format that only its beginning is known of (GIF, AVIF).
bool is_whole_picture(std::string_view bytes);

// Whether they begin like a picture of any format, whole or not.
bool is_any_picture(std::string_view bytes);

// Nothing is to be seen on it: all of it one colour, as what a filter leaves. False for what cannot be decoded.
bool is_blank(std::string_view bytes);

// Both show the same, whatever their formats and sizes: within 2 levels everywhere after scaling both to 64x64.
bool is_same_picture(std::string_view bytes, std::string_view other);

} // namespace inlay::wire
