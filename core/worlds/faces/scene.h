// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/worlds/faces/quad.h"

namespace zscope::faces {

// All that is drawn in one picture, before any pixel: a pure function of seed, index and labels,
// independent of the picture's size. Colours are linear RGB; lengths are in halves of the head's
// height (chin −1, crown +1), angles in radians. Every group draws from a random stream of its own
// name, always the same number of values, so that a label changes only what it names.

struct Labels {
    bool smile = false, mouth_open = false, glasses = false, sunglasses = false, hat = false;
    bool beard = false, long_hair = false, blond_hair = false, man = false;
    float turn = 0.0F;  // degrees: positive looks to the right of the picture
};

struct Pose {
    float yaw = 0, pitch = 0, roll = 0;
    float x = 0, y = 0, scale = 0.6F;  // of the head's middle, in the picture
};

struct Skin {
    Vec3 colour{};
    float blush = 0, freckles = 0, gloss = 0, phase = 0;
};

struct HeadShape {
    float width = 1, face = 1, jaw = 1, chin = 0, cheeks = 1, brow_ridge = 0, ears = 1;
    float nose_width = 1, nose_length = 1, nose_out = 1;
    float neck = 0.36F, shoulders = 1.5F;
};

struct Eyes {
    float apart = 0.31F, width = 0.17F, open = 0.08F, slant = 0;
    float gaze_x = 0, gaze_y = 0, iris_size = 0.078F;
    Vec3 iris{};
    float lash = 0, lid_colour = 0;
    Vec3 lid{};
    float brow_y = 0.2F, brow_thick = 0.03F, brow_arch = 0, brow_tilt = 0;
    Vec3 brow{};
};

struct Mouth {
    float width = 0.27F, upper = 0.05F, lower = 0.065F;
    float lift = 0;  // how far the corners lie above the middle
    float gap = 0;   // half of the opening
    bool smiling = false;
    Vec3 lips{};
    float colour = 0;  // how much of the lips' own colour is seen, 0…1
};

struct Beard {
    enum class Kind { stubble, full, boxed, circle };
    bool on = false;
    Kind kind = Kind::full;
    Vec3 colour{};
    float density = 1, phase = 0;
};

enum class HairStyle { crop, side_part, swept, curly, receding, bun, straight, wavy, bangs };

struct Hair {
    HairStyle style = HairStyle::crop;
    bool is_long = false;
    Vec3 colour{}, light{};                           // body and strands that catch the light
    float volume = 0.1F, hairline = 0.55F, side = 1;  // side: −1 or 1, where the parting is
    float length = 1, waves = 0, curls = 0, phase = 0;
};

struct Hat {
    enum class Kind { beanie, cap, brimmed, bucket };
    bool on = false;
    Kind kind = Kind::beanie;
    Vec3 colour{}, band{};
    float phase = 0;
};

struct Glasses {
    bool on = false, dark = false;
    int shape = 0;  // 0 round, 1 rounded rectangle, 2 drop
    Vec3 rim{}, lens{};
    float width = 0.22F, height = 0.18F, thick = 0.03F;
};

struct Clothing {
    enum class Kind { crew, scoop, vneck, shirt, turtleneck, jacket };
    Kind kind = Kind::crew;
    Vec3 colour{}, second{};
    float stripes = 0, phase = 0;
};

struct Light {
    Vec3 toward{}, key{}, sky{}, ground{}, rim_toward{}, rim{};
};

struct Blob {
    float x = 0, y = 0, radius = 1, sharpness = 1, strength = 0.5F;
    Vec3 colour{};
};

struct Background {
    Vec3 top{}, bottom{}, glow{};
    float glow_x = 0, glow_y = 0, slant = 0;
    std::array<Blob, 6> blobs{};
    int blob_count = 0;
};

struct Scene {
    Labels labels;
    Pose pose;
    Skin skin;
    HeadShape head;
    Eyes eyes;
    Mouth mouth;
    Beard beard;
    Hair hair;
    Hat hat;
    Glasses glasses;
    Clothing clothing;
    Light light;
    Background background;
};

Scene make_scene(std::uint64_t seed, std::int64_t index, const Labels& labels);

}  // namespace zscope::faces
