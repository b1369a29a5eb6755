// SPDX-License-Identifier: MIT
#include "core/io/network_layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string_view>

namespace zscope {

namespace {

constexpr std::array<std::string_view, 5> kLayerParts{".weight", ".bias", ".running_mean",
                                                      ".running_var", ".num_batches_tracked"};
constexpr int kMostTries = 20'000;  // of orders; a network of DCGAN's form needs as many as layers

// "main.0" for "main.0.weight"; the whole name for a tensor of another kind.
std::string layer_of(const std::string& name) {
    for (const std::string_view part : kLayerParts) {
        if (name.ends_with(part)) return name.substr(0, name.size() - part.size());
    }
    return name;
}

bool is_part(const std::string& name) {
    return layer_of(name).size() != name.size();
}

struct Parts {
    const HostTensor *weight = nullptr, *bias = nullptr, *mean = nullptr, *variance = nullptr;
};

const HostTensor* find(const NamedTensors& tensors, const std::string& name) {
    const auto found = tensors.find(name);
    return found == tensors.end() ? nullptr : &found->second;
}

// What a layer is that is neither a 2-d convolution nor a BatchNorm with statistics.
std::string other_layer(const Parts& parts, const std::string& name) {
    if (parts.weight == nullptr)
        return fmt::format("there is {}.bias and no {}.weight", name, name);
    switch (parts.weight->shape.size()) {
        case 1:
            return parts.bias != nullptr
                       ? "a norm without running statistics (InstanceNorm, GroupNorm, LayerNorm): "
                         "what it does depends on the image"
                       : "the slopes of a PReLU, or a scale that DCGAN does not have";
        case 2:
            return "a fully connected layer (Linear) or an Embedding; DCGAN begins with a "
                   "transposed convolution";
        case 3:
            return "a 1-d convolution";
        case 5:
            return "a 3-d convolution";
        default:
            return "neither a 2-d convolution nor a BatchNorm";
    }
}

void read_norm(Layer& layer, const Parts& parts) {
    layer.is_norm = true;
    layer.is_affine = parts.weight != nullptr && parts.bias != nullptr;
    layer.shape = parts.mean->shape;
    for (const HostTensor* part : {parts.weight, parts.bias, parts.variance}) {
        if (part != nullptr && part->shape != parts.mean->shape) {
            layer.problem = "its parts differ in length";
        }
    }
    layer.tensor = layer.name + (parts.weight != nullptr ? ".weight" : ".running_mean");
    if (layer.shape.size() != 1) layer.problem = "its statistics are no row of numbers";
    if (parts.weight != nullptr) layer.shape = parts.weight->shape;
    const auto lacks = [&](const HostTensor* tensor, std::string_view part) {
        if (tensor == nullptr) layer.problem = fmt::format("{}.{} is missing", layer.name, part);
    };
    lacks(parts.variance, "running_var");
    if ((parts.weight != nullptr) != (parts.bias != nullptr)) {
        lacks(parts.bias, "bias");
        if (parts.weight == nullptr) layer.problem = other_layer(parts, layer.name);
    }
}

Layer read_layer(const NamedTensors& tensors, const std::string& name) {
    const Parts parts{find(tensors, name + ".weight"), find(tensors, name + ".bias"),
                      find(tensors, name + ".running_mean"), find(tensors, name + ".running_var")};
    Layer layer{.name = name, .tensor = name + ".weight"};
    if (parts.weight != nullptr) layer.shape = parts.weight->shape;
    layer.has_bias = parts.bias != nullptr;
    if (parts.mean != nullptr) {
        read_norm(layer, parts);
    } else if (layer.shape.size() == 4) {
        layer.is_conv = true;
        const auto& s = layer.shape;
        if (s[0] < 1 || s[1] < 1 || s[2] < 1 || s[2] != s[3]) {
            layer.problem = "its kernels are not square";
        }
    } else {
        layer.problem = other_layer(parts, name);
        if (parts.weight == nullptr) layer.tensor = name + ".bias";
    }
    return layer;
}

bool fits_behind(const Layer& before, const Layer& next, WeightAxes axes) {
    return next.shape[axes.in] == before.shape[axes.out];
}

bool is_chain(const std::vector<const Layer*>& convs, WeightAxes axes) {
    for (std::size_t i = 1; i < convs.size(); ++i) {
        if (!fits_behind(*convs[i - 1], *convs[i], axes)) return false;
    }
    return !convs.empty();
}

// Every order in which the shapes fit, by trying; gives up on files made to take for ever.
// Convolutions of one shape keep the order of their names.
class ChainSearch {
  public:
    ChainSearch(std::vector<const Layer*> convs, WeightAxes axes)
        : convs_(std::move(convs)), axes_(axes), used_(convs_.size(), false) {}

    // The only order; none if there is no other, or more than one.
    std::vector<const Layer*> only_order() {
        extend();
        return found_.size() == 1 && tries_ < kMostTries ? found_.front()
                                                         : std::vector<const Layer*>();
    }

  private:
    bool is_end(const Layer& conv) const {
        const std::int64_t made = conv.shape[axes_.out];
        return made == 1 || (made == 3 && axes_.out == kTransposedAxes.out);
    }

    void extend() {
        if (++tries_ >= kMostTries || found_.size() > 1) return;
        if (order_.size() == convs_.size()) {
            if (is_end(*order_.back())) found_.push_back(order_);
            return;
        }
        std::vector<const std::vector<std::int64_t>*> tried;
        for (std::size_t i = 0; i < convs_.size(); ++i) {
            const Layer& conv = *convs_[i];
            const bool seen =
                std::ranges::any_of(tried, [&](const auto* shape) { return *shape == conv.shape; });
            if (used_[i] || seen) continue;
            if (!order_.empty() && !fits_behind(*order_.back(), conv, axes_)) continue;
            tried.push_back(&conv.shape);
            used_[i] = true;
            order_.push_back(&conv);
            extend();
            order_.pop_back();
            used_[i] = false;
        }
    }

    std::vector<const Layer*> convs_;
    WeightAxes axes_;
    std::vector<bool> used_;
    std::vector<const Layer*> order_;
    std::vector<std::vector<const Layer*>> found_;
    int tries_ = 0;
};

std::vector<std::string> numbers_in(std::string_view name) {
    std::vector<std::string> numbers;
    bool inside = false;
    for (const char c : name) {
        const bool digit = c >= '0' && c <= '9';
        if (digit && !inside) numbers.emplace_back();
        if (digit) numbers.back() += c;
        inside = digit;
    }
    return numbers;
}

std::int64_t width_of(const Stage& stage, WeightAxes axes) {
    return stage.conv->shape[axes.out];
}

// Says which stage a BatchNorm belongs to; null if it cannot tell.
using Choice = std::function<Stage*(const Layer& norm, std::vector<Stage>& stages)>;

Stage* by_numbers(const Layer& norm, std::vector<Stage>& stages) {
    const auto numbers = numbers_in(norm.name);
    Stage* found = nullptr;
    for (Stage& stage : stages) {
        if (numbers.empty() || numbers_in(stage.conv->name) != numbers) continue;
        if (found != nullptr) return nullptr;
        found = &stage;
    }
    return found;
}

// The convolution that was listed last before it.
Stage* by_place(const Layer& norm, std::vector<Stage>& stages) {
    Stage* found = nullptr;  // layers lie in one list: addresses are their order
    for (Stage& stage : stages) {
        const std::less<> before;
        if (!before(stage.conv, &norm)) continue;
        if (found == nullptr || before(found->conv, stage.conv)) found = &stage;
    }
    return found;
}

const Layer* pair_by(const Choice& choice, const std::vector<Layer>& layers, WeightAxes axes,
                     std::vector<Stage>& stages) {
    for (const Layer& layer : layers) {
        if (!layer.is_norm) continue;
        Stage* stage = choice(layer, stages);
        if (stage == nullptr || stage->norm != nullptr ||
            width_of(*stage, axes) != layer.shape[0]) {
            return &layer;
        }
        stage->norm = &layer;
    }
    return nullptr;
}

}  // namespace

std::vector<Layer> collect_layers(const ForeignNetwork& network) {
    std::vector<Layer> layers;
    std::map<std::string, bool> seen;
    for (const std::string& tensor : listed_names(network)) {
        const std::string name = layer_of(tensor);
        if (!seen.emplace(name, true).second) continue;
        if (is_part(tensor)) {
            layers.push_back(read_layer(network.tensors, name));
        } else {
            layers.push_back({.name = name,
                              .tensor = name,
                              .shape = network.tensors.at(name).shape,
                              .problem = "no part of a convolution or BatchNorm"});
        }
    }
    std::map<std::string_view, const TorchModule*> modules;
    for (const TorchModule& module : network.modules)
        modules[module.path] = &module;
    for (Layer& layer : layers) {
        const auto found = modules.find(layer.name);
        if (found != modules.end()) layer.module = found->second;
    }
    return layers;
}

std::optional<std::vector<Stage>> chain_convolutions(const std::vector<Layer>& layers,
                                                     WeightAxes axes) {
    std::vector<const Layer*> convs;
    for (const Layer& layer : layers) {
        if (layer.is_conv) convs.push_back(&layer);
    }
    if (convs.empty()) return std::nullopt;
    if (!is_chain(convs, axes)) {
        std::ranges::stable_sort(
            convs, [](const Layer* a, const Layer* b) { return natural_less(a->name, b->name); });
        if (!is_chain(convs, axes)) convs = ChainSearch(convs, axes).only_order();
    }
    if (convs.empty()) return std::nullopt;
    std::vector<Stage> stages;
    stages.reserve(convs.size());
    for (const Layer* conv : convs)
        stages.push_back({conv, nullptr});
    return stages;
}

const Layer* pair_norms(const std::vector<Layer>& layers, WeightAxes axes,
                        std::vector<Stage>& stages) {
    const auto by_width = [axes](const Layer& norm, std::vector<Stage>& all) -> Stage* {
        // Not the last one's, behind which hardly anybody puts a norm.
        const auto found = std::find_if(all.begin(), all.end() - 1, [&](const Stage& stage) {
            return stage.norm == nullptr && width_of(stage, axes) == norm.shape[0];
        });
        return found == all.end() - 1 ? nullptr : &*found;
    };
    const Layer* left = nullptr;
    for (const Choice& choice : {Choice(by_numbers), Choice(by_place), Choice(by_width)}) {
        for (Stage& stage : stages)
            stage.norm = nullptr;
        left = pair_by(choice, layers, axes, stages);
        if (left == nullptr) break;
    }
    return left;
}

}  // namespace zscope
