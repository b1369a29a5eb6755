// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <set>

#include "panel_stage.h"
#include "ui/widgets/field_editor.h"
#include "ui/widgets/image_view.h"
#include "ui/widgets/latent_bars.h"
#include "ui/widgets/sample_card.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/text.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

// One slider and nothing else.
class SliderPanel : public Panel {
  public:
    const char* id() const override { return "sliders"; }
    const char* title() const override { return "Sliders"; }
    unsigned workspaces() const override { return kInTrain; }
    void draw(Frame&) override {
        ImGui::SetNextItemWidth(400);
        SliderOptions options;
        options.max = 100;
        options.reset = 25;
        const SliderEvent event = slider("##s", value, options);
        releases += event.released ? 1 : 0;
    }
    double value = 50;
    int releases = 0;
};

}  // namespace

TEST_CASE("figures as people read them") {
    CHECK(thousands(0) == "0");
    CHECK(thousands(999) == "999");
    CHECK(thousands(1240) == "1,240");
    CHECK(thousands(-12000) == "-12,000");
    CHECK(thousands(1234567) == "1,234,567");
    CHECK(count_of(1, "file") == "1 file");
    CHECK(count_of(3000, "file") == "3,000 files");
    CHECK(bytes_text(640'000'000) == "640 MB");
    CHECK(bytes_text(1'120'000'000) == "1.1 GB");
    CHECK(bytes_text(999'600'000) == "1.0 GB");  // never "1000 MB"
    CHECK(bytes_text(12'300) == "12 kB");
    CHECK(duration_text(44.6) == "45 s");
    CHECK(duration_text(200) == "3 min 20 s");
    CHECK(duration_text(7500) == "2 h 05 min");
    CHECK(duration_text(-1) == "unknown");
    CHECK(rate_text(3.42) == "3.4 images/s");
    CHECK(rate_text(2100.4) == "2,100 images/s");
    CHECK(relative_time(1000, 999) == "just now");
    CHECK(relative_time(1000, 880) == "2 min ago");
    CHECK(figure(0.8314) == "0.83");
    CHECK(figure(0.000123) == "1.23e-04");
    CHECK(figure(std::numeric_limits<double>::quiet_NaN()) == "not a number");
}

TEST_CASE("a slider's scale runs from end to end and back") {
    SliderOptions rate;
    rate.min = 1e-7;
    rate.max = 1e-1;
    rate.logarithmic = true;
    CHECK(slider_ratio(1e-7, rate) == doctest::Approx(0));
    CHECK(slider_ratio(1e-1, rate) == doctest::Approx(1));
    CHECK(slider_ratio(1e-4, rate) == doctest::Approx(0.5));
    for (const double value : {2e-6, 2e-4, 0.03}) {
        CHECK(slider_value(slider_ratio(value, rate), rate) == doctest::Approx(value));
    }
    SliderOptions plain;
    plain.min = -2;
    plain.max = 6;
    CHECK(slider_ratio(0, plain) == doctest::Approx(0.25));
    CHECK(slider_value(0.25, plain) == doctest::Approx(0));
}

TEST_CASE("the slider drags, drags finely, resets, and takes a number") {
    PanelStage stage;
    auto& panel = stage.add<SliderPanel>(ImVec2(500, 100));
    stage.frames(2);
    const ImVec2 middle = stage.find(stage.id("sliders", {"##s"}));

    stage.move(middle);
    stage.press();
    const double pressed = panel.value;
    stage.move(ImVec2(middle.x + 80, middle.y));
    CHECK(panel.value > pressed + 15);
    stage.release();
    CHECK(panel.releases == 1);

    const double before = panel.value;
    stage.move(ImVec2(middle.x + 80, middle.y));
    stage.key(ImGuiMod_Shift, true);
    stage.press();
    stage.move(ImVec2(middle.x + 120, middle.y));
    CHECK(panel.value > before + 0.3);
    CHECK(panel.value < before + 3);  // a tenth of what the mouse went
    stage.release();
    stage.key(ImGuiMod_Shift, false);

    stage.click(middle, ImGuiMouseButton_Right);
    CHECK(panel.value == 25);

    stage.frames(60);  // no double click with what was before
    stage.click(middle);
    stage.press();
    stage.release();
    CHECK(panel.value == 25);  // the two clicks left it as it was
    ImGui::GetIO().AddInputCharactersUTF8("62.5");
    stage.frames(1);
    stage.key(ImGuiKey_Enter, true);
    stage.frames(1);
    stage.key(ImGuiKey_Enter, false);
    stage.frames(2);
    CHECK(panel.value == 62.5);
}

TEST_CASE("every field of the configuration has a place and a name of its own") {
    std::set<std::string> labels;
    int fields = 0, elsewhere = 0;
    const TrainConfig defaults;
    visit_fields(defaults, [&](const char* key, const auto&...) {
        ++fields;
        labels.insert(field_label(key));
        elsewhere += group_of(key) == FieldGroup::elsewhere ? 1 : 0;
    });
    CHECK(labels.size() == static_cast<std::size_t>(fields));
    CHECK(elsewhere == 1);  // the share of the CPU, which has a control of its own
    CHECK(group_of("size") == FieldGroup::network);
    CHECK(group_of("lr_d") == FieldGroup::rates);
    CHECK(group_of("a_field_of_tomorrow") == FieldGroup::advanced);
    CHECK(field_label("a_field_of_tomorrow") == "A field of tomorrow");
}

TEST_CASE("choices that cannot be combined say why") {
    TrainConfig config;
    set_choice(config, "size", "128");
    CHECK(config.size == 128);
    set_choice(config, "kernels", "reference");
    CHECK(config.kernels == "reference");
    CHECK_FALSE(why_not(config, "precision", "bf16").empty());
    CHECK(why_not(config, "precision", "fp32").empty());
    config.kernels = "auto";
    config.precision = "bf16";
    CHECK_FALSE(why_not(config, "kernels", "reference").empty());
    CHECK(why_not(config, "size", "32").empty());
}

TEST_CASE("an image is fitted, and zooms around the mouse") {
    CHECK(fit_image(ImVec2(300, 200), ImVec2(64, 64), true).scale == 3);
    CHECK(fit_image(ImVec2(300, 200), ImVec2(64, 64), false).scale == doctest::Approx(3.125));
    CHECK(fit_image(ImVec2(32, 200), ImVec2(64, 64), true).scale == doctest::Approx(0.5));
    const ImagePlace start{2.0F, ImVec2(10, -6)};
    const ImVec2 mouse(30, 14);
    const ImagePlace zoomed = zoom_image(start, mouse, 1.25F, false);
    CHECK(zoomed.scale == doctest::Approx(2.5));
    // The image point under the mouse is the same before and after.
    CHECK((mouse.x - zoomed.offset.x) / zoomed.scale ==
          doctest::Approx((mouse.x - start.offset.x) / start.scale));
    CHECK((mouse.y - zoomed.offset.y) / zoomed.scale ==
          doctest::Approx((mouse.y - start.offset.y) / start.scale));
    CHECK(zoom_image(start, mouse, 1.25F, true).scale == 3);  // whole steps, never stuck
    CHECK(zoom_image(start, mouse, 0.8F, true).scale == 1);
    CHECK(zoom_image({64, ImVec2(0, 0)}, mouse, 2, false).scale == 64);
}

TEST_CASE("bars of z answer where the mouse is") {
    CHECK(bar_at(0, 200, 100) == 0);
    CHECK(bar_at(199.9F, 200, 100) == 99);
    CHECK(bar_at(-5, 200, 100) == 0);
    CHECK(bar_at(500, 200, 100) == 99);
    CHECK(bar_value(0, 100, 3.5F) == doctest::Approx(3.5));
    CHECK(bar_value(50, 100, 3.5F) == doctest::Approx(0));
    CHECK(bar_value(200, 100, 3.5F) == doctest::Approx(-3.5));
    CHECK(bar_limit({0.1F, -0.3F}, false) == 3.5F);
    CHECK(bar_limit({0.1F, -4.2F}, false) == 4.5F);
    CHECK(bar_limit({0.1F}, true) == 1.0F);
}

TEST_CASE("a sample's z and file name") {
    const float z[] = {0.5F, -1.25F};
    CHECK(z_text(z) == "[0.5, -1.25]");
    SampleOrigin origin;
    origin.seed = 1;
    origin.row = 12;
    origin.count = 64;
    CHECK(file_name_for(origin) == "seed-1-row-12.png");
    origin.text = "between #3 and #7, t 0.40, slerp";
    CHECK(file_name_for(origin) == "between-3-and-7-t-0.40-slerp.png");
    origin.text = "‖‖";
    CHECK(file_name_for(origin) == "sample.png");
}
