// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "core/model/snapshot.h"

namespace zscope {

struct OpenedModel {  // a finished model from a file
    std::string model_id;
    std::string last_path;  // where it was last seen; only a hint
    bool operator==(const OpenedModel&) const = default;
};
struct LiveModel {  // whatever the trainer of this run holds now
    std::string run_id;
    bool operator==(const LiveModel&) const = default;
};
struct RunSnapshot {  // a kept moment of a run; "Freeze" turns Live into this
    std::string run_id;
    std::int64_t step = 0;
    bool operator==(const RunSnapshot&) const = default;
};

// Names a model without holding it; the registry resolves it.
struct ModelRef {
    std::variant<OpenedModel, LiveModel, RunSnapshot> which;
    Weights weights = Weights::automatic;
    bool operator==(const ModelRef&) const = default;
};

// The run that it is of; empty: of none.
inline std::string run_of(const ModelRef& model) {
    if (const auto* live = std::get_if<LiveModel>(&model.which)) return live->run_id;
    if (const auto* kept = std::get_if<RunSnapshot>(&model.which)) return kept->run_id;
    return {};
}

}  // namespace zscope
