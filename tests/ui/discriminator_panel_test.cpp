// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <string>

#include "core/latent/torch_randn.h"
#include "panel_stage.h"
#include "ui/panels/discriminator_panel.h"
#include "ui/panels/map_colours.h"
#include "ui/panels/samples_panel.h"
#include "ui/panels/tray_panel.h"
#include "ui/theme.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

constexpr ImVec2 kSize(820, 600);

void open_with_d(PanelStage& stage) {
    stage.open_model();
    stage.model.has_d = true;
    stage.model.id = "abc";
}

DiscriminatorPanel& panel_on_a_sample(PanelStage& stage, const char* tab) {
    open_with_d(stage);
    auto& panel = stage.add<DiscriminatorPanel>(kSize, stage.make_slot());
    panel.set_settings({{"tab", tab}});
    stage.session.selection = {stage.pick(3)};
    stage.frames(3);
    return panel;
}

std::shared_ptr<const ImageRgba8> grey() {
    auto image = std::make_shared<ImageRgba8>();
    image->width = image->height = 64;
    image->pixels.assign(std::size_t{4} * 64 * 64, 90);
    return image;
}

}  // namespace

TEST_CASE("numbers of pixels: the mean of the colours about zero, the largest by magnitude") {
    const std::vector<float> planes = {1, -2, 3, 0, -5, 0};  // 3 channels of 2 pixels
    const std::vector<float> means = pixel_numbers(planes, 3, NumberColours::about_zero);
    REQUIRE(means.size() == 2);
    CHECK(means[0] == doctest::Approx(-1.0 / 3.0));
    CHECK(means[1] == doctest::Approx(-2.0 / 3.0));
    CHECK(pixel_numbers(planes, 3, NumberColours::magnitude) == std::vector<float>{5, 2});
    std::vector<float> many(201, -1.0F);
    many[7] = 80.0F;  // one in 201 is not what sets the scale
    CHECK(high_number(many) == 1.0F);
    many[0] = std::numeric_limits<float>::quiet_NaN();
    CHECK(high_number(many) == 1.0F);
    CHECK(high_number(std::vector<float>{-3.0F}) == 3.0F);
}

TEST_CASE("signed colours go from vermilion over neutral to blue") {
    const PanelStage stage;  // for the palette
    const std::vector<float> numbers = {-2, 0, 2, 9};
    const auto image = picture_of_numbers(numbers, 2, 2.0F, NumberColours::about_zero);
    const auto is = [&](std::size_t pixel, const ImVec4& colour) {
        const auto* p = image->pixels.data() + 4 * pixel;
        return std::abs(p[0] - colour.x * 255) < 1 && std::abs(p[1] - colour.y * 255) < 1 &&
               std::abs(p[2] - colour.z * 255) < 1;
    };
    CHECK(is(0, palette().minus));
    CHECK(is(1, palette().raised));
    CHECK(is(2, palette().plus));
    CHECK(is(3, palette().plus));  // no fuller than full
}

TEST_CASE("the strongest maps come first by their mean") {
    const HostTensor maps =
        HostTensor::from_floats({1, 3, 2, 2}, std::vector<float>{0, 0, 0, 4,  // mean 1, largest 4
                                                                 2, 2, 2, 2,  // mean 2
                                                                 -1, -1, -1, -1});
    const auto facts = map_facts(maps, true);
    REQUIRE(facts.size() == 3);
    CHECK(facts[0].unit == 1);
    CHECK(facts[1].unit == 0);
    CHECK(facts[1].largest == 4.0F);
    CHECK(facts[1].mean == 1.0F);
    CHECK(facts[2].unit == 2);
    CHECK(map_facts(maps, false)[0].unit == 0);
    CHECK(hidden_blocks(64) == 4);
    CHECK(hidden_blocks(32) == 3);
}

TEST_CASE("the discriminator's panel says what it needs") {
    PanelStage stage;
    stage.add<DiscriminatorPanel>(kSize, stage.make_slot());
    CHECK(says(stage.text(), "Open a model that has a discriminator"));
    stage.open_model();
    CHECK(says(stage.text(), "DigiFace faces came without its discriminator"));
    CHECK_FALSE(stage.slot("discriminator.saliency").wanted);
    stage.click(stage.id("discriminator", {"Open Faces"}));
    REQUIRE(stage.sink.wished<OpenPath>() != nullptr);
    CHECK(stage.sink.wished<OpenPath>()->path == "faces");
    stage.model.has_d = true;
    CHECK(says(stage.text(), "Click a sample"));
    stage.click(stage.id("discriminator", {"Ask about the first sample"}));
    CHECK(stage.session.selection.size() == 1);
    stage.frames(2);
    CHECK(stage.slot("discriminator.saliency").wanted);
    stage.model.nz = 64;
    CHECK(says(stage.text(), "This sample has 100 numbers in z; the model takes 64"));
    CHECK_FALSE(stage.slot("discriminator.saliency").wanted);
}

TEST_CASE("a click on a feature map shows what in the image moves that unit") {
    PanelStage stage;
    DiscriminatorPanel& panel = panel_on_a_sample(stage, "maps");
    const FakeSlot& saliency = stage.slot("discriminator.saliency");
    CHECK(saliency.request.want == decltype(saliency.request.want){WantSaliency{}});
    const FakeSlot& maps = stage.slot("discriminator.maps");
    CHECK(std::get<WantDBlock>(maps.request.want).block == 1);
    CHECK(maps.request.count == 1);
    panel.set_settings({{"block", 2}, {"guided", true}});
    stage.frames(2);
    CHECK(std::get<WantDBlock>(maps.request.want).block == 2);
    stage.click(stage.id("discriminator/maps", {5, "map"}));
    stage.frames(2);
    CHECK(std::get<WantSaliency>(saliency.request.want) ==
          WantSaliency{SaliencyKind::guided, 2, 5});
    CHECK(panel.settings()["unit"] == 5);
    CHECK(says(stage.text(), "8 maps of 4 × 4"));
    // Edits are part of what D looks at.
    stage.session.edits.resize(1);
    stage.frames(2);
    CHECK(saliency.request.edits == stage.session.edits);
    panel.rest();
    CHECK_FALSE(saliency.wanted);
    CHECK_FALSE(maps.wanted);
}

TEST_CASE("the best 16 of 512 are those with the highest logits, and all can be kept") {
    PanelStage stage;
    DiscriminatorPanel& panel = panel_on_a_sample(stage, "best");
    const FakeSlot& opinions = stage.slot("discriminator.best");
    CHECK(opinions.request.count == 512);
    const FakeSlot& pictures = stage.slot("discriminator.best.images");
    stage.frames(2);
    CHECK(pictures.request.count == 16);
    // The fake's logits grow with the row: the last row is the best.
    const std::vector<float> all = torch_randn(1, 512 * 100);
    const std::vector<float>& shown = *pictures.request.z;
    CHECK(std::equal(shown.begin(), shown.begin() + 100, all.begin() + 511 * 100));
    CHECK(std::equal(shown.begin() + 1500, shown.end(), all.begin() + 496 * 100));
    CHECK(says(stage.text(), "Logits +5.11 to +4.96"));
    stage.click(stage.id("discriminator", {"Keep all 16"}));
    REQUIRE(stage.session.tray.size() == 16);
    const SamplePointer best = stage.book.find(stage.session.tray.front());
    CHECK(best->origin.row == 511);
    CHECK(best->origin.count == 512);
    panel.set_settings({{"worst", true}});
    stage.frames(3);
    CHECK(pictures.request.count == 32);
    CHECK(std::equal(pictures.request.z->begin() + 1600, pictures.request.z->begin() + 1700,
                     all.begin()));
    stage.click(stage.id("discriminator/best", {16, "card"}));
    CHECK(stage.book.find(stage.session.selection.front())->origin.row == 0);
    stage.trainer.state = TrainerState::running;
    stage.model.live = true;
    CHECK(says(stage.text(), "Pause the run to ask D about 512 samples"));
    CHECK_FALSE(opinions.wanted);
}

TEST_CASE("the nearest in D's features are asked for, waited for, shown and selected") {
    PanelStage stage;
    panel_on_a_sample(stage, "near");
    CHECK(says(stage.text(), "Which images does D see as alike?"));
    stage.click(stage.id("discriminator", {"Find the nearest"}));
    const auto* wish = stage.sink.wished<DiscriminatorWish>();
    REQUIRE(wish != nullptr);
    const FindNear find = std::get<FindNear>(*wish);  // the list of wishes grows below
    CHECK(find.z == stage.book.find(stage.session.selection.back())->z);
    CHECK(find.data.empty());

    stage.discriminator.emplace();
    stage.discriminator->job = 9;
    stage.jobs = {{9, "Finding what D sees as alike", JobState::running, 0.4, "1792 of 4096"}};
    CHECK(says(stage.text(), "Finding what D sees as alike: 1792 of 4096"));
    stage.click(stage.id("discriminator", {"Cancel"}));
    CHECK(stage.sink.wished<CancelJob>()->id == 9);

    stage.discriminator->job = 0;
    stage.discriminator->error = "no room on the disk";
    CHECK(says(stage.text(), "no room on the disk"));
    stage.discriminator->error.clear();
    auto near = std::make_shared<NearImages>();
    near->z = find.z;
    near->model_id = "abc";
    near->samples = {{0.125, 17, "seed 4096 · row 17", torch_randn(5, 100), grey()}};
    near->data = {{0.25, 1204, "the world Faces, image 1,204", {}, grey()}};
    near->data_name = "30,000 images of the world Faces";
    stage.discriminator->near = near;
    const std::string text = stage.text();
    CHECK(says(text, "Cosine distance"));
    CHECK(says(text, "0.125"));
    CHECK(says(text, "Among 30,000 images of the world Faces"));
    CHECK(says(text, "0.250"));
    stage.click(stage.id("discriminator/near", {0, "card"}));
    const SamplePointer picked = stage.book.find(stage.session.selection.front());
    CHECK(picked->z == near->samples[0].z);
    CHECK(describe(picked->origin) == "seed 4096 · row 17");
    CHECK(says(stage.text(), "nearest to another sample"));
    stage.model.id = "another";
    CHECK(says(stage.text(), "Which images does D see as alike?"));
}

TEST_CASE("the samples are sorted by D's opinion where there is a D") {
    PanelStage stage;
    open_with_d(stage);
    auto& panel = stage.add<SamplesPanel>(ImVec2(700, 500), stage.make_slot());
    panel.set_settings({{"order", "real"}});
    stage.session.grid.count = 16;
    stage.frames(3);
    const auto card = [&](int row) { return stage.find(stage.id("/fakes", {row, "card"})); };
    const ImVec2 last = card(15), first = card(0);
    CHECK(last.y < first.y);  // the fake's logits grow with the row
    stage.click(last);
    CHECK(stage.book.find(stage.session.selection.front())->origin.row == 15);
    stage.model.has_d = false;
    stage.frames(3);
    CHECK_FALSE(stage.slot("samples.d").wanted);
    CHECK(card(0).y < card(15).y);
}

TEST_CASE("kept samples are named, looked for by name, and sorted") {
    PanelStage stage;
    open_with_d(stage);
    auto& panel = stage.add<TrayPanel>(ImVec2(700, 260), stage.make_slot());
    stage.session.tray = {stage.pick(0), stage.pick(1), stage.pick(2)};
    stage.frames(3);
    const auto card = [&](int row) { return stage.id("tray", {row, "card"}); };
    stage.click(card(1), 1);
    stage.click_in_popup("Name it …");
    stage.frames(3);
    ImGui::GetIO().AddInputCharactersUTF8("Red hat");
    stage.frames(2);
    stage.key(ImGuiKey_Enter, true);
    stage.frames(2);
    stage.key(ImGuiKey_Enter, false);
    stage.frames(2);
    REQUIRE(stage.sink.action<SampleRename>() != nullptr);
    CHECK(stage.session.names.at(stage.session.tray[1]) == "Red hat");
    CHECK(says(stage.text(), "Red hat"));
    CHECK(tray_called(stage.session, stage.book, "red") ==
          std::vector<SampleId>{stage.session.tray[1]});
    CHECK(tray_called(stage.session, stage.book, "row 2") ==
          std::vector<SampleId>{stage.session.tray[2]});
    CHECK(tray_called(stage.session, stage.book, "").size() == 3);
    panel.set_settings({{"order", "real"}});
    stage.frames(3);
    CHECK(stage.find(card(2)).x < stage.find(card(0)).x);
    panel.set_settings({{"order", "unreal"}});
    stage.frames(3);
    CHECK(stage.find(card(0)).x < stage.find(card(2)).x);
}

TEST_CASE("D's opinion stands among real images too, where the model's data are known") {
    PanelStage stage;
    panel_on_a_sample(stage, "maps");
    CHECK_FALSE(says(stage.text(), "real images"));  // nobody is there to ask
    stage.real_opinions.emplace();
    CHECK(says(stage.text(), "learned from is not known here"));
    CHECK(stage.sink.wished<DiscriminatorWish>() == nullptr);
    const auto asked = [&] {
        int times = 0;
        for (const Wish& wish : stage.sink.wishes) {
            const auto* of_d = std::get_if<DiscriminatorWish>(&wish);
            times += of_d != nullptr && std::holds_alternative<AskOfReal>(*of_d) ? 1 : 0;
        }
        return times;
    };
    // A folder is opened when it is asked for; a world at once, but once only.
    stage.real_opinions->learned_from = "the data of cats-02";
    stage.frames(3);
    CHECK(asked() == 0);
    stage.click(stage.id("/asked", {"Compare with real images"}));
    CHECK(asked() == 1);
    stage.sink.wishes.clear();
    stage.model.id = "def";
    stage.real_opinions->learned_from = "the world Faces";
    stage.real_opinions->at_once = true;
    stage.frames(5);
    CHECK(asked() == 1);

    stage.real_opinions->job = 3;
    stage.jobs = {{3, "Asking D", JobState::running, 0.5, "Asking D"}};
    CHECK(says(stage.text(), "50 % · asking D about the world Faces"));
    stage.click(stage.id("/asked", {"Stop"}));
    REQUIRE(stage.sink.wished<CancelJob>() != nullptr);
    CHECK(stage.sink.wished<CancelJob>()->id == 3);
    stage.real_opinions->job = 0;
    stage.frames(3);
    CHECK(asked() == 1);  // who stopped it is not asked again
    stage.real_opinions->error = "the folder is gone";
    CHECK(says(stage.text(), "the folder is gone"));
    stage.real_opinions->error.clear();
    auto real = std::make_shared<RealOpinions>();
    real->of = "4 images of the world Faces";
    real->logits = {-2.0F, -1.0F, 0.0F, 3.0F};
    stage.real_opinions->real = real;
    stage.slot("discriminator.d").logit = 1.0F;
    stage.session.selection = {stage.pick(4)};
    stage.frames(3);
    CHECK(says(stage.text(), "More convincing to D than 75 % of 4 images of the world Faces."));
}

TEST_CASE("while a run trains, real images wait until it rests") {
    PanelStage stage;
    panel_on_a_sample(stage, "maps");
    stage.real_opinions.emplace();
    stage.real_opinions->learned_from = "the world Faces";
    stage.real_opinions->at_once = true;
    stage.model.live = true;
    stage.trainer.state = TrainerState::running;
    CHECK(says(stage.text(), "Pause the run, or freeze it, to compare with real images."));
    CHECK(stage.sink.wished<DiscriminatorWish>() == nullptr);
    stage.trainer.state = TrainerState::paused;
    stage.frames(2);
    CHECK(stage.sink.wished<DiscriminatorWish>() != nullptr);
}
