// How does a key get in and out on the command line? It is typed or piped, never an argument: arguments are seen by
// every process.
#include "commands.h"
#include "interrupt.h"
#include "outcome.h"
#include "output.h"

#include "inlay/plugin/keys.h"
#include "inlay/plugin/settings.h"
#include "inlay/plugin/target.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <termios.h>
#include <unistd.h>

#include <optional>

namespace inlay::cli {
namespace {

// Turns the terminal's echo off while a key is typed.
class SilentTerminal {
  public:
    SilentTerminal() : active_(isatty(STDIN_FILENO) != 0 && tcgetattr(STDIN_FILENO, &before_) == 0) {
        if (!active_) return;
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        // Neither is noted as Ctrl+C is: the shell would go on with a terminal that shows nothing.
        silent.c_cc[VQUIT] = _POSIX_VDISABLE;
        silent.c_cc[VSUSP] = _POSIX_VDISABLE;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~SilentTerminal() {
        if (active_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    SilentTerminal(SilentTerminal const&) = delete;
    SilentTerminal& operator=(SilentTerminal const&) = delete;
    [[nodiscard]] bool active() const { return active_; }

  private:
    termios before_{};
    bool active_;
};

char const* place_of(KeySource source) {
    switch (source) {
    case KeySource::environment:
        return "the environment";
    case KeySource::keyring:
        return "the keyring";
    case KeySource::file:
        return "keys.json";
    }
    return "";
}

Result<Provider> provider_of(Arguments const& arguments) {
    auto const table = load_providers();
    if (!table) return fail(table.error());
    std::string id = arguments.provider;
    if (id.empty()) {
        auto const settings = Settings::load();
        if (!settings) return fail(settings.error());
        id = settings->provider;
    }
    Provider const* const provider = table->find(id);
    if (provider == nullptr) return fail(unknown_provider(*table));
    if (!provider->needs_key && arguments.provider.empty()) {
        return fail(ErrorCode::usage, provider->name + " needs no key.",
                    "Say which service the key is for: --provider ID");
    }
    return *provider;
}

void print_key_fact(Arguments const& arguments, Provider const& provider, std::string const& masked,
                    char const* place) {
    if (arguments.json) {
        nlohmann::ordered_json out;
        out["provider"] = provider.id;
        out["key"] = masked;
        out["from"] = place;
        print("{}\n", out.dump(2));
    } else if (!arguments.quiet) {
        print("{}: {} (from {})\n", provider.id, masked, place);
    }
}

} // namespace

Result<void> run_key_set(Arguments const& arguments) {
    auto const provider = provider_of(arguments);
    if (!provider) return fail(provider.error());
    std::optional<std::string> typed;
    watch_for_interrupt();
    {
        SilentTerminal const silent;
        if (silent.active()) write_err(fmt::format("API key for {}: ", provider->name));
        typed = read_line();
        if (silent.active()) write_err("\n");
    }
    if (!typed) return fail(ErrorCode::cancelled, "Cancelled.", "", "stopped by the person");
    auto const key = cleaned_key(*typed);
    if (!key) return fail(key.error());
    auto const stored = store_key(provider->id, *key);
    if (!stored) return fail(stored.error());
    print_key_fact(arguments, *provider, masked_key(*key), place_of(*stored));
    return {};
}

Result<void> run_key_get(Arguments const& arguments) {
    auto const provider = provider_of(arguments);
    if (!provider) return fail(provider.error());
    KeyLookup const lookup{provider->id, provider->key_environment, arguments.provider.empty() ? "" : "INLAY_API_KEY"};
    auto const found = find_key(lookup);
    if (!found) return fail(found.error());
    if (!*found) {
        return fail(ErrorCode::no_key, "There is no key for " + provider->name + ".",
                    "Set one with: inlay key set --provider " + provider->id);
    }
    print_key_fact(arguments, *provider, masked_key((*found)->key), place_of((*found)->source));
    return {};
}

Result<void> run_key_delete(Arguments const& arguments) {
    auto const provider = provider_of(arguments);
    if (!provider) return fail(provider.error());
    if (auto gone = delete_key(provider->id); !gone) return gone;
    say(arguments, "The key for " + provider->name + " is forgotten.");
    if (arguments.json) print("{{\"provider\": \"{}\", \"deleted\": true}}\n", provider->id);
    return {};
}

} // namespace inlay::cli
