// SPDX-License-Identifier: MIT
#include "ui/widgets/sample_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "ui/theme.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

ImU32 colour(const ImVec4& value) {
    return ImGui::ColorConvertFloat4ToU32(value);
}

void draw_picture(ImDrawList& draw, const TileAtlas& atlas, std::size_t tile, ImVec2 low,
                  ImVec2 high) {
    if (atlas.has(tile)) {
        draw.AddImage(atlas.texture(), low, high, atlas.uv_min(tile), atlas.uv_max(tile));
    } else {
        draw.AddRectFilled(low, high, colour(palette().raised));
    }
}

void draw_marks(ImDrawList& draw, const CardMarks& marks, ImVec2 low, ImVec2 high) {
    if (marks.kept) {  // a folded corner
        const float size = std::min(dp(12), (high.x - low.x) / 4);
        draw.AddTriangleFilled(ImVec2(high.x - size, low.y), ImVec2(high.x, low.y),
                               ImVec2(high.x, low.y + size), colour(palette().accent));
    }
    if (marks.selected) {
        draw.AddRect(ImVec2(low.x - dp(1), low.y - dp(1)), ImVec2(high.x + dp(1), high.y + dp(1)),
                     colour(palette().accent), 0, 0, std::max(2.0F, dp(2)));
    }
}

void carry(const TileAtlas& atlas, std::size_t tile, const CardSource& source, std::size_t index) {
    if (!ImGui::BeginDragDropSource(ImGuiDragDropFlags_SourceNoHoldToOpenOthers)) return;
    const SampleId id = source.id(index);
    ImGui::SetDragDropPayload(kSamplePayload, &id, sizeof id);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 end(at.x + dp(64), at.y + dp(64));
    draw_picture(*ImGui::GetWindowDrawList(), atlas, tile, at, end);
    ImGui::Dummy(ImVec2(dp(64), dp(64)));
    small_muted(source.origin(index));
    ImGui::EndDragDropSource();
}

void explain(const CardSource& source, std::size_t index, const CardMarks& marks) {
    if (ImGui::IsMouseDown(0) || !ImGui::BeginItemTooltip()) return;
    ImGui::TextUnformatted(source.origin(index).c_str());
    small_muted(
        marks.kept
            ? "Click selects · double-click opens · Del removes the selected from the tray"
            : "Click selects · double-click opens · K keeps the selected · drag it anywhere");
    ImGui::EndTooltip();
}

void open_in_inspector(Frame& frame, SampleId id) {
    frame.out.act(SelectionChange{SelectHow::replace, {id}});
    frame.out.wish(ShowPanel{"inspector"});
}

}  // namespace

CardEvent sample_card(Frame& frame, const TileAtlas& atlas, std::size_t tile, ImVec2 size,
                      const CardMarks& marks, const CardSource& source, std::size_t index) {
    ImGui::PushID(static_cast<int>(index));
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const ImVec2 high(low.x + size.x, low.y + size.y);
    CardEvent event;
    const bool pressed = ImGui::InvisibleButton("card", size, ImGuiButtonFlags_EnableNav);
    const bool twice = ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(0);
    event.clicked = pressed && !twice;
    event.hovered = ImGui::IsItemHovered();
    event.add = ImGui::GetIO().KeyCtrl;
    event.range = ImGui::GetIO().KeyShift;
    if (ImGui::IsItemVisible()) {
        ImDrawList& draw = *ImGui::GetWindowDrawList();
        draw_picture(draw, atlas, tile, low, high);
        draw_marks(draw, marks, low, high);
        if (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible) {
            draw.AddRect(low, high, colour(palette().text));
        }
    }
    if (twice) open_in_inspector(frame, source.id(index));
    carry(atlas, tile, source, index);
    explain(source, index, marks);
    if (ImGui::BeginPopupContextItem("verbs")) {
        const bool there = atlas.has(tile);
        sample_verbs(frame, source.id(index), there ? atlas.image(tile) : nullptr);
        ImGui::EndPopup();
    }
    ImGui::PopID();
    return event;
}

void select_clicked(Frame& frame, const CardEvent& event, SampleId id) {
    if (!event.clicked) return;
    frame.out.act(SelectionChange{event.add ? SelectHow::toggle : SelectHow::replace, {id}});
}

void sample_verbs(Frame& frame, SampleId id, const std::shared_ptr<const ImageRgba8>& image) {
    const SamplePointer sample = frame.samples.find(id);
    if (sample == nullptr) return;
    small_muted(describe(sample->origin));
    ImGui::Separator();
    if (ImGui::MenuItem("Open in the Inspector", "double-click")) open_in_inspector(frame, id);
    const bool kept = contains(frame.session.tray, id);
    if (ImGui::MenuItem("Keep", "K", false, !kept)) frame.out.act(TrayKeep{{id}});
    if (ImGui::MenuItem("Remove from the tray", "Del", false, kept)) {
        frame.out.act(TrayRemove{{id}});
    }
    ImGui::Separator();
    if (ImGui::MenuItem("Use as A in Interpolate")) frame.out.act(InterpolateSet{id, {}, {}, {}});
    if (ImGui::MenuItem("Use as B in Interpolate")) frame.out.act(InterpolateSet{{}, id, {}, {}});
    ImGui::Separator();
    if (ImGui::MenuItem("Copy z")) ImGui::SetClipboardText(z_text(sample->z).c_str());
    if (ImGui::MenuItem("Save PNG …", nullptr, false, image != nullptr)) {
        frame.out.wish(SaveImage{image, file_name_for(sample->origin)});
    }
}

bool contains(std::span<const SampleId> ids, SampleId id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

std::string z_text(std::span<const float> z) {
    return fmt::format("[{}]", fmt::join(z, ", "));
}

std::string file_name_for(const SampleOrigin& origin) {
    std::string name;
    for (const char c : describe(origin)) {
        const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.';
        if (plain) name += c;
        if (!plain && !name.empty() && name.back() != '-') name += '-';
    }
    while (!name.empty() && (name.back() == '-' || name.back() == '.'))
        name.pop_back();
    return (name.empty() ? "sample" : name) + ".png";
}

std::optional<SampleId> accept_sample(const char* word) {
    const ImGuiPayload* carried = ImGui::GetDragDropPayload();
    if (carried == nullptr || !carried->IsDataType(kSamplePayload)) return std::nullopt;
    const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
    std::optional<SampleId> dropped;
    bool over = false;
    if (ImGui::BeginDragDropTarget()) {
        const ImGuiDragDropFlags flags =
            ImGuiDragDropFlags_AcceptBeforeDelivery | ImGuiDragDropFlags_AcceptNoDrawDefaultRect;
        if (const ImGuiPayload* payload = ImGui::AcceptDragDropPayload(kSamplePayload, flags)) {
            over = true;
            if (payload->IsDelivery()) dropped = *static_cast<const SampleId*>(payload->Data);
        }
        ImGui::EndDragDropTarget();
    }
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    ImVec4 veil = palette().ground;
    veil.w = over ? 0.75F : 0.45F;
    draw.AddRectFilled(low, high, colour(veil));
    draw.AddRect(low, high, colour(palette().accent), 0, 0, over ? dp(3) : dp(1));
    const ImVec2 size = ImGui::CalcTextSize(word);
    draw.AddText(ImVec2((low.x + high.x - size.x) / 2, (low.y + high.y - size.y) / 2),
                 colour(palette().text), word);
    return dropped;
}

}  // namespace zscope::ui
