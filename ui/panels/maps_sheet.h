// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/image/map_atlas.h"
#include "core/model/host_tensor.h"
#include "core/surgery/map_statistics.h"
#include "ui/gl/tile_atlas.h"
#include "ui/panels/maps_layout.h"

namespace zscope::ui {

// All maps of one block for one sample, with their figures.
struct BlockMaps {
    std::shared_ptr<const HostTensor> tensor;  // (1, count, size, size), f32; null: none yet
    std::int64_t block = 1, count = 0, size = 0;
    bool with_sign = false;
    std::vector<MapStatistics> statistics;  // by unit

    std::span<const float> map(std::int64_t unit) const;
    const MapStatistics& of(std::int64_t unit) const {
        return statistics[static_cast<std::size_t>(unit)];
    }
};
// maps: (1, C, h, h), f32.
BlockMaps block_maps(std::shared_ptr<const HostTensor> maps, std::int64_t block, bool with_sign);

// What is said of a map under the mouse. Pure.
std::string map_figures(const BlockMaps& maps, std::int64_t unit, const BlockFacts* facts);

// The maps of a block as a sheet in one texture: wheel zooms at the pointer, the middle button
// moves, F fits. Each map is an item; a click selects its unit. View state only. UI thread.
class MapsSheet {
  public:
    // New maps, or new colours: uploads.
    void take(BlockMaps maps, bool alike);
    // The maps of what is looked at now, in this order; `facts` or null. Arranged anew only when
    // one of the three changed, so that nothing jumps while a model trains.
    void arrange(std::uint64_t of, MapOrder order, const std::shared_ptr<const BlockFacts>& facts);
    // Fills `size`. `ablated`: ascending; those units are crossed out.
    void draw(ImVec2 size, std::span<const std::int64_t> ablated);
    void clear();
    void fit() { fitted_ = true; }
    // Those of them that the block has. Before each draw(); a click changes them.
    void select(const std::vector<std::int64_t>& units);
    void zoom(float times) { wanted_zoom_ = times; }  // than what fits; for settings

    const BlockMaps& maps() const { return maps_; }
    bool alike() const { return alike_; }
    const std::vector<std::int64_t>& order() const { return order_; }
    const std::vector<std::int64_t>& selected() const { return selected_; }
    std::optional<std::int64_t> hovered() const { return hovered_; }
    float zoomed() const { return place_.zoom; }

  private:
    void steer(ImVec2 low, ImVec2 size);
    void item(int index, ImVec2 low, bool crossed);
    void picture(int index, ImVec2 low, bool crossed, bool pointed) const;
    void clicked(int index);

    BlockMaps maps_;
    bool alike_ = false;
    std::int64_t atlas_columns_ = 1;
    TileAtlas atlas_;
    std::uint64_t arranged_of_ = 0;
    MapOrder arranged_by_ = MapOrder::number;
    std::shared_ptr<const BlockFacts> facts_;
    std::vector<std::int64_t> order_;     // by place on the sheet: the unit
    std::vector<std::int64_t> selected_;  // in the order of clicking
    int anchor_ = 0;                      // place that was clicked last without Shift
    std::optional<std::int64_t> hovered_;
    MapsPlace place_;
    bool fitted_ = true;
    ImVec2 view_ = ImVec2(0, 0);
    std::optional<float> wanted_zoom_;
    std::optional<int> followed_;  // place that the keyboard stands on
};

}  // namespace zscope::ui
