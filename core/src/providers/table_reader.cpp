// How does a table of providers become values? See table_reader.h; the format is in README.md and
// providers.schema.json.
#include "table_reader.h"

#include "field_reader.h"

#include "inlay/codec.h"

#include <algorithm>

namespace inlay {
namespace {

using nlohmann::json;

class Reader : public FieldReader {
  public:
    Reader(LocatedJson const& file, std::vector<Model>& known) : FieldReader(file), known_(known) {}
    [[nodiscard]] std::vector<Model>& known() { return known_; }
    void wire(json const& value, std::string const& at, std::string& into) {
        if (!value.is_string() || !is_wire(value.get_ref<std::string const&>()))
            return problem(at, named(at) + " must be one of " + listed_wire_names() + ".");
        into = value.get<std::string>();
    }

  private:
    std::vector<Model>& known_;
};

template <class T>
using Field = FieldOf<Reader, T>;

constexpr std::string_view edit_forms = "multipart, json, json-image, generation";
constexpr std::string_view auths = "raw, bearer, x-goog-api-key, api-key, query, none";

bool is_size(std::string_view text) {
    return text == "512" || text == "1K" || text == "2K" || text == "4K";
}
bool is_aspect(std::string_view text) {
    std::size_t const colon = text.find(':');
    auto const number = [](std::string_view part) {
        return !part.empty() && part.size() <= 4 && part[0] != '0' &&
               std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
    };
    return colon != std::string_view::npos && number(text.substr(0, colon)) && number(text.substr(colon + 1));
}
bool is_image_type(std::string_view text) {
    return format_of_mime(text).has_value();
}

// Models

void read_prices(Reader& reader, json const& value, std::string const& at, Model& model) {
    if (!value.is_object()) return reader.problem(at, "\"price_usd\" must be sizes with prices in curly brackets.");
    model.price_usd.clear();
    for (auto const& [size, price] : value.items()) {
        std::string const here = at + "/" + pointer_token(size);
        if (!is_size(size)) return reader.problem(here, "A price is for one of the sizes 512, 1K, 2K, 4K.");
        if (!price.is_number() || price < 0 || price > 1000)
            return reader.problem(here, "A price must be a number of US dollars from 0 to 1000.");
        model.price_usd[size] = price.get<double>();
    }
}

constexpr Field<Model> model_fields[] = {
    {"id", [](Reader& r, json const& v, std::string const& at, Model& m) { r.filled_text(v, at, m.id); }},
    {"like", [](Reader&, json const&, std::string const&, Model&) {}}, // read before all others
    {"name", [](Reader& r, json const& v, std::string const& at, Model& m) { r.text(v, at, m.name); }},
    {"wire", [](Reader& r, json const& v, std::string const& at, Model& m) { r.wire(v, at, m.wire); }},
    {"sizes",
     [](Reader& r, json const& v, std::string const& at, Model& m) { r.texts(v, at, m.sizes, is_size, "\"1K\""); }},
    {"aspects", [](Reader& r, json const& v, std::string const& at,
                   Model& m) { r.texts(v, at, m.aspects, is_aspect, "\"16:9\""); }},
    {"max_references",
     [](Reader& r, json const& v, std::string const& at, Model& m) { r.integer(v, at, m.max_references, 0, 100); }},
    {"understands_mask",
     [](Reader& r, json const& v, std::string const& at, Model& m) { r.flag(v, at, m.understands_mask); }},
    {"edit_form", [](Reader& r, json const& v, std::string const& at,
                     Model& m) { r.choice(v, at, m.edit_form, edit_form_of_name, edit_forms); }},
    {"response_format",
     [](Reader& r, json const& v, std::string const& at, Model& m) { r.flag(v, at, m.response_format); }},
    {"no_watermark", [](Reader& r, json const& v, std::string const& at, Model& m) { r.flag(v, at, m.no_watermark); }},
    {"stream", [](Reader& r, json const& v, std::string const& at, Model& m) { r.flag(v, at, m.stream); }},
    {"partial_images",
     [](Reader& r, json const& v, std::string const& at, Model& m) { r.integer(v, at, m.partial_images, 0, 3); }},
    {"price_usd", read_prices},
    {"input_mime", [](Reader& r, json const& v, std::string const& at,
                      Model& m) { r.texts(v, at, m.input_mime, is_image_type, "\"image/png\""); }},
    {"max_request_bytes", [](Reader& r, json const& v, std::string const& at,
                             Model& m) { r.integer(v, at, m.max_request_bytes, 100'000, 2'000'000'000); }},
};

// An entry of a list of models: a new one starts as what it is like (or as `blank`), one that is there already keeps
// what is not named.
void read_model(Reader& reader, json const& entry, std::string const& at, Model const& blank,
                std::vector<Model>& models) {
    if (!entry.is_object()) return reader.problem(at, "A model must be fields in curly brackets.");
    Model model = blank;
    if (auto const like = entry.find("like"); like != entry.end()) {
        auto const kind = like->is_string() ? std::ranges::find(reader.known(), like->get<std::string>(), &Model::id)
                                            : reader.known().end();
        if (kind == reader.known().end())
            return reader.problem(at + "/like", "\"like\" must be the id of a model under \"models\".");
        model = *kind;
    }
    auto const id = entry.contains("id") ? entry["id"] : json(model.id);
    auto const there = id.is_string() ? std::ranges::find(models, id.get<std::string>(), &Model::id) : models.end();
    if (there != models.end() && !entry.contains("like")) model = *there;
    read_object<Model>(reader, entry, at, model_fields, model);
    if (reader.error()) return;
    if (model.id.empty()) return reader.problem(at, "A model needs an \"id\" or a \"like\".");
    if (model.name.empty()) model.name = model.id;
    if (there != models.end())
        *there = std::move(model);
    else
        models.push_back(std::move(model));
}

void read_models(Reader& reader, json const& value, std::string const& at, Model const& blank,
                 std::vector<Model>& models) {
    if (!value.is_array()) return reader.problem(at, "\"models\" must be a list in square brackets.");
    for (std::size_t i = 0; i < value.size() && !reader.error(); ++i)
        read_model(reader, value[i], at + "/" + std::to_string(i), blank, models);
}

// Providers

constexpr Field<ModelFamily> family_fields[] = {
    {"pattern",
     [](Reader& r, json const& v, std::string const& at, ModelFamily& f) { r.filled_text(v, at, f.pattern); }},
    {"wire", [](Reader& r, json const& v, std::string const& at, ModelFamily& f) { r.wire(v, at, f.wire); }},
};

void read_families(Reader& reader, json const& value, std::string const& at, Provider& provider) {
    if (!value.is_array()) return reader.problem(at, "\"families\" must be a list in square brackets.");
    provider.families.clear();
    for (std::size_t i = 0; i < value.size() && !reader.error(); ++i) {
        std::string const here = at + "/" + std::to_string(i);
        if (!value[i].is_object()) return reader.problem(here, "A family must be fields in curly brackets.");
        ModelFamily family;
        family.wire = provider.wire;
        read_object<ModelFamily>(reader, value[i], here, family_fields, family);
        if (family.pattern.empty()) return reader.problem(here, "A family needs a \"pattern\".");
        provider.families.push_back(std::move(family));
    }
}

bool same_text(std::string_view a, std::string_view b) { // ASCII, without case
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

void read_headers(Reader& reader, json const& value, std::string const& at, Provider& provider) {
    if (!value.is_object()) return reader.problem(at, "\"headers\" must be names with values in curly brackets.");
    provider.headers.clear();
    constexpr std::string_view token = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (auto const& [name, text] : value.items()) {
        std::string const here = at + "/" + pointer_token(name);
        if (name.empty() || name.find_first_not_of(token) != std::string::npos)
            return reader.problem(here, "This is not the name of a header.");
        for (std::string_view const secret : {"authorization", "x-goog-api-key", "api-key", "x-api-key", "cookie"})
            if (same_text(name, secret))
                return reader.problem(here, "A key does not belong into this file: choose how it is sent with \"auth\" "
                                            "and keep it with `inlay key set`.");
        http::Header header{name, {}};
        reader.text(text, here, header.value);
        provider.headers.push_back(std::move(header));
    }
}

void read_base_url(Reader& reader, json const& value, std::string const& at, Provider& provider) {
    std::string url;
    reader.text(value, at, url);
    bool const web = url.starts_with("http://") || url.starts_with("https://");
    if (!url.empty() && (!web || url.find_first_of("?#@ ") != std::string::npos))
        return reader.problem(at,
                              "\"base_url\" must begin with https:// or http:// and hold no user name and no query.");
    provider.base_url = std::move(url);
}

void read_models_path(Reader& reader, json const& value, std::string const& at, Provider& provider) {
    reader.text(value, at, provider.models_path);
    if (!provider.models_path.empty() && provider.models_path[0] != '/')
        reader.problem(at, "\"models_path\" must begin with a slash.");
}

// The key is sent in its query: never over plain HTTP, but to this machine.
void read_balance_url(Reader& reader, json const& value, std::string const& at, Provider& provider) {
    reader.text(value, at, provider.balance_url);
    std::string const& url = provider.balance_url;
    bool const safe =
        url.starts_with("https://") || url.starts_with("http://127.0.0.1:") || url.starts_with("http://localhost:");
    if (!url.empty() && (!safe || url.find_first_of("?#@ ") != std::string::npos))
        reader.problem(at, "\"balance_url\" must begin with https:// and hold no user name and no query.");
}

bool is_host(std::string_view text) {
    return text.size() > 2 && text.find('.') != std::string_view::npos && std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
           });
}

void read_statuses(Reader& reader, json const& value, std::string const& at, Provider& provider) {
    bool const good = value.is_array() && std::ranges::all_of(value, [](json const& status) {
                          return status.is_number_integer() && status >= 400 && status < 600;
                      });
    if (!good) return reader.problem(at, "\"unbilled_statuses\" must be a list of numbers from 400 to 599.");
    provider.unbilled_statuses = value.get<std::vector<int>>();
}

constexpr Field<Provider> provider_fields[] = {
    {"id", [](Reader& r, json const& v, std::string const& at, Provider& p) { r.filled_text(v, at, p.id); }},
    {"name", [](Reader& r, json const& v, std::string const& at, Provider& p) { r.filled_text(v, at, p.name); }},
    {"base_url", read_base_url},
    {"auth", [](Reader& r, json const& v, std::string const& at,
                Provider& p) { r.choice(v, at, p.auth, auth_of_name, auths); }},
    {"wire", [](Reader&, json const&, std::string const&,
                Provider&) {}}, // read before all others: families and models start with it
    {"needs_key", [](Reader& r, json const& v, std::string const& at, Provider& p) { r.flag(v, at, p.needs_key); }},
    {"key_environment",
     [](Reader& r, json const& v, std::string const& at, Provider& p) { r.text(v, at, p.key_environment); }},
    {"key_help_url",
     [](Reader& r, json const& v, std::string const& at, Provider& p) { r.text(v, at, p.key_help_url); }},
    {"models_path", read_models_path},
    {"balance_url", read_balance_url},
    {"chat_modalities",
     [](Reader& r, json const& v, std::string const& at, Provider& p) { r.flag(v, at, p.chat_modalities); }},
    {"chat_image_config",
     [](Reader& r, json const& v, std::string const& at, Provider& p) { r.flag(v, at, p.chat_image_config); }},
    {"key_hosts", [](Reader& r, json const& v, std::string const& at,
                     Provider& p) { r.texts(v, at, p.key_hosts, is_host, "\".example.com\""); }},
    {"unbilled_statuses", read_statuses},
    {"parallel_calls",
     [](Reader& r, json const& v, std::string const& at, Provider& p) { r.integer(v, at, p.parallel_calls, 1, 16); }},
    {"timeout_seconds", [](Reader& r, json const& v, std::string const& at,
                           Provider& p) { r.integer(v, at, p.timeout_seconds, 0, 3600); }},
    {"headers", read_headers},
    {"models",
     [](Reader& r, json const& v, std::string const& at, Provider& p) {
         Model blank;
         blank.wire = p.wire;
         read_models(r, v, at, blank, p.models);
     }},
    {"families", read_families},
};

// Ids become attributes of the keyring and words of the command line, and "custom" is what --base-url makes.
bool is_provider_id(std::string_view id) {
    return !id.empty() && id.size() <= 40 && id != "custom" &&
           std::ranges::all_of(id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

void read_provider(Reader& reader, json const& entry, std::string const& at, std::vector<Provider>& providers) {
    if (!entry.is_object()) return reader.problem(at, "A provider must be fields in curly brackets.");
    auto const id = entry.find("id");
    if (id == entry.end()) return reader.problem(at, "A provider needs an \"id\".");
    if (!id->is_string() || !is_provider_id(id->get_ref<std::string const&>()))
        return reader.problem(at + "/id", "\"id\" must be small letters, digits and hyphens, and not \"custom\".");
    auto const there = std::ranges::find(providers, id->get<std::string>(), &Provider::id);
    Provider provider = there != providers.end() ? *there : Provider{};
    if (entry.contains("wire")) reader.wire(entry["wire"], at + "/wire", provider.wire);
    read_object<Provider>(reader, entry, at, provider_fields, provider);
    if (reader.error()) return;
    if (provider.name.empty()) provider.name = provider.id;
    if (there != providers.end())
        *there = std::move(provider);
    else
        providers.push_back(std::move(provider));
}

struct Tables {
    std::vector<Provider>& providers;
    std::vector<Model>& known_models;
};

constexpr Field<Tables> file_fields[] = {
    {"$schema", [](Reader&, json const&, std::string const&, Tables&) {}}, // for editors
    {"models", [](Reader& r, json const& v, std::string const& at,
                  Tables& t) { read_models(r, v, at, Model{}, t.known_models); }},
    {"providers",
     [](Reader& r, json const& v, std::string const& at, Tables& t) {
         if (!v.is_array()) return r.problem(at, "\"providers\" must be a list in square brackets.");
         for (std::size_t i = 0; i < v.size() && !r.error(); ++i)
             read_provider(r, v[i], at + "/" + std::to_string(i), t.providers);
     }},
};

} // namespace

Result<void> read_table(std::string_view json_text, std::string_view file_name, std::vector<Provider>& providers,
                        std::vector<Model>& known_models) {
    auto const file = LocatedJson::parse(json_text, std::string(file_name));
    if (!file) return fail(file.error());
    Reader reader(*file, known_models);
    Tables tables{providers, known_models};
    if (!file->root().is_object())
        reader.problem("", "The file must be fields in curly brackets.");
    else
        read_object<Tables>(reader, file->root(), "", file_fields,
                            tables); // "models" comes before "providers": items() sorts by name
    if (reader.error()) return fail(*reader.error());
    return {};
}

} // namespace inlay
