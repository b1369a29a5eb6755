// SPDX-License-Identifier: MIT
#include "ui/panels/d_order.h"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr std::array<const char*, 3> kSettings = {"drawn", "real", "unreal"};
constexpr std::array<const char*, 3> kWords = {"in order", "D: most real first",
                                               "D: least real first"};

std::vector<std::size_t> as_they_are(std::size_t count) {
    std::vector<std::size_t> rows(count);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return rows;
}

}  // namespace

std::vector<std::size_t> by_opinion(std::span<const float> logits, DOrderKind kind) {
    std::vector<std::size_t> rows = as_they_are(logits.size());
    if (kind == DOrderKind::drawn) return rows;
    std::ranges::stable_sort(rows, [&](std::size_t a, std::size_t b) {
        if (std::isnan(logits[a]) || std::isnan(logits[b])) return !std::isnan(logits[a]);
        return kind == DOrderKind::real_first ? logits[a] > logits[b] : logits[a] < logits[b];
    });
    return rows;
}

bool opinion_rests(const Frame& frame) {
    return !frame.model.live || frame.trainer.state != TrainerState::running;
}

void DOrder::choice(Frame& frame) {
    flow(dp(152));
    ImGui::SetNextItemWidth(dp(152));
    const bool possible = frame.model.has_d && opinion_rests(frame);
    ImGui::BeginDisabled(!possible);
    const auto now = static_cast<std::size_t>(frame.model.has_d ? kind_ : DOrderKind::drawn);
    if (ImGui::BeginCombo("##order", kWords[now])) {
        for (std::size_t i = 0; i < kWords.size(); ++i) {
            if (ImGui::Selectable(kWords[i], i == now)) kind_ = static_cast<DOrderKind>(i);
        }
        ImGui::EndCombo();
    }
    ImGui::EndDisabled();
    if (!ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) return;
    const char* why =
        possible            ? "Sorted by the discriminator's logit: what it takes for real comes "
                              "first, or last. Eval mode."
        : frame.model.has_d ? "Pause the run to sort by D's opinion: it changes with every step."
                            : "This model came without D, which would sort them. Faces, Rooms and "
                              "every run have one.";
    ImGui::SetTooltip("%s", why);
}

const std::vector<std::size_t>& DOrder::rows(const Frame& frame, const SharedZ& z) {
    const auto count = static_cast<std::size_t>(frame.model.nz > 0 ? z->size() : 0) /
                       static_cast<std::size_t>(std::max<std::int64_t>(frame.model.nz, 1));
    const bool sorts = kind_ != DOrderKind::drawn && frame.model.has_d;
    if (z != z_ || rows_.size() != count || (!sorts && !logits_.empty())) {
        z_ = z;
        logits_.clear();
        made_ = DOrderKind::drawn;
        rows_ = as_they_are(count);
    }
    if (!sorts || !opinion_rests(frame)) {
        view_.rest();
        return rows_;
    }
    RenderRequest ask = request_for(frame, z);
    ask.want = WantDLogit{};
    view_.ask(std::move(ask));
    view_.poll();
    const RenderResult* answer = view_.result();
    if (answer == nullptr || view_.pending() || answer->numbers.size() != count) return rows_;
    if (answer->numbers != logits_ || made_ != kind_) {
        logits_ = answer->numbers;
        made_ = kind_;
        rows_ = by_opinion(answer->numbers, kind_);
    }
    return rows_;
}

std::string DOrder::setting() const {
    return kSettings[static_cast<std::size_t>(kind_)];
}

void DOrder::set(const std::string& setting) {
    for (std::size_t i = 0; i < kSettings.size(); ++i) {
        if (setting == kSettings[i]) kind_ = static_cast<DOrderKind>(i);
    }
}

}  // namespace zscope::ui
