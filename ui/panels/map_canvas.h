// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "ui/frame.h"
#include "ui/panels/map_camera.h"
#include "ui/widgets/placed_tiles.h"
#include "ui/widgets/sample_card.h"

namespace zscope::ui {

inline constexpr std::size_t kMapPictures = 256;

// What the colour of a point says.
enum class MapColour { opinion, norm, third };

// How the map is looked at: view state.
struct MapLook {
    std::size_t plane = 0;  // of kMapPlanes
    MapColour colour = MapColour::opinion;
    double side = 48.0;  // of a picture, design units
};
// The colour that a map can have instead of `wanted`: D's opinion needs a D. Pure.
MapColour possible_colour(const ExploreMap& map, MapColour wanted);

// The plane with its points and pictures, and all that the mouse does on it. Every sample on it is
// a sample card, drawn as a point where there is no room for a picture. UI thread.
class MapCanvas {
  public:
    explicit MapCanvas(std::shared_ptr<RenderSlot> slot);

    // Fills the room that is left. The map's model is the Session's.
    void draw(Frame& frame, const std::shared_ptr<const ExploreMap>& map, const MapLook& look);
    void rest() { tiles_.rest(); }
    void fit() { fitted_ = true; }
    // `factor` times nearer than what fits, at the middle; for scripts.
    void zoom(double factor) { wanted_zoom_ = factor; }
    const MapCamera& camera() const { return camera_; }
    // Samples with a picture, made or not, in the last frame.
    const std::vector<std::size_t>& pictures() const { return pictures_; }
    const std::string& error() const { return tiles_.error(); }

  private:
    void take(const std::shared_ptr<const ExploreMap>& map, const MapLook& look);
    void take_marks(const Frame& frame);
    void steer(ImVec2 low);
    void place_points();
    void choose_pictures(const MapLook& look);
    void ask(Frame& frame);
    void draw_points(ImVec2 low) const;
    void cards(Frame& frame, ImVec2 low, float side);
    void card(Frame& frame, std::size_t index, ImVec2 low, float side);
    void draw_inset(Frame& frame, ImVec2 low);
    void draw_legend(ImVec2 low) const;
    CardSource source(Frame& frame) const;
    CardMarks marks_of(std::size_t index, const Session& session) const;
    std::string figures_of(std::size_t index) const;

    PlacedTiles tiles_;
    std::shared_ptr<const ExploreMap> map_;
    MapLook look_;
    std::vector<float> points_;  // (N, 2) of the plane
    std::vector<float> shades_;  // N, 0…1
    MapCamera camera_;
    double fitted_scale_ = 1.0;
    bool fitted_ = true;
    std::optional<double> wanted_zoom_;
    bool panning_ = false;
    ImVec2 size_ = ImVec2(0, 0);
    std::vector<ImVec2> places_;          // N, from the canvas's corner
    std::vector<std::size_t> pictures_;   // with a picture
    std::optional<std::size_t> point_;    // the one under the mouse that has none
    std::optional<std::size_t> hovered_;  // of either
    // Samples of the Session that are on the map: by index, the id that they have there.
    std::map<std::size_t, SampleId> known_;
    std::vector<SampleId> marked_selection_, marked_tray_;
};

}  // namespace zscope::ui
