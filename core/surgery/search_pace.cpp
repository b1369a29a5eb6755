// SPDX-License-Identifier: MIT
#include "core/surgery/search_pace.h"

namespace zscope {

namespace {

constexpr std::int64_t kTimedSteps = 3;  // before a time is said

}  // namespace

void SearchPace::begin_search(double now) {
    ++begun_;
    done_ = 0;
    last_ = now;
}

// The first step of a search is not counted: what is made once is made in it.
void SearchPace::step_over(double now) {
    if (done_ > 0) {
        seconds_ += now - last_;
        ++counted_;
    }
    ++done_;
    last_ = now;
}

double SearchPace::seconds_a_step() const {
    if (counted_ < kTimedSteps) return -1.0;
    return seconds_ / static_cast<double>(counted_);
}

double SearchPace::seconds_left() const {
    const double each = seconds_a_step();
    if (each < 0.0) return -1.0;
    const std::int64_t steps = (searches_ - begun_) * steps_ + (steps_ - done_);
    return each * static_cast<double>(steps);
}

}  // namespace zscope
