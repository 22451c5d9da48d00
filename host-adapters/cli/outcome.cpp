#include "outcome.h"
#include "output.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace inlay::cli {
namespace {

using json = nlohmann::ordered_json; // in the contract's order, which reads better

void print_json(json const& object) {
    print("{}\n", object.dump(2, ' ', false, json::error_handler_t::replace));
}

json usage_of(Usage const& usage) {
    json out = json::object();
    if (usage.input_tokens) out["input_tokens"] = *usage.input_tokens;
    if (usage.output_tokens) out["output_tokens"] = *usage.output_tokens;
    if (usage.image_tokens) out["image_tokens"] = *usage.image_tokens;
    if (usage.total_tokens) out["total_tokens"] = *usage.total_tokens;
    if (usage.cost_usd) out["cost_usd"] = *usage.cost_usd;
    return out;
}

json image_of(WrittenImage const& written, AnswerFacts const& answer) {
    json out;
    out["file"] = written.file;
    out["width"] = written.size.width;
    out["height"] = written.size.height;
    out["mime"] = written.mime;
    out["answer"] = {{"width", answer.size.width}, {"height", answer.size.height}, {"mime", answer.mime}};
    Rect const frame = answer.frame.rect;
    out["placement"] = {{"x", frame.x}, {"y", frame.y}, {"width", frame.width}, {"height", frame.height}};
    placement::Registration const& registration = answer.registration;
    out["registration"] = {{"used", registration.used},
                           {"matrix", registration.matrix},
                           {"trust", registration.trust},
                           {"residual_px", registration.residual_px}};
    out["changed_fraction"] = answer.changed_fraction;
    out["detail"] = {{"used", answer.detail.used}, {"share", answer.detail.share}};
    return out;
}

} // namespace

void say(Arguments const& arguments, std::string const& sentence) {
    if (!arguments.quiet) write_err(fmt::format("{}\n", sentence));
}

void show_progress(Arguments const& arguments, std::string const& text) {
    static bool const terminal = isatty(STDERR_FILENO) != 0;
    if (!terminal || arguments.quiet) return;
    write_over(text);
}

json outcome_json(Target const& target, JobResult const& result, std::vector<WrittenImage> const& images) {
    json out;
    out["provider"] = target.connection.provider;
    out["model"] = target.connection.model;
    out["wire"] = target.connection.wire;
    out["images"] = json::array();
    for (std::size_t i = 0; i < images.size(); ++i)
        out["images"].push_back(image_of(images[i], result.answers[i]));
    out["text"] = result.text;
    out["usage"] = usage_of(result.usage);
    out["request_id"] = result.request_id;
    out["attempts"] = result.attempts;
    out["bytes"] = {{"sent", result.bytes_sent}, {"received", result.bytes_received}};
    JobTimings const& timings = result.timings;
    out["timings"] = {{"encode", timings.encode},     {"upload", timings.upload}, {"wait", timings.wait},
                      {"download", timings.download}, {"decode", timings.decode}, {"place", timings.place}};
    return out;
}

json error_json(Error const& error) {
    return {
        {"error",
         {{"code", name(error.code)}, {"message", error.message}, {"advice", error.advice}, {"detail", error.detail}}}};
}

void print_outcome(Arguments const& arguments, Target const& target, JobResult const& result,
                   std::vector<WrittenImage> const& images) {
    if (!arguments.json) {
        if (!arguments.quiet) {
            for (WrittenImage const& image : images)
                print("{}\n", image.file);
        }
        return;
    }
    print_json(outcome_json(target, result, images));
}

void print_error(bool as_json, Error const& error) {
    if (as_json) {
        print_json(error_json(error));
        return;
    }
    write_err(fmt::format("inlay: {}\n", error.message));
    if (!error.advice.empty()) write_err(fmt::format("       {}\n", error.advice));
    if (!error.detail.empty()) write_err(fmt::format("       ({})\n", error.detail));
}

} // namespace inlay::cli
