// How is one format spoken? A dialect turns a request into a Question and an Answer into a reply; what is in between
// knows no format. Adding a format to the sandbox is one file and one line in dialects.cpp.
#pragma once

#include "exchange.h"
#include "inlay/raster.h"
#include "models.h"

#include <tl/expected.hpp>

#include <optional>
#include <span>

namespace inlay::sandbox {

struct Picture {
    std::string bytes; // as sent
    Image image;       // decoded, upright
};

struct Question {
    ModelFacts const* model = nullptr; // never null
    std::string model_name;            // as written by the client
    std::string prompt;
    std::vector<Picture> pictures; // the first is the one to edit
    std::optional<Picture> mask;   // alpha 0 = may change
    std::optional<Rect> part;      // of the first picture: what the person selected; nullopt: all of it, or not known
    std::string ratio;             // "16:9"; empty: not asked for
    std::string size;              // "2K"; empty: not asked for
    std::optional<Size> exact;     // "1536x1024"
    std::string format;            // "png", "jpeg", "webp"; empty: not asked for
    int count = 1;
    bool wants_picture = true; // false: words were asked for
    bool stream = false;
    bool sse = true;           // gemini: without alt=sse a stream is one JSON array
    bool edit = false;         // openai-images: edits rather than generations
    bool images_field = false; // openai-chat: pictures in images[] rather than as Markdown
    bool usage_chunk = false;  // openai-chat: stream_options.include_usage
    int partial_images = 0;    // openai-images
    std::string quality;       // openai-images, repeated in the reply
    std::string background;    // openai-images, repeated in the reply
};

// Why a request is refused. What a dialect has no field for it leaves out.
struct Problem {
    int status = 400;
    std::string message;
    std::string code;   // OpenAI's "code"
    std::string param;  // OpenAI's "param"
    std::string reason; // Google's ErrorInfo.reason
    int retry_seconds = 0;
    bool per_day = false; // a quota of the day, not of the minute
};

template <class T>
using Outcome = tl::expected<T, Problem>;
inline tl::unexpected<Problem> refusal(int status, std::string message, std::string code = {}, std::string param = {}) {
    return tl::unexpected<Problem>(
        Problem{status, std::move(message), std::move(code), std::move(param), {}, 0, false});
}

enum class Verdict {
    pictures,
    prompt_blocked,
    picture_withheld,
    words_only,
    nothing,
    billed_without_picture,
    error_inside
};

struct Answer {
    Verdict verdict = Verdict::pictures;
    std::string words;
    std::vector<std::string> pictures; // encoded
    std::vector<std::string> partial;  // encoded, of the first
    std::string mime;                  // as declared
    std::string format;                // "png" ..., as declared
    Size size;
    int prompt_tokens = 0;
    int sent_picture_tokens = 0;
    int answer_picture_tokens = 0; // all pictures together
    std::string id;                // unlike any other
    std::int64_t created = 0;      // seconds since 1970
};

struct Route {
    std::string model;   // gemini: from the path
    bool stream = false; // gemini: from the path
    bool edit = false;   // openai-images
    bool vertex = false; // gemini under publishers/google
    std::string version; // gemini: "v1beta"
};

class Dialect {
  public:
    virtual ~Dialect() = default;
    // The name of the wire format that it speaks.
    [[nodiscard]] virtual std::string_view format() const = 0;
    // What a POST to this path asks for; nullopt: nothing in this format.
    [[nodiscard]] virtual std::optional<Route> route(std::string_view path) const = 0;
    // Whether services that speak this format are addressed so: then it answers for what asks for no picture, too.
    [[nodiscard]] virtual bool owns(std::string_view path) const = 0;
    // Whether its replies have an x-request-id.
    [[nodiscard]] virtual bool names_requests() const { return true; }
    // What to write on an index page: addresses, one a line.
    [[nodiscard]] virtual std::string_view addresses() const = 0;
    // There is nothing at this address.
    [[nodiscard]] virtual Outgoing not_there(Incoming const& incoming) const;
    [[nodiscard]] virtual Outcome<Question> read(Incoming const& incoming, Route const& route) const = 0;
    [[nodiscard]] virtual Outgoing write(Question const& question, Answer const& answer) const = 0;
    [[nodiscard]] virtual Outgoing refuse(Problem const& problem) const = 0;
    // What the service says with this status about this model ("key", "day", "location" ... choose among several).
    [[nodiscard]] virtual Problem typical(int status, std::string_view variant, std::string_view model) const = 0;
    [[nodiscard]] virtual Outgoing list_models() const = 0;
    [[nodiscard]] virtual Outgoing show_model(std::string_view id) const = 0;
};

// All of them. An address that nobody owns is the last one's: most services speak like it.
std::span<Dialect const* const> dialects();

// What is wrong with a picture that was sent.
enum class PictureFault { unsupported_type, other_type_than_declared, undecodable };
// `declared` empty: taken from the bytes.
tl::expected<Picture, PictureFault> read_picture(std::string bytes, std::string_view declared);
// "data:image/png;base64,...": the declared type and the decoded bytes; nullopt when it is no such thing.
struct DataUri {
    std::string mime;
    std::string bytes;
};
std::optional<DataUri> read_data_uri(std::string_view text);
// About what a tokeniser would count.
int word_tokens(std::string_view text) noexcept;

} // namespace inlay::sandbox
