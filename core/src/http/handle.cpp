// Each option beside its reason. Every callback runs under guarded(): no exception crosses libcurl.
#include "http/handle.h"

#include "http/address.h"
#include "http/certificates.h"
#include "inlay/guarded.h"

#include <algorithm>
#include <new>
#include <sys/socket.h>
#include <unistd.h>

namespace inlay::http {
namespace {

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
        return (x >= 'A' && x <= 'Z' ? x + 32 : x) == (y >= 'A' && y <= 'Z' ? y + 32 : y);
    });
}

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(letter) != std::string_view::npos;
    });
}

bool is_field_value(std::string_view text) {
    return std::none_of(text.begin(), text.end(),
                        [](unsigned char letter) { return (letter < 0x20 && letter != '\t') || letter == 0x7f; });
}

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
    // Only lack of memory and options that this libcurl was built without can fail here.
    auto const code = curl_easy_setopt(easy, option, value);
    if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
}

Context& context_of(void* data) {
    return *static_cast<Context*>(data);
}

// Runs what may throw; an exception becomes the transfer's error and `otherwise` the callback's value.
template <class Value, class Body>
Value guarded_in(Context& context, Value otherwise, Body&& body) noexcept {
    return guarded(std::forward<Body>(body), [&](Error error) {
        context.thrown = std::move(error);
        return otherwise;
    });
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
    auto& context = context_of(user);
    return guarded_in(context, std::size_t{0}, [&] {
        auto const bytes = size * count;
        bool const go_on = !context.stop.stop_requested() && context.reception.line({data, bytes});
        if (context.reception.begun()) context.phase = Phase::receiving;
        return go_on ? bytes : 0;
    });
}

std::size_t on_write(char* data, std::size_t size, std::size_t count, void* user) {
    auto& context = context_of(user);
    return guarded_in(context, std::size_t{0}, [&] {
        auto const bytes = size * count;
        return !context.stop.stop_requested() && context.reception.piece({data, bytes}) ? bytes : 0;
    });
}

bool allowed(Context const& context, sockaddr const& peer) {
    auto const& request = context.plan.request;
    // Behind a proxy the peer is the proxy, which the person chose; of the target only its name can be judged
    // (exchange.cpp does).
    if (request.reach == Reach::anywhere || !context.plan.proxy.empty()) return true;
    auto const address = Address::of(peer);
    if (!address) return false;
    if (address->range() == Range::loopback) return request.loopback_allowed;
    return address->range() == Range::public_network && context.plan.url.scheme == "https";
}

curl_socket_t on_open_socket(void* user, curlsocktype, curl_sockaddr* address) {
    auto& context = context_of(user);
    return guarded_in(context, curl_socket_t{CURL_SOCKET_BAD}, [&]() -> curl_socket_t {
        if (context.phase == Phase::resolving) context.phase = Phase::connecting;
        // The name was resolved just now: what is checked is what is connected to, so that no name can change its
        // address in between.
        if (!allowed(context, address->addr)) {
            context.refused_address = true;
            return CURL_SOCKET_BAD;
        }
        context.refused_address = false;
        // Hosts start other programs meanwhile, which must not inherit the socket.
        context.sockets.push_back(CURL_SOCKET_BAD);
        context.sockets.back() = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
        return context.sockets.back();
    });
}

int on_close_socket(void* user, curl_socket_t socket) {
    std::erase(context_of(user).sockets, socket);
    auto& context = context_of(user);
    return guarded_in(context, -1, [&] {
        if (context.abort_sockets) {
            linger const drop{1, 0};
            ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &drop, sizeof drop);
        }
        return ::close(socket);
    });
}

// Connected, TLS and proxy included; the request comes next.
int on_connected(void* user, char*, char*, int, int) {
    auto& context = context_of(user);
    return guarded_in(context, CURL_PREREQFUNC_ABORT, [&] {
        context.phase = Phase::sending;
        return CURL_PREREQFUNC_OK;
    });
}

} // namespace

std::optional<Error> refused_request(Request const& request) {
    auto const refuse = [](std::string message) {
        return Error{ErrorCode::usage, std::move(message), "Correct the additional headers in the settings.", ""};
    };
    if (!is_token(request.method)) return refuse("The request's method is not a word of HTTP.");
    for (auto const& [name, value] : request.headers) {
        // The value stays untold: it may be the key.
        if (!is_token(name))
            return refuse("The name of an additional header has a character in it that HTTP does not allow.");
        if (!is_field_value(value))
            return refuse("The value of the header " + name + " has a line break or another control character in it.");
        if (same_name(name, "Content-Length") || same_name(name, "Transfer-Encoding") || same_name(name, "Expect"))
            return refuse("The header " + name + " is set by Inlay itself and cannot be given.");
    }
    return std::nullopt;
}

Handle::Handle(Context& context) : easy_(curl_easy_init()) {
    if (!easy_) throw std::bad_alloc();
    options(context);
    request_options(context);
    headers(context.plan);
}

void Handle::options(Context& context) {
    auto* const easy = easy_.get();
    auto const& plan = context.plan;
    set(easy, CURLOPT_ERRORBUFFER, context.error_text);
    set(easy, CURLOPT_NOSIGNAL, 1L);
    set(easy, CURLOPT_QUICK_EXIT, 1L); // a stuck resolver thread is left behind instead of waited for
    set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    set(easy, CURLOPT_FOLLOWLOCATION,
        0L); // exchange.cpp follows, because libcurl hands x-goog-api-key to other origins
    set(easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1}); // README.md says why
    set(easy, CURLOPT_FORBID_REUSE, 1L);
    set(easy, CURLOPT_TCP_KEEPALIVE, 1L); // tells a dead line from a slow model
    set(easy, CURLOPT_TCP_KEEPIDLE, 30L);
    set(easy, CURLOPT_TCP_KEEPINTVL, 15L);
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(plan.request.connect_timeout.count()));
    set(easy, CURLOPT_BUFFERSIZE, 256L << 10);
    set(easy, CURLOPT_UPLOAD_BUFFERSIZE, 512L << 10);
    set(easy, CURLOPT_ACCEPT_ENCODING, ""); // all that libcurl can undo; some gateways compress unasked
    set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    by_hash_ = set_certificates(easy, plan.request.ca_bundle, plan.whole_bundle);
    set(easy, CURLOPT_PROXY, plan.proxy.c_str()); // empty: none, whatever the environment says; proxy_for() has read it
    set(easy, CURLOPT_NOPROXY, "");
    set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(easy, CURLOPT_HEADEROPT, long{CURLHEADER_SEPARATE}); // a proxy never sees the key
    set(easy, CURLOPT_HEADERFUNCTION, on_header);
    set(easy, CURLOPT_HEADERDATA, &context);
    set(easy, CURLOPT_WRITEFUNCTION, on_write);
    set(easy, CURLOPT_WRITEDATA, &context);
    set(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
    set(easy, CURLOPT_OPENSOCKETDATA, &context);
    set(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close_socket);
    set(easy, CURLOPT_CLOSESOCKETDATA, &context);
    set(easy, CURLOPT_PREREQFUNCTION, on_connected);
    set(easy, CURLOPT_PREREQDATA, &context);
}

void Handle::request_options(Context& context) {
    auto* const easy = easy_.get();
    auto const& plan = context.plan;
    auto const& request = plan.request;
    set(easy, CURLOPT_URL, plan.url.text.c_str());
    set(easy, CURLOPT_PATH_AS_IS, 1L);
    bool const whole = !plan.proxy.empty() && plan.url.scheme == "http" && !plan.proxy.starts_with("socks");
    set(easy, CURLOPT_REQUEST_TARGET, (whole ? plan.url.absolute_target() : plan.url.target()).c_str());
    if (request.method == "GET" && request.body.empty()) {
        set(easy, CURLOPT_HTTPGET, 1L);
    } else if (request.method == "HEAD") {
        set(easy, CURLOPT_NOBODY, 1L);
    } else {
        set(easy, CURLOPT_POST, 1L);
        set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size())); // a true Content-Length
        set(easy, CURLOPT_POSTFIELDS, request.body.data());                                   // not copied
        set(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
}

void Handle::headers(Plan const& plan) {
    List list;
    auto const append = [&](std::string const& line) {
        auto* const longer = curl_slist_append(list.get(), line.c_str());
        if (longer == nullptr) throw std::bad_alloc();
        static_cast<void>(list.release()); // now part of `longer`
        list.reset(longer);
    };
    bool has_agent = false;
    bool has_type = false;
    if (plan.with_headers) {
        for (auto const& [name, value] : plan.request.headers) {
            has_agent = has_agent || same_name(name, "User-Agent");
            has_type = has_type || same_name(name, "Content-Type");
            // The semicolon is libcurl's way of writing an empty value.
            append(std::string(name).append(value.empty() ? ";" : ": ").append(value));
        }
    }
    append("Expect:");                      // its answer would be waited for up to a second
    if (!has_type) append("Content-Type:"); // libcurl's own is that of a web form
    if (!has_agent) append("User-Agent: Inlay/" INLAY_VERSION);
    set(easy_.get(), CURLOPT_HTTPHEADER, list.get());
    headers_ = std::move(list);
}

} // namespace inlay::http
