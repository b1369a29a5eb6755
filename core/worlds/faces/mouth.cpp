// SPDX-License-Identifier: MIT
#include "core/worlds/faces/face_paint.h"
#include "core/worlds/faces/lips.h"

namespace zscope::faces {
namespace {

// Teeth above, tongue below, darkness between.
VecQ inside_mouth(const Mouth& mouth, const Lips& lips) {
    const float teeth_down = mouth.smiling ? 0.5F : 0.2F;
    const Quad depth = (lips.gap_top - lips.above) * (1.0F / (2.0F * mouth.gap + 1e-6F));
    const Quad teeth = smooth(teeth_down + 0.06F, teeth_down - 0.06F, depth) *
                       smooth(0.9F, 0.6F, magnitude(lips.t));
    const Quad tongue = smooth(0.6F, 0.9F, depth) * smooth(0.7F, 0.2F, magnitude(lips.t));
    const VecQ dark =
        mix(spread(Vec3{0.035F, 0.008F, 0.008F}), Vec3{0.24F, 0.06F, 0.055F}, 0.8F * tongue);
    return mix(dark, Vec3{0.82F, 0.79F, 0.72F}, teeth);
}

void paint_folds(const Mouth& mouth, Skin4& skin, const Lips& lips) {
    const Quad x = magnitude(skin.at.x);
    // From the wing of the nose down around the corner of the mouth.
    const Quad fold_x = mouth.width + 0.05F - 0.55F * positive(skin.at.y - kMouthY - 0.02F);
    const Quad d = (x - fold_x) * (1.0F / 0.045F);
    const Quad length = smooth(-0.70F, -0.58F, skin.at.y) * smooth(-0.34F, -0.44F, skin.at.y);
    const float deep = mouth.smiling ? 0.55F : 0.05F;
    skin.open = skin.open * (1.0F - deep * hump(d * d) * length);
    // The corner's dimple.
    const Quad cx = (magnitude(lips.t) - 1.03F) * (1.0F / 0.16F);
    const Quad cy = lips.above * (1.0F / 0.045F);
    skin.open = skin.open * (1.0F - 0.55F * hump(cx * cx + cy * cy));
}

void paint_lips(const Mouth& mouth, Skin4& skin, const Lips& lips, Quad within) {
    const Quad lip = smooth(0.012F, -0.012F, lips.above - lips.top) *
                     smooth(-0.012F, 0.012F, lips.above - lips.bottom) * within;
    // The upper lip looks down and lies in the shade, the lower looks up and shines.
    const Quad is_lower = smooth(0.012F, -0.012F, lips.above);
    const VecQ red = spread(mouth.lips) * (0.82F + 0.22F * is_lower);
    skin.albedo = mix(skin.albedo, red, mouth.colour * lip);
    const Quad from_belly = lips.above - 0.55F * lips.bottom;
    const Quad belly = hump(from_belly * from_belly * 900.0F);
    skin.gloss = skin.gloss * (1.0F + lip * is_lower * belly * 1.6F);
}

}  // namespace

void paint_mouth(const Model& model, Skin4& skin) {
    const Mouth& mouth = model.scene.mouth;
    if (!any((magnitude(skin.at.y - kMouthY) < quad(0.5F)) &
             (magnitude(skin.at.x) < quad(0.63F)))) {
        return;
    }
    const Lips lips = lips_at(mouth, skin.at);
    const Quad within = smooth(1.0F, 0.93F, magnitude(lips.t)) * skin.front;
    paint_folds(mouth, skin, lips);
    paint_lips(mouth, skin, lips, within);
    if (mouth.gap > 0.0F) {
        const Quad open = smooth(0.012F, -0.008F, lips.above - lips.gap_top) *
                          smooth(-0.012F, 0.008F, lips.above - lips.gap_bottom) * within;
        skin.albedo = mix(skin.albedo, inside_mouth(mouth, lips), open);
        skin.open = skin.open * (1.0F - 0.3F * open);
        skin.gloss = skin.gloss * (1.0F - open);
    } else {
        const Quad line = unit_range(1.3F - magnitude(lips.above) * (1.0F / 0.023F)) *
                          smooth(1.16F, 0.98F, magnitude(lips.t)) * skin.front;
        skin.albedo = mix(skin.albedo, mouth.lips * Vec3{0.22F, 0.14F, 0.14F}, 0.92F * line);
    }
    if (mouth.smiling) {  // cheeks rise and round
        relief(skin, {0.40F, -0.27F, 0.03F}, 0.22F, 0.17F);
        relief(skin, {-0.40F, -0.27F, 0.03F}, 0.22F, 0.17F);
    }
    // The hollow between lower lip and chin.
    relief(skin, {0.0F, kMouthY - 0.17F - mouth.gap, -0.022F}, 0.2F, 0.07F);
}

}  // namespace zscope::faces
