// SPDX-License-Identifier: MIT
#pragma once

#include "core/worlds/faces/scene.h"

namespace zscope::faces {

inline constexpr float kMouthY = -0.60F;  // local height of the mouth

// The mouth in its own terms, at each sample. Heights are over the line between the lips.
struct Lips {
    Quad t;                    // −1…1 from corner to corner
    Quad above;                // the point's height
    Quad gap_top, gap_bottom;  // the opening's edges; equal where the mouth is shut
    Quad top, bottom;          // the red of the lips
};

inline Lips lips_at(const Mouth& mouth, VecQ at) {
    Lips lips;
    lips.t = at.x * (1.0F / mouth.width);
    const Quad t2 = lips.t * lips.t;
    const Quad round = root(positive(1.0F - t2));
    const Quad line = kMouthY - 0.45F * mouth.lift + mouth.lift * smaller(t2, quad(1.5F));
    lips.above = at.y - line;
    // Smiling opens to a crescent: flat above, round below.
    const Quad half = mouth.gap * round;
    lips.gap_top = half * (mouth.smiling ? 0.55F : 1.0F);
    lips.gap_bottom = half * (mouth.smiling ? -1.45F : -1.0F);
    const Quad bow = 1.0F - 0.3F * hump(t2 * 30.0F);
    lips.top = lips.gap_top + mouth.upper * bow * round;
    lips.bottom = lips.gap_bottom - mouth.lower * round;
    return lips;
}

}  // namespace zscope::faces
