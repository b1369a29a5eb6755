// SPDX-License-Identifier: MIT
#include "core/worlds/faces/face_paint.h"

namespace zscope::faces {

// Skin is not one colour: rosier on cheeks, nose and chin, mottled a little, freckled sometimes.
void paint_complexion(const Model& model, Skin4& skin) {
    const Skin& s = model.scene.skin;
    const Quad x = magnitude(skin.at.x);
    const Quad y = skin.at.y;
    const Quad cheek_x = (x - 0.40F) * 3.6F;
    const Quad cheek_y = (y + 0.28F) * 4.6F;
    const Quad cheek = hump(cheek_x * cheek_x + cheek_y * cheek_y);
    const Quad nose_y = (y + 0.36F) * 4.0F;
    const Quad nose = hump(skin.at.x * skin.at.x * 36.0F + nose_y * nose_y);
    const Quad mottle =
        wave(skin.at.x * 1.9F + s.phase + 0.4F * wave(y * 1.3F)) * wave(y * 1.7F + 3.0F * s.phase);
    const Quad rosy = s.blush * (0.8F * cheek + 0.5F * nose) + 0.06F * mottle;
    skin.albedo.y = skin.albedo.y * (1.0F - 0.32F * rosy);
    skin.albedo.z = skin.albedo.z * (1.0F - 0.28F * rosy);
    if (s.freckles > 0.0F) {
        const Quad dots = wave(skin.at.x * 11.3F + s.phase + wave(y * 6.1F)) *
                          wave(y * 12.7F + wave(skin.at.x * 5.3F));
        const Quad spots = s.freckles * smooth(0.35F, 0.8F, dots) * unit_range(cheek + nose);
        skin.albedo = mix(skin.albedo, skin.albedo * Vec3{0.72F, 0.58F, 0.48F}, spots);
    }
    // The hollow under the cheekbone and the temple.
    relief(skin, {0.52F, -0.48F, -0.02F}, 0.2F, 0.25F);
    relief(skin, {-0.52F, -0.48F, -0.02F}, 0.2F, 0.25F);
}

void paint_nose(const Model& model, Skin4& skin) {
    const HeadShape& h = model.scene.head;
    const float tip_y = -0.15F - 0.22F * h.nose_length;
    const Quad x = magnitude(skin.at.x);
    // Nostrils, and the shade under the tip.
    const Quad nx = (x - 0.055F * h.nose_width) * (1.0F / 0.045F);
    const Quad ny = (skin.at.y - tip_y + 0.075F) * (1.0F / 0.035F);
    const Quad nostril = hump((nx * nx + ny * ny) * 0.6F);
    skin.albedo =
        mix(skin.albedo, model.scene.skin.colour * Vec3{0.30F, 0.18F, 0.16F}, 0.85F * nostril);
    skin.open = skin.open * (1.0F - 0.6F * nostril);
    const Quad under_y = (skin.at.y - tip_y + 0.12F) * (1.0F / 0.09F);
    const Quad under = hump(x * x * 30.0F + under_y * under_y);
    skin.open = skin.open * (1.0F - 0.4F * under);
    // Where the wings meet the cheek, and the groove above the lip.
    const Quad wing_x = (x - 0.185F * h.nose_width) * (1.0F / 0.05F);
    const Quad wing_y = (skin.at.y - tip_y + 0.02F) * (1.0F / 0.10F);
    skin.open = skin.open * (1.0F - 0.35F * hump(wing_x * wing_x + wing_y * wing_y));
    relief(skin, {0.0F, tip_y - 0.15F, -0.014F}, 0.05F, 0.09F);
    skin.gloss = skin.gloss * (1.0F + 0.8F * hump(x * x * 90.0F));
}

void paint_sockets(const Model& model, Skin4& skin) {
    const Eyes& eyes = model.scene.eyes;
    for (const float side : {-1.0F, 1.0F}) {
        const float x = side * eyes.apart;
        const Quad deep = relief(skin, {x, 0.02F, -0.035F}, 0.25F, 0.17F);
        // Nearer the nose it is deeper.
        const Quad inner = relief(skin, {side * 0.16F, 0.05F, -0.03F}, 0.12F, 0.14F);
        skin.open = skin.open * (1.0F - 0.22F * deep - 0.28F * inner);
        if (eyes.lid_colour > 0.0F) {
            const Quad dx = (skin.at.x - x) * (1.0F / 0.2F);
            const Quad dy = (skin.at.y - 0.09F) * (1.0F / 0.08F);
            const Quad lid = eyes.lid_colour * hump((dx * dx + dy * dy) * 0.8F);
            skin.albedo = mix(skin.albedo, skin.albedo * eyes.lid * 2.2F, lid);
        }
    }
    // A darker tone below the eye.
    for (const float side : {-1.0F, 1.0F}) {
        const Quad dx = (skin.at.x - side * eyes.apart) * (1.0F / 0.19F);
        const Quad dy = (skin.at.y + 0.12F) * (1.0F / 0.06F);
        skin.open = skin.open * (1.0F - 0.12F * hump(dx * dx + dy * dy));
    }
}

}  // namespace zscope::faces
