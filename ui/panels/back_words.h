// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "core/model/architecture.h"
#include "core/session/session.h"
#include "ui/views/back_view.h"

namespace zscope::ui {

// What is said of the attempt to bring a thing back. All pure.

// Why the Session's edits leave nothing to search for; empty: it can be tried. (Whether oracles are
// here is BackView's to say.)
std::string cannot_bring_back(const Session& session, const Architecture& generator);

// How long so many starts and steps take, by what was measured; `seconds_each` negative: nothing
// was, and it says when it will be.
std::string search_time_text(double seconds_each, std::int64_t starts, std::int64_t steps);

// What so few starts or steps cannot show; empty: as many as the command line's default.
std::string weakness_text(std::int64_t starts, std::int64_t steps);

// Why an attempt is not of what stands in the Session now; empty: it is.
std::string attempt_is_old(const TriedBack& tried, const Session& session,
                           const std::string& model_id);

// A row of the table: one generator, with 95 % intervals.
struct BackRow {
    std::string generator, found, random, first, pixels;
};
std::array<BackRow, 3> back_rows(const BackReport& report);

}  // namespace zscope::ui
