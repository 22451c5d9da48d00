// What was sent? Tests read it from a folder.
#pragma once

#include "exchange.h"

#include <atomic>
#include <filesystem>

namespace inlay::sandbox {

// For the n-th POST: NNN.json {"method", "path", "query", "headers"} with keys replaced by "[key]"; NNN.body as
// received; NNN-1.png, NNN-2.jpg ... the pictures found in it, decoded, in order. The .json is written last, so that
// whoever waits for it finds the rest.
class Recorder {
  public:
    explicit Recorder(std::filesystem::path folder) : folder_(std::move(folder)) {}
    // Says on standard error what could not be written; the request is answered all the same. [any thread]
    void record(Incoming const& incoming);

  private:
    std::filesystem::path folder_; // empty: nothing is recorded
    std::atomic<int> count_ = 0;
};

} // namespace inlay::sandbox
