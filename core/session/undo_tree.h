// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/session/undo.h"

namespace zscope {

// A row of the undo tree as a line of a list. Below a row come first the branches that were left,
// each indented by one, the oldest first; then the newest way on, at the row's own depth. So a long
// way is not indented, and lines move only where a branch is begun above them.
struct UndoLine {
    std::int64_t row = 0;
    int depth = 0;         // 0: the newest way from the very start
    bool begins = false;   // the first line of a branch that was left
    bool goes_on = false;  // a line at the same depth follows it, below its branches
    bool operator==(const UndoLine&) const = default;
};

// Every row, parents before children. Pure; a moment for thousands of rows.
std::vector<UndoLine> undo_lines(const std::map<std::int64_t, UndoRow>& rows);

// What a row did, in words: "Set t to 0.40", "Keep 1 sample in the tray, and 1 more" (action); of
// row 0 "Start".
std::string describe(const UndoRow& row);

// What stands for a row in a picture: what its last action left behind.
enum class UndoPicture {
    sample,  // the session's last selected
    path,    // the sample at t
    grid,    // the first sample of the grid
    none,    // nothing that can be drawn
};
struct UndoSubject {
    UndoPicture what = UndoPicture::none;
    SampleId id = 0;  // for `sample`
    bool operator==(const UndoSubject&) const = default;
};
// `after`: the session as the row left it. Pure.
UndoSubject undo_subject(const UndoRow& row, const Session& after);

}  // namespace zscope
