// What does a reply say, fed piece by piece? The first byte that is not white space tells its kind, whatever the
// Content-Type claims.
#include "wire/wire.h"

#include "inlay/redact.h"

#include "wire/extractor.h"
#include "wire/json_text.h"
#include "wire/picture_check.h"
#include "wire/reply_error.h"
#include "wire/request_parts.h"
#include "wire/sse.h"
#include "wire/withheld.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace inlay::wire {
namespace {

constexpr std::size_t most_bytes = 256u << 20; // a picture of 4096x4096 takes 40 MB
constexpr std::size_t picture_mark = 64;       // bytes that tell a picture's format
constexpr std::size_t most_page = 64u << 10;   // of a web page, which is only looked at for its title

constexpr int most_values = 100'000; // in a row; a stream as lines of JSON has some hundred

enum class Kind { unknown, json, page, picture, stream };

bool is_guess(Place place) {
    return place == Place::text_url || place == Place::guessed_url;
}

// The order in which pictures are offered: the best place first; in it the last one, which is the answer, then the
// drafts.
std::vector<ReplyImage> in_order_of_preference(std::vector<FoundImage> images) {
    std::ranges::stable_sort(images, {}, &FoundImage::place);
    // A URL in words is a picture only where nothing else is: it may as well be a source that the model names. The same
    // goes for a guess, for a thought and for what is damaged. A known field is not second-guessed by the search.
    if (!images.empty()) {
        Place const best = images.front().place;
        auto const counts = [best](Place place) {
            if (place <= Place::text_data) return true;
            return place == best || (place == Place::guessed_url && best == Place::text_url);
        };
        std::erase_if(images, [&](FoundImage const& image) { return !counts(image.place); });
    }
    auto const end_of_best =
        std::ranges::find_if(images, [&](auto const& image) { return image.place != images.front().place; });
    if (!images.empty()) std::rotate(images.begin(), std::prev(end_of_best), end_of_best);
    std::vector<ReplyImage> ordered;
    ordered.reserve(images.size());
    for (FoundImage& image : images) {
        image.image.guess = is_guess(image.place);
        image.image.suspected = image.mark == Mark::suspected;
        ordered.push_back(std::move(image.image));
    }
    return ordered;
}

// What the service itself marks as withheld is not the picture that was asked for.
void drop_withheld(Found& found, std::vector<http::Header> const& headers) {
    Mark all = Mark::none;
    for (auto const& header : headers) // Stability says it there when the body is the picture itself
        if (lower_case(header.name) == "finish-reason") all = mark_of_reason(header.value);
    std::erase_if(found.images, [&](FoundImage& image) {
        auto const reason = found.finish_reasons.find(image.candidate);
        image.mark = std::max(image.mark, all);
        if (reason != found.finish_reasons.end()) image.mark = std::max(image.mark, mark_of_reason(reason->second));
        bool const blank = image.mark == Mark::suspected && is_blank(image.image.bytes);
        bool const dropped = image.mark == Mark::withheld || blank;
        found.withheld = found.withheld || dropped;
        return dropped;
    });
}

} // namespace

struct ReplyReader::Impl {
    Impl(Connection const& to, std::function<void(std::string_view)> on_preview)
        : connection(to), extractor(std::move(on_preview)),
          splitter([this](SseSplitter::Event const& event) { take_event(event); }) {}

    void feed(std::string_view piece) {
        total += piece.size();
        if (total > most_bytes) return;
        if (kind == Kind::unknown) piece = begun(piece);
        if (!piece.empty()) store(piece);
    }

    // Skips a byte order mark and white space, and decides the kind at the first byte behind them; gives what is left
    // of the piece.
    std::string_view begun(std::string_view piece) {
        constexpr std::string_view mark = "\xEF\xBB\xBF";
        while (mark_bytes < mark.size() && !piece.empty() && piece.front() == mark[mark_bytes]) {
            ++mark_bytes;
            piece.remove_prefix(1);
        }
        if (piece.empty()) return piece;
        mark_bytes = mark.size();
        piece.remove_prefix(std::min(piece.find_first_not_of(" \t\r\n"), piece.size()));
        if (piece.empty()) return piece;
        char const c = piece.front();
        // PNG and JPEG, RIFF, GIF, AVIF
        bool const binary = static_cast<unsigned char>(c) >= 0x80 || c == 'R' || c == 'G' || c == '\0';
        kind = c == '{' || c == '[' ? Kind::json : c == '<' ? Kind::page : binary ? Kind::picture : Kind::stream;
        return piece;
    }

    void store(std::string_view piece) {
        if (kind == Kind::picture) {
            body += piece;
            if (body.size() < picture_mark || is_any_picture(body.substr(0, picture_mark))) return;
            kind = Kind::stream; // it only began like one
            splitter.feed(std::exchange(body, {}));
        } else if (kind == Kind::stream)
            splitter.feed(piece);
        else if (kind == Kind::json || body.size() < most_page)
            body += piece;
    }

    void take_event(SseSplitter::Event const& event) {
        std::string_view const data = trimmed(event.data);
        if (done || data.empty()) return;
        if (data == "[DONE]") {
            done = true;
            return;
        }
        JsonDoc const doc(data);
        note_state(doc);
        if (doc.state() == JsonDoc::State::ok)
            extractor.take(doc, event.type, true);
        else if (stray.size() < most_page)
            stray.append(data.substr(0, most_page)).append("\n");
    }

    // One value, or several in a row (some gateways write a stream as lines of JSON).
    bool take_json(std::string_view text) {
        bool took = false;
        int values = 0;
        for (text = trimmed(text); !text.empty() && values < most_values; text = trimmed(text), ++values) {
            JsonDoc const doc(text);
            if (took && doc.state() == JsonDoc::State::broken)
                return true; // what follows a whole value is no JSON: ignored
            note_state(doc);
            if (doc.state() != JsonDoc::State::ok) return took;
            extractor.take(doc, {}, took || !trimmed(text.substr(doc.consumed())).empty());
            took = true;
            text.remove_prefix(doc.consumed());
        }
        return took;
    }

    void note_state(JsonDoc const& doc) {
        if (doc.state() == JsonDoc::State::cut_off) cut_off = true;
        if (doc.state() == JsonDoc::State::broken) broken = true;
    }

    Connection connection;
    Extractor extractor;
    SseSplitter splitter;
    Kind kind = Kind::unknown;
    std::size_t mark_bytes = 0; // of a byte order mark, seen so far
    std::string body;           // JSON or a page
    std::string stray;          // events that are no JSON
    std::size_t total = 0;
    bool done = false;
    bool cut_off = false;
    bool broken = false;
};

ReplyReader::ReplyReader(Connection const& connection, std::function<void(std::string_view)> on_preview)
    : impl_(std::make_unique<Impl>(connection, std::move(on_preview))) {}

ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(std::string_view piece) {
    impl_->feed(piece);
}

bool ReplyReader::done() const noexcept {
    return impl_->done;
}

namespace {

Error unreadable(bool cut_off, std::size_t total, std::string_view words, Answerer const& from) {
    std::string const advice = "Try again; if it stays, turn Stream on or off, or check the Base URL.";
    std::string const size = std::to_string(total) + " bytes";
    if (cut_off)
        return {ErrorCode::undecodable, "The reply was cut off after " + size + '.', advice,
                from.detail("cut off in JSON")};
    std::string const quoted_words = from.words(words);
    return {ErrorCode::undecodable,
            from.name() + " answered with something that Inlay cannot read" +
                (quoted_words.empty() ? "." : ": “" + quoted_words + "”"),
            advice, from.detail(size)};
}

Reply make_reply(Found& found, std::vector<ReplyImage> images, std::string request_id, std::string_view key,
                 Error none) {
    Reply reply;
    reply.no_picture = std::move(none);
    reply.images = std::move(images);
    for (auto const& [candidate, joiner] : found.texts) {
        std::string_view const text = trimmed(joiner.text());
        if (!text.empty()) reply.text.append(reply.text.empty() ? "" : "\n").append(text);
    }
    reply.text = redact(reply.text, usable_key(key)); // a model may repeat what a gateway put into its prompt
    reply.finish_reason = found.finish_reason;
    reply.model_version = found.model_version;
    reply.request_id = request_id.empty() ? found.response_id : std::move(request_id);
    reply.usage = found.usage;
    return reply;
}

} // namespace

Result<Reply> ReplyReader::finish(int status, std::vector<http::Header> const& headers) {
    Impl& in = *impl_;
    if (in.total > most_bytes) {
        Answerer const from{in.connection, status, headers, request_id_of(headers)};
        return fail(ErrorCode::undecodable, "The reply is larger than " + std::to_string(most_bytes >> 20) + " MB.",
                    "Ask for a smaller Size.", from.detail(std::to_string(in.total) + " bytes"));
    }
    if (in.kind == Kind::picture && !is_any_picture(in.body)) {
        in.kind = Kind::stream;
        in.splitter.feed(std::exchange(in.body, {}));
    }
    if (in.kind == Kind::stream) in.splitter.finish();
    std::string const& outside = in.kind == Kind::json ? in.body : in.splitter.stray();
    std::string_view const text = trimmed(outside);
    if (text.starts_with('{') || text.starts_with('[')) in.take_json(text);
    in.extractor.scan_texts();
    Found& found = in.extractor.found();

    std::string request_id = request_id_of(headers);
    if (request_id.empty() && found.error) request_id = found.error->request_id;
    Answerer const from{in.connection, status, headers, request_id};

    if (in.kind == Kind::picture) {
        Place const place = is_whole_picture(in.body) ? Place::field : Place::damaged;
        found.images.push_back({{std::move(in.body), {}, {}}, place});
    }
    drop_withheld(found, headers);
    // What was refused or failed has no picture at an address that may be anything.
    if (found.error || status >= 300 || !found.block_reason.empty() || !found.refusal.empty() || found.withheld)
        std::erase_if(found.images, [](FoundImage const& image) { return is_guess(image.place); });
    if (auto images = in_order_of_preference(std::move(found.images)); !images.empty()) {
        Error none = no_image_error(found, from);
        return make_reply(found, std::move(images), std::move(request_id), in.connection.api_key, std::move(none));
    }
    if (in.kind == Kind::page) return fail(reply_error(error_from_page(in.body), from));
    if (found.withheld) return fail(no_image_error(found, from));
    if (found.error) return fail(reply_error(*found.error, from));
    if (found.known_shape && status < 300) {
        Error error = no_image_error(found, from);
        bool const may_be_in_what_is_missing =
            error.code == ErrorCode::words_only || error.code == ErrorCode::empty_reply;
        if (in.cut_off && may_be_in_what_is_missing) return fail(unreadable(true, in.total, {}, from));
        return fail(std::move(error));
    }
    bool const is_json = in.kind == Kind::json && (found.known_shape || !(in.cut_off || in.broken));
    std::string const words = is_json ? std::string() : std::string(text) + in.stray;
    ErrorFacts facts = error_from_text(words);
    ErrorCode const kind = kind_of_error(facts, status, !in.connection.api_key.empty());
    // A body that says nothing under a status of success: kind_of_error() would only repeat "service_error".
    if (status >= 300 || kind != ErrorCode::service_error) {
        if (found.known_shape && !found.block_reason.empty()) return fail(no_image_error(found, from));
        return fail(reply_error(facts, from));
    }
    if (in.cut_off || in.broken || !trimmed(words).empty()) return fail(unreadable(in.cut_off, in.total, words, from));
    return fail(no_image_error(found, from));
}

} // namespace inlay::wire
