// SPDX-License-Identifier: MIT
#include "core/worlds/rooms/surface.h"

namespace zscope::rooms {
namespace {

// How much of a detail `width` wide a pixel still shows.
float sharp(float width, float blur) {
    return clamped(1.6F - blur / width * 1.6F, 0.0F, 1.0F);
}

Colour planks(const FloorLook& look, Vec p, float blur) {
    const float along = look.along_z ? p.z : p.x;
    const float across = (look.along_z ? p.x : p.z) / look.width;
    const int row = whole(across);
    const float start = along / look.length + cell_value(row, 17);
    const int plank = whole(start);
    const float seen = sharp(look.width, blur);
    const float tone = (cell_value(row, plank) - 0.5F) * 2.0F * look.contrast;
    const float grain =
        (noise(across * 7.0F, along * 2.5F) - 0.5F) * 0.14F * sharp(look.width * 0.5F, blur);
    const float side = (0.5F - size_of(fraction(across) - 0.5F)) * look.width;
    const float end = (0.5F - size_of(fraction(start) - 0.5F)) * look.length;
    const float line = clamped(1.0F - least(side, end) / (0.004F + 0.5F * blur), 0.0F, 1.0F) *
                       least(1.0F, 0.008F / blur);
    return look.colour * ((1.0F + seen * tone + grain) * (1.0F - 0.55F * line));
}

Colour carpet(const FloorLook& look, Vec p, float blur) {
    const float broad = noise(p.x * 3.0F, p.z * 3.0F) - 0.5F;
    const float fine = (noise(p.x * 40.0F, p.z * 40.0F) - 0.5F) * sharp(0.05F, blur);
    return look.colour * (1.0F + 0.07F * broad + 0.16F * fine);
}

Colour tiles(const FloorLook& look, Vec p, float blur) {
    const float u = p.x / look.width;
    const float v = p.z / look.width;
    const float tone = (cell_value(whole(u), whole(v)) - 0.5F) * look.contrast;
    const float side =
        (0.5F - most(size_of(fraction(u) - 0.5F), size_of(fraction(v) - 0.5F))) * look.width;
    const float joint =
        clamped(1.0F - side / (0.006F + 0.5F * blur), 0.0F, 1.0F) * least(1.0F, 0.016F / blur);
    return look.colour * ((1.0F + tone * sharp(look.width, blur)) * (1.0F - 0.3F * joint));
}

float rug_figure(const RugLook& rug, float u, float v, float edge, float blur) {
    const float border = coverage(0.045F - size_of(edge + 0.12F), blur);
    if (rug.pattern == 1) {
        const float wave = size_of(fraction(v * 2.5F) - 0.5F) - 0.28F;
        return coverage(wave * 0.3F, blur);
    }
    if (rug.pattern == 2) {
        const float a = size_of(fraction(u * 2.0F) - 0.5F) + size_of(fraction(v * 1.5F) - 0.5F);
        return most(border, coverage((0.3F - a) * 0.4F, blur));
    }
    if (rug.pattern == 3) {
        const float round = std::sqrt(u * u + v * v);
        return most(border, coverage(0.05F - size_of(round - 0.42F) * 0.5F, blur));
    }
    return border;
}

bool paint_rug(const RugLook& rug, float blur, Surface& surface) {
    const float x = surface.point.x - rug.centre.x;
    const float z = surface.point.z - rug.centre.z;
    const float u = x / rug.half_x;
    const float v = z / rug.half_z;
    const float edge = rug.round ? (std::sqrt(u * u + v * v) - 1.0F) * least(rug.half_x, rug.half_z)
                                 : most(size_of(x) - rug.half_x, size_of(z) - rug.half_z);
    if (edge > 0.0F) {
        if (edge < 0.05F) {
            surface.open *= 0.8F + 0.2F * edge / 0.05F;
        }
        return false;
    }
    const float pile = (noise(x * 30.0F, z * 30.0F) - 0.5F) * sharp(0.06F, blur);
    surface.segment = Segment::rug;
    surface.albedo = mixed(rug.ground, rug.figure, rug_figure(rug, u, v, edge, blur + 0.01F)) *
                     (1.0F + 0.14F * pile + 0.08F * (noise(x * 3.0F, z * 3.0F) - 0.5F));
    return true;
}

}  // namespace

void paint_floor(const Scene& scene, float blur, Surface& surface) {
    if (scene.rug.there && paint_rug(scene.rug, blur, surface)) {
        return;
    }
    switch (scene.floor.kind) {
        case FloorLook::Kind::planks:
            surface.albedo = planks(scene.floor, surface.point, blur);
            break;
        case FloorLook::Kind::carpet:
            surface.albedo = carpet(scene.floor, surface.point, blur);
            break;
        case FloorLook::Kind::tiles:
            surface.albedo = tiles(scene.floor, surface.point, blur);
            break;
    }
}

void paint_solid(const Scene& scene, const Solid& solid, const SolidHit& hit, Surface& surface) {
    surface.normal = hit.normal;
    surface.albedo = solid.colour;
    const Vec p = surface.point;
    switch (solid.part) {
        case Part::blanket: {
            const float along = dot(hit.local, scene.blanket_along) /
                                dot(solid.half, Vec{size_of(scene.blanket_along.x), 0,
                                                    size_of(scene.blanket_along.z)});
            const float across =
                dot(hit.local, Vec{scene.blanket_along.z, 0, scene.blanket_along.x});
            if (along > scene.throw_from && along < scene.throw_from + 0.42F) {
                surface.albedo = scene.throw_colour;
            } else if (scene.blanket_pattern > 0) {
                const bool one = fraction(across * 3.5F) < 0.3F;
                const bool two = scene.blanket_pattern == 2 && fraction(along * 3.5F) < 0.3F;
                surface.albedo =
                    mixed(surface.albedo, scene.throw_colour,
                          0.3F * static_cast<float>(one) + 0.3F * static_cast<float>(two));
            }
            [[fallthrough]];
        }
        case Part::sheet: {
            // Soft wrinkles.
            const float a = noise(p.x * 5.0F + p.y * 3.0F, p.z * 5.0F) - 0.5F;
            const float b = noise(p.x * 5.0F + 31.0F, p.z * 5.0F + p.y * 3.0F) - 0.5F;
            surface.normal = normalised(surface.normal + Vec{a, 0.0F, b} * 0.45F);
            break;
        }
        case Part::lamp_shade: {
            if (scene.lamp_on) {
                const float height = hit.local.y / solid.half.y;
                surface.glow = mixed(solid.colour, {1.0F, 1.0F, 1.0F}, 0.6F) *
                               Colour{1.55F, 1.1F, 0.66F} * (1.0F - 0.35F * height * height);
            }
            break;
        }
        default:
            break;
    }
    const bool bed = solid.part == Part::frame || solid.part == Part::sheet ||
                     solid.part == Part::blanket || solid.part == Part::pillow;
    const bool lamp = solid.part == Part::lamp_foot || solid.part == Part::lamp_shade;
    surface.segment = bed ? Segment::bed : lamp ? Segment::lamp : Segment::none;
}

}  // namespace zscope::rooms
