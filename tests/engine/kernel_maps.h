// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <random>
#include <vector>

#include "core/engine/kernels/buffer.h"
#include "core/engine/kernels/sets.h"

// What the tests of kernels share: numbers, and maps in tiles.
namespace zscope::testing {

using kernels::Buffer;
using kernels::Form;
using kernels::KernelSet;
using kernels::kTile;
using kernels::MapsShape;
using kernels::NormArgs;
using kernels::padded;

// Normal; already rounded where the kernels would round them.
inline at::Tensor random(at::IntArrayRef shape, unsigned seed, bool bf16) {
    at::Tensor values = at::empty(shape);
    std::mt19937 engine(seed);
    std::normal_distribution<float> normal;
    for (std::int64_t i = 0; i < values.numel(); ++i)
        values.mutable_data_ptr<float>()[i] = normal(engine);
    return bf16 ? values.to(at::kBFloat16).to(at::kFloat) : values;
}

inline double relative_error(const at::Tensor& value, const at::Tensor& exact) {
    const at::Tensor truth = exact.to(at::kDouble);
    return ((value.to(at::kDouble) - truth).norm() / truth.norm()).item<double>();
}

template <class Args>
void run(void (*kernel)(const Args&, int, int), const Args& args, int parts = 3) {
    for (int part = 0; part < parts; ++part)
        kernel(args, part, parts);
}

// Maps in tiles, written and read here by the formula of layout.h.
class Maps {
  public:
    Maps(const KernelSet& set, const MapsShape& shape)
        : set_(set),
          shape_(shape),
          memory_(static_cast<std::size_t>(shape.elements()) * (set.bf16 ? 2 : 4)),
          form_(memory_.bytes()) {}
    Maps(const KernelSet& set, const at::Tensor& values, Form form)
        : Maps(set, {values.size(2), values.size(1), values.size(0)}) {
        const at::Tensor dense = values.contiguous();
        each([&](std::int64_t at, std::int64_t from) {
            const float x = dense.const_data_ptr<float>()[from];
            if (set_.bf16) {
                memory_.as<at::BFloat16>()[at] = x;
            } else {
                memory_.as<float>()[at] = x;
            }
        });
        if (form != Form::none && set_.paired) make_form(form);
    }
    at::Tensor values() const {
        at::Tensor out = at::empty({shape_.images, shape_.channels, shape_.side, shape_.side});
        each([&](std::int64_t at, std::int64_t to) {
            out.mutable_data_ptr<float>()[to] =
                set_.bf16 ? float{memory_.as<at::BFloat16>()[at]} : memory_.as<float>()[at];
        });
        return out;
    }
    const MapsShape& shape() const { return shape_; }
    void* data() const { return memory_.data(); }
    const void* operand() const { return set_.paired ? form_.data() : memory_.data(); }

  private:
    template <class Work>
    void each(Work work) const {
        const MapsShape& s = shape_;
        for (std::int64_t n = 0; n < s.images; ++n) {
            for (std::int64_t c = 0; c < s.channels; ++c) {
                for (std::int64_t p = 0; p < s.pixels(); ++p) {
                    const std::int64_t tile =
                        (p * s.image_tiles() + n / 16) * s.channel_tiles() + c / 32;
                    work(tile * kTile + n % 16 * 32 + c % 32,
                         (n * s.channels + c) * s.pixels() + p);
                }
            }
        }
    }
    // By a BatchNorm that changes nothing.
    void make_form(Form form) {
        const std::vector<float> ones(static_cast<std::size_t>(padded(shape_.channels)), 1.0F);
        const std::vector<float> zeros(ones.size(), 0.0F);
        NormArgs args;
        args.shape = shape_;
        args.before = args.maps = memory_.data();
        args.scale = ones.data();
        args.shift = zeros.data();
        args.slope = 1.0F;
        args.form = form_.data();
        args.form_kind = form;
        run(set_.norm, args);
    }
    const KernelSet& set_;
    MapsShape shape_;
    Buffer memory_, form_;
};

}  // namespace zscope::testing
