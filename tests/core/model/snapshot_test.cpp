// SPDX-License-Identifier: MIT
#include "core/model/snapshot.h"

#include <doctest/doctest.h>

#include <vector>

#include "core/base/error.h"

using zscope::generator_weights;
using zscope::HostTensor;
using zscope::ModelSnapshot;
using zscope::resolve_weights;
using zscope::Weights;

namespace {

ModelSnapshot model_at(std::int64_t step, bool with_ema) {
    const auto weights = [](float value) {
        return zscope::NamedTensors{
            {"main.0.weight", HostTensor::from_floats({1}, std::vector<float>{value})}};
    };
    ModelSnapshot model;
    model.name = "run faces-03";
    model.step = step;
    model.raw = weights(1.0F);
    if (with_ema) model.ema = weights(2.0F);
    return model;
}

float shown(const ModelSnapshot& model, Weights asked) {
    return generator_weights(model, asked).at("main.0.weight").f32()[0];
}

}  // namespace

TEST_CASE("automatic weights are the averaged ones from step 2,000 where there are any") {
    CHECK(resolve_weights(model_at(1999, true), Weights::automatic) == Weights::raw);
    CHECK(resolve_weights(model_at(2000, true), Weights::automatic) == Weights::ema);
    CHECK(resolve_weights(model_at(50000, false), Weights::automatic) == Weights::raw);
    CHECK(resolve_weights(model_at(0, true), Weights::ema) == Weights::ema);
    CHECK(resolve_weights(model_at(9000, true), Weights::raw) == Weights::raw);
}

TEST_CASE("generator_weights hands out the weights that were resolved") {
    CHECK(shown(model_at(1999, true), Weights::automatic) == 1.0F);
    CHECK(shown(model_at(2000, true), Weights::automatic) == 2.0F);
    CHECK(shown(model_at(1, true), Weights::ema) == 2.0F);
    CHECK(shown(model_at(9000, true), Weights::raw) == 1.0F);
}

TEST_CASE("averaged weights asked of a model without them name the model") {
    CHECK_THROWS_WITH_AS(resolve_weights(model_at(9000, false), Weights::ema),
                         "run faces-03 has no averaged (ema) weights: choose raw or auto",
                         zscope::Error);
}
