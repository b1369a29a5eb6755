// SPDX-License-Identifier: MIT
#include "ui/panels/rank_section.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/session/edit_recipe.h"
#include "ui/panels/operate_words.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

struct MethodWord {
    RankMethod method;
    const char* word;
    const char* help;
};
constexpr std::array<MethodWord, 3> kMethods{
    {{RankMethod::logistic, "logistic regression",
      "One regression weighs all units together so that they tell inside from outside: the DCGAN "
      "paper's way. A unit that only says what another one says already gets little."},
     {RankMethod::difference, "mean difference",
      "How much more active each unit is inside than outside, by itself, in standard deviations."},
     {RankMethod::overlap, "overlap (IoU)",
      "How well the place where a unit is most active covers the place of the thing: intersection "
      "over union, as network dissection counts it."}}};

void block_choice(Frame& frame, const Architecture& generator) {
    OperateState state = frame.session.operate;
    const auto blocks = block_shapes(generator);
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("In");
    // The last block makes the image: its maps are colours.
    for (std::size_t i = 0; i + 1 < blocks.size(); ++i) {
        const auto number = static_cast<std::int64_t>(i + 1);
        const std::string word = fmt::format("block {}", number);
        if (i == 0) ImGui::SameLine();
        if (i > 0) flow(button_width(word.c_str(), true));
        if (ImGui::RadioButton(word.c_str(), state.block == number)) {
            state.block = number;
            frame.out.act(OperateSet{state});
        }
        tooltip(fmt::format("{} maps of {}×{}{}", blocks[i].units, blocks[i].size, blocks[i].size,
                            i == 0 ? ", the nearest to z" : ""));
    }
    if (blocks.empty()) {
        ImGui::SameLine();
        muted(fmt::format("block {}", state.block));
    }
}

void method_choice(Frame& frame) {
    OperateState state = frame.session.operate;
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("By");
    for (const MethodWord& each : kMethods) {
        each.method == RankMethod::logistic ? ImGui::SameLine()
                                            : flow(button_width(each.word, true));
        if (ImGui::RadioButton(each.word, state.method == each.method)) {
            state.method = each.method;
            frame.out.act(OperateSet{state});
        }
        tooltip(each.help);
    }
}

// A bar of the score, from the left, blue for the thing and vermilion against it.
void score_bar(double score, double largest) {
    const float width = ImGui::GetContentRegionAvail().x - dp(56);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float line = ImGui::GetTextLineHeight();
    const float length =
        largest > 0.0 ? width * static_cast<float>(std::abs(score) / largest) : 0.0F;
    const ImVec4& tone = score > 0.0 ? palette().plus : palette().minus;
    ImGui::GetWindowDrawList()->AddRectFilled(
        ImVec2(at.x, at.y + line * 0.2F), ImVec2(at.x + std::max(1.0F, length), at.y + line * 0.8F),
        ImGui::ColorConvertFloat4ToU32(tone));
    ImGui::SetCursorScreenPos(ImVec2(at.x + std::max(1.0F, width) + dp(4), at.y));
    mono(fmt::format("{:+.2f}", score));
}

void unit_list(const UnitRanking& ranking, std::int64_t top) {
    const float line = ImGui::GetTextLineHeightWithSpacing();
    const auto flags = ImGuiTableFlags_ScrollY | ImGuiTableFlags_NoSavedSettings |
                       ImGuiTableFlags_SizingStretchProp | ImGuiTableFlags_BordersOuterH;
    const std::int64_t rows = std::min<std::int64_t>(std::ssize(ranking.units), 7);
    if (!ImGui::BeginTable("units", 3, flags,
                           ImVec2(0, line * static_cast<float>(rows + 1) + dp(8))))
        return;
    ImGui::TableSetupScrollFreeze(0, 1);
    ImGui::TableSetupColumn("", ImGuiTableColumnFlags_WidthFixed, dp(36));
    ImGui::TableSetupColumn("unit", ImGuiTableColumnFlags_WidthFixed, dp(64));
    ImGui::TableSetupColumn(ranking.method == RankMethod::logistic     ? "weight"
                            : ranking.method == RankMethod::difference ? "difference, σ"
                                                                       : "IoU");
    ImGui::TableHeadersRow();
    double largest = 0.0;
    for (const RankedUnit& unit : ranking.units)
        largest = std::max(largest, std::abs(unit.score));
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(ranking.units.size()));
    while (clipper.Step()) {
        for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
            const RankedUnit& unit = ranking.units[static_cast<std::size_t>(row)];
            const bool taken = row < top && unit.score > 0.0;
            const ImVec4& tone = taken ? palette().text : palette().muted;
            ImGui::TableNextRow();
            ImGui::TableNextColumn();
            ImGui::TextColored(tone, "%d", row + 1);
            ImGui::TableNextColumn();
            ImGui::TextColored(tone, "%lld", static_cast<long long>(unit.unit));
            ImGui::TableNextColumn();
            score_bar(unit.score, largest);
        }
    }
    ImGui::EndTable();
}

void result(const Frame& frame, const RankedUnits& ranked) {
    const UnitRanking& ranking = ranked.ranking;
    const std::string old = ranking_is_old(ranked, frame.session, frame.model.id, frame.model.live);
    ImGui::PushTextWrapPos(0.0F);
    if (!old.empty()) ImGui::TextColored(palette().warning, "%s", old.c_str());
    ImGui::TextUnformatted(accuracy_text(ranking).c_str());
    ImGui::PopTextWrapPos();
    small_muted(
        fmt::format("{} of {} units of block {} speak for {} · from {}: {} inside, {} outside",
                    ranking.positive(), ranking.units.size(), ranking.block,
                    ranking.name.empty() ? "it" : ranking.name, count_of(ranking.images, "image"),
                    thousands(ranking.inside), thousands(ranking.outside)));
    unit_list(ranking, frame.session.operate.top);
}

}  // namespace

void draw_rank_section(Frame& frame, const OperateView& view, OperateJob& job) {
    block_choice(frame, view.generator);
    method_choice(frame);
    const std::string why_not = cannot_rank(frame.session, frame.operate);
    ImGui::BeginDisabled(!why_not.empty());
    if (primary_button("Rank", ImVec2(dp(96), 0))) {
        job.ask(frame, OperateJob::Step::rank, RankUnits{});
    }
    ImGui::EndDisabled();
    tooltip(why_not.empty()
                ? "Looks at every unit of the block in those images, and orders them by "
                  "how well each tells where the thing is."
                : std::string_view(why_not));
    if (!why_not.empty()) {
        ImGui::SameLine();
        text_ellipsis(why_not, palette().muted);
    }
    if (job.draw(frame, OperateJob::Step::rank)) return;
    if (view.ranked != nullptr) result(frame, *view.ranked);
}

}  // namespace zscope::ui
