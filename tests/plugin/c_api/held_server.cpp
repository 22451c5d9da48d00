// How does a test in C hold a service's answer until it wants it? See held_server.h.
#include "held_server.h"

#include "inlay/base64.h"
#include "inlay/codec.h"

#include "support/scripted_server.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>

using namespace inlay;

struct held_server {
    struct Request {
        std::deque<std::string> pieces;
        bool last = false;  // no more pieces will come
        bool ended = false; // by the client
    };
    std::mutex mutex;
    std::condition_variable changed;
    std::map<int, Request> requests; // guarded by mutex
    bool stopping = false;           // guarded by mutex
    int count = 0;                   // guarded by mutex
    std::string url;
    std::unique_ptr<test::ScriptedServer> server;

    void serve(test::Connection& connection) {
        test::SeenRequest seen;
        if (!connection.read_request(seen)) return;
        std::unique_lock lock(mutex);
        Request& request = requests[++count];
        changed.notify_all();
        lock.unlock();
        connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
        lock.lock();
        while (!stopping) {
            if (!request.pieces.empty()) {
                std::string const piece = std::move(request.pieces.front());
                request.pieces.pop_front();
                bool const last = request.last && request.pieces.empty();
                lock.unlock();
                connection.send(piece);
                lock.lock();
                if (last) return;
                continue;
            }
            // Looks for the client's end between the pieces that the test gives.
            lock.unlock();
            bool const closed = connection.wait_for_close(5);
            lock.lock();
            if (!closed) continue;
            request.ended = true;
            changed.notify_all();
            return;
        }
    }
    template <class Condition>
    bool wait(Condition const& condition) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, std::chrono::minutes(1), condition);
    }
    int send(int number, void const* rgba, Size size, bool answer) {
        if (!wait([&] { return count >= number; })) return 0;
        ImageView const picture(static_cast<std::uint8_t const*>(rgba), size, static_cast<std::size_t>(size.width) * 4);
        std::string const part = std::string(answer ? "" : R"("thought":true,)") +
                                 R"("inlineData":{"mimeType":"image/png","data":")" +
                                 base64::encode(encode_png(picture).value()) + "\"}";
        std::string const event = R"(data: {"candidates":[{"content":{"parts":[{)" + part + "}]}" +
                                  (answer ? R"(,"finishReason":"STOP")" : "") + "}]}\n\n";
        std::scoped_lock const lock(mutex);
        requests[number].pieces.push_back(event);
        requests[number].last = answer;
        return 1;
    }
};

extern "C" {

held_server* held_server_start(void) {
    auto server = std::make_unique<held_server>();
    auto* const self = server.get();
    server->server = std::make_unique<test::ScriptedServer>([self](test::Connection& c) { self->serve(c); });
    server->url = server->server->url();
    return server.release();
}

char const* held_server_url(held_server* server) {
    return server->url.c_str();
}

int held_server_wait_for_request(held_server* server, int number) {
    return server->wait([&] { return server->count >= number; }) ? 1 : 0;
}

int held_server_preview(held_server* server, int number, void const* rgba, int width, int height) {
    return server->send(number, rgba, {width, height}, false);
}

int held_server_answer(held_server* server, int number, void const* rgba, int width, int height) {
    return server->send(number, rgba, {width, height}, true);
}

int held_server_wait_for_end(held_server* server, int number) {
    return server->wait([&] { return server->requests[number].ended; }) ? 1 : 0;
}

void held_server_stop(held_server* server) {
    {
        std::scoped_lock const lock(server->mutex);
        server->stopping = true;
    }
    delete server; // NOLINT: made in held_server_start
}

} // extern "C"
