// SPDX-License-Identifier: MIT
#include "core/engine/detail/trainer_run.h"

#include <algorithm>
#include <cmath>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/engine/detail/spread.h"
#include "core/history/snapshot_schedule.h"
#include "core/image/image.h"

namespace zscope::detail {

namespace {

using std::chrono::duration;
using std::chrono::seconds;

constexpr std::int64_t kRealImages = 64;
constexpr seconds kMetricsPeriod{1};
constexpr seconds kLongestRetryPause{300};
constexpr std::int64_t kSpreadEvery = 20;  // steps; it costs a thousandth of one

std::unique_ptr<TraceRecorder> make_trace(const PreparedRun& prepared) {
    if (prepared.trace_file.empty()) return nullptr;
    return std::make_unique<TraceRecorder>(prepared.trace_file, prepared.trace_steps);
}

bool all_finite(const LossSample& s) {
    return std::isfinite(s.loss_d) && std::isfinite(s.loss_g) && std::isfinite(s.d_x) &&
           std::isfinite(s.d_g_z1) && std::isfinite(s.d_g_z2);
}

std::string spoilt_message(std::int64_t step) {
    return fmt::format(
        "The numbers of step {} are not finite: training has broken down and was stopped before "
        "anything was saved. Resume from the last checkpoint with lower learning rates.",
        step);
}

ImageRgba8 to_rgba(const std::uint8_t* pixels, std::int64_t size, std::int64_t channels) {
    ImageRgba8 image{static_cast<int>(size), static_cast<int>(size), {}};
    image.pixels.reserve(static_cast<std::size_t>(4 * size * size));
    for (std::int64_t i = 0; i < size * size; ++i) {
        for (std::int64_t c = 0; c < 3; ++c)
            image.pixels.push_back(pixels[i * channels + std::min(c, channels - 1)]);
        image.pixels.push_back(255);
    }
    return image;
}

// Passes a step on to the trace, if there is one, and keeps its fakes.
class StepWatch final : public StepObserver {
  public:
    StepWatch(TraceRecorder* trace, bool wants_fakes) : trace_(trace), wants_fakes_(wants_fakes) {}
    void reached(StepPart part, const TrainingState& state) override {
        if (trace_ != nullptr) trace_->reached(part, state);
    }
    bool wants_generated() const override { return wants_fakes_; }
    void generated(const at::Tensor& fakes) override { fakes_ = fakes; }
    const at::Tensor& fakes() const { return fakes_; }

  private:
    TraceRecorder* trace_;
    bool wants_fakes_;
    at::Tensor fakes_;
};

}  // namespace

TrainerRun::TrainerRun(PreparedRun prepared, ModelRegistry& registry, const std::stop_token& stop,
                       const PrepareProgress& progress)
    : state_(std::move(prepared.state)),
      arithmetic_(prepared.arithmetic),
      facts_(std::move(prepared.facts)),
      registry_(registry),
      trace_(make_trace(prepared)),
      saver_(std::move(prepared.folder)),
      segment_start_(Clock::now()),
      last_metrics_(segment_start_) {
    state_.place(arithmetic_);
    engine_ = make_step_engine(arithmetic_, state_);
    // Mirrored images are made by the loader: it must hand on pixels.
    const bool flip = state_.config.flip == "on";
    const bool kept = !flip && engine_->keep_images(*prepared.source, stop, [&](double share) {
        if (progress) progress(share, "Sending the images to the device");
    });
    loader_ = std::make_unique<BatchLoader>(
        std::move(prepared.source), state_.config.seed, state_.config.batch, state_.position,
        BatchLoaderOptions{.indices_alone = kept, .flip = flip});
    saver_.start_segment(state_.step);
    if (!facts_.resumed) {
        save();
        snapshot_due_ = true;
        keep_light_snapshot();
        (void)saver_.try_sheet(state_.generator_snapshot(facts_.info.name), state_.config.seed);
    }
    publish_live();
}

TrainerRun::~TrainerRun() = default;

std::optional<LossSample> TrainerRun::step(const std::stop_token& stop) {
    const auto batch = loader_->next(stop);
    if (!batch) return std::nullopt;
    ZSCOPE_CHECK(batch->position == state_.position, "batch of {}, state at {}", batch->position,
                 state_.position);
    spoilt_ = true;  // until the step is whole
    const at::Tensor real = engine_->images(*batch, state_.config, arithmetic_);
    const at::Tensor z = step_z(state_, arithmetic_);
    TraceRecorder* trace = trace_ && trace_->active() ? trace_.get() : nullptr;
    if (trace != nullptr) trace->before_step(state_, real, z);
    const bool spread_due = std::isnan(sample_spread_) || (state_.step + 1) % kSpreadEvery == 0;
    StepWatch watch(trace, spread_due);
    LossSample sample =
        engine_->step(state_, real, z, {state_.config.lr_g, state_.config.lr_d}, &watch);
    if (!all_finite(sample)) throw Error(spoilt_message(state_.step));
    spoilt_ = false;
    if (trace != nullptr) trace->after_step(sample, state_);
    sample.time_s = duration<double>(Clock::now() - segment_start_).count();
    if (spread_due) sample_spread_ = relative_spread(watch.fakes(), real);
    last_batch_ = batch;
    return sample;
}

void TrainerRun::record(const LossSample& sample) {
    unsaved_metrics_.push_back(sample);
    if (state_.step % state_.config.checkpoint_every == 0) checkpoint_due_ = true;
    if (snapshot_due(state_.step)) snapshot_due_ = true;
    keep_light_snapshot();
    if (state_.step % state_.config.sample_every == 0) {
        (void)saver_.try_sheet(state_.generator_snapshot(facts_.info.name), state_.config.seed);
    }
    housekeeping();
}

// Copies only: nothing that a step computes depends on it. One that the saver had no room for is
// taken a few steps later.
void TrainerRun::keep_light_snapshot() {
    constexpr std::int64_t kMegabyte = 1'000'000;
    const std::int64_t bytes = 2 * 4 * state_.g.architecture().parameters();
    if (!snapshot_due_ || !saver_.has_room_for_snapshot(bytes)) return;
    const std::int64_t budget = state_.config.snapshot_budget_mb * kMegabyte;
    if (budget > 0) {
        ModelSnapshot snapshot = state_.generator_snapshot("run " + facts_.info.name);
        snapshot.provenance = facts_.provenance;
        if (!saver_.try_light_snapshot(std::move(snapshot), bytes, budget)) return;
    }
    snapshot_due_ = false;
}

void TrainerRun::set_rates(const LiveSettings& live) {
    state_.config.lr_g = live.lr_g;
    state_.config.lr_d = live.lr_d;
    state_.config.cpu_share = live.cpu_share;
}

Checkpoint TrainerRun::checkpoint() {
    try {
        Checkpoint result = state_.to_checkpoint();
        result.run_id = facts_.info.run_id;
        result.provenance = facts_.provenance;
        result.data = facts_.info.data;
        result.exclude = facts_.info.exclude;
        return result;
    } catch (const Error&) {
        spoilt_ = true;
        throw Error(spoilt_message(state_.step));
    }
}

bool TrainerRun::save() {
    if (saver_.checkpoint_waiting()) return false;
    // Before it: what a resume goes on from must have its losses on the disk.
    if (!unsaved_metrics_.empty() && saver_.try_metrics(unsaved_metrics_)) unsaved_metrics_.clear();
    return saver_.try_checkpoint(checkpoint());
}

void TrainerRun::housekeeping() {
    const Clock::time_point now = Clock::now();
    if (now - last_metrics_ >= kMetricsPeriod && !unsaved_metrics_.empty()) {
        // When the disk is far behind, the numbers wait here; they are few bytes a step.
        if (saver_.try_metrics(unsaved_metrics_)) unsaved_metrics_.clear();
        last_metrics_ = now;
    }
    const auto report = saver_.report();
    if (report->failed_step < 0) {
        retry_pause_ = seconds{0};
    } else if (report->failed_step != failed_step_) {  // again, each time more patiently
        failed_step_ = report->failed_step;
        retry_pause_ = std::clamp(2 * retry_pause_, seconds{5}, kLongestRetryPause);
        next_retry_ = now + retry_pause_;
    } else if (now >= next_retry_ && state_.step > failed_step_) {
        checkpoint_due_ = true;
        next_retry_ = now + retry_pause_;
    }
    if (checkpoint_due_ && save()) checkpoint_due_ = false;
}

void TrainerRun::publish_live() {
    const Clock::time_point start = Clock::now();
    auto snapshot = std::make_shared<ModelSnapshot>(state_.to_snapshot("run " + facts_.info.name));
    snapshot->provenance = facts_.provenance;
    registry_.publish_live(facts_.info.run_id, std::move(snapshot));
    live_step_ = state_.step;
    live_pace_.copied(start, Clock::now());
}

void TrainerRun::publish_live_if_wanted(bool resting) {
    live_pace_.drawn(duration<double>(registry_.take_live_cost(run_id())));
    if (live_step_ == state_.step || !live_pace_.due(Clock::now(), resting)) return;
    if (registry_.take_live_wanted(run_id())) publish_live();
}

std::shared_ptr<const RealImages> TrainerRun::real_images() const {
    if (!last_batch_) return nullptr;
    const TrainConfig& c = state_.config;
    const auto per_image = static_cast<std::size_t>(c.size * c.size * c.channels);
    auto result = std::make_shared<RealImages>();
    const std::vector<std::uint8_t> bytes = engine_->bytes_of_first(*last_batch_, kRealImages, c);
    for (std::size_t i = 0; i < bytes.size() / per_image; ++i) {
        result->images.push_back(std::make_shared<const ImageRgba8>(
            to_rgba(bytes.data() + i * per_image, c.size, c.channels)));
    }
    return result;
}

std::string TrainerRun::finish(bool save_state) {
    std::shared_ptr<const Checkpoint> last;
    std::string problem;
    if (save_state && !spoilt_) {
        try {
            last = std::make_shared<const Checkpoint>(checkpoint());
        } catch (const Error& e) {
            problem = e.what();
        }
    }
    saver_.finish(std::move(unsaved_metrics_), last);
    unsaved_metrics_.clear();
    if (!problem.empty()) return problem;
    const auto report = saver_.report();
    return last && report->saved_step != last->step ? report->error : "";
}

}  // namespace zscope::detail
