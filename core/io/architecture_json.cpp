// SPDX-License-Identifier: MIT
#include "core/io/architecture_json.h"

#include "core/base/error.h"
#include "core/session/json_reader.h"

namespace zscope {

namespace {

constexpr std::int64_t kMostMaps = std::int64_t{1} << 20;
constexpr std::int64_t kMostKernel = 64;
constexpr std::int64_t kMostPixels = 1024;
constexpr std::size_t kMostBlocks = 64;

constexpr EnumNames<Activation, 5> kActivations{{{Activation::none, "none"},
                                                 {Activation::relu, "relu"},
                                                 {Activation::leaky_relu, "leaky_relu"},
                                                 {Activation::tanh, "tanh"},
                                                 {Activation::sigmoid, "sigmoid"}}};

bool within(std::int64_t value, std::int64_t least, std::int64_t most) {
    return value >= least && value <= most;
}

Block block_from(const nlohmann::json& json, const std::string& where) {
    JsonReader reader(json, where);
    Block block;
    reader.required("name", block.name);
    reader.required("in", block.in);
    reader.required("out", block.out);
    reader.required("kernel", block.kernel);
    reader.required("stride", block.stride);
    reader.required("padding", block.padding);
    reader.required("output_padding", block.output_padding);
    reader.required("bias", block.bias);
    reader.optional("norm", block.norm_name);
    reader.required("eps", block.eps);
    reader.choice("activation", kActivations, block.activation);
    reader.finish();
    if (!within(block.in, 1, kMostMaps) || !within(block.out, 1, kMostMaps) ||
        !within(block.kernel, 1, kMostKernel) || !within(block.stride, 1, kMostKernel) ||
        !within(block.padding, 0, kMostKernel) ||
        !within(block.output_padding, 0, block.stride - 1) || !(block.eps >= 0.0) ||
        block.eps > 1.0) {
        fail("{}: a number is out of range", where);
    }
    return block;
}

void check_chain(const Architecture& g, std::string_view source) {
    std::int64_t maps = g.inputs();
    for (std::size_t i = 0; i < g.blocks.size(); ++i) {
        if (g.blocks[i].in != maps || !within(g.map_size(i + 1), 1, kMostPixels)) {
            fail("{}: its layers do not follow each other at {}", source, g.blocks[i].name);
        }
        maps = g.blocks[i].out;
    }
    if (maps != g.channels || (g.channels != 1 && g.channels != 3)) {
        fail("{}: it does not end in 1 or 3 maps", source);
    }
}

}  // namespace

nlohmann::ordered_json architecture_to_json(const Architecture& architecture) {
    nlohmann::ordered_json blocks = nlohmann::ordered_json::array();
    for (const Block& block : architecture.blocks) {
        nlohmann::ordered_json json = {{"name", block.name},
                                       {"in", block.in},
                                       {"out", block.out},
                                       {"kernel", block.kernel},
                                       {"stride", block.stride},
                                       {"padding", block.padding},
                                       {"output_padding", block.output_padding},
                                       {"bias", block.bias}};
        if (block.norm_name) json["norm"] = *block.norm_name;
        json["eps"] = block.eps;
        json["activation"] = name_of(kActivations, block.activation);
        blocks.push_back(std::move(json));
    }
    return {{"nz", architecture.nz},
            {"labels", architecture.labels},
            {"channels", architecture.channels},
            {"blocks", std::move(blocks)}};
}

namespace {

Architecture network_from(const nlohmann::json& json, LayerKind kind, const std::string& where) {
    JsonReader reader(json, where);
    Architecture g;
    g.kind = kind;
    reader.required("nz", g.nz);
    reader.required("labels", g.labels);
    reader.required("channels", g.channels);
    const nlohmann::json& blocks = reader.need("blocks");
    reader.finish();
    const std::int64_t least = kind == LayerKind::conv_transpose ? 1 : 0;
    if (!within(g.nz, least, kMostMaps) || !within(g.labels, 0, kMostMaps)) {
        fail("{}: nz or labels out of range", where);
    }
    if (!blocks.is_array() || blocks.empty() || blocks.size() > kMostBlocks) {
        fail("{}: blocks must be a list of 1 to {}", where, kMostBlocks);
    }
    for (const nlohmann::json& block : blocks)
        g.blocks.push_back(block_from(block, fmt::format("{}: block {}", where, g.blocks.size())));
    return g;
}

}  // namespace

Architecture generator_from_json(const nlohmann::json& json, std::string_view source) {
    const std::string where = fmt::format("{}: architecture", source);
    Architecture g = network_from(json, LayerKind::conv_transpose, where);
    check_chain(g, where);
    return g;
}

Architecture discriminator_from_json(const nlohmann::json& json, const Architecture& generator,
                                     std::string_view source) {
    const std::string where = fmt::format("{}: architecture of D", source);
    Architecture d = network_from(json, LayerKind::conv, where);
    std::int64_t maps = generator.channels, extent = generator.image_size();
    for (const Block& block : d.blocks) {
        const std::int64_t room = extent + 2 * block.padding - block.kernel;
        if (block.in != maps || room < 0 || room % block.stride != block.output_padding) {
            fail("{}: its layers do not follow each other at {}", where, block.name);
        }
        maps = block.out;
        extent = room / block.stride + 1;
    }
    if (maps != 1 || extent != 1 || d.channels != generator.channels) {
        fail("{}: it does not end in one number", where);
    }
    return d;
}

}  // namespace zscope
