// SPDX-License-Identifier: MIT
#include "ui/panels/train_panel.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "core/config/config_json.h"
#include "core/engine/trainer.h"
#include "ui/theme.h"
#include "ui/widgets/field_editor.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

const char* kFixedByModel = "Taken from the opened model, which is trained on.";

bool going_on(TrainerState state) {
    return state == TrainerState::running || state == TrainerState::paused ||
           state == TrainerState::stopping;
}

}  // namespace

nlohmann::json TrainPanel::settings() const {
    nlohmann::json json = form_.to_json();
    if (speed_) {
        json["speed"] = {{"images_per_s", speed_->images_per_s},
                         {"config", config_to_json(speed_->config)}};
    }
    return json;
}

void TrainPanel::set_settings(const nlohmann::json& settings) {
    form_.take_json(settings);
    choose_folder(form_.folder);
    if (!settings.contains("speed")) return;
    TrainForm measured;
    measured.take_json({{"config", settings["speed"].value("config", nlohmann::json::object())}});
    speed_ = MeasuredSpeed{measured.config, settings["speed"].value("images_per_s", 0.0)};
}

void TrainPanel::choose_folder(const std::string& folder) {
    form_.folder = folder;
    std::error_code ignored;
    folder_exists_ = !folder.empty() && std::filesystem::is_directory(folder, ignored);
}

void TrainPanel::measure(const TrainerStatus& status) {
    if (status.state != TrainerState::running || status.images_per_s <= 0) return;
    speed_ = MeasuredSpeed{status.config, status.images_per_s};
    speed_->config.cpu_share = status.live.cpu_share;
}

void TrainPanel::draw(Frame& frame) {
    const TrainerStatus& status = frame.trainer;
    measure(status);
    if (status.state == TrainerState::preparing) {
        Working work{"Preparing the images"};
        if (!status.message.empty()) work.what = status.message;
        work.progress = status.progress;
        work.cancel = "Cancel";
        if (working_state(work)) frame.out.train(TrainerStop{false});
        return;
    }
    if (going_on(status.state)) return progress_.draw(frame);
    draw_end(frame);
    draw_form(frame);
}

// How the last run ended, above the form for the next.
void TrainPanel::draw_end(Frame& frame) {
    const TrainerStatus& status = frame.trainer;
    if (status.state == TrainerState::failed) {
        Failure failure;
        const std::string what = status.message.empty() ? "The run failed." : status.message;
        const std::string advice = advice_for_failure(what);
        failure.what = what;
        failure.advice = advice;
        failure_note(failure);
        draw_left_out(status.left_out);
    } else if (status.state == TrainerState::finished) {
        muted(fmt::format("Finished at step {}, saved in {}", thousands(status.step),
                          status.run_dir.string()));
        draw_left_out(status.left_out);
    }
    const bool ended =
        status.state == TrainerState::finished || status.state == TrainerState::failed;
    if (!ended || status.run_dir.empty()) return;
    if (ImGui::Button("Continue this run")) {
        TrainerStart command;
        command.config = status.config;
        command.run_dir = status.run_dir;
        command.resume = true;
        const bool over = status.total_steps > 0 && status.step >= status.total_steps;
        command.total_steps = over ? 0 : status.total_steps;
        frame.out.train(command);
    }
    tooltip("Goes on from the newest checkpoint, with optimiser, average and position.");
    ImGui::Separator();
}

void TrainPanel::draw_form(Frame& frame) {
    const OpenedForTraining opened = opened_for_training(frame.session, frame.model);
    if (!opened.trainable) form_.train_on = false;
    draw_start(frame, opened);
    heading("Images");
    draw_source(frame, opened);
    heading("Networks");
    {
        Form form("network");
        edit_fields(form, form_.config, FieldGroup::network, form_.train_on ? kFixedByModel : "");
    }
    heading("Training");
    {
        Form form("rates");
        edit_fields(form, form_.config, FieldGroup::rates);
        form.row("Steps", "Training steps to make; 0 goes on until it is stopped.");
        ImGui::InputScalar("##steps", ImGuiDataType_S64, &form_.total_steps, nullptr, nullptr,
                           form_.total_steps > 0 ? "%lld steps" : "%lld: until stopped");
        form_.total_steps = std::max<std::int64_t>(0, form_.total_steps);
        if (form.reset(form_.total_steps != 0, "steps")) form_.total_steps = 0;
        edit_cpu_share(form, form_.config.cpu_share);
    }
    if (!ImGui::CollapsingHeader("Advanced")) return;
    Form form("advanced");
    edit_fields(form, form_.config, FieldGroup::advanced);
}

void TrainPanel::draw_source(Frame& frame, const OpenedForTraining& opened) {
    Form form("source");
    form.row("Images from",
             "What the network learns to draw: a folder, or 20,000 images that a "
             "trained model draws once.");
    const std::string from_opened = opened.name;
    const char* shipped = "Shipped faces";
    const char* shown = form_.source == SourceKind::shipped  ? shipped
                        : form_.source == SourceKind::folder ? "A folder of images"
                                                             : from_opened.c_str();
    if (ImGui::BeginCombo("##source", shown)) {
        const auto choice = [this](const char* label, SourceKind kind) {
            if (ImGui::Selectable(label, form_.source == kind)) form_.source = kind;
        };
        choice("A folder of images", SourceKind::folder);
        choice(shipped, SourceKind::shipped);
        if (!opened.path.empty()) choice(from_opened.c_str(), SourceKind::opened);
        ImGui::EndCombo();
    }
    if (form_.source == SourceKind::folder) draw_folder(frame, form);
    form.row("Start from", "New networks from noise, or the opened model's.");
    if (!ImGui::BeginCombo("##from", form_.train_on ? opened.name.c_str() : "Noise")) return;
    if (ImGui::Selectable("Noise", !form_.train_on)) form_.train_on = false;
    ImGui::BeginDisabled(!opened.trainable);
    const std::string of_opened = "G and D of " + (opened.name.empty() ? "a model" : opened.name);
    if (ImGui::Selectable(of_opened.c_str(), form_.train_on)) form_.train_on = true;
    ImGui::EndDisabled();
    if (!opened.trainable && ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) {
        ImGui::SetTooltip("Only an opened model with G and D can be trained on.");
    }
    ImGui::EndCombo();
}

void TrainPanel::draw_folder(Frame& frame, Form& form) {
    form.row("Folder", "Any tree of PNG, JPEG, BMP or WebP files. Or drop a folder on the window.");
    const float browse = frame.has_file_dialog ? dp(80) : 0;
    ImGui::SetNextItemWidth(std::max(dp(64), ImGui::GetContentRegionAvail().x - browse));
    ImGui::InputTextWithHint("##folder", "drop a folder, or type its path", &form_.folder);
    if (ImGui::IsItemDeactivatedAfterEdit()) choose_folder(form_.folder);
    if (!form_.folder.empty()) tooltip(form_.folder);
    if (!frame.has_file_dialog) return;
    ImGui::SameLine();
    if (ImGui::Button("Browse …")) frame.out.wish(AskForPath{AskForPath::For::data_folder});
}

void TrainPanel::draw_estimate() {
    if (estimated_bytes_ == 0 || !(estimated_for_ == form_.config)) {
        estimated_for_ = form_.config;
        estimated_bytes_ =
            validate(form_.config).empty() ? estimate_training_bytes(form_.config) : 0;
    }
    const auto seconds =
        expected_seconds(speed_, form_.config, form_.total_steps > 0 ? form_.total_steps : 1000);
    std::string time = "time unknown until this size was measured";
    if (seconds) {
        time = fmt::format("about {} for {} steps", duration_text(*seconds),
                           thousands(form_.total_steps > 0 ? form_.total_steps : 1000));
    }
    if (estimated_bytes_ == 0) return;
    small_muted(fmt::format("Takes about {} of memory; {}.", bytes_text(estimated_bytes_), time));
}

void TrainPanel::draw_start(Frame& frame, const OpenedForTraining& opened) {
    const std::string problem = form_.problem(opened, folder_exists_);
    ImGui::BeginDisabled(!problem.empty());
    ImGui::PushStyleColor(ImGuiCol_Button, palette().accent);
    ImGui::PushStyleColor(ImGuiCol_Text, palette().ground);
    const bool pressed = ImGui::Button("Start", ImVec2(dp(120), dp(32)));
    ImGui::PopStyleColor(2);
    ImGui::EndDisabled();
    if (pressed) frame.out.train(form_.start(opened));
    if (!problem.empty()) {
        muted(problem);
    } else {
        draw_estimate();
    }
}

}  // namespace zscope::ui
