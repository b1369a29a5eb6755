// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "core/base/bounded_queue.h"
#include "core/base/latest.h"
#include "core/io/library.h"
#include "ui/frame.h"

namespace zscope::app {

using MissingPlaces = std::map<std::string, std::string>;  // by path: why it cannot be opened

// The models that can be opened: those that come with zscope and, of what was open before, models
// and runs (a folder of images is no model). Pure but for the place of what is shipped.
ui::ModelPlaces list_places(const std::vector<RecentItem>& recent, const MissingPlaces& missing);

// Which of these are not on the disk. Reads the disk.
MissingPlaces look_for(const ui::ModelPlaces& places);

// The newest first, each kind and path once. Pure.
void put_first(std::vector<RecentItem>& recent, RecentItem item);

// look_for() on a thread of its own, so that the window never waits for a disk. UI thread's side.
class PlaceWatch {
  public:
    explicit PlaceWatch(std::function<void()> wake);  // any thread: something was seen
    ~PlaceWatch();
    PlaceWatch(const PlaceWatch&) = delete;
    PlaceWatch& operator=(const PlaceWatch&) = delete;

    void look(ui::ModelPlaces places);
    // What was seen, if it is newer than `version`, which is brought up to date; else null.
    Latest<MissingPlaces>::Pointer newer(std::uint64_t& version) const {
        return seen_.read_if_newer(version);
    }

  private:
    void work();

    BoundedQueue<ui::ModelPlaces> asked_{4};
    Latest<MissingPlaces> seen_;
    std::thread thread_;
};

}  // namespace zscope::app
