// SPDX-License-Identifier: MIT
#include "core/worlds/faces/blend.h"
#include "core/worlds/faces/face_paint.h"

namespace zscope::faces {
namespace {

void draw_ears(const Model& model, Samples& samples) {
    for (const Ellipsoid& ear : model.ears) {
        if (!ear.near(samples.x[0], samples.y[0], 0.05F)) {
            continue;
        }
        const Hit h = hit(ear, samples.x, samples.y);
        const QuadMask seen = h.on & (h.z > samples.depth);
        if (!any(seen)) {
            continue;
        }
        const VecQ inside = unit_space(ear, samples.x, samples.y, h.z);
        const Quad bowl = hump((inside.y * inside.y + inside.z * inside.z) * 1.5F);
        Surface s{.normal = h.normal,
                  .albedo = spread(model.scene.skin.colour * Vec3{1.0F, 0.86F, 0.84F}),
                  .open = 0.85F - 0.45F * bowl,
                  .sun = 1.0F - 0.5F * bowl,
                  .gloss = quad(0.03F),
                  .wrap = {0.4F, 0.15F, 0.1F}};
        samples.colour = select(seen, shade(model, s), samples.colour);
        samples.depth = select(seen, h.z, samples.depth);
    }
}

// The normal after the painted relief: local slopes along the head's axes.
VecQ bent(const Model& model, VecQ normal, const Skin4& skin) {
    const Frame& a = model.head.axes;
    return normalized(normal - a.x * skin.slope_x - a.y * skin.slope_y);
}

Quad sunlight(const Model& model, const Samples& samples, Quad z, VecQ local) {
    const Scene& scene = model.scene;
    const VecQ world{samples.x, samples.y, z};
    Quad sun = 1.0F - 0.75F * shadow_of(model.nose_tip, world, scene.light.toward, 0.35F);
    if (scene.hat.on) {
        sun = sun * (1.0F - 0.8F * shadow_of(model.hat_brim, world, scene.light.toward, 0.5F));
    }
    // Hair above throws a soft shadow.
    return sun * (1.0F - 0.55F * hair_cover(model, local, 0.09F, quad(0.0F)));
}

}  // namespace

void draw_head(const Model& model, Samples& samples) {
    if (!model.outline.near(samples.x[0], samples.y[0], 0.05F)) {
        return;
    }
    draw_ears(model, samples);
    Blended head;
    for (const Ellipsoid& part : model.skull) {
        blend_in(head, part, samples);
    }
    if (!any(head.on)) {
        return;
    }
    const VecQ at = model.to_head(samples.x, samples.y, head.z);
    Skin4 skin{.at = at,
               .front = smooth(0.05F, 0.3F, at.z),
               .albedo = spread(model.scene.skin.colour),
               .slope_x = quad(0.0F),
               .slope_y = quad(0.0F),
               .open = quad(1.0F),
               .gloss = quad(0.11F * model.scene.skin.gloss)};
    paint_complexion(model, skin);
    paint_sockets(model, skin);
    paint_nose(model, skin);
    paint_beard(model, skin);
    paint_mouth(model, skin);
    paint_brows(model, skin);
    const Quad sun = sunlight(model, samples, head.z, at);
    skin.open = skin.open * (1.0F - 0.35F * hair_cover(model, at, 0.07F, quad(0.0F)));
    Surface surface{.normal = bent(model, normalized(head.normal), skin),
                    .albedo = skin.albedo,
                    .open = skin.open,
                    .sun = sun,
                    .gloss = skin.gloss,
                    .wrap = {0.30F, 0.16F, 0.10F}};
    VecQ colour = shade(model, surface);
    paint_eyes(model, skin, sun, colour);
    samples.colour = select(head.on, colour, samples.colour);
    samples.depth = select(head.on, head.z, samples.depth);
}

}  // namespace zscope::faces
