// SPDX-License-Identifier: MIT
#include "app/window/back_work.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "core/base/error.h"
#include "core/engine/shipped_oracle.h"
#include "core/surgery/unit_edits.h"
#include "core/worlds/world.h"
#include "ui/panels/back_words.h"
#include "ui/widgets/text.h"

namespace zscope::app {

namespace {

// Two oracles are needed: one that is maximised, and one that judges and never was.
std::string missing_oracles(const World* world) {
    if (world == nullptr) {
        return "Two oracles have to say what is back, and this model says of no world with oracles "
               "that it learned from it.";
    }
    for (const bool check : {false, true}) {
        const std::filesystem::path file = shipped_oracle(*world, check);
        std::error_code ignored;
        if (!std::filesystem::exists(file, ignored)) {
            return fmt::format("The {} oracle of {} is not here ({}): install zscope anew.",
                               check ? "second" : "first", world->name(), file.string());
        }
    }
    return "";
}

}  // namespace

BackWork::BackWork(JobLane& jobs, std::function<void()> wake)
    : line_(jobs, wake), pace_(std::make_shared<Latest<Pace>>(wake)) {}

void BackWork::set_model(const SnapshotPointer& model, const std::string& model_id) {
    if (model_id == model_id_) return;
    model_id_ = model_id;
    const World* world = model == nullptr ? nullptr : world_trained_on(model->provenance);
    const std::string name = world == nullptr ? "" : std::string(world->name());
    if (world_ && name == *world_) return;
    view_.no_oracles = missing_oracles(world);
    world_ = name;
}

void BackWork::start(const ui::TryBringBack& wish, const SnapshotPointer& model,
                     const std::string& model_id, const Session& session) {
    if (model == nullptr) fail("no model is here to search; open one first");
    if (!view_.no_oracles.empty()) fail("{}", view_.no_oracles);
    const std::string why_not = ui::cannot_bring_back(session, model->generator);
    if (!why_not.empty()) fail("{}", why_not);
    BackTask task{model,
                  session.model.weights,
                  edits_on(session.edits),
                  session.operate.thing,
                  shipped_oracle(find_world(*world_)),
                  {}};
    task.search.starts = wish.starts;
    task.search.steps = wish.steps;
    const ui::MadeOf made_of{run_of(session.model), model->step};
    view_.error.clear();
    view_.seconds_left = -1.0;
    const std::int64_t number = ++number_;
    line_.start(
        fmt::format("Trying to bring {} back", task.thing),
        [task = std::move(task), model_id, made_of, number, pace = pace_](JobContext& job) {
            const auto starts = static_cast<double>(task.search.starts);
            BackTrial trial = try_to_bring_back(task, job.stop(), [&](const BackProgress& now) {
                job.progress(now.share, now.what);
                const double each = now.seconds_a_step < 0.0 ? -1.0 : now.seconds_a_step / starts;
                pace->publish({number, now.seconds_left, each});
            });
            return ui::TriedBack{std::move(trial), task.edits, model_id, made_of};
        });
    view_.job = line_.job();
}

void BackWork::take() {
    while (auto over = line_.take()) {
        if (over->newest) view_.error = over->error;
        if (over->result)
            view_.tried = std::make_shared<const ui::TriedBack>(std::move(*over->result));
    }
    view_.job = line_.job();
    const auto pace = pace_->read_if_newer(pace_seen_);
    if (pace == nullptr || pace->number != number_) return;
    view_.seconds_left = pace->seconds_left;
    if (pace->seconds_each > 0.0) view_.seconds_each = pace->seconds_each;
}

}  // namespace zscope::app
