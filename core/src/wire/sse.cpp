// How does a stream of server-sent events become events? See sse.h.
#include "wire/sse.h"

#include <algorithm>

namespace inlay::wire {
namespace {

constexpr std::size_t most_stray = 4u << 20; // enough for any error; what comes after it is dropped

// The value of a field begins behind the colon and one space.
std::size_t value_begin(std::string_view line, std::size_t name_length) {
    std::size_t begin = name_length;
    if (begin < line.size() && line[begin] == ':') ++begin;
    if (begin < line.size() && line[begin] == ' ') ++begin;
    return begin;
}

bool is_field(std::string_view line, std::string_view name) {
    return line.starts_with(name) && (line.size() == name.size() || line[name.size()] == ':');
}

} // namespace

void SseSplitter::feed(std::string_view piece) {
    std::size_t at = 0;
    // Looked up again only when passed: a piece of many short lines with one kind of line end must not be searched for
    // the other at each of them.
    std::size_t newline = piece.find('\n');
    std::size_t carriage_return = piece.find('\r');
    while (at < piece.size()) {
        if (after_cr_) {
            after_cr_ = false;
            if (piece[at] == '\n') {
                ++at;
                continue;
            }
        }
        if (newline < at) newline = piece.find('\n', at);
        if (carriage_return < at) carriage_return = piece.find('\r', at);
        std::size_t const end = std::min({newline, carriage_return, piece.size()});
        append_to_line(piece.substr(at, end - at));
        at = end;
        if (at < piece.size()) {
            after_cr_ = piece[at] == '\r';
            ++at;
            end_line();
        }
    }
}

// A line that has grown large is probably a picture and will grow on: it gets four times the room at once, since a page
// that is never touched costs nothing and one that is copied is paid for twice.
void SseSplitter::append_to_line(std::string_view text) {
    constexpr std::size_t large = 1u << 20;
    if (line_.size() + text.size() > line_.capacity() && line_.size() >= large) line_.reserve(4 * line_.size());
    line_ += text;
}

void SseSplitter::finish() {
    if (!line_.empty()) end_line();
    dispatch(false);
}

void SseSplitter::end_line() {
    if (at_start_) {
        at_start_ = false;
        if (line_.starts_with("\xEF\xBB\xBF")) line_.erase(0, 3);
    }
    std::string_view const line = line_;
    bool const comment = line.starts_with(':');
    bool const other_field = is_field(line, "id") || is_field(line, "retry");
    if (is_field(line, "data")) {
        in_stray_ = false;
        take_data(value_begin(line, 4));
    } else if (is_field(line, "event")) {
        in_stray_ = false;
        type_ = line.substr(value_begin(line, 5));
    } else if (line.empty() && !in_stray_) {
        dispatch(true);
    } else if (!comment && (!other_field || in_stray_)) {
        in_stray_ = true; // until the next field; an empty line inside may belong to it
        if (stray_.size() < most_stray) stray_.append(line.substr(0, most_stray)).append("\n");
    }
    line_.clear();
}

void SseSplitter::take_data(std::size_t begin) {
    if (!has_data_) {
        data_.swap(line_);
        data_begin_ = begin;
        has_data_ = true;
        return;
    }
    data_ += '\n';
    data_.append(line_, begin);
}

void SseSplitter::dispatch(bool complete) {
    if (has_data_) handler_({type_, std::string_view(data_).substr(data_begin_), complete});
    has_data_ = false;
    data_.clear();
    type_.clear();
}

} // namespace inlay::wire
