// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/bounded_queue.h"
#include "core/history/loss_history.h"
#include "core/latent/direction.h"
#include "core/model/snapshot.h"
#include "core/session/edit_recipe.h"
#include "core/session/recipe.h"

namespace zscope::app {

struct OpenedFile {  // a model, or the newest checkpoint of a run folder
    SnapshotPointer model;
    std::filesystem::path path;        // that was read
    bool is_run = false;               // the run was asked for, not this file of it
    std::filesystem::path run_folder;  // that the file lies in; empty: of no run
    std::string run_id, run_name;
    bool held = false;  // a run that somebody is writing now
};
struct FoundFolder {  // images to train on: a folder, or a file that holds a data set
    std::filesystem::path path;
};
struct FoundDirectionsFile {
    std::vector<Direction> directions;
};
struct FoundEdits {  // of feature maps, saved before
    EditRecipe recipe;
};
struct FoundImage {  // one image file: something to find z for
    std::filesystem::path path;
};
struct FoundRecipe {  // of a picture that zscope saved
    Recipe recipe;
};
struct FoundLosses {  // of a run folder
    std::shared_ptr<const LossHistory> losses;
};
struct NotOpened {
    std::string message;
    bool losses = false;  // they were asked for
};
// Where a model goes once it is read.
enum class OpenFor {
    tools,            // the Session's model
    comparison,       // what is drawn beside it
    kept_comparison,  // the same, but the Session names it already
    recipe,           // it may be the one of a picture that was dropped
};
struct OpenResult {
    std::string asked;  // as given: a path or the word of a model that comes with zscope
    std::variant<OpenedFile, FoundFolder, FoundDirectionsFile, FoundEdits, FoundImage, FoundRecipe,
                 FoundLosses, NotOpened>
        what;
    OpenFor purpose = OpenFor::tools;
};

// Looks at what was dropped or named and reads it, on a thread of its own. UI thread's side:
// open() and take() return at once.
class Opening {
  public:
    explicit Opening(std::function<void()> wake);
    ~Opening();
    Opening(const Opening&) = delete;
    Opening& operator=(const Opening&) = delete;

    // False when too much is waiting.
    [[nodiscard]] bool open(std::string path, OpenFor purpose = OpenFor::tools) {
        return ask({std::move(path), false, purpose});
    }
    // All losses that a run folder has on the disk; apart from open(), for they may be many.
    [[nodiscard]] bool read_losses(const std::filesystem::path& folder) {
        return ask({folder.string(), true, OpenFor::tools});
    }
    std::optional<OpenResult> take();
    bool busy() const { return waiting_ > 0; }  // something asked for has not been taken yet

  private:
    struct Asked {
        std::string path;
        bool losses;
        OpenFor purpose;
    };
    bool ask(Asked what);
    void work();

    BoundedQueue<Asked> asked_{64};
    BoundedQueue<OpenResult> results_;
    int waiting_ = 0;  // UI thread
    std::thread thread_;
};

// The work itself: what `path` is by its content, read. Throws nothing but bugs.
OpenResult open_by_content(const std::string& path);
OpenResult losses_of_run(const std::string& folder);

}  // namespace zscope::app
