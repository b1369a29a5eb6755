// SPDX-License-Identifier: MIT
#include "ui/panels/rank_section.h"

#include <fmt/format.h>
#include <imgui.h>

#include <array>
#include <string>

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
            look_at_block(state, number);
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

void result(Frame& frame, const RankedUnits& ranked, UnitList& units) {
    const UnitRanking& ranking = ranked.ranking;
    const std::string old = ranking_is_old(ranked, frame.session, frame.model.id);
    ImGui::PushTextWrapPos(0.0F);
    if (!old.empty()) ImGui::TextColored(palette().warning, "%s", old.c_str());
    ImGui::TextUnformatted(accuracy_text(ranking).c_str());
    ImGui::PopTextWrapPos();
    small_muted(
        fmt::format("{} of {} units of block {} speak for {} · from {}: {} inside, {} outside",
                    ranking.positive(), ranking.units.size(), ranking.block,
                    ranking.name.empty() ? "it" : ranking.name, count_of(ranking.images, "image"),
                    thousands(ranking.inside), thousands(ranking.outside)));
    units.draw(frame, ranking, frame.session.operate.top);
}

// The button, and beside it why it does nothing or how old the ranking is that there is.
void rank_button(Frame& frame, const OperateView& view, OperateJob& job) {
    const std::string why_not = cannot_rank(frame.session, frame.operate);
    ImGui::BeginDisabled(!why_not.empty());
    const char* word = view.ranked == nullptr ? "Rank###rank" : "Rank again###rank";
    if (primary_button(word, ImVec2(dp(96), 0))) {
        job.ask(frame, OperateJob::Step::rank, RankUnits{});
    }
    ImGui::EndDisabled();
    tooltip(why_not.empty()
                ? "Looks at every unit of the block in those images, and orders them by "
                  "how well each tells where the thing is."
                : std::string_view(why_not));
    std::string beside = why_not;
    if (beside.empty() && view.ranked != nullptr)
        beside = age_text(view.ranked->made_of, "Ranked", frame.session, frame.model);
    if (beside.empty()) return;
    ImGui::SameLine();
    text_ellipsis(beside, palette().muted);
    if (why_not.empty()) {
        tooltip(
            "While a model trains, its units change slowly. These are those of that step, and can "
            "be used as they are. To keep a model as it is, freeze it in the bar above.");
    }
}

}  // namespace

void draw_rank_section(Frame& frame, const OperateView& view, OperateJob& job, UnitList& units) {
    block_choice(frame, view.generator);
    method_choice(frame);
    // A ranking stays where it is, and of use, while the next one is made.
    const bool there = view.ranked != nullptr;
    if (!there || !job.draw_line(frame, OperateJob::Step::rank)) {
        rank_button(frame, view, job);
        if (job.draw(frame, OperateJob::Step::rank)) return;
    }
    if (there) result(frame, *view.ranked, units);
}

}  // namespace zscope::ui
