// SPDX-License-Identifier: MIT
#include "ui/panels/paint_section.h"

#include <IconsFontAwesome6.h>
#include <fmt/format.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "ui/panels/operate_words.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/sample_card.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr float kLeast = 160.0F, kMost = 320.0F, kMarkedSide = 48.0F, kGap = 4.0F;
constexpr std::size_t kMostMarkedShown = 48;  // the newest

}  // namespace

PaintList paint_list(const Session& session, const SampleBook& samples, std::int64_t nz) {
    if (session.selection.size() > 1) {
        PaintList list{sample_rows(session.selection, samples, nz).ids, 0};
        if (!list.ids.empty()) return list;
    }
    PaintList list{sample_rows(session.tray, samples, nz).ids, 0};
    if (list.ids.empty()) list.grid_rows = session.grid.count;
    return list;
}

std::vector<PaintedRegion> with_region(std::vector<PaintedRegion> regions, SampleId id,
                                       MapMask mask) {
    const auto found = std::ranges::find(regions, id, &PaintedRegion::id);
    const bool any = marked_cells(mask) > 0;
    if (found == regions.end()) {
        if (any) regions.push_back({id, std::move(mask)});
    } else if (any) {
        found->mask = std::move(mask);
    } else {
        regions.erase(found);
    }
    return regions;
}

PaintSection::PaintSection(const MakeSlot& make_slot, const char* name)
    : image_(make_slot(std::string(name) + " image")),
      marked_(make_slot(std::string(name) + " marked")) {}

void PaintSection::rest() {
    image_.rest();
    marked_.rest();
}

void PaintSection::draw(Frame& frame) {
    const PaintList list = paint_list(frame.session, frame.samples, frame.model.nz);
    at_ = std::clamp<std::int64_t>(at_, 0, list.count() - 1);
    follow_selection(frame, list);
    const float room = ImGui::GetContentRegionAvail().x;
    const float side = std::floor(std::clamp(room * 0.42F, dp(kLeast), dp(kMost)));
    image(frame, list, std::min(side, room));
    if (room > dp(kLeast) + dp(200)) ImGui::SameLine(0, dp(12));
    ImGui::BeginGroup();
    OperateState state = frame.session.operate;
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("It is called");
    ImGui::SameLine();
    ImGui::SetNextItemWidth(std::min(dp(160), ImGui::GetContentRegionAvail().x));
    if (ImGui::InputTextWithHint("##name", "glasses", &state.name))
        frame.out.act(OperateSet{state});
    tooltip("The list of edits and the measurement call it so.");
    painter_.tools();
    pager(frame, list);
    muted(marked_text(frame.session.operate.regions.size()));
    clearing(frame);
    marked(frame);
    ImGui::EndGroup();
}

// Who selects one sample wants to see it here too.
void PaintSection::follow_selection(const Frame& frame, const PaintList& list) {
    const std::vector<SampleId>& selection = frame.session.selection;
    const SampleId now = selection.empty() ? 0 : selection.back();
    if (now == selected_) return;
    selected_ = now;
    shown_ = 0;
    const SamplePointer sample = frame.samples.find(now);
    if (sample == nullptr || std::ssize(sample->z) != frame.model.nz) return;
    const auto found = std::ranges::find(list.ids, now);
    const GridState grid = grid_for(frame.model, frame.session.grid);
    const bool row = sample->origin.row >= 0 && sample->origin.row < list.grid_rows &&
                     sample->origin == grid_origin(grid, sample->origin.row);
    if (found != list.ids.end()) {
        at_ = found - list.ids.begin();
    } else if (row) {
        at_ = sample->origin.row;
    } else {
        shown_ = now;
    }
}

SampleOrigin PaintSection::origin_now(const Frame& frame, const PaintList& list) const {
    const SampleId id =
        shown_ != 0 || list.ids.empty() ? shown_ : list.ids[static_cast<std::size_t>(at_)];
    const SamplePointer sample = frame.samples.find(id);
    if (sample != nullptr) return sample->origin;
    return grid_origin(grid_for(frame.model, frame.session.grid), at_);
}

std::vector<float> PaintSection::z_now(const Frame& frame, const PaintList& list) {
    const SampleId id =
        shown_ != 0 || list.ids.empty() ? shown_ : list.ids[static_cast<std::size_t>(at_)];
    const SamplePointer sample = frame.samples.find(id);
    if (sample != nullptr && std::ssize(sample->z) == frame.model.nz) return sample->z;
    shown_ = 0;
    return grid_row(grid_.get(frame.model, frame.session.grid), frame.model.nz, at_);
}

SampleId PaintSection::id_now(Frame& frame, const PaintList& list) {
    if (shown_ != 0) return shown_;
    if (!list.ids.empty()) return list.ids[static_cast<std::size_t>(at_)];
    return frame.out.sample(z_now(frame, list), origin_now(frame, list));
}

// A row of the grid has no id until it is marked: what counts is its z.
const PaintedRegion* PaintSection::region_now(const Frame& frame,
                                              const std::vector<float>& z) const {
    for (const PaintedRegion& region : frame.session.operate.regions) {
        const SamplePointer sample = frame.samples.find(region.id);
        if (sample != nullptr && sample->z == z) return &region;
    }
    return nullptr;
}

// Without the edits: the thing has to be there to be marked.
void PaintSection::image(Frame& frame, const PaintList& list, float side) {
    const std::vector<float> z = z_now(frame, list);
    RenderRequest request = request_for(frame, std::make_shared<const std::vector<float>>(z));
    request.edits.clear();
    image_.ask(std::move(request));
    image_.poll();
    image_.atlas().set_smooth(true);
    const PaintedRegion* region = region_now(frame, z);
    ImGui::BeginGroup();
    auto done = painter_.draw(image_.atlas(), 0, side, region == nullptr ? nullptr : &region->mask);
    if (!image_.error().empty()) failure_note(Failure{image_.error()});
    ImGui::EndGroup();
    if (!done) return;
    OperateState state = frame.session.operate;
    const SampleId id = region == nullptr ? id_now(frame, list) : region->id;
    state.regions = with_region(std::move(state.regions), id, *std::move(done));
    frame.out.act(OperateSet{std::move(state)});
}

void PaintSection::pager(const Frame& frame, const PaintList& list) {
    const auto turn = [&](std::int64_t by) {
        const std::int64_t count = list.count();
        at_ = shown_ != 0 ? at_ : (at_ + by + count) % count;
        shown_ = 0;
    };
    if (ImGui::Button(ICON_FA_CHEVRON_LEFT "##before")) turn(-1);
    tooltip("The sample before");
    ImGui::SameLine();
    if (ImGui::Button(ICON_FA_CHEVRON_RIGHT "##next")) turn(1);
    tooltip("The next sample");
    ImGui::SameLine();
    ImGui::AlignTextToFramePadding();
    const char* whose =
        !list.ids.empty() ? frame.session.selection.size() > 1 ? "of the selection" : "of the tray"
                          : "of the grid";
    const std::string where =
        shown_ != 0 ? "" : fmt::format("{} of {} {} · ", at_ + 1, list.count(), whose);
    text_ellipsis(where + describe(origin_now(frame, list)), palette().muted);
}

void PaintSection::clearing(Frame& frame) {
    OperateState state = frame.session.operate;
    const PaintList list = paint_list(frame.session, frame.samples, frame.model.nz);
    const PaintedRegion* here = region_now(frame, z_now(frame, list));
    ImGui::BeginDisabled(here == nullptr);
    if (ImGui::Button("Clear this image")) {
        state.regions = with_region(state.regions, here->id, empty_mask(kRegionCells));
        frame.out.act(OperateSet{state});
    }
    ImGui::EndDisabled();
    flow(button_width("Clear all"));
    ImGui::BeginDisabled(state.regions.empty());
    if (ImGui::Button("Clear all")) {
        state.regions.clear();
        frame.out.act(OperateSet{std::move(state)});
    }
    ImGui::EndDisabled();
    tooltip("Forgets what is marked in all images. Ctrl-Z brings it back.");
}

// Those that are marked, small; a click shows one large again.
void PaintSection::marked(Frame& frame) {
    const std::vector<PaintedRegion>& regions = frame.session.operate.regions;
    std::vector<SampleId> ids;
    for (auto region = regions.rbegin(); region != regions.rend(); ++region)
        if (ids.size() < kMostMarkedShown) ids.push_back(region->id);
    const SampleRows rows = sample_rows(ids, frame.samples, frame.model.nz);
    if (rows.ids.empty()) return marked_.rest();
    RenderRequest request = request_for(frame, rows.z);
    request.edits.clear();
    marked_.ask(std::move(request));
    marked_.poll();
    marked_.atlas().set_smooth(true);
    const float side = dp(kMarkedSide);
    for (std::size_t i = 0; i < rows.ids.size(); ++i) {
        const SampleId id = rows.ids[i];
        const auto region = std::ranges::find(regions, id, &PaintedRegion::id);
        const CardSource source{
            [id](std::size_t) { return id; },
            [&](std::size_t) { return describe(frame.samples.find(id)->origin); }, "Show it large"};
        if (i > 0) {
            ImGui::SameLine(0, dp(kGap));
            if (ImGui::GetContentRegionAvail().x < side) ImGui::NewLine();
        }
        const ImVec2 low = ImGui::GetCursorScreenPos();
        const CardEvent event =
            sample_card(frame, marked_.atlas(), i, ImVec2(side, side), {}, source, i);
        painter_.overlay(low, ImVec2(low.x + side, low.y + side), region->mask);
        if (event.clicked) shown_ = id;
    }
}

}  // namespace zscope::ui
