#include "support/program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace inlay::test {
namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
    int read = -1;
    int write = -1;
    Pipe() {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
        read = ends[0];
        write = ends[1];
    }
};

} // namespace

Program::Program(std::vector<std::string> const& command, std::map<std::string, std::string> const& environment,
                 std::string const& standard_input) {
    Pipe const in;
    Pipe const out;
    Pipe const err;
    std::vector<std::string> settings;
    for (auto const& [name, value] : environment)
        settings.push_back(name + "=" + value);
    std::vector<char*> argv;
    std::vector<char*> envp;
    std::vector<std::string> words = command;
    for (std::string& word : words)
        argv.push_back(word.data());
    for (std::string& setting : settings)
        envp.push_back(setting.data());
    argv.push_back(nullptr);
    envp.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.read, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out.write, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err.write, STDERR_FILENO);
    int const problem = posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&actions);
    close(in.read);
    close(out.write);
    close(err.write);
    out_ = out.read;
    err_ = err.read;
    // Small inputs only (a key): they fit into the pipe's buffer.
    if (problem == 0 && !standard_input.empty() &&
        write(in.write, standard_input.data(), standard_input.size()) != static_cast<ssize_t>(standard_input.size())) {
        throw std::runtime_error("cannot write to " + command.front());
    }
    close(in.write);
    if (problem != 0) throw std::runtime_error("cannot start " + command.front());
}

Program::~Program() {
    if (pid_ > 0) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    if (out_ >= 0) close(out_);
    if (err_ >= 0) close(err_);
}

void Program::send_signal(int signal) {
    kill(pid_, signal);
}

void Program::read_some(int milliseconds) {
    std::array<pollfd, 2> files{pollfd{out_, POLLIN, 0}, pollfd{err_, POLLIN, 0}};
    if (poll(files.data(), files.size(), milliseconds) <= 0) return;
    std::array<char, 65536> buffer{};
    auto const take = [&](pollfd const& file, int& descriptor, std::string& text) {
        if (file.revents == 0) return;
        ssize_t const count = read(descriptor, buffer.data(), buffer.size());
        if (count > 0) {
            text.append(buffer.data(), static_cast<std::size_t>(count));
        } else {
            close(descriptor);
            descriptor = -1; // poll() passes over negative descriptors
        }
    };
    take(files[0], out_, ran_.out);
    take(files[1], err_, ran_.err);
}

std::string Program::first_line(int milliseconds) {
    auto const end = Clock::now() + std::chrono::milliseconds(milliseconds);
    while (ran_.out.find('\n') == std::string::npos && out_ >= 0 && Clock::now() < end)
        read_some(100);
    return ran_.out.substr(0, ran_.out.find('\n'));
}

Ran Program::wait(int milliseconds) {
    auto const end = Clock::now() + std::chrono::milliseconds(milliseconds);
    while ((out_ >= 0 || err_ >= 0) && Clock::now() < end)
        read_some(100);
    int status = 0;
    // The pipes are closed at the end of the program, so this loop ends at once, or the program closed them itself and
    // goes on.
    while (waitpid(pid_, &status, WNOHANG) == 0) {
        if (Clock::now() > end) throw std::runtime_error("the program does not end; it said: " + ran_.out + ran_.err);
        std::this_thread::yield();
    }
    pid_ = -1;
    ran_.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return ran_;
}

} // namespace inlay::test
