// Where does an API key live? Order: environment, keyring (Secret Service, optional at run time), keys.json (0600).
//
// Each environment variable serves its own provider only; INLAY_API_KEY serves the provider that was named by
// --provider or --base-url. A key never enters a log, an error, a URL that is shown, or another file.
#pragma once

#include "inlay/providers.h"
#include "inlay/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace inlay {

// Trims white space, drops a leading "Bearer ", refuses control characters and emptiness (usage). [any thread]
Result<std::string> cleaned_key(std::string_view pasted);
// "sk-12…89ab", or "…" for short ones. [any thread]
std::string masked_key(std::string_view key);

struct KeyLookup {
    std::string provider;             // id; empty: only the environment is looked at
    std::string environment;          // the provider's own variable; empty: none
    std::string explicit_environment; // --key-env, or INLAY_API_KEY when the provider was named on purpose; empty: not
                                      // looked at
};

enum class KeySource { environment, keyring, file };
struct FoundKey {
    std::string key;
    KeySource source = KeySource::file;
};

// nullopt: there is none. Errors: bad_input when keys.json can be read by others (the message says the chmod that mends
// it) or is broken, or when a variable holds something that cannot be a key. The keyring is asked on a thread of its
// own and given up after 3 s; once it has not answered, this process does not wait for it again until store_key() or
// delete_key(). [any thread]
Result<std::optional<FoundKey>> find_key(KeyLookup const& lookup);
// Keyring where it runs, otherwise keys.json created 0600. The result says where; an older key in the other place goes.
// For a button that a person pressed: the keyring may ask for its password, so this takes up to 60 s. Call it from a
// thread that may wait.
Result<KeySource> store_key(std::string_view provider, std::string_view key);
// From both stores; a key that is not there is no error. As patient as store_key().
Result<void> delete_key(std::string_view provider);

} // namespace inlay
