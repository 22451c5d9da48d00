#include "support/terminal.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

namespace inlay::test {
namespace {

// No program under test is silent for so long; a test that waits in vain should end and say so.
constexpr int patience = 100'000; // milliseconds

} // namespace

Terminal::Terminal(std::vector<std::string> const& command, std::map<std::string, std::string> const& environment) {
    std::vector<std::string> words = command;
    std::vector<std::string> settings;
    for (auto const& [name, value] : environment)
        settings.push_back(name + "=" + value);
    std::vector<char*> argv;
    std::vector<char*> envp;
    for (std::string& word : words)
        argv.push_back(word.data());
    for (std::string& setting : settings)
        envp.push_back(setting.data());
    argv.push_back(nullptr);
    envp.push_back(nullptr);

    screen_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    std::array<char, 64> name{};
    if (screen_ < 0 || ::grantpt(screen_) != 0 || ::unlockpt(screen_) != 0 ||
        ::ptsname_r(screen_, name.data(), name.size()) != 0)
        throw std::runtime_error("there is no terminal to be had");
    keyboard_ = ::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (keyboard_ < 0) throw std::runtime_error("the terminal cannot be opened");
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("cannot start " + command.front());
    if (pid_ == 0) { // only what is safe in the child of a program with threads
        ::setsid();
        ::ioctl(keyboard_, TIOCSCTTY, 0);
        for (int const stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
            ::dup2(keyboard_, stream);
        ::execve(argv[0], argv.data(), envp.data());
        ::_exit(127);
    }
    end_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    if (end_ < 0) throw std::runtime_error("pidfd_open failed");
}

Terminal::~Terminal() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    for (int const file : {end_, screen_, keyboard_})
        if (file >= 0) ::close(file);
}

void Terminal::type(std::string_view keys) const {
    if (::write(screen_, keys.data(), keys.size()) != static_cast<ssize_t>(keys.size()))
        throw std::runtime_error("the terminal takes no keys");
}

void Terminal::send_signal(int signal) const {
    ::kill(pid_, signal);
}

bool Terminal::read_some() {
    std::array<pollfd, 2> files{pollfd{screen_, POLLIN, 0}, pollfd{end_, POLLIN, 0}};
    int const ready = ::poll(files.data(), files.size(), patience);
    if (ready < 0 && errno == EINTR) return true;
    if (ready <= 0) throw std::runtime_error("nothing happens in the terminal; it shows: " + ran_.out);
    if ((files[0].revents & POLLIN) == 0) return false; // ended, and everything is read
    std::array<char, 4096> buffer{};
    ssize_t const got = ::read(screen_, buffer.data(), buffer.size());
    if (got > 0) ran_.out.append(buffer.data(), static_cast<std::size_t>(got));
    return got > 0;
}

bool Terminal::shows(std::string_view text) {
    while (ran_.out.find(text) == std::string::npos)
        if (!read_some()) return ran_.out.find(text) != std::string::npos;
    return true;
}

bool Terminal::echoes() const {
    termios state{};
    if (::tcgetattr(keyboard_, &state) != 0) throw std::runtime_error("the terminal does not tell its state");
    return (state.c_lflag & static_cast<tcflag_t>(ECHO)) != 0;
}

Ran Terminal::wait() {
    while (read_some()) {
    }
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    ran_.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return ran_;
}

} // namespace inlay::test
