// SPDX-License-Identifier: MIT
#include "ui/panels/operate_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "core/surgery/baking.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr std::size_t kEnoughMarked = 10;  // to begin with

// The regions, ticks or key that a ranking was made of, beside those of now.
bool same_source(const RankedUnits& ranked, const Session& session) {
    const OperateState &then = ranked.asked, &now = session.operate;
    if (then.source != now.source) return false;
    if (now.source == ConceptSource::regions) return then.regions == now.regions;
    if (now.source == ConceptSource::world) return then.thing == now.thing;
    return ranked.ticks.yes == session.ticks.yes && ranked.ticks.no == session.ticks.no;
}

}  // namespace

std::string thing_name(const Session& session) {
    const OperateState& state = session.operate;
    if (state.source == ConceptSource::world) return state.thing;
    return state.source == ConceptSource::ticks ? session.ticks.name : state.name;
}

std::string cannot_rank(const Session& session, const OperateView* view) {
    if (view == nullptr) return "Nothing is here that could rank them.";
    const OperateState& state = session.operate;
    switch (state.source) {
        case ConceptSource::regions:
            if (state.regions.empty()) return "Mark where the thing is in a few images first.";
            break;
        case ConceptSource::ticks:
            if (std::min(session.ticks.yes.size(), session.ticks.no.size()) < 2)
                return "Tick at least two samples that have it and two that have not.";
            break;
        case ConceptSource::world:
            if (std::ranges::find(view->things, state.thing) == view->things.end())
                return "Choose one of the things of this model's world first.";
            break;
    }
    if (thing_name(session).empty())
        return "Say what it is first: the list of edits and the measurement call it so.";
    return "";
}

std::string marked_text(std::size_t images) {
    if (images == 0) {
        return "No image is marked yet. About 10 are enough to begin; the paper boxed 52 windows "
               "in 150 images.";
    }
    return fmt::format("{} marked{}.", count_of(static_cast<std::int64_t>(images), "image"),
                       images < kEnoughMarked ? "; about 10 are enough to begin, the paper used 150"
                                              : ": enough to begin; the paper used 150");
}

std::string accuracy_text(const UnitRanking& ranking) {
    if (!ranking.accuracy) {
        return fmt::format(
            "From {} there is no telling how well this holds for others: with ten or more it is "
            "asked about images that it had not seen.",
            count_of(ranking.images, "image"));
    }
    return fmt::format(
        "On images it had not seen, block {} tells inside from outside {:.0f} % of the time; 50 % "
        "is chance.",
        ranking.block, 100.0 * *ranking.accuracy);
}

bool of_this_run(const MadeOf& made_of, const Session& session) {
    return !made_of.run_id.empty() && made_of.run_id == run_of(session.model);
}

std::string age_text(const MadeOf& made_of, const char* verb, const Session& session,
                     const ModelView& model) {
    if (!of_this_run(made_of, session)) return "";
    const std::int64_t steps = model.step - made_of.step;
    if (steps == 0)
        return model.live ? fmt::format("{} at this step, {}.", verb, thousands(made_of.step)) : "";
    return fmt::format("{} {} {}, at step {}.", verb, count_of(std::abs(steps), "step"),
                       steps > 0 ? "ago" : "later", thousands(made_of.step));
}

std::string ranking_is_old(const RankedUnits& ranked, const Session& session,
                           const std::string& model_id) {
    if (ranked.model_id != model_id && !of_this_run(ranked.made_of, session))
        return "These are units of another model: rank again.";
    if (!same_source(ranked, session))
        return "Ranked before you changed where the thing is: rank again.";
    if (ranked.ranking.block != session.operate.block) {
        return fmt::format("These are units of block {}; block {} is chosen now: rank again.",
                           ranked.ranking.block, session.operate.block);
    }
    if (ranked.ranking.method != session.operate.method)
        return "Ranked by another method: rank again.";
    return "";
}

std::string measurement_is_old(const MeasuredEdits& measured, const Session& session,
                               const std::string& model_id) {
    if (measured.model_id != model_id && !of_this_run(measured.made_of, session))
        return "Measured on another model: measure again.";
    if (measured.edits != session.edits)
        return "Measured before you changed the edits: measure again.";
    return "";
}

std::optional<std::size_t> edit_of(const std::vector<Edit>& edits, const UnitRanking& ranking) {
    auto found = std::ranges::find_if(edits, [&](const Edit& edit) {
        return edit.name == ranking.name && edit.block == ranking.block;
    });
    if (found == edits.end()) {
        found = std::ranges::find_if(edits, [&](const Edit& edit) {
            return edit.block == ranking.block && edit.units && !edit.units->empty() &&
                   *edit.units == ranking.first(std::ssize(*edit.units));
        });
    }
    if (found == edits.end()) return std::nullopt;
    return static_cast<std::size_t>(found - edits.begin());
}

std::vector<Edit> with_units(std::vector<Edit> edits, const UnitRanking& ranking,
                             std::int64_t count) {
    std::optional<std::size_t> at = edit_of(edits, ranking);
    if (!at) {
        at = edits.size();
        Edit edit;
        edit.block = ranking.block;
        edit.name = ranking.name;
        edits.push_back(std::move(edit));
    }
    edits[*at].units = ranking.first(count);
    return edits;
}

const char* name_of(EditOp op) {
    switch (op) {
        case EditOp::ablate:
            return "Ablate";
        case EditOp::scale:
            return "Scale";
        case EditOp::invert:
            return "Invert";
        case EditOp::hold:
            return "Hold";
        case EditOp::add:
            break;
    }
    return "Add";
}

const char* help_of(EditOp op) {
    switch (op) {
        case EditOp::ablate:
            return "The maps become 0: the generator has to do without these units.";
        case EditOp::scale:
            return "The maps are multiplied: above 1 more of what they draw, below 1 less.";
        case EditOp::invert:
            return "Within each map the bright becomes dark and the dark bright.";
        case EditOp::hold:
            return "The maps have this value everywhere, whatever z is.";
        case EditOp::add:
            break;
    }
    return "This value is added to the maps everywhere.";
}

bool has_value(EditOp op) {
    return op == EditOp::scale || op == EditOp::hold || op == EditOp::add;
}

double first_value(EditOp op) {
    if (op == EditOp::scale) return 2.0;
    return has_value(op) ? 1.0 : 0.0;
}

std::string edit_title(const Edit& edit) {
    const std::string units =
        edit.units ? count_of(std::ssize(*edit.units), "unit") : std::string("all units");
    return fmt::format("{}{}lock {} · {}", edit.name, edit.name.empty() ? "B" : " · b", edit.block,
                       units);
}

std::vector<std::string> baking_problems(const std::vector<Edit>& edits,
                                         const Architecture& generator) {
    std::vector<std::string> problems;
    for (const Edit& edit : edits) {
        if (!edit.on) continue;
        const std::optional<std::string> why = cannot_bake(edit, generator);
        if (why && std::ranges::find(problems, *why) == problems.end()) problems.push_back(*why);
    }
    return problems;
}

}  // namespace zscope::ui
