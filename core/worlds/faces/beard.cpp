// SPDX-License-Identifier: MIT
#include "core/worlds/faces/face_paint.h"
#include "core/worlds/faces/lips.h"

namespace zscope::faces {
namespace {

// Where the beard grows on cheeks and chin, 0…1.
Quad growth(const Beard& beard, VecQ at, Quad ragged) {
    using enum Beard::Kind;
    const Quad x = magnitude(at.x);
    if (beard.kind == circle) {
        const Quad dy = (at.y + 0.76F) * (1.0F / 0.36F);
        return smooth(1.1F, 0.8F, x * x * 7.0F + dy * dy + 4.0F * ragged);
    }
    // Cheek line: from the sideburn down to the corner of the mouth.
    const bool wide = beard.kind == full || beard.kind == stubble;
    const Quad cheek = (wide ? -0.42F : -0.58F) + positive(x - 0.34F) * 0.85F + ragged;
    const Quad sideburn = 0.4F * smooth(0.38F, 0.0F, at.z);
    return smooth(0.05F, -0.05F, at.y - cheek - sideburn);
}

}  // namespace

void paint_beard(const Model& model, Skin4& skin) {
    const Beard& beard = model.scene.beard;
    if (!beard.on || !any(skin.at.y < quad(0.1F))) {
        return;
    }
    const Quad y = skin.at.y;
    const Quad ragged = 0.025F * wave(skin.at.x * 9.0F + beard.phase + wave(y * 4.0F));
    const Lips lips = lips_at(model.scene.mouth, skin.at);
    // The moustache, and the lips with a narrow edge of bare skin.
    const Quad tache_top = -0.47F - 0.28F * skin.at.x * skin.at.x + 0.5F * ragged;
    const Quad tache = smooth(0.02F, -0.03F, y - tache_top) *
                       smooth(1.25F, 1.05F, magnitude(lips.t)) * smooth(-0.03F, 0.02F, lips.above);
    const Quad bare = smooth(1.10F, 0.98F, magnitude(lips.t)) *
                      smooth(0.045F, 0.015F, lips.above - lips.top) *
                      smooth(-0.055F, -0.025F, lips.above - lips.bottom);
    const Quad hair = larger(growth(beard, skin.at, ragged), tache) * (1.0F - bare);
    // Tufts that hang down, uneven in width.
    const Quad tuft =
        wave(skin.at.x * 7.7F + beard.phase + 0.5F * wave(y * 2.3F + skin.at.x * 1.7F));
    const float most = beard.kind == Beard::Kind::stubble ? 0.80F : 0.97F;
    const Quad cover =
        most * beard.density * hair * (0.95F + 0.05F * tuft) * smooth(-0.32F, -0.1F, skin.at.z);
    skin.albedo = mix(skin.albedo, beard.colour, cover);
    skin.gloss = skin.gloss * (1.0F - 0.85F * cover);
    skin.open = skin.open * (1.0F - 0.15F * cover);
    skin.slope_x = skin.slope_x + cover * 0.12F * tuft * (0.6F + 0.4F * wave(y * 3.1F));
}

}  // namespace zscope::faces
