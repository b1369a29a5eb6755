// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace zscope::ui {

// What D says of images that it learned from.
struct RealOpinions {
    std::vector<float> logits;  // eval mode, the lowest first
    std::string of;             // for people: "512 images of the world Faces"
};
struct RealOpinionView {
    std::shared_ptr<const RealOpinions> real;  // of the Session's model; null: not asked yet
    std::int64_t job = 0;                      // that goes on, in Frame::jobs; 0: none
    std::string error;         // why the last failed; empty: it did not, or was cancelled
    std::string learned_from;  // "the world Faces", "the run faces-03"; empty: nothing says so
    bool at_once = false;      // zscope draws those images itself, in a moment
};

}  // namespace zscope::ui
