// What does a request for Google's generateContent look like?
//
// In snake_case, as the guides of the services write it; both spellings are legal proto JSON. Base64 is spliced into
// the text: a JSON library would check 20 MB for UTF-8.
#include "inlay/base64.h"

#include "wire/format.h"
#include "wire/json_text.h"
#include "wire/request_parts.h"

#include <array>

namespace inlay::wire {
namespace {

void append_parts(std::string& out, ModelRequest const& request) {
    out += R"("parts":[{"text":)" + json_quoted(request.prompt) + '}';
    for (auto const& image : request.images) {
        out += R"(,{"inline_data":{"mime_type":)" + json_quoted(image.mime) + R"(,"data":")";
        base64::append(out, image.bytes);
        out += "\"}}";
    }
    out += ']';
}

void append_config(std::string& out, ModelRequest const& request) {
    out += R"("generationConfig":{"responseModalities":["TEXT","IMAGE"])";
    if (!request.aspect.empty() || !request.size.empty()) {
        out += R"(,"imageConfig":{)";
        if (!request.aspect.empty()) out += R"("aspectRatio":)" + json_quoted(request.aspect);
        if (!request.aspect.empty() && !request.size.empty()) out += ',';
        if (!request.size.empty()) out += R"("imageSize":)" + json_quoted(request.size);
        out += '}';
    }
    out += '}';
}

void append_safety(std::string& out, std::string const& threshold) {
    char separator = '[';
    out += R"(,"safetySettings":)";
    for (auto const* category : {"HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT"}) {
        out += separator;
        out += R"({"category":"HARM_CATEGORY_)" + std::string(category) + R"(","threshold":)" + json_quoted(threshold) +
               '}';
        separator = ',';
    }
    out += ']';
}

Body body_of(ModelRequest const& request, Connection const&) {
    Body body;
    body.content_type = "application/json";
    std::string& out = body.bytes;
    out.reserve(pictures_size(request));
    out += R"({"contents":[{)";
    out += R"("role":"user",)"; // Vertex, and every gateway in front of it, takes none without
    append_parts(out, request);
    out += "}],";
    append_config(out, request);
    if (!request.system_text.empty())
        out += R"(,"systemInstruction":{"parts":[{"text":)" + json_quoted(request.system_text) + "}]}";
    if (!request.safety.empty()) append_safety(out, request.safety);
    out += '}';
    return body;
}

// A model may hold slashes ("google/gemini-2.5-flash-image"); what would end or change the path is escaped.
std::string model_in_path(std::string_view model) {
    model = trimmed(model);
    if (model.starts_with("models/")) model.remove_prefix(7);
    return percent_encoded(model, "-._~/@");
}

Endpoint endpoint_of(ModelRequest const&, Connection const& connection) {
    std::string const path = "models/" + model_in_path(connection.model);
    if (connection.stream) return {"v1beta", path + ":streamGenerateContent", "alt=sse"};
    return {"v1beta", path + ":generateContent", {}};
}

constexpr std::array<std::string_view, 1> endings{"models/*"};
constexpr std::array<std::string_view, 3> asked_for_by{"generated data mime type", "generatecontent",
                                                       "not supported for predict"};

} // namespace

extern WireFormat const gemini;
WireFormat const gemini{.name = "gemini",
                        .label = "Gemini",
                        .endings = endings,
                        .asked_for_by = asked_for_by,
                        .endpoint = endpoint_of,
                        .body = body_of};

} // namespace inlay::wire
