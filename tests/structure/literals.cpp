#include "literals.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace inlay::test {
namespace {

class Scanner {
  public:
    Scanner(std::string_view source, Language language) : text_(source), python_(language == Language::python) {}

    std::vector<std::string> run() {
        while (at_ < text_.size())
            step();
        close();
        return std::move(found_);
    }

  private:
    [[nodiscard]] bool sees(std::string_view what) const { return text_.substr(at_).starts_with(what); }
    void skip_past(std::string_view what) {
        std::size_t const end = text_.find(what, at_);
        at_ = end == std::string_view::npos ? text_.size() : end + what.size();
    }
    // Something stands between two literals, so they are two.
    void close() {
        if (open_) found_.push_back(std::move(*open_));
        open_.reset();
    }

    void step() {
        char const c = text_[at_];
        if (python_ ? c == '#' : sees("//")) return skip_past("\n");
        if (!python_ && sees("/*")) return at_ += 2, skip_past("*/");
        if (python_ && (sees("\"\"\"") || sees("'''"))) return documentation();
        if (!python_ && sees("R\"")) return raw();
        if (!python_ && c == '\'') return character();
        if (c == '"' || (python_ && c == '\'')) return literal(c);
        bool const space = std::isspace(static_cast<unsigned char>(c)) != 0;
        // f"..." and r"..." go on with what stands before them.
        bool const prefix = python_ && (c == 'f' || c == 'r' || c == 'b') && at_ + 1 < text_.size() &&
                            (text_[at_ + 1] == '"' || text_[at_ + 1] == '\'') &&
                            (at_ == 0 || std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) == 0);
        if (!space && !prefix) close();
        ++at_;
    }
    void documentation() {
        std::string const quotes(text_.substr(at_, 3));
        at_ += 3;
        skip_past(quotes);
    }
    void raw() {
        std::size_t const bracket = text_.find('(', at_);
        std::string const end = ")" + std::string(text_.substr(at_ + 2, bracket - at_ - 2)) + "\"";
        std::size_t const last = text_.find(end, bracket);
        open_ = open_.value_or("") + std::string(text_.substr(bracket + 1, last - bracket - 1));
        at_ = last + end.size();
    }
    // A digit before it: 18'000'000.
    void character() {
        bool const separator = at_ > 0 && std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) != 0;
        ++at_;
        close();
        if (separator) return;
        while (at_ < text_.size() && text_[at_] != '\'')
            at_ += text_[at_] == '\\' ? 2U : 1U;
        ++at_;
    }
    void literal(char quote) {
        std::size_t const start = ++at_;
        while (at_ < text_.size() && text_[at_] != quote)
            at_ += text_[at_] == '\\' ? 2U : 1U;
        at_ = std::min(at_, text_.size());
        open_ = open_.value_or("") + std::string(text_.substr(start, at_ - start));
        ++at_;
    }

    std::string_view text_;
    bool python_;
    std::size_t at_ = 0;
    std::optional<std::string> open_;
    std::vector<std::string> found_;
};

} // namespace

std::vector<std::string> string_literals(std::string_view source, Language language) {
    return Scanner(source, language).run();
}

} // namespace inlay::test
