// SPDX-License-Identifier: MIT
#include "ui/panels/directions_panel.h"

#include <IconsFontAwesome6.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/panels/direction_details.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/sample_card.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr float kGap = 4.0F, kName = 128.0F, kQuality = 176.0F, kMostSide = 256.0F;
constexpr double kMostShown = 8.0;  // strengths of the slider
constexpr std::array<double, 9> kSweep{-6, -4.5, -3, -1.5, 0, 1.5, 3, 4.5, 6};

const DirectionBook& book_of(const Frame& frame) {
    static const DirectionBook none;
    return frame.directions == nullptr ? none : *frame.directions;
}

}  // namespace

DirectionsPanel::DirectionsPanel(const MakeSlot& make_slot)
    : before_(make_slot("directions before")),
      after_(make_slot("directions after")),
      sweep_(make_slot("directions sweep")) {}

void DirectionsPanel::rest() {
    for (RenderView* view : {&before_, &after_, &sweep_})
        view->rest();
}

void DirectionsPanel::draw(Frame& frame) {
    if (!frame.model.available) {
        rest();
        no_model(frame, "Open a model, or drop one on the window, to find directions in it.");
        return;
    }
    sources(frame);
    work_line(frame);
    if (frame.session.directions.list.empty()) {
        rest();
        if (empty_state("No directions yet. The model has some of its own; Tick finds one for what "
                        "you see; Calculate makes one of an equation.",
                        "Find the model's own")) {
            frame.out.wish(DirectionWish{FindDirections{DirectionMethod::sefa}});
        }
        return;
    }
    open_one(frame.session.directions);
    target_choice(frame);
    const float height = ImGui::GetContentRegionAvail().y;
    cards(frame);
    pictures(frame, std::max(dp(120), height * 0.5F));
}

void DirectionsPanel::sources(Frame& frame) {
    const DirectionsView* work = frame.direction_work;
    const bool oracle = work != nullptr && !work->world.empty();
    if (oracle) {
        if (ImGui::Button("Find by the oracle")) {
            frame.out.wish(DirectionWish{FindDirections{DirectionMethod::logistic}});
        }
        tooltip(fmt::format(
            "Draws 10,000 samples, asks the oracle of {} what each shows, and finds one "
            "direction for each: {}.",
            work->world, fmt::join(work->attributes, ", ")));
        flow(button_width("SeFa"));
    }
    if (ImGui::Button("SeFa")) {
        frame.out.wish(DirectionWish{FindDirections{DirectionMethod::sefa}});
    }
    tooltip(
        "The directions that change G's first layer most, from its weights alone, without a name "
        "(closed-form factorisation, Shen and Zhou 2021)");
    flow(button_width("PCA of block 1"));
    if (ImGui::Button(fmt::format("PCA of block {}###pca", block_).c_str())) {
        FindDirections find{DirectionMethod::pca};
        find.block = block_;
        find.samples = 2000;
        frame.out.wish(DirectionWish{find});
    }
    tooltip(
        "The directions that change the feature maps of a block most, over 2,000 samples. Right "
        "click: another block.");
    if (ImGui::BeginPopupContextItem("block")) {
        SliderOptions options;
        options.min = 1;
        options.max = 5;
        options.reset = 1;
        options.format = "block %lld";
        slider("##block", block_, options);
        ImGui::EndPopup();
    }
    flow(button_width("Open …"));
    ImGui::BeginDisabled(!frame.has_file_dialog);
    if (ImGui::Button("Open …")) frame.out.wish(AskForPath{AskForPath::For::data_file});
    ImGui::EndDisabled();
    tooltip("A file of directions (.json). Dropping it on the window does the same.");
    flow(button_width("Save all …"));
    ImGui::BeginDisabled(frame.session.directions.list.empty());
    if (ImGui::Button("Save all …")) {
        SaveDirections save;
        for (const DirectionUse& use : frame.session.directions.list)
            save.ids.push_back(use.id);
        frame.out.wish(DirectionWish{save});
    }
    ImGui::EndDisabled();
    tooltip("All that are listed here, in one file, for zscope directions score and for others");
}

void DirectionsPanel::work_line(Frame& frame) {
    const DirectionsView* work = frame.direction_work;
    if (work == nullptr) return;
    const auto job = std::ranges::find(frame.jobs, work->job, &JobStatus::id);
    if (work->job != 0 && job != frame.jobs.end()) {
        ImGui::SetNextItemWidth(dp(200));
        ImGui::ProgressBar(static_cast<float>(job->progress), ImVec2(dp(200), 0));
        ImGui::SameLine();
        if (ImGui::Button("Cancel")) frame.out.wish(CancelJob{work->job});
        ImGui::SameLine();
        text_ellipsis(job->message.empty() ? job->name : job->message, palette().muted);
    } else if (!work->error.empty()) {
        failure_note(Failure{work->error});
    } else if (!work->notes.empty()) {
        small_muted(fmt::format("Left out: {}", fmt::join(work->notes, "; ")));
    }
}

void DirectionsPanel::target_choice(Frame& frame) {
    DirectionsState state = frame.session.directions;
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("Apply to");
    constexpr std::array<std::pair<DirectionTarget, const char*>, 3> kTargets{
        {{DirectionTarget::sample, "the selected sample"},
         {DirectionTarget::tray, "the tray"},
         {DirectionTarget::walk, "the walk"}}};
    for (const auto& [target, word] : kTargets) {
        ImGui::SameLine();
        if (ImGui::RadioButton(word, state.target == target)) {
            state.target = target;
            frame.out.act(DirectionsSet{state});
        }
    }
    ImGui::SameLine();
    ImGui::BeginDisabled(strengths_text(state, book_of(frame)).empty());
    if (ImGui::Button("All to 0")) {
        for (DirectionUse& use : state.list)
            use.strength = 0.0;
        frame.out.act(DirectionsSet{state});
    }
    ImGui::EndDisabled();
    flow(button_width("Export …"));
    export_.draw(frame, {RecipeTool::directions}, "directions.png");
}

// The one that was opened, while it is listed; else the last that does something; else the first.
void DirectionsPanel::open_one(const DirectionsState& state) {
    if (std::ranges::find(state.list, open_, &DirectionUse::id) != state.list.end()) return;
    open_ = state.list.front().id;
    for (const DirectionUse& use : state.list)
        if (use.strength != 0.0) open_ = use.id;
}

void DirectionsPanel::cards(Frame& frame) {
    dragged_ = false;
    DirectionsState state = frame.session.directions;
    const float line = ImGui::GetFrameHeightWithSpacing();
    const float wanted = line * static_cast<float>(state.list.size()) + dp(8);
    const float most = ImGui::GetContentRegionAvail().y * 0.42F;
    ImGui::BeginChild("cards", ImVec2(0, std::min(wanted, std::max(most, 3 * line))));
    for (std::size_t i = 0; i < state.list.size(); ++i) {
        ImGui::PushID(static_cast<int>(state.list[i].id));
        const bool gone = card(frame, i, state);
        ImGui::PopID();
        if (gone) break;
    }
    ImGui::EndChild();
    if (state != frame.session.directions) frame.out.act(DirectionsSet{std::move(state)});
}

// True: it was taken out of the list.
bool DirectionsPanel::card(Frame& frame, std::size_t index, DirectionsState& state) {
    const DirectionUse before = state.list[index];
    const DirectionPointer direction = book_of(frame).find(before.id);
    const std::string name = direction == nullptr ? "(lost)" : direction->name;
    ImGui::AlignTextToFramePadding();
    const bool open = open_ == before.id;
    if (ImGui::Selectable(cut_to(name, dp(kName)).c_str(), open, ImGuiSelectableFlags_None,
                          ImVec2(dp(kName), ImGui::GetFrameHeight()))) {
        open_ = before.id;
    }
    if (direction != nullptr) tooltip(direction_help(*direction, frame.model.id));
    ImGui::SameLine();
    ImGui::SetNextItemWidth(std::max(dp(80), ImGui::GetContentRegionAvail().x - dp(kQuality) -
                                                 2 * ImGui::GetFrameHeight() - dp(24)));
    double strength = before.strength;
    SliderOptions options;
    options.min = -kMostShown;
    options.max = kMostShown;
    options.format = "%+.2f σ";
    options.tooltip = "Strength: 1 σ is one standard deviation of random z along the direction.";
    const SliderEvent event = slider("##strength", strength, options);
    if (event.changed) state.list[index].strength = strength;
    if (event.active) {
        dragged_ = true;
        open_ = before.id;
    }
    ImGui::SameLine();
    const char* lock = before.locked ? ICON_FA_LOCK "##lock" : ICON_FA_LOCK_OPEN "##lock";
    if (ImGui::Button(lock)) state.list[index].locked = !before.locked;
    tooltip(before.locked
                ? "Locked: all others are taken at right angles to it, so that they leave it "
                  "alone as far as z can tell."
                : "Lock it: the others will be taken at right angles to it.");
    ImGui::SameLine();
    if (ImGui::Button("…")) ImGui::OpenPopup("direction");
    ImGui::SameLine();
    quality(frame, before.id);
    const std::size_t count = state.list.size();
    if (ImGui::BeginPopup("direction")) {
        menu(frame, index, state);
        ImGui::EndPopup();
    }
    return state.list.size() != count;
}

void DirectionsPanel::menu(Frame& frame, std::size_t index, DirectionsState& state) {
    const DirectionId id = state.list[index].id;
    const DirectionPointer direction = book_of(frame).find(id);
    if (direction == nullptr) {
        if (ImGui::MenuItem("Take it off the list"))
            state.list.erase(state.list.begin() + static_cast<std::ptrdiff_t>(index));
        return;
    }
    if (ImGui::IsWindowAppearing()) name_ = direction->name;
    ImGui::SetNextItemWidth(dp(160));
    const bool renamed = ImGui::InputText("##rename", &name_, ImGuiInputTextFlags_EnterReturnsTrue);
    tooltip("Another name, then Enter");
    if (renamed && !name_.empty()) {
        Direction other = *direction;
        other.name = name_;
        state.list[index].id = frame.out.direction(other);
        ImGui::CloseCurrentPopup();
    }
    if (ImGui::MenuItem("Turn it round")) {
        Direction other = *direction;
        for (float& value : other.vector)
            value = -value;
        other.name = "not " + other.name;
        other.attribute.clear();
        state.list[index].id = frame.out.direction(other);
    }
    trial_verbs(frame, id, *direction);
    if (ImGui::MenuItem("Save …")) frame.out.wish(DirectionWish{SaveDirections{{id}}});
    ImGui::Separator();
    if (ImGui::MenuItem("Take it off the list"))
        state.list.erase(state.list.begin() + static_cast<std::ptrdiff_t>(index));
}

void DirectionsPanel::pictures(Frame& frame, float height) {
    const Session& session = frame.session;
    rows_ =
        direction_rows(session, frame.samples, book_of(frame), frame.model.nz, frame.model.labels);
    if (!rows_.left_out.empty()) {
        text_ellipsis(
            fmt::format("Does nothing on this model (another length of z, or nothing left "
                        "beside the locks): {}",
                        fmt::join(rows_.left_out, ", ")),
            palette().warning);
    }
    if (rows_.targets.empty()) {
        rest();
        const bool tray = session.directions.target == DirectionTarget::tray;
        const bool walk = session.directions.target == DirectionTarget::walk;
        muted(tray ? "Keep samples in the tray (K) to see all of them change."
              : walk
                  ? "Start a walk in Explore: its start is shown here, and the walk itself there."
                  : "Select a sample in Samples to see it change.");
        return;
    }
    const auto priority = dragged_ ? RenderPriority::dragged : RenderPriority::visible;
    before_.ask(request_for(frame, rows_.before));
    after_.ask(request_for(frame, rows_.after, priority));
    for (RenderView* view : {&before_, &after_}) {
        view->poll();
        view->atlas().set_smooth(true);
    }
    if (!after_.error().empty()) failure_note(Failure{after_.error()});
    const float width = ImGui::GetContentRegionAvail().x;
    const float strip = std::floor(std::min(dp(72), width / kSweep.size() - dp(kGap)));
    const auto count = static_cast<float>(rows_.targets.size());
    const float columns = std::ceil(std::sqrt(2.0F * count));
    const float side = std::floor(std::clamp(
        std::min(width / columns / 2 - dp(kGap), height - strip - 3 * ImGui::GetTextLineHeight()),
        dp(48), dp(kMostSide)));
    for (std::size_t i = 0; i < rows_.targets.size(); ++i) {
        if (i > 0) flow(2 * side + 2 * dp(kGap));
        picture(frame, false, i, side);
        ImGui::SameLine(0, dp(kGap));
        picture(frame, true, i, side);
    }
    if (rows_.targets.size() == 1) {
        const std::string text = strengths_text(session.directions, book_of(frame));
        small_muted(text.empty() ? "before · after: move a slider" : "before · after: " + text);
    }
    sweep(frame, strip);
    if (open_ != 0) verdict_table(frame, open_);
}

void DirectionsPanel::picture(Frame& frame, bool after, std::size_t index, float side) {
    const SampleId target = rows_.targets[index];
    const SamplePointer sample = frame.samples.find(target);
    const std::string change = strengths_text(frame.session.directions, book_of(frame));
    const std::string text = fmt::format("#{} {}", target, change);
    const auto id = [&](std::size_t) {
        if (!after || change.empty()) return target;
        const std::int64_t nz = frame.model.nz;
        const auto at = rows_.after->begin() + static_cast<std::ptrdiff_t>(index) * nz;
        SampleOrigin origin;
        origin.tool = "direction";
        origin.text = text;
        return frame.out.sample(std::vector<float>(at, at + nz), std::move(origin));
    };
    const CardSource source{id,
                            [&](std::size_t) { return after ? text : describe(sample->origin); }};
    ImGui::PushID(after ? "after" : "before");
    // Hold Shift: the original, as everywhere.
    const bool original = after && ImGui::GetIO().KeyShift;
    const TileAtlas& atlas = after && !original ? after_.atlas() : before_.atlas();
    const CardEvent event = sample_card(frame, atlas, index, ImVec2(side, side), {}, source, index);
    if (event.clicked && !event.range) select_clicked(frame, event, id(0));
    ImGui::PopID();
}

// The first target along the direction whose row is open, all others as they are.
void DirectionsPanel::sweep(Frame& frame, float side) {
    const DirectionPointer direction = book_of(frame).find(open_);
    const std::int64_t nz = frame.model.nz, labels = frame.model.labels;
    if (direction == nullptr || direction->nz() != nz - labels) return sweep_.rest();
    std::vector<float> z;
    for (const double strength : kSweep) {
        DirectionsState state = frame.session.directions;
        for (DirectionUse& use : state.list)
            if (use.id == open_) use.strength = strength;
        const std::vector<float> row =
            directed(std::span(*rows_.before).first(static_cast<std::size_t>(nz)),
                     static_cast<std::size_t>(nz), state, book_of(frame), nullptr,
                     static_cast<std::size_t>(labels));
        z.insert(z.end(), row.begin(), row.end());
    }
    sweep_.ask(request_for(frame, std::make_shared<const std::vector<float>>(z)));
    sweep_.poll();
    sweep_.atlas().set_smooth(true);
    for (std::size_t i = 0; i < kSweep.size(); ++i) {
        if (i > 0) ImGui::SameLine(0, dp(kGap));
        const std::string text = fmt::format("{:+.1f} σ of {}", kSweep[i], direction->name);
        const CardSource source{[&](std::size_t) {
                                    SampleOrigin origin;
                                    origin.tool = "direction";
                                    origin.text = text;
                                    const auto at = z.begin() + static_cast<std::ptrdiff_t>(i) * nz;
                                    return frame.out.sample(std::vector<float>(at, at + nz),
                                                            std::move(origin));
                                },
                                [&](std::size_t) { return text; }, "Go to this strength"};
        ImGui::PushID("sweep");
        const CardEvent event =
            sample_card(frame, sweep_.atlas(), i, ImVec2(side, side), {}, source, i);
        ImGui::PopID();
        if (!event.clicked) continue;
        DirectionsState state = frame.session.directions;
        for (DirectionUse& use : state.list)
            if (use.id == open_) use.strength = kSweep[i];
        frame.out.act(DirectionsSet{std::move(state)});
    }
}

}  // namespace zscope::ui
