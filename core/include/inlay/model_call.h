// What is asked of an image model, and what comes back? Values only; how they look on the wire: core/src/wire.
#pragma once

#include "inlay/http.h"
#include "inlay/result.h"
#include "inlay/wire_formats.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace inlay {

enum class Auth { raw, bearer, x_goog_api_key, api_key, query, none };
std::string_view name(Auth auth) noexcept; // "raw", "bearer", "x-goog-api-key", "api-key", "query", "none"
std::optional<Auth> auth_of_name(std::string_view text) noexcept;

// How the pictures of an edit are sent to an endpoint of images: as files of a form; in JSON as OpenAI writes it
// ("images":[{"image_url"}]); in JSON as xAI does ("image":{"url"}); in the "image" of a generation, as Seedream wants
// it.
enum class EditForm { multipart, json, json_image, generation };
std::string_view name(EditForm form) noexcept; // "multipart", "json", "json-image", "generation"
std::optional<EditForm> edit_form_of_name(std::string_view text) noexcept;

// Where the call goes. Complete: nothing is looked up behind its back.
struct Connection {
    std::string provider;      // id, for JSON and files: "cometapi", "sandbox", "custom"
    std::string provider_name; // for sentences: "CometAPI"; empty: the host of the base URL stands for it
    std::string base_url; // as the person wrote it; endpoint_url() forgives slashes, /v1, /v1beta and pasted endpoints
    std::string wire{default_wire}; // the name of a wire format; one that there is not ends the call with `usage`
    Auth auth = Auth::raw;
    std::string model = "gemini-2.5-flash-image";
    std::string api_key; // never logged, never in an Error
    std::vector<http::Header> extra_headers;
    bool stream = false;
    int partial_images = 2;                     // previews that a stream of openai-images asks for; 0: none
    std::chrono::milliseconds timeout{300'000}; // bounds each attempt
    int retries = 2;
    std::string proxy;
    std::string ca_bundle;
    EditForm edit_form = EditForm::multipart; // openai-images; when it is refused, another one is tried once
    bool response_format = false;             // openai-images: ask for Base64 in so many words
    bool no_watermark = false;                // openai-images: "watermark": false
    // What this provider wants on top (providers.h): "modalities", "image_config", and so on.
    bool chat_modalities = false;
    bool chat_image_config = false;
    std::vector<std::string> key_hosts; // where pictures and orders of this service may be, besides its own origin,
                                        // that may see the key; ".example.com": every host below it
    std::vector<int> unbilled_statuses; // after which the service documents that it has billed nothing
};

struct EncodedImage {
    std::string bytes; // PNG, JPEG or WebP
    std::string mime;  // of these bytes
};

struct ModelRequest {
    std::string prompt;
    std::vector<EncodedImage> images; // empty: text to image. The first is the one to edit, the others are references
    std::optional<EncodedImage> mask; // PNG, the first image's size, alpha 0 = may change; sent if it is understood
    std::string aspect;               // "16:9"; empty: the model follows the picture, or its own default
    std::string size;                 // "1K", "2K", "4K"; empty: not asked for
    std::string system_text;
    std::string safety; // gemini: threshold for all four categories, e.g. "BLOCK_ONLY_HIGH"; empty: not sent
};

// What a service that works by task says of an order: it waits for its turn, or it is being worked on.
enum class TaskState { none, queued, working };

// A picture that was ordered and has not come: all that it takes to ask for it again, but the key.
struct Task {
    std::string id;  // as the service calls it
    std::string url; // asked next, with GET; may hold what the service signed it with
    friend bool operator==(Task const&, Task const&) = default;
};

struct Usage {
    std::optional<std::int64_t> input_tokens;
    std::optional<std::int64_t> output_tokens;
    std::optional<std::int64_t> image_tokens;
    std::optional<std::int64_t> total_tokens;
    std::optional<double> cost_usd; // when the service says it
};

struct ReplyImage {
    std::string bytes;         // decoded from Base64 or fetched; not yet decoded as a picture
    std::string declared_mime; // what the service said; not to be trusted
    std::string url;           // set instead of bytes while it still has to be fetched; may be relative to the service
    bool guess = false;        // the address may lead to anything: it stood in words, or where no known reply has one
    bool suspected = false;    // the service's filter spoke: when it is blank, it was withheld
};

struct Reply {
    std::vector<ReplyImage> images; // in order of preference: the answer first, then what else was offered
    std::string text;               // the model's words, without the pictures in them
    Error no_picture;          // what is told when every image is a guess, and none of their addresses gives a picture
    std::string finish_reason; // as the service wrote it
    std::string model_version;
    std::string request_id;
    Usage usage;
};

} // namespace inlay
