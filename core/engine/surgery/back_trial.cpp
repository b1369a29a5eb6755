// SPDX-License-Identifier: MIT
#include "core/engine/surgery/back_trial.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "core/base/error.h"
#include "core/engine/oracle.h"
#include "core/engine/surgery/thing.h"
#include "core/engine/surgery/unit_samples.h"
#include "core/latent/labels.h"
#include "core/latent/torch_randn.h"
#include "core/surgery/baking.h"
#include "core/surgery/search_pace.h"
#include "core/surgery/unit_ranking.h"

namespace zscope {

namespace {

constexpr std::int64_t kRandomImages = 1000;
constexpr double kSearchShare = 0.9;  // of the work on one generator; the rest is looking

double now_s() {
    using namespace std::chrono;
    return duration<double>(steady_clock::now().time_since_epoch()).count();
}

Estimate share_with(const ThingLooks& looks, const Thing& thing) {
    std::int64_t hits = 0;
    for (std::int64_t i = 0; i < looks.count; ++i)
        hits += has_thing(looks, thing.question(), i) ? 1 : 0;
    return wilson_share(hits, looks.count);
}

Estimate pixels_in(const ThingLooks& looks, const Thing& thing) {
    if (thing.segment == 0) return {};
    std::vector<double> counts;
    for (std::int64_t i = 0; i < looks.count; ++i)
        counts.push_back(static_cast<double>(pixels_of_thing(looks, thing.segment, i)));
    return bootstrap_mean(counts, 1);
}

// The edits with as many other units in their place.
std::vector<Edit> of_other_units(Sampler& sampler, std::vector<Edit> edits, std::uint64_t seed) {
    const ModelSnapshot& model = sampler.model();
    constexpr std::int64_t kImages = 64;
    const std::vector<float> z = draw_inputs(model.prior, seed, kImages, model.generator);
    for (Edit& edit : edits) {
        if (!edit.units) fail("an edit of a whole block leaves no other units to compare with");
        const std::vector<double> activation = mean_activation(sampler, edit.block, z);
        edit.units = equally_active_units(activation, *edit.units, {}, seed);
    }
    return edits;
}

SnapshotPointer baked(const ModelSnapshot& model, const std::vector<Edit>& edits) {
    return std::make_shared<const ModelSnapshot>(bake_edits(model, edits));
}

struct Judges {
    const Thing& first;
    const Thing& second;
};

class Attack {
  public:
    Attack(const BackTask& task, Judges judges, const std::stop_token& stop,
           const std::function<void(const BackProgress&)>& say)
        : task_(task),
          judges_(judges),
          stop_(stop),
          say_(say),
          pace_(kGenerators, task.search.steps + 1) {}

    BackTrial::Found search(const SnapshotPointer& generator, BackOutcome& outcome) {
        BackTrial::Found found;
        pace_.begin_search(now_s());
        tell("Searching, " + outcome.name, 0.0);
        found.z = bring_back(generator, task_.weights, task_.oracle, judges_.first.name,
                             task_.search, stop_, [&](double share) {
                                 pace_.step_over(now_s());
                                 tell("Searching, " + outcome.name, kSearchShare * share);
                             });
        tell("Looking at what was found, " + outcome.name, kSearchShare);
        look(generator, found, outcome);
        ++over_;
        return found;
    }

  private:
    static constexpr std::int64_t kGenerators = 3;

    void look(const SnapshotPointer& generator, BackTrial::Found& found, BackOutcome& outcome) {
        Sampler sampler(generator, task_.weights);
        const ModelSnapshot& model = sampler.model();
        const ThingLooks seen = look_at(sampler, &judges_.second, found.z, {}, stop_);
        outcome.found = share_with(seen, judges_.second);
        outcome.pixels = pixels_in(seen, judges_.second);
        const std::vector<float> random = draw_inputs(model.prior, mix_seed(task_.search.seed, 9),
                                                      kRandomImages, model.generator);
        outcome.random =
            share_with(look_at(sampler, &judges_.second, random, {}, stop_), judges_.second);
        outcome.first_found =
            share_with(look_at(sampler, &judges_.first, found.z, {}, stop_), judges_.first);
        found.pictures = tiles_of(sampler.images(found.z, {}, stop_));
    }
    void tell(const std::string& what, double share) const {
        if (!say_) return;
        say_({what, (static_cast<double>(over_) + share) / kGenerators, pace_.seconds_left(),
              pace_.seconds_a_step()});
    }

    const BackTask& task_;
    const Judges judges_;
    const std::stop_token& stop_;
    const std::function<void(const BackProgress&)>& say_;
    SearchPace pace_;
    std::int64_t over_ = 0;  // generators that are done with
};

}  // namespace

BackTrial try_to_bring_back(const BackTask& task, const std::stop_token& stop,
                            const std::function<void(const BackProgress&)>& say) {
    Oracle oracle = Oracle::open(task.oracle);
    Oracle check = Oracle::shipped(oracle.world(), true);
    const Thing first = thing_of_oracle(oracle, task.thing);
    const Thing second = thing_of_oracle(check, task.thing);
    Sampler sampler(task.model, task.weights);
    const std::vector<Edit> others = of_other_units(sampler, task.edits, task.search.seed);
    BackTrial trial;
    BackReport& report = trial.report;
    report.thing = task.thing;
    report.judge = fmt::format("the second oracle of {}", check.world().name());
    report.starts = task.search.starts;
    report.steps = task.search.steps;
    report.whole.name = "whole";
    report.edited.name = "edits baked in";
    report.others.name = "as many others";
    const std::array<SnapshotPointer, 3> generators{task.model, baked(*task.model, task.edits),
                                                    baked(*task.model, others)};
    const std::array<BackOutcome*, 3> outcomes{&report.whole, &report.edited, &report.others};
    Attack attack(task, {first, second}, stop, say);
    for (std::size_t i = 0; i < generators.size(); ++i)
        trial.found[i] = attack.search(generators[i], *outcomes[i]);
    return trial;
}

}  // namespace zscope
