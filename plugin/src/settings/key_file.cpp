// How are keys kept where there is no keyring? See key_file.h.
#include "key_file.h"

#include "files.h"
#include "values.h"

#include "inlay/plugin/settings.h"
#include "located_json.h"

namespace inlay::key_file {
namespace {

using nlohmann::json;

std::filesystem::path path_of_keys() {
    return config_folder() / "keys.json";
}

// One argument for a shell, so that the command in the advice can be copied.
std::string shell_quoted(std::string const& text) {
    if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+") ==
        std::string::npos)
        return text;
    std::string quoted = "'";
    for (char const c : text)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

// The object in the file; empty when there is none.
Result<json> read() {
    auto const path = path_of_keys();
    auto const found = files::read_if_there(path, 1u << 20, files::Kind::regular);
    if (!found) return fail(found.error());
    if (!*found) return json::object();
    // The mode is that of the file that was opened, whatever link led to it.
    if (((*found)->mode & 0077U) != 0)
        return fail(ErrorCode::bad_input, path.string() + " can be read by other people, so its keys are not used.",
                    "Run: chmod 600 " + shell_quoted(path.string()) + ". If others may have read it, make new keys.");
    if (values::trimmed((*found)->bytes).empty()) return json::object();
    auto const located = LocatedJson::parse((*found)->bytes, path.string());
    if (!located) return fail(located.error());
    if (!located->root().is_object())
        return fail(located->problem("", "The file must be provider ids with keys in curly brackets."));
    for (auto const& [provider, key] : located->root().items())
        if (!key.is_string())
            return fail(
                located->problem(std::string("/").append(pointer_token(provider)), "A key must be a text in quotes."));
    return located->root();
}

Result<void> write(json const& keys) {
    if (auto made = make_private_folder(config_folder()); !made) return made;
    return files::write_atomically(path_of_keys(), {keys.dump(2, ' ', false, json::error_handler_t::replace), "\n"},
                                   0600);
}

} // namespace

Result<std::optional<std::string>> find(std::string_view provider) {
    auto const keys = read();
    if (!keys) return fail(keys.error());
    auto const found = keys->find(std::string(provider));
    if (found == keys->end()) return std::nullopt;
    return std::optional<std::string>(found->get<std::string>());
}

Result<void> store(std::string_view provider, std::string_view key) {
    auto keys = read();
    if (!keys) return fail(keys.error());
    (*keys)[std::string(provider)] = key;
    return write(*keys);
}

Result<void> remove(std::string_view provider) {
    auto keys = read();
    if (!keys) return fail(keys.error());
    if (keys->erase(std::string(provider)) == 0) return {};
    return write(*keys);
}

} // namespace inlay::key_file
