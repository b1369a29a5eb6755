// SPDX-License-Identifier: MIT
#include "core/worlds/faces/face_paint.h"

namespace zscope::faces {
namespace {

// One eye's opening: where the point lies between the lids. `t`: −1 inner … 1 outer corner.
struct Opening {
    Quad t, y;          // along and across, from the eye's middle
    Quad upper, lower;  // the lids' heights there
    Quad inside;        // 0…1
};

Opening opening_of(const Eyes& eyes, VecQ at, float side) {
    Opening o;
    const Quad x = (at.x - side * eyes.apart) * side;
    o.t = x * (1.0F / eyes.width);
    o.y = at.y - eyes.slant * x;
    const Quad rest = positive(1.0F - o.t * o.t);
    // The upper lid is highest a little towards the nose, the lower lid lowest towards the temple.
    o.upper = eyes.open * rest * (1.0F - 0.22F * o.t) + 0.006F;
    o.lower = -0.62F * eyes.open * rest * (1.0F + 0.2F * o.t);
    o.inside = smooth(0.0F, 0.018F, o.upper - o.y) * smooth(0.0F, 0.014F, o.y - o.lower) *
               smooth(1.02F, 0.92F, magnitude(o.t));
    return o;
}

VecQ eyeball(const Model& model, VecQ at, float side, const Opening& o, Quad sun) {
    const Eyes& eyes = model.scene.eyes;
    constexpr float kRound = 4.2F;  // one over the eyeball's radius
    const Quad bx = (at.x - side * eyes.apart) * kRound;
    const Quad by = at.y * kRound;
    const Quad bz = root(positive(1.0F - bx * bx - by * by) + 0.05F);
    const Frame& axes = model.head.axes;
    const VecQ normal = normalized(axes.x * bx + axes.y * by + axes.z * bz);
    const Quad ix = at.x - side * eyes.apart - eyes.gaze_x;
    const Quad iy = at.y - eyes.gaze_y - 0.008F;
    const Quad r2 = (ix * ix + iy * iy) * (1.0F / (eyes.iris_size * eyes.iris_size));
    const Quad iris = smooth(1.1F, 0.85F, r2);
    const Quad ring = smooth(0.55F, 1.0F, r2);
    const Quad pupil = smooth(0.26F, 0.15F, r2);
    VecQ albedo = spread(Vec3{0.70F, 0.66F, 0.63F});
    albedo.y = albedo.y * (1.0F - 0.1F * o.t * o.t);
    albedo.z = albedo.z * (1.0F - 0.12F * o.t * o.t);
    // Light enters on one side of the iris and shows on the other.
    VecQ colour = spread(eyes.iris) * (1.15F - 0.75F * ring - 3.0F * iy);
    colour = mix(colour, Vec3{0.008F, 0.007F, 0.007F}, pupil);
    albedo = mix(albedo, colour, iris);
    // The upper lid and its lashes shade the ball.
    const Quad under_lid = smooth(0.075F, 0.0F, o.upper - o.y);
    Surface s{.normal = normal,
              .albedo = albedo,
              .open = 0.95F - 0.5F * under_lid,
              .sun = sun * (1.0F - 0.55F * under_lid),
              .gloss = quad(0.0F),
              .wrap = {0.45F, 0.42F, 0.40F}};
    VecQ lit = shade(model, s);
    // The window in the eye: one small highlight toward the light.
    const Vec3 toward = model.scene.light.toward;
    const Quad gx = ix - 0.034F * (toward.x > 0.0F ? 1.0F : -1.0F);
    const Quad gy = iy - 0.030F;
    const Quad glint = smooth(1.0F, 0.3F, (gx * gx + gy * gy) * (1.0F / 0.0007F));
    return lit + model.scene.light.key * (0.8F * glint * (0.3F + 0.7F * sun));
}

}  // namespace

void paint_eyes(const Model& model, const Skin4& skin, Quad sun, VecQ& colour) {
    const Eyes& eyes = model.scene.eyes;
    if (model.scene.glasses.dark || !any(magnitude(skin.at.y) < quad(0.22F))) {
        return;
    }
    const Vec3 dark{0.012F, 0.008F, 0.007F};
    for (const float side : {-1.0F, 1.0F}) {
        if (!any(magnitude(skin.at.x - side * eyes.apart) < quad(0.27F))) {
            continue;
        }
        const Opening o = opening_of(eyes, skin.at, side);
        const Quad here = o.inside * skin.front;
        if (any(here > 0.0F)) {
            colour = mix(colour, eyeball(model, skin.at, side, o, sun), here);
        }
        // Lashes follow the upper lid, thicker to the outside; the crease above; the lower lid.
        const Quad along = smooth(1.25F, 0.95F, magnitude(o.t - 0.06F)) * skin.front;
        const Quad width = 0.014F + 0.014F * eyes.lash * (0.7F + 0.5F * o.t);
        const Quad from_lid = magnitude(o.y - o.upper - 0.25F * width);
        const Quad lashes = unit_range(1.4F - from_lid * (1.0F / width)) * along;
        colour = mix(colour, dark, (0.5F + 0.45F * eyes.lash) * lashes);
        const Quad crease = hump((o.y - o.upper - 0.045F) * (o.y - o.upper - 0.045F) * 2200.0F);
        colour = colour * (1.0F - 0.38F * crease * along);
        const Quad lower = hump((o.y - o.lower) * (o.y - o.lower) * 5200.0F);
        colour = colour * (1.0F - (0.18F + 0.2F * eyes.lash) * lower * along);
    }
}

void paint_brows(const Model& model, Skin4& skin) {
    const Eyes& eyes = model.scene.eyes;
    if (!any(magnitude(skin.at.y - 0.2F) < quad(0.2F))) {
        return;
    }
    const Quad x = magnitude(skin.at.x);
    const Quad t = (x - eyes.apart - 0.01F) * (1.0F / 0.215F);  // −1 inner … 1 outer end
    const Quad arc =
        eyes.brow_y + eyes.brow_arch * (1.0F - (t - 0.25F) * (t - 0.25F)) + eyes.brow_tilt * t;
    const Quad thick = eyes.brow_thick * (1.15F - 0.55F * smooth(-0.4F, 1.0F, t));
    const Quad hairs = 0.9F + 0.1F * wave(skin.at.x * 21.0F + skin.at.y * 9.0F);
    const Quad d = magnitude(skin.at.y - arc);
    const Quad on = unit_range(1.5F - d / thick) * smooth(1.08F, 0.8F, magnitude(t)) * skin.front;
    skin.albedo = mix(skin.albedo, eyes.brow, 0.92F * on * hairs);
    skin.gloss = skin.gloss * (1.0F - on);
}

}  // namespace zscope::faces
