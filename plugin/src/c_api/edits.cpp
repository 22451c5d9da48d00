// How does a host get the pixels of what a job made?
#include "handle.h"

#include "pixels.h"

#include "inlay/guarded.h"

namespace inlay::c_api {
namespace {

void mask_into_alpha(Image& pixels, MaskView mask) {
    for (int y = 0; y < pixels.height(); ++y) {
        auto const row = pixels.row(y);
        auto const hidden = mask.row(y);
        for (std::size_t x = 0; x < hidden.size(); ++x)
            row[x * 4 + 3] = static_cast<std::uint8_t>((row[x * 4 + 3] * hidden[x] + 127) / 255);
    }
}

ImageView shaped(inlay_job& job, std::uint32_t index, Edit const& edit, std::uint32_t format) {
    bool const masked = (format & INLAY_MASK_IN_ALPHA) != 0 && edit.mask;
    bool const swapped = (format & ~static_cast<std::uint32_t>(INLAY_MASK_IN_ALPHA)) == INLAY_BGRA8;
    if (!masked && !swapped) return edit.pixels;
    if (job.shapes.size() <= index) job.shapes.resize(index + 1);
    inlay_job::Shape& shape = job.shapes[index];
    if (shape.pixels.empty() || shape.format != format) {
        shape = {format, edit.pixels};
        if (masked) mask_into_alpha(shape.pixels, *edit.mask);
        if (swapped) swap_red_and_blue(shape.pixels.bytes());
    }
    return shape.pixels;
}

} // namespace
} // namespace inlay::c_api

extern "C" {

int32_t inlay_job_edit(inlay_job* job, uint32_t index, uint32_t format, inlay_pixels* out) {
    using namespace inlay;
    std::uint32_t const order = format & ~static_cast<std::uint32_t>(INLAY_MASK_IN_ALPHA);
    if (out == nullptr || (order != INLAY_RGBA8 && order != INLAY_BGRA8)) return 0;
    return guarded(
        [&]() -> int32_t {
            Edit const* const edit = c_api::edit_of(job, index);
            if (edit == nullptr) return 0;
            c_api::write_back(c_api::told(c_api::shaped(*job, index, *edit, format), order), out);
            return 1;
        },
        [](Error const&) -> int32_t { return 0; });
}

int32_t inlay_job_edit_mask(inlay_job* job, uint32_t index, inlay_pixels* out) {
    using namespace inlay;
    if (out == nullptr) return 0;
    return guarded(
        [&]() -> int32_t {
            Edit const* const edit = c_api::edit_of(job, index);
            if (edit == nullptr || !edit->mask) return 0;
            c_api::write_back(c_api::told(*edit->mask), out);
            return 1;
        },
        [](Error const&) -> int32_t { return 0; });
}

int32_t inlay_job_thumbnail(inlay_job* job, uint32_t index, int32_t side, inlay_pixels* out) {
    using namespace inlay;
    if (job == nullptr || out == nullptr || side < 1 || side > largest_thumbnail) return 0;
    return guarded(
        [&]() -> int32_t {
            Thumbnail ready;
            ImageView picture;
            if (Edit const* const edit = c_api::edit_of(job, index)) {
                picture = edit->pixels;
            } else if (job->job) {
                auto const status = job->job->poll();
                if (index >= status.ready.size()) return 0;
                ready = status.ready[index];
                picture = *ready;
            } else {
                return 0;
            }
            if (job->thumbnails.size() <= index) job->thumbnails.resize(index + 1);
            job->thumbnails[index] = thumbnail_of(picture, side);
            c_api::write_back(c_api::told(ImageView(job->thumbnails[index]), INLAY_RGBA8), out);
            return 1;
        },
        [](Error const&) -> int32_t { return 0; });
}

int32_t inlay_job_preview(inlay_job* job, int32_t side, inlay_pixels* out) {
    using namespace inlay;
    if (job == nullptr || !job->job || out == nullptr || side < 1 || side > largest_thumbnail) return 0;
    return guarded(
        [&]() -> int32_t {
            Thumbnail const preview = job->job->poll().preview;
            if (!preview) return 0;
            job->preview = thumbnail_of(*preview, side);
            c_api::write_back(c_api::told(ImageView(job->preview), INLAY_RGBA8), out);
            return 1;
        },
        [](Error const&) -> int32_t { return 0; });
}

} // extern "C"
