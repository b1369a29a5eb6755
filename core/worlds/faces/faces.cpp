// SPDX-License-Identifier: MIT
#include "core/worlds/faces/faces.h"

#include <algorithm>
#include <array>

#include "core/worlds/faces/render.h"
#include "core/worlds/labels.h"

namespace zscope {
namespace {

enum Key {
    smile,
    mouth_open,
    glasses,
    sunglasses,
    hat,
    beard,
    long_hair,
    blond_hair,
    man,
    turn,
    kKeys
};

constexpr double kGlassesShare = 0.24;
constexpr double kSunglassesShare = 0.20;

constexpr std::array<WorldAttribute, kKeys> kAttributes{{
    {.key = "smile",
     .title = "Smile",
     .help = "The corners of the mouth are drawn up, with the mouth open or closed.",
     .share = 0.5},
    {.key = "mouth_open",
     .title = "Mouth open",
     .help = "The lips are apart: teeth or darkness is seen between them.",
     .share = 0.4},
    {.key = "glasses",
     .title = "Glasses",
     .help = "Glasses with clear lenses. Nobody wears two pairs: where sunglasses are drawn too, "
             "those are worn and this is no.",
     .share = kGlassesShare},
    {.key = "sunglasses",
     .title = "Sunglasses",
     .help = "Glasses with dark lenses, in place of clear ones.",
     .share = kSunglassesShare},
    {.key = "hat",
     .title = "Hat",
     .help = "A beanie, a cap, a hat with a brim, or a bucket hat.",
     .share = 0.3},
    {.key = "beard",
     .title = "Beard",
     .help = "Hair on the chin: a full or short beard, a circle beard, or heavy stubble.",
     .share = 0.3},
    {.key = "long_hair",
     .title = "Long hair",
     .help = "Hair that falls below the chin on both sides; hair that is pinned up is no.",
     .share = 0.45},
    {.key = "blond_hair",
     .title = "Blond hair",
     .help = "Hair in a blond shade; black, brown, auburn and dark grey are no.",
     .share = 0.35},
    {.key = "man",
     .title = "Drawn as a man",
     .help = "One switch for a convention of drawing, not a statement about persons: wider jaw, "
             "neck and shoulders, heavier brows, plainer lips, lashes and clothes.",
     .share = 0.5},
    {.key = "turn",
     .title = "Turn",
     .help = "The angle of the head about its upright axis; positive looks to the right of the "
             "picture.",
     .kind = WorldAttribute::Kind::degrees,
     .spread = 40.0},
}};

// Glasses are drawn before those who wear sunglasses are taken away from them.
constexpr auto drawn_attributes() {
    auto attributes = kAttributes;
    attributes[glasses].share = kGlassesShare / (1.0 - kSunglassesShare);
    return attributes;
}
constexpr auto kDrawn = drawn_attributes();

bool held_at_yes(const WorldOptions& options, std::string_view key) {
    const auto found = std::find_if(options.fixed.begin(), options.fixed.end(),
                                    [&](const FixedAttribute& f) { return f.key == key; });
    return found != options.fixed.end() && found->value != 0.0;
}

// Of two pairs of glasses one is worn: the one that is held; if both or none are, the sunglasses.
std::vector<float> labels_of(const WorldOptions& options, std::int64_t index) {
    std::vector<float> labels = draw_labels(kDrawn, options, index);
    if (labels[glasses] != 0.0F && labels[sunglasses] != 0.0F) {
        const bool clear = held_at_yes(options, "glasses") && !held_at_yes(options, "sunglasses");
        labels[clear ? sunglasses : glasses] = 0.0F;
    }
    return labels;
}

class Faces final : public World {
  public:
    std::string_view name() const override { return "faces"; }
    std::string_view title() const override { return "Faces"; }
    std::string_view help() const override {
        return "Portraits in soft light: heads, hair, glasses, hats, smiles, each known exactly.";
    }
    std::span<const WorldAttribute> attributes() const override { return kAttributes; }
    std::span<const WorldSegment> segments() const override { return {}; }
    WorldImage draw(const WorldOptions& options, std::int64_t index) const override {
        WorldImage image;
        image.size = options.size;
        image.labels = labels_of(options, index);
        const auto yes = [&](Key key) { return image.labels[key] != 0.0F; };
        const faces::Labels labels{.smile = yes(smile),
                                   .mouth_open = yes(mouth_open),
                                   .glasses = yes(glasses),
                                   .sunglasses = yes(sunglasses),
                                   .hat = yes(hat),
                                   .beard = yes(beard),
                                   .long_hair = yes(long_hair),
                                   .blond_hair = yes(blond_hair),
                                   .man = yes(man),
                                   .turn = image.labels[turn]};
        image.pixels = faces::render(faces::make_scene(options.seed, index, labels), options.size);
        return image;
    }
};

}  // namespace

const World& faces_world() {
    static const Faces world;
    return world;
}

}  // namespace zscope
