// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/image/image.h"
#include "core/latent/labels.h"
#include "core/model/host_tensor.h"
#include "core/model/snapshot.h"

namespace zscope {

struct InvertOptions {
    std::int64_t starts = 4;      // z to begin at, at least; of a conditional model one per label
    std::int64_t rounds = 16;     // of least squares for each start, at most
    std::int64_t steps = 60;      // of Adam afterwards, where the image was not found exactly
    double learning_rate = 0.05;  // of Adam; falls to a twentieth of it along a cosine
    std::uint64_t seed = 1;       // of the random z
    std::int64_t samples = 2000;  // random z that tell where to begin
    std::int64_t label = kLabelsInTurn;  // of a conditional model; kLabelsInTurn: all are tried
};
// What is tried with numbers within their ranges; an Error names the first that is not.
void check(const InvertOptions& options);

// How far an image is from the target.
struct ImageDistance {
    // Mean absolute difference of the pixels, of the whole range from black to white: 0…1. In the
    // network's −1…1 it is twice that.
    double pixels = 0.0;
    // Root mean square difference of the features, of that of a random sample: 0 the same, 1 as far
    // away as random samples are.
    double features = 0.0;
};

struct InvertResult {
    std::vector<float> z;     // (nz + labels), what the generator takes
    std::int64_t label = -1;  // of a conditional model
    HostTensor image;         // (C, H, W), −1…1: G(z)
    ImageDistance distance;
    // The nearest of kInvertYardstick random samples: what one gets without searching.
    ImageDistance yardstick;
    std::string features;     // for people: whose they are
    double norm = 0.0;        // ‖z‖, without labels
    double deviations = 0.0;  // from the prior's, in its standard deviations (prior_shell.h)
    bool exact = false;       // the pixels differ by a level of 255 or less, on the average
    bool stopped = false;     // the best so far of a search that was stopped
    struct Start {
        std::string from;  // "regression", "random sample"
        std::int64_t label = -1;
        ImageDistance distance;  // where it came to
    };
    std::vector<Start> starts;
};
inline constexpr std::int64_t kInvertYardstick = 256;
inline constexpr double kExactPixels = 1.0 / 255.0;

// What the nearest image says about the model. Pure.
enum class InvertVerdict {
    found,   // the model draws this image
    near,    // much nearer than random samples, not the image
    cannot,  // hardly nearer than random samples
};
InvertVerdict verdict_of(const ImageDistance& found, const ImageDistance& yardstick);
const char* sentence_about(InvertVerdict verdict);  // for people

// `best` is null until there is one, and now and then in between: it is made at most every 0.3 s.
using InvertProgress =
    std::function<void(double share, const std::string& what, const InvertResult* best)>;

// Finds the z whose image is nearest to a given one: from several starts, least squares in pixels
// (Levenberg 1944, Marquardt 1963: a z of 100 numbers against 12,288 pixels is well determined),
// then, unless that found it exactly, Adam on pixels and features from all starts at once. The
// features are D's last hidden maps in eval mode; without a D the image at 1/2, 1/4 and 1/8 of its
// size. z is kept where the prior puts it (keep_in_prior). The first start is a linear regression
// of z on small images of `samples` random z; the others are the random z whose images are nearest.
// Reference arithmetic; the same result for the same seed, thread count and processor.
// Not thread-safe; one per thread. The random samples are kept for the next image.
class Inverter {
  public:
    // An Error if the weights are not there or do not fit.
    Inverter(SnapshotPointer model, Weights weights, int threads = 0);
    ~Inverter();
    Inverter(Inverter&&) noexcept;
    Inverter& operator=(Inverter&&) noexcept;

    // `target`: of the model's size and channels, else an Error. When `stop` is requested: the best
    // so far, or an Error "stopped" if there is none yet.
    InvertResult find(const ImageU8& target, const InvertOptions& options,
                      const std::stop_token& stop = {}, const InvertProgress& progress = {});
    const ModelSnapshot& model() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace zscope
