// Do we ask as the services' own clients ask? Requests captured from them (tests/referees/capture.mjs) against ours for
// the same job: method, path, content type, where the key stands, and the body as parsed JSON or as a form. Each
// allowed difference stands beside its reason, and must really be there.
#include "replies.h"

#include "inlay/client.h"

#include "form_parts.h"

#include <nlohmann/json.hpp>

#include <optional>

using namespace inlay;
using namespace inlay::test;
using nlohmann::json;

namespace {

struct Difference {
    std::string place;          // JSON pointer
    std::optional<json> theirs; // nothing: not there
    std::optional<json> ours;
    std::string_view why;
};
using Differences = std::vector<Difference>;

constexpr std::string_view text = "a lighthouse at dusk";
constexpr std::string_view edit = "make it look like a watercolour";

ModelRequest words(std::string_view prompt) {
    ModelRequest request;
    request.prompt = prompt;
    return request;
}
ModelRequest with_picture() {
    ModelRequest request = words(edit);
    request.images.push_back({test_data("captured/picture.png"), "image/png"});
    return request;
}
ModelRequest with_reference() {
    ModelRequest request = with_picture();
    request.images.push_back({test_data("formats/progressive.jpg"), "image/jpeg"});
    return request;
}

// As people write the base URL, and as the provider table has the way of sending the key.
inlay::Connection to_google(std::string model = "gemini-2.5-flash-image") {
    inlay::Connection connection;
    connection.provider = "google";
    connection.base_url = "https://generativelanguage.googleapis.com";
    connection.wire = "gemini";
    connection.auth = Auth::x_goog_api_key;
    connection.model = std::move(model);
    connection.api_key = "sk-0123456789abcdefghijklmnop";
    return connection;
}
inlay::Connection to_openai(std::string wire, std::string model) {
    inlay::Connection connection = to_google(std::move(model));
    connection.provider = "openai";
    connection.base_url = "https://api.openai.com/v1";
    connection.wire = wire;
    connection.auth = Auth::bearer;
    return connection;
}
inlay::Connection to_openrouter() {
    inlay::Connection connection = to_openai("openai-chat", "google/gemini-2.5-flash-image");
    connection.provider = "openrouter";
    connection.base_url = "https://openrouter.ai/api/v1";
    connection.chat_modalities = true;
    connection.chat_image_config = true;
    return connection;
}
inlay::Connection streamed(inlay::Connection connection) {
    connection.stream = true;
    return connection;
}

std::string path_of(std::string const& url) {
    return url.substr(url.find('/', url.find("://") + 3));
}

// "inline_data" and "inlineData" are the same field to a reader of proto JSON. The services' guides, which our requests
// follow, write the first; the clients write the second.
void spell_as_clients(json& value) {
    if (value.is_object()) {
        json spelled = json::object();
        for (auto& [key, member] : value.items()) {
            spell_as_clients(member);
            spelled[key == "inline_data" ? "inlineData" : key == "mime_type" ? "mimeType" : key] = std::move(member);
        }
        value = std::move(spelled);
    } else if (value.is_array()) {
        for (json& member : value)
            spell_as_clients(member);
    }
}

void apply(json& theirs, Difference const& difference) {
    json::json_pointer const place(difference.place);
    ASSERT_EQ(theirs.contains(place), difference.theirs.has_value()) << difference.place;
    if (difference.theirs) {
        EXPECT_EQ(theirs.at(place), *difference.theirs) << difference.place;
    }
    EXPECT_FALSE(difference.why.empty());
    if (difference.ours)
        theirs[place] = *difference.ours;
    else
        theirs.at(place.parent_pointer()).erase(place.back());
}

json form_as_captured(wire::WireRequest const& request, std::string const& content_type) {
    static std::vector<std::pair<std::string, std::string>> const files = {
        {"picture.png", test_data("captured/picture.png")},
        {"reference.jpg", test_data("formats/progressive.jpg")},
        {"mask.png", test_data("captured/mask.png")}};
    json form = json::array();
    for (FormPart const& part : form_parts(request.body, content_type.substr(content_type.find("boundary=") + 9))) {
        json entry = {{"name", part.attribute("name")}};
        if (part.attribute("filename").empty()) {
            entry["value"] = part.content;
        } else {
            entry["filename"] = part.attribute("filename");
            entry["content_type"] = part.headers.at("content-type");
            for (auto const& [name, bytes] : files)
                if (part.content == bytes) entry["file"] = name;
        }
        form.push_back(std::move(entry));
    }
    return form;
}

// A form is a set of fields; only the order of files with one name means something, and stays.
json by_name(json form) {
    std::stable_sort(form.begin(), form.end(), [](json const& a, json const& b) { return a["name"] < b["name"]; });
    return form;
}

void expect_as_captured(std::string const& job, ModelRequest const& request, inlay::Connection const& connection,
                        Differences const& differences = {}) {
    SCOPED_TRACE(job);
    json captured = json::parse(test_data("captured/" + job + ".json"));
    auto const built = wire::build_request(request, connection);
    ASSERT_TRUE(built.has_value()) << built.error().message;
    json headers = json::object();
    for (auto const& header : built->headers) {
        std::string name = header.name;
        std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        headers[name] = header.value;
    }

    EXPECT_EQ(captured["method"], "POST"); // the client library posts, and nothing else
    EXPECT_EQ(path_of(built->url), captured["path"]);
    std::string const content_type = headers.value("content-type", "");
    EXPECT_EQ(content_type.substr(0, content_type.find(';')), captured["content_type"]);
    EXPECT_EQ(headers.value(captured["key"].value("header", "none"), ""),
              captured["key"].value("before", "") + connection.api_key);

    bool const is_form = captured.contains("form");
    json theirs = is_form ? by_name(captured["form"]) : captured["json"];
    json ours = is_form ? by_name(form_as_captured(*built, content_type)) : json::parse(built->body);
    spell_as_clients(ours);
    for (Difference const& difference : differences)
        apply(theirs, difference);
    EXPECT_EQ(theirs, ours) << json::diff(theirs, ours).dump(2);
}

} // namespace

TEST(Captured, google_genai) {
    expect_as_captured("genai-text", words(text), to_google());
    expect_as_captured("genai-edit", with_picture(), to_google());
    expect_as_captured("genai-references", with_reference(), to_google());
    expect_as_captured("genai-stream", words(text), streamed(to_google()));
    ModelRequest all = words(text);
    all.aspect = "16:9";
    all.size = "2K";
    all.system_text = "Answer with a picture.";
    all.safety = "BLOCK_ONLY_HIGH";
    expect_as_captured("genai-config", all, to_google("gemini-nano-banana-2.1"));
}

TEST(Captured, ai_sdk_google) {
    expect_as_captured("ai-google-text", words(text), to_google());
    expect_as_captured("ai-google-edit", with_reference(), to_google());
    expect_as_captured("ai-google-stream", words(text), streamed(to_google()));
    ModelRequest wide = words(text);
    wide.aspect = "16:9";
    expect_as_captured("ai-google-config", wide, to_google("gemini-nano-banana-2.1"));
}

TEST(Captured, ai_sdk_openrouter) {
    expect_as_captured("openrouter-text", words(text), to_openrouter());
    ModelRequest wide = with_picture();
    wide.aspect = "16:9";
    expect_as_captured("openrouter-edit", wide, to_openrouter());
    expect_as_captured("openrouter-stream", words(text), streamed(to_openrouter()));
}

TEST(Captured, openai_chat) {
    auto const connection = to_openai("openai-chat", "gemini-2.5-flash-image");
    expect_as_captured("openai-chat-text", words(text), connection);
    expect_as_captured("openai-chat-edit", with_picture(), connection);
    expect_as_captured("openai-chat-stream", with_picture(), streamed(connection));
}

TEST(Captured, openai_images) {
    auto const connection = to_openai("openai-images", "gpt-image-1");
    ModelRequest wide = words(text);
    wide.aspect = "3:2";
    expect_as_captured("openai-generate", wide, connection);
    expect_as_captured("openai-generate-stream", words(text), streamed(connection));
    expect_as_captured("openai-edit", with_picture(), connection);
    expect_as_captured("openai-edit-stream", with_picture(), streamed(connection));
    ModelRequest masked = with_reference();
    masked.mask = EncodedImage{test_data("captured/mask.png"), "image/png"};
    expect_as_captured("openai-edit-mask", masked, connection);
}
