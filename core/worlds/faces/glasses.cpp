// SPDX-License-Identifier: MIT
#include "core/worlds/faces/shade.h"

namespace zscope::faces {
namespace {

constexpr float kLensY = -0.01F;
constexpr float kPlane = 0.77F;  // the glasses' local depth above the nose
constexpr float kBend = 0.28F;   // how far they bend back to the sides, times x²

struct Frames {
    Quad x, y;      // local, on the bent plane
    Quad z;         // world depth there
    Quad distance;  // from the nearer lens's outline: negative inside, local
};

Quad outline_distance(const Glasses& glasses, Quad dx, Quad dy) {
    const float corner = glasses.shape == 0 ? glasses.width : glasses.shape == 1 ? 0.07F : 0.13F;
    if (glasses.shape == 2) {  // a drop: narrower below
        dx = dx * (1.0F - 0.9F * dy);
    }
    const Quad qx = positive(magnitude(dx) - (glasses.width - corner));
    const Quad qy = positive(magnitude(dy) - (glasses.height - corner));
    const Quad inner =
        smaller(larger(magnitude(dx) - glasses.width, magnitude(dy) - glasses.height), quad(0.0F));
    return select((qx + qy) > 0.0F, root(qx * qx + qy * qy) - corner, larger(inner, quad(-corner)));
}

Frames frames_at(const Model& model, const Samples& samples) {
    const VecQ base = model.to_head(samples.x, samples.y, quad(0.0F));
    const Vec3 along = model.to_head.along;
    const float inverse = 1.0F / along.z;
    Quad z = (kPlane - base.z) * inverse;
    for (int i = 0; i < 2; ++i) {
        const Quad x = base.x + z * along.x;
        z = (kPlane - kBend * smaller(x * x, quad(0.6F)) - base.z) * inverse;
    }
    Frames f{.x = base.x + z * along.x, .y = base.y + z * along.y, .z = z, .distance = quad(1.0F)};
    const Quad dx = magnitude(f.x) - (model.scene.eyes.apart - 0.005F);
    f.distance = outline_distance(model.scene.glasses, dx, f.y - kLensY);
    return f;
}

// Lenses: clear ones mirror a little of the window, dark ones the sky.
void paint_lenses(const Model& model, Samples& samples, const Frames& f) {
    const Glasses& glasses = model.scene.glasses;
    const Quad inside = select(f.z > samples.depth, smooth(0.01F, -0.01F, f.distance), quad(0.0F));
    if (!any(inside > 0.0F)) {
        return;
    }
    const float side = model.scene.light.toward.x > 0.0F ? 1.0F : -1.0F;
    const Quad local_x = magnitude(f.x) - model.scene.eyes.apart;
    const Quad streak = f.y - kLensY + 0.9F * side * select(f.x > 0.0F, local_x, -local_x);
    const Quad glare = hump((streak - 0.10F) * (streak - 0.10F) * 160.0F);
    if (glasses.dark) {
        const Quad height = smooth(-0.2F, 0.2F, f.y);
        const VecQ mirrored =
            mix(spread(glasses.lens), glasses.lens * 1.8F + Vec3{0.03F, 0.035F, 0.045F}, height);
        samples.colour = mix(samples.colour, mirrored + Vec3{0.5F, 0.52F, 0.56F} * (glare * 0.45F),
                             0.96F * inside);
    } else {
        const Vec3 white{0.9F, 0.95F, 1.0F};
        samples.colour =
            samples.colour * (1.0F - 0.07F * inside) + white * (inside * (0.015F + 0.05F * glare));
    }
}

void paint_rim(Samples& samples, const Model& model, Quad cover, Quad z) {
    const Quad alpha = select(z > samples.depth, cover, quad(0.0F));
    const Vec3 toward = model.scene.light.toward;
    const float lit = 0.55F + 0.6F * (toward.z > 0.0F ? toward.z : 0.0F);
    samples.colour = mix(samples.colour, spread(model.scene.glasses.rim * lit), alpha);
    samples.depth = select(alpha > 0.5F, z, samples.depth);
}

// The arms: from the hinge to the ear, hidden where the head is nearer.
void paint_arms(const Model& model, Samples& samples) {
    const Glasses& glasses = model.scene.glasses;
    const float outer = model.scene.eyes.apart + glasses.width;
    const Place& head = model.head;
    for (const float side : {-1.0F, 1.0F}) {
        const Vec3 from =
            head.centre +
            to_world(head.axes, {side * outer, 0.05F, kPlane - kBend * outer * outer}) * head.scale;
        const Vec3 to =
            head.centre +
            to_world(head.axes, {side * 0.76F * model.scene.head.width, 0.02F, -0.1F}) * head.scale;
        const Vec3 d = to - from;
        const float inverse = 1.0F / (d.x * d.x + d.y * d.y + 1e-6F);
        const Quad px = samples.x - from.x;
        const Quad py = samples.y - from.y;
        const Quad t = unit_range((px * d.x + py * d.y) * inverse);
        const Quad ex = px - d.x * t;
        const Quad ey = py - d.y * t;
        const float thick = 0.8F * glasses.thick * head.scale;
        const Quad distance = root(ex * ex + ey * ey);
        paint_rim(samples, model, smooth(1.2F * thick, 0.6F * thick, distance), from.z + d.z * t);
    }
}

}  // namespace

void draw_glasses(const Model& model, Samples& samples) {
    const Glasses& glasses = model.scene.glasses;
    if (!glasses.on || !model.outline.near(samples.x[0], samples.y[0], 0.05F)) {
        return;
    }
    const Frames f = frames_at(model, samples);
    if (!any(magnitude(f.y) < quad(0.4F))) {
        return;
    }
    paint_arms(model, samples);
    paint_lenses(model, samples, f);
    const Quad rim = smooth(1.2F * glasses.thick, 0.7F * glasses.thick, magnitude(f.distance));
    const float gap = model.scene.eyes.apart - glasses.width;
    const Quad bridge_y = f.y - kLensY - 0.055F + 0.6F * f.x * f.x;
    const Quad bridge = smooth(1.2F * glasses.thick, 0.6F * glasses.thick, magnitude(bridge_y)) *
                        smooth(0.02F, -0.02F, magnitude(f.x) - gap);
    paint_rim(samples, model, larger(rim, bridge), f.z);
}

}  // namespace zscope::faces
