// SPDX-License-Identifier: MIT
#include "app/window/discriminator_work.h"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/engine/data_opening.h"
#include "core/engine/nearest_by_d.h"
#include "core/worlds/world.h"
#include "core/worlds/world_word.h"
#include "ui/widgets/text.h"

namespace zscope::app {

namespace {

constexpr double kOpeningShare = 0.2;  // of the progress, while the data are drawn or decoded

// What one search is about; alive as long as its job.
struct Task {
    SnapshotPointer model;
    NearestOptions options;
    std::string model_id;
    std::string data;  // a word of open_data(); empty: samples only
    std::string data_name;
};

// A chosen path, else the world whose images the model learned from.
void choose_data(Task& task, const ui::FindNear& wish) {
    if (!wish.data.empty()) {
        task.data = wish.data.string();
        task.data_name = wish.data.filename().string();
        return;
    }
    const World* world = world_trained_on(task.model->provenance);
    if (world == nullptr) return;
    task.data = std::string(kWorldPrefix) + std::string(world->name());
    task.data_name = fmt::format("the world {}", world->title());
}

std::unique_ptr<DataSource> open_images(const Task& task, JobContext& job) {
    if (task.data.empty()) return nullptr;
    TrainConfig config;
    config.size = task.model->generator.image_size();
    config.channels = task.model->generator.channels;
    return open_data({task.data}, config, job.stop(),
                     [&job](double share, const std::string& what) {
                         job.progress(kOpeningShare * share, what);
                     })
        .source;
}

ui::NearImage shown(const NearestImage& found, std::string what) {
    return {found.distance, found.row, std::move(what), found.z, found.picture};
}

ui::NearImages find_near(const Task& task, JobContext& job) {
    const std::unique_ptr<DataSource> data = open_images(task, job);
    const double from = data == nullptr ? 0.0 : kOpeningShare;
    const NearestImages found = nearest_by_d(task.model, task.options, data.get(), job.stop(),
                                             [&](double share, const std::string& what) {
                                                 job.progress(from + (1.0 - from) * share, what);
                                             });
    ui::NearImages near;
    near.z = task.options.z;
    near.model_id = task.model_id;
    for (const NearestImage& image : found.samples) {
        near.samples.push_back(
            shown(image, fmt::format("seed {} · row {}", task.options.seed, image.row)));
    }
    for (const NearestImage& image : found.data) {
        near.data.push_back(
            shown(image, fmt::format("{}, image {}", task.data_name, ui::thousands(image.row))));
    }
    if (data != nullptr) {
        near.data_name =
            fmt::format("{} images of {}", ui::thousands(found.data_count), task.data_name);
    }
    return near;
}

}  // namespace

DiscriminatorWork::DiscriminatorWork(JobLane& jobs, std::function<void()> wake)
    : line_(jobs, std::move(wake)) {}

void DiscriminatorWork::start(const ui::DiscriminatorWish& wish, const SnapshotPointer& model,
                              Weights weights) {
    if (model == nullptr) fail("no model is here to ask; open one first");
    if (!model->discriminator || !model->d) {
        fail("{} came without its discriminator; Faces, Rooms and every run have one", model->name);
    }
    const auto& find = std::get<ui::FindNear>(wish);
    Task task{model, {}, shown_id(*model, weights), {}, {}};
    task.options.z = find.z;
    task.options.weights = weights;
    choose_data(task, find);
    view_.error.clear();
    line_.start("Finding what D sees as alike",
                [task = std::move(task)](JobContext& job) { return find_near(task, job); });
    view_.job = line_.job();
}

void DiscriminatorWork::take() {
    while (auto over = line_.take()) {
        if (over->newest) view_.error = over->error;
        if (over->result) view_.near = std::make_shared<const ui::NearImages>(*over->result);
    }
    view_.job = line_.job();
}

}  // namespace zscope::app
