// SPDX-License-Identifier: MIT
#include "core/worlds/faces/model.h"

namespace zscope::faces {
namespace {

Frame turned(float yaw, float pitch, float roll) {
    const float cy = cosine(yaw), sy = sine(yaw);
    const float cp = cosine(pitch), sp = sine(pitch);
    const float cr = cosine(roll), sr = sine(roll);
    const Frame about_y{{cy, 0, -sy}, {0, 1, 0}, {sy, 0, cy}};
    const Frame about_x{{1, 0, 0}, {0, cp, -sp}, {0, sp, cp}};
    const Frame about_z{{cr, sr, 0}, {-sr, cr, 0}, {0, 0, 1}};
    return about_z * (about_x * about_y);
}

// Puts the shapes into the skull's list, in order.
class Skull {
  public:
    explicit Skull(Model& model) : model_(model) {}
    void add(const EllipsoidShape& shape) {
        model_.skull[next_++] = make_ellipsoid(model_.head, shape);
    }

  private:
    Model& model_;
    std::size_t next_ = 0;
};

void add_bones(const Model& model, Skull& skull) {
    const HeadShape& h = model.scene.head;
    const float drop = 0.5F * model.scene.mouth.gap;  // an open mouth lowers the jaw
    const float w = h.width;
    // A full beard has a body of its own.
    const Beard& beard = model.scene.beard;
    const float bush = beard.on && beard.kind == Beard::Kind::full ? 0.035F : 0.0F;
    const float raised = model.scene.labels.smile ? 0.03F : 0.0F;
    skull.add({.centre = {0, 0.27F, -0.12F}, .radii = {0.73F * w, 0.73F, 0.84F}});
    skull.add({.centre = {0, -0.20F, 0.04F},
               .radii = {0.645F * h.face * w, 0.74F, 0.66F},
               .blend = 0.12F});
    skull.add({.centre = {0, -0.53F - drop, 0.12F},
               .radii = {0.52F * h.jaw * w + bush, 0.45F - h.chin + bush, 0.55F + bush},
               .blend = 0.14F});
    skull.add({.centre = {0, -0.82F - drop + 0.5F * h.chin, 0.38F},
               .radii = {0.25F * h.jaw + bush, 0.15F + 1.5F * bush, 0.20F + bush},
               .blend = 0.14F,
               .fade = 0.5F});
    skull.add({.centre = {0, 0.17F, 0.50F},
               .radii = {0.50F * w, 0.15F, 0.16F + 0.045F * h.brow_ridge},
               .blend = 0.10F,
               .fade = 0.6F});
    for (const float side : {-1.0F, 1.0F}) {
        skull.add({.centre = {side * 0.36F * w, -0.22F + raised, 0.40F},
                   .radii = {0.27F * h.cheeks, 0.25F * h.cheeks, 0.22F + raised},
                   .roll = side * 0.5F,
                   .blend = 0.14F,
                   .fade = 0.8F});
    }
    skull.add({.centre = {0, -0.61F - 0.5F * drop, 0.46F},
               .radii = {0.32F, 0.22F, 0.23F},
               .blend = 0.12F,
               .fade = 0.7F});
}

void add_nose(Model& model, Skull& skull) {
    const HeadShape& h = model.scene.head;
    const float tip_y = -0.15F - 0.22F * h.nose_length;
    const float tip_z = 0.68F + 0.13F * h.nose_out;
    skull.add({.centre = {0, 0.02F, 0.60F},
               .radii = {0.075F * h.nose_width, 0.24F, 0.14F},
               .pitch = 0.25F,
               .blend = 0.07F,
               .fade = 0.15F});
    skull.add({.centre = {0, 0.5F * tip_y - 0.02F, 0.5F * tip_z + 0.31F},
               .radii = {0.075F * h.nose_width, 0.2F, 0.12F},
               .pitch = 0.45F,
               .blend = 0.07F,
               .fade = 0.15F});
    skull.add({.centre = {0, tip_y, tip_z},
               .radii = {0.105F * h.nose_width, 0.09F, 0.12F},
               .blend = 0.06F,
               .fade = 0.15F});
    for (const float side : {-1.0F, 1.0F}) {
        skull.add({.centre = {side * 0.105F * h.nose_width, tip_y - 0.02F, tip_z - 0.10F},
                   .radii = {0.07F * h.nose_width, 0.065F, 0.10F},
                   .blend = 0.05F,
                   .fade = 0.3F});
    }
    model.nose_tip = make_ellipsoid(model.head, {.centre = {0, 0.6F * tip_y, tip_z - 0.12F},
                                                 .radii = {0.12F * h.nose_width, 0.2F, 0.17F},
                                                 .pitch = 0.35F});
}

void add_ears(Model& model) {
    const HeadShape& h = model.scene.head;
    const float w = h.width;
    model.outline =
        make_ellipsoid(model.head, {.centre = {0, 0, 0}, .radii = {0.82F * w, 1.06F, 1.0F}});
    for (std::size_t i = 0; i < 2; ++i) {
        const float side = i == 0 ? -1.0F : 1.0F;
        model.ears[i] = make_ellipsoid(model.head, {.centre = {side * 0.71F * w, -0.08F, -0.10F},
                                                    .radii = {0.07F, 0.19F * h.ears, 0.12F},
                                                    .pitch = 0.15F,
                                                    .roll = side * -0.18F});
    }
}

void add_body(Model& model) {
    const HeadShape& h = model.scene.head;
    model.neck = make_ellipsoid(
        model.torso, {.centre = {0, -1.15F, -0.16F}, .radii = {h.neck, 0.95F, h.neck * 1.05F}});
    model.slope = make_ellipsoid(model.torso, {.centre = {0, -1.56F, -0.26F},
                                               .radii = {h.shoulders * 0.58F, 0.40F, 0.36F},
                                               .blend = 0.12F});
    model.chest = make_ellipsoid(
        model.torso,
        {.centre = {0, -2.42F, -0.26F}, .radii = {h.shoulders, 1.12F, 0.66F}, .blend = 0.25F});
}

void add_hair(Model& model) {
    const Hair& hair = model.scene.hair;
    const float w = model.scene.head.width;
    // A hat presses the hair down.
    const float v = model.scene.hat.on ? 0.4F * hair.volume : hair.volume;
    const float rise = hair.style == HairStyle::swept ? 0.06F : 0.0F;
    model.hair_cap =
        make_ellipsoid(model.head, {.centre = {0, 0.27F, -0.13F},
                                    .radii = {0.74F * w + v, 0.74F + v + rise, 0.85F + 0.8F * v}});
    const bool wavy = hair.style == HairStyle::wavy;
    model.hair_back = make_ellipsoid(
        model.head, {.centre = {0, -0.45F * hair.length, -0.35F},
                     .radii = {(wavy ? 0.98F : 0.86F) * w + v, 1.15F * hair.length, 0.5F}});
    for (std::size_t i = 0; i < 2; ++i) {
        const float side = i == 0 ? -1.0F : 1.0F;
        model.curtains[i] = make_ellipsoid(
            model.head, {.centre = {side * ((wavy ? 0.70F : 0.65F) * w + 0.5F * v),
                                    -0.48F * hair.length, 0.02F},
                         .radii = {(wavy ? 0.21F : 0.16F) + 0.9F * v, 1.05F * hair.length, 0.36F},
                         .roll = side * (wavy ? 0.05F : 0.0F)});
    }
    model.bun = make_ellipsoid(model.head,
                               {.centre = {0, 1.02F + v, -0.30F}, .radii = {0.30F, 0.27F, 0.30F}});
}

void add_hat(Model& model) {
    const float w = model.scene.head.width;
    using enum Hat::Kind;
    EllipsoidShape crown{.centre = {0, 0.36F, -0.13F}, .radii = {0.83F * w, 0.86F, 0.95F}};
    EllipsoidShape brim{
        .centre = {0, 0.50F, 0.60F}, .radii = {0.66F * w, 0.09F, 0.62F}, .pitch = -0.34F};
    model.hat_base = 0.50F;
    switch (model.scene.hat.kind) {
        case beanie:
            crown.radii = {0.85F * w, 0.88F, 0.97F};
            model.hat_slope = -0.06F;
            break;
        case cap:
            model.hat_slope = -0.04F;
            break;
        case brimmed:
            crown = {.centre = {0, 0.42F, -0.13F}, .radii = {0.80F * w, 0.86F, 0.93F}};
            brim = {
                .centre = {0, 0.51F, -0.05F}, .radii = {1.30F * w, 0.09F, 1.28F}, .pitch = 0.12F};
            model.hat_slope = 0.12F;
            break;
        case bucket:
            crown.radii = {0.82F * w, 0.82F, 0.93F};
            brim = {
                .centre = {0, 0.46F, -0.08F}, .radii = {1.04F * w, 0.18F, 1.10F}, .pitch = 0.03F};
            model.hat_slope = 0.03F;
            break;
    }
    model.hat_crown = make_ellipsoid(model.head, crown);
    model.hat_brim = make_ellipsoid(model.head, brim);
}

}  // namespace

Model make_model(const Scene& scene) {
    Model model;
    model.scene = scene;
    const Pose& pose = scene.pose;
    const Vec3 centre{pose.x, pose.y, 0};
    model.head = {turned(pose.yaw, pose.pitch, pose.roll), centre, pose.scale};
    model.torso = {turned(0.4F * pose.yaw, 0, 0), centre, pose.scale};
    model.to_head = make_local_map(model.head);
    model.to_torso = make_local_map(model.torso);
    Skull skull(model);
    add_bones(model, skull);
    add_nose(model, skull);
    add_ears(model);
    add_body(model);
    add_hair(model);
    add_hat(model);
    model.half = normalized(scene.light.toward + Vec3{0, 0, 1});
    return model;
}

}  // namespace zscope::faces
