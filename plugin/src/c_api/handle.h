// What is behind an inlay_job? Internal to this folder.
#pragma once

#include "inlay/plugin/inlay.h"
#include "inlay/plugin/job.h"

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

struct inlay_job {
    std::unique_ptr<inlay::Job> job; // null: it could not start, see `outcome`
    std::optional<inlay::Result<inlay::JobResult>> outcome;
    struct Shape { // an edit in another shape than the job made it in, made when asked for
        std::uint32_t format = 0;
        inlay::Image pixels;
    };
    std::vector<Shape> shapes;            // one for each edit
    std::vector<inlay::Image> thumbnails; // one for each edit
    inlay::Image preview;                 // the one that was asked for last
    // Set on the job's thread, which may outlive what asks for it.
    std::shared_ptr<std::atomic<bool>> key_stored = std::make_shared<std::atomic<bool>>(false);
};

namespace inlay::c_api {

// The outcome, taken from the job once it is there; nullptr while it runs.
Result<JobResult>* outcome(inlay_job& handle);
// nullptr: there is no such edit.
Edit const* edit_of(inlay_job* handle, std::uint32_t index);

} // namespace inlay::c_api
