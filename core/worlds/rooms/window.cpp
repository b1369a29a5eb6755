// SPDX-License-Identifier: MIT
#include "core/worlds/rooms/surface.h"

namespace zscope::rooms {
namespace {

constexpr float kDepth = 0.11F;   // of the opening, m
constexpr float kCasing = 0.06F;  // m
constexpr float kRod = 0.1F;      // of the curtains, above the opening, m

float fold_light(const WindowLook& window, float x) {
    const float wave = size_of(fraction(x * window.folds) - 0.5F) * 2.0F;  // 0…1…0
    return 0.74F + 0.3F * wave * wave * (3.0F - 2.0F * wave);
}

// Curtains hang before the wall and cover the outer parts of the window.
bool paint_curtain(const Scene& scene, const WallPoint& at, float x, Surface& surface) {
    const WindowLook& window = scene.window;
    const Panel& panel = window.panel;
    const float rod = panel.top + kRod;
    const bool on_rod = size_of(at.height - rod) < 0.022F;
    const float outer = panel.half_width + 0.12F;
    if (on_rod && size_of(x) < outer + 0.03F) {
        surface.segment = Segment::window;
        surface.albedo = scene.palette.wood * 0.6F;
        return true;
    }
    const float inner = panel.half_width * (1.0F - window.curtain);
    // Gathered at the top, a little wider below.
    const float drop = clamped((rod - at.height) / 2.0F, 0.0F, 1.0F);
    if (size_of(x) < inner - 0.03F * drop || size_of(x) > outer || at.height > rod ||
        at.height < window.curtain_bottom) {
        return false;
    }
    surface.segment = Segment::window;
    surface.albedo = window.curtain_colour;
    surface.open *= fold_light(window, x);
    const float before_glass = step_between(panel.half_width, panel.half_width - 0.1F, size_of(x)) *
                               (at.height > panel.bottom && at.height < panel.top ? 1.0F : 0.0F);
    surface.glow =
        window.curtain_colour * window.sky_low * (0.4F * before_glass * fold_light(window, x));
    return true;
}

// The sides of the opening: daylight grazes them.
void paint_reveal(const Scene& scene, float depth_part, Surface& surface) {
    const Colour sky = scene.window.sky_low;
    surface.albedo = scene.palette.paintwork;
    surface.glow = scene.palette.paintwork * sky * (0.25F + 0.35F * depth_part);
}

// How much of the pixel bars of half width `half` cover, `count` panes to a span of 2·reach.
float bars(float x, float reach, int count, float half, float blur) {
    if (count < 2) {
        return 0.0F;
    }
    const float pane = 2.0F * reach / static_cast<float>(count);
    const float place = (x + reach) / pane;
    const float from_bar = (0.5F - size_of(fraction(place) - 0.5F)) * pane;
    if (place < 0.5F || place > static_cast<float>(count) - 0.5F) {
        return 0.0F;  // the outermost ones are the frame
    }
    return clamped((half - from_bar) / blur + 0.5F, 0.0F, least(1.0F, 2.0F * half / blur));
}

}  // namespace

Colour outside(const WindowLook& window, float slope_along, float slope_height) {
    const float x = slope_along + window.seed;
    const float sky_part = clamped(slope_height * 1.2F + 0.1F, 0.0F, 1.0F);
    Colour sky = mixed(window.sky_low, window.sky_high, sky_part);
    const float clouds = noise(x * 2.2F, slope_height * 5.0F + window.seed);
    sky = mixed(sky, window.sky_low * 1.1F, 0.7F * step_between(0.5F, 0.85F, clouds) * sky_part);
    const float far = window.hills + 0.16F * noise(x * 1.3F, window.seed) - 0.02F;
    float near = window.hills - 0.16F + 0.22F * noise(x * 4.1F, window.seed + 7.0F);
    if (window.city) {
        near = window.hills - 0.1F + 0.4F * cell_value(whole(x * 7.0F), whole(window.seed));
    }
    const Colour behind =
        mixed(window.land_far, sky, clamped((slope_height - far) / 0.03F, 0.0F, 1.0F));
    const float leaves = 0.75F + 0.5F * noise(x * 15.0F, slope_height * 15.0F);
    return mixed(window.land * leaves, behind, clamped((slope_height - near) / 0.03F, 0.0F, 1.0F));
}

bool paint_window(const Scene& scene, const WallPoint& at, Surface& surface) {
    const WindowLook& window = scene.window;
    const Panel& panel = window.panel;
    const float x = at.along - panel.along;
    if (size_of(x) > panel.half_width + 0.16F || at.height > panel.top + 0.14F ||
        at.height < least(window.curtain_bottom, panel.bottom - 0.1F)) {
        return false;
    }
    if (window.curtain >= 0.0F && paint_curtain(scene, at, x, surface)) {
        return true;
    }
    const float across = size_of(x) - panel.half_width;
    const float below = panel.bottom - at.height;
    const float off = most(across, most(below, at.height - panel.top));
    if (off > kCasing) {
        return false;
    }
    surface.segment = Segment::window;
    if (off > 0.0F) {
        const bool sill = below > 0.0F;
        surface.albedo = window.frame;
        surface.open *= sill ? 1.0F - 0.35F * below / kCasing : 0.95F;
        tilt(surface, 0.0F, sill ? 0.5F : 0.0F);
        return true;
    }
    // Into the wall: a side of the opening, or the sash at its end.
    const float u = x + at.slope_along * kDepth;
    const float v = at.height + at.slope_height * kDepth;
    const float beyond = most(size_of(u) - panel.half_width, most(panel.bottom - v, v - panel.top));
    if (beyond > 0.0F) {
        paint_reveal(scene, clamped(-off / (beyond - off), 0.0F, 1.0F), surface);
        return true;
    }
    const float middle = (panel.bottom + panel.top) / 2;
    const float tall = (panel.top - panel.bottom) / 2;
    const float edge = coverage(0.05F + beyond, at.blur);
    const float bar = most(edge, most(bars(u, panel.half_width, window.columns, 0.022F, at.blur),
                                      bars(v - middle, tall, window.rows, 0.018F, at.blur)));
    const Colour view = outside(window, at.slope_along, at.slope_height);
    // Against the light a frame looks darker than it is.
    surface.albedo = window.frame * (0.75F * bar);
    surface.glow = view * (1.0F - bar);
    return true;
}

}  // namespace zscope::rooms
