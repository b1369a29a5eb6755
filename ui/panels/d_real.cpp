// SPDX-License-Identifier: MIT
#include "ui/panels/d_real.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "core/engine/d_reference.h"
#include "ui/theme.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

void at_work(Frame& frame, const RealOpinionView& view) {
    const auto job = std::ranges::find(frame.jobs, view.job, &JobStatus::id);
    const bool runs = job != frame.jobs.end() && job->state == JobState::running;
    if (ImGui::SmallButton("Stop")) frame.out.wish(CancelJob{view.job});
    ImGui::SameLine();
    text_ellipsis(
        runs ? fmt::format("{:.0f} % · asking D about {}", 100.0 * job->progress, view.learned_from)
             : std::string("Asking D about real images: waiting for its turn"),
        palette().muted);
}

}  // namespace

void DReal::ask(Frame& frame) {
    asked_for_ = frame.model.id;
    frame.out.wish(DiscriminatorWish{AskOfReal{}});
}

void DReal::draw(Frame& frame, std::optional<float> logit) {
    const RealOpinionView* view = frame.real_opinions;
    if (view == nullptr || !frame.model.has_d) return;
    if (view->real != nullptr) {
        if (!logit) return;
        small_muted(fmt::format("More convincing to D than {:.0f} % of {}.",
                                zscope::percentile(view->real->logits, *logit), view->real->of));
        tooltip(
            "Images that it learned from. D was trained to tell them from samples: 50 % would "
            "be a sample that it cannot tell from them.");
        return;
    }
    if (view->job != 0) return at_work(frame, *view);
    if (view->learned_from.empty()) {
        return small_muted(
            "Which images this model learned from is not known here: there are no real ones to "
            "compare with.");
    }
    // Each step has a D of its own: one would be asked after the other.
    if (frame.model.live && frame.trainer.state == TrainerState::running)
        return small_muted("Pause the run, or freeze it, to compare with real images.");
    if (!view->error.empty()) {
        ImGui::PushTextWrapPos(0.0F);
        ImGui::TextColored(palette().minus, "%s", view->error.c_str());
        ImGui::PopTextWrapPos();
        if (ImGui::SmallButton("Try again")) ask(frame);
        return;
    }
    // Images that zscope draws itself cost a moment; a folder may have to be read as a whole first.
    if (view->at_once && asked_for_ != frame.model.id) return ask(frame);
    if (ImGui::SmallButton("Compare with real images")) ask(frame);
    tooltip(fmt::format("Where its opinion of this sample stands among 512 images of {}.",
                        view->learned_from));
}

}  // namespace zscope::ui
