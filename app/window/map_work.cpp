// SPDX-License-Identifier: MIT
#include "app/window/map_work.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace zscope::app {

using State = ui::MapView::State;

MapWork::MapWork(JobLane& jobs, std::function<void()> wake)
    : jobs_(jobs), made_(std::make_shared<Latest<Made>>(std::move(wake))) {}

void MapWork::make(const ExploreMapSettings& settings, const ModelRef& ref,
                   const SnapshotPointer& model) {
    if (view_.state == State::working) jobs_.cancel(view_.job);
    ++number_;
    making_ = ref;
    making_name_ = model->name;
    view_.state = State::working;
    view_.progress = 0.0;
    view_.what = "waiting for other work";
    view_.error.clear();
    view_.name = making_name_;
    view_.job = jobs_.submit(
        fmt::format("Drawing the map of {}", model->name),
        [settings, model, weights = ref.weights, number = number_, made = made_](JobContext& job) {
            const auto progress = [&job](double share, std::string what) {
                job.progress(share, std::move(what));
            };
            made->publish(Made{number, std::make_shared<const ExploreMap>(make_explore_map(
                                           model, weights, settings, job.stop(), progress))});
        });
}

const ui::MapView& MapWork::view() {
    if (view_.state == State::working) {
        follow_job();
        take_made();
    }
    return view_;
}

void MapWork::take_made() {
    const auto made = made_->read_if_newer(seen_);
    if (made == nullptr || made->number != number_) return;
    view_.map = made->map;
    view_.model = making_;
    name_ = view_.name = making_name_;
    view_.state = State::done;
}

void MapWork::follow_job() {
    const auto jobs = jobs_.jobs();
    const auto job = std::ranges::find(*jobs, view_.job, &JobStatus::id);
    if (job == jobs->end()) return;
    if (job->state == JobState::running) {
        view_.progress = job->progress;
        view_.what = job->message;
    } else if (job->state == JobState::failed) {
        view_.state = State::failed;
        view_.error = job->message;
    } else if (job->state == JobState::cancelled) {
        // What was there before is shown again.
        view_.state = view_.map == nullptr ? State::none : State::done;
        view_.name = name_;
    }
}

}  // namespace zscope::app
