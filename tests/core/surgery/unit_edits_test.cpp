// SPDX-License-Identifier: MIT
// Edits made by pointing at units.
#include "core/surgery/unit_edits.h"

#include <doctest/doctest.h>

#include <optional>
#include <vector>

using namespace zscope;

namespace {

using Units = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("ablated is what an edit takes out wholly: on, whole map, full strength, same block") {
    std::vector<Edit> edits = with_edit({}, 2, {5, 3}, EditOp::ablate, 0.0);
    CHECK(edits.front().name == "2 units");
    CHECK(ablated_units(edits, 2, 8) == Units{3, 5});
    CHECK(ablated_units(edits, 1, 8).empty());
    edits = with_edit(edits, 2, {7}, EditOp::scale, 0.0);
    CHECK(ablated_units(edits, 2, 8) == Units{3, 5});
    edits.front().strength = 0.5;
    CHECK(ablated_units(edits, 2, 8).empty());
    edits.front().strength = 1.0;
    edits.front().on = false;
    CHECK(ablated_units(edits, 2, 8).empty());
    edits.front().on = true;
    edits.front().mask = MapMask{1, {1}};
    CHECK(ablated_units(edits, 2, 8).empty());
    edits.front().mask.reset();
    edits.front().units.reset();
    CHECK(ablated_units(edits, 2, 3) == Units{0, 1, 2});
}

TEST_CASE("Ablate pressed twice leaves the list as it was") {
    const std::vector<Edit> before = with_edit({}, 1, {9}, EditOp::scale, 2.0);
    std::vector<Edit> edits = toggle_ablation(before, 2, Units{4}, 8);
    REQUIRE(edits.size() == 2);
    CHECK(edits.back().name == "unit 4");
    CHECK(edits.back().op == EditOp::ablate);
    CHECK(edits.back().units == Units{4});
    CHECK(toggle_ablation(edits, 2, Units{4}, 8) == before);
    CHECK(toggle_ablation(edits, 2, Units{}, 8) == edits);
}

TEST_CASE("Ablate adds only those that are missing and takes out only those that are meant") {
    std::vector<Edit> edits = toggle_ablation({}, 2, Units{4, 1}, 8);
    edits = toggle_ablation(edits, 2, Units{4, 6}, 8);
    CHECK(ablated_units(edits, 2, 8) == Units{1, 4, 6});
    CHECK(edits.back().units == Units{6});
    edits = toggle_ablation(edits, 2, Units{6, 1}, 8);
    REQUIRE(edits.size() == 1);
    CHECK(edits.front().units == Units{4});
    CHECK(edits.front().name == "unit 4");
    // A name that a person gave stays; all units of a block but one.
    edits.front().name = "glasses";
    edits.front().units.reset();
    edits = toggle_ablation(edits, 2, Units{0}, 3);
    CHECK(edits.front().name == "glasses");
    CHECK(edits.front().units == Units{1, 2});
}
