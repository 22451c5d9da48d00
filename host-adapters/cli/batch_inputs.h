// Which pictures does a batch work on, and where does each result go?
#pragma once

#include "inlay/result.h"

#include <string>
#include <vector>

namespace inlay::cli {

struct BatchItem {
    std::string input;
    std::string output;
};

// `input`: a folder, whose pictures are taken in the order of their names, or a list: one path a line, relative to the
// list, with # in front of remarks. Errors: bad_input; usage, when two results would be one file or a result its
// original.
Result<std::vector<BatchItem>> batch_items(std::string const& input, std::string const& output_folder);

} // namespace inlay::cli
