// How can everything be tried without a key and without a network? The sandbox is a real HTTP server on the loopback
// address that speaks the providers' formats. It runs in a process of its own (`inlay sandbox`): no server lives inside
// an editor.
#pragma once

#include "inlay/raster.h"
#include "inlay/result.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace inlay::sandbox {

enum class AnswerSize { model, same }; // as the real models answer, or the size that was sent (for tests)

struct ServerOptions {
    int port = 0;      // 0: any free one
    int delay_ms = -1; // before the answer; -1: 600 ms, enough to see the progress and to cancel
    bool drift = false;
    AnswerSize answer_size = AnswerSize::model;
    std::string format = "png";  // png, jpeg, webp
    int idle_seconds = 0;        // ends itself after this long without a request; 0: never
    bool end_with_stdin = false; // ends when standard input is closed, as it is when the parent dies
    std::string record_folder;   // keeps every request there, without its key (tests); see recorder.h
};

// `inlay sandbox`: prints one line with the URL, then serves until interrupted. Returns an exit status.
int run_server(ServerOptions const& options);

// The header in which a job tells the sandbox, and nobody else, what was selected: "X Y WIDTH HEIGHT" in pixels of the
// first picture that it sends. Models see the selection's surroundings and are not told; a stand-in that cannot look
// would draw where nothing may change.
inline constexpr std::string_view selection_header = "X-Inlay-Selection";

// The visible change for a prompt, at the picture's own size; alpha stays. `part`: what it is about, when not all of
// the picture. All three are deterministic. [any thread]
Image edited(ImageView picture, std::string_view prompt, std::optional<Rect> part = std::nullopt);
// As models misplace pictures: anisotropic scale 0.95-1.02, a shift, slow colour. How far depends on the picture
// (drift.h).
Image drifted(ImageView picture);
// A landscape with the prompt written on it.
Image generated(Size size, std::string_view prompt);

// A child process that runs the `inlay` program beside the plug-in. Ends with this object, and by itself when this
// process dies.
class Process {
  public:
    // Sets the x bit when it is missing (Krita's importer drops it). Reads the URL from the first line; waits at most
    // for `limit`. INLAY_SANDBOX_ARGS (tests only) adds arguments. Errors: host_failed with the program's path.
    static Result<std::unique_ptr<Process>> start(std::string const& inlay_program,
                                                  std::chrono::milliseconds limit = std::chrono::seconds(10));
    ~Process();
    Process(Process const&) = delete;
    Process& operator=(Process const&) = delete;
    [[nodiscard]] std::string const& url() const noexcept { return url_; }

  private:
    Process() = default;
    int pid_ = -1;
    int stdin_fd_ = -1;
    int stdout_fd_ = -1;
    std::string url_;
};

// The command line program that belongs to this code, empty when there is none. Looked for beside the file that this
// code was loaded from (plug-in or library), first as `inlay-cli`, since GIMP wants a plug-in's executable itself to be
// called `inlay`; then as `inlay`, then in bin/ above, then on PATH. Never the running program.
std::string find_inlay_program();

} // namespace inlay::sandbox
