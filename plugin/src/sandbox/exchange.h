// What goes in and out of the sandbox, as values: everything that knows a format works on these, and only server.cpp
// knows sockets.
#pragma once

#include "inlay/http.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace inlay::sandbox {

struct Incoming {
    std::string method;
    std::string path;  // percent-decoded, without the query
    std::string query; // as sent
    std::vector<http::Header> headers;
    std::string body;
    [[nodiscard]] std::string_view
    header(std::string_view name) const noexcept; // compared without case; empty when there is none
};

struct Piece {
    std::string bytes;
    double share = 0; // of the delay that passes before it is sent; the shares of all pieces need not add up to 1
};

enum class Ending {
    complete,
    cut_off, // half of the body, then the connection is closed
    dropped, // closed without a byte
    silent,  // never answered; the client has to give up
};

struct Outgoing {
    int status = 200;
    std::vector<http::Header> headers;
    std::vector<Piece> pieces; // one: sent with its length; more: chunked, as they become due
    Ending ending = Ending::complete;
    std::chrono::milliseconds delay{0};
};

inline Outgoing whole(int status, std::string content_type, std::string body) {
    Outgoing out;
    out.status = status;
    out.headers.push_back({"Content-Type", std::move(content_type)});
    out.pieces.push_back({std::move(body), 1});
    return out;
}

} // namespace inlay::sandbox
