// How do files become a job, and a job's edits files? `edit`, `generate` and `place`.
#include "commands.h"
#include "edit_files.h"
#include "interrupt.h"
#include "outcome.h"
#include "output.h"
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
    if (arguments.quiet && !result->not_kept.empty()) write_err(result->not_kept + "\n");
    if (!result->text.empty()) say(arguments, "The model says: " + result->text);
    return result;
}

std::string what_to_do_with_nothing(bool placed_only, std::string const& kept_as) {
    if (placed_only) return "To use the answer as it is, add --keep off.";
    std::string const advice = "Describe the change in more detail.";
    if (kept_as.empty()) return advice;
    return advice + " The answer is kept: `inlay recover " + kept_as + " -o FILE` writes it as it came.";
}

Result<void> write_all(std::vector<FileToWrite> const& files, bool answer_is_kept) {
    auto written = write_files_together(files);
    if (!written && answer_is_kept) written.error().advice = "The answer is kept: see inlay recover.";
    return written;
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
    if (!inserted) say(arguments, what_to_do_with_nothing(service == nullptr, result->journal_id));
    auto const edits = files_of_edits(arguments, *picture, layer, *result);
    if (!edits) return fail(edits.error());
    if (auto done = write_all(edits->files, !result->journal_id.empty()); !done) return done;
    print_outcome(arguments, target, *result, edits->written);
    if (inserted) job->confirm_saved();
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
    if (auto done = write_all(files, !result->journal_id.empty()); !done) return done;
    job->confirm_saved();
    print_outcome(arguments, service->target, *result, written);
    return {};
}

} // namespace inlay::cli
