// SPDX-License-Identifier: MIT
#include "core/engine/detail/trainer_loop.h"

#include <c10/util/Exception.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/thread_setup.h"

namespace zscope::detail {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kIdlePatience{50};  // between looks at signals and at who is looking
constexpr milliseconds kStatusPeriod{50};  // at most 20 statuses a second
constexpr milliseconds kRealImagesPeriod{1000};
constexpr std::chrono::seconds kMessageTime{5};  // of what need not stay

// What an exception says to a person; `advice` for those that LibTorch throws.
template <class Work>
std::string message_of_failure(Work work) {
    try {
        work();
        return "";
    } catch (const Error& e) {
        return e.what();
    } catch (const c10::Error& e) {
        const std::string text = e.what_without_backtrace();
        const bool memory = text.find("allocate memory") != std::string::npos ||
                            text.find("out of memory") != std::string::npos;  // CUDA's words
        if (!memory) return "LibTorch: " + text;
        return "There is not enough memory for this training. Take a smaller batch or smaller "
               "networks (ngf, ndf).";
    } catch (const std::bad_alloc&) {
        return "There is not enough memory for this training. Take a smaller batch or smaller "
               "networks (ngf, ndf).";
    } catch (const std::exception& e) {
        return fmt::format("A fault in the program: {}", e.what());
    } catch (...) {
        return "A fault in the program, of an unknown kind.";
    }
}

// With its full stop, so that another sentence may follow.
std::string sentence(const std::string& text) {
    const bool ended = text.empty() || text.ends_with('.') || text.ends_with("…");
    return ended ? text : text + ".";
}

}  // namespace

TrainerLoop::TrainerLoop(ModelRegistry& registry, TrainerOptions options, TrainerChannels& channels)
    : registry_(registry), options_(std::move(options)), channels_(channels) {}

void TrainerLoop::run(const std::stop_token& stop) {
    set_up_thread("trainer", kBackgroundNice);
    while (!stop.stop_requested()) {
        const std::string failure = message_of_failure([&] { turn(stop); });
        if (!failure.empty()) fail_run(failure);
    }
    const std::string failure = message_of_failure([&] {
        if (run_) end(TrainerState::idle, "Stopped.", true);
    });
    if (!failure.empty()) fail_run(failure);
}

void TrainerLoop::turn(const std::stop_token& stop) {
    const bool running = run_ && status_.state == TrainerState::running;
    const Clock::duration patience = running ? owed_sleep_ : Clock::duration{kIdlePatience};
    owed_sleep_ = {};
    std::optional<QueuedCommand> queued = patience.count() > 0
                                              ? channels_.commands.pop_for(stop, patience)
                                              : channels_.commands.try_pop();
    if (queued) {
        // Dealt with even when it fails: nobody may wait for it for ever.
        const std::string failure = message_of_failure([&] { handle(*queued); });
        if (!failure.empty()) fail_run(failure);
        if (std::holds_alternative<TrainerStop>(queued->command)) ++channels_.stops_handled;
        if (cancel_.stop_requested() && !channels_.stop_pending()) renew_cancel();
        ++channels_.handled;
        return;
    }
    if (!run_ || stop.stop_requested()) return;
    if (channels_.stop_from_signal.exchange(false)) {
        end(TrainerState::idle, "Stopped and saved.", true);
        return;
    }
    read_live_settings();
    if (status_.state == TrainerState::running) {
        step();
    } else {
        run_->housekeeping();
    }
    if (!run_) return;
    run_->publish_live_if_wanted(status_.state == TrainerState::paused);
    take_reports();
    publish_real_images();
}

void TrainerLoop::handle(const QueuedCommand& queued) {
    const TrainerCommand& command = queued.command;
    if (const auto* start_command = std::get_if<TrainerStart>(&command)) {
        start(*start_command, queued.live_version);
        return;
    }
    if (!run_) return;  // nothing runs: the rest has nothing to act on
    if (std::holds_alternative<TrainerPause>(command)) {
        if (status_.state == TrainerState::running) pause("Paused.");
    } else if (std::holds_alternative<TrainerContinue>(command)) {
        go_on(-1);
    } else if (const auto* steps = std::get_if<TrainerStep>(&command)) {
        go_on(std::max<std::int64_t>(1, steps->count));
    } else if (std::holds_alternative<TrainerSave>(command)) {
        if (run_->save()) {
            asked_save_ = run_->step_count();
            say(fmt::format("Saving step {} …", asked_save_));
        } else {
            tell("The checkpoint before is still being written.");
        }
    } else if (const auto* stop_command = std::get_if<TrainerStop>(&command)) {
        end(TrainerState::idle, stop_command->save ? "Stopped and saved." : "Stopped.",
            stop_command->save);
    }
}

void TrainerLoop::renew_cancel() {
    cancel_ = std::stop_source{};
    channels_.cancel.publish(cancel_);
    // A stop sent just before it was published has asked the source before.
    if (channels_.stop_pending()) cancel_.request_stop();
}

void TrainerLoop::start(const TrainerStart& start, std::uint64_t live_version) {
    if (run_) {
        tell("A run is going on: stop it before starting another.");
        return;
    }
    renew_cancel();
    channels_.real_images.publish(std::shared_ptr<const RealImages>{});
    const std::int64_t runs_before = status_.runs;
    status_ = {};
    status_.runs = runs_before + 1;
    status_.state = TrainerState::preparing;
    status_.config = start.config;
    status_.total_steps = start.total_steps;
    status_.init_model = start.init_model;
    say("Preparing");
    const auto progress = [this](double share, const std::string& what) {
        if (channels_.stop_pending()) cancel_.request_stop();
        status_.progress = share;
        status_.message = what;
        publish_status(false);
    };
    try {
        PreparedRun prepared = prepare_run(start, options_, cancel_.get_token(), progress);
        recorder_.reset(prepared.history);
        run_ = std::make_unique<TrainerRun>(std::move(prepared), registry_, cancel_.get_token(),
                                            progress);
    } catch (const Error&) {
        if (!cancel_.stop_requested()) throw;
        status_.state = TrainerState::idle;
        say("Stopped before the first step.");
        return;
    }
    live_seen_ = live_version;
    take_facts();
    if (status_.total_steps > 0 && run_->step_count() >= status_.total_steps) {
        end(TrainerState::finished,
            fmt::format("The run has reached step {} already.", run_->step_count()), false);
        return;
    }
    publish_losses(true);
    go_on(-1);
}

void TrainerLoop::take_facts() {
    const RunFacts& facts = run_->facts();
    status_.run_id = facts.info.run_id;
    status_.run_dir = facts.run_dir;
    status_.config = run_->config();
    status_.live = {status_.config.lr_g, status_.config.lr_d, status_.config.cpu_share};
    status_.start_rates = status_.live;
    status_.data = facts.data_description;
    status_.data_spec = {facts.info.data, facts.info.exclude};
    status_.image_count = facts.image_count;
    status_.left_out = facts.left_out;
    status_.kernels = facts.kernels;
    status_.step = run_->step_count();
    status_.progress = 1.0;
    status_.saved_step = facts.resumed ? run_->step_count() : -1;
    status_.message.clear();
    saver_report_.reset();
    asked_save_ = -1;
    std::string all;
    for (const std::string& one : facts.notes) {
        note(one);
        all += (all.empty() ? "" : " ") + sentence(one);
    }
    if (!all.empty()) tell(all);
}

void TrainerLoop::go_on(std::int64_t steps) {
    steps_left_ = steps;
    owed_sleep_ = {};
    if (status_.state == TrainerState::paused) status_.message.clear();
    if (status_.state != TrainerState::running) speed_.restart(Clock::now());
    status_.state = TrainerState::running;
    publish_status(true);
}

void TrainerLoop::pause(const std::string& message) {
    status_.state = TrainerState::paused;
    publish_losses(true);
    say(message);
}

void TrainerLoop::step() {
    const Clock::time_point start = Clock::now();
    std::optional<LossSample> sample = run_->step(cancel_.get_token());
    if (!sample) {
        // A stop is on its way through the queue; the commands before it come first.
        std::this_thread::sleep_for(milliseconds(1));
        return;
    }
    const Clock::time_point end_of_step = Clock::now();
    speed_.add(end_of_step, run_->config().batch);
    sample->images_per_s = static_cast<float>(speed_.images_per_s());
    run_->record(*sample);
    recorder_.append(*sample);
    status_.step = run_->step_count();
    status_.images_per_s = speed_.images_per_s();
    status_.sample_spread = run_->sample_spread();
    const double share = std::clamp(run_->config().cpu_share, 0.05, 1.0);
    owed_sleep_ =
        std::chrono::duration_cast<Clock::duration>((Clock::now() - start) * (1.0 / share - 1.0));
    if (status_.total_steps > 0 && status_.step >= status_.total_steps) {
        end(TrainerState::finished, fmt::format("Finished at step {}.", status_.step), true);
        return;
    }
    if (steps_left_ > 0 && --steps_left_ == 0) {
        steps_left_ = -1;
        pause(fmt::format("Paused at step {}.", status_.step));
        return;
    }
    publish_losses(false);
    publish_status(false);
}

void TrainerLoop::end(TrainerState state, const std::string& message, bool save) {
    status_.state = TrainerState::stopping;
    publish_losses(true);
    say(save ? "Saving the last step …" : "Stopping …");
    // Whoever looks later still sees what it was trained on.
    if (auto images = run_->real_images()) channels_.real_images.publish(std::move(images));
    const std::string problem = run_->finish(save);
    close_run();
    status_.state = problem.empty() ? state : TrainerState::failed;
    say(problem.empty() ? message : sentence(problem));
}

// What the saver did last is still told; then the run is let go.
void TrainerLoop::close_run() {
    if (!run_) return;
    status_.saved_step = std::max(status_.saved_step, run_->saver_report()->saved_step);
    status_.problem.clear();
    run_.reset();
}

void TrainerLoop::fail_run(const std::string& message) {
    std::string text = sentence(message);
    const std::string worse = message_of_failure([&] {
        if (!run_) return;
        const bool save = !run_->spoilt();
        const std::string problem = run_->finish(save);
        if (save && problem.empty()) text += " What was reached has been saved.";
        if (!problem.empty()) text += " " + sentence(problem);
        publish_losses(true);
    });
    if (!worse.empty()) text += " " + sentence(worse);
    close_run();
    status_.state = TrainerState::failed;
    say(text);
}

void TrainerLoop::read_live_settings() {
    const auto settings = channels_.live.read_if_newer(live_seen_);
    if (!settings || *settings == status_.live) return;
    run_->set_rates(*settings);
    status_.live = *settings;
    status_.config = run_->config();
    publish_status(true);
}

void TrainerLoop::take_reports() {
    if (const auto& gone_bad = run_->facts().gone_bad) {
        while (std::optional<std::string> line = gone_bad->try_pop())
            status_.left_out.push_back(*line);
    }
    if (const std::string text = run_->take_note(); !text.empty()) note(text);
    take_saver_report();
    drop_old_message();
}

void TrainerLoop::take_saver_report() {
    const auto report = run_->saver_report();
    if (report == saver_report_) return;
    saver_report_ = report;
    status_.saved_step = std::max(status_.saved_step, report->saved_step);
    if (asked_save_ >= 0 && report->saved_step >= asked_save_) {
        asked_save_ = -1;
        tell(fmt::format("Saved step {}.", report->saved_step));
    }
    if (!report->error.empty()) {
        asked_save_ = -1;
        status_.problem =
            sentence(report->error) + " Training goes on; older checkpoints are intact.";
        tell(status_.problem);
    } else if (!status_.problem.empty()) {
        status_.problem.clear();
        note("The disk can be written again; a checkpoint was saved.");
    }
    publish_status(true);
}

void TrainerLoop::say(const std::string& message) {
    status_.message = message;
    message_until_.reset();
    publish_status(true);
}

void TrainerLoop::tell(const std::string& message) {
    message_until_ = Clock::now() + kMessageTime;
    status_.message = message;
    publish_status(true);
}

void TrainerLoop::note(const std::string& message) {
    status_.notes.push_back(sentence(message));
    tell(status_.notes.back());
}

void TrainerLoop::drop_old_message() {
    if (!message_until_ || Clock::now() < *message_until_) return;
    say("");
}

void TrainerLoop::publish_status(bool now) {
    const Clock::time_point time = Clock::now();
    if (!now && time - last_status_ < kStatusPeriod) return;
    last_status_ = time;
    channels_.status.publish(status_);
}

void TrainerLoop::publish_losses(bool now) {
    const Clock::time_point time = Clock::now();
    const std::chrono::duration<double> passed = time - last_losses_;
    if (!now && passed.count() < options_.loss_publish_period_s) return;
    last_losses_ = time;
    channels_.losses.publish(recorder_.feed());
}

void TrainerLoop::publish_real_images() {
    if (!channels_.real_images_wanted) return;
    const Clock::time_point time = Clock::now();
    if (channels_.real_images.read() && time - last_real_images_ < kRealImagesPeriod) return;
    if (auto images = run_->real_images()) {
        channels_.real_images_wanted = false;
        last_real_images_ = time;
        channels_.real_images.publish(std::move(images));
    }
}

}  // namespace zscope::detail
