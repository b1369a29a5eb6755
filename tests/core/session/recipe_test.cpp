// SPDX-License-Identifier: MIT
#include "core/session/recipe.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "core/base/error.h"
#include "core/session/action.h"
#include "core/session/recipe_ids.h"
#include "core/session/recipe_json.h"
#include "random_actions.h"

using namespace zscope;

namespace {

constexpr RecipeTool kTools[] = {
    RecipeTool::sample,    RecipeTool::samples,    RecipeTool::interpolate,
    RecipeTool::calculate, RecipeTool::directions, RecipeTool::path,
    RecipeTool::sheet,     RecipeTool::walk,       RecipeTool::before_after};

// As many as RandomActions names.
struct Books {
    SampleBook samples;
    DirectionBook directions;

    explicit Books(float shift = 0.0F) {
        for (int i = 1; i < 20; ++i) {
            const auto x = static_cast<float>(i);
            SampleOrigin origin;
            origin.seed = i;
            origin.row = i % 3;
            origin.count = 3;
            samples.add({shift + x / 7.0F, -x * 0.1F, 1.0e-30F}, origin,
                        {OpenedModel{"id", "/models/\"a\" ä.pth"}, Weights::raw});
        }
        for (int i = 1; i < 5; ++i) {
            Direction direction;
            direction.name = "direction " + std::to_string(i);
            direction.vector = {0.6F, 0.0F, i % 2 == 0 ? 0.8F : -0.8F};
            direction.model_id = "id";
            directions.add(direction);
        }
    }
};

RecipeModel model() {
    return {"0123456789abcdef", "Faces", Weights::ema, "/models/faces.safetensors"};
}

Session wandered(std::uint32_t seed) {
    testing::RandomActions random(seed);
    Session session;
    for (int i = 0; i < 60; ++i)
        session = apply(session, random.next());
    return session;
}

Session restored(const Recipe& recipe, Session session) {
    for (const ActionKind& action : recipe_actions(recipe, session))
        session = apply(session, {action, 1});
    return session;
}

Recipe again(const Recipe& recipe) {
    return recipe_from_json(nlohmann::json::parse(to_json(recipe).dump()), "test");
}

}  // namespace

TEST_CASE("a recipe of any session and any tool survives JSON to the last bit") {
    const Books books;
    int with_directions = 0;
    for (std::uint32_t seed = 0; seed < 60; ++seed) {
        const Session session = wandered(seed);
        for (const RecipeTool tool : kTools) {
            const bool moves = tool == RecipeTool::path || tool == RecipeTool::walk;
            const Recipe recipe =
                make_recipe(tool, session, books.samples, books.directions, model(),
                            {3, 4, 5, 6, 7, true, false, moves ? 23.976 : 0.0});
            CHECK(again(recipe) == recipe);
            CHECK(recipe.samples.size() == samples_of(recipe.session).size());
            CHECK_FALSE(describe(recipe).empty());
            with_directions += recipe.directions.empty() ? 0 : 1;
        }
    }
    CHECK(with_directions > 20);
}

TEST_CASE("a recipe holds what its tool needs and nothing else") {
    const Books books;
    Session session;
    session.interpolate = {3, 5, 0.25, InterpolationMode::lerp};
    session.tray = {1, 2};
    session.equation = {{1.0, {7, 8}, true}};
    const Recipe recipe =
        make_recipe(RecipeTool::interpolate, session, books.samples, books.directions, model());
    CHECK(recipe.session.interpolate == session.interpolate);
    CHECK(recipe.session.tray.empty());
    CHECK(recipe.session.equation.empty());
    REQUIRE(recipe.samples.size() == 2);
    CHECK(recipe.samples[0].id == 3);
    CHECK(recipe.samples[1].z == books.samples.find(5)->z);
    const nlohmann::json part = to_json(recipe).at("session");
    CHECK(part.size() == 2);  // version and interpolate
}

TEST_CASE("the Session comes back from a recipe, in books that number otherwise") {
    const Books books;
    for (std::uint32_t seed = 0; seed < 60; ++seed) {
        const Session session = wandered(seed);
        for (const RecipeTool tool : kTools) {
            const Recipe recipe =
                again(make_recipe(tool, session, books.samples, books.directions, model()));
            Books other(1.0F);  // 19 other samples
            const Recipe here = in_books(recipe, other.samples, other.directions);
            for (std::size_t i = 0; i < here.samples.size(); ++i) {
                const SamplePointer sample = other.samples.find(here.samples[i].id);
                REQUIRE(sample != nullptr);
                CHECK(sample->z == recipe.samples[i].z);
            }
            // The same picture from the other session as from the first.
            const Session back = restored(here, wandered(seed + 1000));
            const Recipe of_back =
                make_recipe(tool, back, other.samples, other.directions, model());
            CHECK(of_back.session == here.session);
        }
    }
}

TEST_CASE("in its own books a recipe finds its samples again, and the state is as it was") {
    Books books;
    Session session;
    session.equation = {{1.0, {1, 2}, true}, {1.0, {3}, false}, {-1.0, {4, 5}, false}};
    session.calculate.seed = 9;
    session.edits = {{1, std::vector<std::int64_t>{3}, {}, EditOp::ablate, 0.0, true}};
    const Recipe recipe = in_books(again(make_recipe(RecipeTool::calculate, session, books.samples,
                                                     books.directions, model())),
                                   books.samples, books.directions);
    CHECK(books.samples.size() == 19);
    CHECK(restored(recipe, Session{}) == session);
}

TEST_CASE("restoring leaves other directions listed, at 0") {
    Books books;
    Session session;
    session.selection = {4};
    session.directions.list = {{1, 2.5, false}, {2, 0.0, false}};
    const Recipe recipe =
        make_recipe(RecipeTool::directions, session, books.samples, books.directions, model());
    CHECK(recipe.directions.size() == 1);
    Session now;
    now.directions.list = {{3, 1.0, true}, {1, -1.0, false}};
    now.directions.target = DirectionTarget::tray;
    const Session back = restored(recipe, now);
    const std::vector<DirectionUse> expected{{1, 2.5, false}, {3, 0.0, false}};
    CHECK(back.directions.list == expected);
    CHECK(back.directions.target == DirectionTarget::sample);
    CHECK(back.selection == std::vector<SampleId>{4});
}

TEST_CASE("what is no recipe is refused, by what is wrong with it") {
    const Books books;
    Session session;
    session.interpolate = {3, 5, 0.25, InterpolationMode::lerp};
    const nlohmann::json good = to_json(
        make_recipe(RecipeTool::interpolate, session, books.samples, books.directions, model()));
    const auto refused = [&good](auto change) {
        nlohmann::json bad = good;
        change(bad);
        std::string why;
        try {
            (void)recipe_from_json(bad, "x.png");
        } catch (const Error& error) {
            why = error.what();
        }
        CHECK(why.starts_with("x.png: "));
        return why;
    };
    using nlohmann::json;
    CHECK(refused([](json& j) { j["version"] = 2; }).find("version 2") != std::string::npos);
    CHECK(refused([](json& j) { j["format"] = "zscope-path"; }).find("zscope-path") !=
          std::string::npos);
    CHECK(refused([](json& j) { j["samples"].erase(0); }).find("sample #3") != std::string::npos);
    CHECK(refused([](json& j) { j["samples"][0]["id"] = 5; }).find("twice") != std::string::npos);
    CHECK(refused([](json& j) { j["layout"]["scale"] = 1000; }).find("scale") != std::string::npos);
    CHECK(refused([](json& j) { j["layout"]["fps"] = 30; }).find("does not move") !=
          std::string::npos);
    CHECK(refused([](json& j) { j["layout"]["fps"] = 1e9; }).find("frames a second") !=
          std::string::npos);
    CHECK(refused([](json& j) { j["session"]["tray"] = {3}; }).find("interpolate") !=
          std::string::npos);
    CHECK(refused([](json& j) { j["more"] = 1; }).find("more") != std::string::npos);
    CHECK(refused([](json& j) { j.erase("model"); }).find("model") != std::string::npos);
    CHECK(refused([](json& j) { j["samples"] = "all"; }).find("samples") != std::string::npos);
    CHECK_FALSE(refused([](json& j) { j = json::array(); }).empty());
}

TEST_CASE("a picture of a lost sample says which") {
    const Books books;
    Session session;
    session.selection = {77};
    CHECK_THROWS_WITH_AS(
        (void)make_recipe(RecipeTool::sample, session, books.samples, books.directions, model()),
        "sample #77 is not in the library any more", Error);
}

TEST_CASE("numbers that a file makes up are brought within the tools' limits") {
    const Books books;
    Session session;
    session.walk.start = 2;
    nlohmann::json json =
        to_json(make_recipe(RecipeTool::walk, session, books.samples, books.directions, model()));
    json["session"]["walk"]["step"] = 1'000'000'000'000;
    CHECK(recipe_from_json(json, "x").session.walk.step == kMostWalkSteps);
}
