// How are the fields of a JSON object read into a value, with the first mistake told by its line?
#pragma once

#include "located_json.h"

#include <algorithm>
#include <optional>
#include <span>
#include <type_traits>

namespace inlay {

// Reads field by field and keeps the first problem: a person mends one line at a time.
class FieldReader {
  public:
    explicit FieldReader(LocatedJson const& file) : file_(file) {}

    void problem(std::string const& at, std::string_view sentence) {
        if (!error_) error_ = file_.problem(at, sentence);
    }
    [[nodiscard]] std::optional<Error> const& error() const { return error_; }

    void text(nlohmann::json const& value, std::string const& at, std::string& into) {
        if (!value.is_string()) return problem(at, named(at) + " must be a text in quotes.");
        auto const& found = value.get_ref<std::string const&>();
        if (std::ranges::any_of(found, [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
            return problem(at, named(at) + " must not hold control characters.");
        into = found;
    }
    void filled_text(nlohmann::json const& value, std::string const& at, std::string& into) {
        std::string found;
        text(value, at, found);
        if (found.empty()) return problem(at, named(at) + " must not be empty.");
        into = found;
    }
    void flag(nlohmann::json const& value, std::string const& at, bool& into) {
        if (!value.is_boolean()) return problem(at, named(at) + " must be true or false.");
        into = value.get<bool>();
    }
    template <class Integer>
    void integer(nlohmann::json const& value, std::string const& at, Integer& into, std::int64_t least,
                 std::int64_t most) {
        if (!value.is_number_integer() || value < least || value > most)
            return problem(at, named(at) + " must be a whole number from " + std::to_string(least) + " to " +
                                   std::to_string(most) + ".");
        into = value.get<Integer>();
    }
    template <class Enum>
    void choice(nlohmann::json const& value, std::string const& at, Enum& into,
                std::optional<Enum> (*of_name)(std::string_view) noexcept, std::string_view allowed) {
        if (value.is_string())
            if (auto const found = of_name(value.get_ref<std::string const&>())) {
                into = *found;
                return;
            }
        problem(at, named(at) + " must be one of " + std::string(allowed) + ".");
    }
    void texts(nlohmann::json const& value, std::string const& at, std::vector<std::string>& into,
               bool (*good)(std::string_view), std::string_view example) {
        if (!value.is_array()) return problem(at, named(at) + " must be a list in square brackets.");
        into.clear();
        for (std::size_t i = 0; i < value.size(); ++i) {
            std::string const here = at + "/" + std::to_string(i);
            if (!value[i].is_string() || !good(value[i].get_ref<std::string const&>()))
                return problem(here, "Each of " + named(at) + " must look like " + std::string(example) + ".");
            into.push_back(value[i].get<std::string>());
        }
    }
    // "auth" in quotes: the last token of the pointer.
    static std::string named(std::string const& at) {
        return std::string("\"").append(at, at.rfind('/') + 1).append("\"");
    }

  private:
    LocatedJson const& file_;
    std::optional<Error> error_;
};

template <class Reader, class T>
struct FieldOf {
    std::string_view name;
    void (*read)(Reader&, nlohmann::json const& value, std::string const& at, T& into);
};

// Every field that is there must be one of `fields`: a misspelled one would otherwise be silently without effect.
template <class T, class Reader>
void read_object(Reader& reader, nlohmann::json const& object, std::string const& at,
                 std::type_identity_t<std::span<FieldOf<Reader, T> const>> fields, T& into) {
    for (auto const& [name, value] : object.items()) {
        std::string const here = at + "/" + pointer_token(name);
        auto const field = std::ranges::find(fields, std::string_view(name), &FieldOf<Reader, T>::name);
        if (field == fields.end()) {
            std::string known;
            for (auto const& each : fields)
                known.append(known.empty() ? "" : ", ").append(each.name);
            reader.problem(here, "There is no field \"" + name + "\" here. Known fields: " + known + ".");
            return;
        }
        field->read(reader, value, here, into);
    }
}

} // namespace inlay
