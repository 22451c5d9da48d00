// What does a person see who opens the sandbox's address in a browser?
#include "command.h"
#include "dialect.h"
#include "models.h"
#include "service.h"

namespace inlay::sandbox {
namespace {

void append_indented(std::string& text, std::string_view lines) {
    while (!lines.empty()) {
        std::size_t const end = lines.find('\n');
        text += "  ";
        text += lines.substr(0, end + 1);
        lines.remove_prefix(end + 1);
    }
}

} // namespace

std::string index_page() {
    std::string text =
        "This is Inlay's sandbox. It stands in for the image services, on this machine only: no key, no network, no "
        "model.\n"
        "\n"
        "Addresses (any prefix in front):\n";
    for (Dialect const* dialect : dialects())
        append_indented(text, dialect->addresses());
    text +=
        "  GET  /v1/models, /v1beta/models, /v1beta/models/MODEL\n"
        "\n"
        "What it does to a picture, by the first of these words in the prompt:\n"
        "  watercolour, paint, oil, greyscale, black and white, sepia, invert, negative, blur, warmer, colder, "
        "brighter, darker, night,\n"
        "  \"make ... COLOUR\", \"replace ... with COLOUR\"; anything else becomes a frame with the prompt on it. "
        "Without a picture it draws a scene.\n"
        "\n"
        "Trouble on demand, as the beginning of a prompt; after a semicolon goes the prompt proper (\"sandbox: slow "
        "30; sepia\"):\n";
    append_indented(text, command_help());
    text += "\nModels:\n";
    for (ModelFacts const& model : all_models()) {
        text += "  ";
        text += model.id;
        text += '\n';
    }
    return text;
}

} // namespace inlay::sandbox
