// SPDX-License-Identifier: MIT
#include "core/worlds/rooms/camera.h"

#include "core/worlds/rooms/look.h"

namespace zscope::rooms {
namespace {

constexpr float kMargin = 0.97F;  // of half the picture

// Sine of an angle below 0.6 rad, within 1e-5; the cosine follows. Not libm's: the same bytes
// everywhere.
struct Angle {
    float sine, cosine;
    explicit Angle(float radians) {
        const float q = radians * radians;
        sine = radians * (1.0F - q / 6.0F * (1.0F - q / 20.0F * (1.0F - q / 42.0F)));
        cosine = std::sqrt(1.0F - sine * sine);
    }
};

}  // namespace

Camera draw_camera(RandomStream& random, double degrees, std::span<const Vec> points,
                   float half_width) {
    const Angle yaw(static_cast<float>(degrees) * 0.0174533F);
    const Angle pitch(between(random, 0.08F, 0.2F));  // downwards
    Camera camera;
    camera.half_view = between(random, 0.58F, 0.74F);
    camera.position.y = between(random, 1.35F, 1.75F);
    camera.forward = {yaw.sine * pitch.cosine, -pitch.sine, -yaw.cosine * pitch.cosine};
    camera.right = {yaw.cosine, 0.0F, yaw.sine};
    camera.up = {yaw.sine * pitch.sine, pitch.cosine, -yaw.cosine * pitch.sine};

    // Stepping back by d along the floor adds d·cos(pitch) to a point's depth and d·sin(pitch) to
    // its height in the picture; stepping aside by s takes s from its place across. The bounds
    // |across| ≤ k·depth and |height| ≤ k·depth then give the least d, and s, in closed form.
    const float k = camera.half_view * kMargin;
    float to_right = -1e9F;
    float to_left = -1e9F;
    float back = 0.0F;
    for (const Vec point : points) {
        const Vec from = point - camera.position;
        const float across = dot(from, camera.right);
        const float height = dot(from, camera.up);
        const float depth = dot(from, camera.forward);
        to_right = most(to_right, across - k * depth);
        to_left = most(to_left, -across - k * depth);
        back = most(back, (height - k * depth) / (k * pitch.cosine - pitch.sine));
        back = most(back, (-height - k * depth) / (k * pitch.cosine + pitch.sine));
    }
    back = most(back, (to_right + to_left) / (2.0F * k * pitch.cosine));
    const float aside = (to_right - to_left) / 2.0F;
    camera.position.x += camera.right.x * aside - yaw.sine * back;
    camera.position.z += camera.right.z * aside + yaw.cosine * back;
    camera.position.x = clamped(camera.position.x, -half_width + 0.1F, half_width - 0.1F);
    return camera;
}

}  // namespace zscope::rooms
