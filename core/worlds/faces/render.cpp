// SPDX-License-Identifier: MIT
#include "core/worlds/faces/render.h"

#include "core/worlds/faces/shade.h"

namespace zscope::faces {
namespace {

float mean(Quad q) {
    return 0.25F * ((q[0] + q[1]) + (q[2] + q[3]));
}

// Film: highlights roll off, then the sRGB curve, fitted by roots (least squares, within 0.018).
Quad developed(Quad linear) {
    const Quad exposed = 1.12F * positive(linear);
    const Quad film =
        smaller(exposed * (1.0F + 0.14F * exposed) / (1.0F + 0.32F * exposed), quad(1.0F));
    const Quad square_root = root(film);
    return 1.2547F * square_root - 0.0598F * root(square_root) - 0.1949F * film;
}

// Where the head covers all samples, what lies behind it is not drawn.
bool behind_head(const Model& model, Quad x, Quad y) {
    const auto covers = [&](const Ellipsoid& e) {
        return e.near(x[0], y[0], 0.0F) && !any(hit(e, x, y).on == QuadMask{0, 0, 0, 0});
    };
    return covers(model.skull[0]) || covers(model.skull[1]);
}

Samples sampled(const Model& model, Quad x, Quad y) {
    Samples samples{.x = x, .y = y, .colour = spread({0, 0, 0}), .depth = quad(0.0F)};
    if (behind_head(model, x, y)) {
        samples.depth = quad(-4.0F);
    } else {
        draw_background(model, samples);
        draw_hair_behind(model, samples);
        draw_body(model, samples);
    }
    draw_head(model, samples);
    draw_glasses(model, samples);
    draw_hair_before(model, samples);
    draw_hat(model, samples);
    return samples;
}

}  // namespace

std::vector<std::uint8_t> render(const Scene& scene, int size) {
    const Model model = make_model(scene);
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(size * size * 3));
    const float step = 2.0F / static_cast<float>(size);
    const float off = 0.25F * step;
    auto* out = pixels.data();
    for (int row = 0; row < size; ++row) {
        const float middle_y = 1.0F - (static_cast<float>(row) + 0.5F) * step;
        const Quad y{middle_y + off, middle_y + off, middle_y - off, middle_y - off};
        for (int column = 0; column < size; ++column) {
            const float middle_x = (static_cast<float>(column) + 0.5F) * step - 1.0F;
            const Quad x{middle_x - off, middle_x + off, middle_x - off, middle_x + off};
            const VecQ colour = sampled(model, x, y).colour;
            const Quad bytes =
                255.0F * developed(Quad{mean(colour.x), mean(colour.y), mean(colour.z), 0.0F}) +
                0.5F;
            for (int channel = 0; channel < 3; ++channel) {
                const float value = bytes[channel];
                *out++ = static_cast<std::uint8_t>(value > 255.0F ? 255.0F : value);
            }
        }
    }
    return pixels;
}

}  // namespace zscope::faces
