// SPDX-License-Identifier: MIT
// Runs through time: moments read from run folders, the timeline, runs of other processes.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "app/window/app.h"
#include "app/window/model_view.h"

namespace zscope::app {

namespace {

double seconds_since_1970() {
    using namespace std::chrono;
    return duration<double>(system_clock::now().time_since_epoch()).count();
}

}  // namespace

// Where a run lies: the one in training, the one that was opened, those of other days.
std::filesystem::path App::folder_of_run(const std::string& run_id) const {
    if (run_id.empty()) return {};
    if (status_->run_id == run_id) return status_->run_dir;
    if (opened_run_ && opened_run_->run_id == run_id) return opened_run_->folder;
    for (const RecentItem& item : recent_) {
        if (item.kind != "run" || item.id != run_id) continue;
        const std::filesystem::path path(item.path);
        return path.filename() == "run.json" ? path.parent_path() : path;
    }
    return {};
}

// A moment of a run that is not in memory is read, unless that failed before.
void App::read_moment(const ModelRef& model) {
    const auto* moment = std::get_if<RunSnapshot>(&model.which);
    if (moment == nullptr || registry_.find(model) != nullptr || registry_.expects(model)) return;
    if (unreadable_.contains({moment->run_id, moment->step})) return;
    const std::filesystem::path folder = folder_of_run(moment->run_id);
    if (folder.empty()) return;
    const auto known = [&](const RecentItem& item) {
        return item.kind == "run" && item.id == moment->run_id;
    };
    // The Session names the run by its id: at the next start it must be known where that lies.
    if (std::ranges::none_of(recent_, known)) {
        keep_recent({"run", folder.string(), moment->run_id, "run " + folder.filename().string()});
    }
    reading_.read(*moment, folder);
}

void App::take_moments() {
    while (const auto failure = reading_.take_failure()) {
        unreadable_[{failure->moment.run_id, failure->moment.step}] = failure->message;
        say(ui::LogLevel::warning, failure->message);
    }
}

// While the next moment of the same run is on its way, what is shown stays: it has the same shape,
// and nothing flickers under a hand that scrubs.
void App::refresh_shown_model() {
    const ModelRef& model = session().model;
    read_moment(model);
    const SnapshotPointer snapshot = registry_.find(model);
    reading_model_ = snapshot == nullptr && registry_.expects(model);
    if (reading_model_ && model_.available && shown_run_ == run_of(model)) return;
    model_ = make_model_view(model, snapshot, *status_, opening_.busy());
    shown_run_ = run_of(model);
    if (snapshot != nullptr) return;
    const auto* moment = std::get_if<RunSnapshot>(&model.which);
    if (moment == nullptr) return;
    const auto why = unreadable_.find({moment->run_id, moment->step});
    if (why != unreadable_.end()) model_.why_not = why->second;
    if (reading_model_) model_.why_not = "The model of this step is being read…";
}

// Chosen again, a moment that could not be read is tried again.
void App::forget_unreadable(const ActionKind& action) {
    const auto* choose = std::get_if<ModelChoose>(&action);
    const auto* moment =
        choose == nullptr ? nullptr : std::get_if<RunSnapshot>(&choose->model.which);
    if (moment != nullptr) unreadable_.erase({moment->run_id, moment->step});
}

void App::follow_timeline() {
    TimelinePlace place;
    if (wants_timeline_) {
        const std::string& run = wants_timeline_->run_id;
        place.folder = folder_of_run(run);
        const bool own = status_->run_id == run && trains(*status_);
        const bool followed = opened_run_ && opened_run_->run_id == run && opened_run_->followed;
        place.grows = own || followed;
    }
    timeline_.want(std::move(wants_timeline_), place);
    wants_timeline_.reset();
}

void App::follow_opened_run() {
    // One's own training is shown as it goes; nobody else can write its folder.
    const bool own = opened_run_ && opened_run_->run_id == status_->run_id && trains(*status_);
    const bool some = opened_run_ && !own;
    following_.follow(some ? RunFollowing::Target{opened_run_->folder, opened_run_->run_id}
                           : RunFollowing::Target{});
    if (own) opened_run_->followed = false;
    const auto news = following_.newer(following_seen_);
    if (news == nullptr || !some || news->folder != opened_run_->folder) return;
    if (news->written != opened_run_->followed) {
        say(ui::LogLevel::info,
            news->written ? fmt::format("Run {} is written by another process: it is followed live",
                                        opened_run_->name)
                          : fmt::format("Run {} has ended at step {}", opened_run_->name,
                                        news->losses.size() == 0 ? 0 : last_step_of(news->losses)));
    }
    opened_run_->followed = news->written;
    if (!news->error.empty()) {
        say(ui::LogLevel::warning, fmt::format("Of run {} the newest could not be read: {}",
                                               opened_run_->name, news->error));
    }
    if (news->losses.size() == 0) return;
    if (followed_losses_ == nullptr || opened_run_->losses != followed_losses_) {
        followed_losses_ = std::make_shared<LossHistory>();
        opened_run_->losses = followed_losses_;
    }
    followed_losses_->update(news->losses);
    opened_run_->error.clear();
}

std::int64_t App::last_step_of(const LossFeed& feed) {
    if (!feed.tail.empty()) return feed.tail.back().step;
    return feed.blocks && !feed.blocks->empty() ? feed.blocks->back()->back().step : 0;
}

void App::pin(const ui::PinMoment& wish) {
    const std::filesystem::path folder = folder_of_run(wish.run_id);
    if (folder.empty()) {
        say(ui::LogLevel::warning, "Where this run lies is not known: open its folder first");
        return;
    }
    timeline_.pin(folder, wish.step, wish.pin);
}

// Of the run that the Session looks at live, else of the one in training.
void App::freeze() {
    const auto* live = std::get_if<LiveModel>(&session().model.which);
    const std::string run = live != nullptr ? live->run_id : status_->run_id;
    const auto frozen = registry_.freeze(run);
    if (!frozen) {
        say(ui::LogLevel::warning,
            "There is nothing to freeze yet: the run has shown no images so far");
        return;
    }
    act(ModelChoose{*frozen});
    const std::filesystem::path folder = folder_of_run(run);
    if (!folder.empty()) timeline_.keep_frozen(folder, run, registry_.find(*frozen));
}

// All moments of one play are one undo step, as those of one drag are.
void App::play(const ModelRef& model) {
    played_ = true;
    if (play_gesture_ == 0) {
        play_gesture_ = ++gesture_;
        ++gesture_;
    }
    undo_.apply(Action{ModelChoose{model}, play_gesture_}, seconds_since_1970());
    refresh_model();
}

void App::close_gestures(bool mouse_down) {
    if (!mouse_down && !played_) undo_.close_gesture();
    if (!mouse_down) ++gesture_;
    if (!std::exchange(played_, false)) play_gesture_ = 0;
}

}  // namespace zscope::app
