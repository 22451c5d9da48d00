// What does Inlay remember between runs? config.json, read and written. See settings.h; the format is in README.md.
#include "inlay/plugin/settings.h"

#include "files.h"
#include "values.h"

#include "inlay/model_call.h"
#include "inlay/plugin/parameters.h"
#include "located_json.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace inlay {
namespace {

using nlohmann::json;

constexpr std::size_t largest_file = 16u << 20;

std::filesystem::path config_file() {
    return config_folder() / "config.json";
}

// A host may keep a parameter once for each of its actions: "edit-layer.prompt".
Parameter const* remembered(std::string_view name) {
    return find_parameter(name.substr(name.rfind('.') + 1)); // npos + 1 is 0
}

// The file as it is; nullopt: there is none.
Result<std::optional<LocatedJson>> read_config() {
    auto const path = config_file();
    auto const found = files::read_if_there(path, largest_file, files::Kind::regular);
    if (!found) return fail(found.error());
    if (!*found || values::trimmed((*found)->bytes).empty())
        return std::nullopt; // an empty file is what a crashed disk leaves
    auto located = LocatedJson::parse((*found)->bytes, path.string());
    if (!located) return fail(located.error());
    if (!located->root().is_object()) return fail(located->problem("", "The file must be fields in curly brackets."));
    return std::optional<LocatedJson>(std::move(*located));
}

class ConfigReader {
  public:
    explicit ConfigReader(LocatedJson const& file) : file_(file) {}

    Result<Settings> read() {
        Settings settings;
        json const& root = file_.root();
        text(root, "", "provider", settings.provider);
        text(root, "", "proxy", settings.proxy);
        text(root, "", "ca_bundle", settings.ca_bundle);
        number(root, "timeout", settings.timeout_seconds, 0, 3600);
        number(root, "retries", settings.retries, 0, 10);
        number(root, "keep_days", settings.keep_days, 1, 36'500);
        number(root, "keep_megabytes", settings.keep_megabytes, 1, 10'000'000);
        if (json const* providers = object(root, "", "providers"))
            for (auto const& [id, entry] : providers->items())
                provider(id, entry, settings);
        if (json const* last = object(root, "", "last_values"))
            for (auto const& [name, value] : last->items())
                if (remembered(name) != nullptr) // another version's may be there
                    text(*last, "/last_values", name, settings.last_values[name]);
        if (settings.provider.empty()) settings.provider = Settings().provider;
        if (error_) return fail(*error_);
        return settings;
    }

  private:
    void problem(std::string const& at, std::string_view sentence) {
        if (!error_) error_ = file_.problem(at, sentence);
    }
    void text(json const& parent, std::string const& at, std::string const& name, std::string& into) {
        auto const found = parent.find(name);
        if (found == parent.end()) return;
        if (!found->is_string())
            return problem(at + "/" + pointer_token(name), "\"" + name + "\" must be a text in quotes.");
        into = found->get<std::string>();
    }
    void number(json const& parent, std::string const& name, int& into, int least, int most) {
        auto const found = parent.find(name);
        if (found == parent.end()) return;
        if (!found->is_number_integer() || *found < least || *found > most)
            return problem("/" + name, "\"" + name + "\" must be a whole number from " + std::to_string(least) +
                                           " to " + std::to_string(most) + ".");
        into = found->get<int>();
    }
    json const* object(json const& parent, std::string const& at, std::string const& name) {
        auto const found = parent.find(name);
        if (found == parent.end()) return nullptr;
        if (found->is_object()) return &*found;
        problem(at + "/" + name, "\"" + name + "\" must be fields in curly brackets.");
        return nullptr;
    }
    void provider(std::string const& id, json const& entry, Settings& settings) {
        std::string const at = "/providers/" + pointer_token(id);
        if (!entry.is_object()) return problem(at, "A provider's settings must be fields in curly brackets.");
        if (entry.contains("model")) text(entry, at, "model", settings.model_of[id]);
        if (entry.contains("base_url")) {
            std::string url;
            text(entry, at, "base_url", url);
            auto cleaned = cleaned_base_url(url);
            if (!cleaned) return problem(at + "/base_url", cleaned.error().message);
            if (!cleaned->empty()) settings.base_url_of[id] = *cleaned;
        }
        if (entry.contains("auth")) {
            text(entry, at, "auth", settings.auth_of[id]);
            if (!auth_of_name(settings.auth_of[id]))
                problem(at + "/auth", "\"auth\" must be one of raw, bearer, x-goog-api-key, api-key, query, none.");
        }
        if (entry.contains("wire")) {
            text(entry, at, "wire", settings.wire_of[id]);
            if (!is_wire(settings.wire_of[id]))
                problem(at + "/wire", "\"wire\" must be one of " + listed_wire_names() + ".");
        }
    }

    LocatedJson const& file_;
    std::optional<Error> error_;
};

// One field of the providers' settings; ids that lost theirs lose the field in the file too.
void write_field(json& providers, char const* field, std::map<std::string, std::string> const& values) {
    for (auto& [id, entry] : providers.items())
        if (entry.is_object()) entry.erase(field);
    for (auto const& [id, value] : values)
        if (!value.empty()) providers[id][field] = value;
}

} // namespace

Result<Settings> Settings::load() {
    auto const file = read_config();
    if (!file) return fail(file.error());
    if (!*file) return Settings{};
    return ConfigReader(**file).read();
}

Result<void> Settings::save() const {
    auto const file = read_config();
    if (!file) return fail(file.error());
    if (*file)
        if (auto const readable = ConfigReader(**file).read(); !readable) return fail(readable.error());
    json root = *file ? (*file)->root() : json::object();
    root["provider"] = provider;
    root["proxy"] = proxy;
    root["ca_bundle"] = ca_bundle;
    root["timeout"] = timeout_seconds;
    root["retries"] = retries;
    root["keep_days"] = keep_days;
    root["keep_megabytes"] = keep_megabytes;

    auto base_urls = base_url_of;
    for (auto& [id, url] : base_urls) {
        auto cleaned = cleaned_base_url(url);
        if (!cleaned) return fail(cleaned.error());
        url = *cleaned;
    }
    json& providers = root["providers"];
    if (providers.is_null()) providers = json::object();
    write_field(providers, "model", model_of);
    write_field(providers, "base_url", base_urls);
    write_field(providers, "auth", auth_of);
    write_field(providers, "wire", wire_of);

    json last = json::object();
    Options scratch; // what a parameter refuses is not kept: a base URL with a key in it, above all
    for (auto const& [name, value] : last_values)
        if (auto const* parameter = remembered(name); parameter != nullptr && parameter->set(scratch, value))
            last[name] = value;
    root["last_values"] = std::move(last);

    if (auto made = make_private_folder(config_folder()); !made) return made;
    // 0600: prompts are private, and a proxy's address may hold a password.
    return write_file_atomically(config_file(), root.dump(2, ' ', false, json::error_handler_t::replace) + "\n", 0600);
}

} // namespace inlay
