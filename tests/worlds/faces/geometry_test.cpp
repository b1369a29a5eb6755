// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>

#include "core/worlds/faces/ellipsoid.h"
#include "core/worlds/faces/quad.h"

namespace zscope::faces {
namespace {

const Place kPlace{.axes = {{0.8F, 0.0F, -0.6F}, {0.0F, 1.0F, 0.0F}, {0.6F, 0.0F, 0.8F}},
                   .centre = {0.1F, -0.05F, 0.2F},
                   .scale = 0.6F};
const EllipsoidShape kShape{
    .centre = {0.3F, 0.2F, 0.1F}, .radii = {0.4F, 0.7F, 0.5F}, .pitch = 0.3F, .roll = -0.4F};

// (p − c) in the ellipsoid's own axes over its radii, by the definition and in double precision: 1
// on the surface. Undoes the place, then the roll, then the pitch.
double radius_at(double x, double y, double z) {
    const double wx = (x - 0.1) / 0.6, wy = (y + 0.05) / 0.6, wz = (z - 0.2) / 0.6;
    const double lx = 0.8 * wx - 0.6 * wz - 0.3, ly = wy - 0.2, lz = 0.6 * wx + 0.8 * wz - 0.1;
    const double cr = std::cos(-0.4), sr = std::sin(-0.4);
    const double rx = cr * lx + sr * ly, ry = -sr * lx + cr * ly;
    const double cp = std::cos(0.3), sp = std::sin(0.3);
    const double px = rx, py = cp * ry - sp * lz, pz = sp * ry + cp * lz;
    return std::sqrt(px * px / 0.16 + py * py / 0.49 + pz * pz / 0.25);
}

}  // namespace

TEST_CASE("sine and cosine without a library agree with the library's") {
    for (int i = -120; i <= 120; ++i) {
        const float angle = 0.01F * static_cast<float>(i);
        CHECK(std::abs(sine(angle) - std::sin(angle)) < 2e-6F);
        CHECK(std::abs(cosine(angle) - std::cos(angle)) < 2e-6F);
    }
}

TEST_CASE("the wave has period 1, the shape of a sine, and stays within 0.06 of it") {
    for (int i = -300; i <= 300; ++i) {
        const float x = 0.01F * static_cast<float>(i);
        const float expected = std::sin(2.0F * 3.14159265F * x);
        CHECK(std::abs(wave(quad(x))[0] - expected) < 0.06F);
        CHECK(std::abs(wave(quad(x))[0] - wave(quad(x + 2.0F))[0]) < 1e-5F);
    }
}

TEST_CASE("a ray meets an ellipsoid on its surface, in front, with the surface's normal") {
    const Ellipsoid e = make_ellipsoid(kPlace, kShape);
    int hits = 0;
    for (int column = -10; column < 20; ++column) {
        for (int row = -12; row < 16; ++row) {
            const float x = 0.05F * static_cast<float>(column);
            const float y = 0.05F * static_cast<float>(row);
            const Hit h = hit(e, quad(x), quad(y));
            if (h.on[0] == 0) {
                for (int i = -50; i < 75; ++i) {
                    CHECK(radius_at(x, y, 0.02 * i) > 0.999);
                }
                continue;
            }
            ++hits;
            const double z = h.z[0];
            CHECK(std::abs(radius_at(x, y, z) - 1.0) < 1e-4);
            CHECK(radius_at(x, y, z + 0.01) > 1.0);
            CHECK(e.near(x, y, 0.0F));
            const double step = 1e-5;
            const double nx = (radius_at(x + step, y, z) - radius_at(x - step, y, z)) / (2 * step);
            const double ny = (radius_at(x, y + step, z) - radius_at(x, y - step, z)) / (2 * step);
            const double nz = (radius_at(x, y, z + step) - radius_at(x, y, z - step)) / (2 * step);
            const double length = std::sqrt(nx * nx + ny * ny + nz * nz);
            CHECK(std::abs(h.normal.x[0] - nx / length) < 2e-3);
            CHECK(std::abs(h.normal.y[0] - ny / length) < 2e-3);
            CHECK(std::abs(h.normal.z[0] - nz / length) < 2e-3);
        }
    }
    CHECK(hits > 100);
}

TEST_CASE("the local map undoes a place") {
    const LocalMap map = make_local_map(kPlace);
    const Vec3 local{0.3F, -0.7F, 0.2F};
    const Vec3 world = kPlace.centre + to_world(kPlace.axes, local) * kPlace.scale;
    const VecQ back = map(quad(world.x), quad(world.y), quad(world.z));
    CHECK(back.x[0] == doctest::Approx(local.x));
    CHECK(back.y[0] == doctest::Approx(local.y));
    CHECK(back.z[0] == doctest::Approx(local.z));
}

TEST_CASE("an ellipsoid shades what lies behind it as seen from the light, and nothing else") {
    const Ellipsoid ball = make_ellipsoid({}, {.centre = {0, 0, 0}, .radii = {0.5F, 0.5F, 0.5F}});
    const auto shade = [&](float x, float y, float z) {
        return shadow_of(ball, {quad(x), quad(y), quad(z)}, {0, 1, 0}, 0.2F)[0];
    };
    CHECK(shade(0.0F, -1.0F, 0.0F) == 1.0F);  // below, light from above
    CHECK(shade(0.0F, 1.0F, 0.0F) == 0.0F);   // between ball and light
    CHECK(shade(0.7F, -1.0F, 0.0F) == 0.0F);  // beside
}

}  // namespace zscope::faces
