// What does a run need besides the picture? The sandbox when it is chosen, the key, the service; and the last values.
#pragma once

#include "procedure.h"

#include "inlay/plugin/sandbox.h"
#include "inlay/plugin/settings.h"
#include "inlay/plugin/target.h"

#include <atomic>
#include <memory>
#include <mutex>

namespace inlay::gimp {

// What the threads of several runs leave behind for each other and for the window.
struct Shared {
    std::mutex mutex; // a cancelled run may still be starting the sandbox when the next one asks
    std::unique_ptr<sandbox::Process> sandbox; // guarded by mutex; ends with the last one that holds this
    std::atomic<bool> key_stored = false;      // the typed key is in its store now
};

// Settings and tables as they were when the person pressed the button. Complete: nothing is looked up behind its back.
struct Choices {
    Options options;
    Settings settings;
    ProviderTable providers;
    std::string typed_key; // to be stored for the chosen provider first; empty: none was typed
    std::shared_ptr<Shared> shared = std::make_shared<Shared>();
};

// Starts the sandbox when it is chosen, stores the typed key, finds the service. Takes seconds at worst, more while the
// keyring asks for its password. [any thread]
Result<Target> find_target(Choices const& choices);
// Into the keyring or its file, for the chosen provider; false: none was typed. May take as long. [any thread]
Result<bool> store_typed_key(Choices const& choices);
// For a question that no picture is made for: a typed key is used and not stored. [any thread]
Result<Target> find_target_to_ask(Choices const& choices);

// The last values are kept by Inlay itself, so that prompts are not in GIMP's store of arguments.
void remember(Settings& settings, Action action, Options const& options);
// Values that are no longer allowed leave the default.
void recall(Settings const& settings, Action action, Options& options);

} // namespace inlay::gimp
