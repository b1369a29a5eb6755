// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/session/action.h"
#include "core/session/session.h"

namespace zscope {

// Row 0 is the state at the very start; it has no action.
struct UndoRow {
    std::int64_t id = 0;
    std::int64_t parent = 0;
    std::vector<Action> actions;  // of one gesture, merged: a drag keeps only its last value
    double time = 0.0;            // seconds since 1970
    bool operator==(const UndoRow&) const = default;
};

inline constexpr std::int64_t kSessionEveryRows = 64;

// The history of a Session: a tree of gestures (shown as a line at first), with a Session kept
// every 64 rows so that any row is rebuilt from at most 63 gestures. UI thread only.
class UndoHistory {
  public:
    explicit UndoHistory(Session start = {});
    // From the library: all rows, stored sessions (that of row 0, and of kept() rows), and where
    // the person stood. Rows whose parent is missing are left out; a head that is missing (a crash
    // within a gesture) gives way to the newest row; undo ends where no stored session lies before.
    // If no session can be rebuilt: an Error.
    static UndoHistory restore(std::vector<UndoRow> rows,
                               const std::map<std::int64_t, Session>& sessions, std::int64_t head);

    const Session& session() const;
    std::int64_t head() const;
    // The head to store: that row is final, while head() may be of a gesture that still goes on.
    std::int64_t final_head() const;

    // Applies an action. Actions with the gesture of the open row join it; a new gesture closes the
    // open row and starts another. An action that changes nothing adds no row; nor does a gesture
    // that ends where it began. Gesture 0 is never joined.
    void apply(const Action& action, double time);
    // Mouse release: returns the row that became final, for the library; nullptr if nothing is
    // open.
    const UndoRow* close_gesture();
    // Rows that became final since the last call, by whatever closed them (mouse release, the next
    // gesture, undo), oldest first: what the library has still to store.
    std::vector<UndoRow> take_final_rows();

    bool can_undo() const;
    bool can_redo() const;
    void undo();
    void redo();  // towards the child that the person stood on last
    // To any row, on whatever branch; redo() then leads back along the way to it. Nothing is lost:
    // all rows stay. False, and nothing moves, if there is no such row or no session to rebuild it
    // from.
    bool move_to(std::int64_t row);
    std::string undo_text() const;  // "Undo: Set t to 0.40"
    std::string redo_text() const;

    const std::map<std::int64_t, UndoRow>& rows() const;
    Session session_at(std::int64_t row) const;
    // The sessions that a library stores beside their rows: of row 0, and of each row with 64
    // gestures between it and the one kept before.
    const std::map<std::int64_t, Session>& kept() const;
    // Grows whenever rows() or head() change.
    std::uint64_t version() const { return version_; }

  private:
    void open_row(const Action& action, double time);
    void drop_open_row();
    bool can_rebuild(std::int64_t row) const;
    std::int64_t newest_known() const;
    std::vector<std::int64_t> path_from_kept(std::int64_t row) const;
    void stand_on(std::int64_t row);
    void lead_redo_to_head();
    std::map<std::int64_t, UndoRow> rows_;
    std::map<std::int64_t, Session> kept_;
    Session session_;
    std::int64_t head_ = 0;
    std::optional<std::uint64_t> open_gesture_;
    std::optional<Session> before_open_;
    std::optional<std::int64_t> child_before_open_;    // of the open row's parent
    std::map<std::int64_t, std::int64_t> last_child_;  // by row: where redo() goes
    std::vector<std::int64_t> final_;
    std::uint64_t version_ = 0;
};

}  // namespace zscope
