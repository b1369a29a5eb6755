// SPDX-License-Identifier: MIT
#include "ui/panels/saliency_view.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <optional>

#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/sample_card.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr const char* kHowHelp =
    "Gradient: how the number changes with each pixel; it speckles. Guided: guided "
    "backpropagation, "
    "which follows only what speaks for it through D's layers (Springenberg et al. 2014).";
constexpr const char* kOfHelp =
    "The score: D's logit. A unit: the mean of one of its feature maps; click a map below, or type "
    "its number.";

// A small choice between two; the one that was clicked.
std::optional<std::size_t> two_words(const char* id, const std::array<const char*, 2>& words,
                                     std::size_t now, const char* help) {
    std::optional<std::size_t> chosen;
    ImGui::SetNextItemWidth(dp(104));
    if (ImGui::BeginCombo(id, words[now])) {
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (ImGui::Selectable(words[i], i == now)) chosen = i;
        }
        ImGui::EndCombo();
    }
    tooltip(help);
    return chosen;
}

}  // namespace

SaliencyView::SaliencyView(const MakeSlot& make_slot)
    : image_(make_slot("discriminator")), numbers_(make_slot("discriminator.saliency")) {}

void SaliencyView::rest() {
    image_.rest();
    numbers_.rest();
}

void SaliencyView::ask(Frame& frame, const SharedZ& z) {
    image_.ask(request_for(frame, z));
    image_.poll();
    image_.atlas().set_smooth(true);
    RenderRequest request = request_for(frame, z);
    request.want = of_;
    numbers_.ask(std::move(request));
    numbers_.poll();
    refresh();
}

void SaliencyView::refresh() {
    const RenderResult* newest = numbers_.result();
    if (newest == nullptr || newest->maps == nullptr) return;
    if (newest->maps == shown_ && colours_ == shown_colours_) return;
    shown_ = newest->maps;
    shown_colours_ = colours_;
    const std::vector<float> numbers = pixel_numbers(shown_->f32(), shown_->shape[1], colours_);
    full_ = high_number(numbers);
    const std::array<std::shared_ptr<const ImageRgba8>, 1> tile = {
        picture_of_numbers(numbers, shown_->shape[2], full_, colours_)};
    picture_.update(tile);
}

std::string SaliencyView::words() const {
    return of_.block == 0 ? std::string("D's score")
                          : fmt::format("unit {} of block {}", of_.unit, of_.block);
}

void SaliencyView::pictures(Frame& frame, const SamplePointer& sample, float side) {
    const CardSource source{[&](std::size_t) { return sample->id; },
                            [&](std::size_t) { return describe(sample->origin); }};
    CardMarks marks;
    marks.kept = contains(frame.session.tray, sample->id);
    (void)sample_card(frame, image_.atlas(), 0, ImVec2(side, side), marks, source, 0);
    ImGui::SameLine(0, dp(4));
    const ImVec2 low = ImGui::GetCursorScreenPos();
    ImGui::InvisibleButton("saliency", ImVec2(side, side));
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const ImVec2 high(low.x + side, low.y + side);
    if (picture_.has(0) && numbers_.error().empty()) {
        draw.AddImage(picture_.texture(), low, high, picture_.uv_min(0), picture_.uv_max(0));
    } else {
        draw.AddRectFilled(low, high, ImGui::ColorConvertFloat4ToU32(palette().raised));
    }
    if (!numbers_.error().empty()) {
        const std::string& why = numbers_.error();
        draw.AddText(ImGui::GetFont(), ImGui::GetFontSize(), ImVec2(low.x + dp(8), low.y + dp(8)),
                     ImGui::ColorConvertFloat4ToU32(palette().text), why.c_str(), nullptr,
                     side - dp(16));
        return;
    }
    tooltip(fmt::format("{}\nFull colour: {:.3g} or more, per unit of the pixel's value (-1 to 1).",
                        colours_ == NumberColours::about_zero
                            ? "Blue: more of it here raises " + words() + "; vermilion: lowers it."
                            : "Bright: what is here moves " + words() + " most, either way.",
                        full_));
}

void SaliencyView::controls(std::int64_t blocks) {
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("What moves");
    tooltip(kOfHelp);
    flow(dp(144));
    ImGui::SetNextItemWidth(dp(144));
    const std::string now =
        of_.block == 0 ? std::string("its score") : fmt::format("a unit of block {}", of_.block);
    if (ImGui::BeginCombo("##of", now.c_str())) {
        if (ImGui::Selectable("its score", of_.block == 0)) of_.block = 0;
        for (std::int64_t block = 1; block <= blocks; ++block) {
            const std::string name = fmt::format("a unit of block {}", block);
            if (ImGui::Selectable(name.c_str(), of_.block == block)) look_at_unit(block, 0);
        }
        ImGui::EndCombo();
    }
    tooltip(kOfHelp);
    if (of_.block > 0) {
        flow(dp(96));
        ImGui::SetNextItemWidth(dp(96));
        const std::int64_t one = 1;
        ImGui::InputScalar("##unit", ImGuiDataType_S64, &of_.unit, &one);
        of_.unit = std::max<std::int64_t>(of_.unit, 0);
        tooltip("Which unit of that block, by its number.");
    }
    how();
}

void SaliencyView::how() {
    const std::size_t kind = of_.kind == SaliencyKind::guided ? 1 : 0;
    if (const auto chosen = two_words("##how", {"gradient", "guided"}, kind, kHowHelp))
        of_.kind = *chosen == 1 ? SaliencyKind::guided : SaliencyKind::gradient;
    flow(dp(104));
    const std::size_t colours = colours_ == NumberColours::magnitude ? 1 : 0;
    if (const auto chosen = two_words("##colours", {"signed", "size"}, colours,
                                      "Signed: for (blue) and against (vermilion). Size: how much, "
                                      "either way."))
        colours_ = *chosen == 1 ? NumberColours::magnitude : NumberColours::about_zero;
}

nlohmann::json SaliencyView::settings() const {
    return {{"guided", of_.kind == SaliencyKind::guided},
            {"of_block", of_.block},
            {"unit", of_.unit},
            {"signed", colours_ == NumberColours::about_zero}};
}

void SaliencyView::set_settings(const nlohmann::json& settings) {
    if (settings.contains("guided")) {
        of_.kind = settings.value("guided", false) ? SaliencyKind::guided : SaliencyKind::gradient;
    }
    of_.block = std::max<std::int64_t>(settings.value("of_block", of_.block), 0);
    of_.unit = std::max<std::int64_t>(settings.value("unit", of_.unit), 0);
    if (settings.contains("signed")) {
        colours_ =
            settings.value("signed", true) ? NumberColours::about_zero : NumberColours::magnitude;
    }
}

}  // namespace zscope::ui
