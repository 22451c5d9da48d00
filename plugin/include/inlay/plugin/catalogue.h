// What is said to a person, in whole sentences? The table is in sentences.h; this is the way to it.
//
// A sentence is never joined from parts: what differs stands in it by name ("{model}"), and what depends on a number
// has two forms. So a language can put everything into its own order.
#pragma once

#include "inlay/plugin/sentences.h"
#include "inlay/result.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace inlay {

// The name of a sentence of the table; a name that is not in it does not compile.
class SentenceName {
  public:
    consteval SentenceName(char const* name) : sentence_(find_sentence(name)) { // NOLINT(google-explicit-constructor)
        if (sentence_ == nullptr) throw "there is no sentence of this name";
    }
    explicit constexpr SentenceName(Sentence const& sentence) : sentence_(&sentence) {}
    [[nodiscard]] constexpr Sentence const& sentence() const { return *sentence_; }

  private:
    Sentence const* sentence_;
};

// What stands for the names in curly brackets. Foreign text is taken as it is.
using SentenceValues = std::initializer_list<std::pair<std::string_view, std::string_view>>;

std::string say(SentenceName name, SentenceValues values = {});
// The form that goes with `count`, which is the sentence's {count}.
std::string say_counted(SentenceName name, std::int64_t count, SentenceValues values = {});

} // namespace inlay
