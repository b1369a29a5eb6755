// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "core/worlds/random_stream.h"
#include "core/worlds/rooms/vec.h"

namespace zscope::rooms {

struct Camera {
    Vec position;             // m
    Vec right, up, forward;   // of length 1
    float half_view = 0.75F;  // tangent of half the field of view

    // Through the picture at (x, y) in [−1, 1], y up. Not of length 1: it reaches 1 m forward.
    Vec towards(float x, float y) const {
        return forward + right * (x * half_view) + up * (y * half_view);
    }
};

// Turned by `degrees` (to the right is positive) and as near as it can be with all points in the
// picture, and inside side walls at x = ±half_width.
Camera draw_camera(RandomStream& random, double degrees, std::span<const Vec> points,
                   float half_width);

}  // namespace zscope::rooms
