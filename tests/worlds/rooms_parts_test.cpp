// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/worlds/random_stream.h"
#include "core/worlds/rooms/camera.h"
#include "core/worlds/rooms/layout.h"
#include "core/worlds/rooms/look.h"
#include "core/worlds/rooms/solids.h"

namespace zscope::rooms {
namespace {

Vec vec_between(RandomStream& random, float low, float high) {
    const float x = between(random, low, high);
    const float y = between(random, low, high);
    return {x, y, between(random, low, high)};
}

// Inside or not, by the definition of each shape in its own axes.
bool inside(const Solid& solid, Vec p) {
    switch (solid.shape) {
        case Solid::Shape::rounded_box: {
            const auto over = [&](float x, float half) {
                return std::max(std::abs(x) - (half - solid.rounding), 0.0F);
            };
            return std::hypot(over(p.x, solid.half.x), over(p.y, solid.half.y),
                              over(p.z, solid.half.z)) <= solid.rounding;
        }
        case Solid::Shape::ellipsoid:
            return std::hypot(p.x / solid.half.x, p.y / solid.half.y, p.z / solid.half.z) <= 1.0F;
        case Solid::Shape::cone:
            break;
    }
    return std::abs(p.y) <= solid.half.y &&
           std::hypot(p.x, p.z) <= solid.half.x - solid.narrowing * p.y;
}

// The first place inside, by walking along the ray in steps of half a millimetre; −1: none.
float walked(const Solid& solid, const Ray& ray) {
    for (int i = 0; i < 8000; ++i) {
        const float t = static_cast<float>(i) * 0.0005F;
        const Vec from = ray.origin + ray.direction * t - solid.centre;
        if (inside(solid,
                   {dot(from, solid.axis_x), dot(from, solid.axis_y), dot(from, solid.axis_z)})) {
            return t;
        }
    }
    return -1.0F;
}

Solid turned_solid(Solid::Shape shape) {
    return {.shape = shape,
            .centre = {0.1F, -0.2F, 0.05F},
            .half = {0.5F, 0.3F, 0.4F},
            .rounding = 0.15F,
            .turned = true,
            .axis_x = {0.8F, 0.0F, 0.6F},
            .axis_y = {0.0F, 1.0F, 0.0F},
            .axis_z = {-0.6F, 0.0F, 0.8F}};
}

}  // namespace

TEST_CASE("rays meet rounded boxes and ellipsoids where walking along them does") {
    RandomStream random(1, 0, "test");
    for (const auto shape : {Solid::Shape::rounded_box, Solid::Shape::ellipsoid}) {
        const Solid solid = turned_solid(shape);
        int met = 0;
        int grazing = 0;
        for (int i = 0; i < 150; ++i) {
            const Vec origin = normalised(vec_between(random, -1.0F, 1.0F)) * 2.0F;
            const Ray ray(origin, normalised(vec_between(random, -0.5F, 0.5F) - origin));
            SolidHit hit;
            const bool found = meets(solid, ray, 1e9F, hit);
            const float truth = walked(solid, ray);
            if (found != (truth >= 0.0F)) {
                ++grazing;
                continue;
            }
            if (found) {
                ++met;
                // Across the skin, whatever the angle at which the ray comes.
                const float slant = std::abs(dot(hit.normal, ray.direction));
                CHECK(std::abs(hit.distance - truth) * slant < 0.004F);
                CHECK(std::abs(dot(hit.normal, hit.normal) - 1.0F) < 1e-3F);
                CHECK(dot(hit.normal, ray.direction) < 0.05F);
                SolidHit unused;
                CHECK_FALSE(meets(solid, ray, hit.distance * 0.99F, unused));
            }
        }
        CHECK(met > 40);
        CHECK(grazing <= 5);  // rays that touch the skin within 2 mm
    }
}

TEST_CASE("a cone's side is met at its radius, and from above the inside of it is") {
    const Solid cone{.shape = Solid::Shape::cone, .half = {0.2F, 0.15F, 0.2F}, .narrowing = 0.4F};
    SolidHit hit;
    REQUIRE(meets(cone, Ray({0.0F, 0.1F, 2.0F}, {0.0F, 0.0F, -1.0F}), 1e9F, hit));
    CHECK(hit.distance == doctest::Approx(2.0 - (0.2 - 0.4 * 0.1)));
    CHECK(hit.normal.z > 0.5F);
    CHECK(hit.normal.y > 0.0F);  // the side of a shade that narrows upwards faces up
    CHECK_FALSE(meets(cone, Ray({0.0F, 0.2F, 2.0F}, {0.0F, 0.0F, -1.0F}), 1e9F, hit));
    // Down through the opening onto the inside of the far side, which faces the ray.
    const Vec down{0.0F, -0.3F, -0.3F};
    REQUIRE(meets(cone, Ray({0.0F, 0.3F, 0.1F}, down), 1e9F, hit));
    CHECK(hit.local.z < 0.0F);
    CHECK(dot(hit.normal, down) < 0.0F);
}

TEST_CASE("colours go to sRGB and back as the standard says, within 1/255") {
    for (int i = 0; i <= 1000; ++i) {
        const double x = i / 1000.0;
        const double truth = x <= 0.0031308 ? 12.92 * x : 1.055 * std::pow(x, 1 / 2.4) - 0.055;
        CHECK(std::abs(static_cast<double>(to_srgb(static_cast<float>(x))) - truth) < 1.0 / 255);
    }
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        const double v = byte / 255.0;
        const double truth = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
        CHECK(std::abs(static_cast<double>(from_srgb(byte << 8U).y) - truth) < 0.002);
    }
}

TEST_CASE("a colour that must be seen differs from its ground by what was asked") {
    RandomStream random(2, 0, "test");
    for (int i = 0; i < 2000; ++i) {
        const Colour colour = vec_between(random, 0.01F, 0.92F);
        const Colour ground = vec_between(random, 0.01F, 0.92F);
        const Colour seen = set_off(colour, ground, 0.16F);
        CHECK(std::abs(luminance(seen) - luminance(ground)) > 0.155F);
        CHECK(std::min({seen.x, seen.y, seen.z}) >= 0.0F);
    }
}

TEST_CASE("the camera looks where the label says and has every place in the picture") {
    int points_seen = 0;
    int points_outside = 0;
    for (int i = 0; i < 1000; ++i) {
        RandomStream layout_stream(3, i, "layout");
        RandomStream camera_stream(3, i, "camera");
        const double degrees = -24.0 + 48.0 * i / 1000.0;
        const Layout layout = draw_layout(layout_stream, degrees);
        const auto points = points_to_see(layout);
        const Camera camera = draw_camera(camera_stream, degrees, points, layout.half_width);
        const double turn = std::atan2(camera.forward.x, -camera.forward.z) * 57.29578;
        CHECK(turn == doctest::Approx(degrees).epsilon(0.001));
        CHECK(std::abs(dot(camera.forward, camera.right)) < 1e-5F);
        CHECK(std::abs(dot(camera.forward, camera.up)) < 1e-5F);
        CHECK(std::abs(camera.position.x) < layout.half_width);
        for (const Vec point : points) {
            const Vec from = point - camera.position;
            const float depth = dot(from, camera.forward);
            CHECK(depth > 0.3F);
            const float x = dot(from, camera.right) / (depth * camera.half_view);
            const float y = dot(from, camera.up) / (depth * camera.half_view);
            points_seen += 1;
            points_outside += std::abs(x) <= 1.0F && std::abs(y) <= 1.0F ? 0 : 1;
        }
    }
    CHECK(points_seen >= 20000);
    CHECK(points_outside == 0);
}

TEST_CASE("things on the same wall do not overlap, and none stands in the bed") {
    for (int i = 0; i < 1000; ++i) {
        RandomStream random(4, i, "layout");
        const Layout layout = draw_layout(random, i % 2 == 0 ? 15.0 : -15.0);
        const std::array slots{layout.window, layout.door, layout.mirror, layout.picture};
        for (std::size_t a = 0; a < slots.size(); ++a) {
            for (std::size_t b = 0; b < a; ++b) {
                const float apart = std::abs(slots[a].along - slots[b].along);
                CHECK((slots[a].wall != slots[b].wall ||
                       apart >= 0.999F * (slots[a].width + slots[b].width) / 2));
            }
            if (slots[a].wall == Wall::back) {
                CHECK(std::abs(slots[a].along) + slots[a].width / 2 <= layout.half_width);
            }
        }
        CHECK_FALSE(layout.door.over_bed);
        CHECK_FALSE(layout.mirror.over_bed);
        const Vec lamp = layout.lamp_foot - layout.bed_centre;
        CHECK((std::abs(lamp.x) > layout.bed_half.x + 0.15F ||
               std::abs(lamp.z) > layout.bed_half.z + 0.15F));
    }
}

}  // namespace zscope::rooms
