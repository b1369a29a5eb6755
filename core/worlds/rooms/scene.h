// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/worlds/rooms/camera.h"
#include "core/worlds/rooms/layout.h"
#include "core/worlds/rooms/look.h"
#include "core/worlds/rooms/solids.h"
#include "core/worlds/world.h"

namespace zscope::rooms {

// Values of the segmentation map; the order of the world's segments.
enum class Segment : std::uint8_t { none, window, door, mirror, bed, lamp, picture, rug };

// A rectangle on a wall, in wall coordinates (m): `along` is x on the back wall, z on the others.
struct Panel {
    bool there = false;
    Wall wall = Wall::back;
    float along = 0.0F;       // middle
    float half_width = 0.5F;  // without what surrounds it
    float bottom = 0.0F, top = 1.0F;
};

struct WindowLook {
    Panel panel;
    int columns = 2, rows = 2;  // panes
    Colour frame;
    float curtain = 0.0F;  // how much of each half they cover; below 0: no curtains
    Colour curtain_colour;
    float curtain_bottom = 0.0F;  // m
    float folds = 9.0F;           // per metre
    Colour sky_high, sky_low, land, land_far;
    float hills = 0.1F;  // height of the horizon's line, tangent of the elevation
    bool city = false;
    float seed = 0.0F;  // moves the noise
};

struct DoorLook {
    Panel panel;
    Colour leaf, casing, handle;
    int rows = 2, columns = 1;  // of raised panels; rows 0: plain
    bool handle_right = true;
};

struct MirrorLook {
    Panel panel;
    Colour frame;
    float frame_width = 0.05F;
    bool oval = false;
};

struct PictureLook {
    Panel panel;
    Colour frame, mat, first, second, third;
    float mat_width = 0.08F;  // m
    int motif = 0;            // 0 landscape, 1 shapes, 2 bands, 3 portrait
    float seed = 0.0F;
};

struct RugLook {
    bool there = false;
    Vec centre;  // on the floor
    float half_x = 0.8F, half_z = 0.6F;
    bool round = false;
    int pattern = 0;  // 0 border, 1 stripes, 2 diamonds, 3 medallion
    Colour ground{}, figure{};
};

struct WallLook {
    Colour colour, accent;  // accent: the wall behind the head of the bed, or the panelling
    bool accent_wall = false;
    Wall head = Wall::back;  // where the bed stands
    float panelling = 0.0F;  // height of panelling from the floor, m; 0: none
    float stripes = 0.0F;    // strength of wallpaper stripes
    float stripe_width = 0.2F;
};

struct FloorLook {
    enum class Kind { planks, carpet, tiles };
    Kind kind = Kind::planks;
    Colour colour;
    float width = 0.17F, length = 1.3F;  // of a plank or tile, m
    bool along_z = true;
    float contrast = 0.15F;
};

// Light in units in which a white surface that receives 1 is white in the image.
struct Lights {
    Colour from_above, from_below;  // by the direction in which a surface faces
    Colour fill;                    // from behind the camera
    float fill_side = 0.0F;         // and from its left (below 0) or right
    Colour window;                  // a window's panes, per square metre; 0 where there is none
    Vec window_centre, window_normal;
    float window_area = 1.0F;
    bool sun = false;
    Colour sun_colour;
    Vec to_sun;
    Colour lamp;  // 0 when there is none or it is off
    Vec lamp_centre;
    float lamp_size = 0.1F;  // m²: how soft its light is close by
};

// A box that keeps ambient light from what is close to it.
struct Occluder {
    Vec low, high;  // m
    float range = 0.4F, strength = 0.6F;
};

// All that a picture of a room depends on, except for its size.
struct Scene {
    float half_width = 2.0F, height = 2.5F, front = 5.0F;  // m; front: the wall behind the camera
    Camera camera;
    Palette palette;
    WallLook walls;
    FloorLook floor;
    WindowLook window;
    DoorLook door;
    MirrorLook mirror;
    PictureLook picture;
    RugLook rug;
    bool evening = false;
    bool lamp_on = false;
    std::vector<Solid> solids;
    std::vector<Occluder> occluders;
    Lights lights;
    Colour throw_colour;      // the strip across the blanket's foot
    float throw_from = 2.0F;  // in half lengths of the blanket, from its middle; > 1: none
    int blanket_pattern = 0;  // 0 plain, 1 stripes, 2 checks
    Vec blanket_along;        // from head to foot
};

// The labels in the order of the world's attributes (rooms.cpp).
struct RoomLabels {
    bool window = false, door = false, mirror = false, lamp = false, picture = false, rug = false;
    bool evening = false;
    double camera_degrees = 0.0;
};

// Pure in its arguments. Each quantity draws from a stream of its own name, labels drawn or not.
Scene make_scene(std::uint64_t seed, std::int64_t index, const RoomLabels& labels);

}  // namespace zscope::rooms
