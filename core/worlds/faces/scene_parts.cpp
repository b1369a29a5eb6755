// SPDX-License-Identifier: MIT
#include "core/worlds/faces/scene_parts.h"

#include <algorithm>

namespace zscope::faces {
namespace {

float draw(RandomStream& random, double low, double high) {
    return static_cast<float>(random.uniform(low, high));
}

}  // namespace

Hair draw_hair(RandomStream random, const Labels& labels, const HairColour& colour) {
    using enum HairStyle;
    const std::array short_styles{crop, side_part, swept, curly, bun, receding, side_part, crop};
    const std::array long_styles{straight, wavy, bangs, wavy};
    const int which_short = random.pick(static_cast<int>(short_styles.size()));
    const int which_long = random.pick(static_cast<int>(long_styles.size()));
    Hair hair;
    hair.is_long = labels.long_hair;
    hair.style = labels.long_hair ? long_styles[static_cast<std::size_t>(which_long)]
                                  : short_styles[static_cast<std::size_t>(which_short)];
    hair.colour = colour.body;
    hair.light = colour.light;
    hair.side = random.chance(0.5) ? 1.0F : -1.0F;
    hair.hairline = draw(random, 0.56, 0.68);
    const float body = draw(random, 0.0, 1.0);
    hair.volume = 0.06F + 0.06F * body;
    hair.length = draw(random, 0.85, 1.2);
    hair.waves = draw(random, 0.0, 0.35);
    hair.phase = draw(random, 0.0, 1.0);
    switch (hair.style) {
        case crop:
            hair.volume = 0.045F + 0.03F * body;
            break;
        case curly:
            hair.volume = 0.14F + 0.14F * body;
            hair.curls = 0.9F;
            break;
        case receding:
            hair.volume = 0.03F + 0.02F * body;
            hair.hairline = 0.82F;
            break;
        case bun:
            hair.volume = 0.04F + 0.02F * body;
            break;
        case wavy:
            hair.waves = 1.0F;
            hair.volume += 0.05F;
            break;
        case bangs:
            hair.hairline = 0.30F;
            break;
        case side_part:
        case swept:
        case straight:
            break;
    }
    return hair;
}

Hat draw_hat(RandomStream random, bool on) {
    const std::array kinds{Hat::Kind::beanie, Hat::Kind::cap, Hat::Kind::brimmed,
                           Hat::Kind::bucket};
    Hat hat;
    hat.on = on;
    hat.kind = kinds[static_cast<std::size_t>(random.pick(4))];
    hat.colour = draw_cloth(random);
    hat.band = draw_cloth(random);
    hat.phase = draw(random, 0.0, 1.0);
    return hat;
}

Glasses draw_glasses(RandomStream random, const Labels& labels, Vec3 skin) {
    const std::array dark_rims{from_srgb(22, 20, 22), from_srgb(64, 30, 18), from_srgb(30, 34, 60),
                               from_srgb(90, 18, 24)};
    const std::array light_rims{from_srgb(236, 232, 224), from_srgb(222, 178, 92),
                                from_srgb(214, 70, 52), from_srgb(170, 200, 220)};
    const std::array tints{from_srgb(16, 16, 20), from_srgb(44, 26, 16), from_srgb(18, 28, 48),
                           from_srgb(20, 34, 26)};
    const std::array mirrors{from_srgb(70, 92, 130), from_srgb(126, 130, 138),
                             from_srgb(60, 112, 118), from_srgb(104, 84, 132)};
    const auto colour = static_cast<std::size_t>(random.pick(4));
    const auto tint = static_cast<std::size_t>(random.pick(4));
    Glasses glasses;
    glasses.on = labels.glasses || labels.sunglasses;
    glasses.dark = labels.sunglasses;
    glasses.shape = random.pick(3);
    glasses.rim = luminance(skin) > 0.13F ? dark_rims[colour] : light_rims[colour];
    glasses.lens = luminance(skin) > 0.13F ? tints[tint] : mirrors[tint];
    glasses.width = draw(random, 0.205, 0.235);
    glasses.height = draw(random, 0.155, 0.195);
    if (glasses.shape == 0) {
        glasses.height = glasses.width;
    }
    glasses.thick = draw(random, 0.026, 0.042);
    return glasses;
}

Clothing draw_clothing(RandomStream random, bool man) {
    using enum Clothing::Kind;
    const std::array for_man{crew, shirt, jacket, turtleneck, crew, shirt};
    const std::array for_woman{crew, scoop, vneck, turtleneck, scoop, vneck};
    const auto which = static_cast<std::size_t>(random.pick(6));
    Clothing clothing;
    clothing.kind = man ? for_man[which] : for_woman[which];
    clothing.colour = draw_cloth(random);
    clothing.second = mix(draw_cloth(random), Vec3{0.8F, 0.8F, 0.78F}, 0.5F);
    clothing.stripes = random.chance(0.2) ? 1.0F : 0.0F;
    clothing.phase = draw(random, 0.0, 1.0);
    return clothing;
}

Background draw_background(RandomStream random) {
    Background back;
    const Vec3 base = draw_backdrop(random);
    const Vec3 other = draw_backdrop(random);
    back.top = base;
    const float foreign = draw(random, 0.0, 0.5);
    back.bottom = mix(base * draw(random, 0.35, 0.8), other, foreign);
    back.glow = mix(base, Vec3{1, 1, 1}, 0.35F) * draw(random, 0.1, 0.55);
    back.glow_x = draw(random, -0.6, 0.6);
    back.glow_y = draw(random, -0.2, 0.7);
    back.slant = draw(random, -0.6, 0.6);
    back.blob_count = random.chance(0.5) ? 2 + random.pick(5) : 0;
    for (Blob& blob : back.blobs) {
        blob.x = draw(random, -1.1, 1.1);
        blob.y = draw(random, -0.7, 1.1);
        blob.radius = draw(random, 0.15, 0.5);
        blob.sharpness = draw(random, 0.5, 0.95);
        blob.strength = draw(random, 0.2, 0.6);
        blob.colour = mix(draw_backdrop(random), base, 0.3F) * 1.3F + base * 0.25F;
    }
    return back;
}

}  // namespace zscope::faces
