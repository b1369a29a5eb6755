// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/engine/invert.h"
#include "core/image/image.h"
#include "core/model/model_ref.h"

namespace zscope::ui {

// A search for the z of an image file: going on, or over. Immutable once it is handed out.
struct FindSearch {
    enum class State { waiting, working, done, cancelled, failed } state = State::waiting;
    std::int64_t job = 0;  // of Frame::jobs
    std::filesystem::path path;
    ModelRef model;
    std::string model_name;
    std::uint64_t seed = 1;  // of its random starts
    double progress = 0.0;   // 0…1
    std::string what;        // it does now
    std::string error;       // why it failed
    using Picture = std::shared_ptr<const ImageRgba8>;
    Picture target, best, difference;  // null until they are there; all of the model's size
    InvertResult result;               // of `best`; without its image

    bool over() const { return state != State::waiting && state != State::working; }
};
// All of this session, the newest first; the last ones of many.
struct FindView {
    std::vector<std::shared_ptr<const FindSearch>> searches;
};

}  // namespace zscope::ui
