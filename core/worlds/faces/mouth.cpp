// SPDX-License-Identifier: MIT
#include "core/worlds/faces/face_paint.h"

namespace zscope::faces {
namespace {

constexpr float kMouthY = -0.60F;

// The mouth in its own terms, at each sample.
struct Lips {
    Quad t;      // −1…1 from corner to corner
    Quad rest;   // 1 in the middle, 0 at the corners
    Quad line;   // height of the line between the lips
    Quad above;  // the point's height over the line
    Quad half;   // half of the opening
};

Lips lips_at(const Mouth& mouth, VecQ at) {
    Lips lips;
    lips.t = at.x * (1.0F / mouth.width);
    lips.rest = positive(1.0F - lips.t * lips.t);
    lips.line = kMouthY - 0.45F * mouth.lift + mouth.lift * smaller(lips.t * lips.t, quad(1.5F));
    lips.above = at.y - lips.line;
    // Smiling opens to a crescent: flat above, round below.
    lips.half = mouth.gap * root(lips.rest);
    return lips;
}

// Teeth above, tongue below, darkness between.
VecQ inside_mouth(const Mouth& mouth, const Lips& lips) {
    const float teeth_down = mouth.smiling ? 0.5F : 0.2F;
    const Quad depth = (lips.half * (mouth.smiling ? 0.55F : 1.0F) - lips.above) *
                       (1.0F / (2.0F * mouth.gap + 1e-6F));
    const Quad teeth = smooth(teeth_down + 0.06F, teeth_down - 0.06F, depth) *
                       smooth(0.9F, 0.6F, magnitude(lips.t));
    const Quad tongue = smooth(0.6F, 0.9F, depth) * smooth(0.7F, 0.2F, magnitude(lips.t));
    VecQ colour =
        mix(spread(Vec3{0.035F, 0.008F, 0.008F}), Vec3{0.24F, 0.06F, 0.055F}, 0.8F * tongue);
    return mix(colour, Vec3{0.82F, 0.79F, 0.72F}, teeth);
}

void paint_smile_lines(const Mouth& mouth, Skin4& skin, const Lips& lips) {
    const Quad x = magnitude(skin.at.x);
    // From the wing of the nose down around the corner of the mouth.
    const Quad fold_x = mouth.width + 0.05F - 0.55F * positive(skin.at.y - kMouthY - 0.02F);
    const Quad d = (x - fold_x) * (1.0F / 0.045F);
    const Quad length = smooth(-0.70F, -0.58F, skin.at.y) * smooth(-0.34F, -0.44F, skin.at.y);
    const float deep = mouth.smiling ? 0.45F : 0.06F;
    skin.open = skin.open * (1.0F - deep * hump(d * d) * length);
    // The corner's dimple.
    const Quad cx = (magnitude(lips.t) - 1.03F) * (1.0F / 0.16F);
    const Quad cy = lips.above * (1.0F / 0.045F);
    skin.open = skin.open * (1.0F - 0.55F * hump(cx * cx + cy * cy));
}

}  // namespace

void paint_mouth(const Model& model, Skin4& skin) {
    const Mouth& mouth = model.scene.mouth;
    if (!any((magnitude(skin.at.y - kMouthY) < quad(0.3F)) & (magnitude(skin.at.x) < quad(0.5F)))) {
        return;
    }
    const Lips lips = lips_at(mouth, skin.at);
    paint_smile_lines(mouth, skin, lips);
    const bool smiling = mouth.smiling;
    const Quad top_gap = lips.half * (smiling ? 0.55F : 1.0F);
    const Quad bottom_gap = lips.half * (smiling ? 1.45F : 1.0F);
    const Quad bow = 1.0F - 0.3F * hump(lips.t * lips.t * 30.0F);
    const Quad top = top_gap + mouth.upper * bow * root(lips.rest);
    const Quad bottom = -bottom_gap - mouth.lower * root(lips.rest);
    const Quad within = smooth(1.0F, 0.93F, magnitude(lips.t)) * skin.front;
    const Quad lip = smooth(0.012F, -0.012F, lips.above - top) *
                     smooth(-0.012F, 0.012F, lips.above - bottom) * within;
    // The upper lip looks down and lies in the shade, the lower looks up and shines.
    const Quad is_lower = smooth(0.012F, -0.012F, lips.above);
    const VecQ red = spread(mouth.lips) * (0.82F + 0.22F * is_lower);
    skin.albedo = mix(skin.albedo, red, mouth.colour * lip);
    const Quad belly = hump((lips.above - 0.55F * bottom) * (lips.above - 0.55F * bottom) * 900.0F);
    skin.gloss = skin.gloss * (1.0F + lip * is_lower * belly * 1.6F);
    const Quad line = unit_range(1.3F - magnitude(lips.above) * (1.0F / 0.021F)) *
                      smooth(1.08F, 0.9F, magnitude(lips.t)) * skin.front;
    if (mouth.gap > 0.0F) {
        const Quad open = smooth(0.012F, -0.008F, lips.above - top_gap) *
                          smooth(-0.012F, 0.008F, lips.above + bottom_gap) * within;
        skin.albedo = mix(skin.albedo, inside_mouth(mouth, lips), open);
        skin.open = skin.open * (1.0F - 0.3F * open);
        skin.gloss = skin.gloss * (1.0F - open);
    } else {
        skin.albedo = mix(skin.albedo, mouth.lips * Vec3{0.22F, 0.14F, 0.14F}, 0.92F * line);
    }
    // The hollow between lower lip and chin.
    relief(skin, {0.0F, kMouthY - 0.17F - mouth.gap, -0.022F}, 0.2F, 0.07F);
}

void paint_beard(const Model& model, Skin4& skin) {
    const Beard& beard = model.scene.beard;
    if (!beard.on || !any(skin.at.y < quad(0.1F))) {
        return;
    }
    const Quad x = magnitude(skin.at.x);
    const Quad y = skin.at.y;
    const Mouth& mouth = model.scene.mouth;
    const Quad ragged = 0.025F * wave(skin.at.x * 9.0F + beard.phase + wave(y * 4.0F));
    using enum Beard::Kind;
    const bool wide = beard.kind == full || beard.kind == stubble;
    // Cheek line: from the sideburn down to the corner of the mouth.
    const Quad cheek_line = (wide ? -0.42F : -0.58F) + positive(x - 0.34F) * 0.85F + ragged;
    const Quad sideburn = 0.4F * smooth(0.38F, 0.0F, skin.at.z);
    Quad jaw = smooth(0.05F, -0.05F, y - cheek_line - sideburn);
    if (beard.kind == circle) {
        const Quad dy = (y + 0.76F) * (1.0F / 0.36F);
        jaw = smooth(1.1F, 0.8F, x * x * 7.0F + dy * dy + 4.0F * ragged);
    }
    const Lips lips = lips_at(mouth, skin.at);
    const Quad lip_x = magnitude(lips.t) * 0.92F;
    // Around the lips bare skin, above them the moustache.
    const Quad bare = smooth(1.12F, 0.92F, lip_x) * smooth(0.095F, 0.06F, lips.above - lips.half) *
                      smooth(-0.14F, -0.10F, lips.above + lips.half * 1.4F);
    const Quad tache_top = -0.47F - 0.28F * x * x + ragged * 0.5F;
    const Quad tache = smooth(0.02F, -0.03F, y - tache_top) *
                       smooth(1.25F, 1.05F, magnitude(lips.t)) * smooth(-0.03F, 0.02F, lips.above);
    const Quad hair = larger(jaw, tache) * (1.0F - bare);
    const Quad strands = 0.9F + 0.1F * wave(skin.at.x * 17.0F + beard.phase +
                                            0.7F * wave(y * 11.0F + skin.at.x * 3.0F));
    const float most = beard.kind == stubble ? 0.72F : 1.0F;
    const Quad cover = most * beard.density * hair * strands * smooth(-0.32F, -0.1F, skin.at.z);
    skin.albedo = mix(skin.albedo, beard.colour, cover);
    skin.gloss = skin.gloss * (1.0F - 0.85F * cover);
    skin.open = skin.open * (1.0F - 0.15F * cover);
    // Tufts that hang down, uneven in width.
    const Quad tuft =
        wave(skin.at.x * 7.7F + beard.phase + 0.5F * wave(y * 2.3F + skin.at.x * 1.7F));
    skin.slope_x = skin.slope_x + cover * 0.22F * tuft * (0.6F + 0.4F * wave(y * 3.1F));
}

}  // namespace zscope::faces
