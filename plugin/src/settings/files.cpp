// How are small files read and written so that nothing is ever half there? See files.h and settings.h.
#include "files.h"

#include "descriptor.h"
#include "replacement.h"

#include "inlay/plugin/settings.h"

#include <sys/stat.h>
#include <vector>

namespace inlay {
namespace {

namespace fs = std::filesystem;
using files::cannot_write;
using files::system_text;

tl::unexpected<Error> cannot_read(fs::path const& path, std::string const& why) {
    return fail(ErrorCode::bad_input, path.string() + " cannot be read: " + why + ".",
                "Check the name and that you may read it.");
}

} // namespace

namespace files {

Result<void> write_atomically(fs::path const& path, std::initializer_list<std::string_view> pieces, unsigned mode) {
    std::span<std::string_view const> const all(pieces.begin(), pieces.size());
    auto replacement = Replacement::prepare(path, all, mode);
    if (!replacement) return fail(std::move(replacement.error()));
    if (auto put = replacement->put(all, false); !put) return put;
    return replacement->finish();
}

Result<std::optional<Found>> read_if_there(fs::path const& path, std::size_t max_bytes, Kind kind) {
    Descriptor const file(open_again(path.c_str(), kind == Kind::any ? O_RDONLY : O_RDONLY | O_NONBLOCK));
    if (!file.is_open()) {
        if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
        return cannot_read(path, system_text(errno));
    }
    struct stat there {};
    if (::fstat(file.get(), &there) != 0) return cannot_read(path, system_text(errno));
    if (S_ISDIR(there.st_mode)) return cannot_read(path, system_text(EISDIR));
    if (kind == Kind::regular && !S_ISREG(there.st_mode)) return cannot_read(path, "it is not a file");
    Found found{{}, there.st_mode & 07777U};
    auto const size = static_cast<std::size_t>(there.st_size);
    if (size <= max_bytes) found.bytes.reserve(size);
    std::string buffer(size > 65'536 ? 1u << 20 : 65'536, '\0');
    while (found.bytes.size() <= max_bytes) {
        ssize_t const got = ::read(file.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return cannot_read(path, system_text(errno));
        if (got == 0) return found;
        found.bytes.append(buffer, 0, static_cast<std::size_t>(got));
    }
    return cannot_read(path, "it is larger than " + std::to_string(max_bytes) + " bytes");
}

} // namespace files

Result<void> write_file_atomically(fs::path const& path, std::string_view bytes, unsigned mode) {
    return files::write_atomically(path, {bytes}, mode);
}

Result<void> check_room(fs::path const& path, std::uint64_t bytes) {
    return files::Replacement::try_room(path, bytes);
}

Result<void> write_files_together(std::span<FileToWrite const> files) {
    std::vector<files::Replacement> replacements;
    replacements.reserve(files.size());
    // The last one first, should two of them be one file.
    auto const take_back = [&](Error error) -> tl::unexpected<Error> {
        while (!replacements.empty())
            replacements.pop_back();
        return fail(std::move(error));
    };
    for (FileToWrite const& file : files) {
        std::string_view const bytes = file.bytes;
        auto prepared = files::Replacement::prepare(file.path, {&bytes, 1}, 0644);
        if (!prepared) return take_back(std::move(prepared.error()));
        replacements.push_back(std::move(*prepared));
    }
    // What goes into a pipe cannot be taken back, so that comes before anything is replaced; behind the last one
    // nothing is left that could fail.
    for (bool const streams : {true, false}) {
        for (std::size_t i = 0; i < files.size(); ++i) {
            if (replacements[i].is_stream() != streams) continue;
            std::string_view const bytes = files[i].bytes;
            if (auto put = replacements[i].put({&bytes, 1}, i + 1 < files.size()); !put)
                return take_back(std::move(put.error()));
        }
    }
    Result<void> done;
    for (files::Replacement& replacement : replacements)
        if (auto finished = replacement.finish(); !finished && done) done = std::move(finished);
    return done;
}

Result<std::string> read_file(fs::path const& path, std::size_t max_bytes) {
    auto found = files::read_if_there(path, max_bytes);
    if (!found) return fail(std::move(found.error()));
    if (!*found) return cannot_read(path, system_text(ENOENT));
    return std::move((*found)->bytes);
}

Result<void> make_private_folder(fs::path const& path) {
    std::error_code error;
    if (fs::is_directory(path, error)) return {};
    fs::path const parent = path.parent_path();
    if (!parent.empty() && parent != path)
        if (auto made = make_private_folder(parent); !made) return made;
    if (::mkdir(path.c_str(), 0700) != 0 && !(errno == EEXIST && fs::is_directory(path, error)))
        return cannot_write(path, errno);
    return {};
}

} // namespace inlay
