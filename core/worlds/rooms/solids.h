// SPDX-License-Identifier: MIT
#pragma once

#include "core/worlds/rooms/vec.h"

namespace zscope::rooms {

struct Ray {
    Vec origin;
    Vec direction;  // any length; distances count in its lengths
    Vec inverse;    // 1 / direction, number by number; large where that is 0

    Ray(Vec from, Vec towards) : origin(from), direction(towards) {
        const auto one_over = [](float x) { return 1.0F / (size_of(x) > 1e-7F ? x : 1e-7F); };
        inverse = {one_over(towards.x), one_over(towards.y), one_over(towards.z)};
    }
};

// What a solid belongs to: how its surface is painted, and its segment.
enum class Part { frame, sheet, blanket, pillow, table, lamp_foot, lamp_shade, plant, pot, thing };

// A body in the room. Its own axes may be turned about the vertical (pillows that lie askew) and
// leant over one horizontal axis (pillows at the headboard).
struct Solid {
    enum class Shape { rounded_box, cone, ellipsoid };
    Shape shape = Shape::rounded_box;
    Part part = Part::frame;
    Vec centre{};  // m
    Vec half{};    // half extents in its own axes, m. cone: y half the height, x the radius
    float rounding = 0.0F;   // rounded_box: radius of edges and corners, m
    float narrowing = 0.0F;  // cone: the radius falls by this much per metre of height
    bool turned = false;     // its axes are not the room's
    Vec axis_x{1.0F, 0.0F, 0.0F}, axis_y{0.0F, 1.0F, 0.0F}, axis_z{0.0F, 0.0F, 1.0F};
    Colour colour{};
};

struct SolidHit {
    float distance = 0.0F;
    Vec normal{};  // of length 1, against the ray
    Vec local{};   // the point in the solid's axes, from its centre, m
};

// The first point of the solid on the ray nearer than `nearest`; false if there is none.
// `hit` is written only when true.
bool meets(const Solid& solid, const Ray& ray, float nearest, SolidHit& hit);

// Radius of a sphere about the centre that holds all of it, m.
float reach(const Solid& solid);

}  // namespace zscope::rooms
