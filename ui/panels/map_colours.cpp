// SPDX-License-Identifier: MIT
#include "ui/panels/map_colours.h"

#include <imgui.h>
#include <implot.h>

#include <algorithm>
#include <cmath>

#include "ui/theme.h"

namespace zscope::ui {

namespace {

std::uint8_t byte(float level) {
    return static_cast<std::uint8_t>(std::clamp(level, 0.0F, 1.0F) * 255.0F + 0.5F);
}

ImVec4 between(const ImVec4& a, const ImVec4& b, float t) {
    return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, a.z + (b.z - a.z) * t, 1.0F};
}

ImVec4 colour_of(float number, float full, NumberColours colours) {
    if (std::isnan(number)) return palette().muted;
    const float share = full > 0 ? std::clamp(number / full, -1.0F, 1.0F) : 0.0F;
    if (colours == NumberColours::magnitude)
        return ImPlot::SampleColormap(std::max(0.0F, share), ImPlotColormap_Viridis);
    const ImVec4& end = share < 0 ? palette().minus : palette().plus;
    return between(palette().raised, end, std::abs(share));
}

}  // namespace

std::vector<float> pixel_numbers(std::span<const float> planes, std::int64_t channels,
                                 NumberColours colours) {
    const std::size_t each = planes.size() / static_cast<std::size_t>(channels);
    std::vector<float> numbers(each, 0.0F);
    for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c) {
        for (std::size_t i = 0; i < each; ++i) {
            const float value = planes[c * each + i];
            if (colours == NumberColours::magnitude) {
                numbers[i] = std::max(numbers[i], std::abs(value));
            } else {
                numbers[i] += value / static_cast<float>(channels);
            }
        }
    }
    return numbers;
}

float high_number(std::span<const float> numbers) {
    std::vector<float> sizes;
    for (const float number : numbers) {
        if (std::isfinite(number)) sizes.push_back(std::abs(number));
    }
    if (sizes.empty()) return 0.0F;
    const auto high = sizes.begin() + static_cast<std::ptrdiff_t>((sizes.size() - 1) * 99 / 100);
    std::ranges::nth_element(sizes, high);
    return *high;
}

std::shared_ptr<const ImageRgba8> picture_of_numbers(std::span<const float> numbers,
                                                     std::int64_t side, float full,
                                                     NumberColours colours) {
    auto image = std::make_shared<ImageRgba8>();
    image->width = image->height = static_cast<int>(side);
    image->pixels.reserve(4 * numbers.size());
    for (const float number : numbers) {
        const ImVec4 colour = colour_of(number, full, colours);
        image->pixels.insert(image->pixels.end(),
                             {byte(colour.x), byte(colour.y), byte(colour.z), 255});
    }
    return image;
}

}  // namespace zscope::ui
