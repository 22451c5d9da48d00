// GIMP as a Host: one image, and what the person had selected in it.
#pragma once

#include "apply.h"
#include "capture.h"

#include "inlay/plugin/host.h"

namespace inlay::gimp {

// Every call on libgimp's own thread: it is one pipe to GIMP that belongs to one thread.
class GimpHost final : public Host {
  public:
    // `shows`: GIMP has windows, so new images get one.
    GimpHost(Place place, double feather, bool shows) : place_(std::move(place)), feather_(feather), shows_(shows) {}

    Result<Snapshot> capture(Action action) override;
    bool report(Progress const& progress) override;
    Result<void> apply(std::span<Edit const> edits) override;

    // For answers whose target is no longer what it was.
    Result<void> open_as_new_image(std::span<Edit const> edits);
    [[nodiscard]] Inserted const& inserted() const { return inserted_; }

  private:
    void show();

    Place place_;
    double feather_;
    bool shows_;
    Captured target_;
    Inserted inserted_;
    std::string reported_;
};

} // namespace inlay::gimp
