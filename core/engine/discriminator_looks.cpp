// SPDX-License-Identifier: MIT
#include "core/engine/discriminator_looks.h"

#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/engine/detail/compute_threads.h"
#include "core/engine/detail/d_looks.h"
#include "core/engine/detail/network.h"

namespace zscope {

namespace {

constexpr std::int64_t kPiece = 64;  // images per pass: bounds the memory of the maps

}  // namespace

struct DiscriminatorLooks::State {
    detail::Network d;

    // what(images (n, C, H, W)) of all pieces, joined.
    template <class What>
    at::Tensor in_pieces(const HostTensor& images, const std::stop_token& stop, What what) {
        const c10::InferenceMode inference;
        const Architecture& network = d.architecture();
        const std::vector<std::int64_t> one = {network.channels, network.image_size(),
                                               network.image_size()};
        const bool fits = images.shape.size() == 4 && images.shape[0] > 0 &&
                          std::equal(one.begin(), one.end(), images.shape.begin() + 1);
        if (!fits) fail("The discriminator takes images of {0}×{1}×{1}", one[0], one[1]);
        const at::Tensor all = detail::to_tensor(to_f32(images));
        std::vector<at::Tensor> pieces;
        for (std::int64_t first = 0; first < all.size(0); first += kPiece) {
            if (stop.stop_requested()) fail("stopped");
            pieces.push_back(what(all.slice(0, first, std::min(first + kPiece, all.size(0)))));
        }
        return pieces.size() == 1 ? pieces.front() : at::cat(pieces);
    }
};

DiscriminatorLooks::DiscriminatorLooks(const SnapshotPointer& model, int threads) {
    detail::set_compute_threads(threads);
    const Architecture& network = detail::discriminator_of(*model);
    const c10::InferenceMode inference;
    state_ = std::make_unique<State>(State{detail::Network::from_tensors(network, *model->d)});
}

DiscriminatorLooks::~DiscriminatorLooks() = default;
DiscriminatorLooks::DiscriminatorLooks(DiscriminatorLooks&&) noexcept = default;
DiscriminatorLooks& DiscriminatorLooks::operator=(DiscriminatorLooks&&) noexcept = default;

std::vector<float> DiscriminatorLooks::logits(const HostTensor& images) {
    const HostTensor all = detail::to_host(state_->in_pieces(
        images, {}, [&](const at::Tensor& x) { return state_->d.forward(x, detail::Mode::eval); }));
    return {all.f32().begin(), all.f32().end()};
}

HostTensor DiscriminatorLooks::maps(const HostTensor& images, std::int64_t block) {
    (void)detail::d_map_shape(state_->d.architecture(), block);
    return detail::to_host(state_->in_pieces(images, {}, [&](const at::Tensor& x) {
        return state_->d.forward_to_block(x, block, detail::Mode::eval);
    }));
}

HostTensor DiscriminatorLooks::saliency(const HostTensor& images, const WantSaliency& what) {
    return detail::to_host(state_->in_pieces(
        images, {}, [&](const at::Tensor& x) { return detail::d_saliency(state_->d, x, what); }));
}

HostTensor DiscriminatorLooks::features(const HostTensor& images, const std::stop_token& stop) {
    return detail::to_host(state_->in_pieces(
        images, stop, [&](const at::Tensor& x) { return detail::pooled_features(state_->d, x); }));
}

std::int64_t DiscriminatorLooks::feature_count() const {
    return detail::pooled_feature_count(state_->d.architecture());
}

}  // namespace zscope
