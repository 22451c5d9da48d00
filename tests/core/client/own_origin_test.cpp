// Addresses in a reply: those of the service's own origin are the person's choice, all others are whoever's wrote the
// reply. An address that is there a moment later is asked for a moment later.
#include "client_test.h"

namespace inlay {
namespace {

std::string reply_with(std::string const& url) {
    return R"({"created":1,"data":[{"url":")" + url + R"("}]})";
}

// A service and its store at one origin. POST: the reply; GET: what `get` says.
class OwnStore {
  public:
    using Answer = std::function<Canned(SeenRequest const&)>;
    explicit OwnStore(Answer get)
        : get_(std::move(get)), server_([this](test::Connection& connection) {
              SeenRequest request;
              while (connection.read_request(request)) {
                  Canned const answer = request.method == "POST" ? Canned{200, {}, reply} : get_(request);
                  std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " X\r\n";
                  for (auto const& [name, value] : answer.headers)
                      head.append(name).append(": ").append(value).append("\r\n");
                  connection.send(head + "Content-Length: " + std::to_string(answer.body.size()) + "\r\n\r\n" +
                                  answer.body);
              }
          }) {}
    [[nodiscard]] std::string url() const { return server_.url(); }
    [[nodiscard]] std::vector<SeenRequest> gets() const {
        auto requests = server_.requests();
        std::erase_if(requests, [](auto const& request) { return request.method != "GET"; });
        return requests;
    }
    std::string reply;

  private:
    Answer get_;
    ScriptedServer server_;
};

Canned the_picture(SeenRequest const&) {
    return {200, {}, picture()};
}

// As a server in the person's own network is reached: by a proxy here, so that the test needs no such network.
Connection in_the_lan(OwnStore const& store, std::string const& host) {
    auto connection = connection_to("http://" + host + "/v1", "openai-images");
    connection.proxy = store.url();
    return connection;
}

TEST(OwnOrigin, may_be_in_the_persons_own_network) {
    for (auto const* host : {"192.168.1.15:8082", "nas.local:8082", "10.0.0.7"}) {
        OwnStore store(the_picture);
        store.reply = reply_with("http://" + std::string(host) + "/files/1.png");
        auto const called = call(in_the_lan(store, host));
        ASSERT_TRUE(called.result) << called.result.error().message;
        EXPECT_EQ(called.result->reply.images.at(0).bytes, picture());
    }
}

TEST(OwnOrigin, is_scheme_host_and_port) {
    for (auto const* other :
         {"http://192.168.1.15:8083/1.png", "http://192.168.1.16:8082/1.png", "http://nas.local/1.png"}) {
        OwnStore store(the_picture);
        store.reply = reply_with(other);
        auto const called = call(in_the_lan(store, "192.168.1.15:8082"));
        ASSERT_FALSE(called.result) << other;
        EXPECT_THAT(called.result.error().message, HasSubstr("not a public address"));
        EXPECT_TRUE(store.gets().empty()) << other;
    }
}

TEST(OwnOrigin, is_meant_by_a_relative_address) {
    for (auto const& [written, target] :
         std::vector<std::pair<std::string, std::string>>{{"/files/1.png", "/files/1.png"},
                                                          {"files/1.png", "/files/1.png"},
                                                          {"../files/1.png", "/v1/files/1.png"}}) {
        OwnStore store([target = target](SeenRequest const& request) {
            return request.target == target ? Canned{200, {}, picture()} : Canned{404, {}, ""};
        });
        store.reply = reply_with(written);
        auto const called = call(connection_to(store.url() + "/v1", "openai-images"));
        ASSERT_TRUE(called.result) << written << called.result.error().message;
    }
}

TEST(OwnOrigin, gets_the_key_when_it_refuses_without_one) {
    for (int const refusal : {401, 403}) {
        OwnStore store([refusal](SeenRequest const& request) {
            return request.header("Authorization").empty() ? Canned{refusal, {}, ""} : Canned{200, {}, picture()};
        });
        store.reply = reply_with("/files/1.png");
        auto connection = connection_to(store.url(), "openai-images");
        connection.auth = Auth::bearer;
        ASSERT_TRUE(call(connection).result);
        auto const gets = store.gets();
        ASSERT_EQ(gets.size(), 2u);
        EXPECT_EQ(gets[0].header("Authorization"), "");
        EXPECT_EQ(gets[1].header("Authorization"), "Bearer sk-Secret-0123456789abcdef");
    }
}

TEST(OwnOrigin, sends_on_to_places_that_are_judged_like_any_other) {
    OwnStore store([](SeenRequest const& request) {
        if (request.target.ends_with("/1.png")) return Canned{302, {{"Location", "/2.png"}}, ""};
        if (request.target.ends_with("/2.png")) return Canned{302, {{"Location", "http://169.254.169.254/meta"}}, ""};
        return Canned{200, {}, picture()};
    });
    store.reply = reply_with("http://nas.local:8082/1.png");
    auto const called = call(in_the_lan(store, "nas.local:8082"));
    ASSERT_FALSE(called.result);
    EXPECT_THAT(called.result.error().message, HasSubstr("169.254.169.254"));
    EXPECT_EQ(store.gets().size(), 2u);
}

TEST(OtherOrigin, never_gets_the_key_unless_the_entry_names_it) {
    OwnStore elsewhere([](SeenRequest const&) { return Canned{403, {}, ""}; });
    OwnStore store(the_picture);
    store.reply = reply_with(elsewhere.url() + "/1.png");
    auto connection = connection_to(store.url(), "openai-images");
    connection.key_hosts = {"127.0.0.1"}; // named, but not over https
    ASSERT_FALSE(call(connection).result);
    ASSERT_EQ(elsewhere.gets().size(), 1u);
    for (auto const& [name, value] : elsewhere.gets()[0].headers)
        EXPECT_THAT(value, Not(HasSubstr("Secret"))) << name;
}

TEST(Address, is_tried_again_while_the_picture_is_not_there) {
    for (int const status : {404, 409, 425, 500, 502, 503, 202}) {
        int asked = 0;
        OwnStore store([&](SeenRequest const&) {
            return ++asked < 4 ? Canned{status, {}, R"({"RetCode":-148654})"} : Canned{200, {}, picture()};
        });
        store.reply = reply_with(store.url() + "/1.png");
        auto connection = connection_to(store.url(), "openai-images"); // with no retries
        EXPECT_TRUE(call(connection).result) << status;
        EXPECT_EQ(asked, 4);
    }
}

TEST(Address, is_waited_for_ten_seconds_in_all) {
    OwnStore store([](SeenRequest const&) { return Canned{404, {}, ""}; });
    store.reply = reply_with(store.url() + "/1.png");
    struct Told : Listener {
        void on_task(Task const& task) override { tasks.push_back(task); }
        std::vector<Task> tasks;
    } listener;
    auto patience = short_patience();
    patience.unit = 20ms; // a fiftieth of a second's: the ten seconds are 200 ms
    auto const begin = steady_clock::now();
    auto const called = call(connection_to(store.url(), "openai-images"), listener, patience);
    EXPECT_GE(steady_clock::now() - begin, 195ms);
    ASSERT_FALSE(called.result);
    EXPECT_EQ(store.gets().size(), 7u);
    EXPECT_THAT(called.result.error().message, HasSubstr("The picture was made, but it could not be fetched"));
    EXPECT_THAT(called.result.error().advice, HasSubstr("Recover"));
    EXPECT_EQ(listener.tasks, (std::vector<Task>{{"picture", store.url() + "/1.png"}}));
    EXPECT_TRUE(called.report.ordered);
}

TEST(Address, that_was_left_is_asked_for_again_by_a_later_run) {
    OwnStore store(the_picture);
    Listener listener;
    auto const result =
        resume_call({"picture", store.url() + "/1.png"}, connection_to(store.url(), "openai-images"), listener, {});
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->reply.images.at(0).bytes, picture());
    EXPECT_EQ(listener.raw.size(), 1u);
}

TEST(Address, that_a_model_made_up_leaves_its_words) {
    OwnStore store([](SeenRequest const&) { return Canned{404, {}, "<html><title>404</title></html>"}; });
    store.reply = R"({"choices":[{"message":{"content":"Sure! ![Icon](/1N7kY8e.png) Another?"}}]})";
    auto const called = call(connection_to(store.url(), "openai-chat"));
    ASSERT_FALSE(called.result);
    EXPECT_EQ(called.result.error().code, ErrorCode::words_only);
    EXPECT_THAT(called.result.error().message, HasSubstr("Sure!"));
    EXPECT_FALSE(called.report.ordered);
}

TEST(Address, that_gives_no_picture_is_none) {
    OwnStore store([](SeenRequest const& request) {
        return request.target == "/a" ? Canned{200, {}, "just words"} : Canned{200, {}, picture()};
    });
    store.reply =
        R"({"x":{"download_url":")" + store.url() + R"(/a"},"y":{"download_url":")" + store.url() + R"(/b"}})";
    auto const called = call(connection_to(store.url(), "openai-chat"));
    ASSERT_TRUE(called.result) << called.result.error().message;
    EXPECT_EQ(called.result->reply.images.size(), 1u);
}

TEST(Echo, of_the_sent_picture_is_no_answer_beside_another) {
    std::string const other = encode_png(Image(Size{8, 8}, 77)).value();
    for (bool const first : {true, false}) {
        auto const entry = [](std::string const& bytes) {
            return R"({"b64_json":")" + base64::encode(bytes) + R"("})";
        };
        std::string const echo = entry(picture());
        ScriptedServer const server(ScriptedServer::always(
            200, {}, R"({"data":[)" + (first ? echo + "," + entry(other) : entry(other) + "," + echo) + "]}"));
        auto const called = call(connection_to(server.url(), "openai-images"));
        ASSERT_TRUE(called.result);
        ASSERT_EQ(called.result->reply.images.size(), 1u);
        EXPECT_EQ(called.result->reply.images[0].bytes, other);
    }
    ScriptedServer const server(ScriptedServer::always(200, {}, gemini_reply()));
    EXPECT_TRUE(call(connection_to(server.url())).result) << "the only one is the answer";
}

} // namespace
} // namespace inlay
