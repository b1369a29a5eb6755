// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "ui/frame.h"

namespace zscope::app {

// The system's file dialogs, where there are any (zenity, kdialog): separate programs that are
// asked now and then whether they are done. One at a time. UI thread.
class FileDialogs {
  public:
    FileDialogs();
    ~FileDialogs();

    bool available() const { return available_; }
    bool waiting() const { return pending_ != nullptr; }
    // `chosen` runs in a later poll(), not at all if the person cancels.
    using Chosen = std::function<void(const std::filesystem::path&)>;
    void ask(ui::AskForPath::For purpose, Chosen chosen);
    // For a PNG or, by the extension of the suggested name, a text file, JSON or a model.
    void ask_where_to_save(const std::string& suggested_name, Chosen chosen);
    void poll();

  private:
    struct Pending;
    bool available_ = false;
    std::unique_ptr<Pending> pending_;
};

}  // namespace zscope::app
