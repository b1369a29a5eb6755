// SPDX-License-Identifier: MIT
#include "core/worlds/rooms/layout.h"

#include <utility>

#include "core/worlds/rooms/look.h"

namespace zscope::rooms {
namespace {

// Layouts are written down for a camera that looks to the right, and mirrored for the other half.
// x grows from the left wall while the back wall is filled; the middle is subtracted at the end.
struct Plan {
    Layout layout;
    std::vector<Slot> slots;  // 4
    float gap = 0.15F;
    float slot_width = 1.1F;
    float bed_width = 1.55F;
    float bed_length = 2.05F;
    float table = 0.5F;
    float x = 0.0F;  // how far the back wall is filled, m
};

void add_back_slot(Plan& plan) {
    plan.x += plan.gap;
    plan.slots.push_back({.along = plan.x + plan.slot_width / 2, .width = plan.slot_width});
    plan.x += plan.slot_width;
}

void add_side_slot(Plan& plan, float from_corner) {
    plan.slots.push_back({.wall = Wall::right,
                          .along = from_corner + plan.slot_width / 2,
                          .width = plan.slot_width});
}

void add_lamp(Plan& plan, float z) {
    plan.layout.lamp_foot = {plan.x + 0.05F + plan.table / 2, 0.0F, z};
    plan.x += plan.table + 0.05F;
}

// A bed with its head against the back wall, with a place above it.
void add_bed(Plan& plan) {
    plan.x += plan.gap * 0.6F;
    const float middle = plan.x + plan.bed_width / 2;
    plan.layout.bed_centre = {middle, 0.0F, plan.bed_length / 2 + 0.02F};
    plan.layout.bed_half = {plan.bed_width / 2, 0.0F, plan.bed_length / 2};
    plan.slots.push_back({.along = middle, .width = plan.slot_width, .over_bed = true});
    plan.x += plan.bed_width;
}

void put_rug(Plan& plan, Vec centre, float half_x, float half_z) {
    plan.layout.rug_centre = centre;
    plan.layout.rug_half_x = half_x;
    plan.layout.rug_half_z = half_z;
}

// Bed in the middle of the back wall, a place on either side.
void bed_in_the_middle(Plan& plan, RandomStream& random) {
    const bool lamp_left = random.chance(0.5);
    add_back_slot(plan);
    if (lamp_left) {
        add_lamp(plan, 0.28F);
    }
    add_bed(plan);
    if (!lamp_left) {
        add_lamp(plan, 0.28F);
    }
    add_back_slot(plan);
    add_side_slot(plan, 0.2F);
    put_rug(plan, {plan.layout.bed_centre.x, 0.0F, 1.75F}, plan.bed_width / 2 + 0.5F, 0.8F);
}

// Bed in the corner of the bare wall, two places beside it.
void bed_at_the_bare_wall(Plan& plan) {
    add_bed(plan);
    const float bed_side = plan.x;
    add_lamp(plan, 0.28F);
    add_back_slot(plan);
    add_back_slot(plan);
    add_side_slot(plan, 0.2F);
    put_rug(plan, {bed_side + 1.2F, 0.0F, 1.6F}, 0.82F, 0.62F);
}

// Bed in the corner of the wall that is seen, two places beside it, one over its side.
void bed_at_the_seen_wall(Plan& plan, RandomStream& random) {
    add_back_slot(plan);
    add_back_slot(plan);
    add_lamp(plan, 0.28F);
    const float bed_side = plan.x;
    add_bed(plan);
    add_side_slot(plan, random.chance(0.5) ? 0.5F : 0.9F);
    plan.slots.back().over_bed = true;
    put_rug(plan, {bed_side - 0.95F, 0.0F, 1.6F}, 0.82F, 0.62F);
}

// Bed along the back wall, two places above it.
void bed_along_the_back(Plan& plan) {
    const float length = plan.bed_length + 0.1F;
    plan.layout.head = Wall::left;
    plan.layout.bed_centre = {plan.bed_length / 2 + 0.02F, 0.0F, plan.bed_width / 2 + 0.04F};
    plan.layout.bed_half = {plan.bed_length / 2, 0.0F, plan.bed_width / 2};
    const float each = length / 2;
    for (int i = 0; i < 2; ++i) {
        plan.slots.push_back({.along = 0.1F + each * (static_cast<float>(i) + 0.5F),
                              .width = least(plan.slot_width, each - 0.06F),
                              .over_bed = true});
    }
    plan.x = length;
    plan.table = 0.42F;
    add_lamp(plan, 0.3F);
    add_back_slot(plan);
    add_side_slot(plan, 0.2F);
    plan.layout.bedside = false;
    put_rug(plan, {1.55F, 0.0F, plan.bed_width + 0.75F}, 1.0F, 0.5F);
}

// Bed with its head against the wall that is seen, three places behind it.
void bed_across(Plan& plan) {
    add_back_slot(plan);
    add_back_slot(plan);
    plan.x += plan.gap;
    const float bare = plan.x;
    add_back_slot(plan);
    plan.x += 0.45F;  // the lamp's corner
    plan.layout.head = Wall::right;
    const float middle = 0.7F + plan.bed_width / 2;
    plan.layout.bed_centre = {plan.x - plan.bed_length / 2 - 0.02F, 0.0F, middle};
    plan.layout.bed_half = {plan.bed_length / 2, 0.0F, plan.bed_width / 2};
    add_side_slot(plan, middle - plan.slot_width / 2);
    plan.slots.back().over_bed = true;
    plan.layout.lamp_foot = {plan.x - 0.27F, 0.0F, 0.35F};
    put_rug(plan, {(bare - 0.6F) / 2, 0.0F, 1.75F}, least(0.85F, bare / 2 - 0.5F), 0.7F);
}

// Door and mirror stand on the floor; window and picture can be over the bed. All places that can
// carry a thing are equally likely to.
void share_out(Plan& plan, RandomStream& random) {
    std::vector<Slot> standing;
    std::vector<Slot> any;
    for (std::size_t i = plan.slots.size(); i-- > 1;) {
        std::swap(plan.slots[i],
                  plan.slots[static_cast<std::size_t>(random.pick(static_cast<int>(i) + 1))]);
    }
    for (const Slot& slot : plan.slots) {
        (slot.over_bed || standing.size() == 2 ? any : standing).push_back(slot);
    }
    plan.layout.door = standing[0];
    plan.layout.mirror = standing[1];
    plan.layout.window = any[0];
    plan.layout.picture = any[1];
}

Wall other_side(Wall wall) {
    return wall == Wall::left ? Wall::right : wall == Wall::right ? Wall::left : wall;
}

void mirror_layout(Layout& layout) {
    layout.view_right = false;
    layout.head = other_side(layout.head);
    for (Slot* slot : {&layout.window, &layout.door, &layout.mirror, &layout.picture}) {
        slot->along = slot->wall == Wall::back ? -slot->along : slot->along;
        slot->wall = other_side(slot->wall);
    }
    for (Vec* point : {&layout.bed_centre, &layout.lamp_foot, &layout.rug_centre}) {
        point->x = -point->x;
    }
}

void place_plan(Plan& plan, RandomStream& random) {
    switch (random.pick(5)) {
        case 0:
            bed_in_the_middle(plan, random);
            break;
        case 1:
            bed_at_the_bare_wall(plan);
            break;
        case 2:
            bed_at_the_seen_wall(plan, random);
            break;
        case 3:
            bed_along_the_back(plan);
            break;
        default:
            bed_across(plan);
            break;
    }
    if (plan.layout.head != Wall::right) {
        plan.x += plan.gap * 0.6F;
    }
    plan.layout.half_width = plan.x / 2;
    for (Slot& slot : plan.slots) {
        slot.along -= slot.wall == Wall::back ? plan.layout.half_width : 0.0F;
    }
    for (Vec* point : {&plan.layout.bed_centre, &plan.layout.lamp_foot, &plan.layout.rug_centre}) {
        point->x -= plan.layout.half_width;
    }
}

}  // namespace

Layout draw_layout(RandomStream& random, double camera_degrees) {
    Plan plan;
    plan.gap = between(random, 0.06F, 0.14F);
    plan.slot_width = between(random, 1.0F, 1.12F);
    plan.bed_width = between(random, 1.35F, 1.7F);
    plan.bed_length = between(random, 1.95F, 2.15F);
    plan.layout.height = between(random, 2.35F, 2.6F);
    plan.layout.bed_half.y = 0.0F;
    plan.layout.headboard = between(random, 0.85F, 1.08F);
    plan.layout.bedside = random.chance(0.65);
    const float mattress_top = between(random, 0.46F, 0.58F);
    const bool by_chance = random.chance(0.5);
    place_plan(plan, random);
    share_out(plan, random);
    plan.layout.bed_half.y = mattress_top / 2;
    // Looking to the right shows the right wall; looking straight ahead shows both.
    plan.layout.view_right =
        size_of(static_cast<float>(camera_degrees)) < 6.0F ? by_chance : camera_degrees > 0.0;
    if (!plan.layout.view_right) {
        mirror_layout(plan.layout);
    }
    return plan.layout;
}

std::vector<Vec> points_to_see(const Layout& layout) {
    std::vector<Vec> points;
    for (const Slot& slot : {layout.window, layout.door, layout.mirror, layout.picture}) {
        for (const float end : {-0.5F, 0.5F}) {
            const float along = slot.along + end * slot.width;
            for (const float y : {slot.over_bed ? 1.2F : 0.1F, 2.15F}) {
                points.push_back(slot.wall == Wall::back   ? Vec{along, y, 0.0F}
                                 : slot.wall == Wall::left ? Vec{-layout.half_width, y, along}
                                                           : Vec{layout.half_width, y, along});
            }
        }
    }
    for (const float x : {-0.25F, 0.25F}) {
        points.push_back(layout.lamp_foot + Vec{x, layout.bedside ? 1.15F : 1.75F, 0.0F});
        points.push_back(layout.rug_centre +
                         Vec{x * 4 * (layout.rug_half_x - 0.25F), 0.0F, layout.rug_half_z * 0.6F});
    }
    return points;
}

}  // namespace zscope::rooms
