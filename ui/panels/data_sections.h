// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <string>

#include "core/io/data/data_scan.h"

namespace zscope::ui {

// The parts of the Data panel in which nothing is chosen, at the cursor.
void draw_facts(const DataScan& scan);
void draw_unusable(const DataScan& scan);  // folds out; nothing if all images can be used
void draw_labels(const DataScan& scan);    // nothing if there are none

void wrapped_text(const std::string& text, const ImVec4& colour);

}  // namespace zscope::ui
