// A real HTTP server on the loopback address that does exactly what a test says, down to the byte: parts of replies,
// pauses that wait for the test, resets, silence. One thread for each connection; everything ends in the destructor.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inlay::test {

struct SeenRequest {
    std::string method;
    std::string target; // path and query, as sent
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    [[nodiscard]] std::string header(std::string_view name) const; // case-insensitive; empty when there is none
};

// One accepted connection, as the script sees it.
class Connection {
  public:
    virtual ~Connection() = default;
    // Reads one request, its body included; false when the client closed the connection.
    virtual bool read_request(SeenRequest& request) = 0;
    // Raw bytes to the client; false when it is gone.
    virtual bool send(std::string_view bytes) = 0;
    // Blocks until the client has closed its side, or the time is over; true when closed. For tests of cancel.
    virtual bool wait_for_close(int milliseconds) = 0;
    virtual void reset() = 0; // RST instead of FIN
};

class ScriptedServer {
  public:
    using Script = std::function<void(Connection&)>;
    explicit ScriptedServer(Script script);
    ~ScriptedServer();
    ScriptedServer(ScriptedServer const&) = delete;
    ScriptedServer& operator=(ScriptedServer const&) = delete;

    [[nodiscard]] std::string url() const; // "http://127.0.0.1:PORT"
    [[nodiscard]] int port() const;
    [[nodiscard]] std::vector<SeenRequest> requests() const; // all that were read so far

    // Answers every request with this; Content-Length is added when the headers have neither it nor Transfer-Encoding.
    static Script always(int status, std::vector<std::pair<std::string, std::string>> headers, std::string body);
    // The n-th request gets the n-th reply, further ones the last.
    struct Canned {
        int status = 200;
        std::vector<std::pair<std::string, std::string>> headers;
        std::string body;
    };
    static Script in_turn(std::vector<Canned> replies);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace inlay::test
