// Which Error is a reply that holds no picture?
#pragma once

#include "inlay/model_call.h"

#include "wire/found.h"

#include <string>
#include <string_view>
#include <vector>

namespace inlay::wire {

// Who answered, and what must not be repeated.
struct Answerer {
    Connection const& connection;
    int status = 0;
    std::vector<http::Header> const& headers;
    std::string request_id;

    [[nodiscard]] std::string name() const;        // "CometAPI", "The sandbox", "The service at localhost:8080"
    [[nodiscard]] std::string name_within() const; // the same, not at the start of a sentence
    [[nodiscard]] std::string words(std::string_view text) const;        // their words: redacted, then cut
    [[nodiscard]] std::string detail(std::string_view more = {}) const;  // "HTTP 429; request id …; …"
    [[nodiscard]] std::string_view header(std::string_view field) const; // empty when there is none
};

// The kind of error that a body and a status together are. The body decides first.
ErrorCode kind_of_error(ErrorFacts const& facts, int status, bool has_key);

// An error that the service reported.
Error reply_error(ErrorFacts const& facts, Answerer const& from);

// A reply without an error and without a picture: why is there none?
Error no_image_error(Found const& found, Answerer const& from);

// What is left of a picture that the service's filter did not let through.
Error withheld_picture(Answerer const& from);

// Found in the headers that services use for it; empty when there is none.
std::string request_id_of(std::vector<http::Header> const& headers);

} // namespace inlay::wire
