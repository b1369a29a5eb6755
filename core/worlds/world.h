// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zscope {

// What can be said of each image of a world, and is known exactly because zscope drew it.
struct WorldAttribute {
    enum class Kind { yes_no, degrees };
    std::string_view key;    // "mouth_open": command line, CSV column, JSON
    std::string_view title;  // "Mouth open"
    std::string_view help;   // one sentence: what counts
    Kind kind = Kind::yes_no;
    double share = 0.5;   // yes_no: the part of the images that have it
    double spread = 0.0;  // degrees: values are uniform in [−spread, spread]
};

// A kind of thing that a segmentation map marks. Its value in the map is its place in the list + 1;
// 0 is everything else.
struct WorldSegment {
    std::string_view key;
    std::string_view title;
};

// Makes `target` depend on `given` (both yes/no keys) without changing the share of either:
// strength 1: target is found with given as often as their shares allow; −1: as rarely; 0: no link.
struct Correlation {
    std::string target;
    std::string given;
    double strength = 0.0;  // −1…1
};

// Holds one attribute of all images at a value (0 or 1, or degrees): the same scene with and
// without glasses.
struct FixedAttribute {
    std::string key;
    double value = 0.0;
};

struct WorldOptions {
    int size = 64;  // 32, 64 or 128 pixels a side
    std::uint64_t seed = 0;
    std::vector<Correlation> correlations{};
    std::vector<FixedAttribute> fixed{};
};

struct WorldImage {
    int size = 0;
    std::vector<std::uint8_t> pixels;    // (size, size, 3), sRGB bytes
    std::vector<float> labels;           // in the order of attributes(): 0 or 1, or degrees
    std::vector<std::uint8_t> segments;  // (size, size); empty in a world without segments
};

// A world draws images of known content. draw() is a pure function of its arguments: any thread,
// any number of threads, the same bytes. Scenes do not depend on the size: image 7 at 32 pixels is
// image 7 at 128, seen more coarsely. One object per world, for the whole program.
class World {
  public:
    World() = default;
    virtual ~World() = default;
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    virtual std::string_view name() const = 0;   // "faces": the command line's word
    virtual std::string_view title() const = 0;  // "Faces"
    virtual std::string_view help() const = 0;   // one sentence
    virtual std::span<const WorldAttribute> attributes() const = 0;
    virtual std::span<const WorldSegment> segments() const = 0;
    // index ≥ 0. Options must have passed check_world_options.
    virtual WorldImage draw(const WorldOptions& options, std::int64_t index) const = 0;
};

// All worlds, in the order in which people see them.
std::span<const World* const> worlds();
// Throws Error, naming the worlds there are.
const World& find_world(std::string_view name);

// The world whose images a model was trained on, by the words "the world NAME" in its provenance;
// nullptr if it says nothing of one.
const World* world_trained_on(std::string_view provenance);

// Throws Error in words for a person: unknown keys, circles, strengths and sizes out of range.
void check_world_options(const World& world, const WorldOptions& options);

// Images first … first + count − 1, drawn by `threads` threads (0: one per core).
std::vector<WorldImage> draw_many(const World& world, const WorldOptions& options,
                                  std::int64_t first, std::int64_t count, int threads = 0);

}  // namespace zscope
