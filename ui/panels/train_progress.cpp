// SPDX-License-Identifier: MIT
#include "ui/panels/train_progress.h"

#include <fmt/format.h>
#include <imgui.h>

#include <cmath>

#include "core/config/train_config.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

ImVec4 colour_of(HealthLevel level) {
    switch (level) {
        case HealthLevel::good:
            return palette().real;
        case HealthLevel::watch:
            return palette().warning;
        case HealthLevel::bad:
            return palette().minus;
        case HealthLevel::unknown:
            break;
    }
    return palette().muted;
}

void row(Form& form, const char* label, const std::string& text, const char* help) {
    form.row(label, help);
    ImGui::AlignTextToFramePadding();
    text_ellipsis(text, palette().text);
}

std::string steps_text(const TrainerStatus& status) {
    if (status.total_steps <= 0) return thousands(status.step) + " · until stopped";
    return fmt::format("{} of {}", thousands(status.step), thousands(status.total_steps));
}

std::string epochs_text(const TrainerStatus& status) {
    if (status.image_count <= 0) return "–";
    const double seen = static_cast<double>(status.step) *
                        static_cast<double>(status.config.batch) /
                        static_cast<double>(status.image_count);
    return fmt::format("{:.1f} × {}", seen, count_of(status.image_count, "image"));
}

std::string variety_text(double spread) {
    return std::isnan(spread) ? "–" : fmt::format("{:.2f} of the data's", spread);
}

}  // namespace

double seconds_left(const TrainerStatus& status) {
    if (status.total_steps <= status.step || status.images_per_s <= 0) return -1.0;
    return static_cast<double>(status.total_steps - status.step) *
           static_cast<double>(status.config.batch) / status.images_per_s;
}

const char* state_word(TrainerState state) {
    switch (state) {
        case TrainerState::idle:
            return "Ready";
        case TrainerState::preparing:
            return "Preparing";
        case TrainerState::running:
            return "Training";
        case TrainerState::paused:
            return "Paused";
        case TrainerState::stopping:
            return "Stopping: saving the last step";
        case TrainerState::finished:
            return "Finished";
        case TrainerState::failed:
            return "Failed";
    }
    return "";
}

void draw_verdict(const Health& health) {
    const std::string verdict = health.verdict.empty() ? "No verdict yet" : health.verdict;
    ImGui::PushStyleColor(ImGuiCol_Text, colour_of(health.level));
    ImGui::TextUnformatted("\u25CF");
    ImGui::PopStyleColor();
    ImGui::SameLine();
    ImGui::PushFont(fonts().strong, kBody);
    ImGui::PushTextWrapPos(0.0F);
    ImGui::TextUnformatted(verdict.c_str());
    ImGui::PopTextWrapPos();
    ImGui::PopFont();
    if (health.level == HealthLevel::unknown && health.reason.empty()) {
        small_muted("Judged from D(x), D(G(z)) and the losses of the last 200 steps.");
    } else {
        small_muted(health.reason);
    }
    if (!health.advice.empty()) {
        ImGui::PushTextWrapPos(0.0F);
        ImGui::TextUnformatted(health.advice.c_str());
        ImGui::PopTextWrapPos();
    }
}

void draw_left_out(const std::vector<std::string>& left_out) {
    if (left_out.empty()) return;
    const std::string title =
        count_of(static_cast<std::int64_t>(left_out.size()), "file") + " left out###left_out";
    if (!ImGui::TreeNode(title.c_str())) return;
    if (ImGui::SmallButton("Copy the list")) {
        std::string all;
        for (const std::string& line : left_out)
            all += line + "\n";
        ImGui::SetClipboardText(all.c_str());
    }
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(left_out.size()));
    while (clipper.Step()) {
        for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
            text_ellipsis(left_out[static_cast<std::size_t>(i)], palette().muted);
        }
    }
    ImGui::TreePop();
}

bool edit_cpu_share(Form& form, double& share) {
    constexpr const char* kHelp =
        "Share of the time that training may compute; the rest it sleeps between steps. Lower it "
        "to keep the machine cool or free for something else.";
    form.row("Share of the CPU", kHelp);
    double percent = share * 100;
    SliderOptions options;
    options.min = 5;
    options.max = 100;
    options.reset = 100;
    options.format = "%.0f %%";
    options.tooltip = kHelp;
    bool changed = slider("##cpu_share", percent, options).changed;
    if (changed) share = std::round(percent) / 100;
    if (form.reset(share != 1.0, "cpu_share")) {
        share = 1.0;
        changed = true;
    }
    return changed;
}

bool TrainProgress::draw(Frame& frame) {
    const TrainerStatus& status = frame.trainer;
    if (!status.problem.empty()) {
        failure_note({.what = status.problem,
                      .advice = "It is tried again by itself; make room, or bring the folder "
                                "back, and Save tries at once."});
        ImGui::Separator();
    }
    draw_verdict(frame.health);
    ImGui::Dummy(ImVec2(0, dp(4)));
    const bool start_over = buttons(frame);
    if (status.total_steps > 0) {
        const float share =
            static_cast<float>(status.step) / static_cast<float>(status.total_steps);
        ImGui::ProgressBar(share, ImVec2(-1, dp(8)), "");
    }
    figures(status);
    rates(frame);
    draw_left_out(status.left_out);
    return start_over;
}

void TrainProgress::figures(const TrainerStatus& status) {
    Form form("figures");
    row(form, "Steps", steps_text(status), "Training steps so far; each uses one batch.");
    row(form, "Speed", rate_text(status.images_per_s), "Over the last few seconds.");
    const double left = seconds_left(status);
    row(form, "Time left", left < 0 ? "–" : duration_text(left), "At this speed.");
    row(form, "Seen", epochs_text(status), "How often each training image was used so far.");
    row(form, "Variety", variety_text(status.sample_spread),
        "How much generated images differ from each other, relative to the training images. Near 1 "
        "is as varied as they are; near 0 G draws the same image whatever z is.");
    row(form, "Images", status.data, "Where the training images come from.");
    row(form, "Arithmetic", status.kernels, "Kernels and precision of this run.");
    row(form, "Run folder", status.run_dir.string(), "Checkpoints, losses and sheets are here.");
}

bool TrainProgress::buttons(Frame& frame) {
    const TrainerState state = frame.trainer.state;
    const std::string& message = frame.trainer.message;
    const bool told = message.empty() || message == frame.trainer.problem;
    small_muted(told ? state_word(state) : message);
    ImGui::BeginDisabled(state == TrainerState::stopping);
    const bool paused = state == TrainerState::paused;
    if (ImGui::Button(paused ? "Continue###pause" : "Pause###pause", ImVec2(dp(80), 0))) {
        if (paused) frame.out.train(TrainerContinue{});
        if (!paused) frame.out.train(TrainerPause{});
    }
    tooltip("Pause keeps everything in memory.   Space");
    ImGui::SameLine();
    if (ImGui::Button("Step", ImVec2(dp(56), 0))) frame.out.train(TrainerStep{1});
    tooltip("One training step, then pause.   .");
    flow(button_width("Stop & save"));
    if (ImGui::Button("Stop & save")) frame.out.train(TrainerStop{true});
    tooltip("Ends the run after this step with a checkpoint; it can be continued later.");
    flow(button_width("Save"));
    if (ImGui::Button("Save")) frame.out.train(TrainerSave{});
    tooltip("Writes a checkpoint and goes on.");
    flow(button_width("Start over"));
    const bool start_over = ImGui::Button("Start over");
    tooltip(kStartOverHelp);
    ImGui::EndDisabled();
    return start_over;
}

void TrainProgress::rates(Frame& frame) {
    if (sent_ == frame.trainer.live) sent_.reset();
    LiveSettings live = sent_.value_or(frame.trainer.live);
    const LiveSettings before = live;
    heading("While it runs");
    Form form("live");
    const auto rate = [&form](const char* label, double& value, double initial, const char* help) {
        ImGui::PushID(label);
        form.row(label, help);
        SliderOptions options;
        options.min = 1e-7;
        options.max = 1e-1;
        options.reset = initial;
        options.logarithmic = true;
        options.format = "%.3g";
        options.tooltip = help;
        slider("##value", value, options);
        if (form.reset(value != initial, "reset")) value = initial;
        ImGui::PopID();
    };
    const LiveSettings& start = frame.trainer.start_rates;
    rate("Learning rate G", live.lr_g, start.lr_g,
         "Learning rate of G (Adam's alpha). Lower it when the losses swing.");
    rate("Learning rate D", live.lr_d, start.lr_d,
         "Learning rate of D (Adam's alpha). Lower it when D wins: D(x) near 1, D(G(z)) near 0.");
    edit_cpu_share(form, live.cpu_share);
    if (!(live == before)) {
        frame.out.live(live);
        sent_ = live;
    }
}

}  // namespace zscope::ui
