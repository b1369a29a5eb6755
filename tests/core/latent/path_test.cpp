// SPDX-License-Identifier: MIT
#include "core/latent/path.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "core/base/error.h"
#include "core/latent/interpolate.h"
#include "core/latent/torch_randn.h"

using zscope::LatentPath;
using zscope::PathMode;
using zscope::PathPace;
using Z = std::vector<float>;

namespace {

Z with_norm(Z z, double length) {
    const double factor = length / zscope::norm(z);
    for (float& value : z)
        value = static_cast<float>(value * factor);
    return z;
}

LatentPath path_of(const std::vector<Z>& points, PathMode mode = PathMode::slerp,
                   bool closed = false) {
    LatentPath path{{}, mode, closed, 1.0};
    for (const Z& z : points)
        path.points.push_back({z, 0.0});
    return path;
}

std::vector<Z> drawn(std::size_t count) {
    std::vector<Z> points;
    for (std::size_t i = 0; i < count; ++i)
        points.push_back(zscope::torch_randn(40 + i, 100));
    return points;
}

double distance(const Z& a, const Z& b) {
    Z both = a;
    both.insert(both.end(), b.begin(), b.end());
    return zscope::step_curve(both, a.size(), false)[0];
}

}  // namespace

TEST_CASE("slerp keeps the norm of ends of equal length within 1e-5, lerp does not") {
    double worst = 0.0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const Z a = with_norm(zscope::torch_randn(seed, 100), 10.0);
        const Z b = with_norm(zscope::torch_randn(1000 + seed, 100), 10.0);
        for (const PathMode mode : {PathMode::slerp, PathMode::classic_slerp}) {
            for (const double t : {0.03, 0.25, 0.5, 0.81}) {
                const double length = zscope::norm(zscope::interpolate_on_path(a, b, t, mode));
                worst = std::max(worst, std::abs(length - 10.0));
            }
        }
        CHECK(zscope::norm(zscope::interpolate_on_path(a, b, 0.5, PathMode::lerp)) < 9.0);
    }
    MESSAGE("largest deviation of the norm from 10: " << worst);
    CHECK(worst < 1e-5);
}

TEST_CASE("classic slerp is slerp for equal lengths, and its formula for others") {
    const Z a{1, 0}, b{0, 3};
    const double h = std::sqrt(0.5);
    const Z middle = zscope::interpolate_on_path(a, b, 0.5, PathMode::classic_slerp);
    CHECK(middle[0] == doctest::Approx(h));
    CHECK(middle[1] == doctest::Approx(3 * h));
    CHECK(zscope::norm(zscope::interpolate_on_path(a, b, 0.5, PathMode::slerp)) ==
          doctest::Approx(2.0));
    const Z c{0, 1};
    CHECK(distance(zscope::interpolate_on_path(a, c, 0.3, PathMode::classic_slerp),
                   zscope::slerp(a, c, 0.3)) < 1e-6);
}

TEST_CASE("parallel, opposite and zero vectors mean the same in both slerps") {
    const Z a{2, 0, 0}, longer{6, 0, 0}, opposite{-2, 0, 0}, zero{0, 0, 0};
    for (const Z& b : {longer, opposite, zero}) {
        const Z plain = zscope::slerp(a, b, 0.5);
        CHECK(zscope::interpolate_on_path(a, b, 0.5, PathMode::classic_slerp) == plain);
        CHECK(zscope::interpolate_on_path(a, b, 0.5, PathMode::slerp) == plain);
    }
    CHECK(zscope::slerp(a, longer, 0.5) == Z{4, 0, 0});
    CHECK(zscope::norm(zscope::slerp(a, opposite, 0.5)) == doctest::Approx(2.0));
}

TEST_CASE("a path meets its key points exactly and has no jump at them") {
    for (const bool closed : {false, true}) {
        const LatentPath path = path_of(drawn(5), PathMode::slerp, closed);
        CHECK(path.segments() == (closed ? 5 : 4));
        for (std::size_t k = 0; k < 5; ++k) {
            const auto at = static_cast<double>(k);
            CHECK(zscope::latent_on_path(path, at) == path.points[k].z);
            if (k == 0 && !closed) continue;
            CHECK(distance(zscope::latent_on_path(path, at - 1e-6), path.points[k].z) < 1e-3);
        }
    }
    const LatentPath open = path_of(drawn(3));
    CHECK(zscope::latent_on_path(open, -5) == open.points[0].z);
    CHECK(zscope::latent_on_path(open, 99) == open.points[2].z);
}

TEST_CASE("a closed path has no seam: its frames wrap around with one even step") {
    // A square on a circle: every step of an even loop is the same chord.
    const LatentPath loop = path_of({{1, 0}, {0, 1}, {-1, 0}, {0, -1}}, PathMode::slerp, true);
    CHECK(zscope::latent_on_path(loop, 4) == loop.points[0].z);
    CHECK(distance(zscope::latent_on_path(loop, 4.25), zscope::latent_on_path(loop, 0.25)) < 1e-6);
    CHECK(distance(zscope::latent_on_path(loop, -0.25), zscope::latent_on_path(loop, 3.75)) < 1e-6);
    const auto positions = zscope::frame_positions(loop, zscope::even_pace(loop), 3);
    REQUIRE(positions.size() == 12);
    const Z rows = zscope::latents_on_path(loop, positions);
    const double chord = 2 * std::sin(std::numbers::pi / 12);
    const auto steps = zscope::step_curve(rows, 2, true);
    REQUIRE(steps.size() == 12);
    for (const double step : steps)
        CHECK(step == doctest::Approx(chord).epsilon(1e-5));
}

TEST_CASE("a path rests at its key points for their holds") {
    LatentPath path = path_of(drawn(3));
    path.segment_s = 2.0;
    path.points[0].hold_s = 1.0;
    path.points[1].hold_s = 0.5;
    path.points[2].hold_s = 1.5;
    const PathPace pace = zscope::even_pace(path);
    CHECK(zscope::path_duration_s(path) == doctest::Approx(7.0));
    for (const auto& [time, position] : {std::pair{0.0, 0.0},
                                         {1.0, 0.0},
                                         {1.5, 0.25},
                                         {3.0, 1.0},
                                         {3.25, 1.0},
                                         {3.5, 1.0},
                                         {4.5, 1.5},
                                         {5.5, 2.0},
                                         {7.0, 2.0}}) {
        CHECK(zscope::position_at_time(path, pace, time) == doctest::Approx(position));
    }
    // 7 s at 2 a second: both ends, and rests show as equal neighbours.
    const auto frames = zscope::frame_positions(path, pace, 2);
    REQUIRE(frames.size() == 15);
    CHECK(frames.front() == 0.0);
    CHECK(frames.back() == 2.0);
    CHECK(frames[1] == frames[0]);
    CHECK(frames[7] == frames[6]);
}

TEST_CASE("the time at a position is when the path gets there first") {
    for (const bool closed : {false, true}) {
        LatentPath path = path_of(drawn(4), PathMode::slerp, closed);
        path.segment_s = 0.7;
        path.points[0].hold_s = 0.4;
        path.points[2].hold_s = 1.5;
        const std::vector<double> probes = zscope::probe_positions(path, 2);
        std::vector<double> distances(probes.size() - 1, 1.0);
        distances[1] = 5.0;  // slow there
        for (const PathPace& pace :
             {zscope::even_pace(path), zscope::equal_speed_pace(probes, distances)}) {
            for (double position = 0.0; position < static_cast<double>(path.segments());
                 position += 0.25) {
                const double time = zscope::time_at_position(path, pace, position);
                CHECK(zscope::position_at_time(path, pace, time) ==
                      doctest::Approx(position).epsilon(1e-9));
                CHECK(
                    (time <= 1e-9 || zscope::position_at_time(path, pace, time - 1e-6) < position));
            }
        }
    }
}

TEST_CASE("equal speed: time follows what the images do") {
    // Of the images' change three quarters lie in the first half of the segment.
    const std::vector<double> positions{0.0, 0.5, 1.0}, distances{3.0, 1.0};
    const PathPace pace = zscope::equal_speed_pace(positions, distances);
    CHECK(pace.length_at(0.5) == doctest::Approx(0.75));
    CHECK(pace.position_at(0.375) == doctest::Approx(0.25));
    CHECK(pace.position_at(0.875) == doctest::Approx(0.75));
    CHECK(pace.position_at(0.0) == 0.0);
    CHECK(pace.position_at(1.0) == 1.0);
}

TEST_CASE("equal speed makes the steps of a curve equal whose speed is known") {
    // lerp from −1 to 1 in one dimension, seen through x³: dense where |x| is small.
    LatentPath path = path_of({{-1}, {0.5}, {1}}, PathMode::lerp);
    path.points[1].hold_s = 1.0;
    const auto image = [](Z z) {
        for (float& value : z)
            value = value * value * value;
        return z;
    };
    const auto probes = zscope::probe_positions(path, 200);
    CHECK(probes.size() == 401);
    const auto distances =
        zscope::step_curve(image(zscope::latents_on_path(path, probes)), 1, false);
    const PathPace pace = zscope::equal_speed_pace(probes, distances);
    const auto moving_steps = [&](const PathPace& by) {
        const auto frames = zscope::frame_positions(path, by, 10);
        auto steps = zscope::step_curve(image(zscope::latents_on_path(path, frames)), 1, false);
        std::erase_if(steps, [](double step) { return step < 1e-12; });  // the rest
        return steps;
    };
    CHECK(zscope::coefficient_of_variation(moving_steps(zscope::even_pace(path))) > 0.5);
    // Frames next to the hold are cut short by it: two of 20.
    CHECK(zscope::coefficient_of_variation(moving_steps(pace)) < 0.2);
    // x³ is −1 … 1: key point 0.5 lies at (0.125 + 1)/2 of the way, where the path then rests.
    CHECK(pace.length_at(1.0) == doctest::Approx(0.5625).epsilon(1e-3));
    CHECK(zscope::position_at_time(path, pace, 2 * 0.5625 + 0.5) == doctest::Approx(1.0));
}

TEST_CASE("images that stand still take no time; if all do, the pace is even") {
    const std::vector<double> positions{0, 1, 2, 3};
    const PathPace pace = zscope::equal_speed_pace(positions, std::vector<double>{1, 0, 1});
    CHECK(pace.position_at(0.49) == doctest::Approx(0.98));
    CHECK(pace.position_at(0.51) == doctest::Approx(2.02));
    const PathPace still = zscope::equal_speed_pace(positions, std::vector<double>{0, 0, 0});
    CHECK(still.position_at(0.5) == doctest::Approx(1.5));
    for (const double wrong : {-1.0, std::numeric_limits<double>::quiet_NaN()})
        CHECK_THROWS_AS(zscope::equal_speed_pace(positions, std::vector<double>{1, wrong, 1}),
                        zscope::Error);
}

TEST_CASE("a path that is none is refused by the key point's number") {
    const auto refuses = [](LatentPath path, const char* words) {
        CHECK_THROWS_WITH_AS(zscope::check_path(path), words, zscope::Error);
    };
    refuses(path_of(drawn(1)), "a path has 2 to 16 key points, not 1");
    refuses(path_of(drawn(17)), "a path has 2 to 16 key points, not 17");
    refuses(path_of({{1, 2}, {1, 2, 3}}),
            "key point 2 is a latent of 3 numbers, the first is of 2");
    refuses(path_of({{1, 2}, {1, std::numeric_limits<float>::quiet_NaN()}}),
            "key point 2 holds a number that is NaN or infinite");
    LatentPath path = path_of(drawn(2));
    path.points[1].hold_s = -1;
    refuses(path, "key point 2 cannot hold for -1 seconds: 0 or more");
    path.points[1].hold_s = 0;
    path.segment_s = 0;
    refuses(path, "a segment of a path must take more than 0 seconds, not 0");
    path.segment_s = 1;
    CHECK_NOTHROW(zscope::check_path(path));
}

TEST_CASE("curves: norms and steps by hand, and their variation") {
    const Z rows{3, 4, 0, 0, 6, 8};
    CHECK(zscope::norm_curve(rows, 2) == std::vector<double>{5, 0, 10});
    CHECK(zscope::step_curve(rows, 2, false) == std::vector<double>{5, 10});
    CHECK(zscope::step_curve(rows, 2, true) == std::vector<double>{5, 10, 5});
    CHECK(zscope::coefficient_of_variation(std::vector<double>{5, 5, 5}) == 0.0);
    CHECK(zscope::coefficient_of_variation(std::vector<double>{0, 0}) == 0.0);
    CHECK(zscope::coefficient_of_variation(std::vector<double>{1, 3}) == doctest::Approx(0.5));
}
