// SPDX-License-Identifier: MIT
#include "core/session/tool_latents.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "core/base/error.h"

using namespace zscope;  // NOLINT: a test of many small types

namespace {

using Z = std::vector<float>;

struct Books {
    SampleBook samples;
    DirectionBook directions;

    SampleId sample(const Z& z) {
        SampleOrigin origin;
        origin.seed = 7;
        return samples.add(z, origin, {});
    }
    DirectionId direction(const std::string& name, const Z& vector, const char* prior = "normal") {
        Direction made;
        made.name = name;
        made.vector = vector;
        made.prior = prior;
        return directions.add(made);
    }
};

// What an Error says; empty if there is none.
template <class Do>
std::string refusal(Do act) {
    try {
        act();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

bool says(const std::string& text, const char* words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("tool latents: a path has the key points, holds and mode of its state") {
    Books books;
    const LatentSpace space{2, 0, "normal"};
    PathState state;
    state.points = {{books.sample({1, 0}), 0.5}, {books.sample({0, 3}), 0.0}};
    state.mode = PathMode::lerp;
    state.closed = true;
    state.segment_s = 2.0;
    const LatentPath path = path_of(state, books.samples, space);
    CHECK(latent_on_path(path, 0.5) == Z{0.5F, 1.5F});
    CHECK(latent_on_path(path, 2.0) == Z{1, 0});  // closed
    CHECK(path_duration_s(path) == 4.5);

    state.points.push_back({books.sample({1, 2, 3}), 0.0});
    std::string why = refusal([&] { (void)path_of(state, books.samples, space); });
    CHECK(says(why, "key point 3"));
    CHECK(says(why, "seed 7"));
    CHECK(says(why, "its z has 3 numbers, this model's 2"));
    state.points.back().id = 99;
    why = refusal([&] { (void)path_of(state, books.samples, space); });
    CHECK(says(why, "key point 3, sample #99, is not there any more"));
    state.points.resize(1);
    CHECK_FALSE(refusal([&] { (void)path_of(state, books.samples, space); }).empty());
}

TEST_CASE("tool latents: a sheet has its corners at its corners, and says which one is missing") {
    Books books;
    const LatentSpace space{2, 0, "normal"};
    SheetState state;
    state.mode = PathMode::lerp;
    state.corners = {books.sample({0, 0}), books.sample({4, 0}), books.sample({0, 4}), 0};
    CHECK(says(refusal([&] { (void)sheet_of(state, books.samples, books.directions, space); }),
               "the bottom right corner is not chosen yet"));
    state.corners[3] = books.sample({4, 4});
    const SheetPlan plan = sheet_of(state, books.samples, books.directions, space);
    CHECK(plan.at(0.25, 0.75) == Z{1, 3});
    const Z rows = plan.rows({3, 2});
    CHECK(rows == Z{0, 0, 2, 0, 4, 0, 0, 4, 2, 4, 4, 4});
}

TEST_CASE("tool latents: a sheet of directions moves by standard deviations of the prior") {
    Books books;
    const LatentSpace space{3, 1, "uniform"};  // one number is the label
    SheetState state;
    state.of_directions = true;
    state.origin = books.sample({0.5F, 0.5F, 1});
    state.right = books.direction("smile", {1, 0}, "uniform");
    state.down = books.direction("hat", {0, -1}, "uniform");
    state.first = -1.0;
    state.last = 3.0;
    const SheetPlan plan = sheet_of(state, books.samples, books.directions, space);
    const double deviation = 1.0 / std::sqrt(3.0);
    const Z z = plan.at(1.0, 0.5);
    CHECK(z[0] == doctest::Approx(0.5 + 3.0 * deviation));
    CHECK(z[1] == doctest::Approx(0.5 - deviation));
    CHECK(z[2] == 1.0F);  // the label stays
    CHECK(plan.rows({5, 5}).size() == 75);
    // Strength 0 of both, a quarter of the way: the origin.
    CHECK(plan.at(0.25, 0.25) == Z{0.5F, 0.5F, 1});

    const auto why = [&] {
        return refusal([&] { (void)sheet_of(state, books.samples, books.directions, space); });
    };
    state.down = books.direction("long", {1, 0, 0}, "uniform");
    CHECK(says(why(), "the direction down, long, is of a model whose z has 3 numbers, not 2"));
    state.down = books.direction("round", {1, 0}, "normal");
    CHECK(says(why(), "with a normal prior, not a uniform one"));
    state.down = 0;
    CHECK(says(why(), "the direction down is not chosen yet"));
    state.down = 77;
    CHECK(says(why(), "not there any more"));
    state.origin = 0;
    CHECK(says(why(), "the origin is not chosen yet"));
}

TEST_CASE("tool latents: a walk leaves the label alone and refuses what cannot walk") {
    Books books;
    LatentSpace space{4, 2, "normal"};
    WalkState state;
    state.start = books.sample({0.5F, -1.0F, 0, 1});
    state.kind = WalkKind::shell;
    state.seed = 9;
    state.step_size = 0.4;
    const WalkPlan plan = walk_of(state, books.samples, space);
    CHECK(plan.start == Z{0.5F, -1.0F});
    CHECK(plan.with_label(Z{5, 6, 7, 8}) == Z{5, 6, 0, 1, 7, 8, 0, 1});
    SteppedWalk walk = plan.walk();
    walk.advance();
    CHECK(walk.z() == walk_step(plan.start, "normal", {WalkKind::shell, 9, 64, 0.4}, 1));
    space.prior = "uniform";
    CHECK(says(refusal([&] { (void)walk_of(state, books.samples, space); }), "no shell"));
    state.start = 0;
    CHECK(says(refusal([&] { (void)walk_of(state, books.samples, space); }),
               "the start of the walk is not chosen yet"));
}
