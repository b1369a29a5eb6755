// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "ui/gl/tile_atlas.h"

namespace zscope::ui {

// Draws enlarged images with a shader of our own (shaders/image.*.glsl) in the midst of ImGui's
// drawing: pixel-exact, or bicubic where the atlas is smooth. One per GL context; while it lives,
// draw_tile uses it. UI thread; made and destroyed with the context current.
class ImageShader {
  public:
    ImageShader();
    ~ImageShader();
    ImageShader(const ImageShader&) = delete;
    ImageShader& operator=(const ImageShader&) = delete;

    // Why the driver refuses it, or empty. Images are then drawn with ImGui's shader.
    static const std::string& error();

  private:
    friend void draw_tile(ImDrawList&, const TileAtlas&, std::size_t, ImVec2, ImVec2);
    struct Look;
    static void use(const ImDrawList* list, const ImDrawCmd* command);
    void set_up(const Look& look);
    void build(std::uint32_t program_of_imgui);

    std::uint32_t program_ = 0;
    bool tried_ = false;
    std::string error_;
};

// The tile between two corners on the screen, nearest or bicubic as the atlas is set. Without an
// ImageShader (tests) ImGui's own shader draws it, nearest or linear. Call only if has(tile).
void draw_tile(ImDrawList& draw, const TileAtlas& atlas, std::size_t tile, ImVec2 low, ImVec2 high);

}  // namespace zscope::ui
