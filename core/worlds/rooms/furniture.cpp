// SPDX-License-Identifier: MIT
#include "core/worlds/rooms/furniture.h"

namespace zscope::rooms {
namespace {

constexpr float kTableTop = 0.5F;  // m

void add_round(Scene& scene, Part part, Vec centre, Vec half, Colour colour) {
    scene.solids.push_back({.shape = Solid::Shape::ellipsoid,
                            .part = part,
                            .centre = centre,
                            .half = half,
                            .colour = colour});
}

void add_shade(Scene& scene, Vec centre, float radius, float half_height, RandomStream& random,
               Colour colour) {
    scene.solids.push_back({.shape = Solid::Shape::cone,
                            .part = Part::lamp_shade,
                            .centre = centre,
                            .half = {radius, half_height, radius},
                            .narrowing = between(random, 0.05F, 0.5F),
                            .colour = colour});
}

void add_pole(Scene& scene, Vec centre, float radius, float half_height, Colour colour) {
    scene.solids.push_back({.shape = Solid::Shape::cone,
                            .part = Part::lamp_foot,
                            .centre = centre,
                            .half = {radius, half_height, radius},
                            .colour = colour});
}

void add_plant(Scene& scene, Vec foot, RandomStream& random) {
    const Colour green = from_srgb(random.chance(0.5) ? 0x5E7F4B : 0x3F6B4F);
    add_round(scene, Part::pot, foot + Vec{0, 0.055F, 0}, {0.06F, 0.065F, 0.06F},
              random.chance(0.5) ? from_srgb(0xB5694A) : from_srgb(0xEDEBE6));
    for (int i = 0; i < 3; ++i) {
        const Vec to{between(random, -0.05F, 0.05F), between(random, 0.14F, 0.24F),
                     between(random, -0.04F, 0.04F)};
        add_round(scene, Part::plant, foot + to, {0.055F, 0.07F, 0.055F},
                  green * between(random, 0.7F, 1.3F));
    }
}

}  // namespace

void add_table(Scene& scene, const Layout& layout, RandomStream& random, bool lamp) {
    const Colour colour = random.chance(0.7) ? scene.palette.wood : draw_wood(random);
    const bool plant = random.chance(0.4);
    const bool book = random.chance(0.5);
    if (!layout.bedside) {
        return;
    }
    const Vec middle = layout.lamp_foot + Vec{0, kTableTop / 2 + 0.03F, 0};
    const Vec half{0.21F, kTableTop / 2 - 0.03F, 0.2F};
    scene.solids.push_back({.part = Part::table,
                            .centre = middle,
                            .half = half,
                            .rounding = 0.015F,
                            .colour = colour});
    scene.occluders.push_back(
        {.low = middle - half, .high = middle + half, .range = 0.3F, .strength = 0.6F});
    const Vec top = layout.lamp_foot + Vec{0, kTableTop, 0};
    if (book) {
        scene.solids.push_back({.part = Part::thing,
                                .centre = top + Vec{0.02F, 0.025F, 0.11F},
                                .half = {0.09F, 0.025F, 0.06F},
                                .rounding = 0.01F,
                                .colour = scene.palette.textile});
    }
    if (plant && !lamp) {
        add_plant(scene, top, random);
    }
}

void add_lamp(Scene& scene, const Layout& layout, RandomStream& random) {
    constexpr std::array<std::uint32_t, 6> kShades{0xF3EBDD, 0xE9D9BF, 0xF7F4EE,
                                                   0x3B3F4A, 0x9A4B3A, 0x47706B};
    constexpr std::array<std::uint32_t, 5> kFeet{0x8A6A3B, 0x2B2B2D, 0xE8E4DC, 0x6F8597, 0x7A4A30};
    // All places for lamps are before the back wall.
    const Colour ground = scene.walls.accent_wall && layout.head == Wall::back ? scene.walls.accent
                                                                               : scene.walls.colour;
    const Colour shade = set_off(
        from_srgb(kShades[static_cast<std::size_t>(random.pick(kShades.size()))]), ground, 0.22F);
    const Colour foot = from_srgb(kFeet[static_cast<std::size_t>(random.pick(kFeet.size()))]);
    const float grow = between(random, 1.15F, 1.4F);
    Vec bulb;
    if (layout.bedside) {
        const Vec top = layout.lamp_foot + Vec{0, kTableTop, 0};
        const float slim = between(random, 0.5F, 1.0F);
        add_round(scene, Part::lamp_foot, top + Vec{0, 0.13F, 0},
                  {0.13F * slim, 0.15F, 0.13F * slim}, foot);
        bulb = top + Vec{0, 0.43F, 0};
        add_shade(scene, bulb, 0.19F * grow, 0.16F * grow, random, shade);
    } else {
        add_round(scene, Part::lamp_foot, layout.lamp_foot + Vec{0, 0.02F, 0},
                  {0.15F, 0.03F, 0.15F}, foot);
        add_pole(scene, layout.lamp_foot + Vec{0, 0.7F, 0}, 0.02F, 0.7F, foot);
        bulb = layout.lamp_foot + Vec{0, between(random, 1.42F, 1.55F), 0};
        add_shade(scene, bulb, 0.2F * grow, 0.17F * grow, random, shade);
    }
    scene.lights.lamp_centre = bulb;
}

}  // namespace zscope::rooms
