// Which models does the sandbox stand in for? The sizes are those that the services document and that their recorded
// answers have.
#include "models.h"

#include <array>
#include <cmath>
#include <limits>

namespace inlay::sandbox {

namespace {

constexpr std::array<ModelFacts, 15> models{{
    {"gemini-2.5-flash-image", "Nano Banana", Family::gemini_2_5, "", false},
    {"gemini-2.5-flash-image-preview", "Nano Banana (preview)", Family::gemini_2_5, "", false},
    {"gemini-nano-banana-2.1", "Nano Banana 2.1", Family::gemini_3, "1K 2K 4K", true},
    {"gemini-3-pro-image", "Nano Banana Pro", Family::gemini_3, "1K 2K 4K", false},
    {"gemini-3-pro-image-preview", "Nano Banana Pro (preview)", Family::gemini_3, "1K 2K 4K", false},
    {"gemini-3.1-flash-image", "Nano Banana 2", Family::gemini_3, "512 1K 2K 4K", true},
    {"gemini-3.1-flash-image-preview", "Nano Banana 2 (preview)", Family::gemini_3, "512 1K 2K 4K", true},
    {"gemini-3.1-flash-lite-image", "Nano Banana 2 Lite", Family::gemini_3, "", true},
    {"gpt-image-1", "GPT Image 1", Family::gpt_image, "", false},
    {"gpt-image-1-mini", "GPT Image 1 mini", Family::gpt_image, "", false},
    {"gpt-image-1.5", "GPT Image 1.5", Family::gpt_image, "", false},
    {"gpt-image-2", "GPT Image 2", Family::gpt_image, "", false},
    {"gpt-image-2.6-flare", "GPT Image 2.6 Flare", Family::gpt_image, "", false},
    {"gpt-image-2.6-sunburst", "GPT Image 2.6 Sunburst", Family::gpt_image, "", false},
    {"sandbox", "Inlay sandbox", Family::gemini_2_5, "", false},
}};

struct Row {
    std::string_view ratio;
    Size flash;  // gemini-2.5
    Size one_k;  // gemini-3 at 1K; 2K and 4K are two and four times as large
    Size half_k; // gemini-3.1-flash at 512
};

constexpr std::array<Row, 14> rows{{
    {"1:1", {1024, 1024}, {1024, 1024}, {512, 512}},
    {"2:3", {832, 1248}, {848, 1264}, {424, 632}},
    {"3:2", {1248, 832}, {1264, 848}, {632, 424}},
    {"3:4", {864, 1184}, {896, 1200}, {448, 600}},
    {"4:3", {1184, 864}, {1200, 896}, {600, 448}},
    {"4:5", {896, 1152}, {928, 1152}, {464, 576}},
    {"5:4", {1152, 896}, {1152, 928}, {576, 464}},
    {"9:16", {768, 1344}, {768, 1376}, {384, 688}},
    {"16:9", {1344, 768}, {1376, 768}, {688, 384}},
    {"21:9", {1536, 672}, {1584, 672}, {792, 336}},
    {"1:4", {}, {512, 2048}, {256, 1024}},
    {"4:1", {}, {2048, 512}, {1024, 256}},
    {"1:8", {}, {384, 3072}, {192, 1536}},
    {"8:1", {}, {3072, 384}, {1536, 192}},
}};

constexpr std::size_t short_ratios = 10; // the first so many rows

struct GptRow {
    std::string_view ratio;
    Size size;
};
constexpr std::array<GptRow, 3> gpt_rows{{{"1:1", {1024, 1024}}, {"3:2", {1536, 1024}}, {"2:3", {1024, 1536}}}};

double ratio_of(Size size) {
    return static_cast<double>(size.width) / size.height;
}

} // namespace

std::span<ModelFacts const> all_models() noexcept {
    return models;
}

ModelFacts const* find_model(std::string_view id) noexcept {
    if (auto const slash = id.rfind('/'); slash != std::string_view::npos) id.remove_prefix(slash + 1);
    for (ModelFacts const& model : models) {
        if (model.id == id) return &model;
    }
    return nullptr;
}

bool takes_ratio(ModelFacts const& model, std::string_view ratio) noexcept {
    std::size_t const count = model.long_ratios ? rows.size() : short_ratios;
    for (std::size_t i = 0; i < count; ++i) {
        if (rows[i].ratio == ratio) return true;
    }
    return false;
}

bool takes_size(ModelFacts const& model, std::string_view size) noexcept {
    for (std::string_view rest = model.sizes; !rest.empty();) {
        std::size_t const end = std::min(rest.find(' '), rest.size());
        if (rest.substr(0, end) == size) return true;
        rest.remove_prefix(std::min(rest.size(), end + 1));
    }
    return false;
}

std::string_view nearest_ratio(ModelFacts const& model, Size picture) noexcept {
    if (picture.empty()) return {};
    std::string_view best;
    double least = std::numeric_limits<double>::infinity();
    auto const consider = [&](std::string_view ratio, Size size) {
        double const distance = std::abs(std::log(ratio_of(size) / ratio_of(picture)));
        if (distance < least) {
            least = distance;
            best = ratio;
        }
    };
    if (model.family == Family::gpt_image) {
        for (GptRow const& row : gpt_rows)
            consider(row.ratio, row.size);
        return best;
    }
    std::size_t const count = model.long_ratios ? rows.size() : short_ratios;
    for (std::size_t i = 0; i < count; ++i)
        consider(rows[i].ratio, rows[i].one_k);
    return best;
}

Size answer_size_of(ModelFacts const& model, std::string_view ratio, std::string_view size) noexcept {
    if (model.family == Family::gpt_image) {
        for (GptRow const& row : gpt_rows) {
            if (row.ratio == ratio) return row.size;
        }
        // A ratio of the other families: the nearest of the three.
        for (Row const& row : rows) {
            if (row.ratio == ratio) return answer_size_of(model, nearest_ratio(model, row.one_k), {});
        }
        return gpt_rows[0].size;
    }
    bool const flash = model.family == Family::gemini_2_5;
    int const times = size == "2K" ? 2 : size == "4K" ? 4 : 1;
    if (ratio.empty())
        return flash ? Size{1024, 1024} : size == "512" ? Size{704, 384} : Size{1408 * times, 768 * times};
    for (Row const& row : rows) {
        if (row.ratio != ratio) continue;
        if (flash) return row.flash.empty() ? Size{1024, 1024} : row.flash;
        if (size == "512") return row.half_k;
        return {row.one_k.width * times, row.one_k.height * times};
    }
    return {1024 * times, 1024 * times};
}

int picture_tokens(ModelFacts const& model) noexcept {
    return model.family == Family::gemini_3 ? 1120 : 258;
}

int answer_tokens(ModelFacts const& model, std::string_view size) noexcept {
    if (model.family == Family::gemini_2_5) return 1290;
    if (model.family == Family::gpt_image) return 1056;
    return size == "512" ? 747 : size == "4K" ? 2000 : 1120;
}

} // namespace inlay::sandbox
