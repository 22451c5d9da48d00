// How does a stream of server-sent events become events?
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace inlay::wire {

// Fed with pieces of any size. Linear: no byte is searched twice and a line of 40 MB is collected once. Follows
// WHATWG's parsing rules (CRLF, LF and CR, a BOM, comments, several data lines in one event), and on purpose goes on
// where they would stop: an event that the stream's end cuts off from its empty line counts, and text that is in no
// field, as gateways send when they fail in the middle, is kept.
class SseSplitter {
  public:
    struct Event {
        std::string_view type; // of the `event:` field, empty when there was none
        std::string_view data;
        bool complete = true; // false: the stream ended before the empty line
    };
    using Handler = std::function<void(Event const&)>;

    explicit SseSplitter(Handler handler) : handler_(std::move(handler)) {}

    void feed(std::string_view piece);
    void finish();
    // What stood outside of every field: a bare JSON error, a plain sentence.
    [[nodiscard]] std::string const& stray() const { return stray_; }

  private:
    void append_to_line(std::string_view text);
    void end_line();
    void take_data(std::size_t value_begin);
    void dispatch(bool complete);

    Handler handler_;
    std::string line_;
    std::string data_;
    std::size_t data_begin_ = 0; // a lone data line is not copied: it becomes data_ as it is, and its value begins here
    bool has_data_ = false;
    std::string type_;
    std::string stray_;
    bool in_stray_ = false;
    bool after_cr_ = false;
    bool at_start_ = true;
};

} // namespace inlay::wire
