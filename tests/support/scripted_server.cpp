// How does a test get a server that misbehaves on purpose? Plain POSIX sockets, so that no HTTP library can repair what
// a script sends.
#include "support/scripted_server.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <list>
#include <mutex>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace inlay::test {
namespace {

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    });
}

std::string_view trimmed(std::string_view text) {
    auto const first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string reply_text(int status, std::vector<std::pair<std::string, std::string>> const& headers,
                       std::string_view body, bool head_only) {
    std::string text = "HTTP/1.1 " + std::to_string(status) + (status < 400 ? " OK" : " Error") + "\r\n";
    bool framed = status == 204 || status == 304;
    for (auto const& [name, value] : headers) {
        text += name + ": " + value + "\r\n";
        framed = framed || same_name(name, "Content-Length") || same_name(name, "Transfer-Encoding");
    }
    if (!framed) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    text += "\r\n";
    if (!head_only) text += body;
    return text;
}

using Record = std::function<void(SeenRequest const&)>;

class SocketConnection final : public Connection {
  public:
    SocketConnection(int socket, Record record) : socket_(socket), record_(std::move(record)) {}
    SocketConnection(SocketConnection const&) = delete;
    SocketConnection& operator=(SocketConnection const&) = delete;
    ~SocketConnection() override { close_socket(); }

    bool read_request(SeenRequest& request) override {
        request = {};
        std::string line;
        if (!read_line(line)) return false;
        auto const first = line.find(' ');
        auto const last = line.rfind(' ');
        if (first == std::string::npos || last <= first) return false;
        request.method = line.substr(0, first);
        request.target = line.substr(first + 1, last - first - 1);
        while (true) {
            if (!read_line(line)) return false;
            if (line.empty()) break;
            auto const colon = line.find(':');
            if (colon == std::string::npos) return false;
            request.headers.emplace_back(line.substr(0, colon),
                                         std::string(trimmed(std::string_view(line).substr(colon + 1))));
        }
        if (same_name(request.header("Expect"), "100-continue") && !send("HTTP/1.1 100 Continue\r\n\r\n")) return false;
        bool const complete = same_name(request.header("Transfer-Encoding"), "chunked")
                                  ? read_chunks(request.body)
                                  : read_bytes(request.body, number(request.header("Content-Length"), 10));
        if (complete) record_(request);
        return complete;
    }

    bool send(std::string_view bytes) override {
        while (!bytes.empty()) {
            auto const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno == EINTR) continue;
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    // Reads nothing, so that a client in the middle of an upload stays stuck in it.
    bool wait_for_close(int milliseconds) override {
        auto const end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
        while (true) {
            auto const left =
                std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
            pollfd state{socket_, POLLRDHUP, 0};
            int const ready = ::poll(&state, 1, static_cast<int>(std::max<long>(left, 0)));
            if (ready > 0) return true;
            if (ready == 0) return false;
            if (errno != EINTR) return true;
        }
    }

    void reset() override {
        linger const none{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &none, sizeof none);
        close_socket();
    }

    // From the thread that ends the server: whatever the script waits for comes to its end.
    void abort() {
        std::lock_guard const lock(mutex_);
        if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
    }

    // A plain close would answer unread bytes with RST, which can take the reply out of the client's hands: say that
    // the reply is over, then read what still comes for a moment.
    void finish() {
        if (socket_ < 0) return;
        ::shutdown(socket_, SHUT_WR);
        auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
        std::array<char, 65536> sink;
        while (std::chrono::steady_clock::now() < end) {
            pollfd state{socket_, POLLIN, 0};
            if (::poll(&state, 1, 100) > 0 && ::recv(socket_, sink.data(), sink.size(), 0) <= 0) break;
        }
        close_socket();
    }

  private:
    void close_socket() {
        std::lock_guard const lock(mutex_);
        if (socket_ < 0) return;
        ::close(socket_);
        socket_ = -1;
    }

    bool fill() {
        if (position_ > 0) {
            buffer_.erase(0, position_);
            position_ = 0;
        }
        std::array<char, 65536> piece;
        while (true) {
            auto const got = ::recv(socket_, piece.data(), piece.size(), 0);
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) return false;
            buffer_.append(piece.data(), static_cast<std::size_t>(got));
            return true;
        }
    }

    bool read_line(std::string& line) {
        while (true) {
            auto const end = buffer_.find('\n', position_);
            if (end != std::string::npos) {
                line = buffer_.substr(position_, end - position_);
                if (!line.empty() && line.back() == '\r') line.pop_back();
                position_ = end + 1;
                return true;
            }
            if (!fill()) return false;
        }
    }

    bool read_bytes(std::string& out, std::size_t count) {
        while (count > 0) {
            if (position_ == buffer_.size() && !fill()) return false;
            auto const part = std::min(count, buffer_.size() - position_);
            out.append(buffer_, position_, part);
            position_ += part;
            count -= part;
        }
        return true;
    }

    bool read_chunks(std::string& out) {
        std::string line;
        while (read_line(line)) {
            auto const size = number(line, 16);
            if (!read_bytes(out, size)) return false;
            if (size > 0) {
                if (!read_line(line)) return false;
                continue;
            }
            while (read_line(line))
                if (line.empty()) return true;
        }
        return false;
    }

    static std::size_t number(std::string_view text, int base) {
        std::size_t value = 0;
        std::from_chars(text.data(), text.data() + text.size(), value, base);
        return value;
    }

    std::mutex mutex_; // guards the closing of the socket against abort()
    int socket_;
    Record record_;
    std::string buffer_;
    std::size_t position_ = 0; // what of the buffer was taken
};

} // namespace

std::string SeenRequest::header(std::string_view name) const {
    for (auto const& [key, value] : headers)
        if (same_name(key, name)) return value;
    return {};
}

struct ScriptedServer::Impl {
    struct Client {
        Client(int socket, Record record) : connection(socket, std::move(record)) {}
        SocketConnection connection;
        std::thread thread;
    };

    Script script;
    int listener = -1;
    int port = 0;
    mutable std::mutex mutex; // guards what follows
    std::vector<SeenRequest> seen;
    std::list<Client> clients;
    bool ending = false;
    std::thread acceptor;

    void accept_all() {
        while (true) {
            int const socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (socket < 0) {
                if (errno == EINTR || errno == ECONNABORTED) continue;
                return;
            }
            int const on = 1;
            ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            std::lock_guard const lock(mutex);
            if (ending) {
                ::close(socket);
                return;
            }
            auto& client = clients.emplace_back(socket, [this](SeenRequest const& request) {
                std::lock_guard const guard(mutex);
                seen.push_back(request);
            });
            client.thread = std::thread([this, &client] {
                script(client.connection);
                client.connection.finish();
            });
        }
    }
};

ScriptedServer::ScriptedServer(Script script) : impl_(std::make_unique<Impl>()) {
    impl_->script = std::move(script);
    impl_->listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (impl_->listener < 0 || ::bind(impl_->listener, any, size) != 0 || ::listen(impl_->listener, 64) != 0 ||
        ::getsockname(impl_->listener, any, &size) != 0)
        throw std::system_error(errno, std::generic_category(), "the scripted server");
    impl_->port = ntohs(address.sin_port);
    impl_->acceptor = std::thread([impl = impl_.get()] { impl->accept_all(); });
}

ScriptedServer::~ScriptedServer() {
    {
        std::lock_guard const lock(impl_->mutex);
        impl_->ending = true;
    }
    ::shutdown(impl_->listener, SHUT_RDWR); // wakes accept()
    impl_->acceptor.join();
    ::close(impl_->listener);
    for (auto& client : impl_->clients)
        client.connection.abort();
    for (auto& client : impl_->clients)
        client.thread.join();
}

std::string ScriptedServer::url() const {
    return "http://127.0.0.1:" + std::to_string(impl_->port);
}

int ScriptedServer::port() const {
    return impl_->port;
}

std::vector<SeenRequest> ScriptedServer::requests() const {
    std::lock_guard const lock(impl_->mutex);
    return impl_->seen;
}

ScriptedServer::Script ScriptedServer::always(int status, std::vector<std::pair<std::string, std::string>> headers,
                                              std::string body) {
    return in_turn({Canned{status, std::move(headers), std::move(body)}});
}

ScriptedServer::Script ScriptedServer::in_turn(std::vector<Canned> replies) {
    if (replies.empty()) throw std::invalid_argument("in_turn() needs a reply");
    struct Turn {
        std::vector<Canned> replies;
        std::atomic<std::size_t> next = 0; // counts over all connections
    };
    auto turn = std::make_shared<Turn>();
    turn->replies = std::move(replies);
    return [turn](Connection& connection) {
        SeenRequest request;
        while (connection.read_request(request)) {
            auto const& reply = turn->replies[std::min(turn->next.fetch_add(1), turn->replies.size() - 1)];
            if (!connection.send(reply_text(reply.status, reply.headers, reply.body, request.method == "HEAD"))) return;
            if (same_name(request.header("Connection"), "close")) return;
        }
    };
}

} // namespace inlay::test
