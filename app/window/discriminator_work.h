// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "app/window/job_line.h"
#include "core/model/snapshot.h"
#include "ui/views/discriminator_view.h"

namespace zscope::app {

// What D is asked for longer than a frame, as jobs. UI thread.
class DiscriminatorWork {
  public:
    DiscriminatorWork(JobLane& jobs, std::function<void()> wake);

    // Gives up what goes on. An Error says why it cannot be done (no model, no D).
    void start(const ui::DiscriminatorWish& wish, const SnapshotPointer& model, Weights weights);
    void take();  // what finished since
    const ui::DiscriminatorView& view() const { return view_; }

  private:
    JobLine<ui::NearImages> line_;
    ui::DiscriminatorView view_;
};

}  // namespace zscope::app
