// Which pixels of a mask hang together?
#include "placement/components.h"

namespace inlay::placement {

Components components_of(std::vector<std::uint8_t> const& inside, std::vector<float> const& value, Size size) {
    Components out;
    out.label.assign(inside.size(), -1);
    auto const width = static_cast<std::size_t>(size.width);
    std::vector<std::size_t> open;
    for (std::size_t start = 0; start < inside.size(); ++start) {
        if (inside[start] == 0 || out.label[start] >= 0) continue;
        int const id = static_cast<int>(out.all.size());
        Component component;
        int left = size.width;
        int right = 0;
        int top = size.height;
        int bottom = 0;
        out.label[start] = id;
        open.assign(1, start);
        while (!open.empty()) {
            std::size_t const i = open.back();
            open.pop_back();
            int const x = static_cast<int>(i % width);
            int const y = static_cast<int>(i / width);
            left = std::min(left, x);
            right = std::max(right, x);
            top = std::min(top, y);
            bottom = std::max(bottom, y);
            ++component.area;
            component.strongest = std::max(component.strongest, value[i]);
            component.sum += static_cast<double>(value[i]);
            auto const visit = [&](bool allowed, std::size_t next) {
                if (!allowed || inside[next] == 0 || out.label[next] >= 0) return;
                out.label[next] = id;
                open.push_back(next);
            };
            visit(x > 0, i - 1);
            visit(x + 1 < size.width, i + 1);
            visit(y > 0, i - width);
            visit(y + 1 < size.height, i + width);
        }
        component.box = {left, top, right - left + 1, bottom - top + 1};
        out.all.push_back(component);
    }
    return out;
}

} // namespace inlay::placement
