// SPDX-License-Identifier: MIT
#include "core/io/block_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace zscope {

namespace {

constexpr double kMostStride = 64;
constexpr double kSlope = 0.2;  // of the leaky ReLU that the engine computes

// A number of the module that is the same along both axes of the image.
std::optional<double> number_of(const TorchModule& module, const std::string& name) {
    const auto found = module.numbers.find(name);
    if (found == module.numbers.end() || found->second.empty()) return std::nullopt;
    const std::vector<double>& all = found->second;
    const bool equal = std::ranges::all_of(all, [&](double v) { return v == all.front(); });
    return equal && std::isfinite(all.front()) ? std::optional(all.front()) : std::nullopt;
}

// A whole number from `least` up; false if the module has another one.
bool take_whole(const TorchModule& module, const std::string& name, double least,
                std::int64_t& target) {
    if (!module.numbers.contains(name)) return true;
    const auto number = number_of(module, name);
    if (!number || *number < least || *number > kMostStride) return false;
    target = static_cast<std::int64_t>(*number);
    return true;
}

struct ActivationName {
    std::string_view name;
    Activation activation;
};
constexpr std::array kActivations{
    ActivationName{"ReLU", Activation::relu},
    ActivationName{"LeakyReLU", Activation::leaky_relu},
    ActivationName{"Tanh", Activation::tanh},
    ActivationName{"Sigmoid", Activation::sigmoid},
};
// Modules that change the maps and that no DCGAN has.
constexpr std::array<std::string_view, 14> kOthers{"ELU",       "SELU",
                                                   "CELU",      "GELU",
                                                   "SiLU",      "Mish",
                                                   "Softplus",  "ReLU6",
                                                   "Hardtanh",  "PixelShuffle",
                                                   "Upsample",  "MaxPool2d",
                                                   "AvgPool2d", "UpsamplingNearest2d"};

// Which stage stands last before each module, in the file's order; −1: none.
std::vector<std::ptrdiff_t> stages_before(const std::vector<Stage>& stages,
                                          const std::vector<TorchModule>& modules) {
    std::vector<std::ptrdiff_t> result;
    std::ptrdiff_t last = -1;
    for (const TorchModule& module : modules) {
        for (std::size_t i = 0; i < stages.size(); ++i) {
            const Stage& stage = stages[i];
            const bool norm = stage.norm != nullptr && stage.norm->name == module.path;
            if (norm || stage.conv->name == module.path) last = static_cast<std::ptrdiff_t>(i);
        }
        result.push_back(last);
    }
    return result;
}

std::string set_activation(Block& block, const TorchModule& module) {
    const auto* found = std::ranges::find(kActivations, module.class_name, &ActivationName::name);
    if (found == kActivations.end()) {
        return fmt::format("{} is a {}, which zscope does not compute", module.path,
                           module.class_name);
    }
    const double slope = number_of(module, "negative_slope").value_or(kSlope);
    if (found->activation == Activation::leaky_relu && std::abs(slope - kSlope) > 1e-9) {
        return fmt::format("{} is a LeakyReLU of slope {}; zscope computes that of {}", module.path,
                           slope, kSlope);
    }
    block.activation = found->activation;
    return {};
}

bool is_activation(const TorchModule& module) {
    return std::ranges::find(kActivations, module.class_name, &ActivationName::name) !=
               kActivations.end() ||
           std::ranges::find(kOthers, module.class_name) != kOthers.end();
}

}  // namespace

std::string apply_layer_facts(Block& block, const Stage& stage, LayerKind kind) {
    const std::string_view expected =
        kind == LayerKind::conv_transpose ? "ConvTranspose2d" : "Conv2d";
    if (const TorchModule* module = stage.conv->module; module != nullptr) {
        if (module->class_name != expected) {
            return fmt::format("a {} where a {} is expected", module->class_name, expected);
        }
        std::int64_t dilation = 1, groups = 1;
        if (module->numbers.contains("stride")) block.output_padding = 0;
        const bool known = take_whole(*module, "stride", 1, block.stride) &&
                           take_whole(*module, "padding", 0, block.padding) &&
                           take_whole(*module, "output_padding", 0, block.output_padding) &&
                           take_whole(*module, "dilation", 1, dilation) &&
                           take_whole(*module, "groups", 1, groups);
        if (!known || dilation != 1 || groups != 1) {
            return "its stride, padding, dilation or groups are none that zscope computes";
        }
    }
    if (stage.norm != nullptr && stage.norm->module != nullptr) {
        const TorchModule& module = *stage.norm->module;
        if (module.class_name != "BatchNorm2d" && module.class_name != "SyncBatchNorm") {
            return fmt::format("{} behind it, where a BatchNorm2d is expected", module.class_name);
        }
        const double eps = number_of(module, "eps").value_or(block.eps);
        if (eps < 0.0 || eps > 1.0) return "the eps of its BatchNorm is out of range";
        block.eps = eps;
    }
    return {};
}

std::string apply_activations(std::vector<Block>& blocks, const std::vector<Stage>& stages,
                              const std::vector<TorchModule>& modules) {
    const std::vector<std::ptrdiff_t> before = stages_before(stages, modules);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        std::vector<const TorchModule*> between;
        for (std::size_t m = 0; m < modules.size(); ++m) {
            if (before[m] == static_cast<std::ptrdiff_t>(i) && is_activation(modules[m])) {
                between.push_back(&modules[m]);
            }
        }
        // Behind the last layer a class may keep the modules that it uses everywhere.
        const bool last = i + 1 == blocks.size();
        if (last && between.size() > 1) between.erase(between.begin(), between.end() - 1);
        if (between.size() != 1) continue;
        std::string problem = set_activation(blocks[i], *between.front());
        if (!problem.empty()) return problem;
    }
    return {};
}

}  // namespace zscope
