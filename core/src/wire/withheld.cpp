// The words are those of fal, Ideogram, xAI, Stability, Google and of hosts of Stable Diffusion. See withheld.h.
#include "wire/withheld.h"

#include "wire/json_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace inlay::wire {
namespace {

using nlohmann::json;

struct Sign {
    char const* field;
    bool when; // the value that marks
    Mark mark;
};

constexpr std::array signs{
    Sign{"is_image_safe", false, Mark::withheld},      // Ideogram
    Sign{"respect_moderation", false, Mark::withheld}, // xAI
    Sign{"is_safe", false, Mark::withheld},
    Sign{"moderated", true, Mark::withheld},
    Sign{"filtered", true, Mark::withheld},
    Sign{"content_filtered", true, Mark::withheld},
    Sign{"withheld", true, Mark::withheld},
    Sign{"blocked", true, Mark::withheld},
    Sign{"has_nsfw_concepts", true, Mark::suspected}, // fal: with its checker turned off the picture is there
    Sign{"has_nsfw_concept", true, Mark::suspected},
    Sign{"has_nsfw_content", true, Mark::suspected},
    Sign{"nsfw_content_detected", true, Mark::suspected},
    Sign{"nsfw_detected", true, Mark::suspected},
    Sign{"nsfw", true, Mark::suspected},
    Sign{"is_nsfw", true, Mark::suspected},
    Sign{"flagged", true, Mark::suspected},
};

Mark of_value(json const& value, Sign const& sign) {
    return value.is_boolean() && value.get<bool>() == sign.when ? sign.mark : Mark::none;
}

} // namespace

Mark mark_of_reason(std::string_view finish_reason) {
    std::string const reason = lower_case(finish_reason);
    auto const says = [&](std::string_view words) { return reason.find(words) != std::string::npos; };
    // Gateways make "content_filter" of every reason, also where the picture is there.
    if (says("prohibited_content") || says("content_filtered") || says("content filtered") || says("moderated"))
        return Mark::withheld;
    return says("safety") || says("content_filter") || says("nsfw") ? Mark::suspected : Mark::none;
}

Mark mark_of(JsonDoc const& doc, json const& object) {
    Mark mark = Mark::none;
    for (Sign const& sign : signs) {
        json const& value = member(object, sign.field);
        mark = std::max(mark, of_value(value, sign));
        if (value.is_array() && value.size() == 1) mark = std::max(mark, of_value(value.front(), sign));
    }
    return std::max(mark, mark_of_reason(doc.copy_of(member(object, "finishReason", "finish_reason"))));
}

Mark mark_of_entry(JsonDoc const& doc, json const& object, std::size_t position) {
    Mark mark = mark_of(doc, object);
    for (Sign const& sign : signs)
        if (json const& list = member(object, sign.field); list.is_array() && position < list.size())
            mark = std::max(mark, of_value(list[position], sign));
    return mark;
}

} // namespace inlay::wire
