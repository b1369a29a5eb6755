// SPDX-License-Identifier: MIT
#include "ui/panels/map_camera.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/latent/torch_randn.h"
#include "core/statistics/point_spacing.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

constexpr ImVec2 kView(600, 400);
constexpr float kSide = 59.0F;

std::vector<ImVec2> places_of(const std::vector<float>& points, const MapCamera& camera) {
    std::vector<ImVec2> places;
    for (std::size_t i = 0; i < points.size(); i += 2)
        places.push_back(camera.place(points[i], points[i + 1], kView));
    return places;
}

}  // namespace

TEST_CASE("the map that fits shows every point, with room around them, to the same scale") {
    const std::vector<float> points{-2, 0, 6, 1, 3, -1};
    const MapCamera camera = fit_map(points, kView, 32);
    CHECK(camera.scale == doctest::Approx((600 - 64) / 8.0));
    const std::vector<ImVec2> places = places_of(points, camera);
    CHECK(places[0].x == doctest::Approx(32));
    CHECK(places[1].x == doctest::Approx(600 - 32));
    CHECK(places[1].y < places[2].y);  // y is up
    CHECK(fit_map(std::vector<float>{5, 7, 5, 7}, kView, 32).scale == 1.0);
    CHECK(fit_map({}, kView, 32).scale == 1.0);
}

TEST_CASE(
    "zooming keeps the point under the mouse, within limits, and panning moves with the hand") {
    const MapCamera start{1.0, 2.0, 50.0};
    const ImVec2 mouse(100, 350);
    // What lies under the mouse, by the definition of place().
    const auto x = static_cast<float>(1.0 + (100 - 300) / 50.0);
    const auto y = static_cast<float>(2.0 - (350 - 200) / 50.0);
    const MapCamera near = zoom_map(start, kView, mouse, 3.7, 50.0);
    CHECK(near.scale == doctest::Approx(185.0));
    CHECK(near.place(x, y, kView).x == doctest::Approx(100).epsilon(1e-4));
    CHECK(near.place(x, y, kView).y == doctest::Approx(350).epsilon(1e-4));
    CHECK(zoom_map(start, kView, mouse, 1e9, 50.0).scale == doctest::Approx(50'000));
    CHECK(zoom_map(start, kView, mouse, 1e-9, 50.0).scale == doctest::Approx(25));
    const MapCamera moved = pan_map(start, ImVec2(30, -20));
    CHECK(moved.place(x, y, kView).x == doctest::Approx(130).epsilon(1e-4));
    CHECK(moved.place(x, y, kView).y == doctest::Approx(330).epsilon(1e-4));
}

TEST_CASE(
    "pictures on the map never overlap, only more come as one zooms in, and moving keeps them") {
    const std::vector<float> points = torch_randn(9, 2 * 1500);
    const std::vector<float> spacing = point_spacing(points);
    const MapCamera fitting = fit_map(points, kView, 32);
    std::set<std::size_t> before;
    for (const double zoom : {1.0, 1.3, 2.0, 4.0, 9.0}) {
        MapCamera camera = fitting;
        camera.scale *= zoom;
        const std::vector<ImVec2> places = places_of(points, camera);
        // All of the plane, so that what leaves the view does not count as gone.
        const ImVec2 plane(1e6F, 1e6F);
        std::vector<ImVec2> inside = places;
        for (ImVec2& at : inside)
            at = ImVec2(at.x + 5e5F, at.y + 5e5F);
        const auto all = map_pictures(inside, spacing, camera.scale, kSide, plane, 100'000);
        std::set<std::size_t> now(all.begin(), all.end());
        CHECK(std::ranges::includes(now, before));
        CHECK(now.size() > before.size());
        before = std::move(now);

        const auto seen = map_pictures(places, spacing, camera.scale, kSide, kView, 256);
        CHECK(!seen.empty());
        for (const std::size_t a : seen) {
            for (const std::size_t b : seen) {
                const float apart = std::max(std::abs(places[a].x - places[b].x),
                                             std::abs(places[a].y - places[b].y));
                if (a != b) REQUIRE(apart >= kSide - 0.01F);
            }
        }
        // A little aside: whoever is well in view either way has a picture either way.
        const MapCamera aside = pan_map(camera, ImVec2(17, -23));
        const auto shifted =
            map_pictures(places_of(points, aside), spacing, aside.scale, kSide, kView, 256);
        for (const std::size_t index : seen) {
            const ImVec2 at = places[index];
            if (at.x > 60 && at.x < 500 && at.y > 60 && at.y < 340) {
                CHECK(std::ranges::find(shifted, index) != shifted.end());
            }
        }
    }
}

TEST_CASE("of too many pictures those with the widest room are drawn, in a fixed order") {
    const std::vector<ImVec2> places{{10, 10}, {200, 10}, {10, 200}, {200, 200}, {900, 10}};
    const std::vector<float> spacing{5, 9, 9, 4, 99};
    CHECK(map_pictures(places, spacing, 20, kSide, kView, 256) ==
          std::vector<std::size_t>{1, 2, 0, 3});
    CHECK(map_pictures(places, spacing, 20, kSide, kView, 2) == std::vector<std::size_t>{1, 2});
    CHECK(map_pictures(places, spacing, 10, kSide, kView, 256) == std::vector<std::size_t>{1, 2});
    CHECK(map_pictures(places, spacing, 0.1, kSide, kView, 256).empty());
}

TEST_CASE("the point at the mouse is the nearest within reach") {
    const std::vector<ImVec2> places{{10, 10}, {14, 10}, {40, 40}};
    CHECK(point_at(places, ImVec2(13, 11), 7) == 1);
    CHECK(point_at(places, ImVec2(11, 9), 7) == 0);
    CHECK(point_at(places, ImVec2(46, 46), 7) == 2);
    CHECK(point_at(places, ImVec2(48, 40), 7) == 3);
}

TEST_CASE("ranks of values, with ties in the middle of theirs") {
    CHECK(ranks(std::vector<float>{30, 10, 20}) == std::vector<float>{1.0F, 0.0F, 0.5F});
    CHECK(ranks(std::vector<float>{1, 5, 5, 9, 5}) ==
          std::vector<float>{0.0F, 0.5F, 0.5F, 1.0F, 0.5F});
    CHECK(ranks(std::vector<float>{7}) == std::vector<float>{0.5F});
    CHECK(ranks({}).empty());
}
