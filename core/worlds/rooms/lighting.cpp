// SPDX-License-Identifier: MIT
#include "core/worlds/rooms/lighting.h"

namespace zscope::rooms {
namespace {

// Corners receive less of the light that comes from everywhere.
float open_to_room(const Scene& scene, Vec p, Vec n) {
    const auto near = [](float distance, float towards) {
        const float d = clamped(distance * 1.43F, 0.0F, 1.0F);
        return 1.0F - 0.34F * (1.0F - d) * (1.0F - d) * clamped(1.0F - towards, 0.0F, 1.0F);
    };
    // A surface does not darken itself: `towards` is 1 where it faces away from that wall.
    return near(p.z, n.z) * near(scene.half_width - p.x, -n.x) * near(scene.half_width + p.x, n.x) *
           near(p.y, n.y) * near(scene.height - p.y, -n.y);
}

float open_past(const Occluder& box, Vec p, Vec n) {
    const Vec to{clamped(p.x, box.low.x, box.high.x) - p.x,
                 clamped(p.y, box.low.y, box.high.y) - p.y,
                 clamped(p.z, box.low.z, box.high.z) - p.z};
    const float square = dot(to, to);
    if (square >= box.range * box.range || square < 1e-6F) {
        return 1.0F;
    }
    const float distance = std::sqrt(square);
    const float facing = clamped(0.55F + 0.45F * dot(n, to) / distance, 0.0F, 1.0F);
    const float close = 1.0F - distance / box.range;
    return 1.0F - box.strength * close * close * facing;
}

// Light of a window: falls with the square of the distance, but not without end close by; softened
// where the surface turns away, as light from a large area is.
Colour from_window(const Lights& lights, Vec p, Vec n) {
    const Vec to = lights.window_centre - p;
    const float square = dot(to, to);
    const float inverse = 1.0F / std::sqrt(square + 1e-4F);
    const float leaving = clamped(-dot(to, lights.window_normal) * inverse + 0.12F, 0.0F, 1.0F);
    const float arriving = clamped((dot(to, n) * inverse + 0.25F) * 0.8F, 0.0F, 1.0F);
    return lights.window * (lights.window_area * leaving * arriving / (square + 0.7F));
}

// The patch of sun: does the way to the sun lead through the panes?
Colour from_sun(const Scene& scene, Vec p, Vec n) {
    const Lights& lights = scene.lights;
    const float towards = dot(lights.to_sun, n);
    const float rate = -dot(lights.to_sun, lights.window_normal);
    if (towards <= 0.0F || rate <= 0.05F) {
        return {};
    }
    const Vec to = p - lights.window_centre;
    const Vec at = to + lights.to_sun * (dot(to, lights.window_normal) / rate);
    const Panel& panel = scene.window.panel;
    const float aside = size_of(panel.wall == Wall::back ? at.x : at.z);
    const float half = (panel.top - panel.bottom) / 2;
    const float clear = panel.half_width * (1.0F - most(scene.window.curtain, 0.0F));
    const float soft = 0.06F;
    const float in = coverage(clear - aside, soft) * coverage(half - size_of(at.y), soft);
    if (in <= 0.0F) {
        return {};
    }
    const auto columns = static_cast<float>(scene.window.columns);
    const float pane = 2.0F * panel.half_width / columns;
    const float bar = (0.5F - size_of(fraction((aside + panel.half_width) / pane) - 0.5F)) * pane;
    return lights.sun_colour * (in * towards * (0.55F + 0.45F * clamped(bar / 0.05F, 0.0F, 1.0F)));
}

Colour from_lamp(const Lights& lights, Vec p, Vec n) {
    const Vec to = lights.lamp_centre - p;
    const float square = dot(to, to);
    const float inverse = 1.0F / std::sqrt(square + 1e-4F);
    const float arriving = clamped((dot(to, n) * inverse + 0.3F) * 0.77F, 0.0F, 1.0F);
    // The shade is open above and below: cones of light on the wall behind.
    const float steep = to.y * to.y * inverse * inverse;
    return lights.lamp * ((0.6F + 1.6F * steep) * arriving / (square + lights.lamp_size));
}

}  // namespace

Colour lit(const Scene& scene, const Surface& surface) {
    const Lights& lights = scene.lights;
    const Vec p = surface.point;
    const Vec n = surface.normal;
    float open = surface.open * open_to_room(scene, p, n);
    for (const Occluder& box : scene.occluders) {
        open *= open_past(box, p, n);
    }
    Colour light = mixed(lights.from_below, lights.from_above, 0.5F + 0.5F * n.y) * open;
    // Windows behind the camera: more light in front, and on the side where they are.
    const float fill = clamped(n.z * 0.8F + n.y * 0.35F + n.x * lights.fill_side, 0.0F, 1.0F) *
                       (0.75F + 0.12F * p.z) * (1.0F + 0.16F * lights.fill_side * p.x);
    light = light + lights.fill * (fill * open);
    if (lights.window.x > 0.0F) {
        light = light + from_window(lights, p, n) * (0.4F + 0.6F * open);
        if (lights.sun) {
            light = light + from_sun(scene, p, n);
        }
    }
    if (lights.lamp.x > 0.0F) {
        light = light + from_lamp(lights, p, n) * (0.5F + 0.5F * open);
    }
    return surface.albedo * light + surface.glow;
}

Colour developed(Colour light) {
    const auto tone = [](float x) {
        constexpr float kKnee = 0.55F;
        constexpr float kRest = 1.0F - kKnee;
        const float over = most(x - kKnee, 0.0F);
        return least(x, kKnee) + kRest * over / (over + kRest);
    };
    return {tone(light.x), tone(light.y), tone(light.z)};
}

}  // namespace zscope::rooms
