// Where in a file that a person wrote is what is wrong? See located_json.h.
#include "located_json.h"

#include <algorithm>
#include <iterator>
#include <vector>

namespace inlay {
namespace {

using nlohmann::json;

constexpr int deepest = 64;

// Counts what the parser has taken. The parser copies iterators, so the count lives outside.
class CountingIterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = char const*;
    using reference = char const&;

    CountingIterator(char const* at, std::size_t* taken) : at_(at), taken_(taken) {}
    reference operator*() const { return *at_; }
    CountingIterator& operator++() {
        ++at_;
        ++*taken_;
        return *this;
    }
    CountingIterator operator++(int) {
        CountingIterator const before = *this;
        ++*this;
        return before;
    }
    friend bool operator==(CountingIterator a, CountingIterator b) { return a.at_ == b.at_; }
    friend bool operator!=(CountingIterator a, CountingIterator b) { return a.at_ != b.at_; }

  private:
    char const* at_;
    std::size_t* taken_;
};

// Counts lines in one pass, because it is asked for growing positions.
class LineCounter {
  public:
    explicit LineCounter(std::string_view text) : text_(text) {}
    std::size_t line_at(std::size_t offset) {
        std::size_t const end = std::min(offset, text_.size());
        if (end > seen_) {
            line_ += static_cast<std::size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(seen_),
                                                         text_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
            seen_ = end;
        }
        return line_;
    }

  private:
    std::string_view text_;
    std::size_t seen_ = 0;
    std::size_t line_ = 1;
};

struct Level {
    bool is_array = false;
    std::size_t index = 0;         // of the next element, in an array
    std::string prefix;            // JSON pointer of the container
    std::vector<std::string> keys; // seen in an object
    std::string key;               // the one whose value comes next
};

// A problem that the parser's callback found; it leaves the parser as an exception, since the callback has no other way
// out.
struct Refused {
    std::size_t line;
    std::string sentence;
};

class LineNotes {
  public:
    LineNotes(std::string_view text, std::map<std::string, std::size_t, std::less<>>& lines)
        : counter_(text), lines_(lines) {}

    bool operator()(json::parse_event_t event, json const& parsed, std::size_t taken) {
        // One character may have been looked at beyond the token, so it is the one before that counts.
        std::size_t const line = counter_.line_at(taken == 0 ? 0 : taken - 1);
        switch (event) {
        case json::parse_event_t::key:
            key(parsed.get_ref<std::string const&>(), line);
            break;
        case json::parse_event_t::object_start:
            open(false, line);
            break;
        case json::parse_event_t::array_start:
            open(true, line);
            break;
        case json::parse_event_t::object_end:
        case json::parse_event_t::array_end:
            levels_.pop_back();
            break;
        case json::parse_event_t::value:
            note_value(line);
            break;
        }
        return true;
    }

  private:
    void key(std::string const& name, std::size_t line) {
        Level& level = levels_.back();
        if (std::ranges::find(level.keys, name) != level.keys.end())
            throw Refused{line, "The field \"" + name + "\" is written twice."};
        level.keys.push_back(name);
        level.key = name;
        lines_.emplace(level.prefix + "/" + pointer_token(name), line);
    }
    std::string note_value(std::size_t line) {
        if (levels_.empty()) {
            lines_.emplace("", line);
            return {};
        }
        Level& level = levels_.back();
        if (!level.is_array) return level.prefix + "/" + pointer_token(level.key);
        std::string pointer = level.prefix + "/" + std::to_string(level.index++);
        lines_.emplace(pointer, line);
        return pointer;
    }
    void open(bool is_array, std::size_t line) {
        if (levels_.size() >= deepest) throw Refused{line, "There are too many brackets within brackets."};
        std::string pointer = note_value(line);
        levels_.push_back(Level{is_array, 0, std::move(pointer), {}, {}});
    }

    LineCounter counter_;
    std::map<std::string, std::size_t, std::less<>>& lines_;
    std::vector<Level> levels_;
};

Error problem_at(std::string const& file_name, std::size_t line, std::string_view sentence, std::string detail) {
    return Error{ErrorCode::bad_input, file_name + ", line " + std::to_string(line) + ": " + std::string(sentence),
                 "Correct that line of the file, or delete the file to start again.", std::move(detail)};
}

} // namespace

Result<LocatedJson> LocatedJson::parse(std::string_view text, std::string file_name) {
    LocatedJson located;
    located.file_name_ = std::move(file_name);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3); // editors of other systems write a byte order mark
    std::size_t taken = 0;
    LineNotes notes(text, located.lines_);
    try {
        located.root_ =
            json::parse(CountingIterator(text.data(), &taken), CountingIterator(text.data() + text.size(), &taken),
                        [&](int, json::parse_event_t event, json& parsed) { return notes(event, parsed, taken); });
    } catch (json::parse_error const& error) {
        std::size_t const byte = error.byte == 0 ? 0 : error.byte - 1;
        // Where the text ends too early, the last line with something in it is the one to look at.
        std::size_t const last = text.find_last_not_of(" \t\r\n");
        std::size_t const at = last == std::string_view::npos ? 0 : std::min(byte, last);
        // The parser's own words may quote the file, and a key may be in it, so only the place is told.
        return fail(problem_at(located.file_name_, LineCounter(text).line_at(at), "This is not valid JSON.",
                               "JSON syntax error at byte " + std::to_string(error.byte)));
    } catch (Refused const& refused) {
        return fail(problem_at(located.file_name_, refused.line, refused.sentence, {}));
    }
    return located;
}

std::size_t LocatedJson::line_of(std::string pointer) const {
    while (true) {
        if (auto const found = lines_.find(pointer); found != lines_.end()) return found->second;
        std::size_t const slash = pointer.rfind('/');
        if (slash == std::string::npos) return 1;
        pointer.resize(slash);
    }
}

Error LocatedJson::problem(std::string const& pointer, std::string_view sentence) const {
    return problem_at(file_name_, line_of(pointer), sentence, "JSON pointer " + (pointer.empty() ? "/" : pointer));
}

std::string pointer_token(std::string_view part) {
    std::string token;
    for (char const c : part) {
        if (c == '~')
            token += "~0";
        else if (c == '/')
            token += "~1";
        else
            token += c;
    }
    return token;
}

} // namespace inlay
