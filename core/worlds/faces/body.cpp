// SPDX-License-Identifier: MIT
#include "core/worlds/faces/blend.h"
#include "core/worlds/faces/shade.h"

namespace zscope::faces {
namespace {

struct Cover {
    Quad cloth;   // 0 skin … 1 cloth
    Quad second;  // 0 the cloth's colour … 1 its second one
};

// What covers the torso's local point.
Cover clothes(const Model& model, VecQ at, QuadMask on_neck) {
    const Clothing& c = model.scene.clothing;
    const Quad x = magnitude(at.x);
    const Quad zero = quad(0.0F);
    const Quad stripes = c.stripes * smooth(-0.2F, 0.2F, wave(at.y * 5.0F + c.phase));
    const auto round_neck = [&](float width, float depth) {
        const Quad dx = at.x * (1.0F / width);
        const Quad dy = (at.y + 1.14F) * (1.0F / depth);
        return smooth(0.92F, 1.06F, dx * dx + dy * dy) * select(on_neck, zero, quad(1.0F));
    };
    using enum Clothing::Kind;
    switch (c.kind) {
        case crew:
            return {round_neck(0.62F, 0.36F), stripes};
        case scoop:
            return {round_neck(0.70F, 0.58F), stripes};
        case vneck: {
            const Quad open = x * 1.15F - (at.y + 1.80F);
            return {smooth(0.0F, 0.05F, open) * select(on_neck, zero, quad(1.0F)), stripes};
        }
        case turtleneck:
            return {smooth(-1.06F, -1.10F, at.y), stripes * 0.6F};
        case shirt: {
            const Quad open = x * 1.35F - (at.y + 1.54F);
            const Quad collar = smooth(0.0F, 0.03F, open) * smooth(0.46F, 0.42F, open + 0.4F * x);
            const Quad cloth = larger(smooth(0.0F, 0.04F, open) *
                                          select(on_neck, smooth(-1.14F, -1.18F, at.y), quad(1.0F)),
                                      zero);
            return {cloth, collar * 0.7F};
        }
        case jacket: {
            const Quad lapel = x - 0.42F * (at.y + 2.2F) - 0.16F;
            const Quad open = x * 1.6F - (at.y + 1.46F);
            return {smooth(0.0F, 0.04F, open) *
                        select(on_neck, smooth(-1.14F, -1.18F, at.y), quad(1.0F)),
                    smooth(0.02F, -0.02F, lapel)};
        }
    }
    return {quad(1.0F), zero};
}

}  // namespace

void draw_body(const Model& model, Samples& samples) {
    const Scene& scene = model.scene;
    Blended body;
    blend_in(body, model.chest, samples);
    blend_in(body, model.slope, samples);
    const Quad before_neck = body.z;
    if (model.neck.near(samples.x[0], samples.y[0], 0.05F)) {
        const Hit neck = hit(model.neck, samples.x, samples.y);
        merge(body, neck, 0.10F * model.torso.scale);
    }
    if (!any(body.on)) {
        return;
    }
    const VecQ at = model.to_torso(samples.x, samples.y, body.z);
    const Cover cover = clothes(model, at, body.z > before_neck + 0.03F);
    const VecQ cloth = mix(spread(scene.clothing.colour), scene.clothing.second, cover.second);
    const VecQ world{samples.x, samples.y, body.z};
    // Under the chin it is dark, whatever the light: the head hides the sky.
    const Quad below = shadow_of(model.outline, world, {0, 0.93F, 0.37F}, 0.6F);
    Surface surface;
    surface.normal = normalized(body.normal);
    surface.albedo = mix(spread(scene.skin.colour * 0.94F), cloth, cover.cloth);
    surface.open = 1.0F - 0.62F * below;
    surface.sun = 1.0F - 0.9F * shadow_of(model.outline, world, scene.light.toward, 0.45F);
    surface.gloss = 0.05F * (1.0F - cover.cloth);
    surface.wrap = {0.22F, 0.12F, 0.08F};
    const Quad edge = cover.cloth * (1.0F - cover.cloth);
    surface.open = surface.open * (1.0F - 1.2F * edge);
    samples.colour = select(body.on, shade(model, surface), samples.colour);
    samples.depth = select(body.on, body.z, samples.depth);
}

}  // namespace zscope::faces
