// What is the same in every host, decided once: which service, model and key a run uses, what is remembered of it,
// what its form shows (form.h) and what is said when it ends (message.h).
//
// A Session holds the settings and the table of providers as they were when it was opened, and nothing of a host's. It
// is a value: copy it into whatever asks beside the window.
#pragma once

#include "inlay/plugin/action.h"
#include "inlay/plugin/form.h"
#include "inlay/plugin/keys.h"
#include "inlay/plugin/served_models.h"
#include "inlay/plugin/shared_sandbox.h"
#include "inlay/plugin/target.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace inlay {

// Who is meant to be asked, and with what key.
struct TargetRequest {
    Options options = {}; // a base URL in it is one that was only typed: only the run itself, or a test, goes there
    std::string typed_key = {}; // one that is not stored yet; empty: none was typed
    // Called on the asking thread once the typed key has been stored.
    std::function<void()> key_stored = {};
    // The variable that serves a provider or base URL which the options name; empty: there is none.
    std::string key_environment = "INLAY_API_KEY";
    // What is missing can be typed into the fields of a form: no advice speaks of the command line.
    bool in_window = false;
    // For a question: the options are all that the fields of a window say (with_service()). So an empty one means what
    // the table says and not what the settings do, and an address that the settings have was not only typed.
    bool all_written = false;
};

struct TestedConnection {
    std::string sentence;
    ServedModels served; // what the service serves now
};

class Session {
  public:
    // Reads small files; no network. `sandbox`: the one of this host. Errors: bad_input, when a file is broken.
    static Result<Session> open(std::shared_ptr<SharedSandbox> sandbox);

    [[nodiscard]] Settings const& settings() const noexcept { return settings_; }
    [[nodiscard]] ProviderTable const& providers() const noexcept { return *providers_; }

    // ---- who is asked (session.cpp) [any thread; blocks: the sandbox, the keyring, the list of models]

    // For a run: starts the sandbox when it is chosen, stores a typed key, and takes the model that is served now when
    // nobody has chosen one. Errors: usage (unknown provider, no model), no_key, bad_input, host_failed.
    [[nodiscard]] Result<Target> target(TargetRequest const& request, std::stop_token stop = {}) const;
    // For a question that no picture is made for: a typed key is used and not stored, and no model is looked up.
    // Errors: as target().
    [[nodiscard]] Result<Target> target_to_ask(TargetRequest const& request) const;
    // What the service serves, asked once a day; an address that was only typed is not asked. A typed key is used and
    // not stored. Errors: those of target() and of a call.
    [[nodiscard]] Result<ServedModels> models(TargetRequest const& request, bool refresh,
                                              std::stop_token stop = {}) const;
    // *Test Connection*: the one question that goes to a typed address by itself. A typed key that the service accepted
    // is stored. Errors: those of target() and of a call.
    [[nodiscard]] Result<TestedConnection> test_connection(TargetRequest const& request,
                                                           std::stop_token stop = {}) const;

    // ---- what is remembered (last_values.cpp)

    // The options of the last run of this action with a window. Values that are no longer allowed have their default.
    // The service is left to the settings.
    [[nodiscard]] Options recall(Action action) const;
    // The same options with everything that this provider had when it was used last, as the fields of a window show it:
    // model, address and so on, and what holds for every provider. Unknown or empty: the chosen provider.
    [[nodiscard]] Options with_service(Options options, std::string_view provider = {}) const;
    // Keeps what the fields of a window say, service included; there an empty field means what the table says. Gives
    // the options to run with: what the settings say now is not in them, but an address that nobody had typed before
    // is. Errors: those of Settings::load() and save(). [one thread at a time]
    Result<Options> remember(Action action, Options const& written);
    // Of a window that was closed without a run. Errors: as remember().
    Result<void> remember_prompt(Action action, std::string const& prompt);

    // ---- what a window shows (form.cpp). Reads small files; no network.
    [[nodiscard]] Form form(Action action, Options const& written, FormContext const& context = {}) const;

  private:
    Session() = default;
    Settings settings_;
    std::shared_ptr<ProviderTable const> providers_;
    std::shared_ptr<SharedSandbox> sandbox_;
};

} // namespace inlay
