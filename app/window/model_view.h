// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/io/library.h"
#include "core/messages/training.h"
#include "core/model/model_ref.h"
#include "core/model/snapshot.h"
#include "ui/frame.h"
#include "ui/shell/workspaces.h"

namespace zscope::app {

bool trains(const TrainerStatus& status);  // a run is under way, perhaps paused

// What panels are told about the Session's model. `snapshot` is null if it is not here.
ui::ModelView make_model_view(const ModelRef& model, const SnapshotPointer& snapshot,
                              const TrainerStatus& trainer, bool opening);

// Where the run lies that a session of an earlier start worked on; empty if it is not known.
std::string last_run_path(const ModelRef& model, const std::vector<RecentItem>& recent);

// The Train form takes these settings, "data" among them, and is shown.
void use_as_data_source(ui::Workspaces& workspaces, const nlohmann::json& settings);

}  // namespace zscope::app
