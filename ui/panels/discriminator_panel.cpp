// SPDX-License-Identifier: MIT
#include "ui/panels/discriminator_panel.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>

#include "ui/theme.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

struct Tab {
    const char* setting;
    const char* title;
};
constexpr std::array<Tab, 3> kTabs = {
    {{"maps", "Feature maps"}, {"near", "Nearest"}, {"best", "Best of 512"}}};

}  // namespace

std::int64_t hidden_blocks(std::int64_t size) {
    std::int64_t blocks = 0;
    for (; size > 4; size /= 2)
        ++blocks;
    return std::max<std::int64_t>(blocks, 1);
}

DiscriminatorPanel::DiscriminatorPanel(const MakeSlot& make_slot)
    : saliency_(make_slot),
      opinion_(make_slot, "discriminator.d"),
      maps_(make_slot),
      best_(make_slot) {}

void DiscriminatorPanel::rest() {
    saliency_.rest();
    opinion_.rest();
    maps_.rest();
    best_.rest();
}

// True: there is nothing to ask D about, and it says why.
bool DiscriminatorPanel::other_state(Frame& frame) {
    if (!frame.model.available) {
        no_model(frame, "Open a model that has a discriminator, to see what it goes by.");
        return true;
    }
    if (!frame.model.has_d) {
        const std::string why = fmt::format(
            "{} came without its discriminator, as most published models do. Faces and Rooms, "
            "which "
            "come with zscope, have one, and so has every run.",
            frame.model.name);
        if (empty_state(why, "Open Faces")) frame.out.wish(OpenPath{"faces"});
        return true;
    }
    const std::vector<SampleId>& picked = frame.session.selection;
    const SamplePointer sample = picked.empty() ? nullptr : frame.samples.find(picked.back());
    if (sample == nullptr) {
        if (empty_state("Click a sample to see what D thinks of it, and why.",
                        "Ask about the first sample")) {
            GridLatents grid;
            const SharedZ z = grid.get(frame.model, frame.session.grid);
            frame.out.act(SelectionChange{SelectHow::replace, {grid_sample(frame, z, 0)}});
        }
        return true;
    }
    if (static_cast<std::int64_t>(sample->z.size()) != frame.model.nz) {
        empty_state(
            fmt::format("This sample has {} numbers in z; the model takes {}. Choose another.",
                        sample->z.size(), frame.model.nz));
        return true;
    }
    if (sample != sample_) {
        sample_ = sample;
        z_ = std::make_shared<const std::vector<float>>(sample->z);
    }
    return false;
}

void DiscriminatorPanel::draw(Frame& frame) {
    if (other_state(frame)) return rest();
    const std::int64_t blocks = hidden_blocks(frame.model.size);
    top(frame, blocks);
    tabs(frame, blocks);
}

void DiscriminatorPanel::top(Frame& frame, std::int64_t blocks) {
    saliency_.ask(frame, z_);
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float side =
        std::clamp(std::min((room.x - dp(272)) / 2, room.y * 0.44F), dp(88), dp(320));
    saliency_.pictures(frame, sample_, side);
    ImGui::SameLine(0, dp(12));
    ImGui::BeginChild("asked", ImVec2(0, side));
    text_ellipsis(describe(sample_->origin), palette().muted);
    opinion_.draw(frame, z_);
    real_.draw(frame, opinion_.logit());
    saliency_.controls(blocks);
    ImGui::EndChild();
}

void DiscriminatorPanel::tabs(Frame& frame, std::int64_t blocks) {
    if (!ImGui::BeginTabBar("parts")) return;
    for (const Tab& tab : kTabs) {
        const bool chosen = choose_tab_ && tab_ == tab.setting;
        const ImGuiTabItemFlags flags =
            chosen ? ImGuiTabItemFlags_SetSelected : ImGuiTabItemFlags_None;
        if (!ImGui::BeginTabItem(tab.title, nullptr, flags)) continue;
        if (!choose_tab_) tab_ = tab.setting;
        ImGui::EndTabItem();
    }
    ImGui::EndTabBar();
    choose_tab_ = false;
    if (tab_ == "maps") {
        if (const auto unit = maps_.draw(frame, z_, blocks, saliency_.of()))
            saliency_.look_at_unit(maps_.block(), *unit);
    } else {
        maps_.rest();
    }
    if (tab_ == "near") near_.draw(frame, z_);
    if (tab_ == "best") {
        best_.draw(frame);
    } else {
        best_.rest();
    }
}

nlohmann::json DiscriminatorPanel::settings() const {
    nlohmann::json settings = {{"tab", tab_}, {"worst", best_.worst_too}};
    settings.update(saliency_.settings());
    settings.update(maps_.settings());
    return settings;
}

void DiscriminatorPanel::set_settings(const nlohmann::json& settings) {
    const std::string tab = settings.value("tab", tab_);
    for (const Tab& known : kTabs) {
        if (tab == known.setting) tab_ = tab;
    }
    choose_tab_ = true;
    best_.worst_too = settings.value("worst", best_.worst_too);
    if (settings.value("find", false)) near_.find();
    saliency_.set_settings(settings);
    maps_.set_settings(settings);
}

}  // namespace zscope::ui
