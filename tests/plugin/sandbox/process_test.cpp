// Does the sandbox live and die with the process that started it?
#include "inlay/http.h"
#include "inlay/plugin/sandbox.h"
#include "support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace inlay::sandbox {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using ::testing::HasSubstr;

constexpr char const* program = SANDBOX_PROGRAM;

bool serves(std::string const& url) {
    http::Request request;
    request.url = url + "/v1/models";
    http::Observer nobody;
    auto const reply = http::perform(request, nobody, {});
    return reply && reply->status == 200;
}

template <class Condition>
bool eventually(Condition condition) {
    for (auto const end = Clock::now() + std::chrono::seconds(100); Clock::now() < end;) {
        if (condition()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
}

std::vector<pid_t> children() {
    std::vector<pid_t> all;
    std::ifstream in("/proc/self/task/" + std::to_string(getpid()) + "/children");
    for (pid_t pid = 0; in >> pid;)
        all.push_back(pid);
    return all;
}

std::string script(test::TempFolder const& folder, std::string const& text, mode_t mode = 0755) {
    std::string const path = folder.file("inlay");
    test::write_whole_file(path, "#!/bin/sh\n" + text + "\n");
    chmod(path.c_str(), mode);
    return path;
}

class Arguments { // INLAY_SANDBOX_ARGS while it lives
  public:
    explicit Arguments(char const* text) { setenv("INLAY_SANDBOX_ARGS", text, 1); }
    ~Arguments() { unsetenv("INLAY_SANDBOX_ARGS"); }
    Arguments(Arguments const&) = delete;
    Arguments& operator=(Arguments const&) = delete;
};

TEST(Process, serves_while_it_lives_and_leaves_nothing_behind) {
    std::string url;
    {
        auto process = Process::start(program);
        ASSERT_TRUE(process) << process.error().message << " " << process.error().detail;
        url = (*process)->url();
        EXPECT_TRUE(serves(url));
        EXPECT_EQ(children().size(), 1U);
        auto const began = Clock::now();
        process->reset();
        EXPECT_LT(Clock::now() - began, std::chrono::milliseconds(1500));
    }
    EXPECT_TRUE(children().empty()) << "not even a zombie";
    EXPECT_FALSE(serves(url));
}

TEST(Process, ends_quickly_while_a_picture_is_being_drawn_or_waits) {
    Arguments const slow("--delay 60000");
    auto process = Process::start(program);
    ASSERT_TRUE(process);
    std::stop_source stop;
    http::Request request;
    request.method = "POST";
    request.url = (*process)->url() + "/v1/images/generations";
    request.body = R"({"prompt":"a lake"})";
    struct Sent : http::Observer {
        std::atomic<bool> waiting = false;
        void on_progress(http::Progress const& progress) override { waiting = progress.phase == http::Phase::waiting; }
    } sent;
    std::thread client([&] { EXPECT_FALSE(http::perform(request, sent, stop.get_token())); });
    ASSERT_TRUE(eventually([&] { return sent.waiting.load(); }));
    auto const began = Clock::now();
    process->reset();
    EXPECT_LT(Clock::now() - began, std::chrono::milliseconds(1500));
    client.join();
}

TEST(Process, sets_the_x_bit_that_an_importer_dropped) {
    test::TempFolder folder;
    std::string const copy = folder.file("inlay");
    fs::copy_file(program, copy);
    chmod(copy.c_str(), 0644);
    EXPECT_TRUE(Process::start(copy));
    EXPECT_EQ(access(copy.c_str(), X_OK), 0);
}

TEST(Process, what_is_missing_broken_or_something_else_is_an_error_that_names_the_program) {
    test::TempFolder folder;
    auto const error = [](std::string const& path) {
        auto const process = Process::start(path);
        EXPECT_FALSE(process);
        EXPECT_EQ(process.error().code, ErrorCode::host_failed);
        EXPECT_THAT(process.error().detail, HasSubstr(path));
        return process.error().message;
    };
    EXPECT_EQ(error(folder.file("nothing")), "The sandbox's program is not there.");
    EXPECT_EQ(error(folder.path().string()), "The sandbox's program is not there.");
    EXPECT_EQ(error(script(folder, "exit 3")), "The sandbox's program ended at once.");
    EXPECT_EQ(error(script(folder, "echo hello; cat > /dev/null")), "The sandbox's program said something unexpected.");
    test::write_whole_file(folder.file("inlay"), std::string("\x7f"
                                                             "ELF nonsense",
                                                             13));
    EXPECT_EQ(error(folder.file("inlay")), "The sandbox's program cannot be started.");
    EXPECT_EQ(Process::start("").error().message, "The sandbox's program was not found.");
    EXPECT_TRUE(children().empty());
}

TEST(Process, a_program_that_hangs_is_given_up_and_killed_even_when_it_ignores_everything) {
    test::TempFolder folder;
    std::string const path = script(folder, "trap '' TERM\nwhile true; do sleep 0.1; done");
    auto const began = Clock::now();
    auto const process = Process::start(path, std::chrono::milliseconds(700));
    auto const took = Clock::now() - began;
    ASSERT_FALSE(process);
    EXPECT_EQ(process.error().message, "The sandbox did not start in time.");
    EXPECT_GE(took, std::chrono::milliseconds(700));
    EXPECT_TRUE(children().empty());
}

TEST(Process, hands_on_no_descriptor_of_its_host) {
    test::TempFolder folder;
    int const open_file = open("/dev/zero", O_RDONLY); // deliberately without O_CLOEXEC
    std::string const list = folder.file("list");
    // The shell's own descriptors: 0, 1, 2, and the script it reads (10 or above).
    std::string const path =
        script(folder, "ls -l /proc/$$/fd > " + list + "\necho http://127.0.0.1:1\ncat > /dev/null");
    {
        auto const process = Process::start(path);
        ASSERT_TRUE(process) << process.error().message;
    }
    close(open_file);
    std::string const seen = test::read_whole_file(list);
    EXPECT_EQ(seen.find("/dev/zero"), std::string::npos) << seen;
    EXPECT_THAT(seen, HasSubstr("pipe:"));
}

TEST(Process, is_told_no_key_whatever_the_variable_is_called) {
    test::TempFolder folder;
    std::string const list = folder.file("list");
    std::string const path = script(folder, "env > " + list + "\necho http://127.0.0.1:1\ncat > /dev/null");
    constexpr std::array names{"INLAY_API_KEY", "COMETAPI_KEY", "GEMINI_API_KEY", "MY_OWN_VARIABLE"};
    for (char const* name : names)
        setenv(name, "sk-test-0123456789", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    {
        auto const process = Process::start(path);
        EXPECT_TRUE(process);
    }
    for (char const* name : names)
        unsetenv(name);
    std::string const seen = test::read_whole_file(list);
    EXPECT_EQ(seen.find("0123456789"), std::string::npos) << seen;
    EXPECT_THAT(seen, HasSubstr("LC_ALL=C.UTF-8"));
}

TEST(Process, begins_with_ordinary_signals_whatever_the_host_does_with_its_own) {
    test::TempFolder folder;
    std::string const list = folder.file("status");
    std::string const path = script(
        folder, // built-in commands only: a shell blocks signals for the moment in which it starts another program
        "while read -r line; do case $line in Sig*) echo \"$line\";; esac; done < /proc/$$/status > " + list +
            "\necho http://127.0.0.1:1\ncat > /dev/null");
    sigset_t usr, before;
    sigemptyset(&usr);
    sigaddset(&usr, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &usr, &before);
    auto const old = std::signal(SIGPIPE, SIG_IGN);
    {
        auto const process = Process::start(path);
        EXPECT_TRUE(process);
    }
    std::signal(SIGPIPE, old);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    std::string const seen = test::read_whole_file(list);
    auto const has = [&](char const* name, int number) {
        std::size_t const at = seen.find(name);
        EXPECT_NE(at, std::string::npos) << seen;
        return (std::stoull(seen.substr(at + 8), nullptr, 16) >> (number - 1) & 1U) != 0;
    };
    EXPECT_FALSE(has("SigBlk:", SIGUSR1)) << seen;
    EXPECT_FALSE(has("SigIgn:", SIGPIPE)) << seen;
}

TEST(Process, ends_when_the_host_is_killed) {
    int ends[2];
    ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
    pid_t const host = fork();
    ASSERT_GE(host, 0);
    if (host == 0) { // a host that starts the sandbox from a thread that ends, says where it is, and waits to be killed
        std::string url;
        std::unique_ptr<Process> kept;
        std::thread([&] {
            auto process = Process::start(program);
            if (process) {
                url = (*process)->url();
                kept = std::move(*process);
            }
        }).join();
        url += '\n';
        if (write(ends[1], url.data(), url.size()) < 0) _exit(1);
        while (true)
            pause();
    }
    close(ends[1]);
    std::string url;
    for (char c = 0; read(ends[0], &c, 1) == 1 && c != '\n';)
        url += c;
    close(ends[0]);
    EXPECT_TRUE(serves(url)) << "the end of the thread that started it is not its end";
    kill(host, SIGKILL);
    waitpid(host, nullptr, 0);
    EXPECT_TRUE(eventually([&] { return !serves(url); }));
}

int status_of(std::vector<std::string> words, int signal) {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    pid_t const child = fork();
    if (child == 0) {
        std::vector<char*> argv;
        words.insert(words.begin(), program);
        for (std::string& word : words)
            argv.push_back(word.data());
        argv.push_back(nullptr);
        dup2(ends[1], STDOUT_FILENO);
        execv(program, argv.data());
        _exit(127);
    }
    close(ends[1]);
    std::string line;
    for (char c = 0; read(ends[0], &c, 1) == 1 && c != '\n';)
        line += c;
    EXPECT_THAT(line, HasSubstr("http://127.0.0.1:"));
    if (signal != 0) kill(child, signal);
    int status = 0;
    waitpid(child, &status, 0);
    close(ends[0]);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

TEST(Program, ends_well_on_signals_and_when_idle) {
    EXPECT_EQ(status_of({"sandbox"}, SIGTERM), 0);
    EXPECT_EQ(status_of({"sandbox"}, SIGINT), 0);
    EXPECT_EQ(status_of({"sandbox", "--idle", "1"}, 0), 0);
}

TEST(FindProgram, prefers_what_lies_beside_this_code_and_never_names_the_running_program) {
    fs::path const folder = fs::read_symlink("/proc/self/exe").parent_path();
    fs::path const beside = folder / "inlay-cli";
    ASSERT_FALSE(fs::exists(beside)) << "nothing else may be called so beside the tests";
    test::write_whole_file(beside, "");
    EXPECT_EQ(find_inlay_program(), beside.string());
    fs::remove(beside);
    test::TempFolder path_folder;
    fs::create_directory(path_folder.path() / "bin");
    fs::create_symlink("/proc/self/exe", path_folder.path() / "bin/inlay");
    std::string const old = std::getenv("PATH");
    setenv("PATH", path_folder.file("bin").c_str(), 1);
    std::string const found = find_inlay_program();
    setenv("PATH", old.c_str(), 1);
    EXPECT_NE(found, path_folder.file("bin/inlay")) << "that is this test itself";
}

} // namespace
} // namespace inlay::sandbox
