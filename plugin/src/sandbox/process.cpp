// How does a host run the sandbox? As a child process, whose end is bound to this one's: its standard input is a pipe
// that closes with us.
//
// posix_spawn, because an editor has threads: between fork and exec hardly anything may be called, and spawn calls
// nothing. No signal handler is installed or changed, and only our own child is waited for.
#include "inlay/plugin/sandbox.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ; // NOLINT: POSIX has no header for it

namespace inlay::sandbox {

namespace {

using Clock = std::chrono::steady_clock;

tl::unexpected<Error> broken(std::string const& program, std::string message, std::string detail = {}) {
    return fail(ErrorCode::host_failed, std::move(message),
                "Install Inlay again, or choose another provider in the settings.",
                program + (detail.empty() ? "" : ": " + detail));
}

struct Pipe {
    int read = -1;
    int write = -1;
    Pipe() {
        int ends[2] = {-1, -1};
        if (pipe2(ends, O_CLOEXEC) == 0) {
            read = ends[0];
            write = ends[1];
        }
    }
    ~Pipe() {
        if (read >= 0) close(read);
        if (write >= 0) close(write);
    }
    Pipe(Pipe const&) = delete;
    Pipe& operator=(Pipe const&) = delete;
    static int take(int& end) { return std::exchange(end, -1); }
};

// An editor's importer may have dropped it.
Result<void> make_executable(std::string const& program) {
    struct stat facts {};
    if (stat(program.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return broken(program, "The sandbox's program is not there.", std::strerror(errno));
    }
    if (access(program.c_str(), X_OK) == 0) return {};
    if (chmod(program.c_str(), (facts.st_mode | 0111) & 07777) != 0) {
        return broken(program, "The sandbox's program cannot be made executable.", std::strerror(errno));
    }
    return {};
}

std::vector<std::string> arguments(std::string const& program) {
    std::vector<std::string> all{program, "sandbox", "--port", "0", "--idle", "1800", "--end-with-stdin"};
    if (char const* const more = std::getenv("INLAY_SANDBOX_ARGS")) {
        std::string_view rest = more;
        while (!rest.empty()) {
            std::size_t const end = std::min(rest.find(' '), rest.size());
            if (end > 0) all.emplace_back(rest.substr(0, end));
            rest.remove_prefix(std::min(rest.size(), end + 1));
        }
    }
    return all;
}

// What the child may know of the host's environment. Keys are in variables of any name, so what is let through is
// listed, and not what is held back.
bool is_for_the_child(std::string_view variable) {
    std::string_view const name = variable.substr(0, variable.find('='));
    for (std::string_view const known :
         {"PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE"})
        if (name == known) return true;
    return name.starts_with("LC_") || name.starts_with("XDG_") || name.ends_with("SAN_OPTIONS"); // ASAN, TSAN ...
}

std::vector<char*> environment_of_child() {
    std::vector<char*> variables;
    for (char** each = environ; each != nullptr && *each != nullptr; ++each)
        if (is_for_the_child(*each)) variables.push_back(*each);
    variables.push_back(nullptr);
    return variables;
}

// What the host has open is not the child's business: 0, 1 and 2 stay, everything else goes. Errors stay on the host's
// standard error.
Result<pid_t> spawn(std::string const& program, int input, int output) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    // A host may block or ignore signals; the child begins with the usual ones, in a group of its own, so that Ctrl+C
    // in the host's terminal is not meant for it.
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    std::vector<std::string> words = arguments(program);
    std::vector<char*> argv;
    for (std::string& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    std::vector<char*> variables = environment_of_child();
    pid_t pid = -1;
    int const fault = posix_spawn(&pid, program.c_str(), &actions, &attributes, argv.data(), variables.data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (fault != 0) return broken(program, "The sandbox's program cannot be started.", std::strerror(fault));
    return pid;
}

// The first line, without its end. Errors: nothing in time, or the program has ended.
Result<std::string> first_line(std::string const& program, int fd, Clock::time_point deadline) {
    std::string line;
    while (line.size() < 4096) {
        auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left <= 0) return broken(program, "The sandbox did not start in time.");
        pollfd waiting{fd, POLLIN, 0};
        int const ready = poll(&waiting, 1, static_cast<int>(left));
        if (ready < 0 && errno != EINTR) return broken(program, "The sandbox could not be read.", std::strerror(errno));
        if (ready <= 0) continue;
        char byte = 0;
        ssize_t const got = read(fd, &byte, 1); // one at a time: what follows the line stays in the pipe
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return broken(program, "The sandbox's program ended at once.");
        if (byte == '\n') return line;
        line += byte;
    }
    return broken(program, "The sandbox's program said something unexpected.");
}

bool has_ended(pid_t pid) {
    int status = 0;
    pid_t const got = waitpid(pid, &status, WNOHANG);
    return got == pid || (got < 0 && errno == ECHILD); // ECHILD: the host has waited for it already, or ignores SIGCHLD
}

bool ends_within(pid_t pid, std::chrono::milliseconds time) {
    auto const deadline = Clock::now() + time;
    while (!has_ended(pid)) {
        if (Clock::now() >= deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

// It ends by itself when its standard input closes; one that does not is told, and then made to. No zombie is left.
void end_child(pid_t pid) {
    if (ends_within(pid, std::chrono::milliseconds(500))) return;
    kill(pid, SIGTERM);
    if (ends_within(pid, std::chrono::milliseconds(500))) return;
    kill(pid, SIGKILL);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
}

} // namespace

Result<std::unique_ptr<Process>> Process::start(std::string const& inlay_program, std::chrono::milliseconds limit) {
    if (inlay_program.empty()) return broken("inlay", "The sandbox's program was not found.");
    if (auto executable = make_executable(inlay_program); !executable) return fail(executable.error());
    Pipe input;
    Pipe output;
    if (input.write < 0 || output.write < 0)
        return broken(inlay_program, "The sandbox's program cannot be started.", std::strerror(errno));
    auto pid = spawn(inlay_program, input.read, output.write);
    if (!pid) return fail(pid.error());

    std::unique_ptr<Process> process(new Process());
    process->pid_ = *pid;
    process->stdin_fd_ = Pipe::take(input.write);
    process->stdout_fd_ = Pipe::take(output.read);
    close(Pipe::take(output.write)); // otherwise the child's end would not be seen
    auto line = first_line(inlay_program, process->stdout_fd_, Clock::now() + limit);
    if (!line) return fail(line.error()); // ~Process ends the child
    if (!line->starts_with("http://127.0.0.1:")) {
        return broken(inlay_program, "The sandbox's program said something unexpected.", line->substr(0, 200));
    }
    process->url_ = std::move(*line);
    return process;
}

Process::~Process() {
    if (stdin_fd_ >= 0) close(stdin_fd_);
    if (pid_ > 0) end_child(pid_);
    if (stdout_fd_ >= 0) close(stdout_fd_);
}

} // namespace inlay::sandbox
