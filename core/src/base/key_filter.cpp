// How does a key leave bytes that come in pieces? See redact.h.
#include "inlay/redact.h"

#include "known_key.h"

#include <algorithm>

namespace inlay {

struct KeyFilter::Impl {
    explicit Impl(std::string_view key) : known(key) {}
    redaction::KnownKey known;
    std::string held; // what may be the beginning of the key

    std::string take(bool more_may_follow) {
        std::string out;
        out.reserve(held.size());
        std::string_view const text = held;
        std::size_t at = 0;
        while (at < text.size()) {
            std::size_t const next = std::min(known.next_beginning(text, at), text.size());
            out += text.substr(at, next - at);
            at = next;
            if (at == text.size()) break;
            auto const match = known.at_start(text.substr(at));
            if (match.length > 0) {
                out += key_replacement;
                at += match.length;
            } else if (match.open && more_may_follow) {
                break;
            } else {
                out += text[at++];
            }
        }
        held.erase(0, at);
        return out;
    }
};

KeyFilter::KeyFilter(std::string_view key) {
    // A shorter one is a word like any other, and the bytes of a picture hold all words.
    if (redaction::trimmed(key).size() >= redaction::shortest_key_inside_words) impl_ = std::make_unique<Impl>(key);
}
KeyFilter::KeyFilter(KeyFilter&&) noexcept = default;
KeyFilter& KeyFilter::operator=(KeyFilter&&) noexcept = default;
KeyFilter::~KeyFilter() = default;

std::string KeyFilter::feed(std::string_view piece) {
    if (!impl_) return std::string(piece);
    impl_->held += piece;
    return impl_->take(true);
}

std::string KeyFilter::finish() {
    return impl_ ? impl_->take(false) : std::string();
}

std::string KeyFilter::all(std::string_view text) {
    std::string out = feed(text);
    out += finish();
    return out;
}

} // namespace inlay
