// Which services and models are there, and what can they do? Data (core/src/providers/providers.json), compiled in, extended or overridden
// by the person's own providers.json.
#pragma once

#include "inlay/model_call.h"
#include "inlay/raster.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace inlay {

struct Model {
    std::string id;
    std::string name;                           // for people
    Wire wire = Wire::gemini;                   // the wire that serves this model at this provider
    std::vector<std::string> sizes;             // "1K", "2K"; more than one: the size is sent, otherwise it is left out
    std::vector<std::string> aspects;           // "1:1" ...; empty: not known, nothing is asked for
    int max_references = 0;                     // pictures besides the one to edit
    bool understands_mask = false;
    std::map<std::string, double> price_usd;    // per image for each size
    std::vector<std::string> input_mime = {"image/png", "image/jpeg", "image/webp"};
    std::int64_t max_request_bytes = 18'000'000; // of the whole JSON body (wire-facts: Comet's cap is unknown, stay under 18 MB)
};

struct Provider {
    std::string id;
    std::string name;
    std::string base_url;
    Auth auth = Auth::bearer;
    Wire wire = Wire::gemini;         // for a model that is not in the table
    bool needs_key = true;
    std::string key_environment;      // "COMETAPI_KEY"; empty: none of its own
    std::string key_help_url;         // where a person gets a key
    std::string models_path;          // "/v1/models", "/v1beta/models"; empty: there is no live list
    bool chat_modalities = false;     // OpenRouter's "modalities"
    bool chat_image_config = false;   // OpenRouter's "image_config"
    int parallel_calls = 2;           // how many variations may be asked for at once
    std::vector<Model> models;        // in order of preference

    [[nodiscard]] Model const* find_model(std::string_view model_id) const noexcept;
};

class ProviderTable {
  public:
    // The table that is compiled in.
    static ProviderTable built_in();
    // Extends or overrides by id. Errors: bad_input, with the line and the field in the message.
    Result<void> merge(std::string_view json_text, std::string_view file_name);

    [[nodiscard]] std::vector<Provider> const& all() const noexcept { return providers_; }
    [[nodiscard]] Provider const* find(std::string_view id) const noexcept;

  private:
    std::vector<Provider> providers_;
};

// The pixel size that a model of the table answers with for an aspect ratio and size ("16:9", "1K"), from wire-facts §2.4; {0,0} when unknown.
Size answer_size(std::string_view model_id, std::string_view aspect, std::string_view size);

} // namespace inlay
