// GIMP as a Host: capture, report, apply.
#include "host_gimp.h"

namespace inlay::gimp {

Result<Snapshot> GimpHost::capture(Action action) {
    Result<Capture> captured = gimp::capture(action, place_, feather_);
    if (!captured) return fail(captured.error());
    target_ = std::move(captured->target);
    return std::move(captured->snapshot);
}

bool GimpHost::report(Progress const& progress) {
    if (reported_ != progress.text) {
        if (reported_.empty())
            gimp_progress_init(progress.text.c_str());
        else
            gimp_progress_set_text(progress.text.c_str());
        reported_ = progress.text;
    }
    if (progress.fraction >= 0)
        gimp_progress_update(progress.fraction);
    else
        gimp_progress_pulse();
    return true; // GIMP's own Cancel ends this process instead of asking
}

Result<void> GimpHost::apply(std::span<Edit const> edits) {
    Result<Inserted> inserted =
        target_.action == Action::generate_image ? make_image(edits) : insert_layers(target_, edits);
    if (!inserted) return fail(inserted.error());
    inserted_ = std::move(*inserted);
    show();
    return {};
}

Result<void> GimpHost::open_as_new_image(std::span<Edit const> edits) {
    Result<Inserted> inserted = make_image(edits);
    if (!inserted) return fail(inserted.error());
    target_.action = Action::generate_image;
    inserted_ = std::move(*inserted);
    show();
    return {};
}

void GimpHost::show() {
    // Without a display there is none to be had: then this gives nothing, and scripts have the image.
    if (target_.action == Action::generate_image && shows_) gimp_display_new(as_image(inserted_.image));
    gimp_displays_flush();
}

} // namespace inlay::gimp
