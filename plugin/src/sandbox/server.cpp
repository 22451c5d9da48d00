// How does a request travel from the socket to the service and back? An Exchange is one request under way; it lives
// until its last byte has been handed to libevent, or until the client has gone.
#include "server.h"

#include "inlay/guarded.h"
#include "libevent_tools.h"
#include "recorder.h"
#include "service.h"
#include "workers.h"

#include <event2/bufferevent.h>

#include <atomic>
#include <cstring>
#include <map>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace inlay::sandbox {

struct Server::Impl {
    struct Exchange {
        Impl* server = nullptr;
        std::uint64_t id = 0;
        evhttp_request* request = nullptr;
        evhttp_connection* connection = nullptr;
        Event gone;  // the client has closed its side
        Event timer; // the next piece is due
        Clock::time_point began = Clock::now();
        Clock::time_point due;
        Outgoing out;
        std::size_t next = 0;
        bool started = false;
    };

    explicit Impl(ServerOptions const& server_options)
        : options(server_options), service(server_options), recorder(server_options.record_folder) {}
    ~Impl() {
        http.reset(); // frees the connections, whose callbacks empty `exchanges`
        exchanges.clear();
        if (wake_fd >= 0) close(wake_fd);
    }

    Result<void> listen() {
        auto const failed = [](std::string message) {
            return fail(ErrorCode::host_failed, std::move(message), "Choose another port with --port.",
                        std::strerror(errno));
        };
        base.reset(event_base_new());
        http.reset(base ? evhttp_new(base.get()) : nullptr);
        wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (!http || wake_fd < 0) return failed("The sandbox could not be set up.");
        evhttp_set_allowed_methods(http.get(), EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD | EVHTTP_REQ_PUT |
                                                   EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS | EVHTTP_REQ_PATCH);
        evhttp_set_max_headers_size(http.get(), 64 << 10);
        // A little more than is allowed is still read, and then refused in the service's own words.
        evhttp_set_max_body_size(http.get(), static_cast<ev_ssize_t>(max_body_bytes + (8u << 20)));
        evhttp_set_flags(http.get(), EVHTTP_SERVER_LINGERING_CLOSE);
        evhttp_set_timeout(http.get(), 3600);
        evhttp_set_gencb(
            http.get(),
            [](evhttp_request* request, void* self) {
                in_callback([&] { static_cast<Impl*>(self)->accept(request); });
            },
            this);
        auto* const socket =
            evhttp_bind_socket_with_handle(http.get(), "127.0.0.1", static_cast<std::uint16_t>(options.port));
        if (socket == nullptr)
            return failed("The sandbox cannot listen on port " + std::to_string(options.port) + " of this machine.");
        port = port_of(socket);
        if (port == 0) return failed("The sandbox could not be set up.");
        wake.reset(event_new(
            base.get(), wake_fd, EV_READ | EV_PERSIST,
            [](int, short, void* self) { in_callback([&] { static_cast<Impl*>(self)->collect(); }); }, this));
        event_add(wake.get(), nullptr);
        idle.reset(evtimer_new(
            base.get(), [](int, short, void* self) { in_callback([&] { static_cast<Impl*>(self)->look_idle(); }); },
            this));
        rest();
        return {};
    }

    void watch_stdin() {
        // Neither a file nor /dev/null can be waited for; their end is read at once.
        input.reset(event_new(
            base.get(), STDIN_FILENO, EV_READ | EV_PERSIST,
            [](int, short, void* self) { in_callback([&] { static_cast<Impl*>(self)->read_stdin(); }); }, this));
        if (event_add(input.get(), nullptr) != 0) {
            input.reset();
            read_stdin();
        }
    }
    void read_stdin() {
        char ignored[256];
        ssize_t const got = read(STDIN_FILENO, ignored, sizeof ignored);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) finish();
    }

    void finish() noexcept {
        stopping = true;
        std::uint64_t const one = 1;
        // The counter cannot overflow, and a wake-up that is already due is as good.
        [[maybe_unused]] ssize_t const written = write(wake_fd, &one, sizeof one);
    }

    // Idle

    void rest() {
        last_used = Clock::now();
        if (options.idle_seconds <= 0) return;
        timeval const wait = timeval_of(std::chrono::seconds(options.idle_seconds));
        evtimer_add(idle.get(), &wait);
    }
    void look_idle() {
        auto const end = last_used + std::chrono::seconds(options.idle_seconds);
        if (exchanges.empty() && Clock::now() >= end) {
            event_base_loopbreak(base.get());
            return;
        }
        timeval const wait =
            exchanges.empty() ? timeval_of(end - Clock::now()) : timeval_of(std::chrono::seconds(options.idle_seconds));
        evtimer_add(idle.get(), &wait);
    }

    // One request

    void accept(evhttp_request* request) {
        guarded([&] { begin(request); },
                [&](Error const&) noexcept { evhttp_send_error(request, HTTP_INTERNAL, nullptr); });
    }

    void begin(evhttp_request* request) {
        auto incoming = std::make_shared<Incoming const>(incoming_of(request));
        auto exchange = std::make_unique<Exchange>();
        exchange->server = this;
        exchange->id = ++last_id;
        exchange->request = request;
        exchange->connection = evhttp_request_get_connection(request);
        int const fd = bufferevent_getfd(evhttp_connection_get_bufferevent(exchange->connection));
        send_at_once(exchange->connection);
        // libevent does not read while a request is answered, so it would not notice a client that goes away; this
        // does.
        exchange->gone.reset(event_new(
            base.get(), fd, EV_READ | EV_CLOSED,
            [](int, short, void* arg) { in_callback([&] { look_for_client(static_cast<Exchange*>(arg)); }); },
            exchange.get()));
        event_add(exchange->gone.get(), nullptr);
        exchange->timer.reset(evtimer_new(
            base.get(), [](int, short, void* arg) { advance_or_drop(static_cast<Exchange*>(arg)); }, exchange.get()));
        evhttp_connection_set_closecb(
            exchange->connection,
            [](evhttp_connection*, void* arg) { in_callback([&] { forget(static_cast<Exchange*>(arg)); }); },
            exchange.get());
        std::uint64_t const id = exchange->id;
        exchanges.emplace(id, std::move(exchange));
        count = static_cast<int>(exchanges.size());
        workers.add([this, id, incoming] {
            guarded([&] { recorder.record(*incoming); }, [](Error const&) noexcept {});
            Outgoing out = service.respond(*incoming);
            {
                std::lock_guard const lock(mutex);
                done.emplace_back(id, std::move(out));
            }
            std::uint64_t const one = 1;
            [[maybe_unused]] ssize_t const written = write(wake_fd, &one, sizeof one);
        });
    }

    // What the workers have finished.
    void collect() {
        std::uint64_t counter = 0;
        [[maybe_unused]] ssize_t const got = read(wake_fd, &counter, sizeof counter);
        if (stopping) {
            event_base_loopbreak(base.get());
            return;
        }
        std::vector<std::pair<std::uint64_t, Outgoing>> ready;
        {
            std::lock_guard const lock(mutex);
            ready.swap(done);
        }
        for (auto& [id, out] : ready) {
            auto const found = exchanges.find(id);
            if (found == exchanges.end()) continue; // the client has gone in the meantime
            Exchange& exchange = *found->second;
            exchange.out = std::move(out);
            if (exchange.out.ending == Ending::silent) continue;
            exchange.due = exchange.began;
            schedule(exchange);
        }
    }

    static void schedule(Exchange& exchange) {
        double const share = exchange.next < exchange.out.pieces.size() ? exchange.out.pieces[exchange.next].share
                             : exchange.out.pieces.empty()              ? 1.0
                                                                        : 0.0;
        exchange.due += std::chrono::duration_cast<Clock::duration>(exchange.out.delay * share);
        timeval const wait = timeval_of(exchange.due - Clock::now());
        evtimer_add(exchange.timer.get(), &wait);
    }

    // Everything that may throw comes before the request is given away.
    static void advance_or_drop(Exchange* exchange) noexcept {
        guarded([&] { advance(exchange); }, [&](Error const&) noexcept { in_callback([&] { drop(exchange); }); });
    }
    static void advance(Exchange* exchange) {
        Outgoing& out = exchange->out;
        if (out.ending == Ending::dropped || out.pieces.empty()) return drop(exchange);
        if (!exchange->started) {
            exchange->started = true;
            auto* const headers = evhttp_request_get_output_headers(exchange->request);
            for (http::Header const& header : out.headers)
                evhttp_add_header(headers, header.name.c_str(), header.value.c_str());
            evhttp_add_header(headers, "Server", "inlay-sandbox");
            if (out.ending == Ending::cut_off) return cut_off(exchange);
            if (out.pieces.size() == 1) {
                Buffer const body = buffer_of(std::move(out.pieces.front().bytes));
                evhttp_request* const request = exchange->request;
                int const status = out.status;
                release(exchange);
                evhttp_send_reply(request, status, nullptr, body.get());
                return;
            }
            evhttp_send_reply_start(exchange->request, out.status, nullptr);
        }
        Buffer const piece = buffer_of(std::move(out.pieces[exchange->next].bytes));
        evhttp_send_reply_chunk(exchange->request, piece.get());
        if (++exchange->next < out.pieces.size()) return schedule(*exchange);
        evhttp_request* const request = exchange->request;
        release(exchange);
        evhttp_send_reply_end(request);
    }

    // Announces the whole body, sends half of it, and hangs up.
    static void cut_off(Exchange* exchange) {
        std::string all;
        for (Piece const& piece : exchange->out.pieces)
            all += piece.bytes;
        if (exchange->out.pieces.size() == 1) {
            evhttp_add_header(evhttp_request_get_output_headers(exchange->request), "Content-Length",
                              std::to_string(all.size()).c_str());
        }
        all.resize(all.size() / 2);
        evhttp_send_reply_start(exchange->request, exchange->out.status, nullptr);
        Buffer const half = buffer_of(std::move(all));
        evhttp_send_reply_chunk_with_cb(
            exchange->request, half.get(),
            [](evhttp_connection*, void* arg) { in_callback([&] { drop(static_cast<Exchange*>(arg)); }); }, exchange);
    }

    // The end of a request

    // The reply is complete and libevent's business from here on.
    static void release(Exchange* exchange) {
        evhttp_connection_set_closecb(exchange->connection, nullptr, nullptr);
        forget(exchange);
    }
    // Readable: the client has closed its side or reset the connection, or it sends its next request early. EV_CLOSED
    // alone would not do: epoll reports a reset as an error, libevent makes that readable and writable, and the loop
    // would spin on it.
    static void look_for_client(Exchange* exchange) {
        char byte = 0;
        int const fd = bufferevent_getfd(evhttp_connection_get_bufferevent(exchange->connection));
        ssize_t const got = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) drop(exchange);
        // A request that waits keeps the socket readable, so it is not looked at again: a client that leaves now is
        // noticed when it is written to.
    }
    // The client is gone, or shall be.
    static void drop(Exchange* exchange) {
        evhttp_connection* const connection = exchange->connection;
        release(exchange);
        evhttp_connection_free(connection); // its request with it
    }
    static void forget(Exchange* exchange) {
        Impl& server = *exchange->server;
        server.exchanges.erase(exchange->id);
        server.count = static_cast<int>(server.exchanges.size());
        server.rest();
    }

    ServerOptions options;
    Service service;
    Recorder recorder;
    Base base;
    Event wake, idle, input, term, interrupt;
    Http http;
    int wake_fd = -1;
    int port = 0;
    std::uint64_t last_id = 0;
    Clock::time_point last_used;
    std::map<std::uint64_t, std::unique_ptr<Exchange>> exchanges;
    std::atomic<int> count = 0;
    std::atomic<bool> stopping = false;
    std::mutex mutex;
    std::vector<std::pair<std::uint64_t, Outgoing>> done;
    // Last, so that its threads end first.
    Workers workers{std::clamp(std::thread::hardware_concurrency(), 2U, 4U)};
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(ServerOptions const& options) {
    auto impl = std::make_unique<Impl>(options);
    if (auto listening = impl->listen(); !listening) return fail(listening.error());
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::string Server::url() const {
    return "http://127.0.0.1:" + std::to_string(impl_->port);
}

void Server::run() {
    NoSigpipe const quiet;
    if (impl_->options.end_with_stdin) impl_->watch_stdin();
    if (!impl_->stopping) event_base_dispatch(impl_->base.get());
}

void Server::stop() noexcept {
    impl_->finish();
}

void Server::stop_at_signals() {
    auto const watch = [&](Event& event, int signal) {
        event.reset(evsignal_new(
            impl_->base.get(), signal,
            [](int, short, void* base) { in_callback([&] { event_base_loopbreak(static_cast<event_base*>(base)); }); },
            impl_->base.get()));
        event_add(event.get(), nullptr);
    };
    watch(impl_->term, SIGTERM);
    watch(impl_->interrupt, SIGINT);
}

int Server::in_flight() const noexcept {
    return impl_->count;
}
int Server::drawing() const noexcept {
    return impl_->workers.busy();
}

} // namespace inlay::sandbox
