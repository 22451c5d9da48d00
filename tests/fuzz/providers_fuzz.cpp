// Whatever a person's providers.json holds: it is merged whole or refused with a line, and what is merged can be asked.
#include "inlay/providers.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static inlay::ProviderTable const built_in = inlay::ProviderTable::built_in();
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    inlay::ProviderTable table = built_in;
    auto const merged = table.merge(text, "providers.json");
    if (!merged) {
        if (!merged.error().message.starts_with("providers.json, line ")) std::abort();
        if (table.all().size() != built_in.all().size()) std::abort();
        return 0;
    }
    if (table.all().size() < built_in.all().size()) std::abort();
    for (auto const& provider : table.all()) {
        if (table.find(provider.id) == nullptr) std::abort();
        for (auto const& model : provider.models)
            if (table.model_at(provider, model.id).id != model.id || !provider.makes_images(model.id)) std::abort();
        if (table.model_at(provider, text.substr(0, 200)).id != text.substr(0, 200)) std::abort();
    }
    return 0;
}
