// SPDX-License-Identifier: MIT
#include "core/worlds/faces/ellipsoid.h"

#include <cmath>

namespace zscope::faces {
namespace {

Frame leaned(float pitch, float roll) {
    const float cp = cosine(pitch), sp = sine(pitch);
    const float cr = cosine(roll), sr = sine(roll);
    const Frame about_x{{1, 0, 0}, {0, cp, -sp}, {0, sp, cp}};
    const Frame about_z{{cr, sr, 0}, {-sr, cr, 0}, {0, 0, 1}};
    return about_z * about_x;
}

}  // namespace

Ellipsoid make_ellipsoid(const Place& place, const EllipsoidShape& shape) {
    const Frame axes = place.axes * leaned(shape.pitch, shape.roll);
    const Vec3 centre = place.centre + to_world(place.axes, shape.centre) * place.scale;
    const Vec3 radii = shape.radii * place.scale;
    Ellipsoid e;
    // Row i of the map is axis i over radius i; the columns are what multiplies x, y and z.
    e.across = {axes.x.x / radii.x, axes.y.x / radii.y, axes.z.x / radii.z};
    e.up = {axes.x.y / radii.x, axes.y.y / radii.y, axes.z.y / radii.z};
    e.along = {axes.x.z / radii.x, axes.y.z / radii.y, axes.z.z / radii.z};
    e.origin = (e.across * centre.x + e.up * centre.y + e.along * centre.z) * -1.0F;
    e.along2 = dot(e.along, e.along);
    e.inverse_along2 = 1.0F / e.along2;
    const Vec3 wide{axes.x.x * radii.x, axes.y.x * radii.y, axes.z.x * radii.z};
    const Vec3 high{axes.x.y * radii.x, axes.y.y * radii.y, axes.z.y * radii.z};
    const float half_width = std::sqrt(dot(wide, wide));
    const float half_height = std::sqrt(dot(high, high));
    e.low_x = centre.x - half_width;
    e.high_x = centre.x + half_width;
    e.low_y = centre.y - half_height;
    e.high_y = centre.y + half_height;
    e.blend = shape.blend * place.scale;
    e.inverse_fade = 1.0F / (shape.fade + 1e-6F);
    return e;
}

LocalMap make_local_map(const Place& place) {
    const float inverse = 1.0F / place.scale;
    const Frame& a = place.axes;
    LocalMap map;
    map.across = Vec3{a.x.x, a.y.x, a.z.x} * inverse;
    map.up = Vec3{a.x.y, a.y.y, a.z.y} * inverse;
    map.along = Vec3{a.x.z, a.y.z, a.z.z} * inverse;
    map.origin =
        (map.across * place.centre.x + map.up * place.centre.y + map.along * place.centre.z) *
        -1.0F;
    return map;
}

}  // namespace zscope::faces
