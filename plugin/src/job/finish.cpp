// How does a received picture become an Edit?
#include "steps.h"

#include "inlay/colour.h"
#include "inlay/plugin/catalogue.h"

#include <chrono>
#include <utility>

namespace inlay::job_steps {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

placement::Options placement_options(JobRequest const& job) {
    if (job.action == Action::edit_layer) return job.options.placement;
    // A new layer has nothing to keep, to align to or to be transparent like.
    placement::Options options;
    options.alpha = placement::Switch::off;
    options.keep = placement::Switch::off;
    options.align = false;
    options.match_colour = false;
    options.detail = false;
    return options;
}

} // namespace

Result<Finished> finish(JobRequest const& job, Prepared const& prepared, std::string bytes, std::stop_token stop) {
    Finished finished;
    auto const decode_start = Clock::now();
    ColourRead colours = ColourRead::srgb;
    auto decoded = decode_as_srgb(bytes, &colours);
    if (!decoded) {
        return fail(ErrorCode::undecodable, "The picture that came back cannot be read. " + decoded.error().message,
                    "Run it again. What was received is kept and can be saved with: inlay recover.",
                    decoded.error().detail);
    }
    if (colours == ColourRead::unusable)
        finished.notes.push_back(say("colours-unusable", {{"picture", say("the-answer")}}));
    Image answer = oriented(std::move(decoded->image), decoded->orientation);
    finished.decode_ms = milliseconds_since(decode_start);
    finished.facts.mime = std::string(mime(decoded->format));
    finished.facts.size = answer.size();
    finished.facts.bytes = std::move(bytes);

    Edit edit;
    edit.name = layer_name_of(job.options.prompt);
    if (job.action == Action::generate_image) {
        finished.facts.frame = {{0, 0, answer.width(), answer.height()}, answer.size(), {}};
        edit.rect = finished.facts.frame.rect;
        edit.pixels = std::move(answer);
        finished.edit = std::move(edit);
        return finished;
    }

    bool const is_edit = job.action == Action::edit_layer;
    auto const place_start = Clock::now();
    placement::Request request;
    request.layer = is_edit ? job.snapshot.layer.view() : prepared.blank.view();
    request.frame = prepared.frame;
    request.sent = is_edit ? prepared.sent.view() : prepared.blank.view();
    request.answer = answer;
    request.ground = prepared.ground;
    request.selection = prepared.selection;
    request.options = placement_options(job);
    auto placed = placement::place(request, stop);
    if (!placed) return fail(placed.error());
    if (job.explain) {
        auto sheet = placement::explain_sheet(request, *placed);
        if (!sheet) return fail(sheet.error());
        finished.explain = std::move(*sheet);
    }
    finished.place_ms = milliseconds_since(place_start);

    finished.facts.frame = prepared.frame;
    finished.facts.registration = placed->registration;
    finished.facts.changed_fraction = placed->changed_fraction;
    finished.facts.detail = placed->detail;
    finished.facts.almost_nothing = placed->almost_nothing;
    finished.facts.note = std::move(placed->note);
    if (!placed->almost_nothing) {
        edit.rect = placed->rect.moved(job.snapshot.layer_rect.x, job.snapshot.layer_rect.y);
        edit.pixels = std::move(placed->pixels);
        edit.mask = std::move(placed->mask);
        finished.edit = std::move(edit);
    }
    return finished;
}

} // namespace inlay::job_steps
