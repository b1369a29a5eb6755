// SPDX-License-Identifier: MIT
#include "app/window/export_work.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <system_error>
#include <utility>

#include "core/engine/picture.h"
#include "core/io/model_export.h"
#include "core/io/recipe_file.h"

namespace zscope::app {

namespace {

namespace fs = std::filesystem;

void keep_weights(const ExportTask& task) {
    if (task.pin.empty() || fs::exists(task.pin)) return;
    export_part(*task.model,
                resolve_weights(*task.model, task.weights) == Weights::ema ? "G_ema" : "G",
                task.pin);
}

ShareDone drawing(JobContext& job, double weight) {
    return [&job, weight](double share) { job.progress(weight * share, "Drawing"); };
}

void draw_and_write(const ExportTask& task, JobContext& job) {
    keep_weights(task);
    Sampler sampler(task.model, task.weights);
    const PicturePlan plan = plan_picture(task.recipe, space_of(*task.model));
    const ImageRgba8 image = draw_picture(sampler, plan, job.stop(), drawing(job, 0.9));
    write_png(task.out, image, task.recipe);
}

void draw_and_encode(const ExportTask& task, std::optional<ClipFormat> format, JobContext& job) {
    keep_weights(task);
    Sampler sampler(task.model, task.weights);
    const Clip clip = draw_clip(sampler, task.recipe, job.stop(), drawing(job, 0.6));
    const ClipProgress encoding = [&job](double share) {
        job.progress(0.6 + 0.4 * share, "Writing");
        return !job.stop().stop_requested();
    };
    format ? write_clip(task.out, *format, clip, encoding) : write_frames(task.out, clip, encoding);
}

}  // namespace

fs::path free_name(const fs::path& wanted) {
    fs::path file = wanted;
    for (int i = 2; fs::exists(file); ++i) {
        file = wanted.parent_path() /
               fmt::format("{}-{}{}", wanted.stem().string(), i, wanted.extension().string());
    }
    return file;
}

ExportWork::ExportWork(JobLane& jobs, std::function<void()> wake)
    : jobs_(jobs), line_(jobs, std::move(wake)) {}

void ExportWork::save(ExportTask task) {
    submit(task, [task](JobContext& job) { draw_and_write(task, job); });
}

void ExportWork::pin(ExportTask task) {
    jobs_.submit(fmt::format("Keeping {}", task.model->name),
                 [task](JobContext&) { keep_weights(task); });
}

void ExportWork::save_clip(ExportTask task, std::optional<ClipFormat> format) {
    if (format) check_clip_format(*format, task.recipe.layout.fps);
    submit(task, [task, format](JobContext& job) { draw_and_encode(task, format, job); });
}

void ExportWork::submit(const ExportTask& task, std::function<void(JobContext&)> work) {
    view_.error.clear();
    view_.tool = task.recipe.tool;
    line_.add(fmt::format("Saving {}", task.out.filename().string()),
              [out = task.out, work = std::move(work)](JobContext& job) {
                  work(job);
                  return fmt::format("Saved as {}", out.string());
              });
    view_.job = line_.job();
}

std::vector<ExportWork::Done> ExportWork::take() {
    std::vector<Done> done;
    while (auto over = line_.take()) {
        if (over->newest) view_.error = over->error;
        if (over->result) view_.saved = *over->result;
        done.push_back({over->result.value_or(""), over->error});
    }
    view_.job = line_.job();
    return done;
}

}  // namespace zscope::app
