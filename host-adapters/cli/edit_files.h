// What do files become before a run of `edit`, and what becomes files after it?
#pragma once

#include "arguments.h"
#include "outcome.h"
#include "picture_file.h"

#include "inlay/plugin/job.h"
#include "inlay/plugin/session.h"
#include "inlay/plugin/settings.h"

#include <memory>
#include <vector>

namespace inlay::cli {

// The service to call, and the sandbox while it is needed.
struct Service {
    std::shared_ptr<SharedSandbox> sandbox;
    Target target;
};
Result<Service> choose_service(Arguments const& arguments);

// Takes the picture's pixels.
Result<Snapshot> snapshot_of(Arguments const& arguments, Picture& picture);

struct EditFiles {
    std::vector<FileToWrite> files;
    std::vector<WrittenImage> written;
};
// OUT and --layer for every answer of an edit, and --explain; an answer that changed almost nothing leaves IN as it
// was. Takes the edits' pixels.
Result<EditFiles> files_of_edits(Arguments const& arguments, Picture const& picture, ImageView layer,
                                 JobResult& result);

} // namespace inlay::cli
