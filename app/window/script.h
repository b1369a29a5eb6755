// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/window/app.h"

namespace zscope::app {

// JSON Lines, one of these a line (blank lines and lines that start with # are passed over):
//   {"action":"interpolate.set","t":0.5}      an Action; where it wants the id of a sample,
//                                             {"seed":S,"row":R} will do as well
//   {"command":"train.start","data":"model"}  train.start train.pause train.continue train.step
//                                             train.save train.stop train.rates undo redo freeze
//                                             units.rank edits.measure edits.bring_back
//   {"view":{"workspace":"train"}}            workspace, theme, scale, help, hints, open (a path),
//                                             close, answer (stop, close anyway, cancel), panel
//                                             with open (true, false), zoom, settings
//   {"wait":"idle"}  {"wait":{"step":50}}  {"wait":{"frames":3}}   "timeout_s" beside it: 60
//   {"shot":"FILE.png"}
// A key that is not known, or a value of the wrong kind, is an error before anything is carried
// out. So is, later, a file that the command line or the script named and that cannot be opened.
// UI thread.
class Script {
  public:
    // Reads all of it; an Error names the line that is wrong.
    static Script load(const std::filesystem::path& file);
    static Script parse(std::string_view text, const std::string& source);

    // Adds a line at the end.
    void then(nlohmann::json line);
    // Carries out lines until one must wait. Once a frame, before it is drawn.
    void advance(App& app, double time);
    // The picture to take of the frame that is being drawn.
    std::optional<std::filesystem::path> take_shot();
    bool done() const { return next_ == lines_.size() && !shot_; }
    // It waits for training, not for pictures.
    bool patient() const;
    const std::string& error() const { return error_; }  // empty, or what went wrong and where

  private:
    struct Line {
        std::size_t number;  // in the file, from 1
        nlohmann::json json;
    };
    bool carry_out(App& app, const nlohmann::json& line, double time);
    bool wait(App& app, const nlohmann::json& what, double timeout_s, double time);
    bool wait_idle(App& app);
    void watch_opening(App& app);

    std::string source_;
    std::vector<Line> lines_;
    std::size_t next_ = 0;
    std::optional<std::filesystem::path> shot_;
    std::string error_;
    std::map<std::string, std::size_t> opened_at_;  // path that a line opened → the line
    bool over_ = false;  // all lines done, all files open: what fails now is the person's

    // Of the line that waits.
    std::optional<double> wait_started_;
    int frames_ = 0;
    std::optional<std::int64_t> live_step_;
};

}  // namespace zscope::app
