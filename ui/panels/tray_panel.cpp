// SPDX-License-Identifier: MIT
#include "ui/panels/tray_panel.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/sample_card.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

}  // namespace

std::string words_of(const Session& session, const SampleBook& samples, SampleId id) {
    const SamplePointer sample = samples.find(id);
    const std::string origin = sample == nullptr ? std::string() : describe(sample->origin);
    const auto name = session.names.find(id);
    return name == session.names.end() ? origin : fmt::format("{} · {}", name->second, origin);
}

std::vector<SampleId> tray_called(const Session& session, const SampleBook& samples,
                                  std::string_view part) {
    std::vector<SampleId> called;
    for (const SampleId id : session.tray) {
        if (lower(words_of(session, samples, id)).find(lower(part)) != std::string::npos)
            called.push_back(id);
    }
    return called;
}

TrayPanel::TrayPanel(const MakeSlot& make_slot)
    : view_(make_slot("tray")), sift_(make_slot("tray.d"), "tray") {}

void TrayPanel::rest() {
    view_.rest();
    sift_.rest();
}

void TrayPanel::draw(Frame& frame) {
    const Session& session = frame.session;
    const ImVec2 from = ImGui::GetCursorPos();
    const ImVec2 room = ImGui::GetContentRegionAvail();
    if (session.tray.empty()) {
        rest();
        const bool some = !session.selection.empty();
        if (empty_state("Nothing kept yet: select samples and press K, or drop them here.",
                        some ? "Keep the selected" : nullptr)) {
            frame.out.act(TrayKeep{session.selection});
        }
    } else if (!frame.model.available) {
        rest();
        no_model(frame, "Open a model to see the kept samples drawn.");
    } else {
        const bool any = take_rows(frame);
        controls(frame);
        if (any) cards(frame);
        rename(frame);
    }
    if (ImGui::GetDragDropPayload() == nullptr) return;
    ImGui::SetCursorPos(from);
    ImGui::Dummy(ImVec2(std::max(1.0F, room.x), std::max(1.0F, room.y)));
    if (const auto dropped = accept_sample("Keep")) frame.out.act(TrayKeep{{*dropped}});
}

void TrayPanel::controls(Frame& frame) {
    ImGui::SetNextItemWidth(dp(104));
    ImGui::InputTextWithHint("##name", "Name …", &wanted_);
    tooltip("Shows only samples whose name or origin contains this. Right click on one names it.");
    sift_.choice(frame);
    sift_.status(frame);
    sift_.filters(frame);
    if (called_.empty()) {
        if (empty_state("No kept sample is called so.", "Show all")) wanted_.clear();
    } else if (rows_.ids.empty()) {
        empty_state("The kept samples belong to models with another length of z.");
    } else if (sift_.rows().empty()) {
        sift_.nothing_left();
    }
}

// False: there is nothing to draw, and controls() says why.
bool TrayPanel::take_rows(Frame& frame) {
    std::vector<SampleId> called = tray_called(frame.session, frame.samples, wanted_);
    if (called_ != called || nz_ != frame.model.nz || rows_.z == nullptr) {
        called_ = std::move(called);
        nz_ = frame.model.nz;
        rows_ = sample_rows(called_, frame.samples, nz_);
    }
    if (rows_.ids.empty()) {
        rest();
        return false;
    }
    sift_.update(frame, rows_.z);
    return !sift_.rows().empty();
}

CardSource TrayPanel::source(Frame& frame) {
    return {[this](std::size_t i) { return rows_.ids[i]; },
            [&, this](std::size_t i) {
                const std::string found = sift_.found(i);
                return words_of(frame.session, frame.samples, rows_.ids[i]) +
                       (found.empty() ? "" : " · " + found);
            },
            "Select", true,
            [this](std::size_t i) {
                if (!ImGui::MenuItem("Name it …")) return;
                renamed_ = rows_.ids[i];
                ask_name_ = true;
            }};
}

void TrayPanel::cards(Frame& frame) {
    view_.ask(request_for(frame, rows_.z));
    view_.poll();
    view_.atlas().set_smooth(true);
    if (!view_.error().empty()) failure_note(Failure{view_.error()});
    const CardSource source = this->source(frame);
    const float gap = dp(4);
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const bool named = std::ranges::any_of(
        rows_.ids, [&](SampleId id) { return frame.session.names.contains(id); });
    const float text = named ? ImGui::GetTextLineHeightWithSpacing() : 0.0F;
    const float side = std::clamp(room.y - gap - text, dp(48), dp(128));
    const float right = ImGui::GetCursorScreenPos().x + room.x;
    const std::vector<std::size_t> rows = sift_.rows();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i > 0 && ImGui::GetItemRectMax().x + gap + side <= right) ImGui::SameLine(0, gap);
        const std::size_t row = rows[i];
        CardMarks marks;
        marks.selected = contains(frame.session.selection, rows_.ids[row]);
        marks.kept = true;
        if (named) ImGui::BeginGroup();
        const CardEvent event =
            sample_card(frame, view_.atlas(), row, ImVec2(side, side), marks, source, row);
        card_label(sift_.labels(row));
        if (named) {
            const auto name = frame.session.names.find(rows_.ids[row]);
            ImGui::TextUnformatted(
                name == frame.session.names.end() ? "" : cut_to(name->second, side).c_str());
            ImGui::EndGroup();
        }
        order_.clicked(frame, event, i, rows.size(),
                       [&](std::size_t place) { return rows_.ids[rows[place]]; });
    }
}

void TrayPanel::rename(Frame& frame) {
    if (std::exchange(ask_name_, false)) {
        const auto name = frame.session.names.find(renamed_);
        name_ = name == frame.session.names.end() ? "" : name->second;
        ImGui::OpenPopup("name");
    }
    if (!ImGui::BeginPopup("name")) return;
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    ImGui::SetNextItemWidth(dp(200));
    bool done =
        ImGui::InputTextWithHint("##name", "A name", &name_, ImGuiInputTextFlags_EnterReturnsTrue);
    ImGui::SameLine();
    done = ImGui::Button("Name it") || done;
    small_muted("Empty: no name.");
    if (done) {
        frame.out.act(SampleRename{renamed_, name_});
        ImGui::CloseCurrentPopup();
    }
    ImGui::EndPopup();
}

}  // namespace zscope::ui
