// SPDX-License-Identifier: MIT
#include "core/engine/detail/direct/libtorch_product.h"

#include <c10/core/GradMode.h>

#include <array>

namespace zscope::detail::direct {

namespace {

using Pair = std::array<std::int64_t, 2>;

Pair stride_of(kernels::Geometry geometry) {
    return geometry == kernels::Geometry::strided ? Pair{2, 2} : Pair{1, 1};
}
Pair padding_of(kernels::Geometry geometry) {
    return geometry == kernels::Geometry::strided ? Pair{1, 1} : Pair{0, 0};
}

at::ScalarType type_of(const Crew& crew) {
    return crew.set->bf16 ? at::kBFloat16 : at::kFloat;
}

// (N, C, H, W), channels last.
at::Tensor to_channels_last(const Crew& crew, const MapsShape& shape, const void* maps) {
    at::Tensor rows =
        at::empty({shape.images, shape.side, shape.side, shape.channels}, type_of(crew));
    kernels::UnblockArgs args;
    args.shape = shape;
    args.maps = maps;
    args.out = rows.mutable_data_ptr();
    crew.run(crew.set->unblock, args);
    return rows.permute({0, 3, 1, 2});
}

}  // namespace

void libtorch_multiply(const Crew& crew, const kernels::MultiplyArgs& args,
                       const at::Tensor& weight, const std::function<double*(int)>& sums_of) {
    const c10::NoGradGuard no_grad;
    const at::Tensor in = to_channels_last(crew, args.in, args.input);
    const at::Tensor w = weight.to(type_of(crew));
    const Pair stride = stride_of(args.geometry), padding = padding_of(args.geometry);
    const at::Tensor out = args.down ? at::conv2d(in, w, {}, stride, padding)
                                     : at::conv_transpose2d(in, w, {}, stride, padding);
    const at::Tensor values = out.to(at::kFloat).permute({0, 2, 3, 1}).contiguous();
    kernels::FinishArgs finish;
    finish.values = values.const_data_ptr<float>();
    finish.images = args.in.images;
    finish.out_side = args.out_side;
    finish.out_channels = args.out_channels;
    finish.output = args.output;
    crew.run_each(crew.set->finish, finish,
                  [&](kernels::FinishArgs& own, int part) { own.output.sums = sums_of(part); });
}

void libtorch_weight_gradient(const Crew& crew, kernels::Geometry geometry, const MapsShape& small,
                              const void* small_maps, const MapsShape& big, const void* big_maps,
                              const at::Tensor& weight, const at::Tensor& gradient, bool add) {
    const c10::NoGradGuard no_grad;
    const at::Tensor out_gradient = to_channels_last(crew, small, small_maps);
    const at::Tensor in = to_channels_last(crew, big, big_maps);
    const at::Tensor made = std::get<1>(at::convolution_backward(
        out_gradient, in, weight.to(type_of(crew)), {}, stride_of(geometry), padding_of(geometry),
        Pair{1, 1}, false, Pair{0, 0}, 1, {false, true, false}));
    if (add) {
        gradient.add_(made);
    } else {
        gradient.copy_(made);
    }
}

}  // namespace zscope::detail::direct
