// How does a file get a new content, so that until the end the old one can come back?
#pragma once

#include "inlay/result.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

namespace inlay::files {

// One file of a set. First the new content of every file lies whole on the disk, under other names in the same folders;
// then they are put in place one after the other. What is not finish()ed is taken back by the destructor.
class Replacement {
  public:
    // Errors: output_failed; then nothing is left.
    static Result<Replacement> prepare(std::filesystem::path const& path, std::span<std::string_view const> pieces,
                                       unsigned mode);
    // Whether a file of that size can be prepared. Errors: output_failed. Leaves nothing.
    static Result<void> try_room(std::filesystem::path const& path, std::uint64_t bytes);
    ~Replacement();
    Replacement(Replacement&& other) noexcept;
    Replacement(Replacement const&) = delete;
    Replacement& operator=(Replacement const&) = delete;
    Replacement& operator=(Replacement&&) = delete;

    // A device or a pipe: it gets its content by put(), which cannot be taken back.
    [[nodiscard]] bool is_stream() const noexcept { return temporary_.empty(); }
    // `keep_old`: the old content stays beside it until finish(). Errors: output_failed.
    Result<void> put(std::span<std::string_view const> pieces, bool keep_old);
    // Errors: output_failed, when the disk did not take the new name.
    Result<void> finish();

  private:
    Replacement(std::filesystem::path path, std::filesystem::path target)
        : path_(std::move(path)), target_(std::move(target)) {}
    std::filesystem::path path_;      // as it was said
    std::filesystem::path target_;    // where its symbolic links lead
    std::filesystem::path temporary_; // with the new content
    std::filesystem::path old_;       // with the old content
    bool is_put_ = false;
};

} // namespace inlay::files
