// Which pictures does a model's text hold? See text_scan.h.
#include "wire/text_scan.h"

#include "wire/json_text.h"

#include <algorithm>
#include <array>

namespace inlay::wire {
namespace {

constexpr std::size_t most_images = 64;    // a reply with more is not a reply but an attack
constexpr std::size_t longest_label = 100; // before a relative address
constexpr std::size_t look_back = 1000;    // how long a Markdown label or the beginning of an <img> may be

constexpr std::string_view base64_mark = ";base64,";

constexpr std::array<bool, 256> base64_letters = [] {
    std::array<bool, 256> table{};
    for (char const c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_="))
        table[static_cast<unsigned char>(c)] = true;
    return table;
}();

bool is_base64(char c) {
    return base64_letters[static_cast<unsigned char>(c)];
}
bool is_white(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// How the file formats of pictures begin in Base64: PNG, JPEG, RIFF (WebP), GIF, "<svg".
bool begins_like_a_picture(std::string_view text) {
    constexpr std::array<std::string_view, 5> beginnings{"iVBORw0KGgo", "/9j/", "UklGR", "R0lGOD", "PHN2Zy"};
    return std::ranges::any_of(beginnings, [&](std::string_view beginning) { return text.starts_with(beginning); });
}

// What stands around a URL: nothing, Markdown's "[label](" (an image with "!" before it), or a tag's "<img src=".
enum class Around { nothing, link, image, tag };

class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    TextScan run() {
        while (at_ < text_.size() && scan_.images.size() < most_images) {
            std::size_t const data = next(base64_mark, data_);
            std::size_t const url = next_url();
            std::size_t const relative = next_relative();
            std::size_t const hit = std::min({data, url, relative});
            if (hit == std::string_view::npos) break;
            scan_.words += text_.substr(at_, hit - at_);
            at_ = hit;
            hit == data ? take_data_uri() : take_url();
        }
        scan_.words += text_.substr(std::min(at_, text_.size()));
        scan_.words = trimmed(scan_.words);
        return std::move(scan_);
    }

  private:
    // The next place of `what`, remembered in `known` until it is passed.
    std::size_t next(std::string_view what, std::size_t& known) const {
        if (known == unknown || (known != std::string_view::npos && known < at_)) known = text_.find(what, at_);
        return known;
    }

    std::size_t next_url() {
        for (;;) {
            std::size_t const mark = next("://", url_);
            if (mark == std::string_view::npos) return mark;
            for (std::string_view const scheme : {"https", "http"})
                if (mark >= at_ + scheme.size() &&
                    lower_case(text_.substr(mark - scheme.size(), scheme.size())) == scheme)
                    return mark - scheme.size();
            url_ = text_.find("://", mark + 3);
        }
    }

    // "![label](/files/1.png" or "![label](files/1.png": where the address begins.
    std::size_t next_relative() {
        for (;;) {
            std::size_t const mark = next("](", relative_);
            if (mark == std::string_view::npos) return mark;
            std::size_t const begin = mark + 2;
            std::size_t const from = mark - std::min(mark, longest_label);
            bool const image = text_.substr(from, mark - from).rfind("![") != std::string_view::npos;
            std::string_view const rest = text_.substr(begin, image ? look_back : 0);
            std::string_view const address = rest.substr(0, rest.find_first_of(" \t\r\n()[]\"'<>"));
            if (is_relative_address(address)) return begin;
            relative_ = text_.find("](", begin);
        }
    }

    // at_ is at ";base64,"; its "data:image/png" has already gone to the words.
    void take_data_uri() {
        std::string& words = scan_.words;
        std::string_view const tail = tail_of(words, 100);
        std::size_t const scheme = tail.rfind("data:");
        std::size_t const mark = at_;
        at_ += base64_mark.size();
        if (scheme == std::string_view::npos ||
            tail.find_first_of(" \t\r\n()<>\"'", scheme) != std::string_view::npos) {
            words += base64_mark;
            return;
        }
        std::size_t const head_length = tail.size() - scheme; // "data:image/png;charset=x"
        std::string_view const mime =
            text_.substr(mark - head_length + 5, std::min(tail.find(';', scheme), tail.size()) - scheme - 5);
        words.resize(words.size() - head_length);
        Opening const opening = find_opening();
        words.resize(opening.begin);
        std::size_t const begin = at_;
        // Inside brackets or quotes the closing one ends it and white space belongs to it; bare, white space ends it.
        bool const enclosed = opening.around != Around::nothing;
        while (at_ < text_.size() && (is_base64(text_[at_]) || (enclosed && is_white(text_[at_]))))
            ++at_;
        add({text_.substr(begin, at_ - begin), mime, false});
        close_around(opening.around);
    }

    void take_url() {
        constexpr std::string_view ends = " \t\r\n<>\"'`|\\^{}";
        std::size_t const end = std::min(text_.find_first_of(ends, at_), text_.size());
        bool const in_brackets = scan_.words.ends_with("](");
        std::string_view const url = text_.substr(at_, balanced(text_.substr(at_, end - at_), in_brackets));
        at_ += url.size();
        Opening const opening = find_opening();
        if (looks_like_image_url(url) || opening.around == Around::image || opening.around == Around::tag) {
            scan_.words.resize(opening.begin);
            add({url, {}, true});
            close_around(opening.around);
        } else {
            scan_.words += url;
        }
    }

    // The length of a URL up to a closing bracket that it did not open, without the punctuation of the sentence around
    // it.
    static std::size_t balanced(std::string_view url, bool in_brackets) {
        std::size_t length = 0;
        int open = 0;
        for (; length < url.size(); ++length) {
            if (url[length] == '(') ++open;
            if (url[length] == ')' && --open < 0) break;
            if (url[length] == ']') break;
        }
        if (in_brackets && length < url.size()) return length;
        while (length > 0 && std::string_view(".,;:!?*_").find(url[length - 1]) != std::string_view::npos)
            --length;
        return length;
    }

    struct Opening {
        Around around = Around::nothing;
        std::size_t begin = 0; // in the words
    };

    static std::string_view tail_of(std::string_view words, std::size_t length) {
        return words.substr(words.size() - std::min(words.size(), length));
    }

    // What the words end with.
    [[nodiscard]] Opening find_opening() const {
        std::string_view const tail = tail_of(scan_.words, look_back);
        std::size_t const before = scan_.words.size() - tail.size();
        if (tail.ends_with("](") || tail.ends_with("](<")) {
            std::size_t const label = tail.rfind('[');
            if (label != std::string_view::npos) {
                bool const image = label > 0 && tail[label - 1] == '!';
                return {image ? Around::image : Around::link, before + label - (image ? 1 : 0)};
            }
        } else if (tail.ends_with('"') || tail.ends_with('\'') || tail.ends_with('=')) {
            std::size_t const tag = tail.rfind('<');
            if (tag != std::string_view::npos && lower_case(tail.substr(tag, 4)) == "<img")
                return {Around::tag, before + tag};
        }
        return {Around::nothing, scan_.words.size()};
    }

    // Skips the closing part, with a title or further attributes in it.
    void close_around(Around around) {
        if (around == Around::nothing) return;
        char const closing = around == Around::tag ? '>' : ')';
        std::size_t const end = text_.substr(at_, look_back).find(closing);
        if (end != std::string_view::npos) at_ += end + 1;
    }

    void add(ScannedImage image) {
        image.content = trimmed(image.content);
        if (!image.content.empty()) scan_.images.push_back(image);
    }

    static constexpr std::size_t unknown = std::string_view::npos - 1;

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t data_ = unknown;
    std::size_t url_ = unknown;
    std::size_t relative_ = unknown;
    TextScan scan_;
};

} // namespace

TextScan scan_text(std::string_view text) {
    std::string_view const whole = trimmed(text);
    bool const only_base64 = whole.size() >= 32 && begins_like_a_picture(whole) &&
                             std::ranges::all_of(whole, [](char c) { return is_base64(c) || is_white(c); });
    if (only_base64) return {{{whole, {}, false}}, {}};
    return Scanner(text).run();
}

bool split_data_uri(std::string_view uri, std::string_view& mime, std::string_view& base64) {
    if (!uri.starts_with("data:")) return false;
    std::size_t const comma = uri.substr(0, 200).find(',');
    if (comma == std::string_view::npos || !uri.substr(0, comma).ends_with(";base64")) return false;
    std::string_view const head = uri.substr(5, comma - 5);
    mime = head.substr(0, head.find(';'));
    base64 = uri.substr(comma + 1);
    return true;
}

bool is_http(std::string_view text) {
    std::string const begin = lower_case(text.substr(0, 8));
    return begin.starts_with("https://") || begin.starts_with("http://");
}

bool is_relative_address(std::string_view text) {
    constexpr std::size_t longest = 8192;
    if (text.empty() || text.size() > longest || text.find_first_of(" \t\r\n<>\"{}") != std::string_view::npos)
        return false;
    if (text.starts_with("/9j/")) return false;                  // how a JPEG begins in Base64
    if (text.find(':') < text.find_first_of("/?")) return false; // a scheme
    bool const rooted = text.starts_with('/') && text.size() > 1;
    return rooted || looks_like_image_url(text);
}

bool looks_like_image_url(std::string_view url) {
    std::string const path = lower_case(url.substr(0, std::min(url.find_first_of("?#"), url.size())));
    constexpr std::array<std::string_view, 7> endings{".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".svg"};
    return std::ranges::any_of(endings, [&](std::string_view ending) { return path.ends_with(ending); });
}

} // namespace inlay::wire
