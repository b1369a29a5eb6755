// SPDX-License-Identifier: MIT
#include "core/engine/sampling.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/engine/detail/compute_threads.h"
#include "core/engine/detail/runner.h"

namespace zscope {

namespace {

constexpr std::size_t kPiece = 64;  // images per pass: bounds the memory of activations

struct FloatBuffer {
    explicit FloatBuffer(std::size_t count)
        : bytes(std::make_shared_for_overwrite<std::byte[]>(count * sizeof(float))),
          values(reinterpret_cast<float*>(bytes.get()), count) {}

    HostTensor as_tensor(std::vector<std::int64_t> shape) const {
        return {DType::f32, std::move(shape), bytes};
    }

    std::shared_ptr<std::byte[]> bytes;
    std::span<float> values;
};

// Calls piece(first, count) until `total` is covered.
template <class Piece>
void in_pieces(std::size_t total, const std::stop_token& stop, Piece piece) {
    for (std::size_t first = 0; first < total; first += kPiece) {
        if (stop.stop_requested()) fail("stopped");
        piece(first, std::min(kPiece, total - first));
    }
}

}  // namespace

struct Sampler::State {
    detail::Runner runner;

    // N, once z is known to be whole rows.
    std::size_t rows(std::span<const float> z) const {
        const auto nz = static_cast<std::size_t>(runner.model()->generator.inputs());
        if (z.size() % nz != 0) {
            fail("{} numbers cannot be latents: this model takes {} per image", z.size(), nz);
        }
        return z.size() / nz;
    }
    std::span<const float> piece_of(std::span<const float> z, std::size_t first,
                                    std::size_t count) const {
        const auto nz = static_cast<std::size_t>(runner.model()->generator.inputs());
        return z.subspan(first * nz, count * nz);
    }
};

Sampler::Sampler(SnapshotPointer model, Weights weights, int threads) {
    detail::set_compute_threads(threads);
    state_ = std::make_unique<State>(State{detail::Runner(std::move(model), weights)});
}

Sampler::~Sampler() = default;
Sampler::Sampler(Sampler&&) noexcept = default;
Sampler& Sampler::operator=(Sampler&&) noexcept = default;

const ModelSnapshot& Sampler::model() const {
    return *state_->runner.model();
}

HostTensor Sampler::images(std::span<const float> z, std::span<const Edit> edits,
                           const std::stop_token& stop) {
    const std::size_t total = state_->rows(z);
    const auto each = static_cast<std::size_t>(state_->runner.image_values());
    const FloatBuffer out(total * each);
    in_pieces(total, stop, [&](std::size_t first, std::size_t count) {
        state_->runner.images(state_->piece_of(z, first, count), edits,
                              out.values.subspan(first * each, count * each));
    });
    const Architecture& g = model().generator;
    return out.as_tensor(
        {static_cast<std::int64_t>(total), g.channels, g.image_size(), g.image_size()});
}

std::vector<float> Sampler::d_logits(const HostTensor& images) {
    const Architecture& g = model().generator;
    const std::vector<std::int64_t> one = {g.channels, g.image_size(), g.image_size()};
    if (images.shape.size() != 4 || !std::equal(one.begin(), one.end(), images.shape.begin() + 1)) {
        fail("The discriminator takes images of {0}×{1}×{1}", g.channels, g.image_size());
    }
    const HostTensor floats = to_f32(images);
    const auto each = static_cast<std::size_t>(state_->runner.image_values());
    std::vector<float> out(static_cast<std::size_t>(images.shape[0]));
    in_pieces(out.size(), {}, [&](std::size_t first, std::size_t count) {
        state_->runner.logits_of_images(floats.f32().subspan(first * each, count * each),
                                        std::span(out).subspan(first, count));
    });
    return out;
}

HostTensor Sampler::block_maps(std::span<const float> z, std::int64_t block,
                               std::span<const Edit> edits) {
    const std::size_t total = state_->rows(z);
    const auto [channels, height, width] = state_->runner.map_shape(block);
    const auto each = static_cast<std::size_t>(channels * height * width);
    const FloatBuffer out(total * each);
    in_pieces(total, {}, [&](std::size_t first, std::size_t count) {
        state_->runner.maps(state_->piece_of(z, first, count), block, edits,
                            out.values.subspan(first * each, count * each));
    });
    return out.as_tensor({static_cast<std::int64_t>(total), channels, height, width});
}

}  // namespace zscope
