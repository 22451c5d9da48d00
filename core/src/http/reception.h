// What has the server said so far? Header lines and pieces of the body become a Response, within the limits.
#pragma once

#include "inlay/http.h"

#include <optional>
#include <string>
#include <string_view>

namespace inlay::http {

class Reception {
  public:
    Reception(Request const& request, bool may_follow, Observer& observer, Response& response)
        : request_(request), may_follow_(may_follow), observer_(observer), response_(response) {}

    // One line, its line break included. Both return false to end the transfer: error() or redirect() says why. May
    // throw what the observer throws.
    bool line(std::string_view text);
    bool piece(std::string_view bytes);

    [[nodiscard]] bool begun() const { return begun_; }       // the status line of the final reply has come
    [[nodiscard]] bool complete() const { return complete_; } // its header is complete
    [[nodiscard]] std::optional<Error> const& error() const { return error_; }
    [[nodiscard]] std::string const& redirect() const { return redirect_; } // the Location to follow; empty: none

  private:
    bool header_complete();
    bool refuse(std::string message);

    Request const& request_;
    bool may_follow_;
    Observer& observer_;
    Response& response_;
    std::size_t header_bytes_ = 0; // of all heads together, interim ones included
    bool begun_ = false;
    bool complete_ = false;
    std::optional<Error> error_;
    std::string redirect_;
};

} // namespace inlay::http
