// How does one transfer with one server run? A redirect that is followed is another transfer (exchange.cpp).
#pragma once

#include "http/failure.h"
#include "http/handle.h"

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

namespace inlay::http {

using Clock = std::chrono::steady_clock;

struct Timeline {
    Clock::time_point begin = Clock::now(); // of the exchange
    Clock::time_point sent = begin;         // the last byte of the request has left
    Clock::time_point first = begin;        // the first byte of the final reply has come
};

struct End {
    std::optional<Failure> failure; // nullopt: a complete response, or a redirect to follow
    std::string redirect;
    bool try_bundle = false; // the certificate was not vouched for by the hashed folder; nothing has been sent yet
};

End transfer(Plan const& plan, Observer& observer, Response& response, Timeline& timeline, std::stop_token const& stop);

} // namespace inlay::http
