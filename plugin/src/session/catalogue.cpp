#include "inlay/plugin/catalogue.h"

#include <algorithm>

namespace inlay {
namespace {

// A name without a value stays as it is: a translation that misspells one is seen, and nothing is lost.
std::string filled(std::string_view text, std::string_view count, SentenceValues values) {
    std::string out;
    while (!text.empty()) {
        std::size_t const open = std::min(text.find('{'), text.size());
        out.append(text.substr(0, open));
        text.remove_prefix(open);
        std::size_t const close = text.find('}');
        if (close == std::string_view::npos) return out.append(text);
        std::string_view const name = text.substr(1, close - 1);
        auto const* const value =
            std::ranges::find(values, name, &std::pair<std::string_view, std::string_view>::first);
        if (value != values.end())
            out.append(value->second);
        else if (name == "count" && !count.empty())
            out.append(count);
        else
            out.append(text.substr(0, close + 1));
        text.remove_prefix(close + 1);
    }
    return out;
}

} // namespace

std::string say(SentenceName name, SentenceValues values) {
    return filled(name.sentence().text, "", values);
}

std::string say_counted(SentenceName name, std::int64_t count, SentenceValues values) {
    Sentence const& sentence = name.sentence();
    bool const one = count == 1 || sentence.for_several.empty();
    return filled(one ? sentence.text : sentence.for_several, std::to_string(count), values);
}

} // namespace inlay
