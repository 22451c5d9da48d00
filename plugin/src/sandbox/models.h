// Which models does the sandbox stand in for, and at which sizes do they answer? A table of its own and not the
// client's: a stand-in that shares the client's assumptions cannot contradict them. Tests hold the two against each
// other.
#pragma once

#include "inlay/raster.h"

#include <span>
#include <string_view>

namespace inlay::sandbox {

enum class Family { gemini_2_5, gemini_3, gpt_image };

struct ModelFacts {
    std::string_view id;
    std::string_view name; // for people
    Family family = Family::gemini_2_5;
    std::string_view sizes;   // "1K 2K 4K"; empty: asking for a size is an error
    bool long_ratios = false; // 1:4 4:1 1:8 8:1 as well
};

std::span<ModelFacts const> all_models() noexcept;
// Forgives "models/" and a vendor in front ("google/gemini-2.5-flash-image"); nullptr when it is not served.
ModelFacts const* find_model(std::string_view id) noexcept;

// "16:9" and so on, as the model takes them.
bool takes_ratio(ModelFacts const& model, std::string_view ratio) noexcept;
bool takes_size(ModelFacts const& model, std::string_view size) noexcept;
// The ratio that is nearest to the picture's.
std::string_view nearest_ratio(ModelFacts const& model, Size picture) noexcept;
// `ratio` empty: what the model does with words alone. `size` empty: 1K.
Size answer_size_of(ModelFacts const& model, std::string_view ratio, std::string_view size) noexcept;

// As counted by the services: of one picture sent, and of one answered.
int picture_tokens(ModelFacts const& model) noexcept;
int answer_tokens(ModelFacts const& model, std::string_view size) noexcept;

} // namespace inlay::sandbox
