// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace zscope::ui {

// The three written states that every panel has besides the normal one: never a blank rectangle.
// Each is drawn in the middle of the room that is left.

// One sentence and one button that fills the panel (none if `button` is null). True: pressed.
bool empty_state(std::string_view sentence, const char* button = nullptr);

struct Working {
    std::string_view what;
    double progress = -1.0;        // 0…1; negative: not known
    double seconds_left = -1.0;    // negative: not known
    const char* cancel = nullptr;  // the button's word, or none
};
// True: cancel was pressed.
bool working_state(const Working& work);

struct Failure {
    std::string_view what;          // what happened
    std::string_view advice = {};   // what to do
    std::string_view details = {};  // folds out
    const char* button = nullptr;
};
// True: the button was pressed.
bool failed_state(const Failure& failure);
// The same at the cursor, for a panel that has more to show.
bool failure_note(const Failure& failure);

}  // namespace zscope::ui
