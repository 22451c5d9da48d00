// Which pictures, words and numbers does a reply hold, whoever wrote it?
//
// One extractor for all wire formats, because gateways answer with each other's shapes. It is given every JSON value of
// the reply in turn: one whole body, or each event of a stream. Behind the shapes that are known stands a search of all
// that no shape has taken (extractor_search.cpp).
#pragma once

#include "wire/found.h"
#include "wire/json_doc.h"

#include <functional>
#include <string_view>
#include <unordered_set>

namespace inlay::wire {

class Extractor {
  public:
    // `on_preview` gets the bytes of pictures that may not be the answer: partial images, and those of a conversation,
    // where only the end of the reply tells which one was the last. May be empty.
    explicit Extractor(std::function<void(std::string_view)> on_preview) : on_preview_(std::move(on_preview)) {}

    // `event` is the type that the stream gave it, if any; `one_of_many`: pieces of a text may be in other values.
    void take(JsonDoc const& doc, std::string_view event, bool one_of_many);
    // After the last value: looks for pictures in the joined texts, which must be complete for that.
    void scan_texts();

    [[nodiscard]] Found& found() { return found_; }

  private:
    struct Origin {
        std::string_view mime;
        int candidate = 0;
        bool thought = false;
        Mark mark = Mark::none;
    };
    // What stands around a value that the search looks at.
    struct Around {
        std::string key; // of the value, or of the list that it is in; lower case, letters and digits only
        bool thought = false;
        bool elsewhere = false; // addresses here lead to something else: sources, the state of a task, a video
        Mark mark = Mark::none;
        std::string path{}; // keys down to the value: the same in every event of a stream
    };
    using Json = nlohmann::json;

    void walk(Json const& value, std::string_view event, int level);
    void walk_known(Json const& value, std::string_view type);
    void take_delta(Json const& delta, std::string_view type);
    void take_usage(Json const& value);
    void take_candidates(Json const& candidates);
    void take_choices(Json const& choices);
    void take_message(Json const& message, int candidate);
    void take_parts(Json const& parts, int candidate);
    void take_part(Json const& part, int candidate, std::string& text);
    void take_list(Json const& list, Json const& holder);
    void take_output(Json const& output);
    void take_partial(Json const& value);
    void take_finish(Json const& reason, int candidate);
    bool take_image(Json const& value, Origin origin);
    bool take_image_field(Json const& value, char const* field, Origin origin, bool is_something_else);
    bool take_image_text(std::string_view text, Origin origin);
    // The string as words, which scan_texts() looks through: not for the search any more.
    std::string_view words_of(Json const& value, std::string& scratch);
    void add(FoundImage image);
    void add_base64(std::string_view base64, Origin origin, Place place);

    void search(Json const& value, Around const& around);
    void search_object(Json const& value, Around const& around);
    void search_text(Json const& value, Around const& around);
    void scan_loose_texts();

    std::function<void(std::string_view)> on_preview_;
    Found found_;
    JsonDoc const* doc_ = nullptr;            // during take()
    bool in_talk_ = false;                    // within candidates or choices, where more pictures may follow
    std::unordered_set<Json const*> taken_;   // strings of this value that a known shape has read
    std::map<std::string, TextJoiner> loose_; // strings that none has, by their path: they may come in pieces
    std::size_t loose_bytes_ = 0;
    bool one_of_many_ = false;
};

} // namespace inlay::wire
