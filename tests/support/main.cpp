// The main function of every GoogleTest program: nothing of whoever runs the tests gets in.
#include <gmock/gmock.h>

#include <cstdlib>
#include <string_view>
#include <vector>

#include <unistd.h>

namespace {

bool stays(std::string_view setting) {
    auto const name = setting.substr(0, setting.find('='));
    if (name.starts_with("GTEST_") || name.ends_with("SAN_OPTIONS")) return true;
    return name == "TMPDIR" || name == "TEST_TOTAL_SHARDS" || name == "TEST_SHARD_INDEX";
}

// Keys, proxies, settings and homes go. The loader has read LD_LIBRARY_PATH and LD_PRELOAD before anything of ours ran,
// so with one of them the program starts over.
void leave_the_callers_environment(char** argv) {
    bool const foreign_libraries = std::getenv("LD_LIBRARY_PATH") != nullptr || std::getenv("LD_PRELOAD") != nullptr;
    static std::vector<char*> left;
    for (char** setting = environ; *setting != nullptr; ++setting)
        if (stays(*setting)) left.push_back(*setting);
    left.push_back(nullptr);
    environ = left.data();
    ::setenv("PATH", "/usr/bin:/bin", 1);
    ::setenv("LC_ALL", "C.UTF-8", 1);
    ::setenv("HOME", "/nonexistent", 1); // a test that needs one makes it
    if (foreign_libraries) ::execv("/proc/self/exe", argv);
}

} // namespace

int main(int argc, char** argv) {
    leave_the_callers_environment(argv);
    testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
