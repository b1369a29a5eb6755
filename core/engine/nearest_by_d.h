// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/image/image.h"
#include "core/io/data/data_source.h"
#include "core/model/edit.h"
#include "core/model/snapshot.h"

namespace zscope {

struct NearestOptions {
    std::vector<float> z;     // (1, inputs): of the image that others are compared with
    std::vector<Edit> edits;  // of that image; the samples are drawn without
    Weights weights = Weights::automatic;
    std::int64_t samples = 4096;
    std::uint64_t seed = 4096;  // of their z, draw_inputs()
    std::int64_t shown = 12;    // how many of each are returned
    int threads = 0;            // 0: LibTorch's choice
};
struct NearestImage {
    double distance = 0.0;  // cosine distance of D's pooled features, 0 … 2
    std::int64_t row = 0;   // of the samples, or of the data
    std::vector<float> z;   // of a sample
    std::shared_ptr<const ImageRgba8> picture;
};
struct NearestImages {
    std::vector<NearestImage> samples, data;  // the nearest first
    std::int64_t data_count = 0;              // images that were looked at
};

// The images that are nearest to G(z) in D's features (DiscriminatorLooks::features), by the cosine
// of the angle between them: among fresh samples of the same model and, where `data` is given, all
// its images, which must be of the model's size and colours. A sample of the very same z is left
// out. Blocks of 256 images: memory does not grow with their number. An Error without a D, and when
// `stop` is asked. Blocks for a minute or so: a job's.
NearestImages nearest_by_d(const SnapshotPointer& model, const NearestOptions& options,
                           DataSource* data, const std::stop_token& stop,
                           const std::function<void(double share, const std::string& what)>& say);

}  // namespace zscope
