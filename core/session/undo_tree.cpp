// SPDX-License-Identifier: MIT
#include "core/session/undo_tree.h"

#include <fmt/format.h>

#include <utility>

namespace zscope {

namespace {

UndoSubject sample_or_none(SampleId id) {
    return id == 0 ? UndoSubject{} : UndoSubject{UndoPicture::sample, id};
}

struct Subject {
    const Session& after;

    UndoSubject operator()(const SelectionChange& action) const { return last_of(action.ids); }
    UndoSubject operator()(const TrayKeep& action) const { return last_of(action.ids); }
    UndoSubject operator()(const TrayRemove& action) const { return last_of(action.ids); }
    UndoSubject operator()(const GridSet&) const { return {UndoPicture::grid, 0}; }
    UndoSubject operator()(const InterpolateSet& action) const {
        const bool one_end = action.a.has_value() != action.b.has_value() && !action.t;
        if (one_end) return sample_or_none(action.a.value_or(action.b.value_or(0)));
        const InterpolateState& path = after.interpolate;
        return path.a != 0 && path.b != 0 ? UndoSubject{UndoPicture::path, 0} : UndoSubject{};
    }
    UndoSubject operator()(const SampleRename& action) const { return sample_or_none(action.id); }
    UndoSubject operator()(const WalkSet& action) const {
        return sample_or_none(action.state.start);
    }
    UndoSubject operator()(const TicksSet& action) const {
        const TickState& ticks = action.state;
        return last_of(ticks.yes.empty() ? ticks.no : ticks.yes);
    }
    UndoSubject operator()(const OperateSet& action) const {
        const std::vector<PaintedRegion>& regions = action.state.regions;
        return sample_or_none(regions.empty() ? 0 : regions.back().id);
    }
    // What else is done is seen on the sample that the person looks at.
    template <class Other>
    UndoSubject operator()(const Other&) const {
        return after.selection.empty() ? UndoSubject{UndoPicture::grid, 0}
                                       : sample_or_none(after.selection.back());
    }

  private:
    static UndoSubject last_of(const std::vector<SampleId>& ids) {
        return ids.empty() ? UndoSubject{} : sample_or_none(ids.back());
    }
};

}  // namespace

std::vector<UndoLine> undo_lines(const std::map<std::int64_t, UndoRow>& rows) {
    std::map<std::int64_t, std::vector<std::int64_t>> children;  // oldest first: ids grow
    for (const auto& [id, row] : rows) {
        if (id != 0) children[row.parent].push_back(id);
    }
    std::vector<UndoLine> lines;
    lines.reserve(rows.size());
    // A stack of what is still to come; the newest way on lies below the branches beside it.
    std::vector<UndoLine> waiting{UndoLine{}};
    while (!waiting.empty()) {
        UndoLine line = waiting.back();
        waiting.pop_back();
        if (const auto found = children.find(line.row); found != children.end()) {
            const std::vector<std::int64_t>& of_row = found->second;
            line.goes_on = true;
            waiting.push_back({of_row.back(), line.depth, false, false});
            for (std::size_t i = of_row.size() - 1; i-- > 0;)
                waiting.push_back({of_row[i], line.depth + 1, true, false});
        }
        lines.push_back(line);
    }
    return lines;
}

std::string describe(const UndoRow& row) {
    if (row.actions.empty()) return row.id == 0 ? "Start" : "Nothing";
    const std::string text = describe(row.actions.back());
    if (row.actions.size() == 1) return text;
    return fmt::format("{}, and {} more", text, row.actions.size() - 1);
}

UndoSubject undo_subject(const UndoRow& row, const Session& after) {
    if (row.actions.empty()) return {UndoPicture::grid, 0};
    return std::visit(Subject{after}, row.actions.back().kind);
}

}  // namespace zscope
