// Which instructions to the sandbox are there?
#include "command.h"

#include <cctype>
#include <charconv>

namespace inlay::sandbox {

namespace {

struct Entry {
    std::string_view words;
    Trick trick;
};

constexpr Entry entries[] = {
    {"error inside", Trick::error_inside},
    {"error", Trick::error},
    {"html", Trick::html},
    {"blocked", Trick::blocked},
    {"withheld", Trick::withheld},
    {"words only", Trick::words_only},
    {"empty", Trick::nothing},
    {"billed", Trick::billed},
    {"unchanged", Trick::unchanged},
    {"slow", Trick::slow},
    {"cut off", Trick::cut_off},
    {"dropped", Trick::dropped},
    {"silent", Trick::silent},
    {"wrong type", Trick::wrong_type},
    {"broken", Trick::broken},
    {"drafts", Trick::drafts},
    {"size", Trick::odd_size},
};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0)
        text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0)
        text.remove_suffix(1);
    return text;
}

std::optional<int> take_number(std::string_view& text) {
    text = trimmed(text);
    int value = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || value < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

} // namespace

std::optional<Command> read_command(std::string_view prompt) {
    prompt = trimmed(prompt);
    constexpr std::string_view prefix = "sandbox:";
    if (lower(prompt.substr(0, prefix.size())) != prefix) return std::nullopt;
    prompt.remove_prefix(prefix.size());
    std::size_t const end = std::min(prompt.find_first_of(";\n"), prompt.size());
    std::string const text = lower(trimmed(prompt.substr(0, end)));
    Command command;
    command.rest = trimmed(prompt.substr(std::min(prompt.size(), end + 1)));

    std::string_view words = text;
    for (Entry const& entry : entries) {
        if (!words.starts_with(entry.words)) continue;
        command.trick = entry.trick;
        words.remove_prefix(entry.words.size());
        break;
    }
    bool const counted = command.trick == Trick::error || command.trick == Trick::html ||
                         command.trick == Trick::slow || command.trick == Trick::odd_size;
    if (counted) {
        auto const number = take_number(words);
        command.number = number.value_or(0);
        if (command.trick == Trick::odd_size && !words.empty() && words.front() == 'x') {
            words.remove_prefix(1);
            command.second = take_number(words).value_or(0);
        }
        bool const status = command.trick == Trick::error || command.trick == Trick::html;
        bool const sensible = status                         ? command.number >= 400 && command.number <= 599
                              : command.trick == Trick::slow ? number && command.number <= 3600
                                                             : command.number >= 16 && command.number <= 4096 &&
                                                                   command.second >= 16 && command.second <= 4096;
        if (!sensible) command.trick = Trick::none;
    }
    words = trimmed(words);
    if (words.ends_with("once")) {
        command.once = true;
        words = trimmed(words.substr(0, words.size() - 4));
    }
    command.variant = words;
    return command;
}

std::string_view command_help() noexcept {
    return "sandbox: error 429        the service's reply with this status: 400 401 402 403 404 413 429 500 502 503 "
           "504 529 ...\n"
           "sandbox: error 429 day    the day's quota is used up (plain 429: the minute's, with a time to wait)\n"
           "sandbox: error 400 key    Google's way of refusing a key; \"400 location\": the region\n"
           "sandbox: error 503 once   only the first time: the next attempt works\n"
           "sandbox: error inside     an error inside an HTTP 200\n"
           "sandbox: html 524         a web page of a proxy instead of a reply\n"
           "sandbox: blocked          the prompt is refused\n"
           "sandbox: withheld         the finished picture is held back\n"
           "sandbox: words only       words instead of a picture\n"
           "sandbox: empty            a reply with nothing in it\n"
           "sandbox: billed           tokens of a picture are counted, but no picture comes\n"
           "sandbox: unchanged        the picture comes back as it was sent\n"
           "sandbox: drafts           two drafts, then the answer\n"
           "sandbox: size 800x600     the answer has this size, whatever was asked for\n"
           "sandbox: wrong type       the declared type is not the picture's\n"
           "sandbox: broken           the picture's bytes end in the middle\n"
           "sandbox: slow 30          the answer takes 30 seconds\n"
           "sandbox: cut off          the connection breaks in the middle of the reply\n"
           "sandbox: dropped          the connection is closed without a reply\n"
           "sandbox: silent           no reply at all\n";
}

} // namespace inlay::sandbox
