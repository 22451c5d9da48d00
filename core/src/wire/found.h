// What was found in a reply so far?
#pragma once

#include "inlay/model_call.h"

#include "wire/error_facts.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inlay::wire {

// The text of one candidate, put together from deltas. Some gateways send the whole text again and again, longer each
// time, or once more at the end: then the last one counts.
class TextJoiner {
  public:
    void add(std::string_view piece);
    [[nodiscard]] std::string_view text() const;

  private:
    std::string joined_;
    std::size_t last_begin_ = 0;
    int pieces_ = 0;
    bool growing_ = true; // every piece so far began with the one before
};

// Where a picture stood. The better place wins; within one place the last picture is the answer and the others were
// drafts.
enum class Place {
    field,
    text_data,
    elsewhere,   // whole, in a field that no known reply has
    text_url,    // an address in words: a picture, or a source that the model names
    guessed_url, // an address in a field that no known reply has
    thought,
    damaged, // what should be a picture is cut off or none
};

// What a service says of a picture that its filter does not like.
enum class Mark {
    none,
    suspected, // a filter spoke: a black or blank picture is all that is left of it
    withheld,  // it is not the picture that was asked for, whatever it shows
};

struct FoundImage {
    ReplyImage image;
    Place place = Place::field;
    int candidate = 0;
    Mark mark = Mark::none;
};

struct Found {
    std::vector<FoundImage> images;
    std::map<int, TextJoiner> texts; // by candidate
    std::map<int, std::string> finish_reasons;
    std::string finish_reason; // the last that was given
    std::string finish_message;
    std::string refusal;      // words of a refusal field
    std::string block_reason; // the prompt's
    std::string block_message;
    std::string filtered_reason; // of a picture that was filtered out
    std::optional<ErrorFacts> error;
    Usage usage;
    std::int64_t reasoning_tokens = 0; // part of the output tokens
    std::string model_version;
    std::string response_id;
    std::string damaged;      // why a picture in the reply could not be read; empty when all could
    bool known_shape = false; // something of a known reply was there
    bool empty_list = false;  // "data": [] or "predictions": []
    bool partial = false;     // a preview came
    bool withheld = false;    // a picture was there that the service marks as withheld
};

} // namespace inlay::wire
