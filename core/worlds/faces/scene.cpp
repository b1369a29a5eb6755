// SPDX-License-Identifier: MIT
#include "core/worlds/faces/scene.h"

#include <algorithm>
#include <string_view>

#include "core/worlds/faces/palette.h"
#include "core/worlds/faces/scene_parts.h"
#include "core/worlds/random_stream.h"

namespace zscope::faces {
namespace {

constexpr float kRadians = 0.0174532925F;

// The random numbers of one group of one picture.
class Draw {
  public:
    Draw(std::uint64_t seed, std::int64_t index, std::string_view group)
        : random(seed, index, group) {}
    float in(double low, double high) { return static_cast<float>(random.uniform(low, high)); }
    float about(double mean, double deviation) {
        return static_cast<float>(random.normal(mean, deviation));
    }
    RandomStream random;
};

Pose draw_pose(Draw draw, const Labels& labels) {
    Pose pose;
    pose.yaw = labels.turn * kRadians;
    pose.pitch = std::clamp(draw.about(0.0, 0.07), -0.18F, 0.18F);
    pose.roll = std::clamp(draw.about(0.0, 0.08), -0.22F, 0.22F);
    pose.scale = draw.in(0.62, 0.68);
    pose.x = draw.in(-0.05, 0.05) - 0.10F * sine(pose.yaw);
    pose.y = draw.in(-0.03, 0.03);
    return pose;
}

Skin draw_skin_of(Draw draw) {
    Skin skin;
    skin.colour = draw_skin(draw.random);
    skin.blush = draw.in(0.1, 0.5);
    skin.freckles = draw.random.chance(0.15) ? draw.in(0.4, 1.0) : 0.0F;
    skin.gloss = draw.in(0.5, 1.1);
    skin.phase = draw.in(0.0, 1.0);
    return skin;
}

HeadShape draw_head(Draw draw, bool man) {
    HeadShape head;
    head.width = draw.in(0.95, 1.05);
    head.face = man ? 1.03F : 0.95F;
    head.jaw = draw.in(0.95, 1.05) * (man ? 1.17F : 0.86F);
    head.chin = draw.in(-0.03, 0.03) + (man ? 0.02F : -0.02F);
    head.cheeks = draw.in(0.85, 1.12) * (man ? 0.94F : 1.06F);
    head.brow_ridge = (man ? 1.0F : 0.2F) * draw.in(0.8, 1.2);
    head.ears = draw.in(0.9, 1.12);
    head.nose_width = draw.in(0.82, 1.22) * (man ? 1.1F : 0.9F);
    head.nose_length = draw.in(0.9, 1.1) * (man ? 1.04F : 0.96F);
    head.nose_out = draw.in(0.85, 1.12) * (man ? 1.06F : 0.92F);
    head.neck = draw.in(0.95, 1.05) * (man ? 0.44F : 0.33F);
    head.shoulders = draw.in(0.95, 1.06) * (man ? 1.85F : 1.34F);
    return head;
}

Eyes draw_eyes(Draw draw, const Labels& labels, Vec3 skin, Vec3 hair) {
    const bool man = labels.man;
    Eyes eyes;
    eyes.apart = draw.in(0.295, 0.33);
    eyes.width = draw.in(0.165, 0.185) * (man ? 0.96F : 1.05F);
    eyes.open = draw.in(0.072, 0.098) * (man ? 0.9F : 1.15F) * (labels.smile ? 0.74F : 1.0F);
    eyes.slant = draw.in(-0.06, 0.12);
    // Most people look near the camera, some with the head.
    const float follow = draw.in(0.0, 0.75);
    eyes.gaze_x = draw.in(-0.022, 0.022) - follow * 0.075F * sine(labels.turn * kRadians);
    eyes.gaze_y = draw.in(-0.012, 0.012);
    eyes.iris = draw_iris(draw.random, luminance(skin) < 0.22F);
    eyes.iris_size = draw.in(0.076, 0.086);
    eyes.lash = (man ? 0.45F : 1.0F) * draw.in(0.85, 1.1);
    eyes.lid_colour = (man ? 0.0F : 1.0F) * draw.in(0.25, 0.6);
    eyes.lid = mix(from_srgb(120, 70, 80), from_srgb(90, 80, 110), draw.in(0.0, 1.0));
    eyes.brow_y = draw.in(0.185, 0.225) + (man ? -0.012F : 0.018F);
    eyes.brow_thick = draw.in(0.9, 1.2) * (man ? 0.056F : 0.022F);
    eyes.brow_arch = draw.in(0.7, 1.2) * (man ? 0.025F : 0.06F);
    eyes.brow_tilt = draw.in(-0.03, 0.03);
    eyes.brow = mix(hair * 0.55F, from_srgb(56, 40, 32), 0.35F);
    return eyes;
}

Mouth draw_mouth(Draw draw, const Labels& labels, Vec3 skin) {
    Mouth mouth;
    const float width = draw.in(0.25, 0.285);
    const float neutral = draw.in(-0.016, 0.0);
    const float smiling = draw.in(0.125, 0.16);
    const float open = draw.in(0.055, 0.085);
    mouth.smiling = labels.smile;
    mouth.lift = labels.smile ? smiling : neutral;
    mouth.width =
        width * (labels.smile ? 1.36F : 1.0F) * (labels.mouth_open && !labels.smile ? 0.72F : 1.0F);
    mouth.gap = labels.mouth_open ? open * (labels.smile ? 0.9F : 1.35F) : 0.0F;
    mouth.upper = draw.in(0.036, 0.05) * (labels.man ? 0.95F : 1.3F) * (labels.smile ? 0.8F : 1.0F);
    mouth.lower = draw.in(0.052, 0.07) * (labels.man ? 1.0F : 1.3F) * (labels.smile ? 0.85F : 1.0F);
    const Vec3 rouge = mix(from_srgb(176, 40, 52), from_srgb(196, 78, 92), draw.in(0.0, 1.0));
    // Lips are darker than skin, but rosier and lighter than the deepest: they always stand out.
    const Vec3 bare =
        luminance(skin) < 0.085F ? Vec3{0.30F, 0.115F, 0.10F} : skin * Vec3{0.68F, 0.36F, 0.36F};
    const float made_up = draw.in(0.7, 0.95);
    mouth.lips =
        labels.man
            ? bare
            : mix(bare, rouge * (0.75F + 0.25F * std::min(1.0F, luminance(skin) / 0.5F)), made_up);
    mouth.colour = labels.man ? 0.85F : 0.95F;
    return mouth;
}

Beard draw_beard(Draw draw, bool on, Vec3 hair, Vec3 skin) {
    Beard beard;
    beard.on = on;
    const std::array kinds{Beard::Kind::full, Beard::Kind::boxed, Beard::Kind::circle,
                           Beard::Kind::stubble};
    const double which = draw.random.uniform();
    beard.kind = kinds[which < 0.4 ? 0 : which < 0.7 ? 1 : which < 0.85 ? 2 : 3];
    // Darker than the hair, and always darker than the skin.
    beard.colour = mix(hair * 0.55F, Vec3{0.012F, 0.008F, 0.006F}, 0.35F);
    const float most = 0.2F * luminance(skin);
    beard.colour = beard.colour * std::min(1.0F, most / luminance(beard.colour));
    beard.density = draw.in(0.9, 1.0);
    beard.phase = draw.in(0.0, 1.0);
    return beard;
}

Light draw_light(Draw draw) {
    Light light;
    const float side = draw.random.chance(0.5) ? 1.0F : -1.0F;
    const float azimuth = side * draw.in(0.15, 1.0);
    const float elevation = draw.in(0.2, 0.85);
    const float flat = cosine(elevation);
    light.toward = normalized(Vec3{sine(azimuth) * flat, sine(elevation), cosine(azimuth) * flat});
    const float warm = draw.in(-1.0, 1.0);
    light.key = Vec3{1.0F + 0.08F * warm, 1.0F, 1.0F - 0.12F * warm} * draw.in(0.95, 1.2);
    const float fill = draw.in(0.28, 0.46);
    light.sky = Vec3{1.0F - 0.1F * warm, 1.0F, 1.0F + 0.14F * warm} * fill;
    light.ground = Vec3{1.0F, 0.86F, 0.76F} * (fill * draw.in(0.35, 0.7));
    light.rim_toward = normalized(Vec3{-side * draw.in(0.6, 1.0), draw.in(0.1, 0.6), -0.45F});
    light.rim = Vec3{0.9F, 0.95F, 1.0F} * draw.in(0.0, 0.9);
    return light;
}

}  // namespace

Scene make_scene(std::uint64_t seed, std::int64_t index, const Labels& labels) {
    const auto stream = [&](std::string_view group) { return Draw(seed, index, group); };
    Scene scene;
    scene.labels = labels;
    scene.pose = draw_pose(stream("faces.pose"), labels);
    scene.skin = draw_skin_of(stream("faces.skin"));
    scene.head = draw_head(stream("faces.head"), labels.man);
    Draw colour = stream("faces.hair_colour");
    const HairColour hair = draw_hair_colour(colour.random, labels.blond_hair);
    scene.eyes = draw_eyes(stream("faces.eyes"), labels, scene.skin.colour, hair.body);
    scene.mouth = draw_mouth(stream("faces.mouth"), labels, scene.skin.colour);
    scene.beard = draw_beard(stream("faces.beard"), labels.beard, hair.body, scene.skin.colour);
    scene.hair = draw_hair(stream("faces.hair").random, labels, hair);
    scene.hat = draw_hat(stream("faces.hat").random, labels.hat);
    scene.glasses = draw_glasses(stream("faces.glasses").random, labels, scene.skin.colour);
    scene.clothing = draw_clothing(stream("faces.clothing").random, labels.man);
    scene.light = draw_light(stream("faces.light"));
    scene.background = draw_background(stream("faces.background").random);
    return scene;
}

}  // namespace zscope::faces
