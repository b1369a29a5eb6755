// SPDX-License-Identifier: MIT
// What panels learn from an oracle: its yes/no questions only, by its own limits.
#include "core/engine/oracle_answers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/worlds/world.h"

using namespace zscope;

TEST_CASE("a reading becomes yes, no or unsure, attribute by attribute, without the angles") {
    const World& faces = find_world("faces");
    const std::size_t width = faces.attributes().size();
    OracleReading reading;
    reading.count = 2;
    for (std::size_t i = 0; i < 2 * width; ++i)
        reading.values.push_back(static_cast<float>(i) - 8.0F);
    // Of attribute k: no under k − 8, yes over k − 7.
    std::vector<AnswerLimits> limits;
    for (std::size_t k = 0; k < width; ++k)
        limits.push_back({static_cast<float>(k) - 8.0F, static_cast<float>(k) - 7.0F});
    const AttributeAnswers answers = answers_of(faces, limits, reading);
    CHECK(answers.count == 2);
    REQUIRE(answers.keys.size() == width - 1);  // "turn" is an angle, and the last
    CHECK_FALSE(answers.column("turn").has_value());
    CHECK_FALSE(answers.column("window").has_value());
    const std::size_t glasses = *answers.column("glasses");
    CHECK(faces.attributes()[glasses].key == "glasses");
    CHECK(answers.logit(0, glasses) == static_cast<float>(glasses) - 8.0F);
    CHECK(answers.answer(0, glasses) == Answer::unsure);  // on the limit
    CHECK(answers.logit(1, glasses) == static_cast<float>(width + glasses) - 8.0F);
    CHECK(answers.answer(1, glasses) == Answer::yes);
    limits[glasses] = {100.0F, 100.0F};
    CHECK(answers_of(faces, limits, reading).answer(1, glasses) == Answer::no);
}

TEST_CASE("of a world with maps the attributes are found as well") {
    const World& rooms = find_world("rooms");
    OracleReading reading;
    reading.count = 1;
    reading.values.assign(rooms.attributes().size(), -5.0F);
    const std::vector<AnswerLimits> limits(rooms.attributes().size());
    const AttributeAnswers answers = answers_of(rooms, limits, reading);
    CHECK(answers.column("window").has_value());
    CHECK_FALSE(answers.column("camera").has_value());
    CHECK(std::ranges::count(answers.answers, Answer::no) == std::ssize(answers.keys));
}
