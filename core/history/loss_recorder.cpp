// SPDX-License-Identifier: MIT
#include <algorithm>

#include "core/base/check.h"
#include "core/history/loss_history.h"

namespace zscope {

void LossRecorder::reset(std::span<const LossSample> history) {
    ++generation_;
    blocks_.reset();
    tail_.clear();
    std::vector<LossSample> sorted(history.begin(), history.end());
    std::ranges::stable_sort(sorted, {}, &LossSample::step);
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const bool logged_again = i + 1 < sorted.size() && sorted[i + 1].step == sorted[i].step;
        if (!logged_again) append(sorted[i]);
    }
}

void LossRecorder::append(const LossSample& sample) {
    const LossSample* last = nullptr;
    if (!tail_.empty()) last = &tail_.back();
    if (tail_.empty() && blocks_) last = &blocks_->back()->back();
    ZSCOPE_CHECK(last == nullptr || last->step < sample.step, "step {} after step {}", sample.step,
                 last->step);
    tail_.push_back(sample);
    if (tail_.size() < kLossBlock) return;
    // Readers hold the list of blocks, so it is replaced, never changed.
    auto blocks = blocks_ ? *blocks_ : std::vector<std::shared_ptr<const LossBlock>>{};
    blocks.push_back(std::make_shared<const LossBlock>(std::move(tail_)));
    blocks_ =
        std::make_shared<const std::vector<std::shared_ptr<const LossBlock>>>(std::move(blocks));
    tail_ = {};
    tail_.reserve(kLossBlock);
}

LossFeed LossRecorder::feed() const {
    return {generation_, blocks_, tail_};
}

}  // namespace zscope
