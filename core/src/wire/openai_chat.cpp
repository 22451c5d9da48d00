// What does a request for an OpenAI style chat completion that makes pictures look like?
//
// Without pictures the content is plain text, as the guides write it; some gateways take nothing else. Pictures go in
// as data URIs: uploading by URL is not possible everywhere.
#include "wire/format.h"
#include "wire/json_text.h"
#include "wire/request_parts.h"

#include <array>

namespace inlay::wire {
namespace {

void append_user_content(std::string& out, ModelRequest const& request) {
    if (request.images.empty()) {
        out += json_quoted(request.prompt);
        return;
    }
    out += R"([{"type":"text","text":)" + json_quoted(request.prompt) + '}';
    for (auto const& image : request.images) {
        out += R"(,{"type":"image_url","image_url":{"url":)";
        append_data_uri(out, image);
        out += "}}";
    }
    out += ']';
}

void append_image_config(std::string& out, ModelRequest const& request) {
    if (request.aspect.empty() && request.size.empty()) return;
    out += R"(,"image_config":{)";
    if (!request.aspect.empty()) out += R"("aspect_ratio":)" + json_quoted(request.aspect);
    if (!request.aspect.empty() && !request.size.empty()) out += ',';
    if (!request.size.empty()) out += R"("image_size":)" + json_quoted(request.size);
    out += '}';
}

Body body_of(ModelRequest const& request, Connection const& connection) {
    Body body;
    body.content_type = "application/json";
    std::string& out = body.bytes;
    out.reserve(pictures_size(request));
    out += R"({"model":)" + json_quoted(connection.model);
    if (connection.stream) out += R"(,"stream":true)";
    out += R"(,"messages":[)";
    if (!request.system_text.empty()) out += R"({"role":"system","content":)" + json_quoted(request.system_text) + "},";
    out += R"({"role":"user","content":)";
    append_user_content(out, request);
    out += "}]";
    if (connection.chat_modalities) out += R"(,"modalities":["image","text"])";
    if (connection.chat_image_config) append_image_config(out, request);
    out += '}';
    return body;
}

Endpoint endpoint_of(ModelRequest const&, Connection const&) {
    return {"v1", "chat/completions", {}};
}

constexpr std::array<std::string_view, 1> endings{"chat/completions"};
constexpr std::array<std::string_view, 3> asked_for_by{"use the chat/completions", "served by v1/chat/completions",
                                                       "use v1/chat/completions"};

} // namespace

extern WireFormat const openai_chat;
WireFormat const openai_chat{.name = "openai-chat",
                             .label = "OpenAI chat",
                             .endings = endings,
                             .asked_for_by = asked_for_by,
                             .endpoint = endpoint_of,
                             .body = body_of};

} // namespace inlay::wire
