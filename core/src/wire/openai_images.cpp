// What does a request for OpenAI's image endpoints look like: JSON to make a picture, a form with files to edit one?
//
// response_format is sent only where the model's entry says so: the GPT image models refuse it (400 unknown_parameter),
// and both answers, Base64 and URL, are understood.
#include "inlay/codec.h"

#include "wire/format.h"
#include "wire/json_text.h"
#include "wire/order.h"
#include "wire/request_parts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <initializer_list>

namespace inlay::wire {
namespace {

// The size, of those that every GPT image model takes, whose ratio is nearest to `aspect`; empty when there is no
// ratio.
std::string_view size_for(std::string_view aspect) {
    std::size_t const colon = aspect.find(':');
    if (colon == std::string_view::npos) return {};
    int width = 0;
    int height = 0;
    std::from_chars(aspect.data(), aspect.data() + colon, width);
    std::from_chars(aspect.data() + colon + 1, aspect.data() + aspect.size(), height);
    if (width <= 0 || height <= 0) return {};
    struct Size {
        std::string_view text;
        double ratio;
    };
    constexpr std::array sizes{Size{"1024x1024", 1.0}, Size{"1536x1024", 1.5}, Size{"1024x1536", 1.0 / 1.5}};
    double const wanted = std::log(double(width) / height);
    Size const* best = &sizes[0];
    for (Size const& size : sizes)
        if (std::abs(std::log(size.ratio) - wanted) < std::abs(std::log(best->ratio) - wanted)) best = &size;
    return best->text;
}

// There is no separate field for it; every image model reads it in front of the prompt.
std::string whole_prompt(ModelRequest const& request) {
    return request.system_text.empty() ? request.prompt : request.system_text + "\n\n" + request.prompt;
}

void append_wishes(std::string& json, Connection const& connection) {
    if (connection.response_format) json += R"(,"response_format":"b64_json")";
    if (connection.no_watermark) json += R"(,"watermark":false)";
}

Body generation(ModelRequest const& request, Connection const& connection) {
    Body body{"application/json",
              R"({"model":)" + json_quoted(connection.model) + R"(,"prompt":)" + json_quoted(whole_prompt(request))};
    if (auto const size = size_for(request.aspect); !size.empty()) body.bytes += R"(,"size":)" + json_quoted(size);
    if (connection.stream) body.bytes += R"(,"stream":true)";
    // Previews before the finished picture. OpenAI bills about 100 tokens for each.
    if (connection.stream && connection.partial_images > 0)
        body.bytes.append(R"(,"partial_images":)").append(std::to_string(connection.partial_images));
    append_wishes(body.bytes, connection);
    body.bytes += '}';
    return body;
}

void append_url(std::string& json, std::string_view field, EncodedImage const& image) {
    json.append("{\"").append(field).append("\":");
    append_data_uri(json, image);
    json += '}';
}

// OpenAI's own second form, xAI's, and that of Seedream, whose generations take pictures.
Body json_edit(ModelRequest const& request, Connection const& connection, EditForm form) {
    Body body = generation(request, connection);
    std::string& json = body.bytes;
    json.pop_back();
    json.reserve(json.size() + pictures_size(request));
    bool const several = request.images.size() > 1;
    bool const bare = form == EditForm::generation;
    bool const is_list = form == EditForm::json || several;
    json += form == EditForm::json || (several && !bare) ? R"(,"images":)" : R"(,"image":)";
    if (is_list) json += '[';
    for (std::size_t i = 0; i < request.images.size(); ++i) {
        if (i > 0) json += ',';
        if (bare)
            append_data_uri(json, request.images[i]);
        else
            append_url(json, form == EditForm::json ? "image_url" : "url", request.images[i]);
    }
    if (is_list) json += ']';
    if (request.mask && form == EditForm::json) {
        json += R"(,"mask":)";
        append_url(json, "image_url", *request.mask);
    }
    json += '}';
    return body;
}

struct FormPart {
    std::string head; // its headers, with the empty line
    std::string_view content;
};

FormPart field(std::string_view field_name, std::string_view value) {
    return {"Content-Disposition: form-data; name=\"" + std::string(field_name) + "\"\r\n\r\n", value};
}

// The content type is required: application/octet-stream is refused (code unsupported_file_mimetype).
FormPart file(std::string_view field_name, std::string_view file_name, EncodedImage const& image) {
    auto const format = format_of_mime(image.mime).value_or(Format::png);
    std::string head = "Content-Disposition: form-data; name=\"" + std::string(field_name) + "\"; filename=\"";
    head.append(file_name)
        .append(".")
        .append(picture_format(format).extensions.front())
        .append("\"\r\nContent-Type: ")
        .append(image.mime)
        .append("\r\n\r\n");
    return {std::move(head), image.bytes};
}

// A boundary that occurs in no part, made from the parts: the same request is the same bytes.
std::string boundary_for(std::vector<FormPart> const& parts) {
    std::uint64_t hash = 1469598103934665603u; // FNV-1a over lengths and beginnings
    auto const mix = [&hash](std::string_view text) {
        for (char const c : text)
            hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    };
    for (auto const& part : parts)
        mix(std::to_string(part.content.size()).append(part.content.substr(0, 64)));
    for (;;) {
        std::string const boundary = "----InlayFormBoundary" + std::to_string(hash);
        bool taken = false;
        for (auto const& part : parts)
            taken = taken || part.content.find(boundary) != std::string_view::npos;
        if (!taken) return boundary;
        mix("again");
    }
}

Body form(std::vector<FormPart> const& parts) {
    std::string const boundary = boundary_for(parts);
    Body body{"multipart/form-data; boundary=" + boundary, {}};
    std::size_t size = 256;
    for (auto const& part : parts)
        size += part.head.size() + part.content.size() + boundary.size() + 8;
    body.bytes.reserve(size);
    for (auto const& part : parts)
        body.bytes.append("--").append(boundary).append("\r\n").append(part.head).append(part.content).append("\r\n");
    body.bytes.append("--").append(boundary).append("--\r\n");
    return body;
}

Body edit(ModelRequest const& request, Connection const& connection) {
    std::string const prompt = valid_utf8(whole_prompt(request));
    bool const several = request.images.size() > 1;
    std::vector<FormPart> parts;
    parts.push_back(field("model", connection.model));
    parts.push_back(field("prompt", prompt));
    if (auto const size = size_for(request.aspect); !size.empty()) parts.push_back(field("size", size));
    std::string const previews = std::to_string(connection.partial_images);
    if (connection.stream) parts.push_back(field("stream", "true"));
    if (connection.stream && connection.partial_images > 0) parts.push_back(field("partial_images", previews));
    for (std::size_t i = 0; i < request.images.size(); ++i)
        parts.push_back(file(several ? "image[]" : "image", several ? "image-" + std::to_string(i + 1) : "image",
                             request.images[i]));
    if (connection.response_format) parts.push_back(field("response_format", "b64_json"));
    if (connection.no_watermark) parts.push_back(field("watermark", "false"));
    if (request.mask) parts.push_back(file("mask", "mask", *request.mask));
    return form(parts);
}

Body edit_in(ModelRequest const& request, Connection const& connection, EditForm form) {
    return form == EditForm::multipart ? edit(request, connection) : json_edit(request, connection, form);
}

Body body_of(ModelRequest const& request, Connection const& connection) {
    if (request.images.empty()) return generation(request, connection);
    return edit_in(request, connection, connection.edit_form);
}

Endpoint endpoint_in(ModelRequest const& request, EditForm form) {
    bool const edits = !request.images.empty() && form != EditForm::generation;
    return {"v1", edits ? "images/edits" : "images/generations", {}};
}

Endpoint endpoint_of(ModelRequest const& request, Connection const& connection) {
    return endpoint_in(request, connection.edit_form);
}

bool names(std::string_view lower, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words,
                               [&](std::string_view word) { return lower.find(word) != std::string_view::npos; });
}

// One request without what was refused: in the other form, or without the mask, which is not needed, since the answer
// is laid in by the mask here. A refusal is not billed.
std::optional<FollowUp> without_what_was_refused(Turn const& turn) {
    bool const refusal = turn.status == 400 || turn.status == 415 || turn.status == 422;
    if (turn.asked != 0 || turn.request == nullptr || turn.request->images.empty() || !refusal) return std::nullopt;
    std::string const lower = lower_case(turn.body.substr(0, 16'384));
    EditForm form = turn.connection.edit_form;
    ModelRequest request = *turn.request;
    bool const content_type =
        turn.status == 415 || names(lower, {"unsupported content type", "unsupported_content_type", "unsupported media",
                                            "application/json", "content-type", "multipart"});
    if (content_type)
        form = form == EditForm::multipart ? EditForm::json : EditForm::multipart;
    else if (request.mask && names(lower, {"mask"}))
        request.mask.reset();
    else
        return std::nullopt;
    FollowUp more;
    more.url = address(turn.connection, endpoint_in(request, form));
    more.post = edit_in(request, turn.connection, form);
    return more;
}

std::optional<FollowUp> next_of(Turn const& turn) {
    if (auto more = without_what_was_refused(turn)) return more;
    return next_of_order(turn);
}

constexpr std::array<std::string_view, 2> endings{"images/generations", "images/edits"};
constexpr std::array<std::string_view, 11> asked_for_by{"generated data mime type",
                                                        "images.generate",
                                                        "images/generations",
                                                        "images/edits",
                                                        "images endpoint",
                                                        "image generation api",
                                                        "not a chat model",
                                                        "not supported in the v1/chat/completions",
                                                        "not supported on the chat.completions",
                                                        "not supported for chat",
                                                        "does not support chat"};

} // namespace

extern WireFormat const openai_images;
WireFormat const openai_images{.name = "openai-images",
                               .label = "OpenAI images",
                               .endings = endings,
                               .asked_for_by = asked_for_by,
                               .endpoint = endpoint_of,
                               .body = body_of,
                               .next = next_of};

} // namespace inlay::wire
