// Which effect does a prompt name?
#include "effects.h"

#include "inlay/plugin/sandbox.h"
#include "inlay/resample.h"
#include "pointwise.h"

#include <cctype>
#include <optional>

namespace inlay::sandbox {

namespace {

struct Keyword {
    std::string_view beginning; // of a word: "paint" also finds "painting"
    Effect effect;
};

constexpr Keyword keywords[] = {
    {"watercolour", Effect::watercolour},
    {"watercolor", Effect::watercolour},
    {"aquarel", Effect::watercolour},
    {"oil", Effect::oil},
    {"paint", Effect::watercolour},
    {"greyscale", Effect::greyscale},
    {"grayscale", Effect::greyscale},
    {"grey", Effect::greyscale},
    {"gray", Effect::greyscale},
    {"black and white", Effect::greyscale},
    {"black-and-white", Effect::greyscale},
    {"monochrome", Effect::greyscale},
    {"sepia", Effect::sepia},
    {"invert", Effect::invert},
    {"negative", Effect::invert},
    {"blur", Effect::blur},
    {"warm", Effect::warmer},
    {"cold", Effect::colder},
    {"cool", Effect::colder},
    {"bright", Effect::brighter},
    {"lighter", Effect::brighter},
    {"dark", Effect::darker},
    {"night", Effect::night},
};

struct NamedColour {
    std::string_view name;
    Colour colour;
};

constexpr NamedColour colours[] = {
    {"red", {206, 32, 41}},      {"orange", {240, 128, 20}},    {"yellow", {244, 208, 30}}, {"gold", {212, 172, 40}},
    {"green", {46, 146, 62}},    {"turquoise", {48, 190, 180}}, {"teal", {20, 128, 128}},   {"cyan", {40, 190, 215}},
    {"blue", {36, 84, 200}},     {"navy", {24, 40, 104}},       {"purple", {124, 52, 160}}, {"violet", {136, 70, 200}},
    {"magenta", {206, 40, 150}}, {"pink", {242, 130, 170}},     {"brown", {122, 78, 42}},   {"black", {30, 30, 32}},
    {"white", {244, 243, 240}},
};

constexpr std::string_view changing_verbs[] = {"make",   "replace", "turn",   "recolour", "recolor",
                                               "colour", "color",   "change", "dye",      "swap"};

struct Place {
    std::string_view word;
    Region region;
};
constexpr Place places[] = {
    {"sky", Region::top},           {"cloud", Region::top},     {"ceiling", Region::top},     {"roof", Region::top},
    {"grass", Region::bottom},      {"ground", Region::bottom}, {"floor", Region::bottom},    {"water", Region::bottom},
    {"sea", Region::bottom},        {"lake", Region::bottom},   {"river", Region::bottom},    {"road", Region::bottom},
    {"background", Region::border}, {"wall", Region::border},   {"backdrop", Region::border},
};

bool is_letter(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

// The first place where a word begins with `beginning` (or is it, when `whole`).
std::optional<std::size_t> find_word(std::string_view text, std::string_view beginning, bool whole = false) {
    for (std::size_t at = text.find(beginning); at != std::string_view::npos; at = text.find(beginning, at + 1)) {
        std::size_t const end = at + beginning.size();
        bool const begins = at == 0 || !is_letter(text[at - 1]);
        if (begins && (!whole || end == text.size() || !is_letter(text[end]))) return at;
    }
    return std::nullopt;
}

// "replace the car with a red one": a changing verb, and a colour after it. The colour's place counts.
std::optional<std::pair<std::size_t, NamedColour>> find_recolour(std::string_view text) {
    std::optional<std::size_t> verb;
    for (std::string_view const word : changing_verbs) {
        auto const at = find_word(text, word);
        if (at && (!verb || *at < *verb)) verb = at;
    }
    if (!verb) return std::nullopt;
    std::optional<std::pair<std::size_t, NamedColour>> first;
    for (NamedColour const& named : colours) {
        auto const at = find_word(text.substr(*verb), named.name, true);
        if (!at) continue;
        std::string_view const rest = text.substr(*verb + *at);
        if (rest.starts_with("black and white") || rest.starts_with("black-and-white")) continue;
        if (!first || *verb + *at < first->first) first = {*verb + *at, named};
    }
    return first;
}

Region find_region(std::string_view text) {
    Region region = Region::centre;
    std::size_t best = std::string_view::npos;
    for (auto const& [word, where] : places) {
        auto const at = find_word(text, word);
        if (at && *at < best) {
            best = *at;
            region = where;
        }
    }
    return region;
}

template <class Function>
Image pixel_by_pixel(ImageView picture, Function function) {
    Image out(picture);
    for (int y = 0; y < out.height(); ++y) {
        auto const row = out.row(y);
        for (std::size_t i = 0; i + 3 < row.size(); i += 4) {
            pointwise::Rgb const v = function(pointwise::Rgb{row[i], row[i + 1], row[i + 2]});
            row[i] = v[0];
            row[i + 1] = v[1];
            row[i + 2] = v[2];
        }
    }
    return out;
}

// What stands out is looked for in what was selected.
Image recoloured_part(ImageView picture, Wish const& wish, Rect part) {
    Image const small = recoloured(picture.sub(part), wish.colour, wish.region);
    Image out(picture);
    for (int y = 0; y < part.height; ++y)
        std::ranges::copy(small.row(y), out.pixel(part.x, part.y + y));
    return out;
}

} // namespace

Wish recognise(std::string_view prompt) {
    std::string text(prompt);
    for (char& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    Wish wish;
    std::size_t best = std::string::npos;
    for (auto const& [beginning, effect] : keywords) {
        auto const at = find_word(text, beginning);
        if (!at || *at >= best) continue;
        best = *at;
        wish.effect = effect;
        wish.word = beginning;
    }
    if (auto const recolour = find_recolour(text); recolour && recolour->first < best) {
        wish.effect = Effect::recolour;
        wish.word = recolour->second.name;
        wish.colour = recolour->second.colour;
        wish.region = find_region(text);
    }
    return wish;
}

Image apply(Wish const& wish, ImageView picture, std::string_view prompt, std::optional<Rect> part) {
    if (picture.empty()) return Image(picture);
    if (part) *part = intersect(*part, {0, 0, picture.width(), picture.height()});
    if (part && part->empty()) part.reset();
    switch (wish.effect) {
    case Effect::greyscale:
        return pixel_by_pixel(picture, pointwise::greyscale);
    case Effect::sepia:
        return pixel_by_pixel(picture, pointwise::sepia);
    case Effect::invert:
        return pixel_by_pixel(picture, pointwise::invert);
    case Effect::brighter:
        return pixel_by_pixel(picture, pointwise::brighter);
    case Effect::darker:
        return pixel_by_pixel(picture, pointwise::darker);
    case Effect::watercolour:
        return painted(picture, false);
    case Effect::oil:
        return painted(picture, true);
    case Effect::blur:
        return gaussian_blur(picture, 1 + 0.006 * std::max(picture.width(), picture.height()));
    case Effect::warmer:
    case Effect::colder:
    case Effect::night:
        return with_light(picture, wish.effect);
    case Effect::recolour:
        return part ? recoloured_part(picture, wish, *part) : recoloured(picture, wish.colour, wish.region);
    case Effect::frame:
        break;
    }
    return part ? labelled(picture, prompt, *part) : framed(picture, prompt);
}

Image edited(ImageView picture, std::string_view prompt, std::optional<Rect> part) {
    return apply(recognise(prompt), picture, prompt, part);
}

} // namespace inlay::sandbox
