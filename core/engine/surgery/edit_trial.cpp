// SPDX-License-Identifier: MIT
#include "core/engine/surgery/edit_trial.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/engine/surgery/unit_samples.h"
#include "core/latent/torch_randn.h"
#include "core/surgery/unit_edits.h"

namespace zscope {

namespace {

constexpr std::int64_t kActivationImages = 64;

class Trial {
  public:
    Trial(Sampler& sampler, const Thing* thing, const TrialOptions& options,
          const std::stop_token& stop, const ShareDone& done)
        : sampler_(sampler), thing_(thing), options_(options), stop_(stop), done_(done) {}

    EffectReport run(std::span<const Edit> edits, const UnitRanking* ranking) {
        const auto finding = [this](double share) { say(0.3 * share); };
        pool_ = find_with_thing(sampler_, thing_, options_.seed, options_.count,
                                options_.most_drawn, stop_, finding);
        if (pool_.looks.count == 0) {
            fail("of {} samples none surely has {}: there is nothing to try the edits on",
                 pool_.drawn, thing_->name);
        }
        if (thing_ != nullptr) question_ = thing_->question();
        const std::vector<Edit> on = edits_on(edits);
        report_.block = on.empty() ? 1 : on.front().block;
        if (!on.empty() && on.front().units) report_.units = *on.front().units;
        report_.images = pool_.looks.count;
        report_.drawn = pool_.drawn;
        if (thing_ != nullptr) {
            report_.name = thing_->name;
            report_.judge = thing_->judge;
            report_.place = thing_->segment != 0 ? thing_->kinds : std::vector<PlaceShare>{};
        }
        whole_edit(on);
        if (ranking != nullptr && !on.empty()) curve(on.front(), *ranking);
        say(1.0);
        return std::move(report_);
    }

  private:
    void say(double share) const {
        if (done_) done_(share);
    }
    ThingLooks look(std::span<const Edit> edits) {
        return look_at(sampler_, thing_, pool_.z, edits, stop_);
    }

    const std::vector<double>& activation_of(std::int64_t block) {
        auto [place, made] = activation_.try_emplace(block);
        if (!made) return place->second;
        const auto inputs = static_cast<std::size_t>(sampler_.model().generator.inputs());
        const std::size_t images =
            std::min<std::size_t>(kActivationImages, pool_.z.size() / inputs);
        place->second =
            mean_activation(sampler_, block, std::span(pool_.z).subspan(0, images * inputs));
        return place->second;
    }

    // The same edits of other units; nullopt: there are none to compare with.
    std::optional<std::vector<Edit>> others(std::vector<Edit> edits, std::int64_t draw) {
        std::map<std::int64_t, std::vector<std::int64_t>> edited;  // by block
        for (const Edit& edit : edits) {
            if (!edit.units) return std::nullopt;
            auto& units = edited[edit.block];
            units.insert(units.end(), edit.units->begin(), edit.units->end());
        }
        for (Edit& edit : edits) {
            const auto& activation = activation_of(edit.block);
            const std::uint64_t seed =
                mix_seed(options_.seed, static_cast<std::uint64_t>(1000 + draw));
            const auto units = std::ssize(activation), chosen = std::ssize(*edit.units);
            if (chosen >= units) return std::nullopt;
            if (2 * std::ssize(edited[edit.block]) > units) {
                edit.units = any_units(units, chosen, seed);
                mixed_ = true;
                continue;
            }
            edit.units = equally_active_units(activation, *edit.units, edited[edit.block], seed);
        }
        return edits;
    }
    // Images of all draws of a control, one after another; nullopt as above.
    std::optional<ThingLooks> control(const std::vector<Edit>& edits, std::int64_t draws) {
        ThingLooks looks;
        for (std::int64_t draw = 0; draw < draws; ++draw) {
            const auto other = others(edits, draw);
            if (!other) return std::nullopt;
            append(looks, look(*other));
        }
        return looks;
    }

    void whole_edit(const std::vector<Edit>& edits) {
        const ThingLooks& before = pool_.looks;
        const ThingLooks after = look(edits);
        report_.edit = effect_of(before, after, question_, options_.seed);
        say(0.4);
        const std::uint8_t segment = question_.segment;
        fill_places(report_.place, PlaceColumn::before, before, before, segment);
        fill_places(report_.place, PlaceColumn::after, before, after, segment);
        const std::vector<double> flips = flipped_shares(before, after, question_);
        std::vector<double> control_flips(flips.size());
        if (const auto others = control(edits, options_.controls)) {
            report_.controls = options_.controls;
            report_.control = effect_of(before, *others, question_, options_.seed);
            fill_places(report_.place, PlaceColumn::control, before, *others, segment);
            control_flips = flipped_shares(before, *others, question_);
        } else {
            report_.note =
                "There is no control: a whole block is edited, so that there are no other units to "
                "compare with.";
            control_flips.assign(flips.size(), std::numeric_limits<double>::quiet_NaN());
        }
        if (mixed_) {
            report_.note =
                "More than half of a block's units are edited: the control is of as many drawn "
                "from all of its units, some of these among them.";
        }
        for (std::size_t k = 0; k < flips.size(); ++k) {
            if (question_.attribute == k || question_.attributes[k].degrees) continue;
            report_.sides.push_back({question_.attributes[k].key, flips[k], control_flips[k]});
        }
        say(0.5);
    }

    void curve(Edit edit, const UnitRanking& ranking) {
        for (std::size_t i = 0; i < options_.curve.size(); ++i) {
            edit.block = ranking.block;
            edit.units = ranking.first(options_.curve[i]);
            const std::vector<Edit> one{edit};
            EffectPoint point;
            point.units = std::ssize(*edit.units);
            point.left = left_of(pool_.looks, look(one), question_, options_.seed);
            if (const auto others = control(one, 1)) {
                point.control_left = left_of(pool_.looks, *others, question_, options_.seed);
            }
            report_.curve.push_back(point);
            say(0.5 +
                0.5 * static_cast<double>(i + 1) / static_cast<double>(options_.curve.size()));
        }
    }

    Sampler& sampler_;
    const Thing* thing_;
    const TrialOptions& options_;
    const std::stop_token& stop_;
    const ShareDone& done_;
    ThingPool pool_;
    ThingQuestion question_;
    std::map<std::int64_t, std::vector<double>> activation_;  // mean of each unit, by block
    bool mixed_ = false;  // a control had to take some of the edited units too
    EffectReport report_;
};

}  // namespace

std::vector<std::int64_t> curve_steps(std::int64_t most) {
    std::vector<std::int64_t> steps;
    for (std::int64_t ten = 1; ten < most; ten *= 10) {
        for (const std::int64_t step : {ten, 2 * ten, 5 * ten}) {
            if (step < most) steps.push_back(step);
        }
    }
    if (most > 0) steps.push_back(most);
    return steps;
}

EffectReport try_edits(Sampler& sampler, const Thing* thing, std::span<const Edit> edits,
                       const UnitRanking* ranking, const TrialOptions& options,
                       const std::stop_token& stop, const ShareDone& done) {
    return Trial(sampler, thing, options, stop, done).run(edits, ranking);
}

EffectReport try_edits(Sampler& sampler, const Seer& seer, std::span<const Edit> edits,
                       const UnitRanking* ranking, const TrialOptions& options,
                       const std::stop_token& stop, const ShareDone& done) {
    EffectReport report = try_edits(sampler, seer.sight(), edits, ranking, options, stop, done);
    if (seer.thing) return report;
    report.name = seer.name;
    report.note = seer.why_not;
    return report;
}

}  // namespace zscope
