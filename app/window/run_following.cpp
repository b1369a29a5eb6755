// SPDX-License-Identifier: MIT
#include "app/window/run_following.h"

#include <chrono>
#include <exception>
#include <utility>

#include "core/base/thread_setup.h"
#include "core/io/checkpoint.h"
#include "core/io/model_file.h"
#include "core/io/run_lock.h"
#include "core/io/run_snapshots.h"

namespace zscope::app {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kPeriod{1000}, kIdlePeriod{2000};
constexpr std::chrono::hours kNoHurry{1};

}  // namespace

fs::path newest_model_file(const fs::path& folder) {
    const std::vector<fs::path> checkpoints = list_checkpoints(folder);
    if (!checkpoints.empty() && checkpoints.front().filename() != checkpoint_file_name(0)) {
        return checkpoints.front();
    }
    const std::vector<RunMoment> moments = list_moments(folder);
    return moments.empty() ? fs::path() : moments.back().path;
}

RunFollowing::RunFollowing(ModelRegistry& registry, std::function<void()> wake)
    : registry_(registry),
      seen_(std::move(wake)),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

RunFollowing::~RunFollowing() {
    thread_.request_stop();
    targets_.close();
    thread_.join();
}

void RunFollowing::follow(const Target& target) {
    if (target == last_) return;
    if (targets_.try_push(target)) last_ = target;
}

void RunFollowing::work(const std::stop_token& stop) {
    set_up_thread("zscope follow", kBackgroundNice);
    while (!stop.stop_requested()) {
        std::optional<Target> target = targets_.try_pop();
        if (!target && target_.folder.empty()) target = targets_.pop_for(stop, kNoHurry);
        if (!target && !target_.folder.empty()) {
            target = targets_.pop_for(stop, run_.written ? kPeriod : kIdlePeriod);
        }
        if (stop.stop_requested()) return;
        if (target) begin(*target);
        if (!target_.folder.empty()) look();
    }
}

void RunFollowing::begin(const Target& target) {
    target_ = target;
    run_ = {};
    run_.folder = target.folder;
    tail_.emplace(target.folder / "metrics.jsonl");
    recorder_.reset();
    model_file_.clear();
}

void RunFollowing::look() {
    const bool held = run_is_held(target_.folder);
    const bool was_held = std::exchange(run_.written, held);
    if (!held && !was_held) return;
    // Also once after it was let go: the last words of the run.
    bool news = held != was_held;
    try {
        news = read_losses() || news;
        news = read_model() || news;
        news = !std::exchange(run_.error, {}).empty() || news;
    } catch (const std::exception& error) {
        news = news || run_.error != error.what();
        run_.error = error.what();
    }
    if (news) seen_.publish(run_);
}

bool RunFollowing::read_losses() {
    const MetricsTail::News news = tail_->read();
    if (news.samples.empty() && !news.anew) return false;
    if (news.anew) {
        recorder_.reset(news.samples);
    } else {
        for (const LossSample& sample : news.samples)
            recorder_.append(sample);
    }
    run_.losses = recorder_.feed();
    return !news.samples.empty();
}

bool RunFollowing::read_model() {
    fs::path newest = newest_model_file(target_.folder);
    if (newest.empty() || newest == model_file_) return false;
    registry_.publish_live(target_.run_id, open_model(newest));
    model_file_ = std::move(newest);
    return true;
}

}  // namespace zscope::app
