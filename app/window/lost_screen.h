// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

namespace zscope::app {

// When the X server ends before its programs (a log-out, a broken connection), Xlib ends the
// process from within whatever call noticed it. While this lives, `last_words` is called first, on
// the window's thread in the midst of a frame: it may save, it must not draw or destroy. One at a
// time; without Xlib it does nothing.
class LostScreen {
  public:
    explicit LostScreen(std::function<void()> last_words);
    ~LostScreen();
    LostScreen(const LostScreen&) = delete;
    LostScreen& operator=(const LostScreen&) = delete;
};

}  // namespace zscope::app
