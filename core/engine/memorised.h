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
#include "core/messages/training.h"
#include "core/model/snapshot.h"
#include "core/statistics/memorisation.h"
#include "core/worlds/world.h"

namespace zscope {

using MemorisedProgress = std::function<void(double share, const std::string& what)>;

// What a model is compared with: images of its size and colours.
struct MemorisationImages {
    std::unique_ptr<DataSource> training;
    std::unique_ptr<DataSource> held_out;  // not among `training`
    std::string note;                      // for people: which images are held out
    bool unseen = true;            // false: the model may have been trained on `held_out` as well
    bool flipped = false;          // the model was trained on mirror images too
    const World* world = nullptr;  // that the images are of
};

// The images that `model` was trained on, as far as they are known: of a run or a checkpoint its
// own, with the images that it held out; of a shipped model of a world, that world; else `data`,
// which may be named for the others too. Held out are: those that the run held out; of a world,
// fresh images (seed 4000); else, a tenth of the images is left aside now, at most `most` in all
// three cases. `model` is the command line's word. An Error says what is not known. Blocks for as
// long as open_data() does.
MemorisationImages open_memorisation_images(const std::string& model, const DataSpec& data,
                                            std::int64_t most, const std::stop_token& stop,
                                            const MemorisedProgress& progress);

struct MemorisationSettings {
    Weights weights = Weights::automatic;
    std::int64_t count = 1000;  // samples
    std::uint64_t seed = 1;     // of their z
    std::int64_t shown = 16;    // rows of the report
    int threads = 0;            // 0: LibTorch's choice
};
inline constexpr std::int64_t kMostMemorisationSamples = 20000;
inline constexpr std::int64_t kNeighbours = 3;

struct MemorisationReport {
    struct Space {
        std::string name;  // "pixels"
        std::string what;  // what a distance is, in a sentence
        MemorisationFigures figures;
    };
    struct Neighbour {
        std::int64_t image = 0;  // index in `training`
        float distance = 0;      // in pixels' space
        ImageU8 pixels;
    };
    struct Row {
        std::int64_t sample = 0;  // row of z
        ImageU8 pixels;
        std::vector<Neighbour> nearest;  // at most kNeighbours
    };
    std::int64_t samples = 0, held_out = 0, training = 0;
    std::string training_images;  // for people
    std::vector<Space> spaces;    // pixels first
    std::vector<Row> rows;        // samples nearest to a training image, the nearest first
};

// Finds the nearest training images of samples and of held-out images, in two spaces: pixels (32 ×
// 32, without each image's mean; root mean square of the differences, in levels of 255), and
// features: of the world's oracle if one ships, which never saw the training; else of the model's D
// (last hidden maps, averaged to 2 × 2); a model without both is compared in pixels alone. Where
// the model saw mirror images, the nearer of an image and its mirror image counts. Training images
// pass in blocks: memory does not grow with their number, but 20 KB a sample and held-out image.
// Samples are rounded to bytes as images are. Throws Error for settings that make no sense, images
// of another kind than the model's, and when `stop` was requested. Blocks; uses LibTorch on the
// calling thread.
MemorisationReport check_memorisation(const SnapshotPointer& model, MemorisationImages& images,
                                      const MemorisationSettings& settings,
                                      const std::stop_token& stop,
                                      const MemorisedProgress& progress);

}  // namespace zscope
