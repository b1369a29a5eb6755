// SPDX-License-Identifier: MIT
#include "app/window/operate_work.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/engine/surgery/block_facts.h"
#include "core/engine/surgery/edit_trial.h"
#include "core/engine/surgery/unit_samples.h"
#include "core/session/sample_rows.h"
#include "core/worlds/world.h"
#include "ui/panels/operate_words.h"

namespace zscope::app {

namespace {

constexpr std::int64_t kRankedImages = 200;  // with a thing of a world, that units are ranked by
constexpr std::uint64_t kRankSeed = 1;       // another one than a trial's

// What a job needs of the Session, taken when it was begun.
struct Task {
    SnapshotPointer model;
    Weights weights = Weights::automatic;
    std::string model_id, world;
    std::string name;  // of the thing
    OperateState asked;
    TickState ticks;
    std::vector<Edit> edits;
    MarkedImages marked;
    std::vector<float> yes, no;  // z of the ticks
    ui::MadeOf made_of = {};
};

Task task_from(const OperateWork::On& on, const std::string& world) {
    const std::int64_t inputs = on.model->generator.inputs();
    Task task{on.model,
              on.weights,
              on.model_id,
              world,
              ui::thing_name(on.session),
              on.session.operate,
              on.session.ticks,
              on.session.edits,
              {},
              rows_of(on.session.ticks.yes, on.samples, inputs),
              rows_of(on.session.ticks.no, on.samples, inputs),
              {run_of(on.session.model), on.model->step}};
    for (const PaintedRegion& region : task.asked.regions) {
        const std::vector<float> z = rows_of({region.id}, on.samples, inputs);
        if (z.empty()) continue;
        task.marked.z.insert(task.marked.z.end(), z.begin(), z.end());
        task.marked.masks.push_back(region.mask);
    }
    return task;
}

ui::RankedUnits ranked(const Task& task, JobContext& job) {
    Sampler sampler(task.model, task.weights);
    const std::int64_t block = task.asked.block;
    ui::RankedUnits result{{}, task.asked, {}, task.ticks, task.model_id, task.made_of};
    const auto rank = [&](const PlacedSamples& placed) {
        job.progress(0.8, "Ranking");
        result.ranking = rank_units(placed.samples, task.asked.method);
        result.ranking.block = block;
        result.ranking.name = task.name;
        result.place = placed.place;
    };
    job.progress(0.0, "Looking at the maps");
    if (task.asked.source == ConceptSource::regions) {
        rank({samples_of_regions(sampler, block, task.marked, job.stop()), std::nullopt});
    } else if (task.asked.source == ConceptSource::ticks) {
        rank(samples_of_kinds(sampler, block, task.yes, task.no, job.stop()));
    } else {
        if (task.world.empty()) fail("this model says of no world that it learned from it");
        Oracle oracle = Oracle::shipped(find_world(task.world));
        rank(samples_of_thing(sampler, thing_of_oracle(oracle, task.asked.thing), block,
                              kRankedImages, kRankSeed, job.stop(), [&job](double share) {
                                  job.progress(0.8 * share, "Looking for images that have it");
                              }));
    }
    return result;
}

std::unique_ptr<Seer> seer_for(const Task& task, Sampler& sampler, JobContext& job) {
    if (task.asked.source == ConceptSource::world && !task.world.empty())
        return seer_by_oracle(Oracle::shipped(find_world(task.world)), task.asked.thing);
    job.progress(0.0, "Learning from the ticks");
    auto seer = seer_by_ticks(sampler, task.ticks.name, task.yes, task.no, job.stop());
    seer->name = task.name;
    if (!seer->thing) seer->why_not = words_of(seer->ticks->report, task.name);
    return seer;
}

ui::MeasuredEdits measured(const Task& task, const ui::RankedUnits* ranking, std::int64_t images,
                           JobContext& job) {
    Sampler sampler(task.model, task.weights);
    const std::unique_ptr<Seer> seer = seer_for(task, sampler, job);
    TrialOptions options;
    options.count = images;
    if (ranking != nullptr) options.curve = curve_steps(ranking->ranking.positive());
    EffectReport report =
        try_edits(sampler, *seer, task.edits, ranking == nullptr ? nullptr : &ranking->ranking,
                  options, job.stop(), share_of(job, "Drawing and looking"));
    return {std::move(report), task.edits, task.model_id, task.made_of};
}

}  // namespace

OperateWork::OperateWork(JobLane& jobs, std::function<void()> wake)
    : line_(jobs, std::move(wake)) {}

void OperateWork::set_model(const SnapshotPointer& model, const std::string& model_id) {
    if (model_id == model_id_) return;
    model_id_ = model_id;
    view_.facts.clear();
    view_.generator = model == nullptr ? Architecture() : model->generator;
    const World* world = model == nullptr ? nullptr : world_trained_on(model->provenance);
    view_.world = world == nullptr ? "" : std::string(world->name());
    view_.has_maps = world != nullptr && !world->segments().empty();
    view_.things.clear();
    if (world == nullptr) return;
    for (const WorldSegment& segment : world->segments())
        view_.things.emplace_back(segment.key);
    if (view_.has_maps) return;
    for (const WorldAttribute& attribute : world->attributes()) {
        if (attribute.kind == WorldAttribute::Kind::yes_no)
            view_.things.emplace_back(attribute.key);
    }
}

void OperateWork::submit(const std::string& name, JobLine<Result>::Work work) {
    view_.error.clear();
    line_.start(name, std::move(work));
    view_.job = line_.job();
}

void OperateWork::take() {
    while (auto over = line_.take()) {
        if (over->newest) view_.error = over->error;
        if (!over->result) continue;
        if (auto* ranked = std::get_if<ui::RankedUnits>(&*over->result)) {
            view_.ranked = std::make_shared<const ui::RankedUnits>(std::move(*ranked));
        } else if (auto* measured = std::get_if<ui::MeasuredEdits>(&*over->result)) {
            view_.measured = std::make_shared<const ui::MeasuredEdits>(std::move(*measured));
        } else {
            auto& facts = std::get<BlockFacts>(*over->result);
            if (facts.model_id != model_id_) continue;
            view_.facts[facts.block] = std::make_shared<const BlockFacts>(std::move(facts));
        }
    }
    view_.job = line_.job();
}

void OperateWork::start(const ui::OperateWish& wish, const On& on) {
    if (on.model == nullptr) fail("no model is here to operate on; open one first");
    if (std::holds_alternative<ui::RankUnits>(wish)) rank(on);
    if (const auto* trial = std::get_if<ui::MeasureEdits>(&wish)) measure(*trial, on);
    if (const auto* sight = std::get_if<ui::LookAtUnits>(&wish)) look(*sight, on);
}

void OperateWork::rank(const On& on) {
    Task task = task_from(on, view_.world);
    if (task.asked.source == ConceptSource::regions && task.marked.masks.empty()) {
        fail("{}",
             task.asked.regions.empty()
                 ? "no region is marked yet: mark where the thing is in a few images"
                 : "the marked images are of a model with another number of inputs: mark some of "
                   "this model's");
    }
    submit(fmt::format("Ranking the units of block {}", task.asked.block),
           [task = std::move(task)](JobContext& job) -> Result { return ranked(task, job); });
}

void OperateWork::measure(const ui::MeasureEdits& wish, const On& on) {
    const bool any = std::ranges::any_of(on.session.edits, &Edit::on);
    if (!any) fail("there is no edit to measure: take some units out first");
    std::shared_ptr<const ui::RankedUnits> ranking;
    const std::string run = run_of(on.session.model);
    // The live model is another one with each snapshot: its units are the same ones, trained on.
    const bool these_units =
        view_.ranked && (view_.ranked->model_id == on.model_id ||
                         (!run.empty() && view_.ranked->made_of.run_id == run));
    if (wish.curve && these_units) ranking = view_.ranked;
    submit("Measuring the edits",
           [task = task_from(on, view_.world), ranking, images = wish.images](
               JobContext& job) -> Result { return measured(task, ranking.get(), images, job); });
}

void OperateWork::look(const ui::LookAtUnits& wish, const On& on) {
    submit(fmt::format("Looking at the units of block {}", wish.block),
           [model = on.model, weights = on.weights, id = on.model_id,
            block = wish.block](JobContext& job) -> Result {
               Sampler sampler(model, weights);
               BlockFacts facts = look_at_units(sampler, block, {}, job.stop(),
                                                share_of(job, "Drawing 4,096 samples"));
               facts.model_id = id;
               return facts;
           });
}

}  // namespace zscope::app
