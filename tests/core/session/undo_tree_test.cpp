// SPDX-License-Identifier: MIT
#include "core/session/undo_tree.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "random_actions.h"

using namespace zscope;

namespace {

Action set_t(double t) {
    return {InterpolateSet{.a = {}, .b = {}, .t = t, .mode = {}}, 0};
}

std::map<std::int64_t, UndoRow> rows_of(const std::vector<std::int64_t>& parents) {
    std::map<std::int64_t, UndoRow> rows{{0, UndoRow{}}};
    for (std::size_t i = 0; i < parents.size(); ++i) {
        const auto id = static_cast<std::int64_t>(i) + 1;
        rows[id] = UndoRow{id, parents[i], {set_t(0.1)}, 0.0};
    }
    return rows;
}

}  // namespace

TEST_CASE("the undo tree as lines: a single way has no indent") {
    const std::vector<UndoLine> lines = undo_lines(rows_of({0, 1, 2}));
    CHECK(lines ==
          std::vector<UndoLine>{
              {0, 0, false, true}, {1, 0, false, true}, {2, 0, false, true}, {3, 0, false, false}});
    CHECK(undo_lines({{0, UndoRow{}}}) == std::vector<UndoLine>{{0, 0, false, false}});
}

TEST_CASE(
    "the undo tree as lines: branches that were left stand indented, the newest way does not") {
    // 0 ─ 1 ─ 2 ─ 3        left
    //      ╲─ 4 ─ 5        left, 5's sister is 6
    //      │   ╲─ 6
    //      ╲─ 7            the newest
    const std::vector<UndoLine> lines = undo_lines(rows_of({0, 1, 2, 1, 4, 4, 1}));
    CHECK(lines == std::vector<UndoLine>{{0, 0, false, true},
                                         {1, 0, false, true},
                                         {2, 1, true, true},
                                         {3, 1, false, false},
                                         {4, 1, true, true},
                                         {5, 2, true, false},
                                         {6, 1, false, false},
                                         {7, 0, false, false}});
}

TEST_CASE("the undo tree as lines: every row once, after its parent, on any tree") {
    testing::RandomActions random(3);
    std::vector<std::int64_t> parents;
    for (std::uint32_t i = 0; i < 3000; ++i) {
        parents.push_back(random.below(20) == 0 ? random.below(i + 1) : i);
    }
    const auto rows = rows_of(parents);
    const std::vector<UndoLine> lines = undo_lines(rows);
    REQUIRE(lines.size() == rows.size());
    std::set<std::int64_t> seen;
    for (const UndoLine& line : lines) {
        if (line.row != 0) CHECK(seen.contains(rows.at(line.row).parent));
        CHECK(seen.insert(line.row).second);
    }
    CHECK(lines.back().depth == 0);  // the end of the newest way
    for (const auto& [id, row] : rows)
        CHECK((id == 0 || row.parent != lines.back().row));
}

TEST_CASE("undo: a click in the tree moves there, and nothing is lost by it") {
    UndoHistory history;
    history.apply(set_t(0.1), 1);  // row 1
    history.apply(set_t(0.2), 2);  // row 2, left
    history.apply(set_t(0.3), 3);  // row 3, left
    history.undo();
    history.undo();
    history.apply(set_t(0.8), 4);  // row 4
    history.close_gesture();
    const auto before = history.rows();
    CHECK(history.move_to(3));
    CHECK(history.head() == 3);
    CHECK(history.session().interpolate.t == 0.3);
    CHECK(history.rows() == before);
    history.undo();
    history.undo();
    CHECK(history.head() == 1);
    history.redo();  // along the way that the person was on, not to the newest child
    CHECK(history.head() == 2);
    CHECK(history.move_to(4));
    history.undo();
    history.redo();
    CHECK(history.head() == 4);
    CHECK(history.session().interpolate.t == 0.8);
    CHECK(history.move_to(0));
    CHECK(history.session() == Session{});
    CHECK(history.rows() == before);
    CHECK_FALSE(history.move_to(99));
    CHECK_FALSE(history.move_to(-1));
    CHECK(history.head() == 0);
}

TEST_CASE(
    "undo: moving anywhere in a large tree gives the session of that row, and version tells") {
    testing::RandomActions random(11);
    UndoHistory history;
    for (int i = 1; i <= 600; ++i) {
        history.apply(random.next(static_cast<std::uint64_t>(i)), i);
        history.close_gesture();
        if (random.below(6) == 0) history.undo();
        if (random.below(20) == 0) {
            history.move_to(random.below(static_cast<std::uint32_t>(history.rows().size())));
        }
    }
    const auto rows = history.rows();
    for (int i = 0; i < 300; ++i) {
        const auto at =
            std::next(rows.begin(), random.below(static_cast<std::uint32_t>(rows.size())));
        const std::int64_t row = at->first;
        // Its own way from the very start, action by action.
        std::vector<const UndoRow*> way;
        for (std::int64_t step = row; step != 0; step = rows.at(step).parent)
            way.push_back(&rows.at(step));
        Session expected;
        for (auto step = way.rbegin(); step != way.rend(); ++step) {
            for (const Action& action : (*step)->actions)
                expected = apply(expected, action);
        }
        const std::uint64_t version = history.version();
        const bool elsewhere = row != history.head();
        REQUIRE(history.move_to(row));
        REQUIRE(history.session() == expected);
        CHECK((history.version() != version) == elsewhere);
    }
    CHECK(history.rows() == rows);
}

TEST_CASE("undo: moving ends the gesture that goes on, and takes it into the tree") {
    UndoHistory history;
    history.apply(set_t(0.1), 1);
    history.close_gesture();
    history.apply({InterpolateSet{.a = {}, .b = {}, .t = 0.6, .mode = {}}, 5}, 2);  // still held
    CHECK(history.move_to(1));
    CHECK(history.rows().contains(2));
    CHECK(history.session_at(2).interpolate.t == 0.6);
    CHECK(history.session().interpolate.t == 0.1);
}

TEST_CASE("what a row of the undo tree shows: its words and its subject") {
    UndoRow row{7, 6, {}, 0.0};
    const auto does = [&row](const ActionKind& kind) { row.actions.assign(1, Action{kind, 0}); };
    Session after;
    after.selection = {3, 4};
    does(SelectionChange{SelectHow::replace, {3, 4}});
    CHECK(undo_subject(row, after) == UndoSubject{UndoPicture::sample, 4});
    CHECK(describe(row) == "Select 2 samples");
    const Action keep{TrayKeep{{9}}, 0};
    row.actions.push_back(keep);
    CHECK(undo_subject(row, after) == UndoSubject{UndoPicture::sample, 9});
    CHECK(describe(row) == "Keep 1 sample in the tray, and 1 more");
    does(InterpolateSet{.a = 5, .b = {}, .t = {}, .mode = {}});
    after.interpolate.a = 5;
    CHECK(undo_subject(row, after) == UndoSubject{UndoPicture::sample, 5});
    does(set_t(0.3).kind);
    CHECK(undo_subject(row, after) == UndoSubject{UndoPicture::none, 0});  // no B yet
    after.interpolate.b = 6;
    CHECK(undo_subject(row, after) == UndoSubject{UndoPicture::path, 0});
    does(GridSet{.seed = 3, .count = {}});
    CHECK(undo_subject(row, after) == UndoSubject{UndoPicture::grid, 0});
    does(ModelChoose{});
    CHECK(undo_subject(row, after) == UndoSubject{UndoPicture::sample, 4});
    does(SampleRename{8, "Ada"});
    CHECK(undo_subject(row, after) == UndoSubject{UndoPicture::sample, 8});
    TicksSet ticks;
    ticks.state.no = {5, 7};
    does(ticks);
    CHECK(undo_subject(row, after) == UndoSubject{UndoPicture::sample, 7});
    WalkSet walk;
    walk.state.start = 12;
    does(walk);
    CHECK(undo_subject(row, after) == UndoSubject{UndoPicture::sample, 12});
    does(ModelChoose{});
    after.selection.clear();
    CHECK(undo_subject(row, after) == UndoSubject{UndoPicture::grid, 0});
    does(SelectionChange{});
    CHECK(undo_subject(row, after) == UndoSubject{UndoPicture::none, 0});
    CHECK(undo_subject(UndoRow{}, after) == UndoSubject{UndoPicture::grid, 0});
    CHECK(describe(UndoRow{}) == "Start");
}
