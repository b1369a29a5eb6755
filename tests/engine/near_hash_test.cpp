// SPDX-License-Identifier: MIT
#include "core/engine/near_hash.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <set>

#include "core/base/error.h"
#include "core/io/data/image_set.h"
#include "core/io/resize.h"
#include "core/worlds/world.h"

using namespace zscope;

namespace {

constexpr std::size_t kSide = 64, kBytes = 3 * 32 * 32;

using Pixels = std::vector<std::uint8_t>;

Pixels small(const ImageU8& image) {
    Pixels pixels(kBytes);
    prepare_image(image, 32, 3, pixels);
    return pixels;
}

ImageU8 brightened(ImageU8 image, double factor) {
    for (std::uint8_t& x : image.pixels)
        x = static_cast<std::uint8_t>(std::min(255.0, x * factor + 0.5));
    return image;
}

ImageU8 shifted(const ImageU8& image) {  // by one pixel to the right
    ImageU8 result = image;
    for (std::size_t y = 0; y < kSide; ++y) {
        const auto row = image.pixels.begin() + static_cast<std::ptrdiff_t>(3 * kSide * y);
        std::copy(row, row + 3 * (kSide - 1),
                  result.pixels.begin() + static_cast<std::ptrdiff_t>(3 * kSide * y + 3));
    }
    return result;
}

ImageU8 resized(const ImageU8& image, int side) {
    return resize(image, centre_square(image), side, side);
}

std::unique_ptr<DataSource> source_of(const Pixels& images) {
    return make_memory_source(images, 32, 3);
}

int distance(const Hash128& a, const Hash128& b) {
    return std::popcount(a[0] ^ b[0]) + std::popcount(a[1] ^ b[1]);
}

}  // namespace

TEST_CASE("the learned code links most near-duplicates of portraits, and hardly any others") {
    constexpr std::int64_t kPortraits = 600, kRepeated = 60;
    const World& faces = find_world("faces");
    Pixels images;
    std::vector<ImageU8> originals;
    for (WorldImage& drawn : draw_many(faces, {.size = 64, .seed = 9}, 0, kPortraits)) {
        originals.push_back({64, 64, 3, std::move(drawn.pixels)});
        const Pixels one = small(originals.back());
        images.insert(images.end(), one.begin(), one.end());
    }
    for (std::size_t i = 0; i < kRepeated; ++i) {
        const ImageU8& image = originals[i];
        for (const ImageU8& variant :
             {brightened(image, 1.02), shifted(image), resized(image, 66), resized(image, 62)}) {
            const Pixels one = small(variant);
            images.insert(images.end(), one.begin(), one.end());
        }
    }
    NearHashTraining training;
    training.images = 40000;
    const auto source = source_of(images);
    const auto codes = near_hashes(*source, training, {}, [](double) {});
    REQUIRE(std::ssize(codes) == source->count());
    std::set<Hash128> different(codes.begin(), codes.begin() + kPortraits);
    CHECK(different.size() > kPortraits * 9 / 10);  // it tells images apart
    int linked = 0;
    for (std::size_t i = 0; i < 4 * kRepeated; ++i)
        linked += distance(codes[i / 4], codes[kPortraits + i]) <= kNearHashBits ? 1 : 0;
    CHECK(linked > 4 * kRepeated / 2);
    const auto pairs = near_pairs(std::span(codes).first(kPortraits), kNearHashBits);
    CHECK(pairs.size() < kPortraits / 20);
}

TEST_CASE("the learned code is repeatable, stops when asked and refuses other images") {
    Pixels noise(kBytes * 40);
    std::uint32_t state = 7;
    for (std::uint8_t& x : noise)
        x = static_cast<std::uint8_t>((state = state * 1664525U + 1013904223U) >> 24);
    NearHashTraining training;
    training.images = 1280;
    training.threads = 1;
    const auto source = source_of(noise);
    double last = 0.0;
    const auto once = near_hashes(*source, training, {}, [&](double share) { last = share; });
    CHECK(last == doctest::Approx(1.0));
    CHECK(once == near_hashes(*source, training, {}, [](double) {}));
    training.seed = 2;
    CHECK(once != near_hashes(*source, training, {}, [](double) {}));
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS((void)near_hashes(*source, training, stop.get_token(), [](double) {}), Error);
    const auto grey = make_memory_source(Pixels(32 * 32 * 2), 32, 1);
    CHECK_THROWS_AS((void)near_hashes(*grey, training, {}, [](double) {}), Error);
}
