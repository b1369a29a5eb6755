// SPDX-License-Identifier: MIT
#include "ui/panels/unit_pictures.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "core/image/palettes.h"
#include "ui/gl/image_shader.h"
#include "ui/theme.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr std::int64_t kBins = 24;
constexpr double kDecades = 4.0;

void show(TileAtlas& atlas, ImageRgba8 image) {
    const bool other_size = atlas.has(0) && (atlas.image(0)->width != image.width ||
                                             atlas.image(0)->height != image.height);
    if (other_size) atlas.clear();
    const auto tile = std::make_shared<const ImageRgba8>(std::move(image));
    atlas.update(std::span(&tile, 1));
}

void draw_plain(const TileAtlas& atlas, float side) {
    const ImVec2 low = ImGui::GetCursorScreenPos(), high(low.x + side, low.y + side);
    ImGui::Dummy(ImVec2(side, side));
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    draw.AddRectFilled(low, high, ImGui::ColorConvertFloat4ToU32(palette().ground));
    if (!atlas.has(0)) return;
    draw.AddImage(atlas.texture(), low, high, atlas.uv_min(0), atlas.uv_max(0));
}

}  // namespace

ImageRgba8 spectrum_image(std::span<const float> power, std::int64_t size) {
    ImageRgba8 image{static_cast<int>(size), static_cast<int>(size), {}};
    double strongest = 0.0;
    for (const float value : power)
        strongest = std::isfinite(value) ? std::max(strongest, double{value}) : strongest;
    for (const float value : power) {
        const double below = value > 0.0F ? std::log10(value / strongest) : -HUGE_VAL;
        const Rgb colour = viridis(1.0 + below / kDecades);
        image.pixels.insert(image.pixels.end(), colour.begin(), colour.end());
        image.pixels.push_back(255);
    }
    return image;
}

void UnitPictures::take(const BlockMaps& maps, std::optional<std::int64_t> unit, int image_side) {
    if (maps.tensor == tensor_ && unit == unit_ && image_side == side_) return;
    tensor_ = maps.tensor;
    unit_ = unit;
    side_ = image_side;
    if (!unit) return;
    const std::span<const float> map = maps.map(*unit);
    const MapStatistics& figures = maps.of(*unit);
    show(footprint_, footprint(map, maps.size, image_side));
    show(spectrum_, spectrum_image(power_spectrum(map, maps.size), maps.size));
    bins_.clear();
    for (const std::int64_t count : cell_histogram(map, figures.lowest, figures.highest, kBins))
        bins_.push_back(static_cast<float>(count));
}

void UnitPictures::draw_footprint(const TileAtlas& sample, float side) const {
    const ImVec2 low = ImGui::GetCursorScreenPos(), high(low.x + side, low.y + side);
    ImGui::Dummy(ImVec2(side, side));
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    draw.AddRectFilled(low, high, ImGui::ColorConvertFloat4ToU32(palette().ground));
    if (sample.has(0)) draw_tile(draw, sample, 0, low, high);
    if (!unit_ || !footprint_.has(0)) return;
    draw.AddImage(footprint_.texture(), low, high, footprint_.uv_min(0), footprint_.uv_max(0));
}

void UnitPictures::draw_histogram(ImVec2 size) const {
    ImGui::PushStyleColor(ImGuiCol_PlotHistogram, palette().accent);
    ImGui::PlotHistogram("##cells", bins_.data(), static_cast<int>(bins_.size()), 0, nullptr, 0.0F,
                         bins_.empty() ? 1.0F : *std::ranges::max_element(bins_), size);
    ImGui::PopStyleColor();
}

void UnitPictures::draw_spectrum(float side) const {
    draw_plain(spectrum_, side);
    tooltip(
        "Power spectrum of the map: the middle is its mean, further out are finer and finer "
        "waves. Logarithmic, the strongest yellow, 1/10,000 of it dark.");
}

}  // namespace zscope::ui
