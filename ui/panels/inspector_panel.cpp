// SPDX-License-Identifier: MIT
#include "ui/panels/inspector_panel.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <utility>

#include "core/latent/interpolate.h"
#include "ui/panels/shown_sample.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/sample_card.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

InspectorPanel::InspectorPanel(const MakeSlot& make_slot)
    : picture_(make_slot("inspector")), opinion_(make_slot) {
    view_.smooth = true;
}

void InspectorPanel::rest() {
    picture_.rest();
    opinion_.rest();
}

void InspectorPanel::take(const SamplePointer& sample) {
    if (sample == sample_) return;
    sample_ = sample;
    z_ = sample == nullptr ? std::vector<float>() : sample->z;
    editing_ = false;
}

void InspectorPanel::draw(Frame& frame) {
    const std::vector<SampleId>& picked = frame.session.selection;
    take(picked.empty() ? nullptr : frame.samples.find(picked.back()));
    if (!frame.model.available) {
        rest();
        no_model(frame, "Open a model, or drop one on the window, to look at its samples.");
        return;
    }
    if (sample_ == nullptr) {
        rest();
        if (empty_state("Click a sample to see it large, with its z.", "Show the first sample")) {
            GridLatents grid;
            const SharedZ z = grid.get(frame.model, frame.session.grid);
            frame.out.act(SelectionChange{SelectHow::replace, {grid_sample(frame, z, 0)}});
        }
        return;
    }
    if (static_cast<std::int64_t>(z_.size()) != frame.model.nz) {
        rest();
        const std::string why =
            fmt::format("This sample has {} numbers in z; the model takes {}. Choose another.",
                        z_.size(), frame.model.nz);
        empty_state(why);
        return;
    }
    ask(frame);
    picture(frame);
    verbs(frame);
    length(frame);
    heading("D's opinion");
    opinion_.draw(frame,
                  std::make_shared<const std::vector<float>>(scaled(z_, frame.session.truncation)));
    heading("z");
    bars(frame);
    one_number(frame);
}

void InspectorPanel::ask(Frame& frame) {
    // What is shown, and the sample as it is, for a look back with Shift.
    std::vector<float> both = scaled(z_, frame.session.truncation);
    both.insert(both.end(), sample_->z.begin(), sample_->z.end());
    picture_.ask(request_for(frame, std::make_shared<const std::vector<float>>(std::move(both)),
                             editing_ ? RenderPriority::dragged : RenderPriority::visible));
    picture_.poll();
    picture_.atlas().set_smooth(view_.smooth);
}

void InspectorPanel::picture(Frame& frame) {
    const ImVec2 room = ImGui::GetContentRegionAvail();
    if (!picture_.error().empty()) {
        Failure failure{picture_.error()};
        failure.advice = "Choose another model in the bar above.";
        failure_note(failure);
        return;
    }
    const float side = std::max(dp(96), std::min(room.x, room.y * 0.42F));
    const bool before = ImGui::GetIO().KeyShift && view_.under_mouse();
    view_.draw("large", picture_.atlas(), before ? 1 : 0, ImVec2(room.x, side));
    walk(frame, side);
    if (!ImGui::IsItemActive()) {
        tooltip(
            "Wheel: zoom · middle drag: pan · F: fit · Shift: the sample before the changes · "
            "drag: "
            "carry it\n"
            "Hold Z and drag: move in latent space, in two directions that belong to the grid's "
            "seed; ‖z‖ stays. Letting go makes another sample.");
    }
    if (ImGui::BeginPopupContextItem("verbs")) {
        small_muted(describe(sample_->origin));
        sample_verbs(frame, sample_->id, true);
        ImGui::EndPopup();
    }
    text_ellipsis(describe(sample_->origin) + (before ? " · before the changes" : ""),
                  palette().muted);
    tooltip(fmt::format("Sample #{}, picked on {}", sample_->id, frame.model.name));
}

// As the bars do: z moves with the hand, letting go makes a sample of it.
void InspectorPanel::walk(Frame& frame, float side) {
    const auto seed = static_cast<std::uint64_t>(frame.session.grid.seed);
    const LatentDrag::Event event = drag_.after_item(z_, frame.model.prior, seed, side);
    if (event.active) editing_ = true;
    if (event.released) commit(frame);
    if (event.active || !ImGui::IsItemActive()) return;
    carry_sample(
        picture_.atlas(), 0, [this] { return sample_->id; }, describe(sample_->origin));
}

void InspectorPanel::verbs(Frame& frame) {
    const bool kept = contains(frame.session.tray, sample_->id);
    if (ImGui::Button(kept ? "Kept###keep" : "Keep###keep")) {
        if (kept) frame.out.act(TrayRemove{{sample_->id}});
        if (!kept) frame.out.act(TrayKeep{{sample_->id}});
    }
    tooltip(kept ? "Removes it from the tray.   Del" : "Puts it into the tray.   K");
    ImGui::SameLine();
    if (ImGui::Button("A")) frame.out.act(InterpolateSet{sample_->id, {}, {}, {}});
    tooltip("Use as A in Interpolate");
    ImGui::SameLine();
    if (ImGui::Button("B")) frame.out.act(InterpolateSet{{}, sample_->id, {}, {}});
    tooltip("Use as B in Interpolate");
    ImGui::SameLine();
    if (ImGui::Button("Save PNG …")) {
        PictureOf picture{RecipeTool::sample, {sample_->id}, frame.session.truncation};
        picture.layout.gap = 0;
        frame.out.wish(ExportWish{SavePicture{picture, file_name_for(sample_->origin)}});
    }
    tooltip(
        "As it is shown here, truncation too, with the recipe in the file: dropped on the "
        "window, it brings all of this back.");
    flow(button_width("Smooth", true));
    ImGui::Checkbox("Smooth", &view_.smooth);
    tooltip("Off: every pixel as it is (nearest). On: enlarged without steps (bicubic).");
}

void InspectorPanel::length(Frame& frame) {
    constexpr const char* kHelp =
        "Truncation: z is multiplied by this before the model sees it. Under 1 the images come "
        "closer to the average one; over 1 they become odd.";
    Form form("length");
    form.row("Truncation", kHelp);
    double factor = frame.session.truncation;
    SliderOptions options;
    options.max = 2.0;
    options.reset = 1.0;
    options.format = "× %.2f";
    options.tooltip = kHelp;
    if (slider("##truncation", factor, options).changed) frame.out.act(TruncationSet{factor});
    if (form.reset(factor != 1.0, "truncation")) frame.out.act(TruncationSet{1.0});
    form.row("Length ‖z‖", "Of the z that the model sees, beside that of a usual random z.");
    ImGui::AlignTextToFramePadding();
    mono(fmt::format("{:.2f} (usual {:.2f})", norm(z_) * frame.session.truncation,
                     typical_norm(frame.model.prior, frame.model.nz)));
}

void InspectorPanel::bars(Frame& frame) {
    const float limit = bar_limit(sample_->z, frame.model.prior == "uniform");
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float height =
        std::clamp(room.y - 2 * ImGui::GetFrameHeightWithSpacing(), dp(56), dp(160));
    const auto marked = static_cast<std::size_t>(component_);
    const LatentBars::Event event = bars_.draw("bars", z_, limit, ImVec2(room.x, height), marked);
    if (event.hovered) {
        if (event.changed) component_ = static_cast<std::int64_t>(*event.hovered);
        ImGui::SetTooltip("z[%zu] = %.3f\nDrag to change · right button: 0", *event.hovered,
                          static_cast<double>(z_[*event.hovered]));
    }
    editing_ = event.changed || (editing_ && !event.released);
    if (event.released) commit(frame);
}

void InspectorPanel::one_number(Frame& frame) {
    component_ = std::clamp<std::int64_t>(component_, 0, static_cast<std::int64_t>(z_.size()) - 1);
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("Number");
    ImGui::SameLine();
    ImGui::SetNextItemWidth(dp(104));
    const std::int64_t one = 1;
    ImGui::InputScalar("##component", ImGuiDataType_S64, &component_, &one);
    tooltip("Which number of z the slider sets.");
    component_ = std::clamp<std::int64_t>(component_, 0, static_cast<std::int64_t>(z_.size()) - 1);
    ImGui::SameLine();
    const auto at = static_cast<std::size_t>(component_);
    const float limit = bar_limit(sample_->z, frame.model.prior == "uniform");
    double value = z_[at];
    SliderOptions options;
    options.min = -limit;
    options.max = limit;
    options.reset = sample_->z[at];
    options.format = "%.3f";
    options.tooltip = "One number of z.";
    ImGui::SetNextItemWidth(-1.0F);
    const SliderEvent event = slider("##value", value, options);
    if (event.changed) {
        z_[at] = static_cast<float>(value);
        editing_ = event.active;
    }
    if (event.released || (event.changed && !event.active)) commit(frame);
}

// What was dragged becomes a sample of its own; the one it came from stays as it was.
void InspectorPanel::commit(Frame& frame) {
    editing_ = false;
    if (z_ == sample_->z) return;
    SampleOrigin origin;
    origin.tool = "edited";
    const std::string from = describe(sample_->origin);
    origin.text = sample_->origin.tool == "edited" ? from : "edited from " + from;
    const SampleId id = frame.out.sample(z_, origin);
    frame.out.act(SelectionChange{SelectHow::replace, {id}});
}

}  // namespace zscope::ui
