// SPDX-License-Identifier: MIT
#include "core/engine/near_hash.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/engine/detail/adam.h"
#include "core/engine/detail/compute_threads.h"
#include "core/io/data/batch_loader.h"
#include "core/latent/torch_randn.h"

namespace zscope {

namespace {

constexpr std::int64_t kValues = kNearHashSide * kNearHashSide * 3;
constexpr std::int64_t kCode = 128;
constexpr std::int64_t kBatch = 128;
constexpr double kDropped = 0.2;  // of the pixels' values, and of the code
constexpr double kRate = 1e-3;
constexpr double kTrainingShare = 0.7;  // of the whole work, for the progress
constexpr std::int64_t kMeanImages = 2000;
constexpr std::int64_t kMostPasses = 200;

using detail::TensorMap;

at::Tensor drawn(std::uint64_t seed, std::int64_t rows, std::int64_t columns) {
    const std::vector<float> values = torch_randn(seed, rows * columns);
    return at::from_blob(const_cast<float*>(values.data()), {rows, columns}) /
           std::sqrt(static_cast<double>(columns));
}

class Autoencoder {
  public:
    explicit Autoencoder(std::uint64_t seed)
        : random_(at::make_generator<at::CPUGeneratorImpl>(mix_seed(seed, 2))) {
        parameters_["encode.weight"] = drawn(mix_seed(seed, 0), kCode, kValues);
        parameters_["encode.bias"] = at::zeros({kCode});
        parameters_["decode.weight"] = drawn(mix_seed(seed, 1), kValues, kCode);
        parameters_["decode.bias"] = at::zeros({kValues});
        for (auto& [name, values] : parameters_)
            values.requires_grad_(true);
        adam_ = detail::Adam(parameters_);
    }

    // images: (N, kValues).
    void learn(const at::Tensor& images, std::int64_t step) {
        for (auto& [name, values] : parameters_)
            values.mutable_grad() = at::Tensor();
        const at::Tensor code = dropped(code_of(dropped(images)).relu());
        const at::Tensor again =
            at::linear(code, parameters_.at("decode.weight"), parameters_.at("decode.bias"));
        (again - images).square().mean().mul(kValues).backward();
        adam_.apply(parameters_, step, {kRate, 0.9, 0.999});
    }

    // Before the ReLU: (N, kCode).
    at::Tensor code_of(const at::Tensor& images) const {
        return at::linear(images, parameters_.at("encode.weight"), parameters_.at("encode.bias"));
    }

  private:
    // What is kept is enlarged, so that the sum stays what it is on average.
    at::Tensor dropped(const at::Tensor& values) {
        const at::Tensor kept = at::empty_like(values.detach()).bernoulli_(1.0 - kDropped, random_);
        return values * kept / (1.0 - kDropped);
    }

    TensorMap parameters_;
    detail::Adam adam_;
    at::Generator random_;
};

class Images {
  public:
    explicit Images(DataSource& source) : source_(source) {
        if (source.size() != kNearHashSide || source.channels() != 3)
            fail("near-duplicates are looked for in colour images of 32 pixels");
        mean_ = at::zeros({kValues});
        const std::int64_t count = std::min(kMeanImages, source.count());
        mean_ = batch(0, count, [&](std::int64_t i) { return i * source.count() / count; }).mean(0);
    }

    // Images which(first) … which(first + count − 1), (count, kValues) about zero.
    template <class Which>
    at::Tensor batch(std::int64_t first, std::int64_t count, Which which) {
        std::vector<std::uint8_t> bytes(static_cast<std::size_t>(count * kValues));
        for (std::int64_t i = 0; i < count; ++i) {
            source_.read(which(first + i),
                         std::span(bytes).subspan(static_cast<std::size_t>(i * kValues), kValues));
        }
        return at::from_blob(bytes.data(), {count, kValues}, at::kByte).to(at::kFloat) / 127.5 -
               1.0 - mean_;
    }

  private:
    DataSource& source_;
    at::Tensor mean_;
};

void check_stop(const std::stop_token& stop) {
    if (stop.stop_requested()) fail("stopped while near-duplicates were looked for");
}

void append_bits(const at::Tensor& code, std::vector<Hash128>& hashes) {
    const at::Tensor set = code.gt(0).to(at::kByte).contiguous();
    const auto* bit = set.const_data_ptr<std::uint8_t>();
    for (std::int64_t row = 0; row < set.size(0); ++row) {
        Hash128 hash{};
        for (std::size_t i = 0; i < static_cast<std::size_t>(kCode); ++i)
            hash[i / 64] |= static_cast<std::uint64_t>(*bit++) << i % 64;
        hashes.push_back(hash);
    }
}

}  // namespace

std::vector<Hash128> near_hashes(DataSource& source, const NearHashTraining& training,
                                 const std::stop_token& stop,
                                 const std::function<void(double share)>& progress) {
    const std::int64_t count = source.count();
    if (count == 0) return {};
    detail::set_compute_threads(training.threads);
    Images images(source);
    Autoencoder network(training.seed);
    const std::int64_t looks = std::min(training.images, kMostPasses * count);
    const std::int64_t steps = std::max<std::int64_t>(1, looks / kBatch);
    const auto in_order_of_learning = [&](std::int64_t position) {
        return shuffled_index(static_cast<std::int64_t>(training.seed), position / count,
                              position % count, count);
    };
    for (std::int64_t step = 0; step < steps; ++step) {
        check_stop(stop);
        network.learn(images.batch(step * kBatch, kBatch, in_order_of_learning), step + 1);
        progress(kTrainingShare * static_cast<double>(step + 1) / static_cast<double>(steps));
    }
    const c10::NoGradGuard no_grad;
    std::vector<Hash128> hashes;
    hashes.reserve(static_cast<std::size_t>(count));
    constexpr std::int64_t kPiece = 512;
    for (std::int64_t first = 0; first < count; first += kPiece) {
        check_stop(stop);
        const std::int64_t some = std::min(kPiece, count - first);
        append_bits(network.code_of(images.batch(first, some, [](std::int64_t i) { return i; })),
                    hashes);
        progress(kTrainingShare + (1.0 - kTrainingShare) * static_cast<double>(first + some) /
                                      static_cast<double>(count));
    }
    return hashes;
}

}  // namespace zscope
