// SPDX-License-Identifier: MIT
#include "core/worlds/faces/blend.h"
#include "core/worlds/faces/shade.h"

namespace zscope::faces {
namespace {

VecQ crown_colour(const Model& model, VecQ at) {
    const Hat& hat = model.scene.hat;
    const Quad height = at.y - hat_edge(model, at.z);
    VecQ colour = spread(hat.colour);
    using enum Hat::Kind;
    switch (hat.kind) {
        case beanie: {
            // Ribbed knitting, with the rim folded over.
            const Quad ribs = 0.86F + 0.14F * wave((at.x + 0.5F * at.z) * 5.0F + hat.phase);
            const Quad fold = smooth(0.27F, 0.24F, height);
            colour = mix(colour, hat.band, 0.75F * fold) * ribs;
            return colour * (1.0F - 0.5F * hump((height - 0.27F) * (height - 0.27F) * 900.0F));
        }
        case cap: {
            const Quad seam = hump(at.x * at.x * 900.0F);
            return colour * (1.0F - 0.25F * seam);
        }
        case brimmed: {
            const Quad ribbon = smooth(0.22F, 0.20F, height);
            return mix(colour, hat.band, 0.9F * ribbon);
        }
        case bucket: {
            const Quad stitch = hump((height - 0.06F) * (height - 0.06F) * 1600.0F);
            return colour * (1.0F - 0.3F * stitch);
        }
    }
    return colour;
}

void paint_cloth(const Model& model, Samples& samples, const Hit& h, VecQ albedo, Quad open,
                 Quad cover) {
    Surface s{.normal = h.normal,
              .albedo = albedo,
              .open = open,
              .sun = quad(1.0F),
              .gloss = quad(0.03F),
              .wrap = {0.15F, 0.15F, 0.15F}};
    const Quad alpha = select(h.on & (h.z > samples.depth), cover, quad(0.0F));
    samples.colour = mix(samples.colour, shade(model, s), alpha);
    samples.depth = select(alpha > 0.5F, h.z, samples.depth);
}

}  // namespace

void draw_hat(const Model& model, Samples& samples) {
    const Hat& hat = model.scene.hat;
    if (!hat.on) {
        return;
    }
    if (model.hat_crown.near(samples.x[0], samples.y[0], 0.05F)) {
        const Hit h = hit(model.hat_crown, samples.x, samples.y);
        const VecQ at = model.to_head(samples.x, samples.y, h.z);
        const Quad cover = smooth(-0.015F, 0.015F, at.y - hat_edge(model, at.z));
        if (any(h.on & (cover > 0.0F))) {
            paint_cloth(model, samples, h, crown_colour(model, at), quad(1.0F), cover);
        }
    }
    if (hat.kind != Hat::Kind::beanie && model.hat_brim.near(samples.x[0], samples.y[0], 0.05F)) {
        const Hit h = hit(model.hat_brim, samples.x, samples.y);
        if (any(h.on)) {
            // Its lower side lies in the shade.
            const Quad under = smooth(0.1F, -0.2F, dot(h.normal, model.head.axes.y));
            const Vec3 colour =
                hat.kind == Hat::Kind::cap ? mix(hat.colour, hat.band, 0.6F) : hat.colour;
            paint_cloth(model, samples, h, spread(colour), 1.0F - 0.55F * under, quad(1.0F));
        }
    }
}

}  // namespace zscope::faces
