// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/config/train_config.h"
#include "core/image/image.h"
#include "core/io/data/data_look.h"
#include "ui/gl/tile_atlas.h"

namespace zscope::ui {

// A square of kWholeSide pixels with the image in its middle, transparent around it. Pure.
ImageRgba8 in_square(const ImageU8& image);
// What training sees of an image: with size, channels and crop of `config` and, where it says so,
// mirrored as in the first epoch if it is image `index` of the set. Pure.
ImageRgba8 training_picture(const PreviewImage& image, std::int64_t index,
                            const TrainConfig& config);

// The first images of a data set: each as it is, with the part that is taken, and beside it as
// training sees it. Keeps textures; UI thread.
class DataPreview {
  public:
    using Images = std::shared_ptr<const std::vector<PreviewImage>>;
    // Makes what is shown if anything of it changed.
    void show(const Images& images, const TrainConfig& config);
    void draw(const TrainConfig& config);

  private:
    void cell(std::size_t index, const TrainConfig& config, float side);

    Images images_;
    std::string made_for_;  // the fields that decide the pictures
    TileAtlas whole_, trained_;
};

// Images that look alike, pair by pair. Keeps textures; UI thread.
class DuplicatePairs {
  public:
    using Pairs = std::shared_ptr<const std::vector<PicturedPair>>;
    void show(const Pairs& pairs);
    void draw(const DataScan& scan);

  private:
    Pairs pairs_;
    TileAtlas atlas_;  // first and second of each pair
};

}  // namespace zscope::ui
