// Whatever a reply looks like: the picture in it is found, or the reply is kept. Never neither, since it was paid for.
#include "client_test.h"

#include <random>

namespace inlay {
namespace {

constexpr int replies = 2000;

enum class As { base64, data_uri, address };

class Maker {
  public:
    explicit Maker(std::uint32_t seed) : random_(seed) {}

    int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }

    // Consonants: no word that means something.
    std::string key() {
        std::string text;
        for (int i = 2 + below(9); i > 0; --i)
            text += "bcdfgjkqvwxz"[below(12)];
        return text;
    }

    // The picture, `depth` levels down, among what services write beside it.
    std::string around(std::string const& picture, int depth) {
        if (depth == 0) return '"' + picture + '"';
        std::string const inner = around(picture, depth - 1);
        switch (below(4)) {
        case 0:
            return "[" + inner + "]";
        case 1:
            return "[" + filler() + "," + inner + "]";
        case 2:
            return "{\"b" + key() + "\":" + filler() + ",\"d" + key() + "\":" + inner + "}";
        default:
            return "{\"b" + key() + "\":" + inner + ",\"d" + key() + "\":" + filler() + "}";
        }
    }

    std::string stream(std::string const& value) {
        std::string out = below(2) == 0 ? ": keep-alive\n\n" : "";
        for (int i = below(3); i > 0; --i)
            out += "data: {\"" + key() + "\":" + filler() + "}\n\n";
        out += (below(2) == 0 ? "event: " + key() + "\n" : "") + "data: " + value + "\n\n";
        return out + (below(2) == 0 ? "data: [DONE]\n\n" : "");
    }

  private:
    std::string filler() {
        switch (below(6)) {
        case 0:
            return "null";
        case 1:
            return std::to_string(below(100'000));
        case 2:
            return "\"" + key() + " " + key() + "\"";
        case 3:
            return "{\"" + key() + "\":[1,2]}";
        case 4:
            return "[]";
        default:
            return "true";
        }
    }

    std::mt19937 random_;
};

TEST(AnyReply, gives_its_picture_or_is_kept) {
    std::string body; // of the next reply
    std::size_t length = 0;
    ScriptedServer const server([&](test::Connection& connection) {
        SeenRequest request;
        while (connection.read_request(request)) {
            bool const post = request.method == "POST";
            std::string const& sent = post ? body : picture();
            std::size_t const promised = post ? length : sent.size();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(promised) + "\r\n\r\n" + sent);
            if (sent.size() < promised) return;
        }
    });
    Maker maker(20261130);
    int found = 0;
    int cut = 0;
    for (int i = 0; i < replies; ++i) {
        auto const as = static_cast<As>(maker.below(3));
        std::string const text = as == As::base64     ? base64::encode(picture())
                                 : as == As::data_uri ? "data:image/png;base64," + base64::encode(picture())
                                                      : server.url() + "/" + maker.key() + ".png?x=1";
        std::string whole = maker.around(text, 1 + maker.below(12));
        if (maker.below(2) == 0) whole = maker.stream(whole);
        length = whole.size();
        bool const is_cut = maker.below(3) == 0;
        body = is_cut ? whole.substr(0, static_cast<std::size_t>(maker.below(static_cast<int>(length)))) : whole;
        cut += is_cut ? 1 : 0;

        Listener listener;
        auto const called = call(connection_to(server.url(), "openai-chat"), listener);
        if (called.result) {
            EXPECT_EQ(called.result->reply.images.at(0).bytes, picture()) << body;
            ++found;
        }
        // A reply of which nothing has come is none.
        bool const kept = listener.raw == std::vector<std::string>{body} || (body.empty() && listener.raw.empty());
        EXPECT_TRUE(kept) << i << ": " << body;
        EXPECT_TRUE(called.result || is_cut) << i << ": " << body << "\n" << called.result.error().message;
        EXPECT_EQ(called.report.attempts, 1) << "it may have been billed";
        if (HasFailure()) break;
    }
    EXPECT_GE(found, replies - cut);
    EXPECT_GT(cut, replies / 4);
}

} // namespace
} // namespace inlay
