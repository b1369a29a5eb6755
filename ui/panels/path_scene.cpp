// SPDX-License-Identifier: MIT
#include "ui/panels/path_scene.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/latent/interpolate.h"
#include "ui/panels/tool_parts.h"
#include "ui/theme.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr float kLabel = 48.0F, kGap = 4.0F;  // design units
constexpr int kFewest = 3, kMost = 32;

PathMode own_way(PathMode mode) {
    return mode == PathMode::lerp ? PathMode::slerp : mode;
}

}  // namespace

int strip_images(float width, float tile) {
    const float room = width - dp(kLabel) + dp(kGap);
    return std::clamp(static_cast<int>(room / (tile + dp(kGap))), kFewest, kMost);
}

PathScene::PathScene(const MakeSlot& make_slot)
    : main_(make_slot("path")), strip_(make_slot("path.strip")) {}

void PathScene::rest() {
    main_.rest();
    strip_.rest();
}

void PathScene::take(const Frame& frame) {
    PathState state = frame.session.path;
    state.position = 0.0;
    state.equal_speed = false;
    const LatentSpace space = space_of(frame.model);
    if ((path_ || !problem_.empty()) && state == state_ && space == space_) return;
    state_ = std::move(state);
    space_ = space;
    ++version_;
    path_.reset();
    problem_.clear();
    try {
        path_ = path_of(state_, frame.samples, space_);
    } catch (const Error& error) {
        problem_ = error.what();
    }
}

void PathScene::ask(const Frame& frame, const PathPace& pace, double position, int images,
                    bool moving) {
    position_ = position;
    std::vector<double> positions;
    for (int i = 0; i < images; ++i)
        positions.push_back(pace.position_at(static_cast<double>(i) / (images - 1)));
    if (strips_ == nullptr || positions != positions_ || version_ != strips_version_) {
        positions_ = std::move(positions);
        strips_version_ = version_;
        std::vector<float> rows;
        for (const PathMode mode : {own_way(path_->mode), PathMode::lerp}) {
            LatentPath way = *path_;
            way.mode = mode;
            const std::vector<float> each = latents_on_path(way, positions_);
            rows.insert(rows.end(), each.begin(), each.end());
        }
        strips_ = std::make_shared<const std::vector<float>>(std::move(rows));
    }
    main_.ask(request_for(frame,
                          std::make_shared<const std::vector<float>>(latent(position, path_->mode)),
                          moving ? RenderPriority::dragged : RenderPriority::visible));
    strip_.ask(request_for(frame, strips_));
    for (RenderView* view : {&main_, &strip_}) {
        view->poll();
        view->atlas().set_smooth(smooth);
    }
}

std::vector<float> PathScene::latent(double position, PathMode mode) const {
    if (mode == path_->mode) return latent_on_path(*path_, position);
    LatentPath way = *path_;
    way.mode = mode;
    return latent_on_path(way, position);
}

std::string PathScene::origin_at(double position, PathMode mode) const {
    std::string ids;
    for (const PathStop& stop : state_.points)
        ids += fmt::format("{}#{}", ids.empty() ? "" : ", ", stop.id);
    return fmt::format("on a {}path {}, at {:.2f}, {}", state_.closed ? "closed " : "", ids,
                       position, name_of(mode));
}

SampleId PathScene::sample_at(Frame& frame, double position, PathMode mode) const {
    SampleOrigin origin;
    origin.tool = "path";
    origin.text = origin_at(position, mode);
    return frame.out.sample(latent(position, mode), origin);
}

void PathScene::draw_picture(Frame& frame, float side) {
    ImGui::BeginGroup();
    ImGui::PushID("picture");
    const CardSource source{[&](std::size_t) { return sample_at(frame, position_, path_->mode); },
                            [&](std::size_t) { return origin_at(position_, path_->mode); }};
    const CardEvent event = sample_card(frame, main_.atlas(), 0, ImVec2(side, side), {}, source, 0);
    if (event.clicked) select_clicked(frame, event, source.id(0));
    const std::vector<float> z = latent(position_, path_->mode);
    text_ellipsis(fmt::format("{} · ‖z‖ {:.2f}", name_of(path_->mode), norm(z)), palette().text,
                  side);
    ImGui::PopID();
    ImGui::EndGroup();
}

std::optional<double> PathScene::draw_strips(Frame& frame, float tile) {
    std::optional<double> clicked;
    ImGui::PushID("strips");
    std::size_t first = 0;
    for (const PathMode mode : {own_way(path_->mode), PathMode::lerp}) {
        const auto place = [&](std::size_t index) { return positions_[index - first]; };
        const CardSource source{
            [&](std::size_t index) { return sample_at(frame, place(index), mode); },
            [&](std::size_t index) {
                return fmt::format("{}, position {:.2f}", name_of(mode), place(index));
            },
            "Go there"};
        ImGui::PushID(name_of(mode));
        const ImVec2 edge = ImGui::GetCursorPos();
        ImGui::SetCursorPosY(edge.y + (tile - ImGui::GetTextLineHeight()) / 2);
        const char* name = mode == PathMode::classic_slerp ? "classic" : name_of(mode);
        text_ellipsis(name, palette().muted, dp(kLabel - 4));
        for (std::size_t i = 0; i < positions_.size(); ++i) {
            const float left = dp(kLabel) + static_cast<float>(i) * (tile + dp(kGap));
            ImGui::SetCursorPos(ImVec2(edge.x + left, edge.y));
            const CardEvent event = sample_card(frame, strip_.atlas(), first + i,
                                                ImVec2(tile, tile), {}, source, first + i);
            if (event.clicked && event.add) select_clicked(frame, event, source.id(first + i));
            if (event.clicked && !event.add) clicked = positions_[i];
        }
        first += positions_.size();
        ImGui::PopID();
    }
    ImGui::PopID();
    return clicked;
}

}  // namespace zscope::ui
