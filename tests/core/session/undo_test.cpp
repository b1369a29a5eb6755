// SPDX-License-Identifier: MIT
#include "core/session/undo.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/base/error.h"
#include "random_actions.h"

using namespace zscope;  // NOLINT: a test of many small types

namespace {

Action set_t(double t, std::uint64_t gesture = 0) {
    return {InterpolateSet{.a = {}, .b = {}, .t = t, .mode = {}}, gesture};
}

std::vector<UndoRow> all_rows(const UndoHistory& history) {
    std::vector<UndoRow> rows;
    for (const auto& [id, row] : history.rows())
        rows.push_back(row);
    return rows;
}

// Gestures of one to four actions, with an undo or a redo now and then: a tree.
UndoHistory random_history(std::uint32_t seed, int gestures) {
    testing::RandomActions actions(seed);
    Session start;
    start.grid.seed = 77;  // not the default, so that row 0 matters
    UndoHistory history(start);
    for (int i = 1; i <= gestures; ++i) {
        for (std::uint32_t n = actions.below(4) + 1; n > 0; --n) {
            history.apply(actions.next(static_cast<std::uint64_t>(i)), i);
        }
        if (actions.below(2) == 0) history.close_gesture();
        if (actions.below(8) == 0) {
            for (std::uint32_t n = actions.below(5); n > 0; --n)
                history.undo();
        }
        if (actions.below(12) == 0) history.redo();
    }
    history.close_gesture();
    return history;
}

}  // namespace

TEST_CASE("undo: a drag is one row with its last value") {
    UndoHistory history;
    for (int i = 1; i <= 40; ++i)
        history.apply(set_t(0.5 + i * 0.01, 7), i);
    CHECK(history.rows().size() == 2);
    CHECK(history.undo_text() == "Undo: Set t to 0.90");
    const UndoRow* row = history.close_gesture();
    REQUIRE(row != nullptr);
    CHECK(row->actions == std::vector<Action>{set_t(0.9, 7)});
    CHECK(history.close_gesture() == nullptr);
    CHECK(history.session().interpolate.t == doctest::Approx(0.9));
    history.undo();
    CHECK(history.session() == Session{});
    CHECK_FALSE(history.can_undo());
    CHECK(history.undo_text().empty());
    CHECK(history.redo_text() == "Redo: Set t to 0.90");
}

TEST_CASE("undo: what one gesture does to different members is kept, in one row") {
    UndoHistory history;
    history.apply({InterpolateSet{.a = 3, .b = {}, .t = 0.1, .mode = {}}, 1}, 0);
    history.apply({TrayKeep{{3}}, 1}, 0);
    history.apply(set_t(0.2, 1), 0);
    history.apply({TrayKeep{{4}}, 1}, 0);
    CHECK(history.rows().size() == 2);
    const UndoRow row = *history.close_gesture();
    CHECK(row.actions.size() == 3);
    CHECK(history.session_at(row.id).interpolate.a == 3);
    CHECK(history.session_at(row.id).tray == std::vector<SampleId>{3, 4});
    history.undo();
    history.redo();
    CHECK(history.session().interpolate.t == 0.2);
}

TEST_CASE("undo: gesture 0 is never joined, other gestures close the one before") {
    UndoHistory history;
    history.apply(set_t(0.1), 0);
    history.apply(set_t(0.2), 0);
    history.apply(set_t(0.3, 5), 0);
    history.apply(set_t(0.4, 6), 0);
    CHECK(history.rows().size() == 5);
    CHECK(history.take_final_rows().size() == 3);
    CHECK(history.take_final_rows().empty());
    history.close_gesture();
    CHECK(history.take_final_rows().size() == 1);
}

TEST_CASE("undo: nothing changed, nothing kept") {
    UndoHistory history;
    history.apply(set_t(0.5, 1), 0);
    CHECK(history.rows().size() == 1);
    CHECK(history.close_gesture() == nullptr);
    history.apply(set_t(0.6, 2), 0);
    history.apply(set_t(0.5, 2), 0);
    CHECK(history.close_gesture() == nullptr);  // back where it began
    CHECK(history.rows().size() == 1);
    CHECK(history.head() == 0);
    CHECK_FALSE(history.can_redo());
    history.undo();
    history.redo();
    CHECK(history.session() == Session{});
}

TEST_CASE("undo: a branch is kept beside the new one, redo goes to the newest") {
    UndoHistory history;
    history.apply(set_t(0.1), 0);
    history.apply(set_t(0.2), 0);
    history.undo();
    history.apply(set_t(0.3), 0);
    history.close_gesture();
    CHECK(history.rows().size() == 4);
    CHECK(history.session_at(2).interpolate.t == 0.2);
    CHECK(history.rows().at(3).parent == 1);
    history.undo();
    history.redo();
    CHECK(history.session().interpolate.t == 0.3);
    // a gesture that comes to nothing does not hide the branch
    history.undo();
    history.apply(set_t(0.7, 9), 0);
    history.apply(set_t(0.1, 9), 0);
    history.close_gesture();
    history.redo();
    CHECK(history.session().interpolate.t == 0.3);
}

TEST_CASE("undo: undo all gets back to the start, redo all to the end") {
    testing::RandomActions actions(5);
    UndoHistory history;
    std::vector<Session> states{history.session()};
    for (std::uint64_t gesture = 1; gesture <= 500; ++gesture) {
        Session expected = history.session();
        for (int n = 0; n < 3; ++n) {
            const Action action = actions.next(gesture);
            expected = apply(expected, action);
            history.apply(action, 0);
            REQUIRE(history.session() == expected);
        }
        history.close_gesture();
        if (!(history.session() == states.back())) states.push_back(history.session());
    }
    REQUIRE(states.size() == history.rows().size());
    for (auto state = states.rbegin(); state != states.rend(); ++state) {
        REQUIRE(history.session() == *state);
        history.undo();
    }
    CHECK_FALSE(history.can_undo());
    for (const Session& state : states) {
        REQUIRE(history.session() == state);
        history.redo();
    }
    CHECK_FALSE(history.can_redo());
}

TEST_CASE("undo: no row is more than 63 gestures from a kept session, on any branch") {
    for (std::uint32_t seed = 1; seed <= 3; ++seed) {
        const UndoHistory history = random_history(seed, 700);
        CHECK(history.kept().size() > 3);
        for (const auto& [id, row] : history.rows()) {
            int gestures = 0;
            for (std::int64_t at = id; !history.kept().contains(at); ++gestures) {
                at = history.rows().at(at).parent;
            }
            REQUIRE(gestures < kSessionEveryRows);
        }
        for (const auto& [id, session] : history.kept())
            CHECK(history.session_at(id) == session);
    }
}

TEST_CASE("undo: a long way back is walked once, then sessions are kept along it") {
    UndoHistory history;
    for (int i = 0; i < 1000; ++i)
        history.apply(set_t(i % 2 == 0 ? 0.25 : 0.75), i);
    history.close_gesture();
    UndoHistory restored = UndoHistory::restore(all_rows(history), {{0, Session{}}}, 1000);
    CHECK(restored.session() == history.session());
    CHECK(restored.kept().size() == history.kept().size());
    for (const auto& [id, session] : restored.kept())
        CHECK(history.session_at(id) == session);
}

TEST_CASE("undo: the head to store is final, while a gesture goes on") {
    UndoHistory history;
    history.apply(set_t(0.1), 0);
    history.close_gesture();
    history.apply(set_t(0.2, 4), 0);
    CHECK(history.head() == 2);
    CHECK(history.final_head() == 1);
    history.close_gesture();
    CHECK(history.final_head() == 2);
    history.undo();
    CHECK(history.final_head() == 1);
}

TEST_CASE("undo: restored from rows and kept sessions, every row is as it was") {
    for (std::uint32_t seed = 1; seed <= 5; ++seed) {
        UndoHistory history = random_history(seed, 300);
        std::vector<UndoRow> rows = all_rows(history);
        std::reverse(rows.begin(), rows.end());  // in any order
        UndoHistory restored = UndoHistory::restore(rows, history.kept(), history.head());
        CHECK(restored.rows() == history.rows());
        CHECK(restored.head() == history.head());
        CHECK(restored.session() == history.session());
        for (const auto& [id, row] : history.rows()) {
            REQUIRE(restored.session_at(id) == history.session_at(id));
        }
        for (int i = 0; i < 400; ++i) {  // they go on alike
            i % 3 == 0 ? history.redo() : history.undo();
            i % 3 == 0 ? restored.redo() : restored.undo();
            REQUIRE(restored.session() == history.session());
            REQUIRE(restored.head() == history.head());
        }
        history.apply(set_t(0.123), 9);
        restored.apply(set_t(0.123), 9);
        CHECK(restored.head() == history.head());
    }
}

TEST_CASE("undo: restoring with row 0 alone, with few sessions, and from damaged lists") {
    Session start;
    start.grid.seed = 5;
    CHECK(UndoHistory::restore({}, {{0, start}}, 0).session() == start);
    const UndoHistory history = random_history(2, 300);
    std::int64_t late = 0;
    for (const auto& [id, session] : history.kept())
        late = id;
    REQUIRE(late > 0);
    UndoHistory near =
        UndoHistory::restore(all_rows(history), {{late, history.session_at(late)}}, late);
    CHECK(near.session() == history.session_at(late));
    CHECK_FALSE(near.can_undo());  // nothing is known of what came before
    near.undo();
    CHECK(near.head() == late);

    std::vector<UndoRow> rows{{1, 0, {set_t(0.1)}, 0}, {3, 2, {set_t(0.3)}, 0}};
    CHECK(UndoHistory::restore(rows, {{0, start}}, 1).rows().size() == 2);  // 3 hangs in the air
    const UndoHistory newest = UndoHistory::restore(rows, {{0, start}}, 3);
    CHECK(newest.head() == 1);
    CHECK(newest.session().interpolate.t == 0.1);
    CHECK_THROWS_AS(UndoHistory::restore(rows, {}, 1), Error);
    rows = {{1, 1, {}, 0}, {2, 5, {}, 0}, {5, 2, {}, 0}, {-1, 0, {}, 0}};  // loops
    CHECK(UndoHistory::restore(rows, {{0, start}}, 0).rows().size() == 1);
}
