// How do the pieces of a text become one?
#include "wire/found.h"

namespace inlay::wire {
namespace {
constexpr std::size_t telling = 16; // bytes: a shorter piece may begin like the one before it by chance
}

// Each comparison costs at most the piece's own length, so all of them together are linear.
void TextJoiner::add(std::string_view piece) {
    if (piece.empty()) return;
    std::string_view const joined = joined_;
    std::string_view const last = joined.substr(last_begin_);
    growing_ = growing_ && (pieces_ == 0 || (piece.size() > last.size() && piece.starts_with(last)));
    ++pieces_;
    bool const grew = growing_ && pieces_ > 1 && piece.size() >= telling;
    bool const whole_again = joined.size() >= telling && piece.starts_with(joined);
    if (grew || whole_again) {
        joined_ = piece;
        last_begin_ = 0;
    } else {
        last_begin_ = joined_.size();
        joined_ += piece;
    }
}

std::string_view TextJoiner::text() const {
    std::string_view const joined = joined_;
    return growing_ && pieces_ > 2 ? joined.substr(last_begin_) : joined;
}

} // namespace inlay::wire
