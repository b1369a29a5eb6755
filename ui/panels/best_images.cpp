// SPDX-License-Identifier: MIT
#include "ui/panels/best_images.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/sample_card.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr std::size_t kMostShown = 12, kMostKept = 48;
constexpr float kSide = 56.0F, kGap = 4.0F;

GridState grid_of(const BlockFacts& facts) {
    GridState grid;
    grid.seed = static_cast<std::int64_t>(facts.seed);
    grid.count = facts.samples;
    return grid;
}

// True: something goes on already.
bool work_in_hand(Frame& frame) {
    if (frame.operate == nullptr || frame.operate->job == 0) return false;
    const auto job = std::ranges::find(frame.jobs, frame.operate->job, &JobStatus::id);
    if (job == frame.jobs.end()) return false;
    small_muted(job->name);
    ImGui::ProgressBar(static_cast<float>(job->progress), ImVec2(-dp(72), 0));
    tooltip(job->message);
    ImGui::SameLine();
    if (ImGui::Button("Cancel##facts")) frame.out.wish(CancelJob{job->id});
    return true;
}

}  // namespace

void ask_for_facts(Frame& frame, std::int64_t block, const char* why) {
    if (work_in_hand(frame)) return;
    small_muted(why);
    if (frame.model.live) {
        small_muted("They take a minute, and this model changes all the time: freeze it first.");
        if (ImGui::Button("Freeze the model")) frame.out.wish(FreezeLive{});
        return;
    }
    if (ImGui::Button("Look at 4,096 samples")) {
        frame.out.wish(OperateWish{LookAtUnits{block}});
    }
    tooltip(
        "Draws 4,096 random samples and notes what each unit of this block does: mean, highest, "
        "how often it is silent, how much ablating it changes the image. Takes a minute or more; "
        "everything else goes on meanwhile.");
    if (frame.operate != nullptr && !frame.operate->error.empty()) {
        failure_note(Failure{frame.operate->error, "Try again."});
    }
}

BestImages::BestImages(const MakeSlot& make_slot) : tiles_(make_slot("maps.best"), kMostKept) {}

// The draw is the same for all units: 4,096 rows once, not one at a time.
void BestImages::take(const Frame& frame, const std::shared_ptr<const BlockFacts>& facts) {
    const bool same = facts_ != nullptr && all_ != nullptr && nz_ == frame.model.nz &&
                      facts_->seed == facts->seed && facts_->samples == facts->samples &&
                      facts_->model_id == facts->model_id;
    facts_ = facts;
    if (same) return;
    nz_ = frame.model.nz;
    all_ = std::make_shared<const std::vector<float>>(draw_for(frame.model, grid_of(*facts)));
}

void BestImages::draw(Frame& frame, const std::shared_ptr<const BlockFacts>& facts,
                      std::int64_t unit) {
    take(frame, facts);
    std::vector<std::int64_t> rows = facts->units[static_cast<std::size_t>(unit)].top;
    std::erase_if(rows, [&](std::int64_t row) { return row < 0 || row >= facts->samples; });
    if (rows.size() > kMostShown) rows.resize(kMostShown);
    RenderRequest base = request_for(frame, all_, RenderPriority::visible);
    base.edits.clear();
    const auto inputs = static_cast<std::size_t>(nz_);
    tiles_.ask(base, inputs, rows, [&](std::int64_t row) {
        return std::span<const float>(*all_).subspan(static_cast<std::size_t>(row) * inputs,
                                                     inputs);
    });
    const GridState grid = grid_of(*facts);
    const auto row_of = [&](std::size_t i) { return rows[i]; };
    const CardSource source{[&](std::size_t i) {
                                return frame.out.sample(grid_row(all_, nz_, row_of(i)),
                                                        grid_origin(grid, row_of(i)));
                            },
                            [&](std::size_t i) { return describe(grid_origin(grid, row_of(i))); }};
    const float step = dp(kSide + kGap), room = ImGui::GetContentRegionAvail().x;
    const auto columns = std::max<std::size_t>(1, static_cast<std::size_t>(room / step));
    const SampleId shown =
        frame.session.selection.empty() ? SampleId{0} : frame.session.selection.back();
    const SamplePointer looked_at = frame.samples.find(shown);
    ImGui::PushID("best");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i % columns != 0) ImGui::SameLine(0, dp(kGap));
        CardMarks marks;
        marks.selected = looked_at != nullptr && looked_at->origin == grid_origin(grid, row_of(i));
        const std::size_t nowhere = tiles_.atlas().count();
        const CardEvent event =
            sample_card(frame, tiles_.atlas(), tiles_.tile(rows[i]).value_or(nowhere),
                        ImVec2(dp(kSide), dp(kSide)), marks, source, i);
        if (event.clicked) select_clicked(frame, event, source.id(i));
    }
    ImGui::PopID();
}

}  // namespace zscope::ui
