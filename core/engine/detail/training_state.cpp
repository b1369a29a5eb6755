// SPDX-License-Identifier: MIT
#include "core/engine/detail/training_state.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/latent/torch_randn.h"

namespace zscope::detail {

namespace {

// Steps for a new D beside a G that came without one: enough to tell fakes from images, too few to
// win.
constexpr std::int64_t kNewDWarmUp = 100;

NamedTensors to_host(const TensorMap& tensors) {
    NamedTensors result;
    for (const auto& [name, tensor] : tensors)
        result[name] = detail::to_host(tensor);
    return result;
}

void check_finite(const TensorMap& tensors, const char* what, std::int64_t step) {
    for (const auto& [name, tensor] : tensors) {
        if (!tensor.is_floating_point()) continue;
        // A sum is finite only if every term is (and no fp32 sum of sane weights overflows in f64).
        if (!tensor.detach().sum(at::kDouble).isfinite().item<bool>()) {
            fail("step {}: {} {} holds numbers that are not finite", step, what, name);
        }
    }
}

void place(TensorMap& tensors, const Arithmetic& arithmetic) {
    for (auto& [name, tensor] : tensors) {
        const bool with_grad = tensor.requires_grad();
        tensor = tensor.detach().to(device_of(arithmetic));
        if (arithmetic.channels_last && tensor.dim() == 4) {
            tensor = tensor.contiguous(at::MemoryFormat::ChannelsLast);
        }
        tensor.requires_grad_(with_grad);
    }
}

// The same layers under the same names: what dcgan_generator and dcgan_discriminator would make.
bool same_layers(const Architecture& a, const Architecture& b) {
    return std::equal(a.blocks.begin(), a.blocks.end(), b.blocks.begin(), b.blocks.end(),
                      [](const Block& x, const Block& y) {
                          return x.in == y.in && x.out == y.out && x.kernel == y.kernel &&
                                 x.stride == y.stride && x.padding == y.padding &&
                                 x.output_padding == y.output_padding && x.bias == y.bias &&
                                 x.name == y.name && x.norm_name == y.norm_name;
                      });
}

}  // namespace

at::Device device_of(const Arithmetic& arithmetic) {
    return arithmetic.cuda ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU);
}

Network clone(const Network& network) {
    return Network::from_tensors(network.architecture(), network.to_host());
}

TrainingState TrainingState::initialised(const TrainConfig& config) {
    const auto seed = static_cast<std::uint64_t>(config.seed);
    TrainingState state;
    state.config = config;
    state.g = Network::initialised(dcgan_generator(config.shape()), mix_seed(seed, 1));
    state.d = Network::initialised(dcgan_discriminator(config.shape()), mix_seed(seed, 2));
    state.g_ema = clone(state.g);
    state.adam_g = Adam(state.g.parameters());
    state.adam_d = Adam(state.d.parameters());
    return state;
}

TrainingState TrainingState::from_checkpoint(const Checkpoint& checkpoint) {
    const NetworkShape shape = checkpoint.config.shape();
    TrainingState state;
    state.config = checkpoint.config;
    state.step = checkpoint.step;
    state.position = checkpoint.position;
    state.g = Network::from_tensors(dcgan_generator(shape), checkpoint.g);
    state.g_ema = Network::from_tensors(dcgan_generator(shape), checkpoint.g_ema);
    state.d = Network::from_tensors(dcgan_discriminator(shape), checkpoint.d);
    state.adam_g =
        Adam(state.g.parameters(), checkpoint.adam_g_exp_avg, checkpoint.adam_g_exp_avg_sq);
    state.adam_d =
        Adam(state.d.parameters(), checkpoint.adam_d_exp_avg, checkpoint.adam_d_exp_avg_sq);
    return state;
}

TrainingState TrainingState::from_model(const TrainConfig& config, const ModelSnapshot& model) {
    TrainingState state;
    state.config = config;
    state.g = Network::from_tensors(dcgan_generator(config.shape()), model.raw);
    const Architecture discriminator = dcgan_discriminator(config.shape());
    state.d = model.d ? Network::from_tensors(discriminator, *model.d)
                      : Network::initialised(discriminator,
                                             mix_seed(static_cast<std::uint64_t>(config.seed), 2));
    state.g_ema = clone(state.g);
    state.adam_g = Adam(state.g.parameters());
    state.adam_d = Adam(state.d.parameters());
    return state;
}

void TrainingState::place(const Arithmetic& arithmetic) {
    for (Network* network : {&g, &d, &g_ema}) {
        detail::place(network->parameters(), arithmetic);
        detail::place(network->buffers(), arithmetic);
    }
    adam_g = Adam(g.parameters(), to_host(adam_g.exp_avg()), to_host(adam_g.exp_avg_sq()));
    adam_d = Adam(d.parameters(), to_host(adam_d.exp_avg()), to_host(adam_d.exp_avg_sq()));
}

Checkpoint TrainingState::to_checkpoint() const {
    const c10::NoGradGuard no_grad;
    for (const auto& [network, what] : {std::pair{&g, "G"}, {&d, "D"}, {&g_ema, "G_ema"}}) {
        check_finite(network->parameters(), what, step);
        check_finite(network->buffers(), what, step);
    }
    for (const Adam* adam : {&adam_g, &adam_d}) {
        check_finite(adam->exp_avg(), "Adam's mean of", step);
        check_finite(adam->exp_avg_sq(), "Adam's square of", step);
    }
    Checkpoint result;
    result.config = config;
    result.step = step;
    result.position = position;
    result.g = g.to_host();
    result.g_ema = g_ema.to_host();
    result.d = d.to_host();
    result.adam_g_exp_avg = to_host(adam_g.exp_avg());
    result.adam_g_exp_avg_sq = to_host(adam_g.exp_avg_sq());
    result.adam_d_exp_avg = to_host(adam_d.exp_avg());
    result.adam_d_exp_avg_sq = to_host(adam_d.exp_avg_sq());
    return result;
}

ModelSnapshot TrainingState::generator_snapshot(const std::string& name) const {
    ModelSnapshot snapshot;
    snapshot.generator = g.architecture();
    snapshot.raw = g.to_host();
    snapshot.ema = g_ema.to_host();
    snapshot.step = step;
    snapshot.prior = config.prior;
    snapshot.format = "zscope";
    snapshot.name = name;
    return snapshot;
}

ModelSnapshot TrainingState::to_snapshot(const std::string& name) const {
    ModelSnapshot snapshot = generator_snapshot(name);
    snapshot.discriminator = d.architecture();
    snapshot.d = d.to_host();
    return snapshot;
}

TrainConfig adopt_shape(TrainConfig config, const ModelSnapshot& model) {
    const Architecture& g = model.generator;
    if (g.labels > 0) {
        fail("{} takes class labels: training cannot go on from it", model.name);
    }
    config.size = g.image_size();
    config.channels = g.channels;
    config.nz = g.nz;
    config.ngf = g.blocks.back().in;
    if (model.discriminator) {
        config.ndf = model.discriminator->blocks.front().out;
    } else if (config.d_warm_up == 0) {
        config.d_warm_up = kNewDWarmUp;
    }
    config.prior = model.prior;
    std::int64_t widest = 0;
    for (const Block& block : g.blocks)
        widest = std::max(widest, block.out);
    if (model.discriminator) {
        for (const Block& block : model.discriminator->blocks)
            widest = std::max(widest, block.out);
    }
    for (const std::int64_t cap : {std::int64_t{0}, widest}) {
        config.max_width = cap;
        if (same_layers(dcgan_generator(config.shape()), g) &&
            (!model.discriminator ||
             same_layers(dcgan_discriminator(config.shape()), *model.discriminator))) {
            return config;
        }
    }
    fail("{} is not built as zscope's networks are: training cannot go on from it", model.name);
}

}  // namespace zscope::detail
