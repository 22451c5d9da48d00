// How do files become a job, and a job's edits files? `edit`, `generate` and `place`.
#include "commands.h"
#include "interrupt.h"
#include "metadata.h"
#include "outcome.h"
#include "picture_file.h"

#include "inlay/codec.h"
#include "inlay/plugin/price.h"
#include "inlay/plugin/session.h"
#include "inlay/plugin/usage.h"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace inlay::cli {
namespace {

// The service to call, and the sandbox while it is needed.
struct Service {
    std::shared_ptr<SharedSandbox> sandbox;
    Target target;
};

Result<Service> choose_service(Arguments const& arguments) {
    Service service;
    service.sandbox = std::make_shared<SharedSandbox>(std::filesystem::read_symlink("/proc/self/exe").string());
    auto const session = Session::open(service.sandbox);
    if (!session) return fail(session.error());
    if (chooses_sandbox(arguments.options, session->settings()))
        say(arguments, "Using the sandbox: offline, no key, no real model.");
    auto target = session->target({.options = arguments.options, .key_environment = arguments.key_environment});
    if (!target) return fail(std::move(target.error()));
    service.target = std::move(*target);
    return service;
}

// A service that the table does not know has prices of its own.
void say_price(Arguments const& arguments, Target const& target, Action action) {
    if (target.provider.base_url.empty()) return;
    Options const& options = arguments.options;
    auto const price = expected_price(target.provider, target.model, action, options.size, options.count);
    if (price.low) say(arguments, price_sentence(price, spent_today()));
}

Result<JobResult> run_job(Arguments const& arguments, JobRequest request, std::unique_ptr<Job>& job) {
    watch_for_interrupt();
    job = Job::start(std::move(request));
    while (!job->wait_for(std::chrono::milliseconds(50))) {
        if (interrupted()) job->cancel();
        show_progress(arguments, job->poll().progress.text);
    }
    show_progress(arguments, "");
    auto result = job->take();
    if (!result) return result;
    for (std::string const& note : result->notes)
        say(arguments, note);
    if (!result->text.empty()) say(arguments, "The model says: " + result->text);
    return result;
}

Result<void> write_all(std::vector<FileToWrite> const& files, bool answer_is_kept) {
    auto written = write_files_together(files);
    if (!written && answer_is_kept) written.error().advice = "The answer is kept: see inlay recover.";
    return written;
}

// The new layer alone, its mask multiplied into its alpha, where it lies on the canvas.
Image layer_alone(Size canvas, placement::Placed const& placed) {
    Image layer(canvas);
    Rect const shown = intersect(placed.rect, {0, 0, canvas.width, canvas.height});
    for (int y = shown.y; y < shown.bottom(); ++y) {
        for (int x = shown.x; x < shown.right(); ++x) {
            std::uint8_t const* const from = placed.pixels.pixel(x - placed.rect.x, y - placed.rect.y);
            std::uint8_t* const to = layer.pixel(x, y);
            int const mask = placed.mask ? *placed.mask->pixel(x - placed.rect.x, y - placed.rect.y) : 255;
            std::copy_n(from, 3, to);
            to[3] = static_cast<std::uint8_t>((from[3] * mask + 127) / 255);
        }
    }
    return layer;
}

Result<Snapshot> snapshot_of(Arguments const& arguments, Picture& picture) {
    Snapshot snapshot;
    Size const size = picture.image.size();
    snapshot.canvas = size;
    snapshot.layer_rect = {0, 0, size.width, size.height};
    snapshot.layer_name = std::filesystem::path(arguments.input).filename().string();
    if (!arguments.mask.empty()) {
        auto mask = load_mask(arguments.mask, size);
        if (!mask) return fail(mask.error());
        snapshot.selection = std::move(*mask);
    } else if (arguments.select) {
        Rect const part = intersect(*arguments.select, snapshot.layer_rect);
        if (part.empty()) {
            return fail(ErrorCode::nothing_to_edit, "The rectangle of --select lies outside the picture.",
                        "The picture is " + std::to_string(size.width) + "x" + std::to_string(size.height) + ".");
        }
        Mask mask(size);
        for (int y = part.y; y < part.bottom(); ++y)
            std::fill_n(mask.pixel(part.x, y), part.width, std::uint8_t{255});
        snapshot.selection = std::move(mask);
    }
    snapshot.layer = std::move(picture.image);
    return snapshot;
}

void say_once(Arguments const& arguments, std::vector<std::string> notes) {
    std::ranges::sort(notes);
    auto const repeated = std::ranges::unique(notes);
    notes.erase(repeated.begin(), repeated.end());
    for (std::string const& note : notes)
        say(arguments, note);
}

// OUT and --layer for every answer of an edit; an answer that changed almost nothing leaves IN as it was.
Result<void> write_edits(Arguments const& arguments, Picture const& picture, ImageView layer, Target const& target,
                         JobResult& result) {
    std::vector<FileToWrite> files;
    std::vector<WrittenImage> written;
    std::vector<std::string> notes;
    std::size_t next_edit = 0;
    // Numbered by how many were asked for, so that a name does not depend on how many came.
    std::size_t const count = std::max(result.answers.size(), static_cast<std::size_t>(arguments.options.count));
    for (std::size_t i = 0; i < result.answers.size(); ++i) {
        std::string const name = numbered(arguments.output, i + 1, count);
        placement::Placed placed;
        bool const unchanged = result.answers[i].almost_nothing;
        if (!unchanged) {
            Edit& edit = result.edits[next_edit++];
            placed.rect = edit.rect;
            placed.pixels = std::move(edit.pixels);
            placed.mask = std::move(edit.mask);
        }
        Result<std::string> bytes;
        if (unchanged && picture.untouched && format_of_name(name) == picture.format) {
            bytes = picture.bytes;
        } else {
            bytes = encode_for(name, unchanged ? layer : placement::composite(layer, placed).view(),
                               arguments.jpeg_quality);
            if (bytes && !arguments.strip)
                bytes = with_metadata_of(picture.bytes, std::move(*bytes), layer.width(), layer.height(), notes);
        }
        if (!bytes) return fail(bytes.error());
        files.push_back({name, std::move(*bytes)});
        written.push_back({name, layer.size(), std::string(mime(*format_of_name(name)))});
        if (!arguments.layer.empty()) {
            auto alone = encode_for(arguments.layer, layer_alone(layer.size(), placed));
            if (!alone) return fail(alone.error());
            files.push_back({numbered(arguments.layer, i + 1, count), std::move(*alone)});
        }
    }
    say_once(arguments, std::move(notes));
    if (result.explain) {
        auto sheet = encode_for(arguments.explain, *result.explain);
        if (!sheet) return fail(sheet.error());
        files.push_back({arguments.explain, std::move(*sheet)});
    }
    if (auto done = write_all(files, !result.journal_id.empty()); !done) return done;
    print_outcome(arguments, target, result, written);
    return {};
}

// The result is about as large as what it is made from.
Result<void> check_outputs(Arguments const& arguments) {
    std::error_code unknown;
    auto const size = std::filesystem::file_size(arguments.input, unknown);
    std::uint64_t const likely = unknown ? 0 : size;
    auto const count = static_cast<std::size_t>(arguments.options.count);
    for (std::string const* file : {&arguments.output, &arguments.layer}) {
        if (file->empty()) continue;
        for (std::size_t i = 1; i <= count; ++i)
            if (auto writable = check_writable(numbered(*file, i, count), likely); !writable) return writable;
    }
    return check_writable(arguments.explain);
}

// `edit` and `place` differ only in where the answer comes from.
Result<void> run_on_picture(Arguments const& arguments, Service const* service, std::vector<std::string> kept_answers) {
    auto picture = load_picture(arguments.input);
    if (!picture) return fail(picture.error());
    for (std::string const& note : picture->notes)
        say(arguments, note);
    auto snapshot = snapshot_of(arguments, *picture);
    if (!snapshot) return fail(snapshot.error());
    Image const layer = snapshot->layer; // the job gets its own

    JobRequest request;
    request.action = Action::edit_layer;
    request.options = arguments.options;
    request.snapshot = std::move(*snapshot);
    request.explain = !arguments.explain.empty();
    request.kept_answers = std::move(kept_answers);
    Target target;
    if (service != nullptr) {
        target = service->target;
        say_price(arguments, target, request.action);
    }
    request.target = target;
    std::unique_ptr<Job> job;
    auto result = run_job(arguments, std::move(request), job);
    if (!result) return fail(result.error());
    bool const inserted = !result->edits.empty();
    if (!inserted)
        say(arguments, service == nullptr ? "To use the answer as it is, add --keep off."
                                          : "Describe the change in more detail. The answer is kept: `inlay recover " +
                                                result->journal_id + " -o FILE` writes it as it came.");
    if (auto done = write_edits(arguments, *picture, layer, target, *result); !done) return done;
    if (inserted) job->confirm_inserted();
    return {};
}

} // namespace

Result<void> run_edit(Arguments const& arguments) {
    if (auto outputs = check_outputs(arguments); !outputs) return outputs;
    // The picture first: a wrong file name should not start a sandbox or ask for a key.
    if (auto readable = load_picture(arguments.input); !readable) return fail(readable.error());
    auto service = choose_service(arguments);
    if (!service) return fail(service.error());
    return run_on_picture(arguments, &*service, {});
}

Result<void> run_place(Arguments const& arguments) {
    if (auto outputs = check_outputs(arguments); !outputs) return outputs;
    auto answer = load_picture(arguments.answer);
    if (!answer) return fail(answer.error());
    for (std::string const& note : answer->notes)
        say(arguments, note);
    if (!answer->untouched) {
        auto bytes = encode_png(answer->image);
        if (!bytes) return fail(bytes.error());
        answer->bytes = std::move(*bytes);
    }
    return run_on_picture(arguments, nullptr, {std::move(answer->bytes)});
}

Result<void> run_generate(Arguments const& arguments) {
    if (auto outputs = check_outputs(arguments); !outputs) return outputs;
    auto service = choose_service(arguments);
    if (!service) return fail(service.error());
    JobRequest request;
    request.action = Action::generate_image;
    request.options = arguments.options;
    request.target = service->target;
    say_price(arguments, request.target, request.action);
    std::unique_ptr<Job> job;
    auto result = run_job(arguments, std::move(request), job);
    if (!result) return fail(result.error());

    std::vector<FileToWrite> files;
    std::vector<WrittenImage> written;
    std::vector<std::string> notes;
    std::size_t const count = std::max(result->answers.size(), static_cast<std::size_t>(arguments.options.count));
    for (std::size_t i = 0; i < result->answers.size(); ++i) {
        AnswerFacts& answer = result->answers[i];
        std::string const name = numbered(arguments.output, i + 1, count);
        auto bytes = answer_for(name, std::move(answer.bytes), notes, arguments.jpeg_quality);
        if (!bytes) return fail(bytes.error());
        files.push_back({name, std::move(*bytes)});
        written.push_back({name, result->edits[i].pixels.size(), std::string(mime(*format_of_name(name)))});
    }
    for (std::string const& note : notes)
        say(arguments, note);
    if (auto done = write_all(files, true); !done) return done;
    job->confirm_inserted();
    print_outcome(arguments, service->target, *result, written);
    return {};
}

} // namespace inlay::cli
