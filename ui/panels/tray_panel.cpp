// SPDX-License-Identifier: MIT
#include "ui/panels/tray_panel.h"

#include <imgui.h>

#include <algorithm>

#include "ui/theme.h"
#include "ui/widgets/sample_card.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

TrayPanel::TrayPanel(const MakeSlot& make_slot) : view_(make_slot("tray")) {}

void TrayPanel::draw(Frame& frame) {
    const Session& session = frame.session;
    const ImVec2 from = ImGui::GetCursorPos();
    const ImVec2 room = ImGui::GetContentRegionAvail();
    if (session.tray.empty()) {
        view_.rest();
        const bool some = !session.selection.empty();
        if (empty_state("Nothing kept yet: select samples and press K, or drop them here.",
                        some ? "Keep the selected" : nullptr)) {
            frame.out.act(TrayKeep{session.selection});
        }
    } else if (!frame.model.available) {
        view_.rest();
        no_model(frame, "Open a model to see the kept samples drawn.");
    } else {
        cards(frame);
    }
    if (ImGui::GetDragDropPayload() == nullptr) return;
    ImGui::SetCursorPos(from);
    ImGui::Dummy(ImVec2(std::max(1.0F, room.x), std::max(1.0F, room.y)));
    if (const auto dropped = accept_sample("Keep")) frame.out.act(TrayKeep{{*dropped}});
}

void TrayPanel::cards(Frame& frame) {
    const Session& session = frame.session;
    if (shown_ != session.tray || nz_ != frame.model.nz) {
        shown_ = session.tray;
        nz_ = frame.model.nz;
        rows_ = sample_rows(shown_, frame.samples, nz_);
    }
    if (rows_.ids.empty()) {
        view_.rest();
        empty_state("The kept samples belong to models with another length of z.");
        return;
    }
    view_.ask(request_for(frame, rows_.z));
    view_.poll();
    view_.atlas().set_smooth(true);
    if (!view_.error().empty()) failure_note(Failure{view_.error()});
    const CardSource source{[this](std::size_t i) { return rows_.ids[i]; },
                            [&](std::size_t i) {
                                const SamplePointer sample = frame.samples.find(rows_.ids[i]);
                                return sample ? describe(sample->origin) : std::string();
                            },
                            "Select", true};
    const float gap = dp(4);
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float side = std::clamp(room.y - gap, dp(48), dp(128));
    const float right = ImGui::GetCursorScreenPos().x + room.x;
    for (std::size_t i = 0; i < rows_.ids.size(); ++i) {
        if (i > 0 && ImGui::GetItemRectMax().x + gap + side <= right) ImGui::SameLine(0, gap);
        CardMarks marks;
        marks.selected = contains(session.selection, rows_.ids[i]);
        marks.kept = true;
        const CardEvent event =
            sample_card(frame, view_.atlas(), i, ImVec2(side, side), marks, source, i);
        order_.clicked(frame, event, i, rows_.ids.size(), source.id);
    }
}

}  // namespace zscope::ui
