// SPDX-License-Identifier: MIT
#include "core/surgery/baking.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "../tiny_models.h"
#include "core/base/error.h"
#include "core/engine/sampling.h"

namespace zscope {
namespace {

Edit edit_of(std::int64_t block, std::vector<std::int64_t> units, EditOp op, double value = 0.0,
             double strength = 1.0) {
    Edit edit;
    edit.block = block;
    edit.units = std::move(units);
    edit.op = op;
    edit.value = value;
    edit.strength = strength;
    return edit;
}

// The largest difference of images drawn with the edits and by the baked generator without them.
float worst(const ModelSnapshot& model, const std::vector<Edit>& edits, Weights weights) {
    const auto baked = std::make_shared<const ModelSnapshot>(bake_edits(model, edits));
    const std::vector<float> z = torch_randn(3, 8 * model.generator.nz);
    Sampler before(std::make_shared<const ModelSnapshot>(model), weights);
    Sampler after(baked, weights);
    const HostTensor edited = before.images(z, edits), plain = before.images(z);
    const HostTensor drawn = after.images(z);
    float off = 0.0F, moved = 0.0F;
    for (std::size_t k = 0; k < drawn.f32().size(); ++k) {
        off = std::max(off, std::abs(drawn.f32()[k] - edited.f32()[k]));
        moved = std::max(moved, std::abs(plain.f32()[k] - edited.f32()[k]));
    }
    CHECK(moved > 1e-3F);  // the edit does something
    return off;
}

}  // namespace

TEST_CASE("an edit that is baked in draws what the edit draws, within 1e-5") {
    const SnapshotPointer model = test::tiny_model({.with_ema = true});
    const std::vector<std::vector<Edit>> cases{
        {edit_of(1, {0, 3, 5}, EditOp::ablate)},
        {edit_of(2, {1, 2}, EditOp::ablate), edit_of(3, {0}, EditOp::ablate)},
        {edit_of(2, {1, 2}, EditOp::scale, -1.5, 0.6)},
        {edit_of(2, {0, 1}, EditOp::scale, 2.0), edit_of(2, {1}, EditOp::scale, 0.5)},
        {edit_of(1, {4}, EditOp::hold, 0.7), edit_of(3, {1}, EditOp::hold, -0.4)},
        {edit_of(4, {1}, EditOp::ablate)},
        {edit_of(2, {3}, EditOp::ablate, 0.0, 0.5)},
    };
    for (std::size_t i = 0; i < cases.size(); ++i) {
        CAPTURE(i);
        CHECK(worst(*model, cases[i], Weights::raw) <= 1e-5F);
        CHECK(worst(*model, cases[i], Weights::ema) <= 1e-5F);
    }
    Edit whole = edit_of(2, {}, EditOp::scale, 0.25);
    whole.units.reset();
    CHECK(worst(*model, {whole}, Weights::raw) <= 1e-5F);
}

TEST_CASE("an edit that is off is not baked, and none leaves every number as it was") {
    const SnapshotPointer model = test::tiny_model({});
    Edit off = edit_of(1, {0}, EditOp::ablate);
    off.on = false;
    const ModelSnapshot baked = bake_edits(*model, std::vector<Edit>{off});
    for (const auto& [name, tensor] : model->raw) {
        CAPTURE(name);
        const auto was = tensor.raw(), is = baked.raw.at(name).raw();
        CHECK(std::equal(was.begin(), was.end(), is.begin(), is.end()));
    }
}

TEST_CASE("an ablated unit has no weights left that could bring it back") {
    const SnapshotPointer model = test::tiny_model({});
    const ModelSnapshot baked =
        bake_edits(*model, std::vector<Edit>{edit_of(2, {1}, EditOp::ablate)});
    const Block& block = model->generator.blocks[1];
    const auto scale = baked.raw.at(*block.norm_name + ".weight").f32();
    const auto shift = baked.raw.at(*block.norm_name + ".bias").f32();
    CHECK(scale[1] == 0.0F);
    CHECK(shift[1] == 0.0F);
    CHECK(scale[0] != 0.0F);
    const auto w = baked.raw.at(block.name + ".weight").f32();
    const auto taps = static_cast<std::size_t>(block.kernel * block.kernel);
    for (std::size_t in = 0; in < static_cast<std::size_t>(block.in); ++in) {
        for (std::size_t tap = 0; tap < taps; ++tap)
            CHECK(w[(in * static_cast<std::size_t>(block.out) + 1) * taps + tap] == 0.0F);
    }
}

TEST_CASE("what cannot be baked is refused with the reason") {
    const SnapshotPointer model = test::tiny_model({});
    const auto error = [&](Edit edit) -> std::string {
        try {
            (void)bake_edits(*model, std::vector<Edit>{std::move(edit)});
        } catch (const Error& refused) {
            return refused.what();
        }
        return "";
    };
    Edit region = edit_of(2, {1}, EditOp::ablate);
    region.mask = MapMask{8, std::vector<std::uint8_t>(64, 1)};
    CHECK(error(region) ==
          "the edit of block 2 cannot be baked into the weights: it is of a region, and a "
          "convolution treats all places alike");
    CHECK(error(edit_of(1, {0}, EditOp::invert)).find("inverting") != std::string::npos);
    CHECK(error(edit_of(1, {0}, EditOp::add, 1.0)).find("borders") != std::string::npos);
    CHECK(error(edit_of(1, {0}, EditOp::hold, 1.0, 0.5)).find("in part only") != std::string::npos);
    CHECK(error(edit_of(4, {0}, EditOp::scale, 0.5)).find("colour") != std::string::npos);
    CHECK(error(edit_of(9, {0}, EditOp::ablate)) ==
          "an edit names block 9, but the model has blocks 1 to 4");
    CHECK(error(edit_of(1, {99}, EditOp::ablate)).find("unit 99") != std::string::npos);
}

}  // namespace zscope
