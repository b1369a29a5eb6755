// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "ui/gl/tile_atlas.h"
#include "ui/panels/maps_sheet.h"

namespace zscope::ui {

// A power spectrum (size, size) as colours: viridis on a logarithmic scale that ends four powers of
// ten below the strongest. Pure.
ImageRgba8 spectrum_image(std::span<const float> power, std::int64_t size);

// Pictures of one map: where it is active in the sample's image, how its cells are spread, which
// wavelengths it has. Made when the map changes, not in each frame. UI thread.
class UnitPictures {
  public:
    // nullopt: no unit is looked at.
    void take(const BlockMaps& maps, std::optional<std::int64_t> unit, int image_side);
    // Over the sample's image (tile 0 of `sample`), as an item of this side.
    void draw_footprint(const TileAtlas& sample, float side) const;
    void draw_histogram(ImVec2 size) const;
    void draw_spectrum(float side) const;

  private:
    std::shared_ptr<const HostTensor> tensor_;
    std::optional<std::int64_t> unit_;
    int side_ = 0;
    TileAtlas footprint_, spectrum_;
    std::vector<float> bins_;
};

}  // namespace zscope::ui
