// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "ui/panel.h"
#include "ui/widgets/placed_tiles.h"

namespace zscope::ui {

// What a row of the undo tree is a picture of: a z, drawn by the model and with the edits that the
// session had then. Empty z: there is nothing to draw.
struct HistoryPicture {
    ModelRef model;
    std::vector<Edit> edits;
    std::vector<float> z;
};
// `after`: the session as the row left it; `models`: those that are open, others cannot draw. Of a
// tool what it showed then: the place on the path or the sheet, the equation's result, the walk's
// step, the sample after its directions. Pure.
HistoryPicture history_picture(const UndoRow& row, const Session& after, const SampleBook& samples,
                               const DirectionBook& directions,
                               const std::vector<ModelRegistry::Entry>& models);

// Small pictures of the rows that are seen. Rows of up to three models (or sets of edits) at once;
// others go without. Each frame: want() the rows, then ask(). UI thread.
class HistoryPictures {
  public:
    explicit HistoryPictures(const MakeSlot& make_slot);

    void want(std::int64_t row) { wanted_.push_back(row); }
    // Works a few new rows out per frame; true: some are left for the next.
    bool ask(const Frame& frame);
    void rest();

    struct Shown {
        TileAtlas* atlas = nullptr;
        std::size_t tile = 0;
    };
    // Null while there is none, or none yet.
    std::optional<Shown> find(std::int64_t row);

  private:
    struct Kept {
        HistoryPicture picture;
        double time = 0.0;  // of the row: a row that still grows is worked out again
    };
    struct Group {
        std::unique_ptr<PlacedTiles> tiles;
        const HistoryPicture* like = nullptr;  // model and edits; null: free in this frame
        HistoryPicture last;                   // of the frame before: who had it keeps it
    };
    bool work_out(const Frame& frame);
    Group* group_for(const HistoryPicture& picture);

    std::vector<std::int64_t> wanted_;
    std::map<std::int64_t, Kept> kept_;
    std::uint64_t models_seen_ = 0;
    std::array<Group, 3> groups_;
    std::map<std::int64_t, std::size_t> group_of_;  // of the rows that are seen
};

}  // namespace zscope::ui
