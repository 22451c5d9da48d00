// What the tests of the transport share.
#pragma once

#include "http/exchange.h"
#include "inlay/http.h"
#include "support/scripted_server.h"

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>
#include <string>
#include <sys/socket.h>
#include <vector>

namespace inlay::http {

using test::Connection;
using test::ScriptedServer;
using test::SeenRequest;
using namespace std::chrono_literals;
using std::chrono::steady_clock;
using testing::HasSubstr;
using testing::Not;

inline void PrintTo(Header const& header, std::ostream* out) {
    *out << header.name << ": " << header.value;
}

// Writes down what it is told, and lets the test wait for it.
class Recorder : public Observer {
  public:
    void on_progress(Progress const& now) override {
        std::lock_guard const lock(mutex_);
        progress.push_back(now);
        changed_.notify_all();
    }
    void on_response(int status, std::vector<Header> const& headers) override {
        std::lock_guard const lock(mutex_);
        statuses.push_back(status);
        header_counts.push_back(headers.size());
    }
    void on_body(std::string_view piece) override {
        std::lock_guard const lock(mutex_);
        body += piece;
        ++pieces;
        changed_.notify_all();
    }
    // False after 10 s.
    bool wait_for(std::function<bool(Recorder const&)> const& condition) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 10s, [&] { return condition(*this); });
    }
    bool wait_for(Phase phase) {
        return wait_for([&](Recorder const& r) { return !r.progress.empty() && r.progress.back().phase == phase; });
    }

    std::vector<Progress> progress;
    std::vector<int> statuses;
    std::vector<std::size_t> header_counts;
    std::string body;
    int pieces = 0;

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
};

inline Request get(std::string url) {
    Request request;
    request.url = std::move(url);
    request.proxy = "direct"; // whatever the machine that runs the tests has in its environment
    return request;
}

inline Request post(std::string url, std::string body) {
    auto request = get(std::move(url));
    request.method = "POST";
    request.headers = {{"Content-Type", "application/json"}};
    request.body = std::move(body);
    return request;
}

inline Result<Response> perform(Request const& request) {
    Observer nobody;
    return perform(request, nobody, {});
}

// The TCP sockets that this process has open.
inline int open_sockets() {
    int count = 0;
    for (int fd = 0; fd < 1024; ++fd) {
        int domain = 0;
        socklen_t size = sizeof domain;
        if (::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && (domain == AF_INET || domain == AF_INET6))
            ++count;
    }
    return count;
}

class Variable {
  public:
    Variable(char const* name, std::string const& value) : name_(name) {
        if (char const* const before = std::getenv(name)) before_ = before;
        ::setenv(name, value.c_str(), 1);
    }
    ~Variable() { ::setenv(name_, before_.c_str(), 1); } // an empty one counts as none
    Variable(Variable const&) = delete;
    Variable& operator=(Variable const&) = delete;

  private:
    char const* name_;
    std::string before_;
};

} // namespace inlay::http
