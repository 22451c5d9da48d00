// Pictures that a reply only points to: fetched at once, without the key, and not from the person's own network.
#include "client_test.h"

namespace inlay {
namespace {

std::string list_of(std::vector<std::string> const& urls) {
    std::string body = R"({"created":1,"data":[)";
    for (auto const& url : urls)
        body += (url == urls.front() ? "" : ",") + (R"({"url":")" + url + R"("})");
    return body + "]}";
}

// A service and a store of pictures in one: a POST gets `reply`, a GET what `store` says.
class Service {
  public:
    explicit Service(ScriptedServer::Script store)
        : store_(std::move(store)), service_([this](test::Connection& connection) {
              SeenRequest request;
              while (connection.read_request(request))
                  connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(reply.size()) + "\r\n\r\n" +
                                  reply);
          }) {}
    [[nodiscard]] Connection connection() const { return connection_to(service_.url(), "openai-images"); }
    [[nodiscard]] std::string store_url() const { return store_.url(); }
    [[nodiscard]] int service_port() const { return service_.port(); }
    [[nodiscard]] std::vector<SeenRequest> gets() const { return store_.requests(); }
    [[nodiscard]] std::size_t posts() const { return service_.requests().size(); }
    std::string reply; // before the call

  private:
    ScriptedServer store_;
    ScriptedServer service_;
};

TEST(Fetch, is_made_at_once_without_the_key_and_byte_for_byte) {
    Service service(ScriptedServer::always(200, {}, picture()));
    auto const target = std::string("/a%2Fb.png?X-Sig=a%2Bb%3D&Expires=1&&x=%2f+%7e");
    service.reply = list_of({service.store_url() + target});
    Listener listener;
    auto const called = call(service.connection(), listener);
    ASSERT_TRUE(called.result) << called.result.error().message << called.result.error().detail;
    auto const& image = called.result->reply.images.at(0);
    EXPECT_EQ(image.bytes, picture());
    EXPECT_EQ(image.url, "");
    EXPECT_EQ(listener.order, "rf"); // the reply is kept first
    EXPECT_EQ(listener.fetched, (std::vector<std::pair<std::size_t, std::string>>{{0, picture()}}));
    ASSERT_EQ(service.gets().size(), 1u);
    auto const get = service.gets()[0];
    EXPECT_EQ(get.method, "GET");
    EXPECT_EQ(get.target, target);
    for (auto const& [name, value] : get.headers)
        EXPECT_THAT(value, Not(HasSubstr("Secret"))) << name;
    EXPECT_EQ(get.header("Authorization"), "");
    EXPECT_EQ(called.report.bytes_received, service.reply.size() + picture().size());
    EXPECT_EQ(called.report.attempts, 1);
}

TEST(Fetch, follows_three_redirects_and_no_more) {
    for (int const hops : {3, 4}) {
        Service service([hops](test::Connection& connection) {
            SeenRequest request;
            while (connection.read_request(request)) {
                auto const step = request.target.back() - '0';
                connection.send(step < hops ? "HTTP/1.1 302 Found\r\nLocation: /" + std::to_string(step + 1) +
                                                  "\r\nContent-Length: 0\r\n\r\n"
                                            : "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(picture().size()) +
                                                  "\r\n\r\n" + picture());
            }
        });
        service.reply = list_of({service.store_url() + "/0"});
        auto const called = call(service.connection());
        EXPECT_EQ(static_cast<bool>(called.result), hops == 3);
    }
}

TEST(Fetch, tells_a_link_that_has_expired) {
    Service service(ScriptedServer::always(403, {}, "<Error><Code>AccessDenied</Code></Error>"));
    service.reply = list_of({service.store_url() + "/x.png?sig=SecretSignature"});
    Listener listener;
    auto const called = call(service.connection(), listener);
    ASSERT_FALSE(called.result);
    EXPECT_EQ(called.result.error().code, ErrorCode::service_error);
    EXPECT_THAT(called.result.error().message, HasSubstr("(status 403)"));
    EXPECT_THAT(called.result.error().message + called.result.error().detail, Not(HasSubstr("SecretSignature")));
    EXPECT_EQ(listener.raw.size(), 1u) << "the reply is kept all the same";
    EXPECT_EQ(service.posts(), 1u);
}

TEST(Fetch, is_repeated_where_the_call_must_not_be) {
    Service service(ScriptedServer::in_turn({{503, {{"Retry-After-ms", "5"}}, ""}, {200, {}, picture()}}));
    service.reply = list_of({service.store_url() + "/x.png"});
    auto connection = service.connection();
    connection.retries = 1;
    EXPECT_TRUE(call(connection).result);
    EXPECT_EQ(service.gets().size(), 2u);
    EXPECT_EQ(service.posts(), 1u);
}

TEST(Fetch, of_several_leaves_out_what_cannot_be_had) {
    Service service([](test::Connection& connection) {
        SeenRequest request;
        while (connection.read_request(request)) {
            bool const there = request.target != "/gone.png";
            connection.send(there ? "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(request.target.size()) +
                                        "\r\n\r\n" + request.target
                                  : "HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n");
        }
    });
    service.reply = list_of(
        {service.store_url() + "/one.png", service.store_url() + "/gone.png", service.store_url() + "/two.png"});
    Listener listener;
    auto const called = call(service.connection(), listener);
    ASSERT_TRUE(called.result);
    EXPECT_EQ(called.result->reply.images.size(), 2u);
    ASSERT_EQ(listener.fetched.size(), 2u);
    // The number is the picture's place in the reply, so that a kept reply finds it again.
    auto const kept = parse_reply(service.connection(), 200, {}, service.reply);
    ASSERT_TRUE(kept);
    for (auto const& [index, bytes] : listener.fetched)
        EXPECT_THAT(kept->images.at(index).url, testing::EndsWith(bytes));
}

TEST(Fetch, ends_the_call_when_the_picture_cannot_be_kept) {
    struct Full : Listener {
        Result<void> on_fetched(std::size_t, std::string_view) override {
            return fail(ErrorCode::output_failed, "The disk is full.");
        }
    } full;
    Service service(ScriptedServer::always(200, {}, picture()));
    service.reply = list_of({service.store_url() + "/x.png"});
    auto const called = call(service.connection(), full);
    ASSERT_FALSE(called.result);
    EXPECT_EQ(called.result.error().code, ErrorCode::output_failed);
}

TEST(Fetch, does_not_open_this_machine_for_a_service_elsewhere) {
    Service service(ScriptedServer::always(200, {}, picture()));
    auto connection = service.connection();
    connection.base_url = "http://api.loop.test:" + std::to_string(service.service_port()); // a name like any other
    connection.api_key.clear(); // in clear text it would not be sent there
    for (auto const& url : {service.store_url() + "/x.png", std::string("http://10.0.0.1/x.png"),
                            std::string("https://192.168.1.1/x.png"), std::string("https://169.254.169.254/x.png")}) {
        service.reply = list_of({url});
        auto const called = call(connection);
        ASSERT_FALSE(called.result) << url;
        EXPECT_EQ(called.result.error().code, ErrorCode::undecodable) << called.result.error().message;
        EXPECT_THAT(called.result.error().message, HasSubstr("not a public address"));
    }
    EXPECT_TRUE(service.gets().empty());
}

TEST(Fetch, can_be_stopped) {
    Service service([](test::Connection& connection) {
        SeenRequest request;
        connection.read_request(request);
        connection.wait_for_close(10'000);
    });
    service.reply = list_of({service.store_url() + "/x.png"});
    struct Stopper : Listener {
        void on_progress(CallProgress const& now) override {
            if (!raw.empty() && now.transfer.phase == http::Phase::waiting) source.request_stop();
        }
        std::stop_source source;
    } stopper;
    auto const begin = steady_clock::now();
    auto const called = call(service.connection(), stopper, short_patience(), stopper.source.get_token());
    ASSERT_FALSE(called.result);
    EXPECT_EQ(called.result.error().code, ErrorCode::cancelled);
    EXPECT_LT(steady_clock::now() - begin, 5s);
    EXPECT_EQ(stopper.raw.size(), 1u);
}

} // namespace
} // namespace inlay
