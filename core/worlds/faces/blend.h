// SPDX-License-Identifier: MIT
#pragma once

#include "core/worlds/faces/shade.h"

namespace zscope::faces {

// The front of several ellipsoids that flow into one another: a smooth maximum of their depths, and
// their normals mixed alike.
struct Blended {
    QuadMask on{0, 0, 0, 0};
    Quad z = quad(-8.0F);
    VecQ normal{quad(0.0F), quad(0.0F), quad(1.0F)};  // not unit
};

inline void merge(Blended& all, const Hit& one, float blend) {
    const Quad ahead = one.z - all.z;
    // Where there is nothing yet, or only this: no flowing.
    const Quad t =
        select(all.on, unit_range(0.5F + ahead * (0.5F / blend)) * one.weight, quad(1.0F));
    const Quad z = all.z + ahead * t + blend * t * (1.0F - t);
    all.z = select(one.on, z, all.z);
    all.normal = select(one.on, mix(all.normal, one.normal, t), all.normal);
    all.on = all.on | one.on;
}

inline void blend_in(Blended& all, const Ellipsoid& e, const Samples& samples) {
    if (e.near(samples.x[0], samples.y[0], 0.05F)) {
        merge(all, hit(e, samples.x, samples.y), e.blend + 1e-4F);
    }
}

}  // namespace zscope::faces
