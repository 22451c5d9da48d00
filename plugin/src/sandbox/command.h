// How does a person, or a test, ask the sandbox for trouble? A prompt that begins with "sandbox:" is an instruction to
// it. What follows a semicolon or a new line is the prompt proper.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace inlay::sandbox {

enum class Trick {
    none,  // an unknown instruction: answered with the list of those that exist
    error, // number: status; variant
    html,  // number: status, as a web page
    blocked,
    withheld,
    words_only,
    nothing,
    billed,
    error_inside, // an error inside an HTTP 200
    unchanged,
    slow, // number: seconds
    cut_off,
    dropped,
    silent,
    wrong_type, // declares another type than the bytes have
    broken,     // the picture's bytes end in the middle
    drafts,     // several pictures, the last is the answer
    odd_size,   // number x second: another size than was asked for
};

struct Command {
    Trick trick = Trick::none;
    int number = 0;
    int second = 0;
    std::string variant; // words after the number, e.g. "day"
    bool once = false;   // only the first time; the same request works afterwards
    std::string rest;    // the prompt proper
};

// nullopt: an ordinary prompt.
std::optional<Command> read_command(std::string_view prompt);
// The instructions, one a line, for the index page, the README and unknown instructions.
std::string_view command_help() noexcept;

} // namespace inlay::sandbox
