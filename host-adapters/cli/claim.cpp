// Who works on which result? See claim.h.
#include "claim.h"

#include "inlay/guarded.h"
#include "inlay/plugin/settings.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <random>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace inlay::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t largest_claim = 64u << 10;

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

// The time at which a process began, as the system counts; empty: there is no such process.
std::string start_of(int pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    std::size_t at = text.rfind(')'); // its name, which may hold anything, is in brackets
    constexpr int fields_between = 20;
    for (int i = 0; i < fields_between && at != std::string::npos; ++i)
        at = text.find(' ', at + 1);
    return at == std::string::npos ? std::string() : text.substr(at + 1, text.find(' ', at + 1) - at - 1);
}

std::string text_of(Claim const& claim) {
    return json{{"host", claim.host}, {"pid", claim.pid}, {"started", claim.started}, {"id", claim.id}}.dump() + "\n";
}

fs::path name_beside(fs::path const& file) {
    std::random_device random;
    std::string name = ".inlay-";
    for (int i = 0; i < 16; ++i)
        name += "0123456789abcdef"[random() % 16];
    return file.parent_path() / name;
}

} // namespace

Claim Claim::of_this_process() {
    return {host_name(), ::getpid(), start_of(::getpid()), {}};
}

bool Claim::is_of_this_host() const {
    return !host.empty() && host == host_name();
}

bool Claim::owner_lives() const {
    return is_of_this_host() && pid > 0 && start_of(pid) == started && !started.empty();
}

fs::path claim_file(fs::path const& result) {
    return result.parent_path() / ("." + result.filename().string() + ".claim");
}

// Written whole beside its place first: a claim is never half there. link() fails for all but one, on shared folders as
// well.
Result<bool> make_claim(fs::path const& result, Claim const& claim) {
    fs::path const whole = name_beside(result);
    if (auto written = write_file_atomically(whole, text_of(claim), 0600); !written) return fail(written.error());
    fs::path const place = claim_file(result);
    int const error = ::link(whole.c_str(), place.c_str()) == 0 ? 0 : errno;
    static_cast<void>(::unlink(whole.c_str()));
    if (error == 0) return true;
    if (error == EEXIST) return false;
    return fail(ErrorCode::output_failed,
                place.string() + " cannot be made: " + std::generic_category().message(error) + ".",
                "Results go into a folder that may be written, on a disk that has links.");
}

std::optional<Claim> read_claim(fs::path const& result) {
    std::error_code error;
    if (!fs::exists(claim_file(result), error)) return std::nullopt;
    auto const text = read_file(claim_file(result), largest_claim);
    json const claim = text ? json::parse(*text, nullptr, false) : json();
    Claim found;
    if (!claim.is_object()) return found;
    auto const text_in = [&](char const* name) {
        auto const field = claim.find(name);
        return field != claim.end() && field->is_string() ? field->get<std::string>() : std::string();
    };
    found.host = text_in("host");
    found.started = text_in("started");
    found.id = text_in("id");
    if (auto const pid = claim.find("pid"); pid != claim.end() && pid->is_number_integer()) found.pid = pid->get<int>();
    return found;
}

Result<void> renew_claim(fs::path const& result, Claim const& claim) {
    return write_file_atomically(claim_file(result), text_of(claim), 0600);
}

bool take_claim_over(fs::path const& result, Claim const& judged, Claim const& ours) {
    // Of several on this machine one at a time; a lock on a folder needs no file.
    std::string const folder = result.has_parent_path() ? result.parent_path().string() : std::string(".");
    int const lock = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); // NOLINT(*-vararg)
    if (lock >= 0) static_cast<void>(::flock(lock, LOCK_EX));
    bool const taken = read_claim(result) == judged && renew_claim(result, ours).has_value();
    if (lock >= 0) ::close(lock);
    return taken;
}

void give_claim_up(fs::path const& result) noexcept {
    guarded([&] { static_cast<void>(::unlink(claim_file(result).c_str())); }, [](Error const&) {});
}

} // namespace inlay::cli
