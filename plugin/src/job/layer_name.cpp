// What is the new layer called?
#include "inlay/plugin/job.h"

#include <cctype>

namespace inlay {

std::string layer_name_of(std::string_view prompt) {
    constexpr std::size_t longest = 40;
    std::string name;
    bool space = false;
    std::size_t characters = 0;
    std::size_t last_word_end = 0;
    bool cut = false;
    for (char const c : prompt) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte == 0x7f) {
            if (!space && !name.empty()) last_word_end = name.size();
            space = true;
            continue;
        }
        bool const starts_character = (byte & 0xc0) != 0x80; // not a UTF-8 continuation byte
        if (starts_character && characters + (space && !name.empty() ? 1 : 0) >= longest) {
            cut = true;
            break;
        }
        if (space && !name.empty()) {
            name += ' ';
            ++characters;
        }
        space = false;
        name += c;
        if (starts_character) ++characters;
    }
    if (cut) {
        if (last_word_end > 0 && last_word_end < name.size()) name.resize(last_word_end);
        name += "…";
    }
    return name.empty() ? "Inlay" : name;
}

} // namespace inlay
