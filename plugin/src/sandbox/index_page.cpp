// What does a person see who opens the sandbox's address in a browser?
#include "command.h"
#include "models.h"
#include "service.h"

namespace inlay::sandbox {

std::string index_page() {
    std::string text =
        "This is Inlay's sandbox. It stands in for the image services, on this machine only: no key, no network, no "
        "model.\n"
        "\n"
        "Addresses (any prefix in front):\n"
        "  POST /v1beta/models/MODEL:generateContent        also /v1, /v1beta1, /v1/publishers/google/models\n"
        "  POST /v1beta/models/MODEL:streamGenerateContent  ?alt=sse\n"
        "  POST /v1/chat/completions                        stream or not; pictures as Markdown, with \"modalities\" "
        "in images[]\n"
        "  POST /v1/images/generations, /v1/images/edits    JSON or form; stream with partial_images\n"
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
    std::string_view help = command_help();
    while (!help.empty()) {
        std::size_t const end = help.find('\n');
        text += "  ";
        text += help.substr(0, end + 1);
        help.remove_prefix(end + 1);
    }
    text += "\nModels:\n";
    for (ModelFacts const& model : all_models()) {
        text += "  ";
        text += model.id;
        text += '\n';
    }
    return text;
}

} // namespace inlay::sandbox
