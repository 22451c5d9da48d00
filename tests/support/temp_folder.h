// A folder of its own for one test; gone at the end.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace inlay::test {

class TempFolder {
  public:
    TempFolder();
    ~TempFolder();
    TempFolder(TempFolder const&) = delete;
    TempFolder& operator=(TempFolder const&) = delete;
    [[nodiscard]] std::filesystem::path const& path() const { return path_; }
    // path() / name, as text
    [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

std::string read_whole_file(std::filesystem::path const& path); // throws std::runtime_error
void write_whole_file(std::filesystem::path const& path, std::string_view bytes);
std::string test_data(std::string_view name); // the content of tests/data/<name>

} // namespace inlay::test
