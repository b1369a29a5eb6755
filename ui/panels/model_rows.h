// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ui/panels/models_view.h"

namespace zscope::ui {

// One model in a list: its name, a line below, what can be done with it on the right.
struct ModelRow {
    std::string id;  // of the row, within the panel
    std::string name;
    std::string below;    // muted; of a path the middle is left out where it is too long
    std::string state;    // in place of "Open": "in use"
    std::string missing;  // why nothing can be done with it; empty: something can
    bool is_path = false;
    bool selected = false;
    bool compared = false;  // it is what is compared with
    bool comparable = true;
    bool removable = false;  // from the list
};
struct ModelRowEvent {
    bool selected = false;  // a click
    bool open = false;      // double-click, Enter, the button, the menu
    bool compare = false;   // asked for, or ended where it is compared already
    bool remove = false;
};
ModelRowEvent model_row(const ModelRow& row, const std::string& path_to_copy);

// Labels on the left, texts on the right, copy buttons at the end.
void draw_facts(const std::vector<ModelFact>& facts);

}  // namespace zscope::ui
