// SPDX-License-Identifier: MIT
#include "ui/panels/timeline_panel.h"

#include <IconsFontAwesome6.h>
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/sample_card.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr double kSlowest = 0.5, kFastest = 30.0, kUsual = 4.0;
constexpr float kSmallestTile = 40.0F, kLargestTile = 128.0F;
constexpr float kRoomForPace = 620.0F;  // in a narrower panel the slider of steps needs it

ModelRef moment_of(const Frame& frame, const TimelineView& view, std::size_t index) {
    return {RunSnapshot{view.run_id, view.moments[index].step}, frame.session.model.weights};
}

bool grows(const Frame& frame, const std::string& run) {
    const bool own = frame.trainer.run_id == run && (frame.trainer.state == TrainerState::running ||
                                                     frame.trainer.state == TrainerState::paused);
    return own || (frame.opened_run != nullptr && frame.opened_run->run_id == run &&
                   frame.opened_run->followed);
}

const ModelRegistry::Entry* live_entry(const Frame& frame, const std::string& run) {
    for (const ModelRegistry::Entry& entry : frame.models) {
        const auto* live = std::get_if<LiveModel>(&entry.ref.which);
        if (live != nullptr && live->run_id == run) return &entry;
    }
    return nullptr;
}

// The z that is drawn: the first that is selected, else the first of the grid.
std::string z_words(const Frame& frame, const TimelineView& view) {
    if (view.own_z && !frame.session.selection.empty()) {
        const SamplePointer sample = frame.samples.find(frame.session.selection.front());
        if (sample != nullptr) return "the selected z: " + describe(sample->origin);
    }
    return fmt::format("the first z of the grid: seed {}", frame.session.grid.seed);
}

const char* kind_words(MomentKind kind) {
    switch (kind) {
        case MomentKind::pinned:
            return "pinned: kept for good";
        case MomentKind::checkpoint:
            return "a checkpoint";
        case MomentKind::light:
            break;
    }
    return "a light snapshot: weights in bf16";
}

}  // namespace

nlohmann::json TimelinePanel::settings() const {
    return {{"pace", pace_}};
}

void TimelinePanel::set_settings(const nlohmann::json& settings) {
    pace_ = std::clamp(settings.value("pace", pace_), kSlowest, kFastest);
}

void TimelinePanel::draw(Frame& frame) {
    const std::string run = timeline_run(frame);
    if (!run.empty() && frame.wants_timeline != nullptr) {
        TimelineRequest request{run, nullptr, frame.session.grid, frame.session.edits,
                                frame.session.model.weights};
        const auto& selection = frame.session.selection;
        const SamplePointer sample =
            selection.empty() ? nullptr : frame.samples.find(selection.front());
        if (sample != nullptr) {
            request.z = std::shared_ptr<const std::vector<float>>(sample, &sample->z);
        }
        *frame.wants_timeline = std::move(request);
    }
    if (states(frame, run)) return stop();
    const TimelineView& view = *frame.timeline;
    at_ = timeline_position(view, frame.session);
    go_on(frame, view);
    controls(frame, view);
    film(frame, view);
    if (!at_.newest && ImGui::Shortcut(ImGuiKey_K, ImGuiInputFlags_RouteFocused)) {
        toggle_pin(frame, view, at_.index);
    }
}

// True: there is no timeline to draw, and why is drawn instead.
bool TimelinePanel::states(Frame& frame, const std::string& run) const {
    const TimelineView* view = frame.timeline;
    if (run.empty()) {
        if (empty_state(
                "How one sample came to be, step by step, while a DCGAN learned: train one, "
                "or open a run folder.",
                "Set up a run")) {
            frame.out.wish(ShowPanel{"train"});
        }
    } else if (view == nullptr || view->run_id != run || view->state == TimelineView::State::none ||
               view->state == TimelineView::State::reading) {
        working_state(Working{"Looking for the steps that this run has kept"});
    } else if (view->state == TimelineView::State::failed) {
        Failure failure{view->error};
        failure.advice = "Open the run folder where it lies now, or drop it on the window.";
        if (frame.has_file_dialog) failure.button = "Open a run folder…";
        if (failed_state(failure)) frame.out.wish(AskForPath{AskForPath::For::run});
    } else if (view->moments.empty()) {
        empty_state("This run has kept no step so far.");
    } else {
        return false;
    }
    return true;
}

void TimelinePanel::controls(Frame& frame, const TimelineView& view) {
    const bool growing = grows(frame, view.run_id);
    const char* newest = growing ? "Live###newest" : "Newest###newest";
    const bool pinned = view.moments[at_.index].kind == MomentKind::pinned;
    const char* pin = pinned ? ICON_FA_THUMBTACK "  Unpin###pin" : ICON_FA_THUMBTACK "  Pin###pin";
    const float pin_width = button_width(ICON_FA_THUMBTACK "  Unpin");
    const bool wide = ImGui::GetContentRegionAvail().x >= dp(kRoomForPace);
    const float newest_width = button_width("Newest"), pace_width = wide ? dp(104) : 0.0F;
    const float gap = ImGui::GetStyle().ItemSpacing.x;
    play_button(frame, view);
    ImGui::SameLine();
    const float left = ImGui::GetContentRegionAvail().x;
    scrub(frame, view, std::max(dp(120), left - newest_width - pin_width - pace_width - 3 * gap));
    ImGui::SameLine();
    ImGui::BeginDisabled(at_.newest);
    if (ImGui::Button(newest, ImVec2(newest_width, 0))) go_to_newest(frame, view);
    ImGui::EndDisabled();
    tooltip(growing ? "Back to the model in training, as it is now."
                    : "To the newest step that the run has kept.");
    ImGui::SameLine();
    ImGui::BeginDisabled(at_.newest);
    if (ImGui::Button(pin, ImVec2(pin_width, 0))) toggle_pin(frame, view, at_.index);
    ImGui::EndDisabled();
    tooltip(pinned ? "Give this step back to the schedule: it may be deleted when the snapshots "
                     "pass their share of the disk.   K"
                   : "Keep this step for good. Steps that are not pinned are thinned out when "
                     "they pass their share of the disk.   K");
    if (wide) pace_slider(pace_width);
    std::string line = fmt::format("run {} · {}", view.run_name, z_words(frame, view));
    const bool elsewhere = growing && frame.trainer.run_id != view.run_id;
    if (elsewhere) line += " · followed live: written by another process";
    text_ellipsis(line, palette().muted);
}

void TimelinePanel::pace_slider(float width) {
    SliderOptions options;
    options.min = kSlowest;
    options.max = kFastest;
    options.reset = kUsual;
    options.logarithmic = true;
    options.format = "%.2g steps/s";
    options.tooltip = "Speed of play: how many of the kept steps a second.";
    ImGui::SameLine();
    ImGui::SetNextItemWidth(width);
    slider("##pace", pace_, options);
}

void TimelinePanel::play_button(Frame& frame, const TimelineView& view) {
    const char* label = playing_ ? ICON_FA_PAUSE "###play" : ICON_FA_PLAY "###play";
    ImGui::BeginDisabled(view.moments.size() < 2);
    if (ImGui::Button(label, ImVec2(dp(36), 0))) {
        if (playing_) {
            stop();
        } else {
            const bool at_end = at_.index + 1 == view.moments.size();
            playing_ = Play{at_end ? 0 : at_.index, frame.time};
        }
    }
    ImGui::EndDisabled();
    tooltip("Goes through the kept steps up to the newest. All of it is one step to undo.");
}

void TimelinePanel::scrub(Frame& frame, const TimelineView& view, float width) {
    const auto count = static_cast<std::int64_t>(view.moments.size());
    std::int64_t number = static_cast<std::int64_t>(at_.index) + 1;
    const std::string format =
        at_.newest && grows(frame, view.run_id)
            ? std::string("live")
            : fmt::format("%lld of {} · step {}", count, thousands(view.moments[at_.index].step));
    SliderOptions options;
    options.min = 1;
    options.max = static_cast<double>(std::max<std::int64_t>(2, count));
    options.reset = options.max;
    options.format = format.c_str();
    options.tooltip = "The model of this step becomes the one that all panels work on.";
    ImGui::SetNextItemWidth(width);
    ImGui::BeginDisabled(count < 2);
    if (slider("##step", number, options).changed) {
        stop();
        choose(frame, view,
               static_cast<std::size_t>(std::clamp<std::int64_t>(number, 1, count)) - 1);
    }
    ImGui::EndDisabled();
}

// The next step of play, once the one before has been read and was seen for long enough.
void TimelinePanel::go_on(Frame& frame, const TimelineView& view) {
    if (!playing_) return;
    if (playing_->index >= view.moments.size()) return stop();
    // Somebody did something else, or undid: the play is over, and so is its step to undo.
    if (playing_->row >= 0 && playing_->row != frame.undo.head()) return stop();
    if (playing_->row >= 0 && !frame.reading_model && frame.time - playing_->since >= 1.0 / pace_) {
        if (playing_->index + 1 >= view.moments.size()) return stop();
        playing_ = Play{playing_->index + 1, frame.time};
    }
    frame.out.wish(PlayMoment{moment_of(frame, view, playing_->index)});
    playing_->row = frame.undo.head();
    at_ = timeline_position(view, frame.session);
    if (frame.animate != nullptr) *frame.animate = true;
}

void TimelinePanel::film(Frame& frame, const TimelineView& view) {
    std::vector<std::shared_ptr<const ImageRgba8>> tiles;
    for (const TimelineMoment& one : view.moments)
        tiles.push_back(one.image);
    const std::string of = fmt::format("{} {}", view.run_id, view.size);
    if (of != atlas_of_ || tiles.size() < atlas_.count()) atlas_.clear();
    atlas_of_ = of;
    atlas_.update(tiles);
    const float gap = dp(4), label = ImGui::GetTextLineHeight();
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const auto count = static_cast<int>(view.moments.size());
    const FilmLayout layout = film_layout(room.x - dp(4), room.y - dp(4), count, gap, label,
                                          dp(kSmallestTile), dp(kLargestTile));
    if (ImGui::BeginChild("film")) {
        ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(gap, gap));
        for (std::size_t i = 0; i < view.moments.size(); ++i) {
            if (i % static_cast<std::size_t>(layout.columns) != 0) ImGui::SameLine();
            moment(frame, view, i, layout.tile, label);
        }
        ImGui::PopStyleVar();
    }
    ImGui::EndChild();
}

void TimelinePanel::moment(Frame& frame, const TimelineView& view, std::size_t index, float side,
                           float label) {
    const TimelineMoment& one = view.moments[index];
    ImGui::PushID(static_cast<int>(one.step));
    const ImVec2 low = ImGui::GetCursorScreenPos(), high(low.x + side, low.y + side);
    const bool pressed =
        ImGui::InvisibleButton("moment", ImVec2(side, side + label), ImGuiButtonFlags_EnableNav);
    const bool here = !at_.newest && index == at_.index;
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const auto colour = [](const ImVec4& c) { return ImGui::GetColorU32(c); };
    if (one.image != nullptr && atlas_.has(index)) {
        draw.AddImage(atlas_.texture(), low, high, atlas_.uv_min(index), atlas_.uv_max(index));
    } else {
        draw.AddRectFilled(low, high, colour(palette().raised));
        if (!one.error.empty()) {
            draw.AddText(ImVec2(low.x + dp(4), low.y + dp(4)), colour(palette().warning),
                         ICON_FA_TRIANGLE_EXCLAMATION);
        }
    }
    if (one.kind == MomentKind::pinned) {
        draw.AddRectFilled(low, ImVec2(low.x + dp(16), low.y + dp(18)), colour(palette().ground));
        draw.AddText(ImVec2(low.x + dp(3), low.y + dp(1)), colour(palette().accent),
                     ICON_FA_THUMBTACK);
    }
    if (here) draw.AddRect(low, high, colour(palette().accent), 0, 0, dp(2));
    // Where not all are in sight, the one that was just chosen is.
    if (here && std::exchange(in_sight_, one.step) != one.step) ImGui::SetScrollHereY();
    if (ImGui::IsItemHovered() || (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible)) {
        draw.AddRect(low, high, colour(palette().text));
    }
    const std::string text = short_step(one.step);
    const float wide = ImGui::CalcTextSize(text.c_str()).x;
    draw.AddText(ImVec2(low.x + (side - wide) / 2, high.y),
                 colour(here ? palette().accent : palette().muted), text.c_str());
    tooltip(fmt::format("Step {}: {}.{}{}", thousands(one.step), kind_words(one.kind),
                        one.error.empty() ? "" : " It cannot be drawn: ", one.error));
    if (pressed) choose(frame, view, index);
    verbs(frame, view, index);
    ImGui::PopID();
}

void TimelinePanel::verbs(Frame& frame, const TimelineView& view, std::size_t index) {
    if (!ImGui::BeginPopupContextItem("verbs")) return;
    const TimelineMoment& one = view.moments[index];
    small_muted(fmt::format("step {}", thousands(one.step)));
    ImGui::Separator();
    if (ImGui::MenuItem("Work on the model of this step", "click")) choose(frame, view, index);
    if (ImGui::MenuItem("Compare with the model of this step")) {
        frame.out.act(CompareSet{moment_of(frame, view, index)});
        frame.out.wish(ShowPanel{"compare"});
    }
    const bool pinned = one.kind == MomentKind::pinned;
    if (ImGui::MenuItem(pinned ? "Unpin" : "Pin", "K")) toggle_pin(frame, view, index);
    ImGui::EndPopup();
}

void TimelinePanel::choose(Frame& frame, const TimelineView& view, std::size_t index) {
    stop();
    frame.out.act(ModelChoose{moment_of(frame, view, index)});
    at_ = timeline_position(view, frame.session);
}

void TimelinePanel::go_to_newest(Frame& frame, const TimelineView& view) {
    const ModelRegistry::Entry* live = live_entry(frame, view.run_id);
    if (live == nullptr) return choose(frame, view, view.moments.size() - 1);
    stop();
    frame.out.act(ModelChoose{{live->ref.which, frame.session.model.weights}});
}

void TimelinePanel::toggle_pin(Frame& frame, const TimelineView& view, std::size_t index) const {
    const TimelineMoment& one = view.moments[index];
    frame.out.wish(PinMoment{view.run_id, one.step, one.kind != MomentKind::pinned});
}

}  // namespace zscope::ui
