// SPDX-License-Identifier: MIT
#include "app/window/direction_work.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/engine/direction_score.h"
#include "core/engine/oracle.h"
#include "core/session/sample_rows.h"
#include "core/worlds/world.h"

namespace zscope::app {

namespace {

constexpr std::int64_t kDriftSamples = 4000;
constexpr double kTrialStrength = 3.0;
constexpr std::int64_t kTrialPool = 2000;  // looked at for 256 that lack it

// A person's ticks as rows of z, taken when the work began.
struct TickRows {
    std::string name;
    std::vector<float> yes, no;
};

TickRows ticked_rows(const DirectionWork::On& on) {
    const TickState& ticks = on.session.ticks;
    const std::int64_t nz = on.model->generator.inputs();
    return {ticks.name, rows_of(ticks.yes, on.samples, nz), rows_of(ticks.no, on.samples, nz)};
}

Direction direction_of(DirectionId id, const DirectionBook& book) {
    const DirectionPointer direction = book.find(id);
    if (direction == nullptr) fail("this direction is not in the library any more");
    return *direction;
}

DirectionScore tried(Sampler& sampler, const Judge& judge, Direction direction,
                     const std::string& attribute, JobContext& job) {
    direction.attribute = attribute;
    ScoreOptions options;
    options.strengths = {kTrialStrength};
    options.most_drawn = kTrialPool;
    const std::vector<Direction> one{direction};
    return score_directions(sampler, judge, one, options, job.stop(),
                            share_of(job, "Moving 256 samples and looking"))
        .front();
}

}  // namespace

DirectionWork::DirectionWork(JobLane& jobs, std::function<void()> wake)
    : line_(jobs, std::move(wake)) {}

void DirectionWork::set_model(const SnapshotPointer& model) {
    const std::string provenance = model == nullptr ? "" : model->provenance;
    if (provenance == model_provenance_) return;
    model_provenance_ = provenance;
    const World* world = world_trained_on(provenance);
    view_.world = world == nullptr ? "" : std::string(world->name());
    view_.attributes.clear();
    if (world == nullptr) return;
    for (const WorldAttribute& attribute : world->attributes())
        view_.attributes.emplace_back(attribute.key);
}

void DirectionWork::submit(const std::string& name, JobLine<Result>::Work work) {
    view_.error.clear();
    line_.start(name, std::move(work));
    view_.job = line_.job();
}

std::vector<Direction> DirectionWork::take() {
    std::vector<Direction> found;
    while (auto over = line_.take()) {
        if (over->newest) view_.error = over->error;
        if (!over->result) continue;
        if (auto* more = std::get_if<FoundDirections>(&*over->result)) {
            view_.notes = std::move(more->notes);
            found.insert(found.end(), more->directions.begin(), more->directions.end());
        } else if (auto* verdict = std::get_if<Tried>(&*over->result)) {
            view_.verdicts[verdict->id] =
                std::make_shared<const ui::DirectionVerdict>(std::move(verdict->verdict));
        } else if (auto* drifted = std::get_if<Drifted>(&*over->result)) {
            view_.drifts[drifted->id] =
                std::make_shared<const DirectionDrift>(std::move(drifted->drift));
        } else {
            auto& ticked = std::get<Ticked>(*over->result);
            view_.ticked = std::move(ticked.ticks);
            view_.ticks = std::move(ticked.report);
        }
    }
    view_.job = line_.job();
    return found;
}

void DirectionWork::start(const ui::DirectionWish& wish, const On& on) {
    if (on.model == nullptr) fail("no model is here to work on; open one first");
    if (const auto* search = std::get_if<ui::FindDirections>(&wish)) find(*search, on);
    if (const auto* trial = std::get_if<ui::TryDirection>(&wish)) try_out(*trial, on);
    if (const auto* other = std::get_if<ui::DriftDirection>(&wish)) drift(*other, on);
    if (std::holds_alternative<ui::CheckTicks>(wish)) check_ticks(on);
}

void DirectionWork::find(const ui::FindDirections& wish, const On& on) {
    DirectionSearch search;
    search.method = wish.method;
    search.samples = wish.samples;
    search.block = wish.block;
    const bool answers = needs_answers(wish.method);
    if (answers && view_.world.empty())
        fail("only an oracle can name what it sees, and this model is of no world that has one");
    submit(answers ? "Finding directions by the oracle" : "Finding the model's own directions",
           [search, answers, world = view_.world, model = on.model,
            weights = on.weights](JobContext& job) -> Result {
               Sampler sampler(model, weights);
               if (!answers) {
                   return find_own_directions(sampler, weights, search, job.stop(),
                                              share_of(job, "Drawing samples"));
               }
               Oracle oracle = Oracle::shipped(find_world(world));
               return find_directions(sampler, weights, oracle_judge(oracle), search, job.stop(),
                                      share_of(job, "Drawing samples and looking at them"));
           });
}

void DirectionWork::try_out(const ui::TryDirection& wish, const On& on) {
    Direction direction = direction_of(wish.id, on.directions);
    const std::string name = fmt::format("Trying {} on 256 samples", direction.name);
    const bool by_ticks = wish.attribute.empty();
    if (!by_ticks && view_.world.empty()) fail("this model is of no world that has an oracle");
    if (by_ticks) {
        const TickState& ticks = on.session.ticks;
        TickReport counts;
        counts.yes = std::ssize(ticks.yes);
        counts.no = std::ssize(ticks.no);
        if (std::min(counts.yes, counts.no) < kTicksPerClass)
            fail("{}", words_of(counts, ticks.name));
    }
    submit(name,
           [direction, wish, by_ticks, world = view_.world, model = on.model, weights = on.weights,
            ticks = ticked_rows(on)](JobContext& job) -> Result {
               Sampler sampler(model, weights);
               const std::string id = shown_id(*model, weights);
               if (!by_ticks) {
                   Oracle oracle = Oracle::shipped(find_world(world));
                   return Tried{
                       wish.id,
                       {tried(sampler, oracle_judge(oracle), direction, wish.attribute, job),
                        "the oracle of " + world, id}};
               }
               job.progress(0.0, "Learning the ticks");
               const TickJudge judge =
                   learn_ticks(sampler, ticks.name, ticks.yes, ticks.no, job.stop());
               if (!judge.report.usable) fail("{}", words_of(judge.report, ticks.name));
               return Tried{wish.id,
                            {tried(sampler, judge.judge, direction, ticks.name, job),
                             "your ticks of " + ticks.name, id}};
           });
}

void DirectionWork::drift(const ui::DriftDirection& wish, const On& on) {
    const Direction direction = direction_of(wish.id, on.directions);
    if (needs_answers(direction.method) && direction.world.empty()) {
        fail("{} was found by hand: tick samples of this model to find it again", direction.name);
    }
    submit(fmt::format("Finding {} again on this model", direction.name),
           [direction, id = wish.id, model = on.model,
            weights = on.weights](JobContext& job) -> Result {
               Sampler sampler(model, weights);
               DirectionSearch search;
               search.samples = kDriftSamples;
               const World& world =
                   direction.world.empty() ? *worlds().front() : find_world(direction.world);
               Oracle oracle = Oracle::shipped(world);
               const std::vector<Direction> one{direction};
               return Drifted{
                   id, direction_drift(sampler, weights, oracle_judge(oracle), one, search,
                                       job.stop(), share_of(job, "Drawing samples and looking"))
                           .front()};
           });
}

void DirectionWork::check_ticks(const On& on) {
    submit("Learning your ticks",
           [ticks = ticked_rows(on), state = on.session.ticks, model = on.model,
            weights = on.weights](JobContext& job) -> Result {
               Sampler sampler(model, weights);
               job.progress(0.1, "Looking at the ticked images");
               return Ticked{
                   state, learn_ticks(sampler, ticks.name, ticks.yes, ticks.no, job.stop()).report};
           });
}

}  // namespace zscope::app
