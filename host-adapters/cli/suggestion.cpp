#include "suggestion.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace inlay::cli {
namespace {

// Optimal string alignment: letters put in, left out, exchanged, or two neighbours swapped, each counted as one.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last;
    std::vector<std::size_t> last(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::vector<std::size_t> row(b.size() + 1);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            std::size_t const same = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + same});
            bool const swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last = std::exchange(last, std::move(row));
    }
    return last.back();
}

} // namespace

std::string nearest_word(std::string_view typed, std::vector<std::string> const& known) {
    std::string best;
    std::size_t least = std::max<std::size_t>(1, typed.size() / 4) + 1;
    for (std::string const& word : known) {
        if (std::size_t const away = distance(typed, word); away < least) {
            least = away;
            best = word;
        }
    }
    return best;
}

} // namespace inlay::cli
