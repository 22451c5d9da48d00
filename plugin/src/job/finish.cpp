// How does a received picture become an Edit?
#include "steps.h"

#include "inlay/colour.h"
#include "inlay/plugin/catalogue.h"

#include <algorithm>
#include <charconv>
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

constexpr std::int64_t most_pixels = 100'000'000;
constexpr std::int64_t least_asked = 1024 * 1024; // models answer with as much, however little was sent
constexpr std::int64_t most_times = 16;

// "512", "2K", "1536x1024"; 0 for what is none of these.
std::int64_t pixels_of_size(std::string_view size) {
    std::int64_t width = 0;
    auto const [end, problem] = std::from_chars(size.data(), size.data() + size.size(), width);
    if (problem != std::errc{} || width < 0 || width > 1'000'000) return 0;
    size.remove_prefix(static_cast<std::size_t>(end - size.data()));
    if (size.empty()) return width * width;
    if (size == "K") return width * width * 1024 * 1024;
    std::int64_t height = 0;
    bool const is_pair =
        size.front() == 'x' && std::from_chars(size.data() + 1, size.data() + size.size(), height).ec == std::errc{};
    return is_pair && height > 0 && height <= 1'000'000 ? width * height : 0;
}

// A picture that costs a gigabyte of memory is no answer to what was asked.
DecodeLimits limits_for(JobRequest const& job, Prepared const& prepared) {
    DecodeLimits limits;
    limits.max_pixels = most_pixels;
    if (!job.kept_answers.empty()) return limits; // chosen by the person, perhaps a scan of the whole picture
    std::int64_t asked = pixels_of_size(prepared.request.size);
    if (asked == 0)
        for (Size const sent : {prepared.sent.size(), prepared.frame.sent})
            asked = std::max(asked, std::int64_t{sent.width} * sent.height);
    if (asked > 0) limits.max_pixels = std::min(most_pixels, most_times * std::max(asked, least_asked));
    return limits;
}

} // namespace

Result<Finished> finish(JobRequest const& job, Prepared const& prepared, std::string bytes, std::stop_token stop) {
    Finished finished;
    auto const decode_start = Clock::now();
    ColourRead colours = ColourRead::srgb;
    auto decoded = decode_as_srgb(bytes, &colours, limits_for(job, prepared));
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
