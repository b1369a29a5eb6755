// SPDX-License-Identifier: MIT
// What the panels Find units and Edits say and decide, without a window.
#include "ui/panels/operate_words.h"

#include <doctest/doctest.h>

#include "panel_stage.h"
#include "ui/panels/edit_row.h"
#include "ui/panels/paint_section.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

UnitRanking ranking() {
    UnitRanking made;
    made.name = "glasses";
    made.block = 2;
    made.units = {{7, 2.0}, {3, 1.0}, {0, 0.5}, {5, -1.0}};
    made.images = 12;
    return made;
}

Estimate of(double value, double low, double high) {
    return {value, low, high, 100};
}

const EffectLine& line(const std::vector<EffectLine>& lines, const std::string& what) {
    for (const EffectLine& each : lines)
        if (each.what == what) return each;
    FAIL("no line " << what);
    return lines.front();
}

PaintedRegion region(SampleId id, const CellBox& box) {
    MapMask mask = empty_mask(kRegionCells);
    set_box(mask, box);
    return {id, mask};
}

}  // namespace

TEST_CASE("the thing is called by its source, and units are ranked once there is enough") {
    Session session;
    OperateView view;
    view.things = {"hat", "glasses"};
    session.operate.name = "windows";
    session.operate.thing = "hat";
    session.ticks.name = "smiles";
    CHECK(thing_name(session) == "windows");
    CHECK(says(cannot_rank(session, &view), "Mark where the thing is"));
    session.operate.regions = {region(1, {0, 0, 4, 4})};
    CHECK(cannot_rank(session, &view).empty());
    CHECK_FALSE(cannot_rank(session, nullptr).empty());
    session.operate.name.clear();
    CHECK(says(cannot_rank(session, &view), "Say what it is"));

    session.operate.source = ConceptSource::ticks;
    CHECK(thing_name(session) == "smiles");
    session.ticks.yes = {1, 2};
    session.ticks.no = {3};
    CHECK(says(cannot_rank(session, &view), "at least two"));
    session.ticks.no = {3, 4};
    CHECK(cannot_rank(session, &view).empty());

    session.operate.source = ConceptSource::world;
    CHECK(thing_name(session) == "hat");
    CHECK(cannot_rank(session, &view).empty());
    session.operate.thing = "window";  // of another world
    CHECK(says(cannot_rank(session, &view), "Choose one"));
}

TEST_CASE("how many images are marked, and how well units tell, is said in words") {
    CHECK(says(marked_text(0), "No image is marked yet"));
    CHECK(says(marked_text(1), "1 image marked; about 10"));
    CHECK(says(marked_text(9), "9 images marked; about 10"));
    CHECK(says(marked_text(10), "10 images marked: enough"));
    UnitRanking made = ranking();
    CHECK(says(accuracy_text(made), "no telling"));
    made.accuracy = 0.874;
    CHECK(accuracy_text(made) ==
          "On images it had not seen, block 2 tells inside from outside 87 % of the time; 50 % is "
          "chance.");
}

TEST_CASE("a ranking is old once what it was made of has changed, not when k has") {
    Session session;
    session.operate.regions = {region(1, {0, 0, 4, 4})};
    RankedUnits ranked{ranking(), session.operate, {}, session.ticks, "id"};
    const auto old = [&](const Session& now) { return ranking_is_old(ranked, now, "id"); };
    CHECK(old(session).empty());
    Session other = session;
    other.operate.top = 99;
    other.ticks.yes = {5};  // it was not made of ticks
    CHECK(old(other).empty());
    other.operate.block = 3;
    CHECK(says(old(other), "block 3 is chosen now"));
    other = session;
    other.operate.method = RankMethod::overlap;
    CHECK(says(old(other), "another method"));
    other = session;
    other.operate.regions.push_back(region(2, {1, 1, 2, 2}));
    CHECK(says(old(other), "before you changed"));
    other = session;
    other.operate.source = ConceptSource::ticks;
    CHECK(says(old(other), "before you changed"));
    CHECK(says(ranking_is_old(ranked, session, "another"), "another model"));

    ranked.asked.source = session.operate.source = ConceptSource::ticks;
    CHECK(old(session).empty());
    session.ticks.no = {9};
    CHECK(says(old(session), "before you changed"));

    MeasuredEdits measured{{}, session.edits, "id"};
    CHECK(measurement_is_old(measured, session, "id").empty());
    CHECK(says(measurement_is_old(measured, session, "x"), "another model"));
    session.edits = with_units({}, ranking(), 1);
    CHECK(says(measurement_is_old(measured, session, "id"), "changed the edits"));
}

TEST_CASE("what is of the run that trains on ages in steps, and is not old for that") {
    Session session;
    session.model.which = LiveModel{"run"};
    session.operate.regions = {region(1, {0, 0, 4, 4})};
    RankedUnits ranked{ranking(), session.operate, {}, {}, "then", {"run", 1000}};
    MeasuredEdits measured{{}, {}, "then", {"run", 1000}};
    ModelView model;
    model.live = true;
    model.step = 1340;
    model.id = "now";
    CHECK(ranking_is_old(ranked, session, "now").empty());
    CHECK(measurement_is_old(measured, session, "now").empty());
    CHECK(age_text(ranked.made_of, "Ranked", session, model) ==
          "Ranked 340 steps ago, at step 1,000.");
    model.step = 999;
    CHECK(age_text(ranked.made_of, "Ranked", session, model) ==
          "Ranked 1 step later, at step 1,000.");
    model.step = 1000;
    CHECK(age_text(ranked.made_of, "Ranked", session, model) == "Ranked at this step, 1,000.");
    // A kept moment of the same run rests: nothing is to be said of its own step.
    session.model.which = RunSnapshot{"run", 1000};
    model.live = false;
    CHECK(age_text(ranked.made_of, "Ranked", session, model).empty());
    model.step = 1500;
    CHECK(says(age_text(ranked.made_of, "Ranked", session, model), "500 steps ago"));
    session.model.which = LiveModel{"another run"};
    CHECK(age_text(ranked.made_of, "Ranked", session, model).empty());
    CHECK(says(ranking_is_old(ranked, session, "now"), "another model"));
    CHECK(says(measurement_is_old(measured, session, "now"), "another model"));
    // Models of no run are no run's.
    session.model = {};
    ranked.made_of = {};
    CHECK_FALSE(of_this_run(ranked.made_of, session));
}

TEST_CASE("an edit follows its ranking: of its name and block, and no other") {
    Edit other;
    other.block = 3;
    other.name = "glasses";
    Edit same = other;
    same.block = 2;
    same.name = "hat";
    std::vector<Edit> edits = with_units({other, same}, ranking(), 2);
    REQUIRE(edits.size() == 3);
    CHECK(edits[0] == other);
    CHECK(edits[1] == same);
    CHECK(edits[2].units == std::vector<std::int64_t>{7, 3});
    CHECK(edits[2].block == 2);
    CHECK(edits[2].name == "glasses");
    CHECK(edit_of(edits, ranking()) == std::size_t{2});
    edits[2].op = EditOp::scale;
    edits[2].on = false;
    edits = with_units(edits, ranking(), 9);
    REQUIRE(edits.size() == 3);
    CHECK(edits[2].units == std::vector<std::int64_t>{7, 3, 0});  // those that speak for it
    CHECK(edits[2].op == EditOp::scale);
    CHECK_FALSE(edits[2].on);
    // Under another name it is still that one, as long as it has the first units.
    edits[2].name = "spectacles";
    CHECK(edit_of(edits, ranking()) == std::size_t{2});
    CHECK(with_units(edits, ranking(), 2)[2].name == "spectacles");
    edits[2].units = std::vector<std::int64_t>{7, 0};
    CHECK_FALSE(edit_of(edits, ranking()));
}

TEST_CASE("edits have titles, and what cannot be baked says why, once") {
    Edit edit;
    edit.block = 2;
    CHECK(edit_title(edit) == "Block 2 · all units");
    edit.units = {1};
    edit.name = "hat";
    CHECK(edit_title(edit) == "hat · block 2 · 1 unit");
    NetworkShape shape;
    shape.ngf = 4;
    const Architecture generator = dcgan_generator(shape);
    CHECK(baking_problems({edit}, generator).empty());
    Edit inverted = edit;
    inverted.op = EditOp::invert;
    Edit in_a_place = edit;
    in_a_place.mask = empty_mask(8);
    CHECK(baking_problems({edit, inverted, inverted, in_a_place}, generator).size() == 2);
    inverted.on = in_a_place.on = false;
    CHECK(baking_problems({edit, inverted, in_a_place}, generator).empty());
}

TEST_CASE("a measurement's lines have intervals, and stand out where edit and control differ") {
    EffectReport report;
    report.name = "window";
    report.judge = "the oracle of rooms";
    report.block = 3;
    report.images = 256;
    report.units = {1, 2};
    report.place = {{"window", "a window", 1, 0.2, 0.9}};
    report.edit.left = of(0.20, 0.15, 0.25);
    report.control.left = of(0.90, 0.85, 0.95);
    report.edit.before = report.control.before = of(300, 280, 320);
    report.edit.after = of(60, 50, 70);
    report.control.after = of(270, 240, 300);
    report.edit.inside = of(0.2, 0.1, 0.3);
    report.control.inside = of(0.25, 0.2, 0.3);
    report.edit.outside = of(0.031, 0.03, 0.032);
    auto lines = effect_lines(report);
    CHECK(line(lines, "window left").edit == "20 % [15, 25]");
    CHECK(line(lines, "window left").control == "90 % [85, 95]");
    CHECK(line(lines, "window left").apart);
    CHECK(line(lines, "after, pixels an image").edit == "60 [50, 70]");
    CHECK_FALSE(line(lines, "change where it was").apart);
    CHECK(line(lines, "change elsewhere").edit == "3.1 % [3.0, 3.2]");
    CHECK(line(lines, "change elsewhere").control == "–");
    CHECK(line(lines, "diversity, of before").edit == "–");
    CHECK(effect_title(report) ==
          "window: 2 units of block 3, on 256 images that have it, seen by the oracle of rooms");
    // An attribute has no place: shares of images.
    report.place.clear();
    report.edit.inside = report.control.inside = {};
    report.edit.after = of(0.2, 0.1, 0.3);
    report.edit.d_change = of(-1.5, -2, -1);
    lines = effect_lines(report);
    CHECK(line(lines, "after, share of images").edit == "20 % [10, 30]");
    CHECK(line(lines, "change of the image").edit == "3.1 % [3.0, 3.2]");
    CHECK(line(lines, "D's opinion, logit").edit == "-1.50 [-2.00, -1.00]");
    // Nobody could see it.
    report.edit.left = {};
    CHECK(effect_lines(report).front().what == "change of the image");
}

TEST_CASE("regions are of the selection, else of the tray, else of the grid") {
    Session session;
    SampleBook book;
    std::vector<SampleId> ids;
    for (int i = 0; i < 3; ++i) {
        SampleOrigin origin;
        origin.row = i;
        ids.push_back(book.add({static_cast<float>(i), 0}, origin, {}));
    }
    const SampleId other = book.add({1, 2, 3}, {}, {});  // of another model
    CHECK(paint_list(session, book, 2).ids.empty());
    CHECK(paint_list(session, book, 2).count() == session.grid.count);
    session.tray = {other, ids[2]};
    CHECK(paint_list(session, book, 2).ids == std::vector<SampleId>{ids[2]});
    session.selection = {ids[0]};
    CHECK(paint_list(session, book, 2).ids == std::vector<SampleId>{ids[2]});
    session.selection = {ids[0], ids[1], other};
    CHECK(paint_list(session, book, 2).ids == std::vector<SampleId>{ids[0], ids[1]});
}

TEST_CASE("a sample has one region, and none once nothing of it is left") {
    const PaintedRegion first = region(4, {0, 0, 2, 2}), second = region(9, {3, 3, 9, 9});
    auto regions = with_region({}, 4, first.mask);
    regions = with_region(regions, 9, second.mask);
    CHECK(regions == std::vector<PaintedRegion>{first, second});
    regions = with_region(regions, 4, second.mask);
    CHECK(regions == std::vector<PaintedRegion>{{4, second.mask}, second});
    regions = with_region(regions, 4, empty_mask(kRegionCells));
    CHECK(regions == std::vector<PaintedRegion>{second});
    CHECK(with_region({}, 4, empty_mask(kRegionCells)).empty());
}

TEST_CASE("the region of the selected sample becomes one of the block's maps, or says why not") {
    NetworkShape shape;
    shape.ngf = 4;
    const Architecture generator = dcgan_generator(shape);
    Session session;
    Edit edit;
    edit.block = 2;  // maps of 8 × 8: four cells a side each
    CHECK(says(region_for(edit, session, generator).why_not, "Select a sample"));
    session.selection = {5};
    CHECK(says(region_for(edit, session, generator).why_not, "Nothing is marked"));
    session.operate.regions = {region(5, {4, 8, 12, 12})};
    const RegionForEdit found = region_for(edit, session, generator);
    REQUIRE(found.mask);
    CHECK(boxes_of(*found.mask) == std::vector<CellBox>{{1, 2, 3, 3}});
    edit.block = 1;  // of 4 × 4: it covers a quarter of two cells
    CHECK_FALSE(region_for(edit, session, generator).mask);
    CHECK(says(region_for(edit, session, generator).why_not, "covers no cell"));
    edit.block = 9;
    CHECK(says(region_for(edit, session, generator).why_not, "no such block"));
}
