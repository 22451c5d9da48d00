// A TLS server with a certificate as a test wants it: made at run time, so that no test data can expire.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace inlay::test {

struct Certificate {
    std::string name = "127.0.0.1"; // the subject's alternative name
    int begins_in_days = -1;
    int ends_in_days = 1;
    bool from_authority = false; // signed by an authority of its own (TlsServer::authority()); false: by itself
};

enum class TlsBehaviour {
    answer,              // 200 and the body to every request
    reset_in_handshake,  // RST after the client's first bytes
    reset_in_upload,     // RST after the first bytes of the request
    cut_without_goodbye, // a part of the reply, then the TCP connection ends without TLS's own end
};

class TlsServer {
  public:
    explicit TlsServer(Certificate const& certificate, TlsBehaviour behaviour = TlsBehaviour::answer,
                       std::string body = "secure");
    ~TlsServer();
    TlsServer(TlsServer const&) = delete;
    TlsServer& operator=(TlsServer const&) = delete;
    [[nodiscard]] int port() const;
    [[nodiscard]] std::string url() const;       // https://127.0.0.1:PORT/
    [[nodiscard]] std::string authority() const; // PEM of what signed the certificate

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace inlay::test
