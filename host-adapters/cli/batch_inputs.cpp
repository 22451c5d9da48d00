// Which pictures does a batch work on? See batch_inputs.h.
#include "batch_inputs.h"

#include "inlay/codec.h"
#include "inlay/plugin/settings.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>

namespace inlay::cli {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> pictures_in(fs::path const& folder) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator each(folder, error), end; !error && each != end; each.increment(error)) {
        std::string const name = each->path().filename().string();
        std::error_code unreadable;
        if (!name.starts_with('.') && format_of_name(name) && each->is_regular_file(unreadable))
            found.push_back(each->path());
    }
    std::ranges::sort(found);
    return found;
}

std::string trimmed(std::string const& line) {
    constexpr char const* white = " \t\r";
    auto const first = line.find_first_not_of(white);
    return first == std::string::npos ? std::string() : line.substr(first, line.find_last_not_of(white) - first + 1);
}

Result<std::vector<fs::path>> pictures_of_list(fs::path const& list) {
    auto const text = read_file(list, 64u << 20);
    if (!text) return fail(ErrorCode::bad_input, text.error().message, "Give a folder, or a list of files.");
    std::vector<fs::path> found;
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
        line = trimmed(line);
        if (!line.empty() && !line.starts_with('#')) found.push_back(list.parent_path() / line);
    }
    return found;
}

fs::path whole(fs::path const& file) {
    std::error_code error;
    auto const path = fs::weakly_canonical(file, error);
    return error ? fs::absolute(file).lexically_normal() : path;
}

} // namespace

Result<std::vector<BatchItem>> batch_items(std::string const& input, std::string const& output_folder) {
    std::error_code error;
    Result<std::vector<fs::path>> files = fs::is_directory(input, error) ? pictures_in(input) : pictures_of_list(input);
    if (!files) return fail(files.error());
    std::vector<BatchItem> items;
    std::map<fs::path, std::string> taken;
    for (fs::path const& file : *files) {
        BatchItem item{file.string(), (fs::path(output_folder) / file.filename()).string()};
        fs::path const place = whole(item.output);
        if (auto const [other, is_new] = taken.emplace(place, item.input); !is_new)
            return fail(ErrorCode::usage,
                        other->second + " and " + item.input + " would both become " + item.output + ".",
                        "Give them different names, or run them as two batches.");
        if (place == whole(item.input))
            return fail(ErrorCode::usage, item.input + " would be replaced by its own result.",
                        "Give another folder with --output.");
        items.push_back(std::move(item));
    }
    if (items.empty())
        return fail(ErrorCode::bad_input, "There is no picture in " + input + ".",
                    "PNG, JPEG and WebP pictures are taken.");
    return items;
}

} // namespace inlay::cli
