// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <string>
#include <vector>

namespace zscope::ui {

// A word of the field and what it means, in two sentences (assets/words.json).
struct Word {
    std::string word, means;
};
const std::vector<Word>& glossary();

// The `?` sheet: gestures and keys, and the words of the field in two sentences each. UI thread.
class HelpSheet {
  public:
    void open(bool open) { open_ = open; }
    bool is_open() const { return open_; }
    void draw(ImVec2 centre, ImVec2 largest);

  private:
    bool open_ = false;
};

}  // namespace zscope::ui
