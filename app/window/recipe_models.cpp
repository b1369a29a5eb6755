// SPDX-License-Identifier: MIT
#include "app/window/recipe_models.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/io/shipped_models.h"

namespace zscope::app {

namespace {

constexpr std::size_t kMostCandidates = 16, kShownId = 12;

}  // namespace

std::vector<std::string> model_candidates(const RecipeModel& model,
                                          const std::vector<RecentItem>& recent) {
    std::vector<std::string> candidates;
    const auto add = [&candidates](const std::string& path) {
        if (!path.empty() && std::ranges::find(candidates, path) == candidates.end())
            candidates.push_back(path);
    };
    for (const RecentItem& item : recent)
        if (item.kind == "model" && item.id == model.id) add(item.path);
    add(model.path);
    for (const ShippedModel& shipped : shipped_models())
        add(std::string(shipped.word));
    for (const RecentItem& item : recent)
        if (item.kind == "model" || item.kind == "run") add(item.path);
    candidates.resize(std::min(candidates.size(), kMostCandidates));
    return candidates;
}

std::string wanted_model(const RecipeModel& model) {
    return fmt::format("{} ({}{})", model.name, model.id.substr(0, kShownId),
                       model.id.size() > kShownId ? "…" : "");
}

}  // namespace zscope::app
