// Which file does `-o FOLDER/` mean?
#pragma once

#include <string>
#include <string_view>

namespace inlay::cli {

// `output` itself, unless it ends in "/" or is a folder: then the file in it that is called like `input`, or, when that
// is `input` itself or there is no input, like the prompt ("a-red-hat.png"; with a number when that is taken).
std::string output_file(std::string const& output, std::string const& input, std::string_view prompt);

} // namespace inlay::cli
