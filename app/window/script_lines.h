// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include "app/window/app.h"

namespace zscope::app {

// The lines of a script that are done at once. Each throws Error for what it does not know.
void check_line(const nlohmann::json& line);  // without carrying it out
void do_action(App& app, const nlohmann::json& line);
void do_command(App& app, const nlohmann::json& line);
void do_view(App& app, const nlohmann::json& line);

}  // namespace zscope::app
