// SPDX-License-Identifier: MIT
#include "core/latent/direction.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/latent/direction_json.h"
#include "core/latent/interpolate.h"
#include "vectors.h"

namespace zscope {
namespace {

Direction direction_of(std::string name, std::vector<float> vector) {
    Direction direction;
    direction.name = std::move(name);
    direction.vector = std::move(vector);
    direction.model_id = "abc";
    return direction;
}

std::vector<double> wide(const std::vector<float>& v) {
    return {v.begin(), v.end()};
}

std::string error_of(const nlohmann::json& json) {
    try {
        (void)directions_from_json(json, "d.json");
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace

TEST_CASE("a strength is a standard deviation of the prior") {
    Direction direction = direction_of("x", {0.6F, 0.8F});
    const std::vector<float> z{1, 2, 3, 4};
    CHECK(moved(z, direction, 5.0) == std::vector<float>{4, 6, 6, 8});
    CHECK(moved(z, direction, 0.0) == z);
    direction.prior = "uniform";
    CHECK(moved(z, direction, 5.0 * std::sqrt(3.0))[0] == doctest::Approx(4.0));
}

TEST_CASE("what is projected out is gone, and nothing else") {
    const std::vector<float> v{1, 2, 3};
    // Locks of any length, not at right angles to each other: they span the first two axes.
    const std::vector<std::vector<float>> locks{{2, 0, 0}, {1, 1, 0}};
    const std::vector<double> rest = project_out(v, locks);
    CHECK(std::abs(rest[0]) < 1e-12);
    CHECK(std::abs(rest[1]) < 1e-12);
    CHECK(rest[2] == doctest::Approx(3.0));
    // Parallel and zero locks: the first axis alone goes.
    const std::vector<std::vector<float>> parallel{{1, 0, 0}, {-3, 0, 0}, {0, 0, 0}};
    const std::vector<double> once = project_out(v, parallel);
    CHECK(std::abs(once[0]) < 1e-12);
    CHECK(once[1] == doctest::Approx(2.0));
    CHECK(project_out(v, {}) == wide(v));
    // Within the span: exactly nothing is left; a zero vector stays zero.
    CHECK(project_out(std::vector<float>{3, -1, 0}, locks) == std::vector<double>{0, 0, 0});
    CHECK(project_out(std::vector<float>{0, 0, 0}, locks) == std::vector<double>{0, 0, 0});
}

TEST_CASE("a lock keeps the other direction's place, and one within its span is refused") {
    const Direction smile = direction_of("smile", {0.6F, 0.8F, 0});
    const Direction open = direction_of("open", {1, 0, 0});
    const Direction result = locked(smile, std::vector{open});
    CHECK(result.vector == std::vector<float>{0, 1, 0});
    CHECK(result.orthogonal_to == std::vector<std::string>{"open"});
    CHECK_THROWS_AS((void)locked(open, std::vector{direction_of("same", {-1, 0, 0})}), Error);
    CHECK_THROWS_AS((void)locked(open, std::vector{direction_of("other", {1, 0})}), Error);
}

TEST_CASE("each of several stands at right angles to all others as they were") {
    const std::vector<Direction> three{direction_of("a", {1, 0, 0}),
                                       direction_of("b", {0.6F, 0.8F, 0}),
                                       direction_of("c", {0.48F, 0.6F, 0.64F})};
    const std::vector<Direction> result = orthogonalised(three);
    REQUIRE(result.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(norm(result[i].vector) == doctest::Approx(1.0));
        for (std::size_t k = 0; k < 3; ++k) {
            if (i != k) CHECK(std::abs(cosine(result[i].vector, three[k].vector)) < 1e-6);
        }
    }
    CHECK(orthogonalised(std::vector{three[1]}).front().vector == three[1].vector);
}

TEST_CASE("a zero or broken vector leads nowhere") {
    CHECK_THROWS_AS((void)unit_vector(std::vector<double>{0, 0}, "x"), Error);
    CHECK_THROWS_AS((void)unit_vector(std::vector<double>{NAN, 1}, "x"), Error);
    CHECK(cosine(std::vector<float>{0, 0}, std::vector<float>{1, 0}) == 0.0);
}

TEST_CASE("another model's direction is refused with the reason") {
    ModelSnapshot model;
    model.name = "other";
    model.generator = dcgan_generator({.size = 32, .nz = 3, .ngf = 4});
    Direction direction = direction_of("smile", {1, 0, 0});
    CHECK_NOTHROW(check_direction(direction, model));
    direction.prior = "uniform";
    CHECK_THROWS_WITH_AS(check_direction(direction, model), doctest::Contains("uniform prior"),
                         Error);
    CHECK_THROWS_WITH_AS(check_direction(direction_of("smile", {1, 0}), model),
                         doctest::Contains("has 2 numbers, and z of other has 3"), Error);
}

TEST_CASE("a file of directions reads back as it was") {
    Direction full = direction_of("smile", {0.6F, 0.8F});
    full.method = DirectionMethod::difference;
    full.attribute = "smile";
    full.world = "faces";
    full.orthogonal_to = {"open"};
    full.figures = {100, 40, 50, 10, 1.5, 0.9, 2.5};
    Direction own = direction_of("pca-1", {1, 0});
    own.method = DirectionMethod::pca;
    own.block = 2;
    const std::vector<Direction> both{full, own};
    const nlohmann::json json = nlohmann::json::parse(directions_to_json(both).dump());
    CHECK(directions_from_json(json, "d.json") == both);
}

TEST_CASE("a file that is not right is refused, with what is wrong and where") {
    const std::vector<Direction> one{direction_of("smile", {0.6F, 0.8F})};
    const nlohmann::json good = nlohmann::json::parse(directions_to_json(one).dump());
    const auto with = [&](const char* pointer, const nlohmann::json& value) {
        nlohmann::json json = good;
        json[nlohmann::json::json_pointer(pointer)] = value;
        return error_of(json);
    };
    CHECK(error_of(good) == "no error");
    CHECK(with("/version", 2).find("version 2") != std::string::npos);
    CHECK(with("/format", "other").find("zscope-directions") != std::string::npos);
    CHECK(with("/extra", 1).find("unknown key \"extra\"") != std::string::npos);
    CHECK(with("/directions/0/extra", 1).find("unknown key") != std::string::npos);
    CHECK(with("/directions/0/nz", 3).find("nz is 3") != std::string::npos);
    CHECK(with("/directions/0/vector/0", 5).find("length 1") != std::string::npos);
    CHECK(with("/directions/0/method", "magic").find("logistic") != std::string::npos);
    CHECK(with("/directions/0/prior", "odd").find("uniform") != std::string::npos);
    CHECK(with("/directions/1", good["directions"][0]).find("twice") != std::string::npos);
    CHECK(with("/directions", nlohmann::json::array()).find("no directions") != std::string::npos);
    CHECK(error_of(nlohmann::json::array()).find("object") != std::string::npos);
}

}  // namespace zscope
