// SPDX-License-Identifier: MIT
#include "core/engine/d_reference.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/latent/labels.h"

namespace zscope {

namespace {

HostTensor first_images(const HostTensor& images, std::int64_t count) {
    if (images.shape.empty() || images.shape[0] <= count) return images;
    HostTensor first = images;  // shares the bytes
    first.shape[0] = count;
    return first;
}

std::vector<float> sorted(std::vector<float> values) {
    std::sort(values.begin(), values.end());
    return values;
}

}  // namespace

DReference make_d_reference(Sampler& sampler, const HostTensor* real_images,
                            const std::stop_token& stop) {
    const ModelSnapshot& model = sampler.model();
    const std::vector<float> z = draw_inputs(model.prior, 0, kDReferenceImages, model.generator);
    DReference reference;
    reference.generated = sorted(sampler.d_logits(sampler.images(z, {}, stop)));
    if (real_images) {
        reference.real = sorted(sampler.d_logits(first_images(*real_images, kDReferenceImages)));
    }
    return reference;
}

std::vector<float> logits_of_data(Sampler& sampler, DataSource& data, std::int64_t count,
                                  const std::stop_token& stop, const ShareDone& done) {
    constexpr std::int64_t kPiece = 64;
    const std::int64_t size = data.size(), channels = data.channels(), plane = size * size;
    const Architecture& g = sampler.model().generator;
    if (size != g.image_size() || channels != g.channels) {
        fail("{} has {} x {} pixels of {} channels; the model draws others", data.description(),
             size, size, channels);
    }
    const std::int64_t all = data.count(), taken = std::min(count, all);
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(plane * channels));
    std::vector<float> logits;
    for (std::int64_t first = 0; first < taken; first += kPiece) {
        if (stop.stop_requested()) fail("stopped");
        const std::int64_t piece = std::min(kPiece, taken - first);
        std::vector<float> planes(static_cast<std::size_t>(piece * channels * plane));
        for (std::int64_t i = 0; i < piece; ++i) {
            data.read((first + i) * all / taken, bytes);
            for (std::int64_t k = 0; k < channels * plane; ++k) {
                const std::uint8_t byte = bytes[static_cast<std::size_t>(
                    k % plane * channels + k / plane)];  // (H, W, C) → (C, H, W)
                planes[static_cast<std::size_t>(i * channels * plane + k)] =
                    static_cast<float>(byte) / 127.5F - 1.0F;
            }
        }
        const std::vector<float> more =
            sampler.d_logits(HostTensor::from_floats({piece, channels, size, size}, planes));
        logits.insert(logits.end(), more.begin(), more.end());
        if (done) done(static_cast<double>(first + piece) / static_cast<double>(taken));
    }
    return sorted(std::move(logits));
}

double percentile(const std::vector<float>& sorted, float logit) {
    if (sorted.empty()) return 50.0;
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), logit);
    const auto below = static_cast<double>(first - sorted.begin());
    const auto equal = static_cast<double>(last - first);
    return 100.0 * (below + 0.5 * equal) / static_cast<double>(sorted.size());
}

}  // namespace zscope
