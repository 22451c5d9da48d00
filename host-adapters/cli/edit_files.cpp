// What do files become before a run of `edit`, and what becomes files after it? See edit_files.h.
#include "edit_files.h"

#include "metadata.h"

#include "inlay/codec.h"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace inlay::cli {
namespace {

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

void say_once(Arguments const& arguments, std::vector<std::string> notes) {
    std::ranges::sort(notes);
    auto const repeated = std::ranges::unique(notes);
    notes.erase(repeated.begin(), repeated.end());
    for (std::string const& note : notes)
        say(arguments, note);
}

} // namespace

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

Result<EditFiles> files_of_edits(Arguments const& arguments, Picture const& picture, ImageView layer,
                                 JobResult& result) {
    EditFiles out;
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
        out.files.push_back({name, std::move(*bytes)});
        out.written.push_back({name, layer.size(), std::string(mime(*format_of_name(name)))});
        if (!arguments.layer.empty()) {
            auto alone = encode_for(arguments.layer, layer_alone(layer.size(), placed));
            if (!alone) return fail(alone.error());
            out.files.push_back({numbered(arguments.layer, i + 1, count), std::move(*alone)});
        }
    }
    say_once(arguments, std::move(notes));
    if (result.explain) {
        auto sheet = encode_for(arguments.explain, *result.explain);
        if (!sheet) return fail(sheet.error());
        out.files.push_back({arguments.explain, std::move(*sheet)});
    }
    return out;
}

} // namespace inlay::cli
