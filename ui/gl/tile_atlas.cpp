// SPDX-License-Identifier: MIT
#include "ui/gl/tile_atlas.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/check.h"

namespace zscope::ui {

namespace {

// Around each tile its own edge again, so that linear filtering at the rim never sees a neighbour.
constexpr int kBorder = 1;

std::vector<std::uint8_t> with_border(const ImageRgba8& image) {
    const int width = image.width + 2 * kBorder, height = image.height + 2 * kBorder;
    std::vector<std::uint8_t> padded(static_cast<std::size_t>(width) * height * 4);
    for (int y = 0; y < height; ++y) {
        const int from_y = std::clamp(y - kBorder, 0, image.height - 1);
        const std::uint8_t* row = image.pixels.data() + std::size_t{4} * from_y * image.width;
        std::uint8_t* out = padded.data() + std::size_t{4} * y * width;
        std::memcpy(out, row, 4);
        std::memcpy(out + 4, row, std::size_t{4} * image.width);
        std::memcpy(out + 4 + std::size_t{4} * image.width,
                    row + std::size_t{4} * (image.width - 1), 4);
    }
    return padded;
}

}  // namespace

int TileAtlas::update(std::span<const std::shared_ptr<const ImageRgba8>> tiles) {
    const auto first =
        std::find_if(tiles.begin(), tiles.end(), [](const auto& tile) { return tile != nullptr; });
    if (first == tiles.end()) {  // nothing has come yet: what is shown stays
        if (tiles.empty()) shown_.clear();
        return 0;
    }
    make_room((*first)->width, (*first)->height, tiles.size());
    shown_.resize(tiles.size());
    int uploaded = 0;
    for (std::size_t i = 0; i < tiles.size(); ++i) {
        const auto& tile = tiles[i];
        if (tile == nullptr || tile == shown_[i]) continue;
        ZSCOPE_CHECK(tile->width == tile_width_ && tile->height == tile_height_,
                     "tile {} is {}x{}, the first {}x{}", i, tile->width, tile->height, tile_width_,
                     tile_height_);
        const Place at = place(i);
        texture_.upload(at.x - kBorder, at.y - kBorder, tile_width_ + 2 * kBorder,
                        tile_height_ + 2 * kBorder, with_border(*tile).data());
        shown_[i] = tile;
        ++uploaded;
    }
    return uploaded;
}

void TileAtlas::clear() {
    shown_.clear();
    texture_ = Texture();
    capacity_ = 0;
}

void TileAtlas::set_smooth(bool smooth) {
    if (smooth == smooth_) return;
    smooth_ = smooth;
    if (texture_.valid()) texture_.set_smooth(smooth);
}

ImTextureRef TileAtlas::texture() const {
    return ImTextureRef(ImTextureID{texture_.name()});
}

TileAtlas::Texels TileAtlas::texels(std::size_t tile) const {
    const Place at = place(tile);
    return {at.x, at.y, tile_width_, tile_height_};
}

ImVec2 TileAtlas::uv_min(std::size_t tile) const {
    const Place at = place(tile);
    return {static_cast<float>(at.x) / static_cast<float>(texture_.width()),
            static_cast<float>(at.y) / static_cast<float>(texture_.height())};
}

ImVec2 TileAtlas::uv_max(std::size_t tile) const {
    const Place at = place(tile);
    return {static_cast<float>(at.x + tile_width_) / static_cast<float>(texture_.width()),
            static_cast<float>(at.y + tile_height_) / static_cast<float>(texture_.height())};
}

TileAtlas::Place TileAtlas::place(std::size_t tile) const {
    const int column = static_cast<int>(tile) % columns_, row = static_cast<int>(tile) / columns_;
    return {column * (tile_width_ + 2 * kBorder) + kBorder,
            row * (tile_height_ + 2 * kBorder) + kBorder};
}

void TileAtlas::make_room(int tile_width, int tile_height, std::size_t count) {
    const bool same_tiles = tile_width == tile_width_ && tile_height == tile_height_;
    if (same_tiles && texture_.valid() && count <= capacity_) return;
    const auto kept = same_tiles ? std::move(shown_) : decltype(shown_){};
    tile_width_ = tile_width;
    tile_height_ = tile_height;
    columns_ = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(count))));
    const int rows = (static_cast<int>(count) + columns_ - 1) / columns_;
    capacity_ = static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows);
    texture_ = Texture(columns_ * (tile_width + 2 * kBorder), rows * (tile_height + 2 * kBorder));
    texture_.set_smooth(smooth_);
    shown_.clear();
    if (!kept.empty()) update(kept);
}

}  // namespace zscope::ui
