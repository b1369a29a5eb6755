// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/base/latest.h"
#include "core/engine/jobs.h"
#include "core/model/snapshot.h"
#include "ui/views/map_view.h"

namespace zscope::app {

// Makes Explore maps on the job lane, one at a time, the newest wish first. UI thread.
class MapWork {
  public:
    MapWork(JobLane& jobs, std::function<void()> wake);

    // Gives up what is being made for this. `model` is kept until it is done.
    void make(const ExploreMapSettings& settings, const ModelRef& ref,
              const SnapshotPointer& model);
    const ui::MapView& view();  // the newest; valid until the next call
    bool busy() { return view().state == ui::MapView::State::working; }

  private:
    struct Made {
        std::int64_t number = 0;  // of the wish
        std::shared_ptr<const ExploreMap> map;
    };
    void take_made();
    void follow_job();

    JobLane& jobs_;
    std::shared_ptr<Latest<Made>> made_;  // the job's too: it may outlive this
    std::uint64_t seen_ = 0;
    std::int64_t number_ = 0;  // of the newest wish
    ModelRef making_;          // its model
    std::string making_name_;
    ui::MapView view_;
    std::string name_;  // of view_.model
};

}  // namespace zscope::app
