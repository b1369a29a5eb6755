// SPDX-License-Identifier: MIT
// The attempt to bring a thing back, as Find units offers and shows it.
#include "ui/panels/back_section.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "panel_stage.h"
#include "ui/panels/back_words.h"
#include "ui/panels/find_units_panel.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

std::shared_ptr<const ImageRgba8> plain(std::uint8_t level) {
    auto image = std::make_shared<ImageRgba8>();
    image->width = image->height = 64;
    image->pixels.assign(std::size_t{4} * 64 * 64, level);
    return image;
}

struct Place {
    PanelStage stage;
    FindUnitsPanel& panel;

    Place() : panel(stage.add<FindUnitsPanel>(ImVec2(820, 880), stage.make_slot())) {
        stage.open_model();
        stage.model.id = "id";
        stage.operate.emplace();
        NetworkShape shape;
        shape.ngf = 4;
        stage.operate->generator = dcgan_generator(shape);
        stage.operate->world = "rooms";
        stage.operate->things = {"window", "door"};
        stage.back.emplace();
        stage.session.operate.source = ConceptSource::world;
        stage.session.operate.thing = "window";
    }
    void take_out() {
        Edit edit;
        edit.block = 1;
        edit.units = std::vector<std::int64_t>{1, 2, 3};
        edit.name = "window";
        stage.session.edits = {edit};
    }
    ImGuiID in(const char* label) { return stage.id("find_units", {"back", label}); }
    const TryBringBack* wished() { return stage.sink.wished<TryBringBack>(); }
    void over() {
        auto tried = std::make_shared<TriedBack>();
        BackReport& report = tried->trial.report;
        report.thing = "window";
        report.judge = "the second oracle of rooms";
        report.starts = 2;
        report.steps = 200;
        report.whole.found = {1.0, 0.9, 1.0, 2};
        report.edited.found = {0.5, 0.1, 0.8, 2};
        report.others.found = {0.97, 0.91, 0.99, 2};
        report.whole.pixels = {417, 385, 451, 2};
        for (std::size_t k = 0; k < 3; ++k) {
            tried->trial.found[k].z.assign(2 * 100, 0.25F + static_cast<float>(k));
            tried->trial.found[k].pictures = {plain(40), plain(200)};
        }
        tried->edits = stage.session.edits;
        tried->model_id = "id";
        stage.back->tried = tried;
    }
};

}  // namespace

TEST_CASE("bringing back says what it needs, and why it cannot be had") {
    Place place;
    PanelStage& stage = place.stage;
    CHECK(says(stage.text(), "4   Try to bring it back"));
    CHECK(says(stage.text(), "There is no edit that is on: take some units out first."));
    stage.click(place.in("Try to bring it back"));
    CHECK(place.wished() == nullptr);
    place.take_out();
    stage.back->no_oracles = "this model says of no world";
    CHECK(says(stage.text(), "this model says of no world"));
    stage.back->no_oracles.clear();
    const auto why = [&] { return cannot_bring_back(stage.session, stage.operate->generator); };
    CHECK(why().empty());
    stage.session.edits[0].on = false;
    CHECK(says(why(), "no edit that is on"));
    stage.session.edits[0].on = true;
    stage.session.edits[0].op = EditOp::invert;
    CHECK(says(why(), "cannot be baked"));
    place.take_out();
    stage.session.edits[0].units.reset();
    CHECK(says(why(), "whole block"));
    place.take_out();
    stage.session.operate.source = ConceptSource::regions;
    CHECK(says(why(), "Two oracles have to say"));
}

TEST_CASE("starts and steps are chosen, weak choices say so, and times are measured, not guessed") {
    Place place;
    PanelStage& stage = place.stage;
    place.take_out();
    CHECK(says(stage.text(), "measured at its first steps"));
    CHECK_FALSE(says(stage.text(), "Weak:"));
    stage.click(place.in("Try to bring it back"));
    REQUIRE(place.wished() != nullptr);
    CHECK(place.wished()->starts == 64);
    CHECK(place.wished()->steps == 1000);
    stage.click(place.in("16 × 200, quick"));
    CHECK(says(stage.text(),
               "Weak: of 16 starts a share of one half is known to lie between 28 "
               "and 72 %"));
    stage.click(place.in("Try to bring it back"));
    CHECK(place.wished()->starts == 16);
    CHECK(place.wished()->steps == 200);
    // 3 generators × 16 starts × 201 steps × 25 ms.
    CHECK(says(search_time_text(0.025, 16, 200), "About 4 min"));
    CHECK(says(search_time_text(0.025, 64, 1000), "1 h 20 min"));
    stage.back->seconds_each = 0.025;
    CHECK(says(stage.text(), "by the steps that were taken last"));
    CHECK(weakness_text(64, 1000).empty());
    CHECK_FALSE(says(weakness_text(64, 200), "share of one half"));
    CHECK(says(weakness_text(64, 200), "what 200 steps do not find"));
}

TEST_CASE("a search says how far it is and how long it goes on, is cancelled, or says why not") {
    Place place;
    PanelStage& stage = place.stage;
    place.take_out();
    stage.back->job = 7;
    stage.jobs = {{7, "Trying", JobState::running, 0.25, "Searching, whole"}};
    CHECK(says(stage.text(), "Searching, whole"));
    CHECK_FALSE(says(stage.text(), " left"));
    stage.back->seconds_left = 90;
    CHECK(says(stage.text(), "25 % · 1 min 30 s left"));
    stage.click(stage.id("/searching", {"Cancel"}));
    REQUIRE(stage.sink.wished<CancelJob>() != nullptr);
    CHECK(stage.sink.wished<CancelJob>()->id == 7);
    stage.back->job = 0;
    stage.back->error = "the second oracle is damaged";
    CHECK(says(stage.text(), "the second oracle is damaged"));
    CHECK(says(stage.text(), "then try again"));
}

TEST_CASE("what was brought back is a verdict, a table, and pictures whose z is selected") {
    Place place;
    PanelStage& stage = place.stage;
    place.take_out();
    place.over();
    const std::string text = stage.text();
    CHECK(says(text, verdict_text(stage.back->tried->trial.report).c_str()));
    CHECK(says(text, "100 % [90, 100]"));
    CHECK(says(text, "97 % [91, 99]"));
    CHECK(says(text, "417 [385, 451]"));
    CHECK(says(text, "without as many others"));
    CHECK_FALSE(says(text, "try again"));
    place.panel.set_settings({{"step", 4}});  // brings it into sight
    stage.frames(3);
    stage.click(stage.id("find_units", {"back", "sheets", "###sheet0", 0, "card"}));
    REQUIRE(stage.session.selection.size() == 1);
    const SamplePointer sample = stage.book.find(stage.session.selection[0]);
    REQUIRE(sample != nullptr);
    CHECK(sample->z == std::vector<float>(100, 0.25F));
    CHECK(says(sample->origin.text, "window brought back with all units, start 1"));

    stage.session.edits[0].strength = 0.5;
    CHECK(says(stage.text(), "before you changed the edits: try again"));
    place.take_out();
    stage.session.operate.thing = "door";
    CHECK(says(stage.text(), "This was about window: try again."));
    stage.session.operate.thing = "window";
    stage.model.id = "another";
    CHECK(says(stage.text(), "Tried on another model"));
}
