// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/surgery/edit_effect.h"
#include "core/surgery/ranking_json.h"

namespace zscope {
namespace {

EffectReport report_of(Estimate edit, Estimate control) {
    EffectReport report;
    report.name = "window";
    report.judge = "the oracle of rooms";
    report.images = 256;
    report.controls = 3;
    report.edit.left = edit;
    report.control.left = control;
    return report;
}

}  // namespace

TEST_CASE("the verdict follows from the intervals") {
    const Estimate half{0.5, 0.45, 0.55, 256}, none{0.1, 0.05, 0.15, 256},
        whole{1.0, 0.9, 1.1, 256};
    CHECK(verdict_text(report_of(none, whole)) ==
          "10 % of window is left, with as many others as active 100 %: it was these units.");
    CHECK(verdict_text(report_of({0.8, 0.7, 0.85, 256}, whole)) ==
          "80 % of window is left, with as many others as active 100 %: it was these units, though "
          "most of it stays.");
    CHECK(
        verdict_text(report_of(whole, half)) ==
        "100 % of window is left, with as many others as active 50 %: taking these units out does "
        "not take it away.");
    CHECK(
        verdict_text(report_of({1.05, 0.99, 1.11, 256}, {1.3, 1.24, 1.37, 256})) ==
        "105 % of window is left, with as many others as active 130 %: taking these units out does "
        "not take it away.");
    CHECK(verdict_text(report_of(half, none)) ==
          "50 % of window is left, with as many others as active only 10 %: these units do not "
          "draw it.");
    CHECK(verdict_text(report_of(half, {0.6, 0.5, 0.7, 256})) ==
          "50 % of window is left, with as many others as active 60 %: no difference that these "
          "images could show.");
    CHECK(verdict_text(report_of({}, {})) ==
          "Whether the thing went cannot be said: nobody here can see it.");
    const nlohmann::ordered_json json = report_to_json(report_of(none, {}));
    CHECK(json["edit"]["left"] == nlohmann::ordered_json::array({0.1, 0.05, 0.15}));
    CHECK(json["control"]["left"].is_null());
}

TEST_CASE("rankings are read as they were written, and refused where they are not whole") {
    UnitRanking ranking;
    ranking.name = "glasses";
    ranking.block = 3;
    ranking.method = RankMethod::difference;
    ranking.units = {{1, 0.5}, {0, 0.25}, {2, -1.0}};
    ranking.activation = {1.0, 2.0, 3.0};
    ranking.accuracy = 0.875;
    ranking.images = 7;
    const nlohmann::json json = rankings_to_json({ranking}, "abc");
    const std::vector<UnitRanking> read = rankings_from_json(json, "units.json");
    REQUIRE(read.size() == 1);
    CHECK(read[0].units == ranking.units);
    CHECK(read[0].activation == ranking.activation);
    CHECK(read[0].method == ranking.method);
    CHECK(read[0].accuracy == ranking.accuracy);
    CHECK(read[0].block == 3);
    nlohmann::json twice = json;
    twice["rankings"][0]["units"][1]["unit"] = 1;
    CHECK_THROWS_WITH_AS(rankings_from_json(twice, "units.json"),
                         "units.json: rankings[0]: units must be 0 to 2, each once; there is 1",
                         Error);
    nlohmann::json other = json;
    other["format"] = "zscope-edits";
    CHECK_THROWS_AS(rankings_from_json(other, "units.json"), Error);
}

}  // namespace zscope
