// What became of an exchange, in more words than perform() gives: what came before it failed, and whether it may be
// repeated.
#pragma once

#include "http/failure.h"
#include "inlay/http.h"

#include <optional>
#include <stop_token>

namespace inlay::http {

struct Outcome {
    Response response; // complete, or as much as came: a picture may be whole although the connection broke behind it
    std::optional<Failure> failure; // nullopt: the response is complete
};

// As perform(). Never throws.
Outcome exchange(Request const& request, Observer& observer, std::stop_token const& stop) noexcept;

} // namespace inlay::http
