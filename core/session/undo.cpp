// SPDX-License-Identifier: MIT
#include "core/session/undo.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"

namespace zscope {

namespace {

// Members that the newer action leaves alone keep the older one's value.
template <class T>
void overlay(std::optional<T>& older, const std::optional<T>& newer) {
    if (newer) older = newer;
}
void overlay(GridSet& older, const GridSet& newer) {
    overlay(older.seed, newer.seed);
    overlay(older.count, newer.count);
    overlay(older.label, newer.label);
}
void overlay(InterpolateSet& older, const InterpolateSet& newer) {
    overlay(older.a, newer.a);
    overlay(older.b, newer.b);
    overlay(older.t, newer.t);
    overlay(older.mode, newer.mode);
}
template <class Setter>
void overlay(Setter& older, const Setter& newer) {
    older = newer;
}

// Kinds whose effect depends on what the session holds: they are kept one by one, in order.
template <class Kind>
constexpr bool kAccumulates =
    std::is_same_v<Kind, SelectionChange> || std::is_same_v<Kind, TrayKeep> ||
    std::is_same_v<Kind, SampleRename> || std::is_same_v<Kind, TrayRemove>;

// Adds an action to those of its gesture so that a drag keeps only its last value. No two kinds
// of setter touch the same part of a Session, so the place in the list does not matter for them.
void merge(std::vector<Action>& actions, const Action& action) {
    const auto* selection = std::get_if<SelectionChange>(&action.kind);
    if (selection != nullptr && selection->how == SelectHow::replace) {
        std::erase_if(actions, [](const Action& earlier) {
            return std::holds_alternative<SelectionChange>(earlier.kind);
        });
    }
    const bool merged = std::visit(
        [&actions]<class Kind>(const Kind& newer) {
            if constexpr (!kAccumulates<Kind>) {
                for (Action& earlier : actions) {
                    if (auto* older = std::get_if<Kind>(&earlier.kind)) {
                        overlay(*older, newer);
                        return true;
                    }
                }
            }
            return false;
        },
        action.kind);
    if (!merged) actions.push_back(action);
}

Session apply_all(Session session, const std::vector<Action>& actions) {
    for (const Action& action : actions)
        session = apply(session, action);
    return session;
}

std::string text_of(const char* verb, const UndoRow& row) {
    if (row.actions.empty()) return verb;
    return fmt::format("{}: {}", verb, describe(row.actions.back()));
}

}  // namespace

UndoHistory::UndoHistory(Session start) : session_(std::move(start)) {
    rows_.emplace(0, UndoRow{});
    kept_.emplace(0, session_);
}

UndoHistory UndoHistory::restore(std::vector<UndoRow> rows,
                                 const std::map<std::int64_t, Session>& sessions,
                                 std::int64_t head) {
    UndoHistory history;
    history.kept_.clear();
    std::ranges::sort(rows, {}, &UndoRow::id);  // parents first: a child's id is greater
    for (UndoRow& row : rows) {
        if (row.id <= 0 || row.parent >= row.id || !history.rows_.contains(row.parent)) continue;
        history.last_child_[row.parent] = row.id;
        history.rows_.insert_or_assign(row.id, std::move(row));
    }
    for (const auto& [row, session] : sessions) {
        if (history.rows_.contains(row)) history.kept_.emplace(row, session);
    }
    if (!history.rows_.contains(head) || !history.can_rebuild(head)) head = history.newest_known();
    history.head_ = -1;  // nowhere yet: the session of row 0 is not Session{} as a rule
    history.stand_on(head);
    history.lead_redo_to_head();
    return history;
}

const Session& UndoHistory::session() const {
    return session_;
}

std::int64_t UndoHistory::head() const {
    return head_;
}

std::int64_t UndoHistory::final_head() const {
    return open_gesture_ ? rows_.at(head_).parent : head_;
}

void UndoHistory::apply(const Action& asked, double time) {
    const Action action = clamped(asked);
    const bool joins = open_gesture_ && action.gesture != 0 && *open_gesture_ == action.gesture;
    if (!joins) close_gesture();
    Session next = zscope::apply(session_, action);
    if (next == session_) return;
    if (joins) {
        UndoRow& row = rows_.at(head_);
        merge(row.actions, action);
        row.time = time;
        ++version_;
    } else {
        open_row(action, time);
    }
    session_ = std::move(next);
}

void UndoHistory::open_row(const Action& action, double time) {
    const std::int64_t id = rows_.rbegin()->first + 1;
    rows_.emplace(id, UndoRow{id, head_, {action}, time});
    const auto before = last_child_.find(head_);
    child_before_open_ = before == last_child_.end() ? std::nullopt : std::optional(before->second);
    last_child_[head_] = id;
    head_ = id;
    ++version_;
    open_gesture_ = action.gesture;
    before_open_ = session_;
}

void UndoHistory::drop_open_row() {
    const std::int64_t parent = rows_.at(head_).parent;
    rows_.erase(head_);
    last_child_.erase(parent);
    if (child_before_open_) last_child_.emplace(parent, *child_before_open_);
    head_ = parent;
    ++version_;
}

const UndoRow* UndoHistory::close_gesture() {
    if (!open_gesture_) return nullptr;
    open_gesture_.reset();
    const Session before = *std::exchange(before_open_, std::nullopt);
    if (session_ == before) {
        drop_open_row();
        return nullptr;
    }
    if (std::ssize(path_from_kept(head_)) >= kSessionEveryRows) kept_.emplace(head_, session_);
    final_.push_back(head_);
    return &rows_.at(head_);
}

std::vector<UndoRow> UndoHistory::take_final_rows() {
    std::vector<UndoRow> result;
    for (const std::int64_t row : std::exchange(final_, {}))
        result.push_back(rows_.at(row));
    return result;
}

bool UndoHistory::can_undo() const {
    return head_ != 0 && can_rebuild(rows_.at(head_).parent);
}

bool UndoHistory::can_redo() const {
    return last_child_.contains(head_);
}

void UndoHistory::undo() {
    close_gesture();
    if (can_undo()) stand_on(rows_.at(head_).parent);
}

void UndoHistory::redo() {
    close_gesture();
    const auto child = last_child_.find(head_);
    if (child == last_child_.end()) return;
    session_ = apply_all(std::move(session_), rows_.at(child->second).actions);
    head_ = child->second;
    ++version_;
}

bool UndoHistory::move_to(std::int64_t row) {
    close_gesture();
    if (!rows_.contains(row) || !can_rebuild(row)) return false;
    if (row == head_) return true;
    stand_on(row);
    lead_redo_to_head();
    return true;
}

std::string UndoHistory::undo_text() const {
    return can_undo() ? text_of("Undo", rows_.at(head_)) : std::string{};
}

std::string UndoHistory::redo_text() const {
    return can_redo() ? text_of("Redo", rows_.at(last_child_.at(head_))) : std::string{};
}

const std::map<std::int64_t, UndoRow>& UndoHistory::rows() const {
    return rows_;
}

const std::map<std::int64_t, Session>& UndoHistory::kept() const {
    return kept_;
}

bool UndoHistory::can_rebuild(std::int64_t row) const {
    while (row != 0 && !kept_.contains(row))
        row = rows_.at(row).parent;
    return kept_.contains(row);
}

std::int64_t UndoHistory::newest_known() const {
    for (auto row = rows_.rbegin(); row != rows_.rend(); ++row) {
        if (can_rebuild(row->first)) return row->first;
    }
    fail("the undo list cannot be restored: no session is stored beside any of its rows");
}

// The rows to replay, last first, on top of the session kept before them.
std::vector<std::int64_t> UndoHistory::path_from_kept(std::int64_t row) const {
    std::vector<std::int64_t> path;
    for (; !kept_.contains(row); row = rows_.at(row).parent) {
        if (row == 0) fail("this row of the undo list cannot be rebuilt: no session before it");
        path.push_back(row);
    }
    return path;
}

Session UndoHistory::session_at(std::int64_t row) const {
    ZSCOPE_CHECK(rows_.contains(row), "row {}", row);
    if (row == head_) return session_;
    const std::vector<std::int64_t> path = path_from_kept(row);
    const std::int64_t base = path.empty() ? row : rows_.at(path.back()).parent;
    Session session = kept_.at(base);
    for (auto step = path.rbegin(); step != path.rend(); ++step) {
        session = apply_all(std::move(session), rows_.at(*step).actions);
    }
    return session;
}

void UndoHistory::stand_on(std::int64_t row) {
    // After restore() the way may be long, with few sessions stored: what is rebuilt along it is
    // kept, so that it is short from then on.
    const std::vector<std::int64_t> path = path_from_kept(row);
    for (std::size_t i = path.size(); i >= kSessionEveryRows; i -= kSessionEveryRows) {
        const std::int64_t stop = path[i - kSessionEveryRows];
        kept_.emplace(stop, session_at(stop));
    }
    session_ = session_at(row);
    head_ = row;
    ++version_;
}

// Undo, redo and new rows keep it so; only a jump to another branch needs it.
void UndoHistory::lead_redo_to_head() {
    for (std::int64_t at = head_; at != 0; at = rows_.at(at).parent)
        last_child_[rows_.at(at).parent] = at;
}

}  // namespace zscope
