// What is sent to the model for this snapshot and these options?
#include "steps.h"

#include "inlay/colour.h"
#include "inlay/plugin/catalogue.h"
#include "inlay/plugin/frame.h"
#include "inlay/plugin/settings.h"
#include "inlay/resample.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace inlay::job_steps {
namespace {

// Base64 takes 4 bytes for 3, and the JSON around it, prompt included, stays well below this.
constexpr std::int64_t room_for_json = 64 * 1024;
constexpr int largest_reference_side = 2048;

std::int64_t bytes_for_pictures(Model const& model) {
    return (model.max_request_bytes - room_for_json) / 4 * 3;
}

Image scaled_to_fit(Image picture, int largest_side) {
    int const side = std::max(picture.width(), picture.height());
    if (side <= largest_side) return picture;
    double const factor = static_cast<double>(largest_side) / side;
    auto const scaled = [&](int length) { return std::max(1, static_cast<int>(std::lround(length * factor))); };
    return resize(picture, {scaled(picture.width()), scaled(picture.height())});
}

// Always decoded and encoded again: what is sent holds no EXIF (no place, no camera), is upright and sRGB, and is of a
// type that every service takes.
Result<EncodedImage> reference(std::string const& file, std::int64_t max_bytes, std::vector<std::string>& notes,
                               std::stop_token const& stop) {
    auto const bytes = read_file(file);
    if (!bytes) return fail(bytes.error());
    ColourRead colours = ColourRead::srgb;
    auto decoded = decode_as_srgb(*bytes, &colours);
    if (!decoded) {
        return fail(ErrorCode::bad_input,
                    "The reference picture " + file + " cannot be used. " + decoded.error().message,
                    "Choose a PNG, JPEG or WebP picture.", decoded.error().detail);
    }
    if (colours == ColourRead::unusable) notes.push_back(say("colours-unusable", {{"picture", file}}));
    Image picture = scaled_to_fit(oriented(std::move(decoded->image), decoded->orientation), largest_reference_side);
    if (decoded->format == Format::jpeg) {
        auto jpeg = encode_jpeg(picture);
        if (!jpeg) return fail(jpeg.error());
        if (static_cast<std::int64_t>(jpeg->size()) <= max_bytes) return EncodedImage{std::move(*jpeg), "image/jpeg"};
    }
    return encode_within(picture, max_bytes, notes, stop);
}

// A layer of the same picture: what is transparent in it is sent over a plain ground, as in the layer that is edited.
Result<EncodedImage> reference_layer(ImageView layer, std::int64_t max_bytes, std::vector<std::string>& notes,
                                     std::stop_token const& stop) {
    Rect const all{0, 0, layer.width(), layer.height()};
    Image const shown = placement::render_frame(layer, {all, all.size(), {}}, placement::choose_ground(layer));
    return encode_within(scaled_to_fit(shown, largest_reference_side), max_bytes, notes, stop);
}

Mask softened_selection(JobRequest const& job) {
    if (job.snapshot.feathered) return *job.snapshot.selection;
    return softened(*job.snapshot.selection, job.options.feather);
}

// The nearest of `aspects` to the rectangle's ratio, compared as logarithms, so that 2:1 is as far from 1:1 as 1:2 is.
std::string nearest_aspect(std::vector<std::string> const& aspects, Size size) {
    std::string best;
    double best_distance = 1e9;
    double const wanted = std::log(static_cast<double>(size.width) / size.height);
    for (std::string const& aspect : aspects) {
        auto const colon = aspect.find(':');
        double const ratio = std::atof(aspect.c_str()) / std::atof(aspect.c_str() + colon + 1);
        double const distance = std::abs(std::log(ratio) - wanted);
        if (distance < best_distance) {
            best_distance = distance;
            best = aspect;
        }
    }
    return best;
}

// The smallest of the model's sizes whose answer covers the rectangle; the largest when none does.
std::string smallest_sufficient_size(Model const& model, std::string const& aspect, Size wanted) {
    for (std::string const& size : model.sizes) {
        Size const answer = answer_size(model.id, aspect, size);
        if (answer.width >= wanted.width && answer.height >= wanted.height) return size;
    }
    return model.sizes.empty() ? std::string{} : model.sizes.back();
}

// What a model of the table cannot do is not sent, and the person is told. A model that is not in the table gets what
// was asked for.
void ask_for_shape(JobRequest const& job, Prepared& prepared) {
    Model const& model = job.target.model;
    Options const& options = job.options;
    prepared.request.aspect = options.aspect;
    prepared.request.size = options.size;
    if (!options.aspect.empty() && !model.aspects.empty() && !std::ranges::count(model.aspects, options.aspect)) {
        prepared.request.aspect.clear();
        prepared.notes.push_back(say("ratio-not-offered", {{"model", model.id}, {"ratio", options.aspect}}));
    }
    if (!options.size.empty() && !model.sizes.empty()) {
        bool const offered = std::ranges::count(model.sizes, options.size) > 0;
        if (!offered) prepared.notes.push_back(say("size-not-offered", {{"model", model.id}, {"size", options.size}}));
        // A model with one size only refuses the field altogether.
        if (!offered || model.sizes.size() == 1) prepared.request.size.clear();
    }
}

Result<void> add_references(JobRequest const& job, Prepared& prepared, std::stop_token const& stop) {
    std::vector<std::string> const& files = job.options.references;
    std::vector<Image> const& layers = job.snapshot.references;
    std::size_t count = files.size() + layers.size();
    Model const& model = job.target.model;
    bool const known = !model.aspects.empty() || !model.sizes.empty();
    if (known && count > static_cast<std::size_t>(model.max_references)) {
        count = static_cast<std::size_t>(model.max_references);
        prepared.notes.push_back(
            count == 0 ? say("references-not-taken", {{"model", model.id}})
                       : say_counted("references-not-sent", static_cast<std::int64_t>(count), {{"model", model.id}}));
    }
    std::int64_t const share = bytes_for_pictures(model) / static_cast<std::int64_t>(count + 2);
    for (std::size_t i = 0; i < count; ++i) {
        if (stop.stop_requested()) return cancelled();
        auto encoded = i < files.size() ? reference(files[i], share, prepared.notes, stop)
                                        : reference_layer(layers[i - files.size()], share, prepared.notes, stop);
        if (!encoded) return fail(encoded.error());
        prepared.request.images.push_back(std::move(*encoded));
    }
    return {};
}

Result<void> prepare_edit(JobRequest const& job, Prepared& prepared, std::stop_token const& stop) {
    Snapshot const& snapshot = job.snapshot;
    if (snapshot.layer.empty()) {
        return fail(ErrorCode::nothing_to_edit, "There is nothing to edit: the layer is empty.",
                    "Choose a layer with something on it.");
    }
    if (snapshot.selection) prepared.selection = softened_selection(job);
    if (stop.stop_requested()) return cancelled();
    auto frame = frame_to_send(snapshot.layer.size(), prepared.selection, job.options, job.target.model);
    if (!frame) return fail(frame.error());
    prepared.frame = std::move(*frame);
    prepared.ground = placement::choose_ground(snapshot.layer);
    prepared.sent = placement::render_frame(snapshot.layer, prepared.frame, prepared.ground);

    std::int64_t const budget = bytes_for_pictures(job.target.model);
    bool const alone = job.options.references.empty() && snapshot.references.empty();
    auto encoded = encode_within(prepared.sent, alone ? budget : budget / 2, prepared.notes, stop);
    if (!encoded) return fail(encoded.error());
    prepared.request.images.push_back(std::move(*encoded));

    if (stop.stop_requested()) return cancelled();
    using placement::Switch;
    Switch const wanted = job.options.send_mask;
    bool const sends_mask = wanted == Switch::automatic ? job.target.model.understands_mask : wanted == Switch::on;
    if (sends_mask && !prepared.selection.empty()) {
        // alpha 0 = may change: the inverse of the selection, at the size that is sent.
        Mask const part = resize(MaskView(prepared.selection).sub(prepared.frame.rect), prepared.frame.sent);
        Image mask(prepared.sent.size(), 0); // flat: its colours say nothing, and services take 4 MB at the most
        for (int y = 0; y < mask.height(); ++y) {
            for (int x = 0; x < mask.width(); ++x)
                mask.pixel(x, y)[3] = static_cast<std::uint8_t>(255 - part.pixel(x, y)[0]);
        }
        auto png = encode_png(mask);
        if (!png) return fail(png.error());
        prepared.request.mask = EncodedImage{std::move(*png), "image/png"};
    }
    return {};
}

void prepare_layer(JobRequest const& job, Prepared& prepared) {
    Size const target = job.snapshot.layer_rect.size();
    prepared.frame = {{0, 0, target.width, target.height}, target, {}};
    prepared.blank = Image(target);
    if (job.snapshot.selection) prepared.selection = softened_selection(job);
    Model const& model = job.target.model;
    if (prepared.request.aspect.empty()) prepared.request.aspect = nearest_aspect(model.aspects, target);
    if (job.options.size.empty() && model.sizes.size() > 1) {
        prepared.request.size = smallest_sufficient_size(model, prepared.request.aspect, target);
    }
}

} // namespace

tl::unexpected<Error> cancelled() {
    return fail(ErrorCode::cancelled, "Cancelled.", "", "stopped by the person");
}

Result<EncodedImage> encode_within(ImageView picture, std::int64_t max_bytes, std::vector<std::string>& notes,
                                   std::stop_token const& stop) {
    if (stop.stop_requested()) return cancelled();
    auto png = encode_png(picture, true);
    if (!png) return fail(png.error());
    if (static_cast<std::int64_t>(png->size()) <= max_bytes) return EncodedImage{std::move(*png), "image/png"};

    if (stop.stop_requested()) return cancelled();
    // Never silently: a person who works losslessly wants to know.
    auto jpeg = encode_jpeg(picture);
    if (!jpeg) return fail(jpeg.error());
    if (static_cast<std::int64_t>(jpeg->size()) <= max_bytes) {
        notes.push_back(say("sent-as-jpeg"));
        return EncodedImage{std::move(*jpeg), "image/jpeg"};
    }
    Image smaller = scaled_to_fit(Image(picture), std::max(picture.width(), picture.height()) * 3 / 4);
    if (smaller.size().area() < 64 * 64) {
        return fail(ErrorCode::request_too_large, "The picture is too large for this service.",
                    "Select a smaller part of the layer.");
    }
    auto result = encode_within(smaller, max_bytes, notes, stop);
    if (result) notes.push_back(say("sent-smaller"));
    return result;
}

Result<Prepared> prepare(JobRequest const& job, std::stop_token const& stop) {
    Prepared prepared;
    prepared.snapshot = &job.snapshot;
    prepared.request.prompt = job.options.prompt;
    prepared.request.system_text = job.options.system_text;
    prepared.request.safety = job.options.safety;
    if (job.options.prompt.find_first_not_of(" \t\r\n") == std::string::npos && job.kept_answers.empty()) {
        return fail(ErrorCode::usage, say("no-prompt"), say("no-prompt-advice"));
    }
    ask_for_shape(job, prepared);
    if (job.action == Action::edit_layer) {
        if (auto done = prepare_edit(job, prepared, stop); !done) return fail(done.error());
    } else if (job.action == Action::generate_layer) {
        prepare_layer(job, prepared);
    }
    if (auto done = add_references(job, prepared, stop); !done) return fail(done.error());
    // A model without a ratio follows the last picture: with references behind the one to edit, that would be the wrong
    // one.
    if (job.action == Action::edit_layer && prepared.request.images.size() > 1 && prepared.request.aspect.empty()) {
        prepared.request.aspect = prepared.frame.aspect;
    }
    return prepared;
}

} // namespace inlay::job_steps
