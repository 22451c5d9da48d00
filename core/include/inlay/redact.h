// How is a key kept out of everything that a person, a log or a bug report may see?
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace inlay {

inline constexpr std::string_view key_replacement = "[key]";

// Replaces every occurrence of `key` (also percent-encoded and JSON-escaped) by key_replacement, and whatever looks
// like a key of the known services (sk-…, AIza…, r8_…, Bearer …, key=…, x-goog-api-key: …) as well. Redact first, cut
// afterwards: a cut key is still half a key. [any thread]
std::string redact(std::string_view text, std::string_view key);

// For bytes that are to be kept as they came: takes out one key, as it is and percent-encoded, JSON-escaped or in
// Base64, also where a piece ends in the middle of it, and touches nothing else. A key of less than six characters is
// left alone. [one thread at a time]
class KeyFilter {
  public:
    explicit KeyFilter(std::string_view key);
    KeyFilter(KeyFilter&&) noexcept;
    KeyFilter& operator=(KeyFilter&&) noexcept;
    ~KeyFilter();

    // What is sure of everything that was given so far; only what may be the beginning of the key is held back.
    std::string feed(std::string_view piece);
    // The rest: nothing follows.
    std::string finish();
    // Both, for what is there as a whole.
    std::string all(std::string_view text);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_; // null: nothing is looked for
};

// The URL without its query and without user:password@.
std::string shown_url(std::string_view url);

// Cuts at a UTF-8 boundary, adding "…" when something was left out. Call it after redact().
std::string shortened(std::string_view text, std::size_t max_bytes);

} // namespace inlay
