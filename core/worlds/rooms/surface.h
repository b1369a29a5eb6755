// SPDX-License-Identifier: MIT
#pragma once

#include "core/worlds/rooms/scene.h"

namespace zscope::rooms {

// What a ray has found, before light falls on it.
struct Surface {
    Vec point;
    Vec normal;
    Colour albedo;      // part of the light that it sends back, 0…1
    Colour glow;        // light of its own: a lit shade, the sky behind a window
    float open = 1.0F;  // part of the ambient light that details of the surface let through
    Segment segment = Segment::none;
    bool mirrors = false;  // shows what is before it; albedo is its tint
};

// A point of a wall as the things that hang there see it.
struct WallPoint {
    float along = 0.0F, height = 0.0F;  // m
    // How far a ray that enters the wall moves along and up per metre of depth.
    float slope_along = 0.0F, slope_height = 0.0F;
    float blur = 0.01F;  // width of a pixel there, m
};

// The wall with all that hangs on it. `surface` comes with point and normal.
void paint_wall(const Scene& scene, Wall wall, const WallPoint& at, Surface& surface);
// The bare wall, as a mirror shows it.
void paint_bare_wall(const Scene& scene, Wall wall, const WallPoint& at, Surface& surface);

// Each paints the place if it is the thing's, and says so.
bool paint_window(const Scene& scene, const WallPoint& at, Surface& surface);
bool paint_door(const DoorLook& door, const WallPoint& at, Surface& surface);
bool paint_mirror(const MirrorLook& mirror, const WallPoint& at, Surface& surface);
bool paint_picture(const PictureLook& picture, const WallPoint& at, Surface& surface);
// What is outside a window in a direction, given by its slopes against the wall.
Colour outside(const WindowLook& window, float slope_along, float slope_height);

void paint_floor(const Scene& scene, float blur, Surface& surface);
void paint_solid(const Scene& scene, const Solid& solid, const SolidHit& hit, Surface& surface);

// Moves a wall's normal along the wall and up, by the slope of a moulding.
void tilt(Surface& surface, float along, float up);

}  // namespace zscope::rooms
