// Which words call for which light, and what are its colours?
#include "light.h"

#include "noise.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace inlay::sandbox {

namespace {

constexpr std::array<Light, 6> lights{{
    {"day noon summer spring blue",
     {52, 112, 190},
     {120, 174, 222},
     {214, 232, 238},
     {255, 246, 214},
     {255, 255, 255},
     {128, 164, 190},
     {38, 82, 58},
     0.72,
     false},
    {"sunset evening dusk orange autumn",
     {58, 52, 110},
     {206, 104, 96},
     {255, 196, 118},
     {255, 232, 168},
     {255, 178, 140},
     {150, 92, 112},
     {40, 28, 46},
     0.14,
     false},
    {"dawn sunrise morning mist fog pink",
     {110, 140, 190},
     {220, 184, 196},
     {255, 226, 196},
     {255, 240, 214},
     {255, 232, 222},
     {172, 164, 186},
     {64, 84, 92},
     0.24,
     false},
    {"night moon star stars dark midnight",
     {8, 12, 34},
     {20, 34, 74},
     {62, 84, 130},
     {236, 240, 250},
     {70, 86, 124},
     {38, 54, 92},
     {8, 12, 24},
     0.62,
     true},
    {"winter snow ice cold arctic",
     {120, 156, 196},
     {186, 208, 226},
     {238, 240, 242},
     {255, 252, 240},
     {250, 252, 255},
     {206, 220, 234},
     {86, 110, 132},
     0.4,
     false},
    {"storm rain autumn grey magic fantasy violet",
     {48, 40, 84},
     {122, 88, 150},
     {244, 182, 190},
     {255, 226, 220},
     {214, 164, 204},
     {112, 92, 148},
     {34, 30, 62},
     0.3,
     false},
}};

} // namespace

Light const& light_for(std::string_view prompt) {
    std::string text = " ";
    for (char const c : prompt) {
        bool const letter = std::isalpha(static_cast<unsigned char>(c)) != 0;
        text += letter ? static_cast<char>(std::tolower(static_cast<unsigned char>(c))) : ' ';
    }
    text += ' ';
    for (Light const& light : lights) {
        std::string_view words = light.words;
        while (!words.empty()) {
            std::size_t const end = std::min(words.find(' '), words.size());
            if (text.find(' ' + std::string(words.substr(0, end)) + ' ') != std::string::npos) return light;
            words.remove_prefix(std::min(words.size(), end + 1));
        }
    }
    return lights[hash_of(prompt, 3) % lights.size()];
}

} // namespace inlay::sandbox
