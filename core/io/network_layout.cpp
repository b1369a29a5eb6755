// SPDX-License-Identifier: MIT
#include "core/io/network_layout.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/io/block_facts.h"
#include "core/io/model_tensors.h"
#include "core/io/network_layers.h"
#include "core/io/network_table.h"

namespace zscope {

namespace {

constexpr std::int64_t kMaxImageSize = 1024;
constexpr std::size_t kMaxBlocks = 64;

constexpr std::string_view kGenerator =
    "not a DCGAN generator as zscope knows it: a chain of ConvTranspose2d layers (in, out, k, k), "
    "each with or without BatchNorm2d, from z to 1 or 3 maps";
constexpr std::string_view kDiscriminator =
    "not a DCGAN discriminator as zscope knows it: a chain of Conv2d layers (out, in, k, k), each "
    "with or without BatchNorm2d, from the image to one number";

struct Reading {  // one network, on its way from layers to an architecture
    const ForeignNetwork& network;
    std::string_view source;
    LayerKind kind;
    std::vector<Layer> layers = collect_layers(network);
    std::vector<Stage> stages{};
    Misfits misfits{};
    std::vector<std::string> notes{};

    WeightAxes axes() const {
        return kind == LayerKind::conv_transpose ? kTransposedAxes : kPlainAxes;
    }
    void refuse_misfits() const {
        if (misfits.empty()) return;
        refuse_network(source, kind == LayerKind::conv_transpose ? kGenerator : kDiscriminator,
                       layers, misfits);
    }
};

std::string expected_conv(LayerKind kind, std::string_view in) {
    return kind == LayerKind::conv_transpose ? fmt::format("[{}, maps, k, k]", in)
                                             : fmt::format("[maps, {}, k, k]", in);
}

void find_odd_layers(Reading& reading) {
    std::size_t convs = 0;
    for (const Layer& layer : reading.layers) {
        convs += layer.is_conv ? 1 : 0;
        if (!layer.problem.empty()) {
            reading.misfits[&layer] = {layer.is_norm ? "a whole BatchNorm2d" : "no such layer",
                                       layer.problem};
        }
    }
    if (convs == 0) fail("{}: no 2-d convolution in it: not a DCGAN", reading.source);
    if (convs > kMaxBlocks) fail("{}: {} convolutions", reading.source, convs);
}

// No order fits: says of each convolution, in the listed order, what should have come.
void find_broken_chain(Reading& reading) {
    const WeightAxes axes = reading.axes();
    const WeightAxes other{axes.out, axes.in};
    const bool reversed = chain_convolutions(reading.layers, other).has_value();
    const Layer* before = nullptr;
    for (const Layer& layer : reading.layers) {
        if (!layer.is_conv) continue;
        if (before != nullptr && layer.shape[axes.in] != before->shape[axes.out] &&
            layer.problem.empty()) {
            const std::int64_t made = before->shape[axes.out];
            std::string reason = fmt::format("takes {} maps where {} come from the layer before",
                                             layer.shape[axes.in], made);
            if (reversed && reading.kind == LayerKind::conv_transpose) {
                reason +=
                    " (these are Conv2d weights: an Upsample + Conv2d generator, or a "
                    "discriminator)";
            }
            reading.misfits[&layer] = {expected_conv(reading.kind, std::to_string(made)), reason};
        }
        before = &layer;
    }
}

void find_stages(Reading& reading) {
    find_odd_layers(reading);
    auto stages = chain_convolutions(reading.layers, reading.axes());
    if (!stages) find_broken_chain(reading);
    reading.refuse_misfits();
    if (!stages) {
        fail("{}: its convolutions can follow each other in more than one order", reading.source);
    }
    reading.stages = std::move(*stages);
    const Layer* lost = pair_norms(reading.layers, reading.axes(), reading.stages);
    if (lost == nullptr) return;
    reading.misfits[lost] = {
        "as many maps as a convolution makes",
        fmt::format("normalises {} maps, which no convolution before it makes", lost->shape[0])};
    reading.refuse_misfits();
}

// main.0, main.1 (BatchNorm), main.3 …: an activation stands behind each.
std::vector<Block> name_blocks(const Reading& reading, Activation hidden, Activation last) {
    std::vector<Block> blocks;
    int index = 0;
    for (const Stage& stage : reading.stages) {
        Block block;
        block.name = fmt::format("main.{}", index);
        block.in = stage.conv->shape[reading.axes().in];
        block.out = stage.conv->shape[reading.axes().out];
        block.kernel = stage.conv->shape[2];
        block.bias = stage.conv->has_bias;
        block.activation = hidden;
        if (stage.norm != nullptr) block.norm_name = fmt::format("main.{}", ++index);
        index += 2;
        blocks.push_back(std::move(block));
    }
    blocks.back().activation = last;
    return blocks;
}

// Stride and padding with which a layer doubles (or halves) the map. Files of tensors do not say
// them: for kernels of 4 they are DCGAN's, for others a note says what was taken.
void assume_geometry(Reading& reading, Block& block, const Layer& conv) {
    const bool growing = reading.kind == LayerKind::conv_transpose;
    const std::int64_t k = block.kernel;
    const bool odd = k % 2 == 1;
    // As many maps in as out, and an odd kernel: a layer that only refines.
    const bool refines = odd && (block.in == block.out || k == 1);
    block.stride = refines ? 1 : 2;
    block.padding = odd ? (k - 1) / 2 : (k - 2) / 2;
    block.output_padding = growing && odd && !refines ? 1 : 0;
    const bool told = conv.module != nullptr && conv.module->numbers.contains("stride");
    if (k == 4 || told) return;
    reading.notes.push_back(fmt::format(
        "{0}: kernels of {1}×{1}; the file does not say their stride; assumed: stride {2}, padding "
        "{3}{4}",
        conv.tensor, k, block.stride, block.padding,
        block.output_padding != 0 ? ", output padding 1" : ""));
}

void apply_facts(Reading& reading, std::vector<Block>& blocks) {
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const std::string problem = apply_layer_facts(blocks[i], reading.stages[i], reading.kind);
        if (!problem.empty()) {
            reading.misfits[reading.stages[i].conv] = {"a layer of DCGAN", problem};
        }
    }
    reading.refuse_misfits();
    const std::string problem = apply_activations(blocks, reading.stages, reading.network.modules);
    if (!problem.empty()) {
        fail("{}: {}", reading.source, problem);
    }
}

void apply_hints(std::vector<Block>& blocks, const GeneratorHints& hints, std::string_view source) {
    const auto apply = [&](const std::vector<std::int64_t>& given, std::string_view what,
                           std::int64_t Block::*member, std::int64_t least) {
        if (given.empty()) return;
        if (given.size() != blocks.size()) {
            fail("{}: {} {} given for a generator of {} layers", source, given.size(), what,
                 blocks.size());
        }
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            if (given[i] < least || given[i] > blocks[i].kernel) {
                fail("{}: {} among the {}: {} to {} (the kernel) are possible", source, given[i],
                     what, least, blocks[i].kernel);
            }
            blocks[i].*member = given[i];
            blocks[i].output_padding = 0;
        }
    };
    apply(hints.strides, "strides", &Block::stride, 1);
    apply(hints.paddings, "paddings", &Block::padding, 0);
}

HostTensor filled(std::int64_t width, float value) {
    return HostTensor::from_floats({width},
                                   std::vector<float>(static_cast<std::size_t>(width), value));
}

NamedTensors renamed(const Reading& reading, const std::vector<Block>& blocks) {
    NamedTensors result;
    const auto move_layer = [&](const std::string& from, const std::string& to) {
        for (const std::string_view part :
             {".weight", ".bias", ".running_mean", ".running_var", ".num_batches_tracked"}) {
            const auto found = reading.network.tensors.find(from + std::string(part));
            if (found == reading.network.tensors.end()) continue;
            result.emplace(to + std::string(part), found->second);
        }
    };
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const Stage& stage = reading.stages[i];
        move_layer(stage.conv->name, blocks[i].name);
        if (stage.norm == nullptr) continue;
        const std::string& norm = *blocks[i].norm_name;
        move_layer(stage.norm->name, norm);
        if (stage.norm->is_affine) continue;
        result.emplace(norm + ".weight", filled(blocks[i].out, 1.0F));
        result.emplace(norm + ".bias", filled(blocks[i].out, 0.0F));
    }
    return result;
}

// Checked block by block: a long chain would overflow.
void check_maps(Reading& reading, const Architecture& network) {
    for (std::size_t i = 1; i <= network.blocks.size(); ++i) {
        const std::int64_t size = network.map_size(i);
        if (size >= 1 && size <= kMaxImageSize) continue;
        reading.misfits[reading.stages[i - 1].conv] = {
            fmt::format("maps of 1 to {} pixels", kMaxImageSize),
            fmt::format("leads to maps of {} pixels", size)};
        reading.refuse_misfits();
    }
}

void check_ends(Reading& reading, const Architecture& network) {
    const Stage& last = reading.stages.back();
    if (network.blocks.size() < 2 || (network.channels != 1 && network.channels != 3)) {
        reading.misfits[last.conv] = {
            "[maps, 1 or 3, k, k]",
            fmt::format("makes {} maps where a generator ends with 1 (grey) or 3 (colour), after "
                        "one layer or more",
                        network.channels)};
    }
    reading.refuse_misfits();
}

}  // namespace

FoundNetwork find_generator(const ForeignNetwork& network, std::string_view source,
                            const GeneratorHints& hints) {
    Reading reading{network, source, LayerKind::conv_transpose};
    find_stages(reading);
    FoundNetwork found;
    Architecture& g = found.architecture;
    g.kind = LayerKind::conv_transpose;
    g.blocks = name_blocks(reading, Activation::relu, Activation::tanh);
    g.channels = g.blocks.back().out;
    check_ends(reading, g);
    g.blocks.front().stride = 1;
    g.blocks.front().padding = 0;
    for (std::size_t i = 1; i < g.blocks.size(); ++i)
        assume_geometry(reading, g.blocks[i], *reading.stages[i].conv);
    apply_facts(reading, g.blocks);
    apply_hints(g.blocks, hints, source);
    check_maps(reading, g);
    const std::int64_t inputs = g.blocks.front().in;
    if (hints.labels < 0 || hints.labels >= inputs) {
        fail(
            "{}: {} labels of the {} numbers that its first layer takes: at least one number must "
            "be left for z",
            source, hints.labels, inputs);
    }
    g.labels = hints.labels;
    g.nz = inputs - hints.labels;
    if (hints.strides.empty()) found.notes = std::move(reading.notes);
    found.tensors = checked_network(renamed(reading, g.blocks), g, source, "");
    return found;
}

FoundNetwork find_discriminator(const ForeignNetwork& network, std::int64_t size,
                                std::int64_t channels, std::string_view source) {
    Reading reading{network, source, LayerKind::conv};
    find_stages(reading);
    FoundNetwork found;
    Architecture& d = found.architecture;
    d.kind = LayerKind::conv;
    d.nz = 0;
    d.channels = channels;
    d.blocks = name_blocks(reading, Activation::leaky_relu, Activation::none);
    for (std::size_t i = 0; i + 1 < d.blocks.size(); ++i)
        assume_geometry(reading, d.blocks[i], *reading.stages[i].conv);
    Block& last = d.blocks.back();
    last.stride = 1;
    last.padding = 0;
    apply_facts(reading, d.blocks);
    last.activation = Activation::none;  // the logit, without the sigmoid that may stand behind it
    std::int64_t extent = size;
    for (Block& block : d.blocks) {
        const std::int64_t room = extent + 2 * block.padding - block.kernel;
        extent = room < 0 ? 0 : room / block.stride + 1;
        block.output_padding = std::max<std::int64_t>(room, 0) % block.stride;
        if (extent == 0) break;
    }
    if (d.blocks.front().in != channels || last.out != 1 || extent != 1) {
        fail("{}: its discriminator does not take the generator's images to one number", source);
    }
    found.notes = std::move(reading.notes);
    found.tensors = checked_network(renamed(reading, d.blocks), d, source, "");
    return found;
}

NetworkKind guess_kind(const ForeignNetwork& network) {
    const std::vector<Layer> layers = collect_layers(network);
    const auto chain = [&](WeightAxes axes) {
        const auto stages = chain_convolutions(layers, axes);
        return stages && stages->size() > 1 ? *stages : std::vector<Stage>();
    };
    const auto is_image = [](std::int64_t maps) { return maps == 1 || maps == 3; };
    const std::vector<Stage> d = chain(kPlainAxes);
    const std::vector<Stage> g = chain(kTransposedAxes);
    const bool from_image = !d.empty() && d.back().conv->shape[0] == 1;
    const bool to_image = !g.empty() && is_image(g.back().conv->shape[1]);
    // Read backwards, a discriminator is a chain that ends in an image; its z would be one number.
    if (from_image) return NetworkKind::discriminator;
    return to_image ? NetworkKind::generator : NetworkKind::none;
}

}  // namespace zscope
