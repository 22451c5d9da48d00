// Whatever text and key come: the key is not in what is shown, as long as it is not part of the mark that stands for
// it.
#include "inlay/redact.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0) return 0;
    std::string_view const all(reinterpret_cast<char const*>(data) + 1, size - 1);
    std::string_view const key = all.substr(0, data[0] % 32);
    std::string_view const text = all.substr(key.size());
    std::string const shown = inlay::redact(text, key);
    bool const ordinary =
        key.size() >= 8 && key.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
                               std::string_view::npos;
    if (ordinary && shown.find(key) != std::string::npos) std::abort();
    if (inlay::shortened(shown, 16).size() > 16) std::abort();
    static_cast<void>(inlay::shown_url(text));
    return 0;
}
