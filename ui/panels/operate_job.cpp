// SPDX-License-Identifier: MIT
#include "ui/panels/operate_job.h"

#include <imgui.h>

#include <algorithm>

#include "ui/theme.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

// The work begins with the wish or, refused, not at all.
void OperateJob::ask(Frame& frame, Step step, const OperateWish& wish) {
    frame.out.wish(wish);
    job_ = frame.operate == nullptr ? 0 : frame.operate->job;
    owner_ = job_ == 0 ? Step::none : step;
    fresh_ = true;
}

void OperateJob::notice(const OperateView& view) {
    if (view.job == 0 || view.job == job_) return;
    job_ = view.job;
    owner_ = Step::none;
}

bool OperateJob::draw_line(Frame& frame, Step step) const {
    if (frame.operate == nullptr || owner_ != step || frame.operate->job == 0) return false;
    const std::int64_t id = frame.operate->job;
    if (ImGui::Button("Cancel", ImVec2(dp(96), 0))) frame.out.wish(CancelJob{id});
    ImGui::SameLine();
    const auto job = std::ranges::find(frame.jobs, id, &JobStatus::id);
    const bool runs = job != frame.jobs.end() && job->state == JobState::running;
    const float height = ImGui::GetFrameHeight();
    ImGui::ProgressBar(runs ? static_cast<float>(job->progress) : 0.0F, ImVec2(dp(120), height));
    ImGui::SameLine();
    ImGui::AlignTextToFramePadding();
    text_ellipsis(runs ? job->message : std::string("Waiting for its turn"), palette().muted);
    return true;
}

bool OperateJob::draw(Frame& frame, Step step) {
    if (frame.operate == nullptr || owner_ != step) return false;
    const OperateView& view = *frame.operate;
    if (view.job == 0) {
        if (view.error.empty()) return false;
        failure_note(Failure{view.error, "Change what is asked for above, then try again."});
        return false;
    }
    Working work;
    work.what = "Waiting for its turn";
    work.cancel = "Cancel";
    const auto job = std::ranges::find(frame.jobs, view.job, &JobStatus::id);
    if (job != frame.jobs.end()) {
        work.what = job->message.empty() ? job->name : job->message;
        work.progress = job->progress;
    }
    ImGui::BeginChild("working", ImVec2(0, dp(136)));
    if (working_state(work)) frame.out.wish(CancelJob{view.job});
    ImGui::EndChild();
    // Its button may be the last thing in sight.
    if (fresh_) ImGui::SetScrollHereY(1.0F);
    fresh_ = false;
    return true;
}

}  // namespace zscope::ui
