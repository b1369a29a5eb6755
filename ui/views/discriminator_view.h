// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/image/image.h"
#include "core/model/model_ref.h"

namespace zscope::ui {

// An image near another one, in D's features.
struct NearImage {
    double distance = 0.0;  // cosine distance of D's pooled features, 0 … 2
    std::int64_t row = 0;   // of the samples (draw_z of their seed), or of the data set
    std::string what;       // for people: "row 17 of seed 1", "faces, image 1,204"
    std::vector<float> z;   // of a sample; empty: an image of the data
    std::shared_ptr<const ImageRgba8> picture;
};
struct NearImages {
    std::vector<float> z;  // of the image they are near to
    std::string model_id;
    std::vector<NearImage> samples, data;  // the nearest first
    std::string data_name;                 // "the world Faces"; empty: no data was looked at
};

// What D was asked beside the Session, and what is being worked at. UI thread.
struct DiscriminatorView {
    std::int64_t job = 0;  // that goes on, in Frame::jobs; 0: none
    std::string error;     // why the last work failed; empty: it did not, or was cancelled
    std::shared_ptr<const NearImages> near;  // the newest; null: none was asked for
};

// Work that panels ask for; runs as a job on the Session's model and gives up the one before.
struct FindNear {
    std::vector<float> z;        // of the image
    std::filesystem::path data;  // a folder or file of images; empty: what the model learned from,
                                 // where zscope can draw it; else samples only
};
struct AskOfReal {};  // D's opinion of images that the model learned from: RealOpinionView
using DiscriminatorWish = std::variant<FindNear, AskOfReal>;

}  // namespace zscope::ui
