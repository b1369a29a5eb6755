// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <vector>

#include "core/worlds/random_stream.h"
#include "core/worlds/rooms/vec.h"

namespace zscope::rooms {

enum class Wall { back, left, right };

// A piece of wall where one thing hangs or stands. `along` is x on the back wall, z on the others.
struct Slot {
    Wall wall = Wall::back;
    float along = 0.0F;     // middle, m
    float width = 1.1F;     // m
    bool over_bed = false;  // its lower edge is above the headboard: no door, no mirror
};

// Where things are, whether or not this room has them: a held label changes nothing else. Every
// place is seen from the camera and no place hides another.
struct Layout {
    float half_width = 2.0F;  // the side walls are x = ±half_width, m
    float height = 2.5F;      // m
    bool view_right = true;   // the side wall that has places is the right one

    // The bed: its head stands against `head`; across and along are its own axes.
    Wall head = Wall::back;
    Vec bed_centre;  // on the floor, m
    Vec bed_half;    // half extents in room axes, m; y: half the height of the mattress top
    float headboard = 1.05F;  // height, m

    Slot window, door, mirror, picture;
    bool bedside = true;  // the lamp's place: on a bedside table, or on the floor
    Vec lamp_foot;        // on the floor, m
    Vec rug_centre;       // on the floor, m
    float rug_half_x = 0.8F, rug_half_z = 0.6F;
};

Layout draw_layout(RandomStream& random, double camera_degrees);

// What the camera must have in the picture: the corners of all places.
std::vector<Vec> points_to_see(const Layout& layout);

}  // namespace zscope::rooms
