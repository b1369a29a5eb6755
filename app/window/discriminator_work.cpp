// SPDX-License-Identifier: MIT
#include "app/window/discriminator_work.h"

#include <memory>
#include <utility>

#include "core/base/error.h"

namespace zscope::app {

DiscriminatorWork::DiscriminatorWork(JobLane& jobs, std::function<void()> wake)
    : line_(jobs, std::move(wake)) {}

void DiscriminatorWork::start(const ui::DiscriminatorWish&, const SnapshotPointer& model, Weights) {
    if (model == nullptr) fail("no model is here to ask; open one first");
}

void DiscriminatorWork::take() {
    while (auto over = line_.take()) {
        if (over->newest) view_.error = over->error;
        if (over->result) view_.near = std::make_shared<const ui::NearImages>(*over->result);
    }
    view_.job = line_.job();
}

}  // namespace zscope::app
