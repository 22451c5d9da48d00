#include "output_name.h"

#include "inlay/codec.h"

#include <cctype>
#include <filesystem>

namespace inlay::cli {
namespace {

namespace fs = std::filesystem;

// Letters and digits of ASCII, everything between them one "-"; at most 40.
std::string words_for_a_name(std::string_view prompt) {
    std::string name;
    for (char const c : prompt) {
        if (name.size() >= 40) break;
        auto const byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 && byte < 0x80)
            name += static_cast<char>(std::tolower(byte));
        else if (!name.empty() && name.back() != '-')
            name += '-';
    }
    while (!name.empty() && name.back() == '-')
        name.pop_back();
    return name.empty() ? "image" : name;
}

fs::path free_name(fs::path const& folder, std::string const& stem, std::string const& ending) {
    std::error_code unknown;
    fs::path file = folder / (stem + ending);
    for (int number = 2; fs::exists(file, unknown); ++number)
        file = folder / (stem + "-" + std::to_string(number) + ending);
    return file;
}

} // namespace

std::string output_file(std::string const& output, std::string const& input, std::string_view prompt) {
    std::error_code unknown;
    if (output.empty() || (!output.ends_with('/') && !fs::is_directory(output, unknown))) return output;
    fs::path const folder(output);
    if (input.empty()) return free_name(folder, words_for_a_name(prompt), ".png").string();
    fs::path const in(input);
    std::string const ending = format_of_name(input) ? in.extension().string() : ".png";
    fs::path const same = folder / (in.stem().string() + ending);
    if (!fs::equivalent(same, in, unknown)) return same.string();
    return free_name(folder, in.stem().string() + "-" + words_for_a_name(prompt), ending).string();
}

} // namespace inlay::cli
