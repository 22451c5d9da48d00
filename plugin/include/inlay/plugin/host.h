// What must an image editor offer so that Inlay can work in it? The whole contract; host-adapters/README.md is the
// how-to for a new host.
//
// The host is touched twice: capture() reads it once into a value, apply() writes once, as one undo step, and only on
// success. Between the two a Job (job.h) works on values alone, on its own thread. Why: GIMP's own Cancel ends a
// plug-in's process, libgimp is one pipe that belongs to one thread, and Krita's API belongs to the GUI thread. So
// nothing may be half written and no undo group may stand open while the network is waited for.
#pragma once

#include "inlay/plugin/snapshot.h"

#include <span>

namespace inlay {

class Host {
  public:
    virtual ~Host() = default;
    // [host-thread] Once, before the job; changes nothing. Errors: nothing_to_edit, host_failed.
    virtual Result<Snapshot> capture(Action action) = 0;
    // [host-thread] About 10 a second. false: the person wants to stop.
    virtual bool report(Progress const& progress) = 0;
    // [host-thread] Once, on success; one undo step; re-checks its target. Moved or re-stacked: inserts at the present
    // place. Errors: target_changed (deleted, resized, transformed, mode changed, closed), host_failed; then nothing
    // was inserted.
    virtual Result<void> apply(std::span<Edit const> edits) = 0;
};

} // namespace inlay
