// SPDX-License-Identifier: MIT
#include "core/worlds/faces/palette.h"

#include <algorithm>
#include <array>

namespace zscope::faces {
namespace {

// Least squares of the sRGB curve over 0…1 by a cubic through (0, 0) and (1, 1): within 0.002.
float linear(int byte) {
    const float x = static_cast<float>(byte) / 255.0F;
    return x * (0.0125F + x * (0.6822F + x * 0.3053F));
}

float draw(RandomStream& random, double low, double high) {
    return static_cast<float>(random.uniform(low, high));
}

// A colour of hue 0…6 (red, yellow, green, cyan, blue, magenta) in straight lines.
Vec3 hue_colour(float hue, float saturation, float value) {
    const auto channel = [&](float offset) {
        float t = hue + offset;
        while (t >= 6.0F)
            t -= 6.0F;
        const float rise = std::clamp(std::min(t, 4.0F - t), 0.0F, 1.0F);
        return value * (1.0F - saturation * (1.0F - rise));
    };
    return {channel(2.0F), channel(0.0F), channel(4.0F)};
}

}  // namespace

Vec3 from_srgb(int red, int green, int blue) {
    return {linear(red), linear(green), linear(blue)};
}

float luminance(Vec3 colour) {
    return 0.2126F * colour.x + 0.7152F * colour.y + 0.0722F * colour.z;
}

Vec3 draw_skin(RandomStream& random) {
    const std::array tones{from_srgb(244, 214, 198), from_srgb(233, 190, 166),
                           from_srgb(213, 164, 132), from_srgb(184, 130, 97),
                           from_srgb(150, 99, 71),   from_srgb(116, 74, 53),
                           from_srgb(96, 62, 47)};
    const float at = draw(random, 0.0, 5.999);
    const auto low = static_cast<std::size_t>(at);
    Vec3 tone = mix(tones[low], tones[low + 1], at - static_cast<float>(low));
    const float warm = draw(random, -1.0, 1.0);  // olive and golden … rosy
    tone = tone * Vec3{1.0F + 0.04F * warm, 1.0F - 0.03F * warm, 1.0F + 0.06F * warm};
    return tone;
}

HairColour draw_hair_colour(RandomStream& random, bool blond) {
    const std::array fair{from_srgb(226, 190, 128), from_srgb(208, 166, 98),
                          from_srgb(236, 210, 160), from_srgb(214, 158, 92)};
    const std::array dark{from_srgb(26, 22, 22), from_srgb(40, 28, 24),  from_srgb(62, 40, 29),
                          from_srgb(88, 56, 38), from_srgb(106, 52, 32), from_srgb(92, 88, 88)};
    const std::array weights{0.24, 0.46, 0.66, 0.82, 0.92, 1.0};
    const double which = random.uniform();
    std::size_t at = 0;
    while (which > weights[at])
        ++at;
    const float shade = draw(random, 0.85, 1.15);
    const float brightness = draw(random, 1.6, 2.2);
    const Vec3 body = (blond ? fair[at % fair.size()] : dark[at]) * shade;
    const Vec3 light = blond ? mix(body * 1.25F, Vec3{1.0F, 0.86F, 0.62F}, 0.2F)
                             : body * brightness + Vec3{0.012F, 0.008F, 0.006F};
    return {body, light};
}

Vec3 draw_iris(RandomStream& random, bool deep_skin) {
    const std::array colours{from_srgb(70, 42, 24),    from_srgb(48, 28, 18),
                             from_srgb(112, 74, 36),   from_srgb(84, 122, 156),
                             from_srgb(112, 146, 170), from_srgb(88, 118, 78),
                             from_srgb(110, 114, 84)};
    const bool brown = random.chance(0.88) && deep_skin;
    const auto which = static_cast<std::size_t>(random.pick(static_cast<int>(colours.size())));
    return colours[brown ? which % 3 : which] * draw(random, 0.85, 1.2);
}

Vec3 draw_cloth(RandomStream& random) {
    const float hue = draw(random, 0.0, 6.0);
    const float saturation = draw(random, 0.05, 0.8);
    const float value = draw(random, 0.03, 0.75);
    return hue_colour(hue, saturation, value * value + 0.02F);
}

Vec3 draw_backdrop(RandomStream& random) {
    const float hue = draw(random, 0.0, 6.0);
    const float saturation = draw(random, 0.08, 0.62);
    const float value = draw(random, 0.12, 0.82);
    return hue_colour(hue, saturation, value * value + 0.02F);
}

}  // namespace zscope::faces
