// Runs a program in a terminal of its own, as a person does: what is typed is shown, Ctrl+C interrupts, and it can be
// asked what state the terminal is left in.
#pragma once

#include "support/program.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace inlay::test {

class Terminal {
  public:
    Terminal(std::vector<std::string> const& command, std::map<std::string, std::string> const& environment);
    ~Terminal(); // kills it if it still runs
    Terminal(Terminal const&) = delete;
    Terminal& operator=(Terminal const&) = delete;

    static constexpr char ctrl_c = '\x03';
    static constexpr char ctrl_backslash = '\x1C';
    void type(std::string_view keys) const;
    void send_signal(int signal) const;
    // Waits until the text is on the screen; false when the program ended without it.
    bool shows(std::string_view text);
    // Whether what is typed is shown at the moment. Also after the program's end.
    [[nodiscard]] bool echoes() const;
    // Waits for the end. `out` is everything that the screen showed; standard error goes there as well.
    Ran wait();

  private:
    bool read_some(); // false when the program has ended
    int pid_ = -1;
    int end_ = -1;      // readable when the program has ended
    int screen_ = -1;   // our side
    int keyboard_ = -1; // the program's side, kept open so that its state outlives the program
    Ran ran_;
};

} // namespace inlay::test
