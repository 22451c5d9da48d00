// Colour profiles made from nothing, for the tests of colour management: version 2, a matrix and one gamma, or grey.
#pragma once

#include <string>

namespace inlay::test {

// Wider than sRGB, so the same numbers are other colours and a forgotten conversion is seen. Primaries and gammas are
// those of the real spaces.
std::string adobe_profile();    // Adobe RGB (1998), gamma 2.2
std::string p3_profile();       // Display P3's primaries, with gamma 2.2
std::string prophoto_profile(); // ProPhoto RGB, gamma 1.8
std::string srgb_profile();
std::string grey_profile(); // gamma 1.8

} // namespace inlay::test
