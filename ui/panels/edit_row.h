// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/model/edit.h"
#include "ui/frame.h"

namespace zscope::ui {

// Controls of one edit; each changes it in place.
void op_choice(Edit& edit, float width);     // what is done; a value that does something goes along
void value_slider(Edit& edit, float width);  // only for an op that has_value()

// The marked region of the selected sample on the maps of the edit's block, or why there is none.
struct RegionForEdit {
    std::optional<MapMask> mask;
    const char* why_not = "";
};
RegionForEdit region_for(const Edit& edit, const Session& session, const Architecture& generator);

// A row of the list of edits. Returns the list as the row's controls changed it: the edit itself,
// its name, its place, a copy of it, or without it. `naming`: the name that is being typed, of the
// one row that is being named.
std::vector<Edit> edit_row(const Frame& frame, const Architecture& generator,
                           std::vector<Edit> edits, std::size_t index, std::string& naming);

}  // namespace zscope::ui
