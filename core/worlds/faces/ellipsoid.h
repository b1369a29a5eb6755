// SPDX-License-Identifier: MIT
#pragma once

#include "core/worlds/faces/quad.h"

namespace zscope::faces {

// World space: x to the right and y up in −1…1 over the picture, z toward the viewer; the view is
// orthographic along z.

// A place with axes and a scale: the head's, or the torso's. Local lengths: 1 is half a head.
struct Place {
    Frame axes;
    Vec3 centre{0, 0, 0};
    float scale = 1.0F;
};

struct EllipsoidShape {
    Vec3 centre;         // local
    Vec3 radii;          // local
    float pitch = 0.0F;  // radians about the local x axis: positive leans the top back
    float roll = 0.0F;   // radians about the local z axis: positive leans the top to the left
    float blend = 0.0F;  // how far it flows into its neighbours, local
    float fade = 0.0F;   // 0…1: the part of its disc over which it thins out to its outline
};

// An ellipsoid made ready for rays: world → the space where it is the unit sphere, as one linear
// map. The gradient of the squared radius in that space, read back through the same map, is the
// normal in the world.
struct Ellipsoid {
    Vec3 origin, across, up, along;  // p' = origin + x·across + y·up + z·along
    float along2 = 1.0F, inverse_along2 = 1.0F;
    float low_x = 0, high_x = 0, low_y = 0, high_y = 0;  // the box that it fills in the picture
    float blend = 0.0F;                                  // world
    float inverse_fade = 1e6F;                           // one over the shape's fade

    bool near(float x, float y, float margin) const {
        return x > low_x - margin && x < high_x + margin && y > low_y - margin &&
               y < high_y + margin;
    }
};

Ellipsoid make_ellipsoid(const Place& place, const EllipsoidShape& shape);

struct Hit {
    QuadMask on;  // which samples it covers
    Quad z;       // world depth of its front; its middle where it is not hit
    VecQ normal;  // unit, world
    Quad weight;  // 0 at the outline … 1 from `fade` on
};

inline VecQ unit_space(const Ellipsoid& e, Quad x, Quad y, Quad z) {
    return {e.origin.x + x * e.across.x + y * e.up.x + z * e.along.x,
            e.origin.y + x * e.across.y + y * e.up.y + z * e.along.y,
            e.origin.z + x * e.across.z + y * e.up.z + z * e.along.z};
}

inline Hit hit(const Ellipsoid& e, Quad x, Quad y) {
    const VecQ at = unit_space(e, x, y, quad(0.0F));
    const Quad b = dot(at, e.along);
    const Quad discriminant = b * b - e.along2 * (dot(at, at) - 1.0F);
    const Quad z = (root(positive(discriminant)) - b) * e.inverse_along2;
    const VecQ p = at + e.along * z;
    const VecQ normal = normalized(VecQ{dot(p, e.across), dot(p, e.up), dot(p, e.along)});
    const Quad weight = unit_range(discriminant * (e.inverse_along2 * e.inverse_fade));
    return {discriminant > 0.0F, z, normal, weight};
}

// How much of the light from `toward` (unit, world) the ellipsoid takes from the points (x, y, z):
// 0 none, 1 all, soft over `softness` of its radius. Where the ray's nearest point to the centre
// lies behind the point, nothing.
inline Quad shadow_of(const Ellipsoid& e, VecQ p, Vec3 toward, float softness) {
    const VecQ at = unit_space(e, p.x, p.y, p.z);
    const Vec3 ray{e.across.x * toward.x + e.up.x * toward.y + e.along.x * toward.z,
                   e.across.y * toward.x + e.up.y * toward.y + e.along.y * toward.z,
                   e.across.z * toward.x + e.up.z * toward.y + e.along.z * toward.z};
    const float inverse = 1.0F / dot(ray, ray);
    const Quad b = dot(at, ray) * inverse;  // minus the ray's parameter of the nearest point
    const Quad nearest2 = dot(at, at) - b * b * dot(ray, ray);
    return smooth(1.0F + softness, 1.0F - softness, nearest2) * smooth(0.0F, -0.3F, b);
}

// The point (x, y, z) in local coordinates of a place.
struct LocalMap {
    Vec3 origin, across, up, along;
    VecQ operator()(Quad x, Quad y, Quad z) const {
        return {origin.x + x * across.x + y * up.x + z * along.x,
                origin.y + x * across.y + y * up.y + z * along.y,
                origin.z + x * across.z + y * up.z + z * along.z};
    }
};
LocalMap make_local_map(const Place& place);

}  // namespace zscope::faces
