// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/model/host_tensor.h"
#include "ui/gl/tile_atlas.h"
#include "ui/panel.h"
#include "ui/panels/grid_latents.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// What is said of each feature map of one image. Pure.
struct MapFact {
    std::int64_t unit = 0;
    float mean = 0.0F, largest = 0.0F;
};
// maps (1, C, h, w); in the order of units or, the strongest mean first.
std::vector<MapFact> map_facts(const HostTensor& maps, bool strongest_first);

// The feature maps of D after one block, for one sample, as a sheet.
class DMapsView {
  public:
    explicit DMapsView(const MakeSlot& make_slot) : view_(make_slot("discriminator.maps")) {}
    // `marked`: the unit that is looked at elsewhere, of that block. Returns a unit of block() that
    // was clicked.
    std::optional<std::int64_t> draw(Frame& frame, const SharedZ& z, std::int64_t blocks,
                                     const WantSaliency& marked);
    void rest() { view_.rest(); }
    std::int64_t block() const { return block_; }

    nlohmann::json settings() const;
    void set_settings(const nlohmann::json& settings);

  private:
    void controls(std::int64_t blocks);
    void refresh();
    std::optional<std::int64_t> sheet(const WantSaliency& marked);

    RenderView view_;
    TileAtlas atlas_;
    std::int64_t block_ = 1;
    bool strongest_first_ = false;
    bool own_scale_ = false;  // each map on its own, instead of all on the scale of the largest
    // What atlas_ was made from.
    std::shared_ptr<const HostTensor> shown_;
    bool shown_order_ = false, shown_scale_ = false;
    std::vector<MapFact> facts_;  // place by place
};

}  // namespace zscope::ui
