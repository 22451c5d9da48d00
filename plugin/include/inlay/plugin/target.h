// Which service, model and key does this run use? From options, settings, the provider table and the key store to one
// complete Connection.
#pragma once

#include "inlay/plugin/keys.h"
#include "inlay/plugin/options.h"
#include "inlay/plugin/settings.h"
#include "inlay/providers.h"

namespace inlay {

struct Target {
    Connection connection; // complete, key included
    Provider provider;     // what the table says (for --base-url: an entry made for it, id "custom")
    Model model;           // what the table says of the model; for an unknown one: id only
    bool is_sandbox = false;
    bool typed_address = false; // the address is the options' own (--base-url): nothing but the run itself goes there
};

// The table with the person's providers.json ($XDG_CONFIG_HOME/inlay) merged in.
Result<ProviderTable> load_providers();

// That there is no such provider, and which there are. What was typed is not repeated: it may be a key in the wrong
// place. Code: usage.
Error unknown_provider(ProviderTable const& providers);

// `sandbox_url`: where the sandbox answers; needed only when it is the chosen provider (see sandbox.h), empty
// otherwise. With options.base_url and nothing else: wire gemini, auth raw, model gemini-2.5-flash-image, and no key is
// not an error (a local service). `key_environment`: --key-env, default INLAY_API_KEY; counts only when options name
// the provider or base URL. `typed_key`: one that is not stored yet, used instead of a stored one, as it will be once
// it is stored. Errors: usage (unknown provider), no_key, bad_input.
Result<Target> resolve_target(Options const& options, Settings const& settings, ProviderTable const& providers,
                              std::string_view sandbox_url, std::string_view key_environment = "INLAY_API_KEY",
                              std::string_view typed_key = {});

// Provider and model as resolve_target() chooses them, without key, address and network: for what is shown before a
// run. Errors: usage (unknown provider, no model).
struct ChosenModel {
    Provider provider;
    Model model;
};
Result<ChosenModel> resolve_model(Options const& options, Settings const& settings, ProviderTable const& providers);

// Makes `model` the one that is asked: its id, and the wire format and the streaming that go with it. Errors: usage (an
// unknown wire format).
Result<void> use_model(Target& target, Model model, Options const& options, Settings const& settings);

// Whether the options and settings lead to the sandbox, so that it must be started first.
bool chooses_sandbox(Options const& options, Settings const& settings);

} // namespace inlay
