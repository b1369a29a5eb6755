// SPDX-License-Identifier: MIT
// Models beside the one that the tools work on: what it is compared with, and what can be opened.
#include <fmt/format.h>

#include <utility>
#include <variant>

#include "app/window/app.h"
#include "app/window/model_view.h"

namespace zscope::app {

namespace {

constexpr double kPlacesPeriod = 5.0;  // seconds between two looks at the disk

}  // namespace

// A live model that is here is not asked for: that would keep its trainer copying for a panel that
// may be hidden. Who shows it has a request on it, and that keeps it coming.
SnapshotPointer App::snapshot_of(const ModelRef& model) {
    for (const ModelRegistry::Entry& entry : models_) {
        if (entry.ref.which == model.which && entry.model != nullptr) return entry.model;
    }
    return registry_.find(model);
}

// The Session names it by its id; it may lie elsewhere now, then the Compare panel says so.
void App::open_kept_comparison() {
    if (!session().compare) return;
    const auto* kept = std::get_if<OpenedModel>(&session().compare->which);
    if (kept == nullptr || kept->last_path.empty() || kept->last_path == start_path_) return;
    open(kept->last_path, OpenFor::kept_comparison);
}

void App::take_comparison(const OpenResult& result) {
    const auto* file = std::get_if<OpenedFile>(&result.what);
    const bool kept = result.purpose == OpenFor::kept_comparison;
    if (file == nullptr) {
        const auto* failure = std::get_if<NotOpened>(&result.what);
        const std::string why =
            failure != nullptr
                ? failure->message
                : fmt::format("{} holds images: only a model can be compared with", result.asked);
        return kept ? say(ui::LogLevel::warning, why) : not_opened(result.asked, why);
    }
    const ModelRef model = registry_.add_opened(file->model, file->path);
    keep_recent(result, *file);
    if (kept) return;
    act(CompareSet{model});
    shell_.workspaces().show("compare");
}

void App::keep_recent(const OpenResult& result, const OpenedFile& file) {
    keep_recent(file.is_run ? RecentItem{"run", result.asked, file.run_id, file.model->name}
                            : RecentItem{"model", file.path.string(), file.model->id_raw,
                                         file.model->name});
}

void App::keep_recent(RecentItem item) {
    memory_.keep(item);
    put_first(recent_, std::move(item));
    places_time_ = -1e9;  // look anew when somebody shows them
    places_ = list_places(recent_, missing_);
}

void App::forget_recent(const ui::ModelPlace& place) {
    const RecentItem item{place.kind, place.path, {}, {}};
    memory_.forget(item);
    std::erase_if(recent_, [&](const RecentItem& other) {
        return other.kind == item.kind && other.path == item.path;
    });
    std::erase(places_.recent, place);
}

void App::refresh_places(double time) {
    if (wants_places_ && time - places_time_ > kPlacesPeriod) {
        places_time_ = time;
        place_watch_.look(places_);
    }
    if (const auto missing = place_watch_.newer(places_seen_)) {
        missing_ = *missing;
        places_ = list_places(recent_, missing_);
    }
}

}  // namespace zscope::app
