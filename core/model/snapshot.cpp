// SPDX-License-Identifier: MIT
#include "core/model/snapshot.h"

#include "core/base/error.h"

namespace zscope {

Weights resolve_weights(const ModelSnapshot& model, Weights asked) {
    switch (asked) {
        case Weights::raw:
            return Weights::raw;
        case Weights::automatic:
            return model.ema && model.step >= kEmaShownFromStep ? Weights::ema : Weights::raw;
        case Weights::ema:
            break;
    }
    if (!model.ema) {
        fail("{} has no averaged (ema) weights: choose raw or auto",
             model.name.empty() ? "this model" : model.name);
    }
    return Weights::ema;
}

const std::string& shown_id(const ModelSnapshot& model, Weights asked) {
    return resolve_weights(model, asked) == Weights::ema ? model.id_ema : model.id_raw;
}

const NamedTensors& generator_weights(const ModelSnapshot& model, Weights asked) {
    return resolve_weights(model, asked) == Weights::ema ? *model.ema : model.raw;
}

}  // namespace zscope
