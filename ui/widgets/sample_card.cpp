// SPDX-License-Identifier: MIT
#include "ui/widgets/sample_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <vector>

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

void draw_over(ImDrawList& draw, const CardOver& over, std::size_t tile, ImVec2 low, ImVec2 high) {
    const float from = std::clamp(over.edge, low.x, high.x);
    if (from >= high.x || !over.atlas.has(tile)) return;
    ImVec2 uv_min = over.atlas.uv_min(tile);
    const ImVec2 uv_max = over.atlas.uv_max(tile);
    uv_min.x += (uv_max.x - uv_min.x) * (from - low.x) / (high.x - low.x);
    draw.AddImage(over.atlas.texture(), ImVec2(from, low.y), high, uv_min, uv_max);
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

std::string in_a_sentence(std::string word) {
    word.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(word.front())));
    return word;
}

void explain(const CardSource& source, std::size_t index, const CardMarks& marks) {
    if (ImGui::IsMouseDown(0) || !ImGui::BeginItemTooltip()) return;
    ImGui::TextUnformatted(source.origin(index).c_str());
    small_muted(
        fmt::format("Click: {} · double-click: open · {} · drag it anywhere · right click: "
                    "all verbs",
                    in_a_sentence(source.click),
                    marks.kept ? "Del: the selected out of the tray" : "K: keep the selected"));
    ImGui::EndTooltip();
}

void open_in_inspector(Frame& frame, SampleId id) {
    frame.out.act(SelectionChange{SelectHow::replace, {id}});
    frame.out.wish(ShowPanel{"inspector"});
}

void move_verbs(Frame& frame, SampleId id) {
    PathState path = frame.session.path;
    const bool room = path.points.size() < kMostKeyPoints;
    if (ImGui::MenuItem("Add to Path", nullptr, false, room)) {
        path.points.push_back({id, 0.0});
        frame.out.act(PathSet{path});
    }
    if (ImGui::MenuItem("Walk from here")) {
        WalkState walk = frame.session.walk;
        walk.start = id;
        walk.step = 0;
        walk.turns.clear();
        frame.out.act(WalkSet{walk});
    }
}

// What clicks do, as verbs.
void click_verbs(const CardSource& source, const CardMarks& marks, CardEvent& event) {
    if (ImGui::MenuItem(source.click, "click")) {
        event.clicked = true;
        event.add = event.range = false;
    }
    const char* add = marks.selected ? "Take out of the selection" : "Add to the selection";
    if (ImGui::MenuItem(add, "Ctrl-click")) {
        event.clicked = event.add = true;
        event.range = false;
    }
    if (source.ordered && ImGui::MenuItem("Select up to here", "Shift-click")) {
        event.clicked = event.range = true;
        event.add = false;
    }
}

}  // namespace

void carry_sample(const TileAtlas& atlas, std::size_t tile, const std::function<SampleId()>& id,
                  const std::string& origin) {
    if (!ImGui::BeginDragDropSource(ImGuiDragDropFlags_SourceNoHoldToOpenOthers)) return;
    const SampleId carried = id();
    ImGui::SetDragDropPayload(kSamplePayload, &carried, sizeof carried);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 end(at.x + dp(64), at.y + dp(64));
    draw_picture(*ImGui::GetWindowDrawList(), atlas, tile, at, end);
    ImGui::Dummy(ImVec2(dp(64), dp(64)));
    small_muted(origin);
    ImGui::EndDragDropSource();
}

CardEvent sample_card(Frame& frame, const TileAtlas& atlas, std::size_t tile, ImVec2 size,
                      const CardMarks& marks, const CardSource& source, std::size_t index,
                      const CardOver* over) {
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
        if (over != nullptr) draw_over(draw, *over, tile, low, high);
        draw_marks(draw, marks, low, high);
        if (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible) {
            draw.AddRect(low, high, colour(palette().text));
        }
    }
    if (twice) open_in_inspector(frame, source.id(index));
    if (ImGui::IsItemActive()) {
        carry_sample(
            atlas, tile, [&] { return source.id(index); }, source.origin(index));
    }
    explain(source, index, marks);
    if (ImGui::BeginPopupContextItem("verbs")) {
        small_muted(source.origin(index));
        ImGui::Separator();
        click_verbs(source, marks, event);
        if (source.verbs) source.verbs(index);
        sample_verbs(frame, source.id(index));
        ImGui::EndPopup();
    }
    ImGui::PopID();
    return event;
}

void card_label(std::span<const std::string> words) {
    const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
    ImFont* font = ImGui::GetFont();
    for (const std::string& text : words) {
        const float width = font->CalcTextSizeA(dp(kSmall), 1e9F, 0.0F, text.c_str()).x;
        if (width + dp(8) > high.x - low.x) continue;
        const ImVec2 at(low.x + dp(4), high.y - dp(kSmall + 4));
        ImDrawList& draw = *ImGui::GetWindowDrawList();
        draw.AddText(nullptr, dp(kSmall), ImVec2(at.x + 1, at.y + 1), IM_COL32(0, 0, 0, 220),
                     text.c_str());
        draw.AddText(nullptr, dp(kSmall), at, IM_COL32(255, 255, 255, 240), text.c_str());
        return;
    }
}

void select_clicked(Frame& frame, const CardEvent& event, SampleId id) {
    if (!event.clicked) return;
    frame.out.act(SelectionChange{event.add ? SelectHow::toggle : SelectHow::replace, {id}});
}

void CardOrder::clicked(Frame& frame, const CardEvent& event, std::size_t index, std::size_t count,
                        const std::function<SampleId(std::size_t)>& id) {
    if (!event.clicked || count == 0) return;
    if (!event.range) {
        anchor_ = index;
        return select_clicked(frame, event, id(index));
    }
    anchor_ = std::min(anchor_, count - 1);
    std::vector<SampleId> ids;
    for (std::size_t at = anchor_; at != index; index > anchor_ ? ++at : --at)
        ids.push_back(id(at));
    ids.push_back(id(index));
    frame.out.act(SelectionChange{event.add ? SelectHow::add : SelectHow::replace, ids});
}

void sample_verbs(Frame& frame, SampleId id, bool here) {
    const SamplePointer sample = frame.samples.find(id);
    if (sample == nullptr) return;
    if (!here && ImGui::MenuItem("Open in the Inspector", "double-click")) {
        open_in_inspector(frame, id);
    }
    ImGui::Separator();
    const bool kept = contains(frame.session.tray, id);
    if (ImGui::MenuItem("Keep", "K", false, !kept)) frame.out.act(TrayKeep{{id}});
    if (ImGui::MenuItem("Remove from the tray", "Del", false, kept)) {
        frame.out.act(TrayRemove{{id}});
    }
    ImGui::Separator();
    if (ImGui::MenuItem("Use as A in Interpolate")) frame.out.act(InterpolateSet{id, {}, {}, {}});
    if (ImGui::MenuItem("Use as B in Interpolate")) frame.out.act(InterpolateSet{{}, id, {}, {}});
    move_verbs(frame, id);
    ImGui::Separator();
    if (ImGui::MenuItem("Copy z")) ImGui::SetClipboardText(z_text(sample->z).c_str());
    PictureOf picture{RecipeTool::sample, {id}};
    picture.layout.gap = 0;
    const std::string name = file_name_for(sample->origin);
    if (ImGui::MenuItem("Save PNG …")) frame.out.wish(ExportWish{SavePicture{picture, name}});
    if (ImGui::MenuItem("Copy as command line"))
        frame.out.wish(ExportWish{CopyCommand{picture, name}});
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

void empty_slot(const char* word, ImVec2 size) {
    const ImVec2 low = ImGui::GetCursorScreenPos();
    ImGui::InvisibleButton("empty", size);
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    draw.AddRect(low, ImVec2(low.x + size.x, low.y + size.y), colour(palette().line), dp(4));
    const ImVec2 text = ImGui::CalcTextSize(word);
    draw.AddText(ImVec2(low.x + (size.x - text.x) / 2, low.y + (size.y - text.y) / 2),
                 colour(palette().muted), word);
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
