// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/image/image.h"
#include "ui/gl/texture.h"

namespace zscope::ui {

// Images of one size in one texture. update() uploads only tiles whose pointer changed and makes a
// new texture only when they do not fit. UI thread, with the GL context current.
class TileAtlas {
  public:
    // Null tiles keep what they showed before (a result that is still coming), or nothing.
    // Returns the number of tiles uploaded.
    int update(std::span<const std::shared_ptr<const ImageRgba8>> tiles);
    void clear();
    void set_smooth(bool smooth);  // instead of nearest when enlarged
    bool smooth() const { return smooth_; }

    std::size_t count() const { return shown_.size(); }
    bool has(std::size_t tile) const { return tile < shown_.size() && shown_[tile] != nullptr; }
    const std::shared_ptr<const ImageRgba8>& image(std::size_t tile) const { return shown_[tile]; }
    // For ImGui::Image and ImDrawList::AddImage. Call only if has(tile).
    ImTextureRef texture() const;
    ImVec2 uv_min(std::size_t tile) const;
    ImVec2 uv_max(std::size_t tile) const;
    struct Texels {
        int x, y, width, height;
    };
    Texels texels(std::size_t tile) const;  // of the texture

  private:
    struct Place {
        int x, y;
    };
    Place place(std::size_t tile) const;
    void make_room(int tile_width, int tile_height, std::size_t count);

    Texture texture_;
    bool smooth_ = false;
    int tile_width_ = 0, tile_height_ = 0, columns_ = 0;
    std::size_t capacity_ = 0;
    std::vector<std::shared_ptr<const ImageRgba8>> shown_;
};

}  // namespace zscope::ui
