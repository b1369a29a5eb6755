// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "core/image/image.h"
#include "core/io/data/data_scan.h"
#include "core/io/resize.h"

namespace zscope {

inline constexpr std::array<std::int64_t, 3> kPreviewSizes = {32, 64, 128};  // TrainConfig::size
inline constexpr int kWholeSide = 128;              // pixels, the longer side of a reduced image
inline constexpr std::int64_t kPreviewImages = 24;  // at most
inline constexpr std::size_t kPicturedPairs = 24;   // at most

// An image as it is, reduced so that its longer side has kWholeSide pixels (never enlarged).
struct WholeImage {
    std::string name;
    int width = 0, height = 0;  // of the file, in pixels
    ImageU8 pixels;
};

// One of the first usable images of a data set, as every choice of size and crop would make it.
struct PreviewImage {
    WholeImage whole;
    // [crop][size]: what prepare_image() gives, with the channels of the file.
    std::array<std::array<ImageU8, kPreviewSizes.size()>, 2> prepared;
};
// The bytes that training would see: prepare_image() of the file with these arguments.
ImageU8 as_trained(const PreviewImage& image, std::int64_t size, std::int64_t channels, Crop crop);

// The first kPreviewImages usable images, fewer where there are fewer. Blocks for a second or so.
// An Error if the path is no data set or `stop` was requested.
std::vector<PreviewImage> preview_data(const std::filesystem::path& path,
                                       const std::stop_token& stop);

struct PicturedPair {
    WholeImage first, second;  // without pixels where they can no longer be read
};
// Pictures of the first kPicturedPairs of scan.duplicates. Fewer when `stop` was requested.
std::vector<PicturedPair> picture_pairs(const DataScan& scan, const std::stop_token& stop);

}  // namespace zscope
