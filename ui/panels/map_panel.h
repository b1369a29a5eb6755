// SPDX-License-Identifier: MIT
#pragma once

#include "ui/panel.h"
#include "ui/panels/map_canvas.h"

namespace zscope::ui {

// Many samples of the Session's model in a plane, alike ones near each other; pictures come as one
// zooms in. Settings: count, seed, features (auto, d, image), plane (0…2), colour (opinion, norm,
// third), side of the pictures; "zoom" times nearer than what fits, and {"make": true} draws the
// map, for scripts.
class MapPanel : public Panel {
  public:
    explicit MapPanel(const MakeSlot& make_slot);
    const char* id() const override { return "map"; }
    const char* title() const override { return "Map"; }
    unsigned workspaces() const override { return kInExplore; }
    void draw(Frame& frame) override;
    void rest() override { canvas_.rest(); }
    nlohmann::json settings() const override;
    void set_settings(const nlohmann::json& settings) override;

    const MapCanvas& canvas() const { return canvas_; }

  private:
    bool other_state(Frame& frame);
    void make(Frame& frame);
    void controls(Frame& frame, const ExploreMap& map);
    void making_controls(Frame& frame, const ExploreMap& map);
    void facts(Frame& frame, const ExploreMap& map);
    ExploreMapSettings wanted(const Frame& frame) const;

    MapCanvas canvas_;
    MapLook look_;
    std::int64_t count_ = kUsualMapSamples;
    std::int64_t seed_ = 1;
    MapFeatures features_ = MapFeatures::automatic;
    bool make_wanted_ = false;  // by a script
};

// Why the map no longer is what the model draws now; empty if it still is. Pure.
std::string why_stale(const ExploreMap& map, const ModelView& model, const Session& session);

}  // namespace zscope::ui
