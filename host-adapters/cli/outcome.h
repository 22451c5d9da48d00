// What does the person, or the script, get told? Words on standard error, files' names or one JSON object on standard
// output.
#pragma once

#include "arguments.h"

#include "inlay/plugin/job.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace inlay::cli {

struct WrittenImage {
    std::string file;
    Size size;
    std::string mime;
};

// A sentence on standard error, unless --quiet.
void say(Arguments const& arguments, std::string const& sentence);
// The line that tells how far a job is; only on a terminal, and gone when `text` is empty.
void show_progress(Arguments const& arguments, std::string const& text);

// What the contract calls the success and the failure.
nlohmann::ordered_json outcome_json(Target const& target, JobResult const& result,
                                    std::vector<WrittenImage> const& images);
nlohmann::ordered_json error_json(Error const& error);

void print_outcome(Arguments const& arguments, Target const& target, JobResult const& result,
                   std::vector<WrittenImage> const& images);
void print_error(bool json, Error const& error);

} // namespace inlay::cli
