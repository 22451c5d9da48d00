// The command line's grammar. What a run can be told comes from the parameter table; only what concerns files is
// written here.
#include "arguments.h"
#include "output_name.h"
#include "suggestion.h"

#include "inlay/codec.h"
#include "inlay/plugin/catalogue.h"
#include "inlay/plugin/parameters.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <string_view>

namespace inlay::cli {
namespace {

// Where CLI11 puts what was typed for a parameter until the table's own setter has judged it.
struct Typed {
    Parameter const* parameter = nullptr;
    CLI::Option* option = nullptr;
    std::string text;
    std::vector<std::string> files;
    bool flag = false;
};

std::string plain_title(SentenceName name) {
    std::string title = inlay::say(name);
    std::erase(title, '_');
    return title;
}

// The titles of the sections of a window, since the help is the form of a terminal.
std::string group_of(Section section) {
    switch (section) {
    case Section::placement:
        return plain_title("section-placement");
    case Section::request:
        return plain_title("section-request");
    case Section::connection:
        return plain_title("section-connection");
    case Section::service:
        return plain_title("section-service");
    case Section::picture:
        return plain_title("section-picture");
    case Section::prompt:
        break;
    }
    return "Options";
}

std::string type_name(Parameter const& parameter) {
    if (!parameter.unit.empty()) return std::string(parameter.unit);
    return parameter.type == ParameterType::integer || parameter.type == ParameterType::real ? "NUMBER" : "TEXT";
}

void add_parameters(CLI::App& app, std::deque<Typed>& typed, Action action, bool only_placement) {
    for (Parameter const& parameter : parameters()) {
        bool const concerns_placement = parameter.section == Section::placement;
        if (only_placement ? !concerns_placement : !parameter.applies_to(action)) continue;
        Typed& place = typed.emplace_back();
        place.parameter = &parameter;
        std::string const dashed = (parameter.name == "prompt" ? "-p,--" : "--") + std::string(parameter.name);
        std::string help(parameter.help);
        if (parameter.type == ParameterType::boolean && parameter.choices.empty() && parameter.name == "stream") {
            place.option = app.add_flag(dashed, place.flag, help);
        } else if (parameter.type == ParameterType::files) {
            place.option = app.add_option(dashed, place.files, help)->allow_extra_args(true);
        } else {
            if (!parameter.choices.empty()) {
                help += " (";
                for (Choice const& choice : parameter.choices)
                    help += std::string(help.back() == '(' ? "" : "|") + std::string(choice.value);
                help += ")";
            }
            place.option = app.add_option(dashed, place.text, help)->type_name(type_name(parameter));
            if (!parameter.default_value.empty()) place.option->default_str(std::string(parameter.default_value));
        }
        place.option->group(group_of(parameter.section));
    }
}

Result<void> take_parameters(std::deque<Typed> const& typed, Options& options) {
    for (Typed const& one : typed) {
        if (one.option->count() == 0) continue;
        if (one.parameter->type == ParameterType::files) {
            options.references.insert(options.references.end(), one.files.begin(), one.files.end());
            continue;
        }
        std::string const text = one.option->get_expected_max() == 0 ? std::string(one.flag ? "on" : "off") : one.text;
        if (auto set = one.parameter->set(options, text); !set) return fail(set.error());
    }
    return {};
}

Result<Rect> rect_of(std::string const& text) {
    int values[4] = {};
    char const* at = text.data();
    char const* const end = text.data() + text.size();
    for (int i = 0; i < 4; ++i) {
        auto const [next, problem] = std::from_chars(at, end, values[i]);
        bool const last = i == 3;
        if (problem != std::errc{} || (last ? next != end : next == end || *next != ',')) {
            return fail(ErrorCode::usage, "--select takes four whole numbers, X,Y,W,H; \"" + text + "\" is not that.",
                        "For example: --select 100,50,400,300");
        }
        at = next + 1;
    }
    if (values[2] <= 0 || values[3] <= 0) {
        return fail(ErrorCode::usage, "The width and height of --select must be at least 1.",
                    "For example: --select 100,50,400,300");
    }
    return Rect{values[0], values[1], values[2], values[3]};
}

Result<void> check_output_names(Arguments const& arguments) {
    if (!arguments.output.empty() && !format_of_name(arguments.output)) {
        return fail(ErrorCode::usage, "The name " + arguments.output + " does not say in which format to write.",
                    "Let it end in .png, .jpg or .webp.");
    }
    auto const layer = format_of_name(arguments.layer);
    if (!arguments.layer.empty() && (!layer || !picture_format(*layer).has_alpha)) {
        return fail(ErrorCode::usage, "A layer has transparency, so --layer must be a PNG or WebP file.",
                    "Let its name end in .png or .webp.");
    }
    if (!arguments.explain.empty() && !format_of_name(arguments.explain)) {
        return fail(ErrorCode::usage, "The name " + arguments.explain + " does not say in which format to write.",
                    "Let it end in .png, .jpg or .webp.");
    }
    std::vector<std::filesystem::path> files;
    for (std::string const* name : {&arguments.output, &arguments.layer, &arguments.explain}) {
        if (name->empty()) continue;
        auto file = std::filesystem::absolute(*name).lexically_normal();
        if (std::ranges::find(files, file) != files.end()) {
            return fail(ErrorCode::usage, "Two results cannot be written to one file: " + *name + ".",
                        "Give each of -o, --layer and --explain a name of its own.");
        }
        files.push_back(std::move(file));
    }
    return {};
}

// "png", "jpeg" ...: as the types have them.
std::vector<std::string> answer_formats() {
    std::vector<std::string> words;
    for (PictureFormat const& format : picture_formats())
        words.emplace_back(format.mime.substr(std::string_view("image/").size()));
    return words;
}

tl::unexpected<Error> usage_error(std::string message) {
    // CLI11 writes its messages without a full stop.
    if (!message.empty() && message.back() != '.') message += '.';
    return fail(ErrorCode::usage, std::move(message), "See: inlay --help");
}

CLI::App& innermost(CLI::App& app) {
    CLI::App* chosen = &app;
    while (!chosen->get_subcommands().empty())
        chosen = chosen->get_subcommands().front();
    return *chosen;
}

// CLI11 complains of what is missing before it looks at what it did not expect, and a slip of the fingers is both.
tl::unexpected<Error> what_is_wrong(CLI::App& app, CLI::ParseError const& error) {
    CLI::App& command = innermost(app);
    std::vector<std::string> known;
    for (CLI::Option const* option : command.get_options())
        for (std::string const& name : option->get_lnames())
            known.push_back("--" + name);
    for (std::string const& word : command.remaining(true)) {
        if (!word.starts_with('-') || word == "-") continue;
        // A value is not repeated: it may be a key.
        std::string const option = word.substr(0, word.find('='));
        std::string const meant = nearest_word(option, known);
        return fail(ErrorCode::usage, "There is no option " + option + ".",
                    meant.empty() ? "See: inlay " + command.get_name() + " --help" : "Did you mean " + meant + "?");
    }
    if (command.get_name() == "edit" && !command.remaining().empty())
        return fail(ErrorCode::usage, "`inlay edit` takes one picture, and more than one was given.",
                    "For several: `inlay batch --input FOLDER --output FOLDER`.");
    return usage_error(error.what());
}

Result<void> check_prompt(Arguments const& arguments) {
    bool const asks = arguments.command == Command::edit || arguments.command == Command::generate ||
                      arguments.command == Command::batch;
    if (!asks || arguments.options.prompt.find_first_not_of(" \t\r\n") != std::string::npos) return {};
    return fail(ErrorCode::usage, inlay::say("no-prompt"), inlay::say("no-prompt-advice"));
}

} // namespace

Result<Arguments> parse_arguments(int argc, char const* const* argv, bool& wants_json) {
    for (int i = 1; i < argc; ++i)
        wants_json = wants_json || std::string_view(argv[i]) == "--json";

    Arguments out;
    std::string select;
    std::string answer_size = "model";
    bool show_version = false;
    bool masked = false;
    std::map<CLI::App*, Command> commands;
    std::map<CLI::App*, std::deque<Typed>> typed;

    CLI::App app("Inlay edits a picture with a sentence, and makes a new picture from a sentence.", "inlay");
    app.add_flag("--version", show_version, "Print the version");
    app.require_subcommand(0, 1);

    auto const command = [&](CLI::App& parent, char const* name, char const* help, Command which) -> CLI::App& {
        CLI::App* const sub = parent.add_subcommand(name, help);
        commands[sub] = which;
        sub->add_flag("--json", out.json, "Print exactly one JSON object");
        sub->add_flag("--quiet", out.quiet, "Print nothing but errors");
        return *sub;
    };
    auto const quality = [&](CLI::App& sub) {
        sub.add_option("--jpeg-quality", out.jpeg_quality, "How well a JPEG is written, 1 to 100")
            ->check(CLI::Range(1, 100))
            ->capture_default_str();
    };
    auto const selection = [&](CLI::App& sub) {
        auto* const mask = sub.add_option("--mask", out.mask, "A grey picture of the same size; white may change");
        sub.add_option("--select", select, "X,Y,W,H in pixels: only this rectangle may change")->excludes(mask);
        sub.add_option("--layer", out.layer, "Also write the new layer alone (PNG or WebP)");
        sub.add_option("--explain", out.explain, "Also write a sheet that shows how the answer was placed");
        sub.add_flag("--strip", out.strip, "Copy no metadata (EXIF, XMP, IPTC): no place, no camera, no author");
        quality(sub);
    };

    CLI::App& edit = command(app, "edit", "Change a picture with a sentence", Command::edit);
    edit.add_option("IN", out.input, "The picture: PNG, JPEG or WebP")->required();
    edit.add_option("-o,--output", out.output, "Where to write the result")->required();
    edit.add_option("--key-env", out.key_environment, "The environment variable that holds the key");
    selection(edit);
    add_parameters(edit, typed[&edit], Action::edit_layer, false);
    edit.get_option("--prompt")->required();

    CLI::App& generate = command(app, "generate", "Make a new picture from a sentence", Command::generate);
    generate.add_option("-o,--output", out.output, "Where to write the picture")->required();
    generate.add_option("--key-env", out.key_environment, "The environment variable that holds the key");
    quality(generate);
    add_parameters(generate, typed[&generate], Action::generate_image, false);
    generate.get_option("--prompt")->required();

    CLI::App& batch = command(app, "batch", "Change many pictures with one sentence", Command::batch);
    batch.add_option("--input", out.input, "A folder with pictures, or a list: one file a line")->required();
    batch.add_option("--output", out.output, "The folder for the results")->required();
    batch.add_option("--jobs", out.jobs, "How many at the same time")->check(CLI::Range(1, 64))->default_str("2");
    batch.add_option("--per-minute", out.per_minute, "How many are begun in a minute, at the most")
        ->check(CLI::Range(1, 100'000));
    batch.add_option("--budget", out.budget, "Stop before more than this is spent, in US dollars")
        ->check(CLI::Range(0.0, 1e9));
    batch.add_flag("--overwrite", out.overwrite, "Make results that exist anew");
    batch.add_flag("--retry-unknown", out.retry_unknown, "Ask again for what may have been paid for and never came");
    batch.add_flag("--take-over", out.take_over, "Work on what another machine had begun");
    batch.add_flag("--strip", out.strip, "Copy no metadata (EXIF, XMP, IPTC): no place, no camera, no author");
    quality(batch);
    batch.add_option("--key-env", out.key_environment, "The environment variable that holds the key");
    add_parameters(batch, typed[&batch], Action::edit_layer, false);
    batch.get_option("--prompt")->required();

    CLI::App& place =
        command(app, "place", "Lay a picture that you have over its original, without any network", Command::place);
    place.add_option("--source", out.input, "The original")->required();
    place.add_option("--answer", out.answer, "What a model made of it")->required();
    place.add_option("-o,--output", out.output, "Where to write the result")->required();
    selection(place);
    add_parameters(place, typed[&place], Action::edit_layer, true);

    CLI::App& sandbox = command(app, "sandbox", "Serve an offline stand-in for the providers", Command::sandbox);
    sandbox.add_option("--port", out.sandbox.port, "The port; 0 is any free one")->check(CLI::Range(0, 65535));
    sandbox.add_option("--delay", out.sandbox.delay_ms, "Milliseconds before each answer")
        ->check(CLI::Range(0, 3'600'000));
    sandbox.add_flag("--drift", out.sandbox.drift, "Shift, scale and tint the answers as real models do");
    sandbox.add_option("--answer-size", answer_size, "model: the real models' sizes; same: the size that was sent")
        ->check(CLI::IsMember({"same", "model"}));
    sandbox.add_option("--format", out.sandbox.format, "The answers' format")->check(CLI::IsMember(answer_formats()));
    sandbox.add_option("--idle", out.sandbox.idle_seconds, "End after this many seconds without a request; 0: never");
    sandbox.add_flag("--end-with-stdin", out.sandbox.end_with_stdin, "End when standard input is closed");
    sandbox.add_option("--record", out.sandbox.record_folder, "Keep every request in this folder (keys left out)");

    CLI::App& recover =
        command(app, "recover", "List the answers that are kept, or write one of them", Command::recover);
    recover.add_option("ID", out.id, "Which one; none: list them");
    recover.add_option("-o,--output", out.output, "Where to write the picture");
    recover.add_flag("--delete", out.forget, "Forget it (after writing, with -o)");
    recover.add_option("--key-env", out.key_environment,
                       "The environment variable that holds the key, for a picture that was ordered and has not come");

    command(app, "history", "List what was asked for, and what became of it", Command::history)
        .add_option("--search", out.search, "Only what has this text in its prompt, model, service or ID");

    command(app, "providers", "List the services", Command::providers)
        .add_flag("--schema", out.schema, "Print the JSON schema of a providers.json of your own, for editors");
    command(app, "models", "List the models of a service", Command::models)
        .add_option("--provider", out.provider, "Which service");

    CLI::App& key = *app.add_subcommand("key", "Set, show or delete an API key");
    key.require_subcommand(1);
    command(key, "set", "Read a key from the terminal or standard input and keep it", Command::key_set)
        .add_option("--provider", out.provider, "For which service");
    CLI::App& key_get = command(key, "get", "Show which key is used, masked", Command::key_get);
    key_get.add_option("--provider", out.provider, "For which service");
    key_get.add_flag("--masked", masked, "Keys are always shown masked; this says so explicitly");
    command(key, "delete", "Forget a key", Command::key_delete)
        .add_option("--provider", out.provider, "For which service");

    command(app, "usage", "Show what was spent, by day", Command::usage);
    CLI::App& balance = command(app, "balance", "Show what is left on the account", Command::balance);
    balance.add_option("--key-env", out.key_environment, "The environment variable that holds the key");

    command(app, "errors", "List the error codes and exit statuses", Command::errors);

    try {
        app.parse(argc, argv);
    } catch (CLI::CallForHelp const&) {
        CLI::App const* shown = &app;
        std::string before; // "inlay key" of "inlay key set"
        while (!shown->get_subcommands().empty()) {
            before += (before.empty() ? "" : " ") + shown->get_name();
            shown = shown->get_subcommands().front();
        }
        out.help_text = shown->help(before);
        return out;
    } catch (CLI::ParseError const& error) {
        return what_is_wrong(app, error);
    }
    if (show_version) {
        out.command = Command::version;
        return out;
    }

    CLI::App* const chosen = &innermost(app);
    if (chosen == &app) {
        out.help_text = app.help();
        return out;
    }
    out.command = commands.at(chosen);
    out.key_environment_given = chosen == &recover && recover.count("--key-env") > 0;
    out.sandbox.answer_size = answer_size == "same" ? sandbox::AnswerSize::same : sandbox::AnswerSize::model;
    if (auto taken = take_parameters(typed[chosen], out.options); !taken) return fail(taken.error());
    if (!select.empty()) {
        auto rect = rect_of(select);
        if (!rect) return fail(rect.error());
        out.select = *rect;
    }
    if (out.command == Command::recover && (out.output.empty() && !out.forget) != out.id.empty()) {
        return usage_error("To write a kept answer, give both its ID and -o OUT");
    }
    if (auto prompt = check_prompt(out); !prompt) return fail(prompt.error());
    if (out.command == Command::batch) {
        if (out.options.count != 1)
            return usage_error("A batch makes one result of each picture, so --count must be 1");
        return out;
    }
    bool const makes_picture =
        out.command == Command::edit || out.command == Command::generate || out.command == Command::place;
    if (makes_picture) out.output = output_file(out.output, out.input, out.options.prompt);
    if (auto names = check_output_names(out); !names) return fail(names.error());
    return out;
}

} // namespace inlay::cli
