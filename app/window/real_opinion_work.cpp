// SPDX-License-Identifier: MIT
#include "app/window/real_opinion_work.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/engine/d_reference.h"
#include "core/engine/data_opening.h"
#include "core/io/run_folder.h"
#include "core/worlds/world.h"
#include "core/worlds/world_word.h"
#include "ui/widgets/text.h"

namespace zscope::app {

namespace {

constexpr std::int64_t kImages = 512;
constexpr std::size_t kKnown = 8;      // models whose answers are kept
constexpr double kOpeningShare = 0.8;  // of the progress, while the data are drawn or decoded

// What one question is about; alive as long as its job.
struct Task {
    SnapshotPointer model;
    std::filesystem::path run_folder;  // empty: of no run
    std::string of;                    // for people
};

// The run says exactly what it learned from; else the model says of which world it is.
DataSpec data_of(const Task& task, TrainConfig& config) {
    DataSpec data;
    if (!task.run_folder.empty()) {
        const RunInfo info = read_run_info(task.run_folder);
        data = {info.data, info.exclude};
        config.crop = info.config.crop;
    } else if (const World* world = world_trained_on(task.model->provenance)) {
        data.text = std::string(kWorldPrefix) + std::string(world->name());
    }
    // The first of a world are as good as any: no more of them than are looked at need be drawn.
    if (data.text.starts_with(kWorldPrefix)) {
        WorldWord word = parse_world_word(data.text);
        word.count = std::min(word.count, kImages);
        data.text = world_word(word);
    }
    return data;
}

ui::RealOpinions ask(const Task& task, JobContext& job) {
    TrainConfig config;
    config.size = task.model->generator.image_size();
    config.channels = task.model->generator.channels;
    const DataSpec data = data_of(task, config);
    const OpenedData opened =
        open_data(data, config, job.stop(), [&job](double share, const std::string& what) {
            job.progress(kOpeningShare * share, what);
        });
    Sampler sampler(task.model, Weights::automatic);
    ui::RealOpinions real;
    real.logits =
        logits_of_data(sampler, *opened.source, kImages, job.stop(), [&job](double share) {
            job.progress(kOpeningShare + (1.0 - kOpeningShare) * share, "Asking D");
        });
    real.of = fmt::format("{} of {}", ui::count_of(std::ssize(real.logits), "image"), task.of);
    return real;
}

}  // namespace

RealOpinionWork::RealOpinionWork(JobLane& jobs, std::function<void()> wake)
    : line_(jobs, std::move(wake)) {}

void RealOpinionWork::set_model(const SnapshotPointer& model,
                                const std::function<std::filesystem::path()>& run_folder) {
    if (model == model_) return;
    model_ = model;
    view_.error.clear();
    view_.learned_from.clear();
    view_.at_once = false;
    run_folder_.clear();
    show_known();
    if (model == nullptr || !model->d) return;
    run_folder_ = run_folder();
    const World* world = world_trained_on(model->provenance);
    if (world != nullptr) view_.learned_from = fmt::format("the world {}", world->title());
    view_.at_once = world != nullptr;
    if (!run_folder_.empty() && world == nullptr)
        view_.learned_from = fmt::format("the data of {}", run_folder_.filename().string());
}

void RealOpinionWork::start() {
    if (model_ == nullptr) fail("no model is here to ask; open one first");
    if (!model_->discriminator || !model_->d)
        fail("{} came without its discriminator; Faces, Rooms and every run have one",
             model_->name);
    if (view_.learned_from.empty()) fail("{} does not say what it learned from", model_->name);
    view_.error.clear();
    line_.start("Asking D about real images", [task = Task{model_, run_folder_,
                                                           view_.learned_from}](JobContext& job) {
        return Result{task.model, std::make_shared<const ui::RealOpinions>(ask(task, job))};
    });
    view_.job = line_.job();
}

void RealOpinionWork::take() {
    while (auto over = line_.take()) {
        if (over->newest) view_.error = over->error;
        if (!over->result) continue;
        known_.push_front({over->result->model, over->result->real});
        if (known_.size() > kKnown) known_.pop_back();
        show_known();
    }
    view_.job = line_.job();
}

void RealOpinionWork::show_known() {
    const auto found = std::ranges::find_if(known_, [&](const Known& each) {
        return model_ != nullptr && each.model.lock() == model_;
    });
    view_.real = found == known_.end() ? nullptr : found->real;
}

}  // namespace zscope::app
