// Which services and models are there, and what can they do? Data (core/src/providers/providers.json), compiled in,
// extended or overridden by the person's own providers.json. The format is described in core/src/providers/README.md.
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
    std::string name;                 // for people
    std::string wire{default_wire};   // the wire that serves this model at this provider
    std::vector<std::string> sizes;   // "1K", "2K"; more than one: the size is sent, otherwise it is left out
    std::vector<std::string> aspects; // "1:1" ...; empty: not known, nothing is asked for
    int max_references = 0;           // pictures besides the one to edit
    bool understands_mask = false;
    EditForm edit_form = EditForm::multipart;
    bool response_format = false;            // asks for Base64 with a field that OpenAI's own models refuse
    bool no_watermark = false;               // says that no watermark is wanted, where one is put in unasked
    bool stream = false;                     // streamed without anybody's choosing it: only where previews cost nothing
    int partial_images = 2;                  // previews that a stream asks for (openai-images)
    std::map<std::string, double> price_usd; // list price of one image, for each size; empty: not known
    std::vector<std::string> input_mime = {"image/png", "image/jpeg", "image/webp"};
    std::int64_t max_request_bytes =
        18'000'000; // of the whole body; gateways' own limits are unknown, 20 MB was documented for years
};

// Models that are not in the table, told by their names: which wire serves them, and that they make pictures at all.
struct ModelFamily {
    std::string pattern; // of the id, in any case; * stands for any text
    std::string wire{default_wire};
};

struct Provider {
    std::string id;
    std::string name;
    std::string base_url;
    Auth auth = Auth::bearer;
    std::string wire{default_wire}; // for a model that is neither in the table nor of a family
    bool needs_key = true;
    std::string key_environment;        // "COMETAPI_KEY"; empty: none of its own
    std::string key_help_url;           // where a person gets a key
    std::string models_path;            // "/v1/models", "/v1beta/models"; empty: there is no live list
    std::string balance_url;            // tells what is left on the account (fetch_balance()); empty: nothing does
    bool chat_modalities = false;       // OpenRouter's "modalities"
    bool chat_image_config = false;     // OpenRouter's "image_config"
    std::vector<std::string> key_hosts; // Connection's
    std::vector<int> unbilled_statuses; // Connection's
    int parallel_calls = 2;             // how many variations may be asked for at once
    int timeout_seconds = 0;            // 0: the general default
    std::vector<http::Header> headers;  // sent with every request; never a key
    std::vector<Model> models;          // in order of preference
    std::vector<ModelFamily> families;  // the first that matches counts

    [[nodiscard]] Model const* find_model(std::string_view model_id) const noexcept;
    [[nodiscard]] ModelFamily const* family_of(std::string_view model_id) const noexcept;
    // For a provider's live list: whether the model is in the table or of a family.
    [[nodiscard]] bool makes_images(std::string_view model_id) const noexcept;
};

// A value. [any thread as long as nobody merges]
class ProviderTable {
  public:
    // The table that is compiled in.
    static ProviderTable built_in();
    // Extends or overrides by id: what an entry does not name stays as it is. All or nothing. Errors: bad_input, with
    // the file, the line and the field in the message.
    Result<void> merge(std::string_view json_text, std::string_view file_name);

    // What these two give lives as long as the table; so a table that is about to go gives nothing.
    [[nodiscard]] std::vector<Provider> const& all() const& noexcept { return providers_; }
    [[nodiscard]] Provider const* find(std::string_view id) const& noexcept;
    std::vector<Provider> const& all() const&& = delete;
    Provider const* find(std::string_view id) const&& = delete;
    // What is known of a model at a provider: its entry; else what the model's maker says, of it or of its family, for
    // any service that serves it under its own name; else its family's wire; else the id and the provider's wire alone.
    [[nodiscard]] Model model_at(Provider const& provider, std::string_view model_id) const;

  private:
    std::vector<Provider> providers_;
    std::vector<Model> known_models_; // "models" of the files: what "like" refers to
};

// The JSON schema of a providers.json, with the names of the wire formats that there are; for editors. [any thread]
std::string providers_schema();

// The pixel size that a model of the table answers with for an aspect ratio and size ("16:9", "1K"); {0,0} when it is
// not known. An empty size is "1K". What really comes may differ (measured: 1408x768 for 16:9), so it is for asking and
// for estimates only.
Size answer_size(std::string_view model_id, std::string_view aspect, std::string_view size);

} // namespace inlay
