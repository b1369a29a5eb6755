// SPDX-License-Identifier: MIT
#include "core/engine/detail/runner_cache.h"

#include <algorithm>
#include <utility>

namespace zscope::detail {

namespace {

constexpr std::size_t kRunners = 4;  // opened and live model, raw and ema

}  // namespace

std::vector<RunnerCache::Entry>::iterator RunnerCache::least_used() {
    return std::min_element(entries_.begin(), entries_.end(),
                            [](const Entry& a, const Entry& b) { return a.used < b.used; });
}

std::vector<RunnerCache::Entry>::iterator RunnerCache::to_refill(const ModelSnapshot& model) {
    const auto forgotten = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
        return entry.runner.model().use_count() == 1 && entry.runner.can_load(model);
    });
    if (forgotten != entries_.end() || entries_.size() < kRunners) return forgotten;
    return least_used();
}

Runner& RunnerCache::get(const SnapshotPointer& model, Weights weights) {
    const bool ema = resolve_weights(*model, weights) == Weights::ema;
    for (Entry& entry : entries_) {
        if (entry.runner.model() != model || entry.runner.ema() != ema) continue;
        entry.used = ++clock_;
        return entry.runner;
    }
    const auto old = to_refill(*model);
    if (old == entries_.end()) {
        entries_.push_back({Runner(model, weights, Drawing::fastest, device_), ++clock_});
        return entries_.back().runner;
    }
    // Out of the list while it changes: one that fails half-way must not stay under its old name.
    Runner runner = std::move(old->runner);
    entries_.erase(old);
    if (runner.can_load(*model)) {
        runner.load(model, weights);
    } else {
        runner = Runner(model, weights, Drawing::fastest, device_);
    }
    entries_.push_back({std::move(runner), ++clock_});
    return entries_.back().runner;
}

}  // namespace zscope::detail
