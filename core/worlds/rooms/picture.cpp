// SPDX-License-Identifier: MIT
#include "core/worlds/rooms/surface.h"

namespace zscope::rooms {
namespace {

// u, v in [−1, 1] over the painting, v up.
Colour landscape(const PictureLook& look, float u, float v) {
    const float far = -0.05F + 0.7F * (noise(u * 1.2F + look.seed, look.seed) - 0.3F);
    const float near = -0.45F + 0.6F * (noise(u * 2.1F + look.seed, 3.0F) - 0.3F);
    const Colour sky = mixed(Colour{0.85F, 0.78F, 0.66F}, look.first, clamped(v, 0.0F, 1.0F));
    const Colour hills = mixed(look.third, sky, 0.35F);
    const Colour c = mixed(hills, sky, clamped((v - far) / 0.15F, 0.0F, 1.0F));
    return mixed(look.second * 0.8F, c, clamped((v - near) / 0.15F, 0.0F, 1.0F));
}

Colour shapes(const PictureLook& look, float u, float v) {
    const float a = noise(u * 1.1F + look.seed, v * 1.1F);
    const float b = noise(u * 1.4F, v * 1.4F + look.seed);
    Colour c = mixed(look.mat, look.first, clamped((a - 0.5F) / 0.08F, 0.0F, 1.0F));
    c = mixed(c, look.second, clamped((b - 0.58F) / 0.08F, 0.0F, 1.0F));
    return mixed(c, look.third, clamped((a + b - 1.25F) / 0.08F, 0.0F, 1.0F));
}

Colour bands(const PictureLook& look, float u, float v) {
    const float wave = v * 1.6F + 0.5F * noise(u * 1.5F + look.seed, look.seed);
    const float place = wave + 2.0F;
    const Colour lower = mixed(look.third, look.first, clamped((place - 1.3F) / 0.3F, 0.0F, 1.0F));
    return mixed(lower, mixed(look.second, look.mat, 0.4F),
                 clamped((place - 2.4F) / 0.3F, 0.0F, 1.0F));
}

Colour portrait(const PictureLook& look, float u, float v) {
    const Colour ground = mixed(look.first * 0.5F, look.third, 0.5F + 0.4F * v);
    const float head = std::sqrt(u * u * 6.5F + (v - 0.2F) * (v - 0.2F) * 4.5F);
    const float body = std::sqrt(u * u * 2.0F + (v + 1.15F) * (v + 1.15F) * 1.5F);
    Colour c = mixed(look.second * 0.7F, ground, clamped((body - 1.0F) / 0.12F, 0.0F, 1.0F));
    c = mixed(Colour{0.62F, 0.4F, 0.28F}, c, clamped((head - 0.9F) / 0.12F, 0.0F, 1.0F));
    return c;
}

}  // namespace

bool paint_picture(const PictureLook& picture, const WallPoint& at, Surface& surface) {
    const Panel& panel = picture.panel;
    const float tall = (panel.top - panel.bottom) / 2;
    const float x = at.along - panel.along;
    const float y = at.height - (panel.bottom + panel.top) / 2;
    const float off = most(size_of(x) - panel.half_width, size_of(y) - tall);
    if (off > 0.0F) {
        return false;
    }
    surface.segment = Segment::picture;
    const float inside = -off - 0.04F;
    const float art_x = panel.half_width - 0.04F - picture.mat_width;
    const float art_y = tall - 0.04F - picture.mat_width;
    const float u = x / art_x;
    const float v = y / art_y;
    Colour art;
    switch (picture.motif) {
        case 0:
            art = landscape(picture, u, v);
            break;
        case 1:
            art = shapes(picture, u, v);
            break;
        case 2:
            art = bands(picture, u, v);
            break;
        default:
            art = portrait(picture, u, v);
            break;
    }
    const float over_art = most(size_of(x) - art_x, size_of(y) - art_y);
    const Colour sheet = mixed(art, picture.mat, coverage(over_art, at.blur));
    surface.albedo = mixed(picture.frame, sheet, coverage(inside, at.blur));
    surface.open *= 1.0F - 0.2F * clamped(1.0F - size_of(inside) / 0.03F, 0.0F, 1.0F);
    return true;
}

}  // namespace zscope::rooms
