// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/session/direction_book.h"
#include "core/session/sample.h"
#include "core/session/session.h"
#include "core/session/undo.h"

namespace zscope {

struct RecentItem {
    std::string kind;  // "model", "run", "folder"
    std::string path;
    std::string id;  // model id or run id, may be empty
    std::string name;
};

// What lasts beyond the program: kept samples, directions, session and undo rows, recent models and
// runs, ids → last known paths. One SQLite file (WAL, user_version migrations from the first).
// Writes go to the library's own thread and return at once: the UI never waits for a disk. A write
// that fails is reported by `on_error` (called on that thread) and the program goes on in memory.
// Reads (load_*) are for start-up, before the first frame.
class Library {
  public:
    using ErrorSink = std::function<void(const std::string& message)>;
    Library(const std::filesystem::path& file, ErrorSink on_error);
    ~Library();  // writes what is queued, then joins
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    std::vector<Sample> load_samples();
    std::vector<KeptDirection> load_directions();
    std::vector<UndoRow> load_undo();  // all rows, by id
    std::optional<std::int64_t> load_undo_head();
    // Session stored beside every 64th row, nearest at or before `row`.
    std::optional<std::pair<std::int64_t, Session>> load_session_near(std::int64_t row);
    std::vector<RecentItem> load_recent();

    void save_sample(const Sample& sample);
    void save_direction(const KeptDirection& direction);
    void save_undo_row(const UndoRow& row);
    void save_undo_head(std::int64_t row);
    void save_session(std::int64_t row, const Session& session);
    void save_recent(const RecentItem& item);
    void remove_recent(const RecentItem& item);  // by kind and path
    void flush();  // blocks until all writes so far are done (tests, shutdown)

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace zscope
