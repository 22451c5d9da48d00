// How does text get into JSON and out of it?
#pragma once

#include <string>
#include <string_view>

namespace inlay::wire {

// `text` as a JSON string with its quotes. Invalid UTF-8 becomes U+FFFD: a prompt may come from anywhere and must not
// make a call fail.
std::string json_quoted(std::string_view text);

// Appends what the inside of a JSON string means. Forgiving: a lone surrogate becomes U+FFFD, an unknown escape its own
// letter.
void append_unescaped(std::string& out, std::string_view raw);

// The same text with every byte that is not part of valid UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

// ASCII letters only; for comparing what services write.
std::string lower_case(std::string_view text);

std::string_view trimmed(std::string_view text) noexcept;

} // namespace inlay::wire
