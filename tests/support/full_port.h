// A port where a connection is neither made nor refused: the queue of connections that wait for accept() is full.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace inlay::test {

class FullPort {
  public:
    FullPort() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address_;
        EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address_), size), 0);
        EXPECT_EQ(::listen(listener_, 0), 0);
        EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address_), &size), 0);
        for (int& filler : fillers_) {
            filler = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
            static_cast<void>(::connect(filler, reinterpret_cast<sockaddr*>(&address_), size));
        }
    }
    ~FullPort() {
        for (int const filler : fillers_)
            ::close(filler);
        ::close(listener_);
    }
    FullPort(FullPort const&) = delete;
    FullPort& operator=(FullPort const&) = delete;
    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(ntohs(address_.sin_port)) + "/";
    }

  private:
    int listener_;
    std::array<int, 4> fillers_{};
    sockaddr_in address_{};
};

} // namespace inlay::test
