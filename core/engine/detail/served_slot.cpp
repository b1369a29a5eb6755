// SPDX-License-Identifier: MIT
#include "core/engine/detail/served_slot.h"

#include <fmt/format.h>

namespace zscope::detail {

bool same_model(const ModelRef& a, const ModelRef& b) {
    if (a.weights != b.weights || a.which.index() != b.which.index()) return false;
    const auto* opened = std::get_if<OpenedModel>(&a.which);  // its path is only a hint
    return opened ? opened->model_id == std::get<OpenedModel>(b.which).model_id : a == b;
}

std::string missing_model(const ModelRef& model) {
    if (const auto* kept = std::get_if<RunSnapshot>(&model.which)) {
        return fmt::format(
            "Step {} of this run cannot be read: choose another step in the Timeline", kept->step);
    }
    const auto* opened = std::get_if<OpenedModel>(&model.which);
    if (!opened || opened->last_path.empty())
        return "This model is not open any more: open it again";
    return fmt::format("This model is not open any more: open {} again", opened->last_path);
}

}  // namespace zscope::detail
