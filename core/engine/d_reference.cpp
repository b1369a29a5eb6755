// SPDX-License-Identifier: MIT
#include "core/engine/d_reference.h"

#include <algorithm>

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

double percentile(const std::vector<float>& sorted, float logit) {
    if (sorted.empty()) return 50.0;
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), logit);
    const auto below = static_cast<double>(first - sorted.begin());
    const auto equal = static_cast<double>(last - first);
    return 100.0 * (below + 0.5 * equal) / static_cast<double>(sorted.size());
}

}  // namespace zscope
