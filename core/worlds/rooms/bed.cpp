// SPDX-License-Identifier: MIT
#include "core/worlds/rooms/furniture.h"

namespace zscope::rooms {
namespace {

// The bed's own directions: from its head to its foot, and across.
struct BedAxes {
    Vec along, across;
    Vec head;                  // middle of the head, on the floor
    float half_width, length;  // m
};

BedAxes axes_of(const Layout& layout) {
    const Vec half = layout.bed_half;
    switch (layout.head) {
        case Wall::left:
            return {
                {1, 0, 0}, {0, 0, 1}, layout.bed_centre - Vec{half.x, 0, 0}, half.z, 2 * half.x};
        case Wall::right:
            return {
                {-1, 0, 0}, {0, 0, 1}, layout.bed_centre + Vec{half.x, 0, 0}, half.z, 2 * half.x};
        case Wall::back:
            break;
    }
    return {{0, 0, 1}, {1, 0, 0}, layout.bed_centre - Vec{0, 0, half.z}, half.x, 2 * half.z};
}

// From `from` to `to` along the bed (m from its head), from `low` to `high` above the floor.
struct Block {
    float from, to, low, high, half_width, rounding;
};

Solid block(const BedAxes& bed, const Block& b, Part part, Colour colour) {
    const float half_along = (b.to - b.from) / 2;
    const Vec half = bed.along * half_along + bed.across * b.half_width;
    return {
        .part = part,
        .centre = bed.head + bed.along * ((b.from + b.to) / 2) + Vec{0, (b.low + b.high) / 2, 0},
        .half = {size_of(half.x), (b.high - b.low) / 2, size_of(half.z)},
        .rounding = b.rounding,
        .colour = colour};
}

// A cushion that leans against what is behind it.
struct Lean {
    float across, along, height;  // of its middle, m
    Vec half;                     // across, thickness, height, m
    float sine;                   // of its lean from flat
    float askew;                  // sine of its turn about the vertical
};

Solid cushion(const BedAxes& bed, const Lean& lean, Colour colour) {
    const float level = std::sqrt(1.0F - lean.sine * lean.sine);
    const float straight = std::sqrt(1.0F - lean.askew * lean.askew);
    const Vec across = bed.across * straight + bed.along * lean.askew;
    const Vec along = bed.along * straight - bed.across * lean.askew;
    const Vec up{0, 1, 0};
    return {
        .part = Part::pillow,
        .centre = bed.head + bed.across * lean.across + bed.along * lean.along + up * lean.height,
        .half = lean.half,
        .rounding = lean.half.y * 0.97F,
        .turned = true,
        .axis_x = across,
        .axis_y = up * level + along * lean.sine,
        .axis_z = along * level - up * lean.sine,
        .colour = colour};
}

void add_pillows(Scene& scene, const BedAxes& bed, RandomStream& random, float top) {
    const float each = bed.half_width / 2 - 0.01F;
    const Colour colour = random.chance(0.75)
                              ? mixed(scene.palette.bedding, {0.9F, 0.9F, 0.9F}, 0.4F)
                              : scene.palette.textile;
    const float sine = between(random, 0.25F, 0.75F);
    for (const float side : {-1.0F, 1.0F}) {
        const float thick = between(random, 0.085F, 0.11F);
        scene.solids.push_back(cushion(bed,
                                       {.across = side * (each + 0.01F),
                                        .along = 0.3F - 0.08F * sine,
                                        .height = top + 0.07F + 0.15F * sine,
                                        .half = {each, thick, 0.23F},
                                        .sine = sine,
                                        .askew = between(random, -0.1F, 0.1F)},
                                       colour));
    }
    const int small = random.pick(4) - 1;
    const Colour bright = random.chance(0.5) ? scene.palette.textile : scene.palette.accent;
    for (int i = 0; i < small; ++i) {
        const float place = small == 1 ? between(random, -0.1F, 0.1F) : i == 0 ? -0.2F : 0.22F;
        scene.solids.push_back(cushion(bed,
                                       {.across = place,
                                        .along = 0.5F + 0.04F * static_cast<float>(i),
                                        .height = top + 0.15F,
                                        .half = {0.2F, 0.075F, 0.17F},
                                        .sine = between(random, 0.6F, 0.8F),
                                        .askew = between(random, -0.25F, 0.25F)},
                                       bright));
    }
}

void add_bed_occluders(Scene& scene, const BedAxes& bed, float top, float headboard) {
    const auto add = [&](const Block& b, float range, float strength) {
        const Solid box = block(bed, b, Part::frame, {});
        scene.occluders.push_back({.low = box.centre - box.half,
                                   .high = box.centre + box.half,
                                   .range = range,
                                   .strength = strength});
    };
    add({0.0F, bed.length + 0.03F, 0.05F, top + 0.04F, bed.half_width + 0.04F, 0.0F}, 0.5F, 0.72F);
    add({0.0F, 0.08F, 0.0F, headboard, bed.half_width + 0.04F, 0.0F}, 0.28F, 0.5F);
    add({0.1F, 0.42F, top, top + 0.2F, bed.half_width - 0.05F, 0.0F}, 0.16F, 0.45F);
}

}  // namespace

void add_bed(Scene& scene, const Layout& layout, RandomStream& random) {
    const BedAxes bed = axes_of(layout);
    const Palette& palette = scene.palette;
    const float top = 2 * layout.bed_half.y;
    const float wide = bed.half_width;
    const int cover = random.pick(4);
    const Colour blanket = cover < 2    ? palette.bedding
                           : cover == 2 ? palette.textile
                                        : mixed(palette.accent, palette.bedding, 0.35F);
    const Colour white = mixed(palette.bedding, {0.9F, 0.9F, 0.9F}, 0.5F);
    const bool padded = random.chance(0.45);
    const Colour board =
        padded ? (random.chance(0.5) ? palette.textile : mixed(palette.accent, palette.wall, 0.3F))
               : palette.wood;
    const float start = between(random, 0.55F, 0.8F);
    const float hang = between(random, 0.14F, 0.3F);

    scene.solids.push_back(
        block(bed, {0.0F, 0.09F, 0.05F, layout.headboard, wide + 0.04F, padded ? 0.044F : 0.015F},
              Part::frame, board));
    scene.solids.push_back(block(bed, {0.03F, bed.length, 0.08F, 0.28F, wide, 0.02F}, Part::frame,
                                 padded && random.chance(0.6) ? board : palette.wood));
    scene.solids.push_back(block(bed, {0.06F, bed.length - 0.03F, 0.2F, top, wide - 0.02F, 0.08F},
                                 Part::sheet, white));
    scene.solids.push_back(
        block(bed, {start, bed.length + 0.02F, hang, top + 0.035F, wide + 0.035F, 0.085F},
              Part::blanket, blanket));
    scene.solids.push_back(
        block(bed, {start - 0.04F, start + 0.2F, top - 0.08F, top + 0.06F, wide + 0.03F, 0.065F},
              Part::sheet, white));
    add_pillows(scene, bed, random, top);
    if (random.chance(0.25)) {
        const Solid bench =
            block(bed, {bed.length + 0.1F, bed.length + 0.45F, 0.04F, 0.42F, wide * 0.8F, 0.06F},
                  Part::table, random.chance(0.5) ? palette.textile : palette.accent);
        scene.solids.push_back(bench);
        scene.occluders.push_back(
            {.low = bench.centre - bench.half, .high = bench.centre + bench.half, .range = 0.3F});
    }
    add_bed_occluders(scene, bed, top, layout.headboard);

    scene.blanket_along = bed.along;
    scene.throw_colour = cover == 2 ? palette.accent : palette.textile;
    scene.throw_from = random.chance(0.45) ? between(random, 0.1F, 0.4F) : 2.0F;
    scene.blanket_pattern = random.chance(0.3) ? 1 + random.pick(2) : 0;
}

}  // namespace zscope::rooms
