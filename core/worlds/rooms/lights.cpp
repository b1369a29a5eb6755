// SPDX-License-Identifier: MIT
#include "core/worlds/rooms/lights.h"

namespace zscope::rooms {
namespace {

void light_window(Scene& scene, RandomStream& random) {
    Lights& lights = scene.lights;
    const Panel& panel = scene.window.panel;
    const float y = (panel.bottom + panel.top) / 2;
    lights.window_area = 2 * panel.half_width * (panel.top - panel.bottom);
    lights.window_centre = {panel.along, y, 0.02F};
    lights.window_normal = {0, 0, 1};
    if (panel.wall != Wall::back) {
        const float side = panel.wall == Wall::left ? -1.0F : 1.0F;
        lights.window_centre = {side * (scene.half_width - 0.02F), y, panel.along};
        lights.window_normal = {-side, 0, 0};
    }
    lights.window = scene.evening ? Colour{0.02F, 0.03F, 0.06F} : Colour{1.7F, 1.75F, 1.8F};
    lights.sun = !scene.evening && random.chance(0.6);
    lights.sun_colour = Colour{1.5F, 1.25F, 0.85F} * between(random, 0.6F, 1.1F);
    const float aside = between(random, -0.45F, 0.45F);
    const Vec n = lights.window_normal;
    lights.to_sun = normalised(Vec{-n.x, 0, -n.z} + Vec{n.z, 0, -n.x} * aside +
                               Vec{0, between(random, 0.65F, 1.2F), 0});
}

}  // namespace

void light_room(Scene& scene, RandomStream random) {
    Lights& lights = scene.lights;
    const float bright = between(random, 0.9F, 1.1F);
    const float warm = between(random, -0.04F, 0.06F);
    lights.fill_side = random.chance(0.5) ? 0.5F : -0.5F;
    // What comes from below has been at the floor and carries its colour.
    const Colour bounced = mixed(Colour{1.0F, 1.0F, 1.0F}, scene.floor.colour * 1.7F, 0.28F);
    if (scene.evening) {
        const Colour tint{0.88F + warm, 0.84F, 0.9F - warm};
        lights.from_above = tint * (0.14F * bright);
        lights.from_below = tint * bounced * (0.1F * bright);
        lights.fill = tint * (0.08F * bright);
    } else {
        const Colour tint{1.0F + warm, 1.0F, 1.0F - warm};
        lights.from_above = tint * (0.56F * bright);
        lights.from_below = tint * bounced * (0.7F * bright);
        lights.fill = tint * (0.34F * bright);
    }
    if (scene.window.panel.there) {
        light_window(scene, random);
    }
}

void light_lamps(Scene& scene) {
    const Colour warm{1.0F, 0.72F, 0.42F};
    if (scene.lamp_on) {
        scene.lights.lamp = warm * (scene.evening ? 0.46F : 0.14F);
    } else if (scene.evening) {
        scene.lights.lamp = Colour{1.0F, 0.8F, 0.56F} * 1.35F;
        scene.lights.lamp_size = 0.9F;
        scene.lights.lamp_centre = {0.0F, scene.height - 0.35F, 1.7F};
    }
}

}  // namespace zscope::rooms
