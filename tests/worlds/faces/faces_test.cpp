// SPDX-License-Identifier: MIT
#include "core/worlds/faces/faces.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <functional>
#include <string>

#include "core/worlds/faces/model.h"
#include "core/worlds/labels.h"

namespace zscope {
namespace {

float label(const WorldImage& image, std::string_view key) {
    const int at = attribute_index(faces_world().attributes(), key);
    return image.labels[static_cast<std::size_t>(at)];
}

// Where a colour of a pixel lies in (size, size, 3).
std::size_t offset(int size, int x, int y, int channel) {
    return (static_cast<std::size_t>(y) * size + x) * 3 + channel;
}

// The same picture without and with one attribute, everything else held as `also` says.
struct Pair {
    WorldImage without, with;
    double changed(int x, int y) const {  // 0…1, squared distance in RGB
        double sum = 0;
        for (int c = 0; c < 3; ++c) {
            const auto at = offset(with.size, x, y, c);
            const double d = (with.pixels[at] - without.pixels[at]) / 255.0;
            sum += d * d / 3;
        }
        return sum;
    }
};

Pair toggled(const std::string& key, std::int64_t index, std::vector<FixedAttribute> also = {}) {
    WorldOptions options{.fixed = std::move(also)};
    options.fixed.insert(options.fixed.begin(), {key, 0.0});
    Pair pair;
    pair.without = faces_world().draw(options, index);
    options.fixed.front().value = 1.0;
    pair.with = faces_world().draw(options, index);
    return pair;
}

// Where a point of the head is in the picture of this index, in −1…1, y up. Labels other than the
// turn do not move the head.
struct Spot {
    double x, y, scale;
};
Spot spot_of(std::int64_t index, float turn, faces::Vec3 local) {
    const auto model = faces::make_model(faces::make_scene(0, index, {.turn = turn}));
    const faces::Vec3 at =
        model.head.centre + faces::to_world(model.head.axes, local) * model.head.scale;
    return {at.x, at.y, model.head.scale};
}

// The part of all change that lies within `radius` (local) of a point of the head.
struct Change {
    double total = 0, inside = 0;
};
Change change_near(const Pair& pair, std::int64_t index, faces::Vec3 local, double radius) {
    const Spot spot = spot_of(index, label(pair.with, "turn"), local);
    Change change;
    const int size = pair.with.size;
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            const double dx = (x + 0.5) * 2.0 / size - 1.0 - spot.x;
            const double dy = 1.0 - (y + 0.5) * 2.0 / size - spot.y;
            const double d = pair.changed(x, y);
            change.total += d;
            if (dx * dx + dy * dy < radius * radius * spot.scale * spot.scale) {
                change.inside += d;
            }
        }
    }
    return change;
}

void check_local(const std::string& key, faces::Vec3 at, double radius, double least_change) {
    CAPTURE(key);
    for (std::int64_t index = 0; index < 60; ++index) {
        CAPTURE(index);
        const Change change =
            change_near(toggled(key, index, {{"sunglasses", 0.0}}), index, at, radius);
        CHECK(change.total > least_change);
        CHECK(change.inside > 0.999 * change.total);
    }
}

double mean_difference(const WorldImage& fine, const WorldImage& coarse) {
    double sum = 0;
    for (int y = 0; y < coarse.size; ++y) {
        for (int x = 0; x < coarse.size; ++x) {
            for (int c = 0; c < 3; ++c) {
                const auto at = [&](int fx, int fy) {
                    return double(fine.pixels[offset(fine.size, fx, fy, c)]);
                };
                const double mean = (at(2 * x, 2 * y) + at(2 * x + 1, 2 * y) +
                                     at(2 * x, 2 * y + 1) + at(2 * x + 1, 2 * y + 1)) /
                                    4;
                sum += std::abs(mean - coarse.pixels[offset(coarse.size, x, y, c)]);
            }
        }
    }
    return sum / static_cast<double>(coarse.pixels.size());
}

}  // namespace

TEST_CASE("faces are the same bytes for one, two and four threads, and for every call") {
    const auto one = draw_many(faces_world(), {}, 0, 40, 1);
    const auto two = draw_many(faces_world(), {}, 0, 40, 2);
    const auto four = draw_many(faces_world(), {}, 0, 40, 4);
    for (std::size_t i = 0; i < one.size(); ++i) {
        CHECK(one[i].pixels.size() == 64 * 64 * 3);
        CHECK(one[i].pixels == two[i].pixels);
        CHECK(one[i].pixels == four[i].pixels);
        CHECK(one[i].labels == four[i].labels);
    }
    CHECK(one[0].pixels != one[1].pixels);
    CHECK(one[0].pixels != faces_world().draw({.seed = 1}, 0).pixels);
}

TEST_CASE("labels of faces have the shares they state, the two kinds of glasses never together") {
    const int images = 4000;  // a share's standard error is at most 0.008: four of them
    const auto drawn = draw_many(faces_world(), {.size = 32}, 0, images);
    const auto attributes = faces_world().attributes();
    for (std::size_t k = 0; k < attributes.size(); ++k) {
        if (attributes[k].kind != WorldAttribute::Kind::yes_no) {
            continue;
        }
        CAPTURE(attributes[k].key);
        CHECK(attributes[k].share >= 0.15);
        CHECK(attributes[k].share <= 0.5);
        double share = 0;
        for (const WorldImage& image : drawn) {
            share += static_cast<double>(image.labels[k]) / images;
        }
        CHECK(std::abs(share - attributes[k].share) < 0.032);
    }
    for (const WorldImage& image : drawn) {
        CHECK(label(image, "glasses") * label(image, "sunglasses") == 0.0F);
    }
}

TEST_CASE("of two kinds of glasses the held one is worn; of two held ones the sunglasses") {
    const auto worn = [](std::vector<FixedAttribute> fixed, std::int64_t index) {
        const auto image = faces_world().draw({.size = 32, .fixed = std::move(fixed)}, index);
        return std::pair(label(image, "glasses"), label(image, "sunglasses"));
    };
    for (std::int64_t index = 0; index < 40; ++index) {
        CHECK(worn({{"glasses", 1.0}}, index) == std::pair(1.0F, 0.0F));
        CHECK(worn({{"sunglasses", 1.0}}, index) == std::pair(0.0F, 1.0F));
        CHECK(worn({{"glasses", 1.0}, {"sunglasses", 1.0}}, index) == std::pair(0.0F, 1.0F));
    }
}

TEST_CASE("what is toggled changes its part of the picture and nothing else") {
    check_local("glasses", {0, 0, 0.4F}, 1.0, 1.5);
    check_local("sunglasses", {0, 0, 0.4F}, 1.0, 1.5);
    check_local("smile", {0, -0.3F, 0.5F}, 0.95, 0.1);
    check_local("mouth_open", {0, -0.65F, 0.4F}, 0.85, 0.3);
    check_local("beard", {0, -0.45F, 0.2F}, 1.0, 1.0);
}

TEST_CASE("a hat changes the upper half, long hair what lies beside the face") {
    for (std::int64_t index = 0; index < 60; ++index) {
        CAPTURE(index);
        const Change hat = change_near(toggled("hat", index), index, {0, 0.8F, 0}, 1.3);
        CHECK(hat.total > 10.0);
        CHECK(hat.inside > 0.6 * hat.total);
        const Change hair = change_near(toggled("long_hair", index), index, {0, -0.25F, 0.6F}, 0.4);
        CHECK(hair.total > 10.0);
        CHECK(hair.inside < 0.15 * hair.total);
    }
}

TEST_CASE("blond hair is lighter, and the man composite leaves hat, hair and sky alone") {
    for (std::int64_t index = 0; index < 60; ++index) {
        CAPTURE(index);
        const Pair hair = toggled("blond_hair", index);
        double lighter = 0;
        for (std::size_t i = 0; i < hair.with.pixels.size(); ++i) {
            lighter += hair.with.pixels[i] - hair.without.pixels[i];
        }
        CHECK(lighter > 0);
        const Change man = change_near(toggled("man", index), index, {0, -1.0F, 0}, 1.45);
        CHECK(man.total > 1.0);
        const Pair pair = toggled("man", index);
        for (int y = 0; y < 8; ++y) {
            for (int x = 0; x < 64; ++x) {
                CHECK(pair.changed(x, y) == 0.0);
            }
        }
    }
}

TEST_CASE("all sizes show the same scene") {
    for (std::int64_t index = 0; index < 40; ++index) {
        const auto drawn = [&](int size) { return faces_world().draw({.size = size}, index); };
        const WorldImage at_128 = drawn(128), at_64 = drawn(64), at_32 = drawn(32);
        CHECK(at_128.labels == at_32.labels);
        CHECK(mean_difference(at_128, at_64) < 2.5);  // of 255
        CHECK(mean_difference(at_64, at_32) < 4.5);
    }
}

// The middle of the sunglasses, found as what they change in the picture, against the middle of the
// head, which is known.
TEST_CASE("the face turns to the side that the label says, as far to the left as to the right") {
    for (std::int64_t index = 0; index < 30; ++index) {
        CAPTURE(index);
        const auto lenses_at = [&](double turn) {
            const Pair pair =
                toggled("sunglasses", index,
                        {{"turn", turn}, {"glasses", 0.0}, {"hat", 0.0}, {"long_hair", 0.0}});
            double weight = 0, moment = 0;
            for (int y = 0; y < 64; ++y) {
                for (int x = 0; x < 64; ++x) {
                    weight += pair.changed(x, y);
                    moment += pair.changed(x, y) * ((x + 0.5) / 32.0 - 1.0);
                }
            }
            const Spot middle = spot_of(index, static_cast<float>(turn), {0, 0, 0});
            return (moment / weight - middle.x) / middle.scale;
        };
        const double left = lenses_at(-30), straight = lenses_at(0), right = lenses_at(30);
        CHECK(right > 0.15);  // lenses lie about 0.7 in front of the middle: 0.35 at 30°
        CHECK(left < -0.15);
        CHECK(std::abs(straight) < 0.12);  // the head's tilt moves it a little
        CHECK(std::abs(right + left - 2 * straight) < 0.25);
        CHECK(lenses_at(40) > right);
    }
}

}  // namespace zscope
