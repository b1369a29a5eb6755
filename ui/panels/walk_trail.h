// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "core/session/tool_latents.h"

namespace zscope::ui {

// A walk that is watched: any place of it at once, whole steps and between them, also after
// thousands of steps. Where D is asked, what it decided is kept here until a pause commits it.
// Pure; throws nothing once set.
class WalkTrail {
  public:
    // What the Session says. Another walk, or turns or a step that are not those of commit(), begin
    // anew with the Session's; else what was decided since stays.
    void follow(const WalkPlan& plan, const WalkState& state);
    void forget() { plan_.reset(); }
    bool there() const { return plan_.has_value(); }
    const WalkPlan& plan() const { return *plan_; }

    // z without label (nz − labels), at a whole step and at any place.
    const std::vector<float>& row(std::size_t step);
    std::vector<float> at(double place);
    // The last `count` rows up to a step, the oldest first; fewer at the beginning.
    std::vector<float> rows_up_to(std::size_t step, std::size_t count);

    // Steps up to here are fixed; the next is asked about if somebody must be pleased.
    std::size_t decided() const { return decided_; }
    std::vector<float> candidates();  // for step decided() + 1: (kStepCandidates, nz − labels)
    void decide(std::size_t attempt);
    void decide_up_to(std::size_t step);  // nobody needs to be pleased
    void forget_after(std::size_t step);  // what was decided beyond
    // The Session's state when the walk rests at a step.
    WalkState commit(WalkState state, std::size_t step);

  private:
    const SteppedWalk& walk_at(std::size_t step);

    std::optional<WalkPlan> plan_;
    std::vector<WalkTurn> turns_;
    std::size_t decided_ = 0;
    std::vector<WalkTurn> committed_turns_;
    std::int64_t committed_step_ = -1;
    std::vector<SteppedWalk> marks_;  // every kMarkEvery steps from the start
    std::optional<SteppedWalk> walk_;
    std::map<std::size_t, std::vector<float>> rows_;  // lately asked for
};

}  // namespace zscope::ui
