// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/window/file_saver.h"
#include "core/io/library.h"
#include "core/session/undo.h"

namespace zscope::app {

// What comes back at the next start: samples, session and undo rows (the library), settings and
// layout (two files in the config folder). Reading is for the start; writing returns at once.
// What cannot be read is reported and left out, never an obstacle. UI thread.
class Memory {
  public:
    using ErrorSink = std::function<void(const std::string&)>;  // any thread
    // remember = false: reads nothing, writes nothing.
    Memory(bool remember, ErrorSink on_error);

    std::vector<Sample> samples();
    std::vector<KeptDirection> directions();
    std::optional<UndoHistory> undo();
    std::vector<RecentItem> recent();
    nlohmann::json settings();  // an empty object if there are none
    std::string layout();       // ImGui's text; empty if there is none of this version

    void keep(const Sample& sample);
    void keep(const KeptDirection& direction);
    void keep(const RecentItem& item);
    void forget(const RecentItem& item);
    void keep_undo(UndoHistory& undo);  // rows that became final, sessions, where the person stands
    void keep_settings(const nlohmann::json& settings);  // writes only what changed
    void keep_layout(const std::string& layout);
    void flush();  // blocks until what was kept so far is on the disk (the library's part)
    // The session starts anew: rows of before are not continued.
    void start_anew() {
        kept_sessions_ = 0;
        kept_head_.reset();
    }

  private:
    template <class Read>
    auto read_or_default(const char* what, Read read) -> decltype(read());

    ErrorSink on_error_;
    std::unique_ptr<Library> library_;
    std::unique_ptr<FileSaver> files_;
    nlohmann::json saved_settings_;
    std::string saved_layout_;
    std::size_t kept_sessions_ = 0;
    std::optional<std::int64_t> kept_head_;
};

}  // namespace zscope::app
