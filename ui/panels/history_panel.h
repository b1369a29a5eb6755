// SPDX-License-Identifier: MIT
#pragma once

#include <unordered_set>
#include <vector>

#include "core/session/undo_tree.h"
#include "ui/panel.h"
#include "ui/panels/history_pictures.h"

namespace zscope::ui {

// The undo tree: a line for each thing that was done, with a picture of what it made. A click goes
// there; branches that were left stand indented, and can be clicked as well.
class HistoryPanel : public Panel {
  public:
    explicit HistoryPanel(const MakeSlot& make_slot) : pictures_(make_slot) {}
    const char* id() const override { return "history"; }
    const char* title() const override { return "History"; }
    unsigned workspaces() const override { return kInEvery; }
    void draw(Frame& frame) override;
    void rest() override { pictures_.rest(); }

  private:
    void take(const UndoHistory& undo);
    void header(Frame& frame);
    void list(Frame& frame);
    void keep_in_view(float row_height);
    void line(Frame& frame, const UndoLine& line, float row_height);
    void draw_lanes(const UndoLine& line, ImVec2 low, float row_height, bool on_way) const;
    float indent_of(const UndoLine& line) const;

    HistoryPictures pictures_;
    std::vector<UndoLine> lines_;
    std::unordered_set<std::int64_t> way_;  // from the start to the present row, both included
    std::int64_t present_ = -1;
    std::size_t present_line_ = 0;
    bool show_present_ = true;  // it has changed: bring it into view
    std::uint64_t version_ = ~std::uint64_t{0};
    // What lines_ were made from: only the newest row ever comes, goes or changes.
    std::size_t row_count_ = 0;
    std::int64_t newest_ = 0, newest_parent_ = 0;
    int branches_ = 0;
};

}  // namespace zscope::ui
