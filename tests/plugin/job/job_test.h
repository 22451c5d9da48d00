// What do the tests of jobs share: a home of their own, a request, a reply, and waiting for what a host would see?
#pragma once

#include "inlay/base64.h"
#include "inlay/plugin/job.h"

#include "support/scripted_server.h"
#include "support/temp_folder.h"

#include <gtest/gtest.h>

namespace inlay::test {

inline std::string reply_with(std::string const& picture) {
    return R"({"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":")" +
           base64::encode(picture) + R"("}}]},"finishReason":"STOP"}],"usageMetadata":{"totalTokenCount":1300}})";
}

class Jobs : public ::testing::Test {
  protected:
    void SetUp() override { setenv("XDG_DATA_HOME", folder.file("data").c_str(), 1); }
    void TearDown() override { unsetenv("XDG_DATA_HOME"); }

    TempFolder folder;

    static JobRequest edit_request(std::string const& url, Image layer) {
        JobRequest request;
        request.options.prompt = "make it night";
        request.options.placement.keep = placement::Switch::off;
        request.options.placement.align = false;
        request.target.connection.base_url = url;
        request.target.connection.provider = "custom";
        request.target.connection.api_key = "sk-secret-0123456789";
        request.target.connection.retries = 0;
        request.snapshot.layer_rect = {30, -20, layer.width(), layer.height()};
        request.snapshot.canvas = {500, 400};
        request.snapshot.layer = std::move(layer);
        return request;
    }
    // Runs whose answers have not all got into a picture.
    [[nodiscard]] static std::size_t kept() {
        auto const all = default_journal().list();
        return static_cast<std::size_t>(std::ranges::count_if(
            all, [](JournalEntry const& entry) { return entry.offered() && entry.inserted.empty(); }));
    }
};

// A layer at the canvas' origin, for no service in particular.
inline JobRequest request_for(Image layer) {
    JobRequest request;
    request.options.prompt = "a hat";
    request.snapshot.layer_rect = {0, 0, layer.width(), layer.height()};
    request.snapshot.canvas = layer.size();
    request.snapshot.layer = std::move(layer);
    return request;
}

// What no format makes smaller. Opaque.
inline Image noise(Size size) {
    Image image(size, 255);
    std::uint32_t state = 7;
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x)
            for (int c = 0; c < 3; ++c)
                image.pixel(x, y)[c] = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
    return image;
}

// Looks at the job, as a host does, until `seen` is true of what it says. False: it never was.
template <class Seen>
bool wait_until(Job const& job, Seen seen) {
    auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < end) {
        if (seen(job.poll())) return true;
        if (job.wait_for(std::chrono::milliseconds(5))) return seen(job.poll());
    }
    return false;
}

// An HTTP reply, whole.
inline std::string http_ok(std::string const& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace inlay::test
