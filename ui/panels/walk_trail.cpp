// SPDX-License-Identifier: MIT
#include "ui/panels/walk_trail.h"

#include <algorithm>
#include <cmath>

#include "core/base/check.h"

namespace zscope::ui {

namespace {

constexpr std::size_t kMarkEvery = 64;  // steps; so many are replayed at most
constexpr std::size_t kMostRows = 256;

}  // namespace

void WalkTrail::follow(const WalkPlan& plan, const WalkState& state) {
    const bool same_walk = plan_ && *plan_ == plan;
    if (same_walk && state.turns == committed_turns_ && state.step == committed_step_) return;
    const bool same_steps = same_walk && state.turns == turns_;
    plan_ = plan;
    committed_turns_ = state.turns;
    committed_step_ = state.step;
    decided_ = same_steps ? std::max(decided_, static_cast<std::size_t>(state.step))
                          : static_cast<std::size_t>(state.step);
    if (same_steps) return;
    turns_ = state.turns;
    marks_.assign(1, plan.walk());
    walk_.reset();
    rows_.clear();
}

const SteppedWalk& WalkTrail::walk_at(std::size_t step) {
    if (!walk_ || walk_->step() > step || step - walk_->step() > kMarkEvery) {
        walk_ = marks_[std::min(step / kMarkEvery, marks_.size() - 1)];
    }
    while (walk_->step() < step) {
        walk_->advance(attempt_of(turns_, walk_->step() + 1));
        if (walk_->step() == marks_.size() * kMarkEvery) marks_.push_back(*walk_);
    }
    return *walk_;
}

const std::vector<float>& WalkTrail::row(std::size_t step) {
    const auto found = rows_.find(step);
    if (found != rows_.end()) return found->second;
    if (rows_.size() >= kMostRows) rows_.clear();
    return rows_.emplace(step, walk_at(step).z()).first->second;
}

std::vector<float> WalkTrail::at(double place) {
    const double whole = std::floor(place);
    const auto step = static_cast<std::size_t>(whole);
    const std::vector<float> from = row(step);
    if (place == whole) return from;
    return between_steps(from, row(step + 1), place - whole, plan_->prior);
}

std::vector<float> WalkTrail::rows_up_to(std::size_t step, std::size_t count) {
    std::vector<float> rows;
    for (std::size_t at = step + 1 - std::min(count, step + 1); at <= step; ++at) {
        const std::vector<float>& z = row(at);
        rows.insert(rows.end(), z.begin(), z.end());
    }
    return rows;
}

std::vector<float> WalkTrail::candidates() {
    return step_candidates(walk_at(decided_));
}

void WalkTrail::decide(std::size_t attempt) {
    forget_after(decided_);  // what was looked at beyond went another way
    ++decided_;
    if (attempt > 0)
        turns_.push_back({static_cast<std::int64_t>(decided_), static_cast<std::int64_t>(attempt)});
}

void WalkTrail::decide_up_to(std::size_t step) {
    decided_ = std::max(decided_, step);
}

void WalkTrail::forget_after(std::size_t step) {
    decided_ = std::min(decided_, step);
    const auto last = static_cast<std::int64_t>(step);
    std::erase_if(turns_, [last](const WalkTurn& turn) { return turn.step > last; });
    std::erase_if(rows_, [step](const auto& entry) { return entry.first > step; });
    marks_.erase(marks_.begin() +
                     static_cast<std::ptrdiff_t>(std::min(marks_.size(), step / kMarkEvery + 1)),
                 marks_.end());
    if (walk_ && walk_->step() > step) walk_.reset();
}

WalkState WalkTrail::commit(WalkState state, std::size_t step) {
    state.step = static_cast<std::int64_t>(step);
    state.turns = turns_;
    clamp(state);
    committed_turns_ = state.turns;
    committed_step_ = state.step;
    return state;
}

}  // namespace zscope::ui
