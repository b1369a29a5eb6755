// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/engine/explore_map.h"
#include "core/model/model_ref.h"

namespace zscope::ui {

// The Explore map as panels see it: the newest that was made, and what is being made.
struct MapView {
    enum class State { none, working, done, failed } state = State::none;
    std::int64_t job = 0;                   // while working: for CancelJob
    double progress = 0.0;                  // 0…1, while working
    std::string what;                       // it does now, while working
    std::string error;                      // why it failed
    std::shared_ptr<const ExploreMap> map;  // null before the first; stays while another is made
    ModelRef model;                         // of `map`, or of what is being made when there is none
    std::string name;                       // of that model, for people
};

// A wish: many samples of the Session's model, laid out anew.
struct MakeMap {
    ExploreMapSettings settings;
};

}  // namespace zscope::ui
