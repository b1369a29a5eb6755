// SPDX-License-Identifier: MIT
#include "core/worlds/rooms/surface.h"

namespace zscope::rooms {
namespace {

// Distance of a point from a panel's edge, m: negative inside.
float outside_panel(const Panel& panel, const WallPoint& at) {
    const float across = size_of(at.along - panel.along) - panel.half_width;
    const float up = most(panel.bottom - at.height, at.height - panel.top);
    return most(across, up);
}

// What stands out from a wall keeps light from it, more so below.
float shadow_of(const Panel& panel, Wall wall, const WallPoint& at, float frame, float strength) {
    if (!panel.there || panel.wall != wall) {
        return 1.0F;
    }
    WallPoint moved = at;
    moved.height += 0.025F;
    const float off = outside_panel(panel, moved) - frame;
    return 1.0F - strength * (1.0F - step_between(-0.03F, 0.09F, off));
}

}  // namespace

void tilt(Surface& surface, float along, float up) {
    const Vec n = surface.normal;
    const Vec side = size_of(n.z) > 0.5F ? Vec{along, up, 0} : Vec{0, up, along};
    surface.normal = normalised(n + side);
}

void paint_bare_wall(const Scene& scene, Wall wall, const WallPoint& at, Surface& surface) {
    const WallLook& look = scene.walls;
    const bool accent = look.accent_wall && wall == look.head;
    Colour colour = accent ? look.accent : look.colour;
    if (look.stripes > 0.0F) {
        const float place = size_of(fraction(at.along / look.stripe_width) - 0.5F) - 0.25F;
        const float blur = at.blur / look.stripe_width;
        const float strength = look.stripes * clamped(1.2F - 2.0F * blur, 0.0F, 1.0F);
        colour = colour * (1.0F + strength * (2.0F * coverage(place, blur) - 1.0F));
    }
    if (at.height < look.panelling + 0.06F) {
        const float rail = look.panelling - at.height;
        colour = mixed(colour, mixed(scene.palette.paintwork, look.colour, 0.25F),
                       coverage(rail + 0.05F, at.blur));
        const float panel = size_of(fraction(at.along / 0.55F) - 0.5F) * 0.55F;
        const float edge =
            most(panel - 0.2F, size_of(at.height - look.panelling * 0.55F) - look.panelling * 0.3F);
        surface.open *=
            1.0F - 0.12F * clamped(1.0F - size_of(edge) / (0.012F + at.blur), 0.0F, 1.0F);
        surface.open *=
            1.0F - 0.2F * clamped(1.0F - size_of(rail + 0.02F) / (0.02F + at.blur), 0.0F, 1.0F);
    }
    // Skirting board, and a cornice where the ceiling begins.
    const float skirting = coverage(0.1F - at.height, at.blur);
    colour = mixed(colour, scene.palette.paintwork, skirting);
    const float cornice = coverage(at.height - scene.height + 0.06F, at.blur);
    colour = mixed(colour, scene.palette.ceiling, 0.6F * cornice);
    surface.open *= 1.0F - 0.12F * coverage(0.025F - size_of(at.height - 0.1F), at.blur + 0.02F);
    surface.albedo = colour;
}

void paint_wall(const Scene& scene, Wall wall, const WallPoint& at, Surface& surface) {
    const auto here = [&](const Panel& panel) { return panel.there && panel.wall == wall; };
    if ((here(scene.window.panel) && paint_window(scene, at, surface)) ||
        (here(scene.door.panel) && paint_door(scene.door, at, surface)) ||
        (here(scene.mirror.panel) && paint_mirror(scene.mirror, at, surface)) ||
        (here(scene.picture.panel) && paint_picture(scene.picture, at, surface))) {
        return;
    }
    surface.open *= shadow_of(scene.picture.panel, wall, at, 0.0F, 0.35F);
    surface.open *= shadow_of(scene.door.panel, wall, at, 0.08F, 0.25F);
    surface.open *= shadow_of(scene.window.panel, wall, at, 0.07F, 0.2F);
    if (!scene.mirror.oval) {
        surface.open *= shadow_of(scene.mirror.panel, wall, at, 0.0F, 0.35F);
    }
    paint_bare_wall(scene, wall, at, surface);
}

bool paint_door(const DoorLook& door, const WallPoint& at, Surface& surface) {
    const Panel& panel = door.panel;
    const float x = at.along - panel.along;
    const float across = size_of(x) - panel.half_width;
    const float off = most(across, at.height - panel.top);
    if (off > 0.08F) {
        return false;
    }
    surface.segment = Segment::door;
    if (off > 0.0F) {
        surface.albedo = door.casing;
        tilt(surface, across > 0.0F ? (x > 0 ? 0.3F : -0.3F) * (off / 0.08F) : 0.0F,
             across > 0.0F ? 0.0F : 0.3F * (off / 0.08F));
        surface.open *= 0.72F + 0.28F * clamped(off / 0.03F, 0.0F, 1.0F);
        return true;
    }
    surface.albedo = door.leaf;
    surface.open *= 1.0F - 0.5F * clamped(1.0F + off / 0.035F, 0.0F, 1.0F);
    if (door.rows > 0) {
        // Raised panels: a groove around each, lit from above.
        const auto columns = static_cast<float>(door.columns);
        const auto rows = static_cast<float>(door.rows);
        const float wide = 2.0F * (panel.half_width - 0.05F) / columns;
        const float tall = (panel.top - 0.2F) / rows;
        const float u = fraction((x + panel.half_width - 0.05F) / wide) - 0.5F;
        const float v = fraction((at.height - 0.12F) / tall) - 0.5F;
        const float du = size_of(u) * wide - (wide / 2 - 0.055F);
        const float dv = size_of(v) * tall - (tall / 2 - 0.06F);
        const float edge = most(du, dv);
        const float groove = clamped(1.0F - size_of(edge) / (0.025F + at.blur * 0.5F), 0.0F, 1.0F);
        surface.open *= 1.0F - 0.35F * groove;
        const float slope = 0.5F * groove;
        tilt(surface, du > dv ? (u > 0 ? slope : -slope) : 0.0F,
             du > dv ? 0.0F : (v > 0 ? slope : -slope));
    }
    const float hx = x - (door.handle_right ? 1.0F : -1.0F) * (panel.half_width - 0.08F);
    const float hy = at.height - 1.0F;
    const float knob = 0.045F - std::sqrt(hx * hx + hy * hy);
    surface.albedo = mixed(surface.albedo, door.handle, coverage(knob, at.blur));
    return true;
}

bool paint_mirror(const MirrorLook& mirror, const WallPoint& at, Surface& surface) {
    const Panel& panel = mirror.panel;
    const float middle = (panel.bottom + panel.top) / 2;
    const float half = (panel.top - panel.bottom) / 2;
    const float x = at.along - panel.along;
    const float y = at.height - middle;
    float off = most(size_of(x) - panel.half_width, size_of(y) - half);
    if (off > 0.12F) {
        return false;
    }
    if (mirror.oval) {
        // Near the edge of an ellipse, (|p/a| − 1)·a is its distance in the narrow direction.
        const float u = x / panel.half_width;
        const float v = y / half;
        const float length = std::sqrt(u * u + v * v);
        off = (length - 1.0F) * panel.half_width;
        if (off > 0.0F) {
            surface.open *= 0.68F + 0.32F * clamped(off / 0.08F, 0.0F, 1.0F);
        }
    }
    if (off > 0.0F) {
        return false;
    }
    surface.segment = Segment::mirror;
    const float inside = -off - mirror.frame_width;
    if (inside < 0.0F) {
        const float round = (inside / mirror.frame_width + 0.5F) * 1.2F;
        tilt(surface,
             size_of(x) / panel.half_width > size_of(y) / half ? (x > 0 ? -round : round) : 0.0F,
             size_of(x) / panel.half_width > size_of(y) / half ? 0.0F : (y > 0 ? -round : round));
        surface.albedo = mirror.frame;
        return true;
    }
    surface.mirrors = true;
    surface.albedo =
        Colour{0.80F, 0.86F, 0.88F} * (0.8F + 0.2F * clamped(inside / 0.05F, 0.0F, 1.0F));
    // A soft gleam that crosses the glass.
    const float gleam = size_of(x + y * 0.45F - 0.06F) / 0.3F;
    surface.glow = Colour{1.0F, 1.0F, 1.0F} * (0.05F * clamped(1.0F - gleam, 0.0F, 1.0F));
    return true;
}

}  // namespace zscope::rooms
