// SPDX-License-Identifier: MIT
#include "core/io/network_layout.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "core/base/error.h"
#include "core/io/model_tensors.h"

namespace zscope {

namespace {

constexpr std::int64_t kMaxImageSize = 1024;
constexpr std::size_t kMaxBlocks = 64;

struct Layer {
    std::string name;
    std::vector<std::int64_t> shape;  // of the weight
    bool has_bias = false;
    bool has_statistics = false;

    bool is_conv() const { return shape.size() == 4; }
    bool is_norm() const { return shape.size() == 1 && has_statistics; }
};

struct Stage {  // one convolution and the BatchNorm behind it
    const Layer* conv = nullptr;
    const Layer* norm = nullptr;
};

[[noreturn]] void refuse(std::string_view source, const std::string& tensor,
                         std::string_view problem) {
    fail("{}: tensor \"{}\" {}", source, tensor, problem);
}

constexpr std::string_view kLayerParts[] = {".weight", ".bias", ".running_mean", ".running_var",
                                            ".num_batches_tracked"};

// "main.0" for "main.0.weight".
std::string layer_of(const std::string& name, std::string_view source) {
    for (const std::string_view part : kLayerParts) {
        if (name.ends_with(part)) return name.substr(0, name.size() - part.size());
    }
    refuse(source, name, "is no part of a convolution or BatchNorm: not a DCGAN's");
}

// The layers in the natural order of their names.
std::vector<Layer> collect_layers(const NamedTensors& tensors, std::string_view source) {
    std::vector<Layer> layers;
    std::vector<std::string> names;
    for (const auto& [name, tensor] : tensors) {
        names.push_back(layer_of(name, source));
    }
    std::sort(names.begin(), names.end(), natural_less);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    for (const std::string& name : names) {
        const auto weight = tensors.find(name + ".weight");
        if (weight == tensors.end()) {
            refuse(source, tensors.lower_bound(name + '.')->first,
                   "belongs to no layer with a weight: not a DCGAN's");
        }
        Layer layer{name, weight->second.shape, tensors.contains(name + ".bias"),
                    tensors.contains(name + ".running_mean")};
        if (!layer.is_conv() && !layer.is_norm()) {
            refuse(source, name + ".weight",
                   fmt::format("of shape [{}] is neither a 2-d convolution nor a BatchNorm with "
                               "running statistics: not a DCGAN's",
                               fmt::join(layer.shape, ", ")));
        }
        layers.push_back(std::move(layer));
    }
    return layers;
}

// Whether every norm stands right behind a convolution.
bool is_interleaved(const std::vector<Layer>& layers) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (layers[i].is_norm() && (i == 0 || !layers[i - 1].is_conv())) return false;
    }
    return true;
}

// The stage whose convolution stands right before the norm, or, where files keep norms and
// convolutions apart (bn1, bn2, conv1, conv2), the next stage of its width.
Stage* stage_for(const Layer& norm, bool interleaved, std::int64_t width, std::size_t& next,
                 std::vector<Stage>& stages, std::size_t axis) {
    const auto fits = [&](const Stage& stage) {
        return stage.norm == nullptr && stage.conv->shape[axis] == width;
    };
    if (interleaved) {
        Stage* before = nullptr;
        for (Stage& stage : stages) {
            if (natural_less(stage.conv->name, norm.name)) before = &stage;
        }
        return before != nullptr && fits(*before) ? before : nullptr;
    }
    while (next < stages.size() && !fits(stages[next]))
        ++next;
    return next < stages.size() ? &stages[next++] : nullptr;
}

// `axis` of a weight's shape: that of the maps which it makes.
std::vector<Stage> collect_stages(const std::vector<Layer>& layers, std::size_t axis,
                                  std::string_view source) {
    std::vector<Stage> stages;
    for (const Layer& layer : layers) {
        if (layer.is_conv()) stages.push_back({&layer, nullptr});
    }
    if (stages.empty()) fail("{}: no 2-d convolution in it: not a DCGAN", source);
    if (stages.size() > kMaxBlocks) fail("{}: {} convolutions", source, stages.size());
    const bool interleaved = is_interleaved(layers);
    std::size_t next = 0;
    for (const Layer& layer : layers) {
        if (layer.is_conv()) continue;
        Stage* stage = stage_for(layer, interleaved, layer.shape[0], next, stages, axis);
        if (stage == nullptr) {
            refuse(source, layer.name + ".weight",
                   fmt::format("normalises {} maps, which no convolution before it makes",
                               layer.shape[0]));
        }
        stage->norm = &layer;
    }
    return stages;
}

void check_chain(const std::vector<Stage>& stages, std::size_t in_axis, std::size_t out_axis,
                 std::string_view source, std::string_view network) {
    for (std::size_t i = 0; i < stages.size(); ++i) {
        const Layer& conv = *stages[i].conv;
        const auto& shape = conv.shape;
        if (std::ranges::any_of(shape, [](std::int64_t extent) { return extent < 1; }) ||
            shape[2] != shape[3]) {
            refuse(source, conv.name + ".weight",
                   fmt::format("has the shape [{}]; square kernels are expected",
                               fmt::join(shape, ", ")));
        }
        if (i > 0 && shape[in_axis] != stages[i - 1].conv->shape[out_axis]) {
            refuse(source, conv.name + ".weight",
                   fmt::format("takes {} maps where {} come from the layer before: not {}",
                               shape[in_axis], stages[i - 1].conv->shape[out_axis], network));
        }
    }
}

// Padding with which a stride of 2 doubles (or halves) the map; other kernels leave open what
// their stride is, and files do not say.
std::optional<std::int64_t> doubling_padding(std::int64_t kernel) {
    if (kernel == 2 || kernel == 4 || kernel == 6) return (kernel - 2) / 2;
    return std::nullopt;
}

// main.0, main.1 (BatchNorm), main.3 …: an activation stands behind each.
std::vector<Block> name_blocks(const std::vector<Stage>& stages, std::size_t in_axis,
                               std::size_t out_axis) {
    std::vector<Block> blocks;
    int index = 0;
    for (const Stage& stage : stages) {
        Block block;
        block.name = fmt::format("main.{}", index);
        block.in = stage.conv->shape[in_axis];
        block.out = stage.conv->shape[out_axis];
        block.kernel = stage.conv->shape[2];
        block.bias = stage.conv->has_bias;
        if (stage.norm != nullptr) block.norm_name = fmt::format("main.{}", ++index);
        index += 2;
        blocks.push_back(std::move(block));
    }
    return blocks;
}

void set_doubling(Block& block, const Layer& conv, std::string_view source) {
    const auto padding = doubling_padding(block.kernel);
    if (!padding) {
        refuse(source, conv.name + ".weight",
               fmt::format("has kernels of {0}×{0}: the file does not say with which stride; "
                           "2, 4 and 6 are understood",
                           block.kernel));
    }
    block.stride = 2;
    block.padding = *padding;
}

NamedTensors renamed(const NamedTensors& tensors, const std::vector<Stage>& stages,
                     const std::vector<Block>& blocks) {
    NamedTensors result;
    const auto move_layer = [&](const std::string& from, const std::string& to) {
        for (const std::string_view part : kLayerParts) {
            if (const auto found = tensors.find(from + std::string(part)); found != tensors.end()) {
                result.emplace(to + std::string(part), found->second);
            }
        }
    };
    for (std::size_t i = 0; i < stages.size(); ++i) {
        move_layer(stages[i].conv->name, blocks[i].name);
        if (stages[i].norm != nullptr) move_layer(stages[i].norm->name, *blocks[i].norm_name);
    }
    return result;
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto number = [&](std::string_view text, std::size_t& at) {
        while (at < text.size() && text[at] == '0')
            ++at;
        const std::size_t begin = at;
        while (at < text.size() && is_digit(text[at]))
            ++at;
        return text.substr(begin, at - begin);
    };
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (is_digit(a[i]) && is_digit(b[j])) {
            const std::string_view x = number(a, i), y = number(b, j);
            if (x.size() != y.size()) return x.size() < y.size();
            if (x != y) return x < y;
        } else {
            if (a[i] != b[j]) return a[i] < b[j];
            ++i, ++j;
        }
    }
    if (i < a.size() || j < b.size()) return j < b.size();
    return a < b;  // "1" and "01": any order, but always the same
}

FoundNetwork find_generator(const NamedTensors& tensors, std::string_view source) {
    // ConvTranspose2d: (in, out, kernel, kernel)
    const std::vector<Layer> layers = collect_layers(tensors, source);
    const std::vector<Stage> stages = collect_stages(layers, 1, source);
    check_chain(stages, 0, 1, source, "a chain of transposed convolutions");
    FoundNetwork found;
    Architecture& network = found.architecture;
    network.kind = LayerKind::conv_transpose;
    network.blocks = name_blocks(stages, 0, 1);
    network.nz = network.blocks.front().in;
    network.channels = network.blocks.back().out;
    if (network.blocks.size() < 2 || (network.channels != 1 && network.channels != 3)) {
        refuse(source, stages.back().conv->name + ".weight",
               fmt::format("makes {} maps where a generator ends with 1 (grey) or 3 (colour)",
                           network.channels));
    }
    network.blocks.front().stride = 1;
    network.blocks.front().padding = 0;
    for (std::size_t i = 1; i < stages.size(); ++i) {
        set_doubling(network.blocks[i], *stages[i].conv, source);
    }
    network.blocks.back().activation = Activation::tanh;
    // Checked block by block: a long chain would overflow.
    for (std::size_t i = 1; i <= stages.size(); ++i) {
        if (network.map_size(i) > kMaxImageSize) {
            refuse(source, stages[i - 1].conv->name + ".weight",
                   fmt::format("leads beyond {} pixels", kMaxImageSize));
        }
    }
    found.tensors = checked_network(renamed(tensors, stages, network.blocks), network, source, "");
    return found;
}

FoundNetwork find_discriminator(const NamedTensors& tensors, std::int64_t size,
                                std::int64_t channels, std::string_view source) {
    // Conv2d: (out, in, kernel, kernel)
    const std::vector<Layer> layers = collect_layers(tensors, source);
    const std::vector<Stage> stages = collect_stages(layers, 0, source);
    check_chain(stages, 1, 0, source, "a chain of convolutions");
    FoundNetwork found;
    Architecture& network = found.architecture;
    network.kind = LayerKind::conv;
    network.nz = 0;
    network.channels = channels;
    network.blocks = name_blocks(stages, 1, 0);
    for (std::size_t i = 0; i + 1 < stages.size(); ++i) {
        set_doubling(network.blocks[i], *stages[i].conv, source);
        network.blocks[i].activation = Activation::leaky_relu;
        size = size % 2 == 0 ? size / 2 : 0;
    }
    Block& last = network.blocks.back();
    last.stride = 1;
    last.padding = 0;
    last.activation = Activation::none;
    if (network.blocks.front().in != channels || last.out != 1 || last.kernel != size) {
        fail("{}: its discriminator does not take the generator's images to one number", source);
    }
    found.tensors = checked_network(renamed(tensors, stages, network.blocks), network, source, "");
    return found;
}

bool looks_like_discriminator(const NamedTensors& tensors) {
    try {
        const std::vector<Layer> layers = collect_layers(tensors, "");
        const std::vector<Stage> stages = collect_stages(layers, 0, "");
        check_chain(stages, 1, 0, "", "");
        return stages.size() > 1 && stages.back().conv->shape[0] == 1;
    } catch (const Error&) {
        return false;
    }
}

}  // namespace zscope
