// SPDX-License-Identifier: MIT
#include <optional>

#include "core/worlds/faces/blend.h"
#include "core/worlds/faces/shade.h"

namespace zscope::faces {
namespace {

// Light and dark along the strands, −1…1. `across` runs from strand to strand.
Quad strands(const Hair& hair, Quad across, Quad along) {
    const Quad bend = across + 0.05F * hair.waves * wave(along * 1.1F + hair.phase);
    return 0.5F * wave(bend * 4.1F + hair.phase + 0.3F * wave(along * 0.9F)) +
           0.3F * wave(bend * 9.7F + 0.35F * along) + 0.2F * wave(bend * 19.0F + 0.5F * along);
}

// Rings and lumps of curls, −1…1.
Quad curls(VecQ at, float phase) {
    const Quad x = at.x + 0.07F * wave(at.y * 2.3F + phase) + 0.4F * at.z;
    const Quad y = at.y + 0.07F * wave(at.x * 2.7F + phase);
    return 0.6F * wave(x * 3.4F + phase) * wave(y * 3.7F) +
           0.4F * wave(x * 6.9F) * wave(y * 7.3F + phase);
}

struct Lock {
    VecQ at, normal;  // local point, world normal
    Quad across, along;
    VecQ flow;  // world direction of the strands, about
    float open = 1.0F;
};

VecQ hair_colour(const Model& model, const Lock& lock) {
    const Hair& hair = model.scene.hair;
    Quad pattern = strands(hair, lock.across, lock.along);
    if (hair.style == HairStyle::crop || hair.style == HairStyle::receding)
        pattern = 0.45F * pattern +
                  0.25F * wave(lock.at.x * 7.3F + wave(lock.at.z * 5.1F + lock.at.y * 4.0F));
    VecQ normal = lock.normal;
    if (hair.curls > 0.0F) {
        const Quad lumps = curls(lock.at, hair.phase);
        pattern = mix(pattern, lumps, quad(0.75F));
        normal = normalized(
            normal + model.head.axes.x * (0.45F * curls(lock.at + Vec3{0.07F, 0, 0}, hair.phase)) +
            model.head.axes.y * (0.45F * lumps));
    }
    const VecQ body =
        mix(spread(hair.colour * 0.62F), hair.light * 0.82F, smooth(-1.1F, 1.1F, pattern));
    Surface s{.normal = normal,
              .albedo = body,
              .open = lock.open * (0.80F + 0.2F * pattern),
              .sun = quad(lock.open),
              .gloss = quad(0.0F),
              .wrap = {0.3F, 0.28F, 0.26F},
              .rim = 0.4F};
    // A strand shines where it lies across the half vector, whichever way it is turned.
    const VecQ tangent = normalized(lock.flow - normal * dot(lock.flow, normal));
    const Quad lean = dot(tangent, model.half) + 0.16F * pattern;
    const Quad shine = fourth_power(fourth_power(positive(1.0F - lean * lean)));
    const Quad lit = positive(dot(normal, model.scene.light.toward) + 0.2F);
    const float strength = hair.curls > 0.0F ? 0.22F : 0.5F;
    return shade(model, s) +
           mix(hair.light, Vec3{1, 1, 1}, 0.06F) * (strength * lock.open * shine * lit);
}

Lock cap_lock(const Model& model, VecQ at, VecQ normal) {
    const Hair& hair = model.scene.hair;
    const Frame& axes = model.head.axes;
    Lock lock{
        .at = at, .normal = normal, .across = at.z, .along = at.y, .flow = spread(axes.y * -1.0F)};
    if (hair.style == HairStyle::swept || hair.style == HairStyle::bun) {
        lock.across = at.x * 1.2F;
        lock.along = at.z;
        lock.flow = spread(axes.z * -0.8F + axes.y * 0.5F);
    } else if (hair.style == HairStyle::bangs) {
        lock.across = at.x + 0.5F * at.z;
    } else {
        // From the parting to both sides and down.
        const Quad from_part = at.x - 0.22F * hair.side;
        lock.across = at.z * 0.9F + 0.25F * magnitude(from_part) + 0.35F * hair.side * at.y;
        lock.along = magnitude(from_part) - at.y;
        const Quad away = smooth(-0.15F, 0.15F, from_part) * 2.0F - 1.0F;
        lock.flow = axes.x * away + spread(axes.y * -0.5F);
    }
    return lock;
}

bool has_parting(const Hair& hair) {
    return hair.style == HairStyle::side_part || hair.style == HairStyle::straight ||
           hair.style == HairStyle::wavy;
}

void paint(Samples& samples, VecQ colour, Quad cover, Quad z) {
    const Quad alpha = select(z > samples.depth, cover, quad(0.0F));
    samples.colour = mix(samples.colour, colour, alpha);
    samples.depth = select(alpha > 0.5F, z, samples.depth);
}

// Curls and waves bend the outline: the ray is moved before it meets the hair.
Samples moved(const Model& model, const Samples& samples) {
    const Hair& hair = model.scene.hair;
    Samples bent = samples;
    const Quad x = (samples.x - model.head.centre.x) * (1.0F / model.head.scale);
    const Quad y = (samples.y - model.head.centre.y) * (1.0F / model.head.scale);
    if (hair.curls > 0.0F) {
        bent.x = samples.x + 0.028F * wave(y * 2.6F + hair.phase) + 0.018F * wave(y * 5.3F + x);
        bent.y = samples.y + 0.028F * wave(x * 2.9F + hair.phase) + 0.018F * wave(x * 5.9F - y);
    } else {
        bent.x =
            samples.x + (0.006F + 0.03F * hair.waves) * wave(y * 1.25F + hair.phase + 0.5F * x);
    }
    return bent;
}

// Where the bent rays meet a body of hair.
struct HairHit {
    Hit hit;
    VecQ at;  // in the head's coordinates
};
std::optional<HairHit> hair_hit(const Model& model, const Ellipsoid& e, const Samples& samples) {
    if (!e.near(samples.x[0], samples.y[0], 0.1F)) {
        return std::nullopt;
    }
    const Samples bent = moved(model, samples);
    const Hit h = hit(e, bent.x, bent.y);
    if (!any(h.on)) {
        return std::nullopt;
    }
    return HairHit{h, model.to_head(bent.x, bent.y, h.z)};
}

void draw_lock(const Model& model, const Ellipsoid& e, Samples& samples, float open) {
    const auto met = hair_hit(model, e, samples);
    if (!met) {
        return;
    }
    const auto& [h, at] = *met;
    const Lock lock{.at = at,
                    .normal = h.normal,
                    .across = at.x * 1.2F + 0.25F * at.z,
                    .along = at.y,
                    .flow = spread(model.head.axes.y * -1.0F),
                    .open = open};
    paint(samples, hair_colour(model, lock), select(h.on, quad(1.0F), quad(0.0F)), h.z);
}

}  // namespace

Quad hair_cover(const Model& model, VecQ local, float shift, Quad ragged) {
    const Hair& hair = model.scene.hair;
    const bool hat = model.scene.hat.on;
    const float line = hat && hair.hairline > 0.42F ? 0.42F : hair.hairline;
    const Quad x = local.x;
    Quad front = line - 0.32F * x * x;
    if (has_parting(hair)) {
        front = front + 0.05F - 0.20F * positive(magnitude(x - 0.22F * hair.side) - 0.08F);
    } else if (hair.style == HairStyle::crop || hair.style == HairStyle::swept) {
        front = front + 0.06F * smooth(0.15F, 0.45F, magnitude(x)) - 0.02F;
    }
    const float ear = hair.is_long ? -1.2F : hair.style == HairStyle::bun ? 0.02F : -0.10F;
    const float nape = hair.is_long ? -1.2F : -0.50F;
    const float temple = hair.style == HairStyle::receding ? 0.1F : 0.0F;
    const Quad side = nape + (ear - nape) * smooth(-0.35F, -0.12F, local.z);
    const Quad edge = side + (front - side) * smooth(0.20F - temple, 0.56F - temple, local.z);
    const Quad cover = smooth(-0.035F, 0.045F, local.y + shift - edge + ragged);
    return hat ? cover * smooth(0.05F, 0.0F, local.y - hat_edge(model, local.z)) : cover;
}

void draw_hair_behind(const Model& model, Samples& samples) {
    const Hair& hair = model.scene.hair;
    if (hair.style == HairStyle::bun && !model.scene.hat.on) {
        draw_lock(model, model.bun, samples, 0.95F);
    }
    if (hair.is_long) {
        draw_lock(model, model.hair_back, samples, 0.5F);
    }
    // The far side of the cap, seen past cheek and neck.
    const Ellipsoid& e = model.hair_cap;
    if (!e.near(samples.x[0], samples.y[0], 0.1F)) {
        return;
    }
    const Samples bent = moved(model, samples);
    const Hit front = hit(e, bent.x, bent.y);
    const VecQ flat = unit_space(e, bent.x, bent.y, quad(0.0F));
    const Quad back = -2.0F * dot(flat, e.along) * e.inverse_along2 - front.z;
    const VecQ at = model.to_head(bent.x, bent.y, back);
    const Quad cover = select(front.on, smooth(-0.52F, -0.44F, at.y), quad(0.0F));
    if (any(cover > 0.0F)) {
        Lock lock = cap_lock(model, at, front.normal);
        lock.open = 0.55F;
        paint(samples, hair_colour(model, lock), cover, back);
    }
}

void draw_hair_before(const Model& model, Samples& samples) {
    if (model.scene.hair.is_long) {
        for (const Ellipsoid& curtain : model.curtains) {
            draw_lock(model, curtain, samples, 0.9F);
        }
    }
    const auto met = hair_hit(model, model.hair_cap, samples);
    if (!met) {
        return;
    }
    const auto& [h, at] = *met;
    const Lock lock = cap_lock(model, at, h.normal);
    const Quad ragged = 0.022F * wave(lock.across * 7.0F + model.scene.hair.phase) +
                        0.02F * wave(at.x * 6.1F + at.y * 2.0F);
    // Hairlines are drawn on the scalp below the hair.
    const float w = model.scene.head.width;
    const VecQ scalp{at.x * (0.74F * w / (0.74F * w + model.scene.hair.volume)), at.y,
                     at.z * (0.85F / (0.85F + 0.8F * model.scene.hair.volume))};
    const Quad cover = select(h.on, hair_cover(model, scalp, 0.0F, ragged), quad(0.0F));
    if (any(cover > 0.0F)) {
        paint(samples, hair_colour(model, lock), cover, h.z);
    }
}

}  // namespace zscope::faces
