// What the tests of the client share: replies with a picture in them, a connection to a scripted server, an observer
// that writes everything down.
#pragma once

#include "client/call.h"
#include "inlay/base64.h"
#include "inlay/client.h"
#include "inlay/codec.h"
#include "support/scripted_server.h"
#include "support/temp_folder.h"

#include <condition_variable>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>
#include <string>
#include <vector>

namespace inlay {

using test::ScriptedServer;
using test::SeenRequest;
using namespace std::chrono_literals;
using std::chrono::steady_clock;
using testing::HasSubstr;
using testing::Not;
using Canned = ScriptedServer::Canned;

// A whole PNG, 1x1.
inline std::string picture() {
    return base64::decode(
               "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
        .value();
}

inline std::string gemini_reply(std::string const& bytes = picture()) {
    return R"({"candidates":[{"content":{"parts":[{"text":"Here it is."},{"inlineData":{"mimeType":"image/png","data":")" +
           base64::encode(bytes) + R"("}}]},"finishReason":"STOP"}],"usageMetadata":{"totalTokenCount":1300}})";
}

inline std::string chat_event(std::string const& content) {
    return R"(data: {"choices":[{"delta":{"content":")" + content + "\"}}]}\n\n";
}

inline std::string data_markdown(std::string const& bytes = picture()) {
    return "![image](data:image/png;base64," + base64::encode(bytes) + ")";
}

inline std::string error_reply(int code, std::string const& message, std::string const& status = "") {
    return R"({"error":{"code":)" + std::to_string(code) + R"(,"message":")" + message + R"(","status":")" + status +
           R"("}})";
}

inline Connection connection_to(std::string url, std::string wire = "gemini") {
    Connection connection;
    connection.provider = "custom";
    connection.base_url = std::move(url);
    connection.wire = wire;
    connection.api_key = "sk-Secret-0123456789abcdef";
    connection.timeout = 20s;
    connection.retries = 0;
    connection.proxy = "direct"; // whatever the machine that runs the tests has in its environment
    return connection;
}

inline ModelRequest a_request() {
    ModelRequest request;
    request.prompt = "make it look like a watercolour";
    request.images.push_back({picture(), "image/png"});
    return request;
}

inline Patience short_patience() {
    Patience patience;
    patience.unit = 4ms;
    patience.random = [] { return 0.5; };
    return patience;
}

class Listener : public CallObserver {
  public:
    void on_progress(CallProgress const& now) override {
        std::lock_guard const lock(mutex_);
        progress.push_back(now);
        changed_.notify_all();
    }
    Result<void> on_raw_reply(http::Response const& response) override {
        raw.push_back(response.body);
        order += 'r';
        return {};
    }
    Result<void> on_fetched(std::size_t index, std::string_view bytes) override {
        fetched.emplace_back(index, bytes);
        order += 'f';
        return {};
    }
    void on_preview(std::string_view bytes) override { previews.emplace_back(bytes); }
    bool wait_for(std::function<bool(CallProgress const&)> const& condition) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 10s, [&] { return !progress.empty() && condition(progress.back()); });
    }

    std::vector<CallProgress> progress;
    std::vector<std::string> raw;
    std::vector<std::pair<std::size_t, std::string>> fetched;
    std::vector<std::string> previews;
    std::string order;

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
};

struct Called {
    Result<CallResult> result;
    CallReport report;
};

inline Called call(Connection const& connection, CallObserver& observer, Patience const& patience = short_patience(),
                   std::stop_token const& stop = {}) {
    Called called{fail(ErrorCode::internal, "not called"), {}};
    called.result = call_with_patience(a_request(), connection, observer, stop, &called.report, patience);
    return called;
}

inline Called call(Connection const& connection) {
    Listener listener;
    return call(connection, listener);
}

} // namespace inlay
