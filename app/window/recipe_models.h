// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "core/io/library.h"
#include "core/session/recipe.h"

namespace zscope::app {

// Where the model of a recipe may lie, the likeliest first: what was open before under its id,
// where it was last seen, the models that come with zscope, what else was open before (`recent`,
// the newest first). Paths and words that resolve_model() takes; each once; not looked at yet.
std::vector<std::string> model_candidates(const RecipeModel& model,
                                          const std::vector<RecentItem>& recent);

// "Faces (0123456789ab…)": which model a recipe wants, for people.
std::string wanted_model(const RecipeModel& model);

}  // namespace zscope::app
