// SPDX-License-Identifier: MIT
#include "core/worlds/rooms/solids.h"

#include <initializer_list>

namespace zscope::rooms {
namespace {

constexpr float kCloseEnough = 0.002F;  // m: a tenth of a pixel at 128
constexpr int kSteps = 10;

// Where the ray is inside the box |p| ≤ half; false if nowhere before `leave`.
bool inside_box(const Ray& ray, Vec half, float& enter, float& leave) {
    const auto slab = [&](float origin, float inverse, float extent) {
        const float a = (-extent - origin) * inverse;
        const float b = (extent - origin) * inverse;
        enter = most(enter, least(a, b));
        leave = least(leave, most(a, b));
    };
    slab(ray.origin.x, ray.inverse.x, half.x);
    slab(ray.origin.y, ray.inverse.y, half.y);
    slab(ray.origin.z, ray.inverse.z, half.z);
    return enter < leave;
}

float with_sign(float size, float sign) {
    return sign < 0.0F ? -size : size;
}

// A box whose edges are rounded, by sphere tracing (Hart 1996): from the surface of the sharp box
// on, step by the distance that is certainly free.
bool meets_box(const Solid& solid, const Ray& ray, float nearest, SolidHit& hit) {
    float enter = 0.0F;
    float leave = nearest;
    if (!inside_box(ray, solid.half, enter, leave)) {
        return false;
    }
    const float radius = solid.rounding;
    const Vec core = solid.half - Vec{radius, radius, radius};
    const float per_metre = 1.0F / std::sqrt(dot(ray.direction, ray.direction));
    for (int step = 0; step < kSteps && enter < leave; ++step) {
        const Vec p = ray.origin + ray.direction * enter;
        const Vec over{most(size_of(p.x) - core.x, 0.0F), most(size_of(p.y) - core.y, 0.0F),
                       most(size_of(p.z) - core.z, 0.0F)};
        const float length = std::sqrt(dot(over, over));
        if (length - radius < kCloseEnough) {
            const float inverse = 1.0F / most(length, 1e-6F);
            hit.distance = enter;
            hit.local = p;
            hit.normal = {with_sign(over.x * inverse, p.x), with_sign(over.y * inverse, p.y),
                          with_sign(over.z * inverse, p.z)};
            return true;
        }
        enter += (length - radius) * per_metre;
    }
    return false;
}

bool meets_ellipsoid(const Solid& solid, const Ray& ray, SolidHit& hit) {
    const Vec shrink{1.0F / solid.half.x, 1.0F / solid.half.y, 1.0F / solid.half.z};
    const Vec o = ray.origin * shrink;
    const Vec d = ray.direction * shrink;
    const float a = dot(d, d);
    const float b = dot(o, d);
    const float root = b * b - a * (dot(o, o) - 1.0F);
    if (root <= 0.0F) {
        return false;
    }
    hit.distance = (-b - std::sqrt(root)) / a;
    hit.local = ray.origin + ray.direction * hit.distance;
    hit.normal = normalised(hit.local * shrink * shrink);
    return hit.distance > 0.0F;
}

// The side of a cone cut off above and below: a lamp's shade is open at both ends.
bool meets_cone(const Solid& solid, const Ray& ray, SolidHit& hit) {
    const float k = solid.narrowing;
    const float radius = solid.half.x - k * ray.origin.y;  // at the origin's height
    const float slope = -k * ray.direction.y;
    const Vec o = ray.origin;
    const Vec d = ray.direction;
    const float a = d.x * d.x + d.z * d.z - slope * slope;
    const float b = o.x * d.x + o.z * d.z - radius * slope;
    const float root = b * b - a * (o.x * o.x + o.z * o.z - radius * radius);
    if (root <= 0.0F || a <= 1e-7F) {
        return false;
    }
    for (const float side : {-1.0F, 1.0F}) {
        hit.distance = (-b + side * std::sqrt(root)) / a;
        hit.local = o + d * hit.distance;
        if (hit.distance > 0.0F && size_of(hit.local.y) <= solid.half.y) {
            const float here = most(solid.half.x - k * hit.local.y, 1e-4F);
            hit.normal = normalised(Vec{hit.local.x / here, k, hit.local.z / here}) * -side;
            return true;
        }
    }
    return false;
}

}  // namespace

bool meets(const Solid& solid, const Ray& ray, float nearest, SolidHit& hit) {
    const Vec from = ray.origin - solid.centre;
    Ray own = ray;
    own.origin = from;
    if (solid.turned) {
        const auto turned = [&](Vec v) {
            return Vec{dot(v, solid.axis_x), dot(v, solid.axis_y), dot(v, solid.axis_z)};
        };
        own = Ray(turned(from), turned(ray.direction));
    }
    SolidHit found;
    const bool met = solid.shape == Solid::Shape::rounded_box
                         ? meets_box(solid, own, nearest, found)
                     : solid.shape == Solid::Shape::cone ? meets_cone(solid, own, found)
                                                         : meets_ellipsoid(solid, own, found);
    if (!met || found.distance >= nearest) {
        return false;
    }
    hit = found;
    if (solid.turned) {
        const Vec n = found.normal;
        hit.normal = solid.axis_x * n.x + solid.axis_y * n.y + solid.axis_z * n.z;
    }
    return true;
}

float reach(const Solid& solid) {
    Vec half = solid.half;
    if (solid.shape == Solid::Shape::cone) {
        half.x += size_of(solid.narrowing) * half.y;
        half.z = half.x;
    }
    return std::sqrt(dot(half, half));
}

}  // namespace zscope::rooms
