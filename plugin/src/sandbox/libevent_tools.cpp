// How do requests become values, and values replies, at libevent's border?
#include "libevent_tools.h"

#include <event2/bufferevent.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>

#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace inlay::sandbox {

timeval timeval_of(Clock::duration duration) {
    auto const us = std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::microseconds>(duration).count());
    return {us / 1'000'000, us % 1'000'000};
}

namespace {

std::string_view method_name(evhttp_cmd_type method) {
    switch (method) {
    case EVHTTP_REQ_GET:
        return "GET";
    case EVHTTP_REQ_POST:
        return "POST";
    case EVHTTP_REQ_HEAD:
        return "HEAD";
    case EVHTTP_REQ_PUT:
        return "PUT";
    case EVHTTP_REQ_DELETE:
        return "DELETE";
    case EVHTTP_REQ_OPTIONS:
        return "OPTIONS";
    case EVHTTP_REQ_PATCH:
        return "PATCH";
    default:
        return "OTHER";
    }
}

} // namespace

Incoming incoming_of(evhttp_request* request) {
    Incoming incoming;
    incoming.method = method_name(evhttp_request_get_command(request));
    std::string_view const uri = evhttp_request_get_uri(request);
    std::size_t const question = std::min(uri.find('?'), uri.size());
    std::string const raw(uri.substr(0, question));
    std::size_t length = 0;
    if (char* const decoded = evhttp_uridecode(raw.c_str(), 0, &length)) {
        incoming.path.assign(decoded, length);
        std::free(decoded);
    }
    if (question < uri.size()) incoming.query = uri.substr(question + 1);
    for (evkeyval const* header = evhttp_request_get_input_headers(request)->tqh_first; header != nullptr;
         header = header->next.tqe_next) {
        incoming.headers.push_back({header->key, header->value});
    }
    evbuffer* const input = evhttp_request_get_input_buffer(request);
    incoming.body.resize(evbuffer_get_length(input));
    evbuffer_copyout(input, incoming.body.data(), incoming.body.size());
    evbuffer_drain(input, incoming.body.size());
    return incoming;
}

Buffer buffer_of(std::string bytes) {
    Buffer buffer(evbuffer_new());
    auto* const owned = new std::string(std::move(bytes));
    evbuffer_add_reference(
        buffer.get(), owned->data(), owned->size(),
        [](void const*, std::size_t, void* data) { delete static_cast<std::string*>(data); }, owned);
    return buffer;
}

void send_at_once(evhttp_connection* connection) {
    int const yes = 1;
    int const fd = bufferevent_getfd(evhttp_connection_get_bufferevent(connection));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes); // without it the pieces come a little later
}

int port_of(evhttp_bound_socket* socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    bool const known =
        getsockname(evhttp_bound_socket_get_fd(socket), reinterpret_cast<sockaddr*>(&address), &size) == 0;
    return known ? ntohs(address.sin_port) : 0;
}

} // namespace inlay::sandbox
