// SPDX-License-Identifier: MIT
#include "core/engine/detail/direct/packed_generator.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/check.h"
#include "core/engine/detail/direct/supports.h"
#include "core/engine/detail/feature_edits.h"

namespace zscope::detail::direct {

using kernels::Geometry;

namespace {

constexpr std::size_t kRooms = 4;  // sizes of batches that are kept ready

Geometry geometry_of(std::size_t layer, std::size_t layers) {
    if (layer == 0) return Geometry::full;
    return layer + 1 == layers ? Geometry::neighbours : Geometry::strided;
}

std::int64_t out_side(const kernels::ExpandArgs& args) {
    return args.geometry == Geometry::full ? 4 : 2 * args.in_side;
}

std::size_t row_elements(const kernels::ExpandArgs& args, std::int64_t images) {
    const std::int64_t side = out_side(args) + 2;
    return static_cast<std::size_t>((side * side * images + kernels::kRowsTooFar) *
                                    kernels::padded(args.out_channels));
}

// γ/σ and β − μ·γ/σ of a BatchNorm in eval mode.
void fold_norm(const Network& network, const Block& block, std::vector<float>& scale,
               std::vector<float>& shift) {
    const auto values = [&](const auto& tensors, const char* name) {
        return tensors.at(*block.norm_name + name).template const_data_ptr<float>();
    };
    const float* gamma = values(network.parameters(), ".weight");
    const float* beta = values(network.parameters(), ".bias");
    const float* mean = values(network.buffers(), ".running_mean");
    const float* variance = values(network.buffers(), ".running_var");
    for (std::size_t c = 0; c < static_cast<std::size_t>(block.out); ++c) {
        const double factor = gamma[c] / std::sqrt(static_cast<double>(variance[c]) + block.eps);
        scale[c] = static_cast<float>(factor);
        shift[c] = static_cast<float>(beta[c] - mean[c] * factor);
    }
}

// fp32 rows to the elements of the kernels and back, by LibTorch: edits are rare.
at::Tensor rows_view(const kernels::Buffer& rows, const kernels::ExpandArgs& args,
                     std::int64_t images, bool bf16) {
    const std::int64_t side = out_side(args) + 2;
    const at::Tensor all =
        at::from_blob(rows.data(), {side, side, images, kernels::padded(args.out_channels)},
                      bf16 ? at::kBFloat16 : at::kFloat);
    return all.narrow(0, 1, side - 2).narrow(1, 1, side - 2).narrow(3, 0, args.out_channels);
}

}  // namespace

PackedGenerator::PackedGenerator(const Crew& crew, const Architecture& architecture,
                                 const NamedTensors& weights)
    : crew_(crew) {
    ZSCOPE_CHECK(supports_generator(architecture), "{} blocks", architecture.blocks.size());
    const std::vector<Block>& blocks = architecture.blocks;
    std::int64_t side = 1;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        Layer layer;
        kernels::ExpandArgs& args = layer.args;
        args.geometry = geometry_of(i, blocks.size());
        const bool last = args.geometry == Geometry::neighbours;
        args.in_side = side;
        args.in_channels = blocks[i].in;
        args.out_channels = last ? 4 * blocks[i].out : blocks[i].out;
        args.image_channels = last ? blocks[i].out : 0;
        layer.weights = kernels::Buffer(static_cast<std::size_t>(kernels::packed_elements(
                                            args.geometry, false, blocks[i].in, blocks[i].out)) *
                                        crew.element_bytes());
        const auto channels = static_cast<std::size_t>(kernels::padded(args.out_channels));
        layer.scale.assign(channels, 0.0F);
        layer.shift.assign(channels, 0.0F);
        side = out_side(args);
        layers_.push_back(std::move(layer));
    }
    network_ = Network::from_tensors(architecture, weights);
    load(weights);
}

void PackedGenerator::load(const NamedTensors& weights) {
    network_.load(weights);
    const std::vector<Block>& blocks = network_.architecture().blocks;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        Layer& layer = layers_[i];
        const at::Tensor weight = network_.parameters()
                                      .at(blocks[i].name + ".weight")
                                      .contiguous(at::MemoryFormat::ChannelsLast);
        kernels::PackArgs args;
        args.geometry = layer.args.geometry;
        args.down = false;
        args.small = blocks[i].in;
        args.big = blocks[i].out;
        args.weights = weight.const_data_ptr<float>();
        args.packed = layer.weights.data();
        crew_.run(crew_.set->pack, args);
        if (blocks[i].norm_name) fold_norm(network_, blocks[i], layer.scale, layer.shift);
    }
}

const PackedGenerator::Room& PackedGenerator::room_for(std::int64_t images) {
    if (const auto found = rooms_.find(images); found != rooms_.end()) return found->second;
    if (rooms_.size() >= kRooms) rooms_.clear();
    const auto z_rows = static_cast<std::size_t>(images + kernels::kRowsTooFar);
    const auto z_width =
        static_cast<std::size_t>(kernels::padded(layers_.front().args.in_channels));
    Room room;
    room.emplace_back(z_rows * z_width * crew_.element_bytes());
    for (const Layer& layer : layers_) {
        if (layer.args.geometry == Geometry::neighbours) break;
        room.emplace_back(row_elements(layer.args, images) * crew_.element_bytes());
    }
    return rooms_.emplace(images, std::move(room)).first->second;
}

void PackedGenerator::edit_rows(std::size_t layer, const kernels::Buffer& rows, std::int64_t images,
                                std::span<const Edit> edits) const {
    const auto block = static_cast<std::int64_t>(layer) + 1;
    const bool any = std::any_of(edits.begin(), edits.end(),
                                 [&](const Edit& edit) { return edit.on && edit.block == block; });
    if (!any) return;
    const at::Tensor view = rows_view(rows, layers_[layer].args, images, crew_.set->bf16);
    at::Tensor maps = view.permute({2, 3, 0, 1}).to(at::kFloat).contiguous();
    for (const Edit& edit : edits) {
        if (edit.on && edit.block == block) maps = apply_edit(maps, edit);
    }
    view.copy_(maps.permute({2, 3, 0, 1}));
}

void PackedGenerator::images(std::span<const float> z, std::span<const Edit> edits, int threads,
                             std::span<float> out) {
    const Architecture& architecture = network_.architecture();
    const auto images = static_cast<std::int64_t>(z.size()) / architecture.inputs();
    for (const Edit& edit : edits)
        check_edit(edit, architecture);
    if (images == 0) return;
    const Room& room = room_for(images);
    Crew crew = crew_;
    crew.threads = threads;
    kernels::RowsArgs rows;
    rows.values = z.data();
    rows.rows = images;
    rows.channels = architecture.inputs();
    rows.out = room.front().data();
    crew_.set->rows(rows);
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        const Layer& layer = layers_[i];
        kernels::ExpandArgs args = layer.args;
        args.images = images;
        args.input = room[i].data();
        args.weights = layer.weights.data();
        args.scale = layer.scale.data();
        args.shift = layer.shift.data();
        const bool last = args.geometry == Geometry::neighbours;
        args.output = last ? nullptr : room[i + 1].data();
        args.image = last ? out.data() : nullptr;
        crew.run(crew.set->expand, args);
        if (!last) edit_rows(i, room[i + 1], images, edits);
    }
    edit_image(edits, out, images);
}

void PackedGenerator::edit_image(std::span<const Edit> edits, std::span<float> out,
                                 std::int64_t images) const {
    const auto last = static_cast<std::int64_t>(layers_.size());
    for (const Edit& edit : edits) {
        if (!edit.on || edit.block != last) continue;
        const std::int64_t side = network_.architecture().image_size();
        const at::Tensor all =
            at::from_blob(out.data(), {images, network_.architecture().channels, side, side});
        all.copy_(apply_edit(all, edit));
    }
}

}  // namespace zscope::detail::direct
