// What may stand in a providers.json, for an editor that completes and checks while a person types?
#include "inlay/providers.h"

#include "built_in_table.h"

#include "inlay/codec.h"

#include <nlohmann/json.hpp>

namespace inlay {

std::string providers_schema() {
    auto schema = nlohmann::ordered_json::parse(schema_json);
    auto& names = schema["$defs"]["wire"]["enum"];
    for (auto const& [name, label] : wire_names())
        names.push_back(name);
    for (PictureFormat const& format : picture_formats())
        schema["$defs"]["model"]["properties"]["input_mime"]["items"]["enum"].push_back(format.mime);
    return schema.dump(2) + "\n";
}

} // namespace inlay
