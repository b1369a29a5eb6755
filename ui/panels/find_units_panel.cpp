// SPDX-License-Identifier: MIT
#include "ui/panels/find_units_panel.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "ui/panels/effect_section.h"
#include "ui/panels/operate_words.h"
#include "ui/panels/rank_section.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

void ticks(Frame& frame) {
    const TickState& state = frame.session.ticks;
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(state.name.empty() ? "(no name yet)" : state.name.c_str());
    ImGui::SameLine();
    ImGui::TextColored(palette().plus, "%zu yes", state.yes.size());
    ImGui::SameLine();
    ImGui::TextColored(palette().minus, "%zu no", state.no.size());
    flow(button_width("Tick samples"));
    if (ImGui::Button("Tick samples")) frame.out.wish(ShowPanel{"tick"});
    tooltip("The Tick panel asks of samples whether they have it.");
    muted(
        "Where the two kinds of image differ most is taken as its place. Fifteen of each are a "
        "good beginning.");
}

void things(Frame& frame, const OperateView& view) {
    OperateState state = frame.session.operate;
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("Its thing");
    ImGui::SameLine();
    ImGui::SetNextItemWidth(dp(160));
    const bool known = std::ranges::find(view.things, state.thing) != view.things.end();
    if (ImGui::BeginCombo("##thing", known ? state.thing.c_str() : "choose one")) {
        for (const std::string& thing : view.things) {
            if (!ImGui::Selectable(thing.c_str(), thing == state.thing)) continue;
            state.thing = thing;
            frame.out.act(OperateSet{state});
        }
        ImGui::EndCombo();
    }
    muted(fmt::format("The oracle of {} finds it in random images{}: nothing is to be marked.",
                      view.world,
                      view.has_maps ? " and sees where it is"
                                    : ", and where those that have it "
                                      "differ is taken as its place"));
}

}  // namespace

FindUnitsPanel::FindUnitsPanel(const MakeSlot& make_slot) : painting_(make_slot, "find units") {}

void FindUnitsPanel::set_settings(const nlohmann::json& settings) {
    back_.set_settings(settings);
    go_to_ = settings.value("step", go_to_);
}

void FindUnitsPanel::step(int number, const char* title) {
    heading(fmt::format("{}   {}", number, title));
    if (go_to_ != number) return;
    ImGui::SetScrollHereY(0.0F);
    go_to_ = 0;
}

void FindUnitsPanel::draw(Frame& frame) {
    if (!frame.model.available) {
        rest();
        return no_model(frame, "Open a model, or drop one on the window, to find its units.");
    }
    static const OperateView none;
    const OperateView& view = frame.operate == nullptr ? none : *frame.operate;
    job_.notice(view);
    ImGui::PushID("where");
    step(1, "Show where the thing is");
    source_choice(frame, view);
    source(frame, view);
    ImGui::PopID();
    ImGui::PushID("rank");
    step(2, "Rank the units");
    draw_rank_section(frame, view, job_, units_);
    ImGui::PopID();
    ImGui::PushID("effect");
    step(3, "Take the first ones out, and measure");
    draw_effect_section(frame, view, job_);
    ImGui::PopID();
    static const BackView nothing;
    ImGui::PushID("back");
    step(4, "Try to bring it back");
    back_.draw(frame, frame.back == nullptr ? nothing : *frame.back);
    ImGui::PopID();
}

void FindUnitsPanel::source_choice(Frame& frame, const OperateView& view) {
    OperateState state = frame.session.operate;
    const ConceptSource before = state.source;
    if (ImGui::RadioButton("marked regions", state.source == ConceptSource::regions))
        state.source = ConceptSource::regions;
    tooltip("Draw boxes or paint in images: the place is exact, and few images are enough.");
    flow(button_width("ticks", true));
    if (ImGui::RadioButton("ticks", state.source == ConceptSource::ticks))
        state.source = ConceptSource::ticks;
    tooltip("Say yes or no of whole images.");
    if (!view.world.empty()) {
        const std::string word = fmt::format("the world of {}", view.world);
        flow(button_width(word.c_str(), true));
        if (ImGui::RadioButton(word.c_str(), state.source == ConceptSource::world))
            state.source = ConceptSource::world;
        tooltip(
            "This model learned from a world that zscope draws: its oracle knows the things in "
            "it.");
    }
    if (state.source != before) frame.out.act(OperateSet{state});
}

void FindUnitsPanel::source(Frame& frame, const OperateView& view) {
    const ConceptSource source = frame.session.operate.source;
    if (source == ConceptSource::regions) return painting_.draw(frame);
    painting_.rest();
    if (source == ConceptSource::ticks) return ticks(frame);
    if (!view.world.empty()) return things(frame, view);
    muted("This model says of no world that it learned from it. Mark regions, or tick samples.");
}

}  // namespace zscope::ui
