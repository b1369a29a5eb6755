// SPDX-License-Identifier: MIT
#include "ui/panels/train_panel.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "core/worlds/world_word.h"
#include "ui/panels/train_end.h"
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

std::string file_name(const std::string& path) {
    return std::filesystem::path(path).filename().string();
}

}  // namespace

nlohmann::json TrainPanel::settings() const {
    nlohmann::json json = form_.to_json();
    estimate_.put_settings(json);
    return json;
}

void TrainPanel::set_settings(const nlohmann::json& settings) {
    form_.take_json(settings);
    choose_folder(form_.folder);
    estimate_.take_settings(settings);
    form_wanted_ = form_wanted_ || settings.contains("data");
    const auto start = settings.find("start");
    start_wanted_ = start != settings.end() && *start == true;
}

void TrainPanel::choose_folder(const std::string& folder) {
    form_.folder = folder;
    std::error_code ignored;
    folder_exists_ = !folder.empty() && std::filesystem::exists(folder, ignored);
}

void TrainPanel::draw(Frame& frame) {
    const TrainerStatus& status = frame.trainer;
    estimate_.measure(frame);
    if (std::exchange(form_wanted_, false)) form_for_run_ = status.runs;
    const bool preparing = status.state == TrainerState::preparing;
    if (preparing || going_on(status.state)) start_wanted_ = false;
    if (preparing) return draw_preparing(frame);
    if (going_on(status.state)) {
        if (progress_.draw(frame)) start_over(frame);
        return;
    }
    draw_end(frame);
    const bool failed = status.state == TrainerState::failed;
    if (failed || !has_ended_run(status) || form_for_run_ == status.runs) {
        draw_form(frame);
    } else {
        draw_opened_run(frame, opened_for_training(frame.session, frame.model));
    }
}

void TrainPanel::draw_preparing(Frame& frame) {
    const TrainerStatus& status = frame.trainer;
    Working work{"Preparing the images"};
    if (!status.message.empty()) work.what = status.message;
    work.progress = status.progress;
    work.cancel = "Cancel";
    if (working_state(work)) frame.out.train(TrainerStop{false});
}

// Stopped and saved, its settings in the form: the next press of Start begins at step 0 in a folder
// of its own.
void TrainPanel::start_over(Frame& frame) {
    form_.take_run(frame.trainer);
    choose_folder(form_.folder);
    form_wanted_ = true;
    if (going_on(frame.trainer.state)) frame.out.train(TrainerStop{true});
}

// How the last run ended, above the form for the next.
void TrainPanel::draw_end(Frame& frame) {
    const TrainerStatus& status = frame.trainer;
    const bool failed = status.state == TrainerState::failed;
    if (!failed && !has_ended_run(status)) return;
    const bool form_shown = form_for_run_ == status.runs;
    const EndChoice choice = draw_run_end(frame, form_shown && !failed);
    if (choice == EndChoice::continue_run) {
        const bool over = status.total_steps > 0 && status.step >= status.total_steps;
        frame.out.train(resume_of(status.run_dir, over ? 0 : status.total_steps));
    }
    if (choice == EndChoice::start_over) start_over(frame);
    if (choice == EndChoice::new_run) form_wanted_ = true;
    if (failed || form_shown) ImGui::Separator();
}

void TrainPanel::look_at_opened(const OpenedForTraining& opened, const TrainerStatus& status) {
    const std::pair<std::string, std::int64_t> now = {opened.path, status.runs};
    if (opened_run_for_ == now) return;
    opened_run_for_ = now;
    opened_run_ = opened.path.empty() ? std::nullopt : run_of_checkpoint(opened.path);
}

// The opened model is a run's: it can go on where it stopped.
void TrainPanel::draw_opened_run(Frame& frame, const OpenedForTraining& opened) {
    look_at_opened(opened, frame.trainer);
    if (!opened_run_ || opened_run_->dir == frame.trainer.run_dir) return;
    const std::int64_t step = opened_run_->step;
    if (has_ended_run(frame.trainer)) ImGui::Dummy(ImVec2(0, dp(8)));
    muted(fmt::format("{} is open.", opened.name));
    const std::string label =
        fmt::format("Continue this run (step {})###continue_opened", thousands(step));
    if (primary_button(label.c_str())) {
        const bool further = form_.total_steps > step;
        frame.out.train(resume_of(opened_run_->dir, further ? form_.total_steps : 0));
    }
    tooltip("Goes on from the newest checkpoint in " + opened_run_->dir.string() +
            ", with optimiser, average and position, on the images it was trained on.");
    if (opened.trainable) {
        const char* anew = opened.has_d ? "New run from its G and D" : "New run from its G";
        flow(button_width(anew));
        if (ImGui::Button(anew)) {
            form_.train_on = true;
            form_.kept_init.clear();
            form_wanted_ = true;
        }
        tooltip("Fills in the form below: these networks at step 0 of a new run, on any images.");
    }
    ImGui::Separator();
}

void TrainPanel::draw_form(Frame& frame) {
    const OpenedForTraining opened = opened_for_training(frame.session, frame.model);
    if (!opened.trainable) form_.train_on = false;
    draw_opened_run(frame, opened);
    draw_start(frame, opened);
    heading("Images");
    draw_source(frame, opened);
    heading("Networks");
    {
        Form form("network");
        const bool fixed = form_.train_on || !form_.kept_init.empty();
        edit_fields(form, form_.config, FieldGroup::network, fixed ? kFixedByModel : "");
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
             "What the network learns to draw: your own images; a world, whose images zscope draws "
             "itself and knows all about; or 20,000 images that a trained model draws once.");
    const std::string from_opened =
        form_.kept_source.empty() ? opened.name : file_name(form_.kept_source);
    const char* shipped = "Shipped faces";
    const auto world_label = [](const World& world) {
        return fmt::format("{}, drawn by zscope", world.title());
    };
    const std::string shown = form_.source == SourceKind::shipped  ? shipped
                              : form_.source == SourceKind::folder ? "A folder of images"
                              : form_.source == SourceKind::world
                                  ? form_.world_title() + ", drawn by zscope"
                                  : from_opened;
    if (ImGui::BeginCombo("##source", shown.c_str())) {
        const auto choice = [this](const char* label, SourceKind kind) {
            if (!ImGui::Selectable(label, form_.source == kind)) return;
            form_.source = kind;
            form_.kept_source.clear();
        };
        choice("A folder of images", SourceKind::folder);
        for (const World* world : worlds()) {
            const std::string word = std::string(kWorldPrefix) + std::string(world->name());
            const bool chosen =
                form_.source == SourceKind::world && form_.world_title() == world->title();
            if (ImGui::Selectable(world_label(*world).c_str(), chosen) && !chosen) {
                form_.source = SourceKind::world;
                form_.world = word;
            }
        }
        choice(shipped, SourceKind::shipped);
        if (!opened.path.empty()) choice(opened.name.c_str(), SourceKind::opened);
        ImGui::EndCombo();
    }
    if (form_.source == SourceKind::folder) draw_folder(frame, form);
    if (form_.source == SourceKind::world) draw_world(form);
    draw_networks_from(opened, form);
}

void TrainPanel::draw_networks_from(const OpenedForTraining& opened, Form& form) {
    form.row("Start from", "New networks from noise, or the opened model's.");
    const bool noise = !form_.train_on && form_.kept_init.empty();
    const std::string kept = file_name(form_.kept_init);
    const char* shown = noise ? "Noise" : kept.empty() ? opened.name.c_str() : kept.c_str();
    if (!ImGui::BeginCombo("##from", shown)) return;
    const auto choose = [this](bool train_on) {
        form_.train_on = train_on;
        form_.kept_init.clear();
    };
    if (ImGui::Selectable("Noise", noise)) choose(false);
    ImGui::BeginDisabled(!opened.trainable);
    const std::string of_opened =
        (opened.has_d ? "G and D of " : "G of ") + (opened.name.empty() ? "a model" : opened.name);
    if (ImGui::Selectable(of_opened.c_str(), form_.train_on)) choose(true);
    ImGui::EndDisabled();
    if (!opened.trainable && ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) {
        ImGui::SetTooltip("Open a model first.");
    }
    ImGui::EndCombo();
    if (!noise && form_.kept_init.empty() && opened.trainable && !opened.has_d) {
        muted("It came without D: a new D is trained alone for the first 100 steps.");
    }
}

void TrainPanel::draw_world(Form& form) {
    form.row("World",
             "Its name, and options after commas: count=30000, seed=2, hat~man=0.8 (hats "
             "mostly on men), smile=1 (all of them smile).");
    ImGui::SetNextItemWidth(-1);
    ImGui::InputText("##world", &form_.world);
}

void TrainPanel::draw_folder(Frame& frame, Form& form) {
    form.row(
        "Folder",
        "Any tree of PNG, JPEG, BMP or WebP files, or a file that holds a data set. Dropped on "
        "the window, it is looked at first.");
    const float browse = frame.has_file_dialog ? dp(80) : 0;
    ImGui::SetNextItemWidth(std::max(dp(64), ImGui::GetContentRegionAvail().x - browse));
    ImGui::InputTextWithHint("##folder", "drop a folder, or type its path", &form_.folder);
    if (ImGui::IsItemDeactivatedAfterEdit()) {
        choose_folder(form_.folder);
        form_.exclude.clear();  // it was made for another one
    }
    if (!form_.folder.empty()) tooltip(form_.folder);
    if (frame.has_file_dialog) {
        ImGui::SameLine();
        if (ImGui::Button("Browse …")) frame.out.wish(AskForPath{AskForPath::For::data_folder});
    }
    if (form_.exclude.empty()) return;
    form.row("Left out", "A list of images that this run does not use, one name a line.");
    text_ellipsis(file_name(form_.exclude), palette().text);
    tooltip(form_.exclude);
    if (form.reset(true, "exclude")) form_.exclude.clear();
}

void TrainPanel::draw_start(Frame& frame, const OpenedForTraining& opened) {
    const std::string problem = form_.problem(opened, folder_exists_);
    ImGui::BeginDisabled(!problem.empty());
    const bool pressed = primary_button("Start", ImVec2(dp(120), dp(32)));
    ImGui::EndDisabled();
    const bool wanted = std::exchange(start_wanted_, false) && problem.empty();
    if (pressed || wanted) frame.out.train(form_.start(opened));
    if (!problem.empty()) {
        muted(problem);
    } else {
        estimate_.draw(frame, form_.config, form_.total_steps);
    }
}

}  // namespace zscope::ui
