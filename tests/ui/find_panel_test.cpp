// SPDX-License-Identifier: MIT
// The Find z panel: what it says of a search, and what each button sends.
#include "ui/panels/find_panel.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "panel_stage.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

constexpr ImVec2 kSize(700, 600);

FindSearch::Picture plain(std::uint8_t shade) {
    return std::make_shared<const ImageRgba8>(
        ImageRgba8{8, 8, std::vector<std::uint8_t>(8 * 8 * 4, shade)});
}

// As the window hands it out when it is over.
FindSearch some_search(const PanelStage& stage, std::int64_t job) {
    FindSearch search;
    search.state = FindSearch::State::done;
    search.job = job;
    search.path = "/photos/cat.jpg";
    search.model = stage.session.model;
    search.model_name = "DigiFace faces";
    search.target = plain(10);
    search.best = plain(20);
    search.difference = plain(30);
    search.result.z.assign(100, 0.5F);
    search.result.distance = {0.05, 0.4};
    search.result.yardstick = {0.20, 0.6};
    search.result.features = "D's last hidden maps";
    search.result.norm = 10.0;
    search.result.deviations = 0.1;
    return search;
}

void show(PanelStage& stage, std::vector<FindSearch> searches) {
    FindView view;
    for (FindSearch& search : searches)
        view.searches.push_back(std::make_shared<const FindSearch>(std::move(search)));
    stage.find_view = std::move(view);
}

}  // namespace

TEST_CASE("find z: figures beside the yardstick, and ‖z‖ beside the prior") {
    InvertResult result;
    result.distance.pixels = 0.05;
    result.yardstick.pixels = 0.20;
    CHECK(says(figures_text(result), "Off by 5.0 %"));
    CHECK(says(figures_text(result), "off by 20.0 %"));
    CHECK(nearness(result) == doctest::Approx(0.75));
    result.distance.pixels = 0.3;  // farther than luck
    CHECK(nearness(result) == 0.0);
    result.norm = 9.9;
    result.deviations = -0.3;
    CHECK(says(prior_text(result), "as long as"));
    result.deviations = 3.0;
    CHECK(says(prior_text(result), "3.0 standard deviations longer"));
    result.deviations = -2.5;
    CHECK(says(prior_text(result), "2.5 standard deviations shorter"));
}

TEST_CASE("find z: nothing yet says what to drop and offers a dialog") {
    PanelStage stage;
    stage.add<FindPanel>(kSize);
    stage.frames();
    CHECK(says(stage.text(), "Open a model"));
    stage.open_model();
    stage.has_file_dialog = true;
    stage.frames();
    CHECK(says(stage.text(), "Drop an image on the window"));
    stage.click(stage.id("find", {"Open an image …"}));
    REQUIRE(stage.sink.wished<AskForPath>() != nullptr);
    CHECK(stage.sink.wished<AskForPath>()->purpose == AskForPath::For::image);
}

TEST_CASE("find z: a search that goes on shows how far it is and is cancelled") {
    PanelStage stage;
    stage.open_model();
    FindSearch search = some_search(stage, 7);
    search.state = FindSearch::State::working;
    search.what = "Least squares, start 2 of 4";
    show(stage, {search});
    stage.add<FindPanel>(kSize);
    stage.frames();
    CHECK(says(stage.text(), "start 2 of 4"));
    CHECK(says(stage.text(), "Nearest so far"));
    stage.click(stage.id("find", {"Cancel"}));
    REQUIRE(stage.sink.wished<CancelJob>() != nullptr);
    CHECK(stage.sink.wished<CancelJob>()->id == 7);
}

TEST_CASE("find z: what was found is said in words and kept as a sample of the photo") {
    PanelStage stage;
    stage.open_model();
    stage.model.nz = 100;
    show(stage, {some_search(stage, 7)});
    stage.add<FindPanel>(kSize);
    stage.frames();
    const std::string text = stage.text();
    CHECK(says(text, "cat.jpg"));
    CHECK(says(text, "As near as this model can draw it"));
    CHECK(says(text, "Off by 5.0 %"));
    CHECK(says(text, "D's last hidden maps"));
    CHECK(stage.book.size() == 0);  // to look at it keeps nothing
    stage.click(stage.id("find", {"Keep in the tray"}));
    REQUIRE(stage.session.tray.size() == 1);
    const SamplePointer sample = stage.book.find(stage.session.tray.front());
    REQUIRE(sample != nullptr);
    CHECK(sample->origin.tool == "photo");
    CHECK(sample->origin.text == "cat.jpg");
    CHECK(sample->z == std::vector<float>(100, 0.5F));
    CHECK(stage.session.selection == stage.session.tray);
    stage.click(stage.id("find", {"Search again"}));
    REQUIRE(stage.sink.wished<FindZ>() != nullptr);
    CHECK(stage.sink.wished<FindZ>()->path == "/photos/cat.jpg");
    CHECK(stage.sink.wished<FindZ>()->seed == 2);
}

TEST_CASE("find z: a sample of another model is not kept on this one") {
    PanelStage stage;
    stage.open_model();
    FindSearch search = some_search(stage, 7);
    search.model = ModelRef{OpenedModel{"other", "/models/other.pth"}, Weights::automatic};
    show(stage, {search});
    stage.add<FindPanel>(kSize);
    stage.frames();
    stage.click(stage.id("find", {"Keep in the tray"}));
    CHECK(stage.session.tray.empty());
}

TEST_CASE("find z: a failure says why and is tried again; earlier searches are there") {
    PanelStage stage;
    stage.open_model();
    stage.model.nz = 100;
    FindSearch failed;
    failed.state = FindSearch::State::failed;
    failed.job = 8;
    failed.path = "/photos/broken.png";
    failed.error = "/photos/broken.png: the file ends early";
    show(stage, {failed, some_search(stage, 7)});
    stage.add<FindPanel>(kSize);
    stage.frames();
    CHECK(says(stage.text(), "the file ends early"));
    CHECK(says(stage.text(), "Searches of this session"));
    FindView& view = *stage.find_view;
    view.searches.erase(view.searches.begin());  // the other one is shown instead
    stage.frames();
    CHECK(says(stage.text(), "Off by 5.0 %"));
}
