// What a test sees of the environment it was started from: nothing. CTest starts these with a hostile one
// (CMakeLists.txt).
#include "support/program.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <unistd.h>

namespace inlay::test {
namespace {

std::set<std::string> names() {
    std::set<std::string> found;
    for (char** setting = environ; *setting != nullptr; ++setting) {
        std::string const text = *setting;
        found.insert(text.substr(0, text.find('=')));
    }
    for (auto const* allowed : {"PATH", "LC_ALL", "HOME", "TMPDIR", "TSAN_OPTIONS", "ASAN_OPTIONS", "UBSAN_OPTIONS"})
        found.erase(allowed);
    return found;
}

TEST(Isolation, of_the_caller_no_key_no_proxy_no_folder_and_no_setting_reaches_a_test) {
    EXPECT_EQ(names(), std::set<std::string>{});
    EXPECT_STREQ(getenv("HOME"), "/nonexistent");
    EXPECT_STREQ(getenv("PATH"), "/usr/bin:/bin");
}

TEST(Isolation, of_the_caller_no_library_reaches_a_test) {
    // What this very process was given when it was started, which nothing changes afterwards.
    std::ifstream file("/proc/self/environ", std::ios::binary);
    std::string const given{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(given.find("LD_LIBRARY_PATH"), std::string::npos);
}

} // namespace
} // namespace inlay::test
