// SPDX-License-Identifier: MIT
#include "core/surgery/baking.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace zscope {

namespace {

// What a unit's map x becomes: factor · x + constant.
struct Change {
    double factor = 1.0, constant = 0.0;
};
using UnitKey = std::pair<std::int64_t, std::int64_t>;  // block, unit

Change changed(Change change, const Edit& edit) {
    const double s = edit.strength, rest = 1.0 - edit.strength;
    switch (edit.op) {
        case EditOp::ablate:
            return {change.factor * rest, change.constant * rest};
        case EditOp::scale: {
            const double factor = rest + s * edit.value;
            return {change.factor * factor, change.constant * factor};
        }
        case EditOp::hold:
            return {change.factor * rest, change.constant * rest + s * edit.value};
        case EditOp::add:
        case EditOp::invert:
            break;
    }
    fail("an edit that cannot be baked");
}

const Block& block_of(const Architecture& generator, std::int64_t block) {
    const auto blocks = static_cast<std::int64_t>(generator.blocks.size());
    if (block < 1 || block > blocks) {
        fail("an edit names block {}, but the model has blocks 1 to {}", block, blocks);
    }
    return generator.blocks[static_cast<std::size_t>(block - 1)];
}

std::map<UnitKey, Change> changes_of(std::span<const Edit> edits, const Architecture& generator) {
    std::map<UnitKey, Change> changes;
    for (const Edit& edit : edits) {
        if (!edit.on) continue;
        const Block& block = block_of(generator, edit.block);
        if (const auto why = cannot_bake(edit, generator)) fail("{}", *why);
        std::vector<std::int64_t> units = edit.units.value_or(std::vector<std::int64_t>{});
        for (std::int64_t unit = 0; !edit.units && unit < block.out; ++unit)
            units.push_back(unit);
        for (const std::int64_t unit : units) {
            if (unit < 0 || unit >= block.out) {
                fail("an edit names unit {} of block {}, which has units 0 to {}", unit, edit.block,
                     block.out - 1);
            }
            Change& change = changes[{edit.block, unit}];
            change = changed(change, edit);
        }
    }
    return changes;
}

// The numbers of one network, to be changed in place.
class Numbers {
  public:
    explicit Numbers(const NamedTensors& tensors) : tensors_(tensors) {}

    std::vector<float>& of(const std::string& name) {
        const auto found = tensors_.find(name);
        if (found == tensors_.end()) fail("the model lacks the tensor {}", name);
        auto [place, made] = changed_.try_emplace(name);
        if (made) {
            const HostTensor values = to_f32(found->second);
            place->second.assign(values.f32().begin(), values.f32().end());
        }
        return place->second;
    }
    // w (in, out, k, k) of a transposed convolution: the part of one input or of one output.
    void scale_input(const std::string& name, std::int64_t in, std::int64_t inputs, double factor) {
        std::vector<float>& w = of(name);
        const std::size_t each = w.size() / static_cast<std::size_t>(inputs);
        for (std::size_t i = 0; i < each; ++i) {
            float& value = w[static_cast<std::size_t>(in) * each + i];
            value = static_cast<float>(value * factor);
        }
    }
    void clear_output(const std::string& name, std::int64_t out, const Block& block) {
        std::vector<float>& w = of(name);
        const auto taps = static_cast<std::size_t>(block.kernel * block.kernel);
        for (std::size_t in = 0; in < static_cast<std::size_t>(block.in); ++in) {
            const std::size_t first =
                (in * static_cast<std::size_t>(block.out) + static_cast<std::size_t>(out)) * taps;
            std::fill_n(w.begin() + static_cast<std::ptrdiff_t>(first), taps, 0.0F);
        }
    }
    NamedTensors result() const {
        NamedTensors all = tensors_;
        for (const auto& [name, values] : changed_)
            all[name] = HostTensor::from_floats(tensors_.at(name).shape, values);
        return all;
    }

  private:
    const NamedTensors& tensors_;
    std::map<std::string, std::vector<float>> changed_;
};

// The unit gives `constant` everywhere, whatever comes in; that is at least 0.
void make_constant(Numbers& numbers, const Block& block, std::int64_t unit, double constant) {
    const auto at = static_cast<std::size_t>(unit);
    numbers.clear_output(block.name + ".weight", unit, block);
    const auto value = static_cast<float>(constant);
    if (block.bias) numbers.of(block.name + ".bias")[at] = block.norm_name ? 0.0F : value;
    if (!block.norm_name) return;
    numbers.of(*block.norm_name + ".weight")[at] = 0.0F;
    numbers.of(*block.norm_name + ".bias")[at] = value;
}

void bake_unit(Numbers& numbers, const Architecture& generator, const UnitKey& key,
               const Change& change) {
    const Block& block = block_of(generator, key.first);
    const bool last = key.first == static_cast<std::int64_t>(generator.blocks.size());
    if (change.factor == 0.0) {
        make_constant(numbers, block, key.second, std::abs(change.constant));
    }
    if (last) return;
    const Block& next = block_of(generator, key.first + 1);
    // A ReLU cannot give a negative constant: the sign goes to who listens.
    double factor = change.factor;
    if (change.factor == 0.0) factor = change.constant < 0.0 ? -1.0 : 1.0;
    numbers.scale_input(next.name + ".weight", key.second, next.in, factor);
}

NamedTensors baked(const NamedTensors& tensors, const Architecture& generator,
                   const std::map<UnitKey, Change>& changes) {
    Numbers numbers(tensors);
    for (const auto& [key, change] : changes)
        bake_unit(numbers, generator, key, change);
    return numbers.result();
}

// What the sums of several edits to one unit ask for.
void check_change(const UnitKey& key, const Change& change, const Architecture& generator) {
    const Block& block = block_of(generator, key.first);
    const bool last = key.first == static_cast<std::int64_t>(generator.blocks.size());
    const std::string where = fmt::format("unit {} of block {}", key.second, key.first);
    if (change.constant != 0.0 && change.factor != 0.0) {
        fail("{} would be held in part only, which weights cannot say: hold it whole", where);
    }
    if (last && (change.constant != 0.0 || (change.factor != 0.0 && change.factor != 1.0))) {
        fail("{} is a colour of the image: only ablating it whole can be baked", where);
    }
    const bool rectified = block.activation == Activation::relu ||
                           block.activation == Activation::leaky_relu ||
                           block.activation == Activation::none;
    if (change.constant != 0.0 && (!rectified || (!block.norm_name && !block.bias))) {
        fail("{} cannot be held: its layer has nothing that could give a constant", where);
    }
}

}  // namespace

std::optional<std::string> cannot_bake(const Edit& edit, const Architecture& generator) {
    if (generator.kind != LayerKind::conv_transpose) return "a discriminator is not baked";
    const auto say = [&](const char* why) {
        return fmt::format("the edit of block {} cannot be baked into the weights: {}", edit.block,
                           why);
    };
    if (edit.mask) return say("it is of a region, and a convolution treats all places alike");
    if (edit.op == EditOp::invert) return say("inverting depends on what each map holds");
    if (edit.op == EditOp::add) return say("at the borders less would be added than inside");
    return std::nullopt;
}

ModelSnapshot bake_edits(const ModelSnapshot& model, std::span<const Edit> edits) {
    const std::map<UnitKey, Change> changes = changes_of(edits, model.generator);
    for (const auto& [key, change] : changes)
        check_change(key, change, model.generator);
    ModelSnapshot result = model;
    result.raw = baked(model.raw, model.generator, changes);
    if (model.ema) result.ema = baked(*model.ema, model.generator, changes);
    return result;
}

}  // namespace zscope
