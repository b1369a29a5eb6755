// SPDX-License-Identifier: MIT
// Data sets: looked at in the Data panel, taken over into the Train panel.
#include <fmt/format.h>

#include <utility>

#include "app/window/app.h"
#include "app/window/model_view.h"
#include "core/io/file_write.h"

namespace zscope::app {

// It is the data source of the next run at once, as it is; the Data panel says more about it.
void App::take_data(const FoundFolder& found) {
    use_as_data_source(shell_.workspaces(), {{"data", found.path.string()}});
    keep_recent({"folder", found.path.string(), {}, found.path.filename()});
    say(ui::LogLevel::info,
        fmt::format("{} is the data source of the next run", found.path.string()));
    if (!looking_.look(found.path)) {
        say(ui::LogLevel::warning,
            fmt::format("{} is not looked at: too much is waiting", found.path.string()));
    }
    shell_.workspaces().show("data");
}

void App::train_on(const ui::TrainOnData& wish) {
    if (!looking_.prepare(wish)) {
        say(ui::LogLevel::warning, "Too much is waiting to be written; try again in a moment");
    }
}

void App::take_prepared_data() {
    while (const std::optional<DataForTraining> ready = looking_.take()) {
        if (!ready->error.empty()) {
            say(ui::LogLevel::error, ready->error);
            continue;
        }
        use_as_data_source(shell_.workspaces(), {{"data", ready->wish.path.string()},
                                                 {"exclude", ready->exclude.string()},
                                                 {"config", ready->wish.config},
                                                 {"start", ready->wish.start}});
        if (!ready->wish.start) {
            say(ui::LogLevel::info, fmt::format("The Train panel's form is filled in with {}",
                                                ready->wish.path.string()));
        }
    }
}

void App::save_exclude_list(const ui::SaveExcludeList& wish, std::filesystem::path file) {
    if (!file.has_extension()) file += ".txt";
    jobs_.submit(fmt::format("Saving {}", file.filename().string()),
                 [scan = wish.scan, file](JobContext& job) {
                     write_file_atomically(file, exclude_list(*scan));
                     job.progress(1.0, fmt::format("Saved as {}", file.string()));
                 });
}

}  // namespace zscope::app
