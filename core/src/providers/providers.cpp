// Which services and models are there? The table: built in, merged, searched. See providers.h.
#include "inlay/providers.h"

#include "built_in_table.h"
#include "table_reader.h"

#include <algorithm>
#include <stdexcept>

namespace inlay {
namespace {

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Whether `text` is what `pattern` says, * being any text. Linear in both for one star, and patterns are short.
bool matches(std::string_view pattern, std::string_view text) noexcept {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos; // the last * and what it has swallowed so far
    std::size_t swallowed = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            swallowed = t;
        } else if (p < pattern.size() && lower(pattern[p]) == lower(text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++swallowed;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

} // namespace

Model const* Provider::find_model(std::string_view model_id) const noexcept {
    auto const found = std::ranges::find(models, model_id, &Model::id);
    return found == models.end() ? nullptr : &*found;
}

ModelFamily const* Provider::family_of(std::string_view model_id) const noexcept {
    auto const found =
        std::ranges::find_if(families, [&](auto const& each) { return matches(each.pattern, model_id); });
    return found == families.end() ? nullptr : &*found;
}

bool Provider::makes_images(std::string_view model_id) const noexcept {
    return find_model(model_id) != nullptr || family_of(model_id) != nullptr;
}

ProviderTable ProviderTable::built_in() {
    ProviderTable table;
    auto const read = read_table(built_in_table_json, "providers.json", table.providers_, table.known_models_);
    // A test reads the table, so this cannot happen in what is installed; guarded() would still make an Error of it.
    if (!read) throw std::logic_error("the built-in table of providers is broken: " + read.error().message);
    return table;
}

Result<void> ProviderTable::merge(std::string_view json_text, std::string_view file_name) {
    ProviderTable merged = *this;
    if (auto read = read_table(json_text, file_name, merged.providers_, merged.known_models_); !read) return read;
    *this = std::move(merged);
    return {};
}

Provider const* ProviderTable::find(std::string_view id) const& noexcept {
    auto const found = std::ranges::find(providers_, id, &Provider::id);
    return found == providers_.end() ? nullptr : &*found;
}

Model ProviderTable::model_at(Provider const& provider, std::string_view model_id) const {
    if (auto const* model = provider.find_model(model_id)) return *model;
    auto const* family = provider.family_of(model_id);
    // Gateways write the maker in front ("google/gemini-…"), and old ids live on as aliases ("…-preview").
    std::string_view own_name = model_id.substr(model_id.rfind('/') + 1);
    if (own_name.ends_with("-preview")) own_name.remove_suffix(std::string_view("-preview").size());
    Model model;
    auto known = std::ranges::find(known_models_, own_name, &Model::id);
    bool const exact = known != known_models_.end();
    if (!exact) // what is known of a whole family: "*seedream*"
        known = std::ranges::find_if(known_models_, [&](Model const& each) {
            return each.id.find('*') != std::string::npos && matches(each.id, own_name);
        });
    if (known != known_models_.end()) {
        model = *known;
        if (!exact || own_name != model_id) model.name = model_id;
    } else {
        model.name = model_id;
        model.wire = provider.wire;
    }
    model.id = model_id;
    if (family != nullptr) model.wire = family->wire;
    return model;
}

} // namespace inlay
