// SPDX-License-Identifier: MIT
// The Data panel: what it says of a data set, what it shows of it, and what it sends.
#include "ui/panels/data_panel.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "core/io/data/batch_loader.h"
#include "panel_stage.h"
#include "ui/widgets/text.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

// Wider than high, its left half dark and its right half bright.
ImageU8 two_halves(int width, int height) {
    ImageU8 image{width, height, 3, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x)
            image.pixels.insert(image.pixels.end(), 3, x < width / 2 ? 20 : 220);
    }
    return image;
}

PreviewImage preview_image(const std::string& name) {
    PreviewImage image;
    image.whole = {name, 96, 64, two_halves(96, 64)};
    for (auto& of_crop : image.prepared) {
        for (std::size_t s = 0; s < kPreviewSizes.size(); ++s)
            of_crop[s] =
                two_halves(static_cast<int>(kPreviewSizes[s]), static_cast<int>(kPreviewSizes[s]));
    }
    return image;
}

DataScan some_scan() {
    DataScan scan;
    scan.path = "/data/photos";
    scan.records = 1210;
    scan.usable = 1200;
    scan.file_bytes = 9'000'000;
    scan.smallest = {40, 40};
    scan.largest = {640, 480};
    scan.grey = 12;
    scan.not_square = 900;
    scan.problems = {{"the file is empty", 10, {"a/0.png", "a/1.png", "b/2.png"}}};
    scan.labels = {{{"folder", {"cats", "dogs"}}, {700, 497}, 3}};
    scan.duplicates = {{"a/1.png", "b/1.png", 0, 1, 7}, {"a/3.png", "b/4.png", 2, 3, 8}};
    scan.duplicate_groups = 2;
    scan.exclude = {"b/1.png", "b/4.png"};
    return scan;
}

DataView some_data() {
    DataView data;
    data.state = DataView::State::done;
    data.path = "/data/photos";
    data.scan = std::make_shared<const DataScan>(some_scan());
    std::vector<PreviewImage> images = {preview_image("a/5.png"), preview_image("a/6.png")};
    data.preview = std::make_shared<const std::vector<PreviewImage>>(std::move(images));
    const WholeImage whole{"a/1.png", 96, 64, two_halves(96, 64)};
    data.pairs = std::make_shared<const std::vector<PicturedPair>>(2, PicturedPair{whole, whole});
    data.free_bytes = 1'000'000'000;
    return data;
}

}  // namespace

TEST_CASE("data: figures and labels in words") {
    const auto facts = data_facts(some_scan());
    REQUIRE(facts.size() == 3);
    CHECK(facts[0].text == "1,200 usable of 1,210");
    CHECK(facts[1].text == "40 × 40 to 640 × 480 pixels, 900 not square");
    CHECK(facts[2].text == "1,188 in colour, 12 grey");
    CHECK(label_text(some_scan().labels[0]) == "cats 700, dogs 497, without 3");
    DataScan stopped = some_scan();
    stopped.whole = false;
    CHECK(says(data_facts(stopped)[0].text, "stopped"));
}

TEST_CASE("data: memory, or the disk with what is free of it") {
    CHECK(says(needs_text({12'000'000, 0}, 500).text, "held in memory"));
    const NeedsText room = needs_text({250'000'000, 4'000'000'000}, 9'000'000'000);
    CHECK(says(room.text, bytes_text(4'000'000'000).c_str()));
    CHECK(says(room.text, (bytes_text(9'000'000'000) + " are free").c_str()));
    CHECK_FALSE(room.no_room);
    CHECK(needs_text({250'000'000, 4'000'000'000}, 3'000'000'000).no_room);
    CHECK_FALSE(needs_text({250'000'000, 4'000'000'000}, -1).no_room);  // not known
}

TEST_CASE("data: each piece of advice that can be followed is, and is then not offered") {
    DataScan scan = some_scan();
    scan.grey = scan.usable;
    scan.largest = {40, 40};
    scan.exclude.assign(50, "x.png");
    DataChoice choice;
    int followed = 0;
    for (const DataAdvice& advice : advice_for(scan, 64, 3)) {
        if (!can_follow(choice, advice)) continue;
        follow(choice, advice);
        ++followed;
    }
    CHECK(followed == 6);
    CHECK(choice.config.flip == "on");
    CHECK(choice.config.augment == "diffaugment");
    CHECK(choice.config.size == 32);
    CHECK(choice.config.crop == "squash");
    CHECK(choice.config.channels == 1);
    CHECK(choice.leave_out);
    for (const DataAdvice& advice : advice_for(scan, choice.config.size, choice.config.channels))
        CHECK_FALSE(can_follow(choice, advice));
}

TEST_CASE("data: what is left out and held out is counted, and none left is no training") {
    const DataScan scan = some_scan();
    DataChoice choice;
    choice.config.hold_out = 100;
    CHECK(images_to_train_on(scan, choice) == 1100);
    choice.leave_out = true;
    CHECK(images_to_train_on(scan, choice) == 1098);
    CHECK(why_not_data(scan, choice).empty());
    choice.config.hold_out = 1198;
    CHECK_FALSE(why_not_data(scan, choice).empty());
    CHECK_FALSE(why_not_data(DataScan{}, DataChoice{}).empty());
}

TEST_CASE("data: a choice comes back from its settings; what cannot be read stays") {
    DataChoice choice;
    choice.config.size = 32;
    choice.config.crop = "squash";
    choice.config.hold_out = 7;
    choice.config.batch = 5;  // not chosen here
    const nlohmann::json kept = choice.chosen();
    CHECK_FALSE(kept.contains("batch"));
    DataChoice back;
    back.take(kept);
    CHECK(back.config.size == 32);
    CHECK(back.config.crop == "squash");
    CHECK(back.config.hold_out == 7);
    CHECK(back.config.batch == TrainConfig{}.batch);
    back.take({{"size", 33}, {"crop", 4}});
    CHECK(back.config.size == 32);
}

TEST_CASE("data: the picture is what training sees, mirrored where the loader mirrors") {
    const PreviewImage image = preview_image("a.png");
    TrainConfig config;
    config.size = 32;
    config.channels = 1;
    const ImageRgba8 plain = training_picture(image, 0, config);
    CHECK(plain.width == 32);
    CHECK(int{plain.pixels[0]} == 20);
    CHECK(int{plain.pixels[4 * 31]} == 220);
    config.flip = "on";
    int mirrored = 0;
    for (std::int64_t i = 0; i < 24; ++i) {
        const bool turned = training_picture(image, i, config).pixels[0] == 220;
        CHECK(turned == is_flipped(config.seed, 0, i));
        mirrored += turned ? 1 : 0;
    }
    CHECK(mirrored > 4);
    CHECK(mirrored < 20);
}

TEST_CASE("data: an image stands in the middle of a transparent square") {
    const ImageRgba8 square = in_square(two_halves(96, 64));
    REQUIRE(square.width == kWholeSide);
    const auto alpha = [&](int x, int y) {
        return int{square.pixels[4 * (static_cast<std::size_t>(y) * kWholeSide + x) + 3]};
    };
    CHECK(alpha(15, 64) == 0);
    CHECK(alpha(16, 64) == 255);
    CHECK(alpha(111, 64) == 255);
    CHECK(alpha(112, 64) == 0);
    CHECK(alpha(64, 31) == 0);
    CHECK(alpha(64, 32) == 255);
}

TEST_CASE("data: empty, working and failed say what to do") {
    PanelStage stage;
    stage.data = DataView{};
    stage.add<DataPanel>(ImVec2(700, 700));
    stage.frames(2);
    CHECK(says(stage.text(), "Drop a folder of images"));
    stage.data->state = DataView::State::looking;
    stage.data->path = "/data/photos";
    stage.data->what = "Looking at 300,000 images";
    stage.data->progress = 0.25;
    CHECK(says(stage.text(), "Looking at 300,000 images"));
    stage.click(stage.id("data", {"Cancel"}));
    CHECK(stage.sink.wished<CancelLook>() != nullptr);
    stage.data->preview = some_data().preview;  // there before the rest
    CHECK(says(stage.text(), "as training sees them"));
    stage.data->state = DataView::State::failed;
    stage.data->error = "no image in /data/photos";
    const std::string text = stage.text();
    CHECK(says(text, "no image in /data/photos"));
    CHECK(says(text, "Drop another folder or file"));
    stage.click(stage.id("data", {"Try again"}));
    REQUIRE(stage.sink.wished<OpenPath>() != nullptr);
    CHECK(stage.sink.wished<OpenPath>()->path == "/data/photos");
}

TEST_CASE("data: what was found is said, and Train on this sends the choice") {
    PanelStage stage;
    stage.data = some_data();
    auto& panel = stage.add<DataPanel>(ImVec2(900, 800));
    stage.frames(3);
    std::string text = stage.text();
    for (const char* words : {"photos", "a folder of images", "1,200 usable of 1,210",
                              "10 images cannot be used", "cats 700, dogs 497", "held in memory",
                              "Leave 2 images out", "1,200 images to train on", "DiffAugment"})
        CHECK_MESSAGE(says(text, words), words);
    panel.set_settings({{"config", {{"crop", "squash"}, {"size", 32}}}, {"leave_out", true}});
    CHECK(says(stage.text(), "1,198 images to train on"));
    stage.click(stage.id("data", {"Train on this"}));
    const auto* wish = stage.sink.wished<TrainOnData>();
    REQUIRE(wish != nullptr);
    CHECK(wish->path == "/data/photos");
    CHECK(wish->config.at("crop") == "squash");
    CHECK(wish->config.at("size") == 32);
    CHECK(wish->leave_out == stage.data->scan);
    CHECK(wish->start);
    stage.data->path = "/data/others";  // another data set: its look-alikes are its own
    stage.frames(1);
    CHECK(panel.settings().at("leave_out") == false);
    CHECK(panel.settings().at("config").at("crop") == "squash");
}

TEST_CASE("data: while a run goes on nothing is started, and the form can be filled in") {
    PanelStage stage;
    stage.run_live(50);
    stage.data = some_data();
    stage.add<DataPanel>(ImVec2(900, 800));
    stage.frames(2);
    stage.click(ImVec2(60, 40));  // where the button stands, greyed out
    CHECK(stage.sink.wished<TrainOnData>() == nullptr);
    stage.click(stage.id("data", {"Fill in the form"}));
    REQUIRE(stage.sink.wished<TrainOnData>() != nullptr);
    CHECK_FALSE(stage.sink.wished<TrainOnData>()->start);
    CHECK(stage.sink.wished<TrainOnData>()->leave_out == nullptr);
}

TEST_CASE("data: nothing usable cannot be trained on, and the panel says why") {
    PanelStage stage;
    stage.data = some_data();
    DataScan scan;
    scan.path = "/data/photos";
    scan.records = 3;
    scan.problems = {{"the file is empty", 3, {"a.png", "b.png", "c.png"}}};
    stage.data->scan = std::make_shared<const DataScan>(scan);
    stage.data->preview = nullptr;
    stage.data->pairs = nullptr;
    stage.add<DataPanel>(ImVec2(420, 700));
    stage.frames(2);
    CHECK(says(stage.text(), "No image can be used"));
    stage.click(ImVec2(60, 40));
    CHECK(stage.sink.wished<TrainOnData>() == nullptr);
}
