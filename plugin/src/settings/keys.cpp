// Where does an API key live? The order of the places, and what a pasted text becomes. See keys.h.
#include "inlay/plugin/keys.h"

#include "environment.h"
#include "key_file.h"
#include "keyring.h"
#include "values.h"

#include <algorithm>
#include <atomic>

namespace inlay {
namespace {

// A keyring that did not answer once costs every run 3 s; so it is not waited for again until a person does something
// about keys, or has answered its question after all.
std::atomic<bool>& keyring_is_silent() {
    static std::atomic<bool> silent = false;
    return silent;
}

// nullopt: the variable is not set, or blank.
Result<std::optional<std::string>> key_of_environment(std::string const& variable) {
    auto const value = environment(variable);
    if (values::trimmed(value).empty()) return std::nullopt;
    auto key = cleaned_key(value);
    if (!key)
        return fail(ErrorCode::bad_input,
                    "The environment variable " + variable + " holds something that cannot be a key.",
                    "Set it again, or unset it.");
    return std::optional<std::string>(std::move(*key));
}

bool starts_with_bearer(std::string_view text) {
    constexpr std::string_view word = "bearer";
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    bool const ends = text.size() == word.size() ||
                      (text.size() > word.size() && (text[word.size()] == ' ' || text[word.size()] == '\t'));
    return ends && std::ranges::equal(text.substr(0, word.size()), word, {}, lower);
}

} // namespace

Result<std::string> cleaned_key(std::string_view pasted) {
    std::string_view key = values::trimmed(pasted);
    if (starts_with_bearer(key)) key = values::trimmed(key.substr(6));
    if (key.empty())
        return fail(ErrorCode::usage, "The API key is empty.", "Paste the key that the provider gave you.");
    // Header values and query strings: printable ASCII is what every service's keys are made of.
    if (std::ranges::any_of(key, [](unsigned char c) { return c <= 0x20 || c >= 0x7F; }))
        return fail(ErrorCode::usage, "The API key holds spaces or characters that no key has.",
                    "Copy the key again, without anything around it.");
    if (key.size() > 4096) return fail(ErrorCode::usage, "The API key is too long to be one.", "Copy the key alone.");
    return std::string(key);
}

std::string masked_key(std::string_view key) {
    if (key.size() < 16) return "…";
    return std::string(key.substr(0, 5)) + "…" + std::string(key.substr(key.size() - 4));
}

Result<std::optional<FoundKey>> find_key(KeyLookup const& lookup) {
    for (auto const& variable : {lookup.explicit_environment, lookup.environment}) {
        auto key = key_of_environment(variable);
        if (!key) return fail(std::move(key.error()));
        if (*key) return FoundKey{std::move(**key), KeySource::environment};
    }
    if (lookup.provider.empty()) return std::nullopt;
    if (keyring::has_answered_late()) keyring_is_silent() = false;
    if (!keyring_is_silent()) {
        auto answer = keyring::lookup(lookup.provider, keyring::limits().run);
        if (answer.state == keyring::State::silent) keyring_is_silent() = true;
        // Another program may have put it there, with a line end.
        if (answer.key)
            if (auto key = cleaned_key(*answer.key)) return FoundKey{std::move(*key), KeySource::keyring};
    }
    auto stored = key_file::find(lookup.provider);
    if (!stored) return fail(std::move(stored.error()));
    if (!*stored) return std::nullopt;
    auto key = cleaned_key(**stored);
    if (!key)
        return fail(ErrorCode::bad_input, "The API key that keys.json holds cannot be one.", "Type the key again.",
                    "keys.json: " + lookup.provider);
    return FoundKey{std::move(*key), KeySource::file};
}

Result<KeySource> store_key(std::string_view provider, std::string_view key) {
    auto const cleaned = cleaned_key(key);
    if (!cleaned) return fail(cleaned.error());
    if (provider.empty()) return fail(ErrorCode::usage, "No provider is named for the API key.");
    keyring_is_silent() = false;
    auto const state = keyring::store(provider, *cleaned, keyring::limits().button);
    if (state == keyring::State::done) {
        // A key that stays behind in the file would come back when the keyring is away, and lie there unencrypted.
        if (auto removed = key_file::remove(provider); !removed) return fail(std::move(removed.error()));
        return KeySource::keyring;
    }
    keyring_is_silent() = state == keyring::State::silent;
    if (auto stored = key_file::store(provider, *cleaned); !stored) return fail(std::move(stored.error()));
    return KeySource::file;
}

Result<void> delete_key(std::string_view provider) {
    keyring_is_silent() = false;
    auto const state = keyring::clear(provider, keyring::limits().button);
    keyring_is_silent() = state == keyring::State::silent;
    if (auto removed = key_file::remove(provider); !removed) return removed;
    if (state == keyring::State::silent)
        return fail(ErrorCode::host_failed, "The keyring did not answer, so a key may still be in it.",
                    "Unlock the keyring and try again.");
    if (state == keyring::State::locked)
        return fail(ErrorCode::host_failed, "The keyring is locked, so the key is still in it.",
                    "Unlock the keyring and try again.");
    return {};
}

} // namespace inlay
