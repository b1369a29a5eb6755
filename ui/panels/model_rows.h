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
    std::string below;      // muted; a sentence is wrapped
    std::string missing;    // why nothing can be done with it; empty: something can
    bool is_path = false;   // `below` is one: its middle is left out where it is too long
    bool in_use = false;    // the Session's model
    bool foldable = false;  // a click shows or hides what the caller draws under it
    bool unfolded = false;  // it does
    bool compared = false;  // it is what is compared with
    bool comparable = true;
    bool removable = false;  // from the list
};
struct ModelRowEvent {
    bool folded = false;   // a click: the other way from now on
    bool open = false;     // double-click, Enter, the button, the menu
    bool compare = false;  // asked for, or ended where it is compared already
    bool remove = false;
};
// The line never changes its place or height by what is done with it.
ModelRowEvent model_row(const ModelRow& row, const std::string& path_to_copy);

// Labels on the left, texts on the right, copy buttons at the end.
void draw_facts(const std::vector<ModelFact>& facts);

}  // namespace zscope::ui
