// SPDX-License-Identifier: MIT
#include "ui/panels/near_view.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <utility>

#include "core/engine/nearest_by_d.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/sample_card.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr const char* kAsk = "Find the nearest";

std::vector<std::shared_ptr<const ImageRgba8>> pictures_of(const std::vector<NearImage>& images) {
    std::vector<std::shared_ptr<const ImageRgba8>> pictures;
    for (const NearImage& image : images)
        pictures.push_back(image.picture);
    return pictures;
}

bool next_in_line(std::size_t i, float side, float right) {
    const float gap = dp(4);
    if (i == 0) return true;
    if (ImGui::GetItemRectMax().x + gap + side > right) return false;  // one line is enough
    ImGui::SameLine(0, gap);
    return true;
}

}  // namespace

void NearView::ask(Frame& frame, const SharedZ& z) const {
    FindNear wish{*z, {}};
    if (opened_data_ && frame.data != nullptr) wish.data = frame.data->path;
    frame.out.wish(DiscriminatorWish{wish});
}

// Whether the data set that is open in Data is looked at too.
void NearView::with_data(Frame& frame) {
    if (frame.data == nullptr || frame.data->path.empty()) return;
    const std::string name = frame.data->path.filename().string();
    const std::string label = fmt::format("in {}###opened", name.empty() ? "the data" : name);
    flow(button_width(label.c_str(), true));
    ImGui::Checkbox(label.c_str(), &opened_data_);
    tooltip(
        "Among the images of the data set that is open in Data, instead of those that the model "
        "says it learned from.");
}

bool NearView::waiting(Frame& frame) const {
    const DiscriminatorView* view = frame.discriminator;
    if (view == nullptr || view->job == 0) return false;
    const auto job = std::ranges::find(frame.jobs, view->job, &JobStatus::id);
    Working work{"Waiting for other work to end"};
    std::string what;
    if (job != frame.jobs.end() && job->state == JobState::running) {
        what = job->message.empty() ? job->name : fmt::format("{}: {}", job->name, job->message);
        work = {what, job->progress};
    }
    work.cancel = "Cancel";
    if (working_state(work)) frame.out.wish(CancelJob{view->job});
    return true;
}

void NearView::draw(Frame& frame, const SharedZ& z) {
    if (std::exchange(find_wanted_, false)) ask(frame, z);
    if (waiting(frame)) return;
    const DiscriminatorView* view = frame.discriminator;
    if (view != nullptr && !view->error.empty()) {
        Failure failure{view->error};
        failure.button = "Try again";
        if (failed_state(failure)) ask(frame, z);
        return;
    }
    if (view == nullptr || view->near == nullptr || view->near->model_id != frame.model.id) {
        with_data(frame);
        if (empty_state("Which images does D see as alike? Looks for the nearest to this sample in "
                        "D's features, among 4,096 fresh samples and the data, where it is known.",
                        kAsk)) {
            ask(frame, z);
        }
        return;
    }
    const NearImages& near = *view->near;
    if (view->near != shown_) {
        shown_ = view->near;
        samples_.clear();
        data_.clear();
        samples_.update(pictures_of(near.samples));
        data_.update(pictures_of(near.data));
        samples_.set_smooth(true);
        data_.set_smooth(true);
    }
    header(frame, z, near);
    if (!ImGui::BeginChild("near")) return ImGui::EndChild();
    const float rows = near.data.empty() ? 1.0F : 2.0F;
    const float text = 2.5F * ImGui::GetTextLineHeightWithSpacing();
    const float side = std::clamp(ImGui::GetContentRegionAvail().y / rows - text, dp(56), dp(128));
    samples(frame, near, side);
    data(near, side);
    ImGui::EndChild();
}

void NearView::header(Frame& frame, const SharedZ& z, const NearImages& near) {
    const bool same = near.z == *z;
    if (ImGui::Button(same ? "Find again###ask" : "Find for this sample###ask")) ask(frame, z);
    with_data(frame);
    flow(dp(200));
    ImGui::AlignTextToFramePadding();
    text_ellipsis(same ? "Cosine distance of D's pooled features: 0 is the same, 1 unrelated."
                       : "These are the nearest to another sample.",
                  same ? palette().muted : palette().warning);
}

void NearView::samples(Frame& frame, const NearImages& near, float side) {
    small_muted("Among fresh samples");
    const CardSource source{[&](std::size_t i) {
                                const NearestOptions drawn;
                                SampleOrigin origin;
                                origin.seed = static_cast<std::int64_t>(drawn.seed);
                                origin.row = near.samples[i].row;
                                origin.count = drawn.samples;
                                return frame.out.sample(near.samples[i].z, origin);
                            },
                            [&](std::size_t i) {
                                return fmt::format("{} · distance {:.4f}", near.samples[i].what,
                                                   near.samples[i].distance);
                            }};
    const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
    for (std::size_t i = 0; i < near.samples.size(); ++i) {
        if (!next_in_line(i, side, right)) break;
        ImGui::BeginGroup();
        const CardEvent event = sample_card(frame, samples_, i, ImVec2(side, side), {}, source, i);
        mono(fmt::format("{:.3f}", near.samples[i].distance));
        ImGui::EndGroup();
        if (event.clicked) select_clicked(frame, event, source.id(i));
    }
}

void NearView::data(const NearImages& near, float side) {
    if (near.data_name.empty()) {
        small_muted(
            "zscope does not know what this model learned from: open its images in Data to look "
            "among them too.");
        return;
    }
    small_muted(fmt::format("Among {}", near.data_name));
    const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
    for (std::size_t i = 0; i < near.data.size(); ++i) {
        if (!next_in_line(i, side, right)) break;
        ImGui::BeginGroup();
        const ImVec2 low = ImGui::GetCursorScreenPos();
        ImGui::Dummy(ImVec2(side, side));
        if (data_.has(i)) {
            ImGui::GetWindowDrawList()->AddImage(data_.texture(), low,
                                                 ImVec2(low.x + side, low.y + side),
                                                 data_.uv_min(i), data_.uv_max(i));
        }
        tooltip(fmt::format("{} · distance {:.4f}", near.data[i].what, near.data[i].distance));
        mono(fmt::format("{:.3f}", near.data[i].distance));
        ImGui::EndGroup();
    }
}

}  // namespace zscope::ui
