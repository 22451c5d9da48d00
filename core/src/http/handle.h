// How is a libcurl handle set up for one transfer, and what do its callbacks do?
#pragma once

#include "http/reception.h"
#include "http/url.h"
#include "inlay/http.h"

#include <curl/curl.h>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace inlay::http {

struct Plan {
    Request const& request;
    Url url;
    std::string proxy; // empty: none
    bool with_headers; // false at another origin: its headers (the key among them) belong to the first
    bool may_follow;   // a redirect ends the transfer
    bool whole_bundle; // the system's bundle of certificates instead of its hashed folder
};

// What the callbacks share with the loop. Lives longer than the handle.
struct Context {
    Plan const& plan;
    Reception reception;
    std::stop_token stop;
    Phase phase = Phase::resolving;
    bool refused_address = false; // the peer is not one that Reach allows
    bool abort_sockets =
        false; // closing drops what the kernel still has to send, instead of sending it in the background
    std::optional<Error> thrown{}; // by the observer
    char error_text[CURL_ERROR_SIZE] = {};
    // Open now, the latest last; connected is one of them. libcurl tells which only once the transfer is over.
    std::vector<curl_socket_t> sockets{};
};

template <auto function>
struct CleanUp {
    template <class Handle>
    void operator()(Handle* handle) const {
        function(handle);
    }
};
using Easy = std::unique_ptr<CURL, CleanUp<curl_easy_cleanup>>;
using Multi = std::unique_ptr<CURLM, CleanUp<curl_multi_cleanup>>;
using List = std::unique_ptr<curl_slist, CleanUp<curl_slist_free_all>>;

class Handle {
  public:
    explicit Handle(Context& context); // throws std::bad_alloc
    [[nodiscard]] CURL* get() const { return easy_.get(); }
    [[nodiscard]] bool certificates_by_hash() const { return by_hash_; }

  private:
    void options(Context& context);
    void request_options(Context& context);
    void headers(Plan const& plan);

    List headers_; // read by easy_
    Easy easy_;
    bool by_hash_ = false;
};

// An Error for headers and methods that must not be sent; nullopt when all is well.
std::optional<Error> refused_request(Request const& request);

} // namespace inlay::http
