// Does the sandbox answer the real client in every way, and do what a test or a person asks of it?
#include "asked.h"

#include "dialect.h"

#include <set>

namespace inlay::sandbox {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Way {
    std::string wire;
    bool stream;
    bool modalities;
    char const* model;
};

class EveryWay : public ::testing::TestWithParam<Way> {};

TEST_P(EveryWay, gives_the_client_the_same_inverted_picture) {
    Way const way = GetParam();
    Connection connection = connection_for(way.wire, way.model, way.stream);
    connection.chat_modalities = way.modalities;
    ServerOptions options = quick();
    options.answer_size = AnswerSize::same;
    Image const picture = test::photo_like({96, 80});
    auto const reply = through_client(connection, edit_request("invert", encode_png(picture).value()), options);
    ASSERT_TRUE(reply) << reply.error().message << " " << reply.error().detail;
    ASSERT_EQ(reply->images.size(), 1U);
    auto const answer = decode(reply->images.front().bytes);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->image, edited(picture, "invert"));
    EXPECT_TRUE(reply->usage.total_tokens.value_or(0) > 0 ||
                (way.stream && way.wire == "openai-chat" && !way.modalities));
}

TEST_P(EveryWay, draws_a_picture_for_words_alone_at_the_models_own_size) {
    Way const way = GetParam();
    Connection connection = connection_for(way.wire, way.model, way.stream);
    connection.chat_modalities = way.modalities;
    ModelRequest request;
    request.prompt = "a lighthouse";
    auto const reply = through_client(connection, request);
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(probe_size(reply->images.front().bytes).value(), (Size{1024, 1024}));
}

TEST_P(EveryWay, says_blocked_words_only_and_empty_so_that_the_client_tells_them_apart) {
    Way const way = GetParam();
    Connection connection = connection_for(way.wire, way.model, way.stream);
    connection.chat_modalities = way.modalities;
    auto const code = [&](char const* prompt) {
        auto const reply = through_client(connection, edit_request(prompt, png({64, 64})));
        EXPECT_FALSE(reply) << prompt;
        return reply ? ErrorCode::internal : reply.error().code;
    };
    // Chat completions and OpenAI's images have one way only to say that something was refused.
    EXPECT_EQ(exit_status(code("sandbox: blocked")), 5);
    EXPECT_EQ(exit_status(code("sandbox: withheld")), 5);
    bool const gemini = way.wire == "gemini";
    bool const images = way.wire == "openai-images";
    if (gemini) {
        EXPECT_EQ(code("sandbox: blocked"), ErrorCode::prompt_blocked);
        EXPECT_EQ(code("sandbox: withheld"), ErrorCode::answer_blocked);
    }
    if (!images) {
        EXPECT_EQ(code("sandbox: words only"), ErrorCode::words_only);
    }
    // An empty data[] is how OpenAI's gateways show a filtered prompt.
    EXPECT_EQ(exit_status(code("sandbox: empty")), images && !way.stream ? 5 : 8);
    // A stream of images has no place for usage but its last picture.
    EXPECT_EQ(code("sandbox: billed"), images && way.stream ? ErrorCode::empty_reply : ErrorCode::billed_without_image);
    EXPECT_EQ(exit_status(code("sandbox: error inside")), 8);
    EXPECT_EQ(exit_status(code("sandbox: html 524")), 8);
    EXPECT_EQ(exit_status(code("sandbox: error 401")), 4);
    EXPECT_EQ(exit_status(code("sandbox: error 402")), 6);
    EXPECT_EQ(code("sandbox: error 429"), ErrorCode::rate_limited);
    EXPECT_EQ(exit_status(code("sandbox: error 429 day")), 6);
    EXPECT_EQ(exit_status(code("sandbox: error 503")), 8);
}

INSTANTIATE_TEST_SUITE_P(, EveryWay,
                         ::testing::Values(Way{"gemini", false, false, "gemini-2.5-flash-image"},
                                           Way{"gemini", true, false, "gemini-2.5-flash-image"},
                                           Way{"openai-chat", false, false, "gemini-2.5-flash-image"},
                                           Way{"openai-chat", true, false, "gemini-2.5-flash-image"},
                                           Way{"openai-chat", false, true, "google/gemini-2.5-flash-image"},
                                           Way{"openai-chat", true, true, "google/gemini-2.5-flash-image"},
                                           Way{"openai-images", false, false, "gpt-image-1"},
                                           Way{"openai-images", true, false, "gpt-image-1"}),
                         [](auto const& way) {
                             std::string text(way.param.wire);
                             std::ranges::replace(text, '-', '_');
                             return text + (way.param.modalities ? "_modalities" : "") +
                                    (way.param.stream ? "_streamed" : "_whole");
                         });

TEST(Addresses, that_lead_nowhere_are_404_in_the_services_shape) {
    Json const reply = json_of(ask("/v1/foo", "{}"));
    EXPECT_EQ(reply["error"]["message"], "Invalid URL (POST /v1/foo)");
    Outgoing const google = ask("/v1beta/foo", "{}");
    EXPECT_EQ(google.status, 404);
    EXPECT_THAT(body_of(google), StartsWith("<!DOCTYPE html>"));
    EXPECT_EQ(ask("/v1/v1/chat/completions", "{}").status, 404);
    Incoming get = post("/v1/chat/completions", "");
    get.method = "GET";
    EXPECT_EQ(Service(quick()).respond(get).status, 404);
}

TEST(Lists, name_the_models_in_both_shapes) {
    Incoming get;
    get.method = "GET";
    Service service(quick());
    get.path = "/v1/models";
    Json const openai = json_of(service.respond(get));
    EXPECT_EQ(openai["object"], "list");
    EXPECT_EQ(openai["data"][0]["object"], "model");
    get.path = "/v1beta/models";
    Json const gemini = json_of(service.respond(get));
    EXPECT_EQ(gemini["models"][0]["name"], "models/" + openai["data"][0]["id"].get<std::string>());
    EXPECT_EQ(gemini["models"].size(), openai["data"].size());
    get.path = "/v1beta/models/gemini-2.5-flash-image";
    EXPECT_EQ(json_of(service.respond(get))["name"], "models/gemini-2.5-flash-image");
    get.path = "/v1beta/models/nothing";
    EXPECT_EQ(service.respond(get).status, 404);
    get.path = "/";
    EXPECT_THAT(body_of(service.respond(get)), HasSubstr("no key, no network, no model"));
}

TEST(Instructions, once_works_the_second_time) {
    Service service(quick());
    std::string const body = gemini_body("sandbox: error 503 once; sepia", {png({32, 32})});
    EXPECT_EQ(service.respond(post(flash, body)).status, 503);
    EXPECT_EQ(service.respond(post(flash, body)).status, 200);
}

std::string answer_bytes(std::string const& prompt, std::string* declared = nullptr) {
    Json const reply = json_of(ask(flash, gemini_body(prompt, {png({64, 64})})));
    Json const& parts = reply["candidates"][0]["content"]["parts"];
    if (declared != nullptr) *declared = parts.back()["inlineData"]["mimeType"].get<std::string>();
    return *base64::decode(parts.back()["inlineData"]["data"].get<std::string>());
}

TEST(Instructions, change_the_picture_that_comes_back) {
    std::string declared;
    EXPECT_EQ(sniff(answer_bytes("sandbox: wrong type", &declared)), Format::png);
    EXPECT_EQ(declared, "image/jpeg");
    EXPECT_FALSE(decode(answer_bytes("sandbox: broken")));
    EXPECT_EQ(probe_size(answer_bytes("sandbox: size 800x600")).value(), (Size{800, 600}));
    EXPECT_EQ(
        json_of(ask(flash, gemini_body("sandbox: drafts; sepia", {png({64, 64})})))["candidates"][0]["content"]["parts"]
            .size(),
        4U);
    Outgoing const slow = ask(flash, gemini_body("sandbox: slow 30; sepia", {png({64, 64})}));
    EXPECT_EQ(slow.delay, std::chrono::seconds(30));
    EXPECT_EQ(ask(flash, gemini_body("sandbox: cut off")).ending, Ending::cut_off);
    EXPECT_EQ(ask(flash, gemini_body("sandbox: dropped")).ending, Ending::dropped);
    EXPECT_EQ(ask(flash, gemini_body("sandbox: silent")).ending, Ending::silent);
}

TEST(Instructions, that_do_not_exist_are_answered_with_those_that_do) {
    Json const reply = json_of(ask(flash, gemini_body("sandbox: make coffee")));
    EXPECT_THAT(reply["candidates"][0]["content"]["parts"][0]["text"].get<std::string>(),
                HasSubstr("sandbox: words only"));
}

TEST(Instructions, ask_for_a_key_error_in_googles_way) {
    Json const reply = json_of(ask(flash, gemini_body("sandbox: error 400 key")));
    EXPECT_EQ(reply["error"]["details"][0]["reason"], "API_KEY_INVALID");
}

TEST(Formats, are_what_is_declared) {
    for (char const* format : {"png", "jpeg", "webp"}) {
        ServerOptions options = quick();
        options.format = format;
        Json const reply = json_of(ask(flash, gemini_body("sepia", {png({64, 64})}), options));
        Json const& data = reply["candidates"][0]["content"]["parts"][1]["inlineData"];
        EXPECT_EQ(data["mimeType"], std::string("image/") + format);
        EXPECT_EQ(mime(*sniff(*base64::decode(data["data"].get<std::string>()))), data["mimeType"].get<std::string>());
    }
}

TEST(TooMuch, is_refused_with_413) {
    Incoming incoming = post(flash, std::string(max_body_bytes + 1, ' '));
    Outgoing const out = Service(quick()).respond(incoming);
    EXPECT_EQ(out.status, 413);
    EXPECT_EQ(json_of(out)["error"]["code"], 413);
}

TEST(Recording, keeps_the_request_without_its_key_and_the_pictures_in_it) {
    test::TempFolder folder;
    Recorder recorder(folder.path() / "requests");
    std::string const picture = png({20, 10});
    Incoming incoming = post(std::string(flash) + "?key=sk-secret&alt=sse", gemini_body("sepia", {picture}));
    incoming.headers.push_back({"Authorization", "sk-secret"});
    incoming.headers.push_back({"X-Goog-Api-Key", "sk-secret"});
    recorder.record(incoming);
    std::string const text = test::read_whole_file(folder.path() / "requests/001.json");
    Json const facts = Json::parse(text);
    EXPECT_EQ(facts["method"], "POST");
    EXPECT_EQ(facts["path"], flash);
    EXPECT_EQ(facts["query"], "key=[key]&alt=sse");
    EXPECT_EQ(facts["headers"]["Authorization"], "[key]");
    EXPECT_EQ(text.find("secret"), std::string::npos);
    EXPECT_EQ(test::read_whole_file(folder.path() / "requests/001.body"), incoming.body);
    EXPECT_EQ(test::read_whole_file(folder.path() / "requests/001-1.png"), picture);
}

TEST(Sandbox, speaks_every_wire_format_that_there_is) {
    std::set<std::string> spoken;
    std::set<std::string> there;
    for (Dialect const* dialect : dialects())
        spoken.emplace(dialect->format());
    for (auto const& [name, label] : wire_names())
        there.emplace(name);
    EXPECT_EQ(spoken, there);
    EXPECT_EQ(spoken.size(), dialects().size());
}

// Left of x 150 the picture stays as it is.
void expect_the_words_in_the_right_half(Outgoing const& out, ImageView picture) {
    std::string const body = body_of(out);
    auto const data = Json::parse(body)["candidates"][0]["content"]["parts"];
    std::string encoded;
    for (auto const& part : data)
        if (part.contains("inlineData")) encoded = part["inlineData"]["data"];
    Image const decoded = decode(base64::decode(encoded).value()).value().image;
    ImageView const answer = decoded;
    ASSERT_EQ(answer.size(), picture.size()) << body.substr(0, 300);
    EXPECT_EQ(Image(answer.sub({0, 0, 150, 200})), Image(picture.sub({0, 0, 150, 200})));
    EXPECT_GT(test::largest_difference(answer.sub({180, 60, 60, 60}), picture.sub({180, 60, 60, 60})), 40);
}

TEST(Service, that_is_told_what_was_selected_draws_there) {
    ServerOptions options = quick();
    options.answer_size = AnswerSize::same;
    Image const picture = test::photo_like({300, 200});
    Incoming incoming = post(flash, gemini_body("add a red hat", {encode_png(picture).value()}));
    incoming.headers.push_back({"x-inlay-selection", "150 40 120 100"});
    expect_the_words_in_the_right_half(Service(options).respond(incoming), picture);
    // Nonsense is as good as nothing said: the frame around the picture.
    for (char const* value : {"", "1 2 3", "a b c d", "-5 0 10 10", "0 0 99999999 10", "5000 0 10 10"}) {
        incoming.headers.back().value = value;
        Outgoing const out = Service(options).respond(incoming);
        EXPECT_EQ(out.status, 200);
        EXPECT_THAT(body_of(out), HasSubstr("inlineData")) << value;
    }
}

} // namespace
} // namespace inlay::sandbox
