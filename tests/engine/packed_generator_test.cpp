// SPDX-License-Identifier: MIT
#include "core/engine/detail/direct/packed_generator.h"

#include <doctest/doctest.h>

#include "core/engine/kernels/sets.h"
#include "core/latent/torch_randn.h"

using namespace zscope;
using namespace zscope::detail;

namespace {

// A generator whose BatchNorms hold what no fresh one has.
NamedTensors lived_in(const Architecture& architecture) {
    NamedTensors tensors = Network::initialised(architecture, 5).to_host();
    std::uint64_t seed = 1;
    for (auto& [name, tensor] : tensors) {
        if (!name.ends_with("running_mean") && !name.ends_with("running_var")) continue;
        std::vector<float> values = torch_randn(++seed, tensor.shape[0]);
        for (float& x : values)
            x = name.ends_with("var") ? 0.02F + 0.01F * x * x : 0.05F * x;
        tensor = HostTensor::from_floats(tensor.shape, values);
    }
    return tensors;
}

Architecture architecture_of(std::int64_t size, std::int64_t channels, std::int64_t ngf) {
    NetworkShape shape;
    shape.size = size;
    shape.channels = channels;
    shape.nz = 10;
    shape.ngf = ngf;
    return dcgan_generator(shape);
}

at::Tensor packed_images(direct::PackedGenerator& g, const Architecture& architecture,
                         const std::vector<float>& z, std::span<const Edit> edits, int threads) {
    const std::int64_t side = architecture.image_size();
    at::Tensor out = at::empty(
        {static_cast<std::int64_t>(z.size()) / architecture.nz, architecture.channels, side, side});
    g.images(z, edits, threads,
             {out.mutable_data_ptr<float>(), static_cast<std::size_t>(out.numel())});
    return out;
}

at::Tensor exact_images(const Architecture& architecture, const NamedTensors& weights,
                        const std::vector<float>& z, std::span<const Edit> edits) {
    const c10::NoGradGuard no_grad;
    const auto count = static_cast<std::int64_t>(z.size()) / architecture.nz;
    at::Tensor latents = at::empty({count, architecture.nz});
    std::memcpy(latents.mutable_data_ptr(), z.data(), z.size() * sizeof(float));
    return Network::from_tensors(architecture, weights).forward(latents, Mode::eval, edits);
}

double largest_difference(const at::Tensor& a, const at::Tensor& b) {
    return (a - b).abs().max().item<double>();
}

}  // namespace

TEST_CASE("a packed generator draws what the network draws, for every set, size and edit") {
    Edit ablate;
    ablate.block = 2;
    ablate.units = std::vector<std::int64_t>{0, 5};
    Edit invert;
    invert.block = 3;
    invert.op = EditOp::invert;
    for (const auto& [size, channels, ngf] :
         {std::tuple{32, 3, 9}, {64, 3, 16}, {64, 1, 16}, {128, 3, 8}}) {
        const Architecture architecture = architecture_of(size, channels, ngf);
        const NamedTensors weights = lived_in(architecture);
        const std::vector<float> z = torch_randn(3, 7 * architecture.nz);
        for (const kernels::KernelSet* set : kernels::usable_sets()) {
            CAPTURE(set->name);
            CAPTURE(size);
            const double allowed = set->bf16 ? 0.05 : 2e-5;
            direct::PackedGenerator g({set, 2}, architecture, weights);
            for (const std::vector<Edit>& edits :
                 {std::vector<Edit>{}, {ablate}, {ablate, invert}}) {
                const at::Tensor ours = packed_images(g, architecture, z, edits, 2);
                const at::Tensor exact = exact_images(architecture, weights, z, edits);
                CHECK(largest_difference(ours, exact) < allowed);
            }
        }
    }
}

TEST_CASE("an image alone is that image in a batch, bit for bit, on any number of threads") {
    const Architecture architecture = architecture_of(64, 3, 16);
    const std::vector<float> z = torch_randn(4, 19 * architecture.nz);
    for (const kernels::KernelSet* set : kernels::usable_sets()) {
        CAPTURE(set->name);
        direct::PackedGenerator g({set, 2}, architecture, lived_in(architecture));
        const at::Tensor batch = packed_images(g, architecture, z, {}, 2);
        for (const std::int64_t row : {0, 7, 18}) {
            const auto first = z.begin() + row * architecture.nz;
            const std::vector<float> one(first, first + architecture.nz);
            const at::Tensor alone = packed_images(g, architecture, one, {}, 1);
            CHECK(at::equal(alone[0], batch[row]));
        }
    }
}

TEST_CASE("a packed generator takes the next snapshot's weights") {
    const Architecture architecture = architecture_of(32, 3, 8);
    const NamedTensors weights = lived_in(architecture);
    const std::vector<float> z = torch_randn(5, architecture.nz);
    for (const kernels::KernelSet* set : kernels::usable_sets()) {
        CAPTURE(set->name);
        direct::PackedGenerator first({set, 1}, architecture,
                                      Network::initialised(architecture, 9).to_host());
        direct::PackedGenerator second({set, 1}, architecture, weights);
        first.load(weights);
        CHECK(at::equal(packed_images(first, architecture, z, {}, 1),
                        packed_images(second, architecture, z, {}, 1)));
    }
}
