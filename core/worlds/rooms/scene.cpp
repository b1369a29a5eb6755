// SPDX-License-Identifier: MIT
#include "core/worlds/rooms/scene.h"

#include "core/worlds/rooms/furniture.h"
#include "core/worlds/rooms/lights.h"

namespace zscope::rooms {
namespace {

// Streams are named after what they decide; the names are part of the file format, so to speak:
// another name is another world.
struct Streams {
    std::uint64_t seed;
    std::int64_t index;
    RandomStream operator()(std::string_view name) const { return {seed, index, name}; }
};

Panel panel_in(const Slot& slot, float half_width, float bottom, float top) {
    return {.there = true,
            .wall = slot.wall,
            .along = slot.along,
            .half_width = half_width,
            .bottom = bottom,
            .top = top};
}

Colour ground_of(const Scene& scene, const Layout& layout, const Slot& slot) {
    return scene.walls.accent_wall && slot.wall == layout.head ? scene.walls.accent
                                                               : scene.walls.colour;
}

WallLook draw_walls(const Palette& palette, RandomStream random) {
    WallLook walls{.colour = palette.wall, .accent = palette.accent};
    walls.accent_wall = random.chance(0.35);
    const int style = random.pick(5);
    walls.panelling = style == 3 ? between(random, 0.8F, 1.0F) : 0.0F;
    walls.stripes = style == 4 ? between(random, 0.04F, 0.1F) : 0.0F;
    walls.stripe_width = between(random, 0.18F, 0.34F);
    return walls;
}

FloorLook draw_floor(const Palette& palette, RandomStream random) {
    FloorLook floor{.colour = palette.floor};
    const int kind = random.pick(6);
    floor.along_z = random.chance(0.6);
    floor.contrast = between(random, 0.1F, 0.22F);
    if (kind == 4) {
        floor.kind = FloorLook::Kind::carpet;
        floor.colour = mixed(palette.rug, from_srgb(0xB9B0A4), 0.65F);
    } else if (kind == 5) {
        floor.kind = FloorLook::Kind::tiles;
        floor.width = floor.length = between(random, 0.35F, 0.5F);
        floor.colour = mixed(from_srgb(0xCFC8BC), palette.wall, between(random, 0.0F, 0.6F));
    } else {
        floor.width = between(random, 0.13F, 0.2F);
        floor.length = between(random, 0.9F, 1.6F);
    }
    return floor;
}

WindowLook draw_window(const Scene& scene, const Slot& slot, Colour ground, RandomStream random) {
    WindowLook look;
    const float half = between(random, 0.46F, 0.5F) * slot.width - 0.05F;
    const float bottom = slot.over_bed ? 1.16F : between(random, 0.62F, 0.9F);
    look.panel = panel_in(slot, half, bottom, between(random, 2.08F, 2.2F));
    look.columns = 1 + random.pick(3);
    look.rows = look.columns == 1 ? 2 + random.pick(2) : 1 + random.pick(3);
    look.frame = random.chance(0.7) ? scene.palette.paintwork : scene.palette.wood;
    look.frame = set_off(look.frame, ground, 0.08F);
    look.curtain = random.chance(0.65) ? between(random, 0.12F, 0.36F) : -1.0F;
    look.curtain_colour = set_off(scene.palette.curtain, ground, 0.1F);
    look.curtain_bottom = slot.over_bed || random.chance(0.4) ? bottom - 0.12F : 0.06F;
    look.folds = between(random, 7.0F, 12.0F);
    look.seed = between(random, 0.0F, 500.0F);
    look.city = random.chance(0.3);
    look.hills = between(random, -0.26F, 0.06F);
    const float cloudy = between(random, 0.0F, 1.0F);
    if (scene.evening) {
        look.sky_high = mixed(Colour{0.010F, 0.022F, 0.075F}, Colour{0.03F, 0.05F, 0.14F}, cloudy);
        look.sky_low = mixed(Colour{0.26F, 0.12F, 0.08F}, Colour{0.10F, 0.09F, 0.20F}, cloudy);
        look.land = Colour{0.008F, 0.01F, 0.014F};
        look.land_far = Colour{0.03F, 0.03F, 0.05F};
    } else {
        look.sky_high = mixed(Colour{0.45F, 0.85F, 1.6F}, Colour{1.2F, 1.3F, 1.45F}, cloudy);
        look.sky_low = mixed(Colour{1.6F, 1.75F, 1.9F}, Colour{1.7F, 1.7F, 1.65F}, cloudy);
        look.land = mixed(Colour{0.22F, 0.42F, 0.10F}, Colour{0.5F, 0.58F, 0.22F},
                          between(random, 0.0F, 1.0F));
        look.land_far = Colour{0.7F, 0.92F, 0.95F};
        if (look.city) {
            look.land = Colour{0.55F, 0.5F, 0.48F};
        }
    }
    return look;
}

DoorLook draw_door(const Scene& scene, const Slot& slot, Colour ground, RandomStream random) {
    constexpr std::array<std::uint32_t, 5> kPaints{0xF3F1EC, 0x7C8A94, 0x56705F, 0x9B4A3C,
                                                   0x4A5A73};
    DoorLook look;
    const float half = between(random, 0.39F, 0.43F);
    look.panel = panel_in(slot, half, 0.0F, between(random, 2.0F, 2.08F));
    const Colour paint = from_srgb(kPaints[static_cast<std::size_t>(random.pick(kPaints.size()))]);
    const Colour leaf = random.chance(0.55) ? draw_wood(random) : paint;
    look.leaf = set_off(leaf, ground, 0.16F);
    look.casing = random.chance(0.5) ? scene.palette.paintwork : look.leaf * 0.9F;
    look.casing = set_off(look.casing, ground, 0.06F);
    look.handle = from_srgb(random.chance(0.5) ? 0xC9B37A : 0x3A3A3C);
    look.rows = random.pick(4);
    look.columns = 1 + random.pick(2);
    look.handle_right = random.chance(0.5);
    return look;
}

MirrorLook draw_mirror(const Slot& slot, Colour ground, RandomStream random) {
    constexpr std::array<std::uint32_t, 5> kFrames{0x2A2624, 0xB48A45, 0x7A5334, 0xEDEAE4,
                                                   0x4C4F55};
    MirrorLook look;
    look.oval = random.chance(0.3);
    const float half = between(random, 0.39F, 0.46F) + (look.oval ? 0.04F : 0.0F);
    const float bottom = between(random, 0.2F, 0.45F);
    look.panel = panel_in(slot, half, bottom, between(random, 1.9F, 2.05F));
    look.frame = set_off(from_srgb(kFrames[static_cast<std::size_t>(random.pick(kFrames.size()))]),
                         ground, 0.2F);
    look.frame_width = between(random, 0.05F, 0.08F);
    return look;
}

PictureLook draw_picture(const Scene& scene, const Slot& slot, Colour ground, RandomStream random) {
    constexpr std::array<std::uint32_t, 4> kFrames{0x1E1C1B, 0xA47C3D, 0x6A4529, 0xF4F2EE};
    PictureLook look;
    const float half = slot.over_bed ? between(random, 0.4F, 0.52F) : between(random, 0.36F, 0.45F);
    const float tall = slot.over_bed ? between(random, 0.3F, 0.38F) : between(random, 0.42F, 0.54F);
    const float middle = slot.over_bed ? 1.66F : between(random, 1.5F, 1.6F);
    look.panel = panel_in(slot, half, middle - tall, middle + tall);
    look.frame = set_off(from_srgb(kFrames[static_cast<std::size_t>(random.pick(kFrames.size()))]),
                         ground, 0.2F);
    look.mat = random.chance(0.6) ? from_srgb(0xF5F3EC) : scene.palette.bedding;
    look.mat_width = random.chance(0.6) ? between(random, 0.05F, 0.11F) : 0.0F;
    look.motif = random.pick(4);
    look.first = mixed(scene.palette.accent, from_srgb(0x7FA6C9), between(random, 0.0F, 0.8F));
    look.second = mixed(scene.palette.textile, from_srgb(0xD9A25F), between(random, 0.0F, 0.6F));
    look.third = mixed(scene.palette.rug, from_srgb(0x3E5C4B), between(random, 0.0F, 0.8F));
    look.seed = between(random, 0.0F, 500.0F);
    return look;
}

RugLook draw_rug(const Scene& scene, const Layout& layout, RandomStream random) {
    RugLook look{.there = true,
                 .centre = layout.rug_centre,
                 .half_x = layout.rug_half_x,
                 .half_z = layout.rug_half_z};
    look.round = random.chance(0.2);
    look.pattern = random.pick(4);
    look.ground = set_off(random.chance(0.6) ? scene.palette.rug : scene.palette.textile,
                          scene.floor.colour, 0.13F);
    look.figure = random.chance(0.6) ? from_srgb(0xEFE6D4) : scene.palette.accent;
    look.figure = mixed(set_off(look.figure, look.ground, 0.12F), look.ground, 0.35F);
    return look;
}

void hang_and_place(Scene& scene, const Layout& layout, const RoomLabels& labels,
                    const Streams& stream) {
    const auto ground = [&](const Slot& slot) { return ground_of(scene, layout, slot); };
    if (labels.window) {
        scene.window =
            draw_window(scene, layout.window, ground(layout.window), stream("rooms.window"));
    }
    if (labels.door) {
        scene.door = draw_door(scene, layout.door, ground(layout.door), stream("rooms.door"));
    }
    if (labels.mirror) {
        scene.mirror = draw_mirror(layout.mirror, ground(layout.mirror), stream("rooms.mirror"));
    }
    if (labels.picture) {
        scene.picture =
            draw_picture(scene, layout.picture, ground(layout.picture), stream("rooms.picture"));
    }
    if (labels.rug) {
        scene.rug = draw_rug(scene, layout, stream("rooms.rug"));
    }
}

}  // namespace

Scene make_scene(std::uint64_t seed, std::int64_t index, const RoomLabels& labels) {
    const Streams stream{seed, index};
    RandomStream layout_stream = stream("rooms.layout");
    const Layout layout = draw_layout(layout_stream, labels.camera_degrees);
    RandomStream palette_stream = stream("rooms.palette");
    RandomStream camera_stream = stream("rooms.camera");
    Scene scene;
    scene.half_width = layout.half_width;
    scene.height = layout.height;
    scene.palette = draw_palette(palette_stream);
    scene.camera =
        draw_camera(camera_stream, labels.camera_degrees, points_to_see(layout), layout.half_width);
    scene.front = scene.camera.position.z + 0.8F;
    scene.evening = labels.evening;
    scene.walls = draw_walls(scene.palette, stream("rooms.walls"));
    scene.walls.head = layout.head;
    scene.floor = draw_floor(scene.palette, stream("rooms.floor"));

    RandomStream bed_stream = stream("rooms.bed");
    add_bed(scene, layout, bed_stream);
    RandomStream table_stream = stream("rooms.table");
    add_table(scene, layout, table_stream, labels.lamp);
    hang_and_place(scene, layout, labels, stream);
    light_room(scene, stream("rooms.light"));
    if (labels.lamp) {
        RandomStream lamp_stream = stream("rooms.lamp");
        add_lamp(scene, layout, lamp_stream);
        scene.lamp_on = lamp_stream.chance(labels.evening ? 0.85 : 0.3);
    }
    light_lamps(scene);
    return scene;
}

}  // namespace zscope::rooms
