// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ui/panel.h"

namespace zscope::ui {

// Indices of the lines of at least this level. Pure.
std::vector<std::size_t> lines_from(const std::vector<LogLine>& log, LogLevel lowest);
// "2026-03-01 14:05:09 warning: text (12 times)". Pure but for the time zone.
std::string line_text(const LogLine& line);

// What happened, newest at the bottom; equal lines in a row are one. Settings: level.
class LogPanel : public Panel {
  public:
    const char* id() const override { return "log"; }
    const char* title() const override { return "Log"; }
    unsigned workspaces() const override { return kInEvery; }
    void draw(Frame& frame) override;
    nlohmann::json settings() const override { return {{"level", level_}}; }
    void set_settings(const nlohmann::json& settings) override;

  private:
    int level_ = 0;  // lowest LogLevel shown
};

}  // namespace zscope::ui
