// SPDX-License-Identifier: MIT
#include "app/window/edit_saving.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "core/io/baked_model.h"
#include "core/io/edits_file.h"

namespace zscope::app {

std::string file_stem_of(const std::string& name) {
    constexpr std::size_t kMost = 48;
    std::string stem;
    for (const char c : name) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        const bool capital = c >= 'A' && c <= 'Z';
        if (letter) stem += c;
        if (capital) stem += static_cast<char>(c - 'A' + 'a');
        if (!letter && !capital && !stem.empty() && stem.back() != '-') stem += '-';
        if (stem.size() == kMost) break;
    }
    while (!stem.empty() && stem.back() == '-')
        stem.pop_back();
    return stem.empty() ? "edits" : stem;
}

std::string name_of(const std::vector<Edit>& edits) {
    std::vector<std::string> names;
    for (const Edit& edit : edits) {
        const bool there = std::ranges::find(names, edit.name) != names.end();
        if (edit.on && !edit.name.empty() && !there) names.push_back(edit.name);
    }
    return names.empty() ? "edits" : fmt::format("{}", fmt::join(names, ", "));
}

EditSaving::EditSaving(JobLane& jobs, std::function<void()> wake) : line_(jobs, std::move(wake)) {}

void EditSaving::save(EditRecipe recipe, std::filesystem::path file) {
    line_.add(fmt::format("Saving {}", file.filename().string()),
              [recipe = std::move(recipe), file = std::move(file)](JobContext&) {
                  write_edits(file, recipe);
                  return fmt::format("The edits are saved as {}", file.string());
              });
}

void EditSaving::bake(Baking baking) {
    const std::string name = baking.file.filename().string();
    line_.add(fmt::format("Baking the edits into {}", name),
              [baking = std::move(baking)](JobContext& job) {
                  job.progress(0.1, "Changing the weights");
                  const ModelSnapshot baked = baked_model(*baking.model, baking.recipe);
                  job.progress(0.5, "Writing the model and its card");
                  const std::string id =
                      write_baked(baked, baking.recipe, baking.measured, "", baking.file);
                  return fmt::format("{} is baked into {}, with its model card{}; id {}",
                                     baking.recipe.name, baking.file.string(),
                                     baking.measured.is_null() ? " (nothing was measured)" : "",
                                     id.substr(0, 12));
              });
}

std::vector<EditSaving::Done> EditSaving::take() {
    std::vector<Done> done;
    while (auto over = line_.take())
        done.push_back({over->result.value_or(""), over->error});
    return done;
}

}  // namespace zscope::app
