// SPDX-License-Identifier: MIT
#include "ui/widgets/export_menu.h"

#include <imgui.h>

#include <algorithm>
#include <utility>

#include "ui/theme.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr float kWidth = 200.0F, kBar = 96.0F;
constexpr double kFewest = 1.0, kMost = 60.0;

}  // namespace

void ExportMenu::draw(Frame& frame, PictureOf what, const std::string& name, bool moves) {
    if (ImGui::Button("Export …")) ImGui::OpenPopup("export");
    tooltip(moves ? "A picture or a clip of this, drawn anew for the file"
                  : "A picture of this, drawn anew for the file. Dropped on the window again, it "
                    "brings back what is set here.");
    const RecipeTool tool = what.tool;
    if (ImGui::BeginPopup("export")) {
        SliderOptions options;
        options.min = 1;
        options.max = static_cast<double>(kMostRecipeScale);
        options.reset = 1;
        options.format = "scale × %lld";
        options.tooltip = "Each pixel of the model becomes so many, a side.";
        ImGui::SetNextItemWidth(dp(kWidth));
        slider("##scale", scale_, options);
        what.layout.scale = scale_ = std::clamp<std::int64_t>(scale_, 1, kMostRecipeScale);
        still(frame, what, name);
        if (moves) moving(frame, tool);
        if (frame.exports != nullptr && !frame.exports->saved.empty()) {
            ImGui::Separator();
            ImGui::PushTextWrapPos(dp(kWidth) * 2);
            small_muted(frame.exports->saved);
            ImGui::PopTextWrapPos();
        }
        ImGui::EndPopup();
    }
    export_state(frame, tool);
}

void ExportMenu::still(Frame& frame, const PictureOf& what, const std::string& name) {
    if (ImGui::MenuItem("Save PNG …")) frame.out.wish(ExportWish{SavePicture{what, name}});
    tooltip("With its recipe in it: drop the file on the window, and all is as it is now.");
    if (ImGui::MenuItem("Copy as command line"))
        frame.out.wish(ExportWish{CopyCommand{what, name}});
    tooltip("The zscope command that makes the same file, for a script or a paper.");
}

void ExportMenu::moving(Frame& frame, RecipeTool tool) {
    ImGui::Separator();
    SliderOptions options;
    options.min = kFewest;
    options.max = kMost;
    options.reset = 25.0;
    options.format = "%.0f frames a second";
    options.tooltip = "Of the clip. Each frame is drawn for its moment, however long that takes.";
    ImGui::SetNextItemWidth(dp(kWidth));
    slider("##fps", fps_, options);
    fps_ = std::clamp(fps_, kFewest, kMost);
    SaveMoving wish{tool, MovingAs::gif, fps_, scale_, false};
    constexpr std::pair<const char*, MovingAs> kKinds[] = {{"Save GIF …", MovingAs::gif},
                                                           {"Save WebP …", MovingAs::webp},
                                                           {"Save MP4 …", MovingAs::mp4},
                                                           {"Save frames …", MovingAs::frames}};
    for (const auto& [word, as] : kKinds) {
        wish.as = as;
        if (ImGui::MenuItem(word)) frame.out.wish(ExportWish{wish});
        if (as == MovingAs::gif) tooltip("256 colours, for everything that shows pictures");
        if (as == MovingAs::webp) tooltip("The pixels as they are, for browsers");
        if (as == MovingAs::mp4) tooltip("For players and slides; needs ffmpeg");
        if (as == MovingAs::frames) tooltip("One PNG a frame, in a new folder");
    }
    wish.as = MovingAs::gif;
    wish.copy_command = true;
    if (ImGui::MenuItem("Copy as command line##clip")) frame.out.wish(ExportWish{wish});
    tooltip("The zscope command that makes the same GIF");
}

void export_state(Frame& frame, RecipeTool tool) {
    const ExportView* view = frame.exports;
    if (view == nullptr || view->tool != tool) return;
    const auto job = std::ranges::find(frame.jobs, view->job, &JobStatus::id);
    if (view->job != 0 && job != frame.jobs.end()) {
        ImGui::SameLine();
        ImGui::ProgressBar(static_cast<float>(job->progress), ImVec2(dp(kBar), 0));
        tooltip(job->message.empty() ? job->name : job->message);
        ImGui::SameLine();
        if (ImGui::Button("Cancel##export")) frame.out.wish(CancelJob{view->job});
    }
    if (!view->error.empty()) failure_note(Failure{view->error});
}

}  // namespace zscope::ui
