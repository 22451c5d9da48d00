// Where does a key stand in a text, whoever wrote it there? As it is, percent-encoded, JSON-escaped, in Base64.
// Internal to this folder.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace inlay::redaction {

// Below this length a key is a word like any other ("test", "x"): replacing it inside of words would destroy the text
// and hide nothing.
inline constexpr std::size_t shortest_key_inside_words = 6;

std::string_view trimmed(std::string_view key);

class KnownKey {
  public:
    explicit KnownKey(std::string_view key); // without white space around it

    struct Match {
        std::size_t length = 0; // of the key where it begins at the start of the text; 0: it does not
        bool open = false;      // no length, but what follows may still make it one
    };
    [[nodiscard]] Match at_start(std::string_view text) const;
    // Where from `at` on the key may begin.
    [[nodiscard]] std::size_t next_beginning(std::string_view text, std::size_t at) const;
    [[nodiscard]] bool empty() const { return key_.empty(); }
    [[nodiscard]] std::size_t size() const { return key_.size(); }

  private:
    [[nodiscard]] Match spelled(std::string_view text, std::size_t depth) const;
    std::string key_;
    std::vector<std::string> in_base64_; // at each of the three places that a byte can have there, in both alphabets
    bool begins_[256] = {};              // which bytes any spelling begins with
};

} // namespace inlay::redaction
