// SPDX-License-Identifier: MIT
// Directions: searched, tried, opened from files and saved.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/window/app.h"
#include "core/base/error.h"
#include "core/io/directions_file.h"
#include "core/io/user_folders.h"

namespace zscope::app {

namespace {

namespace fs = std::filesystem;

std::vector<Direction> those_of(const std::vector<DirectionId>& ids, const DirectionBook& book) {
    std::vector<Direction> directions;
    for (const DirectionId id : ids) {
        const DirectionPointer direction = book.find(id);
        if (direction == nullptr) continue;
        Direction named = *direction;
        // Names tell them apart in the file.
        for (int n = 2; std::ranges::any_of(
                 directions, [&](const Direction& other) { return other.name == named.name; });
             ++n) {
            named.name = fmt::format("{} {}", direction->name, n);
        }
        directions.push_back(std::move(named));
    }
    return directions;
}

}  // namespace

void App::work_on_directions(const ui::DirectionWish& wish) {
    if (const auto* save = std::get_if<ui::SaveDirections>(&wish))
        return save_directions(save->ids);
    try {
        direction_work_.start(wish, {snapshot_of(session().model), session().model.weights,
                                     session(), samples_, directions_});
    } catch (const Error& error) {
        say(ui::LogLevel::warning, error.what());
    }
}

void App::take_directions() {
    direction_work_.set_model(snapshot_of(session().model));
    use_directions(direction_work_.take());
}

// Each with a slider at 0; those that are there already keep theirs.
void App::use_directions(const std::vector<Direction>& found) {
    if (found.empty()) return;
    DirectionsState state = session().directions;
    for (const Direction& direction : found)
        state.list.push_back({directions_.add(direction), 0.0, false});
    act(DirectionsSet{std::move(state)});
    say(ui::LogLevel::info, fmt::format("{} directions are in the Directions panel", found.size()));
    shell_.workspaces().show("directions");
}

void App::save_directions(const std::vector<DirectionId>& ids) {
    std::vector<Direction> directions = those_of(ids, directions_);
    if (directions.empty()) return say(ui::LogLevel::warning, "There are no directions to save");
    const auto save = [this, directions = std::move(directions)](fs::path file) {
        if (file.extension() != ".json") file += ".json";
        jobs_.submit(fmt::format("Saving {}", file.filename().string()),
                     [directions, file](JobContext& job) {
                         write_directions(file, directions);
                         job.progress(1.0, fmt::format("Saved as {}", file.string()));
                     });
        say(ui::LogLevel::info, fmt::format("Directions are saved as {}", file.string()));
    };
    if (dialogs_.available()) return dialogs_.ask_where_to_save("directions.json", save);
    fs::path file = data_folder() / "directions" / "directions.json";
    for (int n = 2; fs::exists(file); ++n)
        file = data_folder() / "directions" / fmt::format("directions-{}.json", n);
    save(file);
}

}  // namespace zscope::app
