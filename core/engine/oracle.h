// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/host_tensor.h"
#include "core/statistics/answers.h"
#include "core/worlds/world.h"

namespace zscope {

// What an oracle saw in N images.
struct OracleReading {
    std::int64_t count = 0;
    std::vector<float> values;           // (N, A): logits of yes/no attributes; degrees
    std::vector<float> features;         // (N, features()): for distances between sets
    std::vector<std::uint8_t> segments;  // (N, 64, 64), as WorldImage's; empty without maps
};

// A small network, trained on a world's labels, that says what an image shows: the measuring
// instrument for what no label is known of, generated images above all. Filled once from a file;
// reference arithmetic (fp32). One thread at a time.
class Oracle {
  public:
    // An Error names the file and what is wrong with it.
    static Oracle open(const std::filesystem::path& path);
    // The one that comes with zscope; `check`: the second one, of another seed, which only checks
    // what was chosen by the first.
    static Oracle shipped(const World& world, bool check = false);
    ~Oracle();
    Oracle(Oracle&&) noexcept;
    Oracle& operator=(Oracle&&) noexcept;

    const World& world() const;
    std::int64_t features() const;
    // One per attribute; of angles without meaning.
    std::span<const AnswerLimits> limits() const;
    // The single limit between yes and no.
    std::span<const float> thresholds() const;
    std::string provenance() const;

    // images: (N, C, H, W), f32, −1…1, C 1 or 3, square; looked at in 64 pixels.
    OracleReading read(const HostTensor& images, const std::stop_token& stop = {});
    // pixels: (N, size, size, 3) bytes.
    OracleReading read_bytes(std::span<const std::uint8_t> pixels, int size,
                             const std::stop_token& stop = {});

  private:
    struct State;
    explicit Oracle(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

struct OracleTraining {
    std::string world;
    std::uint64_t seed = 1;       // of weights, images (world seed 1000 + seed) and their order
    std::int64_t images = 24000;  // drawn once and held in memory
    std::int64_t steps = 3000;
    std::int64_t batch = 64;
    double rate = 2e-3;  // the highest of Adam's rate: warmed up, then a cosine down to 0
    int threads = 0;
};

struct OracleProgress {
    std::int64_t step = 0;  // 0: images are being drawn
    double share = 0.0;     // of the whole work
    double loss = 0.0;      // mean since the last report
};

// Trains an oracle and writes it to `out` as bf16 safetensors: weights, limits (set on other
// images, spoilt as generators spoil theirs), metadata format=zscope-oracle. Half of what it learns
// from is spoilt too. `stop` ends it with an Error and writes nothing. Runs on the calling thread.
void train_oracle(const OracleTraining& training, const std::filesystem::path& out,
                  const std::stop_token& stop,
                  const std::function<void(const OracleProgress&)>& progress);

// How an oracle does on `count` fresh images of its world, drawn from `seed`.
// Images of a world from this seed are held out: no model and no oracle learns from them.
inline constexpr std::uint64_t kHeldOutSeed = 4000;

struct OracleCheck {
    struct Attribute {
        std::string key;
        Agreement verdicts;             // truth first; by the single threshold
        std::int64_t unsure = 0;        // answers between the limits
        std::int64_t wrong = 0;         // of the others
        double mean_degrees_off = 0.0;  // of an angle
    };
    struct Segment {
        std::string key;
        double iou = 0.0;  // pixels of all images together: intersection over union
    };
    std::int64_t count = 0;
    std::vector<Attribute> attributes;
    std::vector<Segment> segments;
};
OracleCheck check_oracle(Oracle& oracle, std::int64_t count, std::uint64_t seed, bool spoilt,
                         const std::stop_token& stop = {},
                         const std::function<void(double share)>& progress = {});

}  // namespace zscope
