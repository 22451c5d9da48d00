// Who works on which result, when several processes and machines share one folder? A file beside the result that only
// one of them can make.
#pragma once

#include "inlay/result.h"

#include <filesystem>
#include <optional>
#include <string>

namespace inlay::cli {

struct Claim {
    std::string host;
    int pid = 0;
    std::string started; // of that process, so that another one of the same number is not taken for it
    std::string id;      // of the run in the journal; empty: nothing was asked yet

    static Claim of_this_process();
    [[nodiscard]] bool is_of_this_host() const;
    // false also when it cannot be known.
    [[nodiscard]] bool owner_lives() const;
    friend bool operator==(Claim const&, Claim const&) = default;
};

std::filesystem::path claim_file(std::filesystem::path const& result);
// True: it is ours now. False: somebody has it. Errors: output_failed.
Result<bool> make_claim(std::filesystem::path const& result, Claim const& claim);
// A claim that cannot be read is one of nobody knows whom: with neither host nor id. nullopt: there is none.
std::optional<Claim> read_claim(std::filesystem::path const& result);
// Of our own. Errors: output_failed.
Result<void> renew_claim(std::filesystem::path const& result, Claim const& claim);
// False: it is not the one any more that was judged.
bool take_claim_over(std::filesystem::path const& result, Claim const& judged, Claim const& ours);
void give_claim_up(std::filesystem::path const& result) noexcept;

} // namespace inlay::cli
