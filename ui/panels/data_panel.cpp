// SPDX-License-Identifier: MIT
#include "ui/panels/data_panel.h"

#include <IconsFontAwesome6.h>
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>

#include "ui/panels/data_sections.h"
#include "ui/theme.h"
#include "ui/widgets/field_editor.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr float kTwoColumns = 520.0F, kLeft = 296.0F;  // design units
constexpr float kLeftShare = 0.44F;                    // at most, of the room

void name_line(const std::filesystem::path& path, std::string_view what) {
    ImGui::PushFont(fonts().strong, kBody);
    text_ellipsis(data_name(path), palette().text);
    ImGui::PopFont();
    tooltip(path.string());
    ImGui::SameLine(0, dp(8));
    if (ImGui::GetContentRegionAvail().x < dp(40)) ImGui::NewLine();
    text_ellipsis(what, palette().muted);
}

}  // namespace

nlohmann::json DataPanel::settings() const {
    return {{"path", path_}, {"config", choice_.chosen()}, {"leave_out", choice_.leave_out}};
}

void DataPanel::set_settings(const nlohmann::json& settings) {
    path_ = settings.value("path", path_);
    choice_.leave_out = settings.value("leave_out", choice_.leave_out);
    if (settings.contains("config") && settings["config"].is_object())
        choice_.take(settings["config"]);
}

void DataPanel::draw(Frame& frame) {
    const DataView* data = frame.data;
    const auto state = data == nullptr ? DataView::State::none : data->state;
    if (state != DataView::State::none && path_ != data->path.string()) {
        path_ = data->path.string();
        choice_.leave_out = false;  // of the images before
    }
    preview_.show(data == nullptr ? nullptr : data->preview, choice_.config);
    pairs_.show(data == nullptr ? nullptr : data->pairs);
    if (state == DataView::State::none) nothing_yet(frame);
    if (state == DataView::State::looking) looking(frame);
    if (state == DataView::State::failed) failed(frame);
    if (state == DataView::State::done && data->scan != nullptr) found(frame);
}

void DataPanel::nothing_yet(Frame& frame) {
    const bool again = !path_.empty();
    const std::string sentence =
        again ? fmt::format(
                    "Drop a folder of images or a file that holds a data set on the "
                    "window. {} was looked at last.",
                    data_name(path_))
              : "Drop a folder of images or a file that holds a data set on the window: it is "
                "looked at, and nothing in it is changed.";
    const std::string last = fmt::format("Look at {} again###again", data_name(path_));
    const char* button = again ? last.c_str() : frame.has_file_dialog ? "Open a folder …" : nullptr;
    if (again || !frame.has_file_dialog) open_buttons(frame);
    if (!empty_state(sentence, button)) return;
    if (again) return frame.out.wish(OpenPath{path_});
    frame.out.wish(AskForPath{AskForPath::For::data_folder});
}

void DataPanel::looking(Frame& frame) {
    const DataView& data = *frame.data;
    const bool pictures = data.preview != nullptr && !data.preview->empty();
    if (!pictures) {
        Working work{data.what.empty() ? "Looking at the files" : std::string_view(data.what)};
        work.progress = data.progress > 0 ? data.progress : -1.0;
        work.cancel = "Cancel";
        if (frame.animate != nullptr && work.progress < 0) *frame.animate = true;
        if (working_state(work)) frame.out.wish(CancelLook{});
        return;
    }
    name_line(data.path, data.what);
    const float cancel = button_width("Cancel") + dp(8);
    const float bar = std::max(dp(80), ImGui::GetContentRegionAvail().x - cancel);
    const std::string share = fmt::format("{:.0f} %", 100 * data.progress);
    ImGui::ProgressBar(static_cast<float>(data.progress), ImVec2(bar, 0), share.c_str());
    ImGui::SameLine();
    if (ImGui::Button("Cancel")) frame.out.wish(CancelLook{});
    tooltip("What was found so far is shown.");
    if (ImGui::BeginChild("body")) preview();
    ImGui::EndChild();
}

void DataPanel::failed(Frame& frame) {
    open_buttons(frame);
    const std::string advice = advice_for_look(frame.data->error);
    Failure failure{frame.data->error};
    failure.advice = advice;
    failure.button = "Try again";
    if (failed_state(failure)) frame.out.wish(OpenPath{frame.data->path});
}

void DataPanel::open_buttons(Frame& frame) {
    if (frame.has_file_dialog) {
        if (ImGui::Button(ICON_FA_FOLDER_OPEN "  Folder …"))
            frame.out.wish(AskForPath{AskForPath::For::data_folder});
        tooltip("Looks at another folder of images. Dropping it on the window does the same.");
        flow(button_width("File …"));
        if (ImGui::Button("File …")) frame.out.wish(AskForPath{AskForPath::For::data_file});
        tooltip("LSUN's data.mdb, CIFAR's .bin, MNIST's IDX files, SVHN's .mat, or a .tar.");
        return;
    }
    ImGui::SetNextItemWidth(-1);
    const bool entered =
        ImGui::InputTextWithHint("##path", "type the path of a folder or file, then Enter", &typed_,
                                 ImGuiInputTextFlags_EnterReturnsTrue);
    if (entered && !typed_.empty()) frame.out.wish(OpenPath{typed_});
}

void DataPanel::found(Frame& frame) {
    const DataScan& scan = *frame.data->scan;
    name_line(frame.data->path, title_of(scan.kind));
    start_buttons(frame);
    const std::string problem = why_not_data(scan, choice_);
    if (!problem.empty()) wrapped_text(problem, palette().minus);
    if (ImGui::BeginChild("body")) {
        const bool wide = ImGui::GetContentRegionAvail().x >= dp(kTwoColumns);
        if (wide && ImGui::BeginTable("columns", 2, ImGuiTableFlags_NoSavedSettings)) {
            const float width = std::min(dp(kLeft), kLeftShare * ImGui::GetContentRegionAvail().x);
            ImGui::TableSetupColumn("left", ImGuiTableColumnFlags_WidthFixed, width);
            ImGui::TableSetupColumn("right", ImGuiTableColumnFlags_WidthStretch);
            ImGui::TableNextColumn();
            left(frame);
            ImGui::TableNextColumn();
            right(frame);
            ImGui::EndTable();
        } else if (!wide) {
            left(frame);
            right(frame);
        }
    }
    ImGui::EndChild();
}

void DataPanel::start_buttons(Frame& frame) {
    const DataScan& scan = *frame.data->scan;
    const std::string now = why_not_now(frame.trainer.state);
    const auto wish = [&](bool start) {
        const bool leave_out = choice_.leave_out && !scan.exclude.empty();
        frame.out.wish(TrainOnData{frame.data->path, choice_.chosen(),
                                   leave_out ? frame.data->scan : nullptr, start});
    };
    ImGui::BeginDisabled(!why_not_data(scan, choice_).empty());
    ImGui::BeginDisabled(!now.empty());
    if (primary_button("Train on this")) wish(true);
    ImGui::EndDisabled();
    if (ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled | ImGuiHoveredFlags_ForTooltip)) {
        ImGui::SetTooltip("%s", now.empty() ? "Starts a run with what is chosen here and, for the "
                                              "rest, with what stands in the Train panel."
                                            : now.c_str());
    }
    flow(button_width("Fill in the form"));
    if (ImGui::Button("Fill in the form")) wish(false);
    tooltip("Takes it over into the Train panel and starts nothing yet.");
    ImGui::EndDisabled();
    flow(dp(frame.has_file_dialog ? 80 : 200));
    open_buttons(frame);
}

void DataPanel::left(Frame& frame) {
    const DataScan& scan = *frame.data->scan;
    draw_facts(scan);
    draw_unusable(scan);
    draw_labels(scan);
    if (scan.usable == 0) return;
    heading("Training sees");
    choices(frame);
    advice(scan);
}

void DataPanel::choices(Frame& frame) {
    const DataScan& scan = *frame.data->scan;
    {
        Form form("choice");
        edit_fields(form, choice_.config, kChoiceKeys);
    }
    const TrainConfig& config = choice_.config;
    const std::int64_t images = images_to_train_on(scan, choice_);
    if (images >= 1) small_muted(fmt::format("{} to train on.", count_of(images, "image")));
    const NeedsText needs =
        needs_text(needs_of(scan, config.size, config.channels), frame.data->free_bytes);
    if (needs.no_room)
        wrapped_text(needs.text, palette().minus);
    else
        small_muted(needs.text);
}

void DataPanel::advice(const DataScan& scan) {
    const auto all = advice_for(scan, choice_.config.size, choice_.config.channels);
    if (all.empty()) return;
    heading("Advice");
    for (std::size_t i = 0; i < all.size(); ++i) {
        ImGui::PushID(static_cast<int>(i));
        wrapped_text(all[i].text, palette().text);
        if (can_follow(choice_, all[i])) {
            if (ImGui::SmallButton("Do so")) follow(choice_, all[i]);
            tooltip("Changes the choice above; nothing starts.");
        }
        ImGui::Dummy(ImVec2(0, dp(4)));
        ImGui::PopID();
    }
}

void DataPanel::right(Frame& frame) {
    const DataView& data = *frame.data;
    if (data.preview != nullptr && !data.preview->empty()) preview();
    duplicates(frame);
}

void DataPanel::preview() {
    heading("The first images");
    const bool mirrored = choice_.config.flip == "on";
    small_muted(
        fmt::format("Left as they are, framed what is taken; right as training sees them{}.",
                    mirrored ? ", mirrored at random" : ""));
    ImGui::PushID("preview");
    preview_.draw(choice_.config);
    ImGui::PopID();
}

void DataPanel::duplicates(Frame& frame) {
    const DataScan& scan = *frame.data->scan;
    if (scan.usable == 0) return;
    heading("Images that look alike");
    if (scan.exclude.empty()) return small_muted("None: no two of them look alike.");
    const std::string count = count_of(std::ssize(scan.exclude), "image");
    ImGui::Checkbox(fmt::format("Leave {} out###leave_out", count).c_str(), &choice_.leave_out);
    tooltip("Of images that look alike the run takes the first. Nothing is deleted.");
    flow(button_width("Save the list …"));
    if (ImGui::Button("Save the list …")) frame.out.wish(SaveExcludeList{frame.data->scan});
    tooltip("Their names, one a line, as zscope train --exclude takes them.");
    const std::size_t shown = std::min(kPicturedPairs, scan.exclude.size());
    small_muted(
        fmt::format("{}Left the one that is kept, right the one that looks like it, by a "
                    "perceptual hash of 64 bits.",
                    shown < scan.exclude.size()
                        ? fmt::format("The first {} of {}. ", shown, scan.exclude.size())
                        : ""));
    ImGui::PushID("pairs");
    pairs_.draw(scan);
    ImGui::PopID();
}

}  // namespace zscope::ui
