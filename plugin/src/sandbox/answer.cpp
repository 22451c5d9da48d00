// How is an answer made? Size as the model would, effect as the prompt says, drift as models have it, then encoded.
#include "answer.h"

#include "effects.h"
#include "inlay/codec.h"
#include "inlay/resample.h"

#include <cmath>
#include <span>

namespace inlay::sandbox {

namespace {

// Models see no transparency; most put white under it.
Image on_white(ImageView picture) {
    Image out(picture);
    for (int y = 0; y < out.height(); ++y) {
        auto const row = out.row(y);
        for (std::size_t i = 0; i + 3 < row.size(); i += 4) {
            unsigned const alpha = row[i + 3];
            if (alpha == 255) continue;
            for (std::size_t c = 0; c < 3; ++c) {
                row[i + c] = static_cast<std::uint8_t>((row[i + c] * alpha + 255U * (255U - alpha) + 127U) / 255U);
            }
            row[i + 3] = 255;
        }
    }
    return out;
}

int mirrored(int i, int size) {
    int const period = 2 * size;
    i %= period;
    if (i < 0) i += period;
    return i < size ? i : period - 1 - i;
}

struct Fit {
    double scale = 1;
    Size inner; // the whole picture
    int left = 0;
    int top = 0;
};
Fit fit_into(Size picture, Size target) {
    double const scale = std::min(static_cast<double>(target.width) / picture.width,
                                  static_cast<double>(target.height) / picture.height);
    Size const inner{std::clamp(static_cast<int>(std::lround(picture.width * scale)), 1, target.width),
                     std::clamp(static_cast<int>(std::lround(picture.height * scale)), 1, target.height)};
    return {scale, inner, (target.width - inner.width) / 2, (target.height - inner.height) / 2};
}

// The whole picture, as large as it fits, in the middle; where the ratio differs the scene goes on beyond its edges
// (mirrored). So it is never stretched, and whoever covers the old place with the new picture gets every pixel where it
// was.
template <int Channels>
Raster<Channels> fitted(RasterView<Channels> picture, Size target) {
    if (picture.size() == target) return Raster<Channels>(picture);
    auto const [scale, inner, left, top] = fit_into(picture.size(), target);
    Raster<Channels> middle = resize(picture, inner);
    if (inner == target) return middle;
    Raster<Channels> out(target);
    for (int y = 0; y < target.height; ++y) {
        int const from_y = mirrored(y - top, inner.height);
        for (int x = 0; x < target.width; ++x) {
            std::copy_n(middle.pixel(mirrored(x - left, inner.width), from_y), Channels, out.pixel(x, y));
        }
    }
    return out;
}

// Where the mask is opaque the picture was not to change.
void keep_masked(Image& changed, ImageView before, ImageView mask) {
    for (int y = 0; y < changed.height(); ++y) {
        for (int x = 0; x < changed.width(); ++x) {
            unsigned const keep = mask.pixel(x, y)[3];
            std::uint8_t* const p = changed.pixel(x, y);
            std::uint8_t const* const old = before.pixel(x, y);
            for (int c = 0; c < 3; ++c)
                p[c] = static_cast<std::uint8_t>((p[c] * (255U - keep) + old[c] * keep + 127U) / 255U);
        }
    }
}

// Each reference small in the lower right corner, with a white line around it: whoever sent them sees that they
// arrived, and in which order. A picture too small for them stays without.
void show_references(Image& image, std::span<Picture const> references) {
    int const side = std::min(image.width(), image.height()) / 6;
    int const line = std::max(1, side / 32);
    if (side < 12) return;
    int right = image.width() - 3 * line;
    int const bottom = image.height() - 3 * line;
    for (std::size_t i = references.size(); i-- > 0;) {
        ImageView const reference = references[i].image;
        double const scale = static_cast<double>(side) / std::max(reference.width(), reference.height());
        Image const small = resize(on_white(reference), {std::max(1, static_cast<int>(reference.width() * scale)),
                                                         std::max(1, static_cast<int>(reference.height() * scale))});
        Rect const place{right - small.width(), bottom - small.height(), small.width(), small.height()};
        if (place.x < 3 * line) return;
        for (int y = place.y - line; y < bottom + line; ++y)
            std::fill_n(image.pixel(place.x - line, y), 4 * (place.width + 2 * line), std::uint8_t{255});
        for (int y = 0; y < place.height; ++y)
            std::copy_n(small.pixel(0, y), 4 * place.width, image.pixel(place.x, place.y + y));
        right = place.x - 3 * line;
    }
}

// The second of several answers to one request is another one, if only just.
void vary(Image& image, int variant) {
    if (variant == 0) return;
    for (std::uint8_t& v : image.bytes()) {
        v = static_cast<std::uint8_t>(std::max(0, v - variant));
    }
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            image.pixel(x, y)[3] = 255;
    }
}

struct Drawing {
    Question const& question;
    std::string const& prompt;
    ServerOptions const& options;
    bool unchanged;
    Size size;

    // Where the selected part lies in an answer of this size: see fitted().
    [[nodiscard]] std::optional<Rect> part_of(Size target) const {
        if (!question.part) return std::nullopt;
        ImageView const sent = question.pictures.front().image;
        Fit const fit = fit_into(sent.size(), target);
        auto const x = [&](int at) { return fit.left + static_cast<int>(std::lround(at * fit.scale)); };
        auto const y = [&](int at) { return fit.top + static_cast<int>(std::lround(at * fit.scale)); };
        Rect const part = intersect(*question.part, {0, 0, sent.width(), sent.height()});
        return Rect{x(part.x), y(part.y), x(part.right()) - x(part.x), y(part.bottom()) - y(part.y)};
    }

    [[nodiscard]] Image draw(int variant) const {
        Image image;
        if (question.pictures.empty()) {
            image = generated(size, variant == 0 ? prompt : prompt + " (" + std::to_string(variant + 1) + ")");
        } else {
            Image const before = fitted<4>(on_white(question.pictures.front().image), size);
            image = unchanged ? before : edited(before, prompt, part_of(size));
            if (!unchanged) show_references(image, std::span(question.pictures).subspan(1));
            if (question.mask) keep_masked(image, before, fitted<4>(question.mask->image, size));
            vary(image, variant);
        }
        return options.drift ? drifted(image) : image;
    }
};

Format format_for(Question const& question, ServerOptions const& options) {
    std::string const& name = question.format.empty() ? options.format : question.format;
    return format_of_mime("image/" + std::string(name)).value_or(Format::png);
}

std::string encoded(ImageView image, Format format) {
    // 4:2:0 below quality 91, as the models' own JPEGs are.
    auto bytes = encode(image, format, 90);
    return bytes ? std::move(*bytes) : std::string();
}

std::string words_for(Question const& question, std::string const& prompt) {
    std::string text = "This is Inlay's sandbox: no model was asked. ";
    if (question.pictures.empty()) return text + "It drew a scene for your words.";
    Wish const wish = recognise(prompt);
    if (wish.effect == Effect::frame) {
        text += question.part ? "It knows no effect for these words, so it wrote them on the selected part."
                              : "It knows no effect for these words, so it put a frame around the picture and wrote "
                                "them on it.";
    } else if (wish.effect == Effect::recolour) {
        text += "It looked for what stands out and made it " + wish.word + ".";
    } else {
        text += "It recognised \"" + wish.word + "\".";
    }
    if (question.pictures.size() > 1)
        text +=
            " What else was sent (" + std::to_string(question.pictures.size() - 1) + ") is shown small in the corner.";
    return text;
}

void draw_pictures(Answer& answer, Drawing const& drawing, Trick trick) {
    Format const format = format_for(drawing.question, drawing.options);
    answer.mime = mime(format);
    answer.format = answer.mime.substr(6);
    answer.size = drawing.size;
    Image first;
    for (int i = 0; i < drawing.question.count; ++i) {
        Image image = drawing.draw(i);
        answer.pictures.push_back(encoded(image, format));
        if (i == 0) first = std::move(image);
    }
    if (trick == Trick::drafts) {
        for (double const sigma : {6.0, 16.0})
            answer.pictures.insert(answer.pictures.begin(), encoded(gaussian_blur(first, sigma), format));
    }
    if (drawing.question.stream) {
        for (int i = 0; i < drawing.question.partial_images; ++i) {
            int const coarse = 32 >> i;
            Size const small{std::max(1, drawing.size.width / coarse), std::max(1, drawing.size.height / coarse)};
            answer.partial.push_back(encoded(resize(resize(first, small), drawing.size), format));
        }
    }
    if (trick == Trick::wrong_type) {
        answer.mime = format == Format::jpeg ? "image/png" : "image/jpeg";
        answer.format = answer.mime.substr(6);
    }
    if (trick == Trick::broken) {
        for (std::string& picture : answer.pictures)
            picture.resize(picture.size() / 2);
    }
}

Verdict verdict_for(Question const& question, Trick trick) {
    switch (trick) {
    case Trick::blocked:
        return Verdict::prompt_blocked;
    case Trick::withheld:
        return Verdict::picture_withheld;
    case Trick::nothing:
        return Verdict::nothing;
    case Trick::billed:
        return Verdict::billed_without_picture;
    case Trick::error_inside:
        return Verdict::error_inside;
    case Trick::words_only:
        return Verdict::words_only;
    default:
        return question.wants_picture ? Verdict::pictures : Verdict::words_only;
    }
}

} // namespace

Size size_for(Question const& question, ServerOptions const& options) {
    if (options.answer_size == AnswerSize::same && !question.pictures.empty())
        return question.pictures.front().image.size();
    if (question.exact) return *question.exact;
    std::string_view ratio = question.ratio;
    // Without a ratio the models follow the last picture.
    if (ratio.empty() && !question.pictures.empty())
        ratio = nearest_ratio(*question.model, question.pictures.back().image.size());
    return answer_size_of(*question.model, ratio, question.size);
}

Answer answer_to(Question const& question, std::optional<Command> const& command, ServerOptions const& options) {
    Trick const trick = command ? command->trick : Trick::none;
    std::string const& prompt = command ? command->rest : question.prompt;
    Answer answer;
    answer.verdict = verdict_for(question, trick);
    answer.prompt_tokens = word_tokens(question.prompt);
    answer.sent_picture_tokens = static_cast<int>(question.pictures.size()) * picture_tokens(*question.model);
    if (command && trick == Trick::none) { // an instruction that does not exist
        answer.verdict = Verdict::words_only;
        answer.words = "The sandbox does not know this instruction. It knows:\n" + std::string(command_help());
        return answer;
    }
    if (answer.verdict == Verdict::words_only) {
        answer.words = "This is Inlay's sandbox: it was asked to answer with words and without a picture.";
        return answer;
    }
    bool const counted = answer.verdict == Verdict::pictures || answer.verdict == Verdict::billed_without_picture;
    if (counted) answer.answer_picture_tokens = question.count * answer_tokens(*question.model, question.size);
    if (answer.verdict != Verdict::pictures) return answer;

    Size size = size_for(question, options);
    if (trick == Trick::odd_size) size = {command->number, command->second};
    bool const unchanged = trick == Trick::unchanged;
    answer.words = unchanged ? "This is Inlay's sandbox: it was asked to change nothing." : words_for(question, prompt);
    draw_pictures(answer, {question, prompt, options, unchanged, size}, trick);
    return answer;
}

} // namespace inlay::sandbox
