// SPDX-License-Identifier: MIT
#include "core/worlds/rooms/look.h"

namespace zscope::rooms {
namespace {

// sRGB: wall, accent, bedding, textile, curtain, rug.
struct PaletteBytes {
    std::uint32_t wall, accent, bedding, textile, curtain, rug;
};

constexpr std::array kPalettes{
    PaletteBytes{0xE9E2D6, 0xCBBBA4, 0xF4F1EC, 0xB0724E, 0xD9CDBB, 0xA98C6A},  // oat
    PaletteBytes{0xD5DACB, 0x8C9C84, 0xF2EFE6, 0x5F7560, 0xE8E4D8, 0x8B9479},  // sage
    PaletteBytes{0xC9D3DB, 0x5E7A92, 0xF5F5F3, 0x27496D, 0x8FA7BA, 0x5F7F9B},  // blue grey
    PaletteBytes{0xEBD9D2, 0xC99A8E, 0xF8F2EF, 0xB65C5C, 0xE3C3B9, 0xC08A86},  // blush
    PaletteBytes{0xE6D2BE, 0xB8694A, 0xEFE6DA, 0x8A4330, 0xD2A27E, 0xA8563C},  // terracotta
    PaletteBytes{0xB9B7B4, 0x4C4D50, 0xDEDCD8, 0xC8A04A, 0x77777A, 0x3F4247},  // charcoal
    PaletteBytes{0xDDE0E3, 0x2F3F5C, 0xEDEDEA, 0xC58B3B, 0x43587E, 0x35507F},  // navy
    PaletteBytes{0xDAD5E3, 0x8B7FA8, 0xF3F0F6, 0x6A558F, 0xB4A8CC, 0x8474A6},  // lavender
    PaletteBytes{0xEFE6CC, 0xC9A24A, 0xF6F1E3, 0x8A7434, 0xE3C77F, 0xBC9140},  // mustard
    PaletteBytes{0xD3E2DF, 0x2F7F7D, 0xF0F4F2, 0xE08E5B, 0x74AFAA, 0x3F8D89},  // teal
    PaletteBytes{0xD9C7A8, 0x8A6242, 0xEFE3CC, 0x7B2D26, 0x9E3F35, 0x843A30},  // hotel
    PaletteBytes{0xD8EDE3, 0xEFA7B4, 0xFAF4F4, 0xE86C8A, 0xF3BCC6, 0xEC9AAB},  // mint and pink
    PaletteBytes{0xE2E0D4, 0x2F5143, 0xE9E6DC, 0xB98D4F, 0x4D7262, 0x3E6B58},  // deep green
    PaletteBytes{0xD2D2D0, 0x9A9A98, 0xF8F8F8, 0x6E6E6E, 0xB5B5B3, 0x8A8C90},  // plain grey
    PaletteBytes{0xEADBC8, 0x8E2F2C, 0xF3E7DA, 0xA63A35, 0xB4524A, 0x98352F},  // red
    PaletteBytes{0xCFE4F2, 0x6FB1DA, 0xFDF6E3, 0xF2B441, 0xF6D27F, 0x5FA6D2},  // child's blue
    PaletteBytes{0xF0EFEA, 0xD8D4C8, 0xFBFAF7, 0x3E5C76, 0xE9E6DF, 0x748CAB},  // white
    PaletteBytes{0xCBB9A6, 0x6F4E37, 0xE7DCCB, 0x4E6E58, 0xB39A80, 0x7E5B43},  // coffee
};

constexpr std::array<std::uint32_t, 8> kWoods{0xE0C49A, 0xC79A63, 0xA87445, 0x8E5A34,
                                              0x6B4528, 0x4A3022, 0xEDE8E0, 0xB98B63};
constexpr std::array<std::uint32_t, 7> kFloors{0xD8BC92, 0xBF9160, 0x96683F, 0x6E4A2E,
                                               0xB4A590, 0x8F8578, 0xC9C2B6};

// The same hue, a little lighter or darker, warmer or colder.
Colour varied(Colour colour, RandomStream& random, float amount) {
    const float light = 1.0F + between(random, -amount, amount);
    const float warm = between(random, -0.4F, 0.4F) * amount;
    const Colour c = colour * Colour{light + warm, light, light - warm};
    return {least(c.x, 0.92F), least(c.y, 0.92F), least(c.z, 0.92F)};
}

}  // namespace

Colour from_srgb(std::uint32_t rgb) {
    const auto linear = [](std::uint32_t byte) {
        const float v = static_cast<float>(byte & 255U) / 255.0F;
        return v * (0.01598F + v * (0.66833F + v * 0.31742F));  // least squares, within 0.002
    };
    return {linear(rgb >> 16U), linear(rgb >> 8U), linear(rgb)};
}

float to_srgb(float linear) {
    const float x = clamped(linear, 0.0F, 1.0F);
    if (x < 0.003F) {
        return 12.92F * x;
    }
    // Least squares in powers of the square root; libm's pow may differ from machine to machine.
    const float s = std::sqrt(x);
    const float value =
        -0.06198F + 0.95362F * s + 0.21918F * std::sqrt(s) + x * (-0.15088F + 0.04017F * s);
    return clamped(value, 0.0F, 1.0F);
}

Colour draw_wood(RandomStream& random) {
    return varied(from_srgb(kWoods[static_cast<std::size_t>(random.pick(kWoods.size()))]), random,
                  0.15F);
}

Palette draw_palette(RandomStream& random) {
    const PaletteBytes& bytes =
        kPalettes[static_cast<std::size_t>(random.pick(static_cast<int>(kPalettes.size())))];
    Palette palette{.wall = varied(from_srgb(bytes.wall), random, 0.1F),
                    .accent = varied(from_srgb(bytes.accent), random, 0.15F),
                    .bedding = varied(from_srgb(bytes.bedding), random, 0.08F),
                    .textile = varied(from_srgb(bytes.textile), random, 0.25F),
                    .curtain = varied(from_srgb(bytes.curtain), random, 0.15F),
                    .rug = varied(from_srgb(bytes.rug), random, 0.2F),
                    .wood = draw_wood(random)};
    palette.floor = varied(
        from_srgb(kFloors[static_cast<std::size_t>(random.pick(kFloors.size()))]), random, 0.15F);
    palette.paintwork = from_srgb(0xF1EFEA);
    palette.ceiling = mixed(from_srgb(0xF4F3EF), palette.wall, 0.25F);
    return palette;
}

Colour set_off(Colour colour, Colour ground, float least_difference) {
    const float other = luminance(ground);
    const float own = luminance(colour);
    if (size_of(own - other) >= least_difference) {
        return colour;
    }
    const bool darker_fits = other - least_difference > 0.03F;
    const bool darker = darker_fits && (own <= other || other + least_difference > 0.85F);
    if (darker) {
        return colour * ((other - least_difference) / most(own, 0.01F));
    }
    const float wanted = least(other + least_difference, 0.9F);
    return mixed(colour, Colour{1.0F, 1.0F, 1.0F}, (wanted - own) / most(1.0F - own, 0.01F));
}

}  // namespace zscope::rooms
