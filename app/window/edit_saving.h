// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/window/job_line.h"
#include "core/model/snapshot.h"
#include "core/session/edit_recipe.h"

namespace zscope::app {

// "no-windows" of "No windows!": a file name made of what edits are called; "edits" of nothing.
// Pure.
std::string file_stem_of(const std::string& name);
// What a list of edits is called: the names of those that are on, or "edits". Pure.
std::string name_of(const std::vector<Edit>& edits);

// Edits written to a file, or baked into a model's weights, as jobs. UI thread.
class EditSaving {
  public:
    EditSaving(JobLane& jobs, std::function<void()> wake);

    void save(EditRecipe recipe, std::filesystem::path file);
    // `measured`: report_to_json of what these edits do to this model, or null.
    struct Baking {
        SnapshotPointer model;
        EditRecipe recipe;  // all of its edits are on
        nlohmann::ordered_json measured;
        std::filesystem::path file;
    };
    void bake(Baking baking);

    struct Done {
        std::string saved, error;  // one of them; neither: cancelled
    };
    std::vector<Done> take();  // what finished since

  private:
    JobLine<std::string> line_;  // what was written, for people
};

}  // namespace zscope::app
