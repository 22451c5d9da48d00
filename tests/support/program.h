// Runs a program as a person would, in an environment of its own, and tells what it printed.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace inlay::test {

struct Ran {
    int exit_status = -1; // 128 + signal when it was killed
    std::string out;
    std::string err;
};

// A program that runs: standard input is empty, the environment is exactly `environment`.
class Program {
  public:
    Program(std::vector<std::string> const& command, std::map<std::string, std::string> const& environment,
            std::string const& standard_input = {});
    ~Program(); // kills it if it still runs
    Program(Program const&) = delete;
    Program& operator=(Program const&) = delete;

    void send_signal(int signal);
    [[nodiscard]] int pid() const { return pid_; }
    // The first line on standard output; empty when there was none within the time.
    std::string first_line(int milliseconds = 10'000);
    // Waits for the end; throws std::runtime_error when it takes longer.
    Ran wait(int milliseconds = 60'000);

  private:
    void read_some(int milliseconds);
    int pid_ = -1;
    int out_ = -1;
    int err_ = -1;
    Ran ran_;
};

inline Ran run_program(std::vector<std::string> const& command, std::map<std::string, std::string> const& environment,
                       std::string const& standard_input = {}) {
    return Program(command, environment, standard_input).wait();
}

} // namespace inlay::test
