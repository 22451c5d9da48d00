// How many pixels does an answer have? As the Gemini image models document it (ai.google.dev, image generation) and
// OpenAI's GPT image models.
#include "inlay/providers.h"

#include <algorithm>
#include <array>

namespace inlay {
namespace {

struct Row {
    std::string_view aspect;
    Size size;
};

constexpr std::array gemini_2_5{
    Row{"1:1", {1024, 1024}}, Row{"2:3", {832, 1248}},  Row{"3:2", {1248, 832}}, Row{"3:4", {864, 1184}},
    Row{"4:3", {1184, 864}},  Row{"4:5", {896, 1152}},  Row{"5:4", {1152, 896}}, Row{"9:16", {768, 1344}},
    Row{"16:9", {1344, 768}}, Row{"21:9", {1536, 672}},
};

constexpr std::array gemini_3_at_1k{
    Row{"1:1", {1024, 1024}}, Row{"2:3", {848, 1264}},  Row{"3:2", {1264, 848}}, Row{"3:4", {896, 1200}},
    Row{"4:3", {1200, 896}},  Row{"4:5", {928, 1152}},  Row{"5:4", {1152, 928}}, Row{"9:16", {768, 1376}},
    Row{"16:9", {1376, 768}}, Row{"21:9", {1584, 672}}, Row{"1:4", {512, 2048}}, Row{"4:1", {2048, 512}},
    Row{"1:8", {384, 3072}},  Row{"8:1", {3072, 384}},
};

constexpr std::array gpt_image{
    Row{"1:1", {1024, 1024}},
    Row{"2:3", {1024, 1536}},
    Row{"3:2", {1536, 1024}},
};

template <std::size_t N>
Size find(std::array<Row, N> const& rows, std::string_view aspect) {
    auto const row = std::ranges::find(rows, aspect, &Row::aspect);
    return row == rows.end() ? Size{} : row->size;
}

} // namespace

Size answer_size(std::string_view model_id, std::string_view aspect, std::string_view size) {
    auto const is = [&](std::string_view part) { return model_id.find(part) != std::string_view::npos; };
    if (is("gemini-2.5-flash-image")) return find(gemini_2_5, aspect);
    if (is("gpt-image-")) return find(gpt_image, aspect);
    if (!is("gemini-3") && !is("gemini-nano-banana")) return {};
    Size const at_1k = find(gemini_3_at_1k, aspect);
    if (size.empty() || size == "1K") return at_1k;
    if (size == "512") return {at_1k.width / 2, at_1k.height / 2};
    if (size == "2K") return {at_1k.width * 2, at_1k.height * 2};
    if (size == "4K") return {at_1k.width * 4, at_1k.height * 4};
    return {};
}

} // namespace inlay
