// SPDX-License-Identifier: MIT
#include "ui/panels/effect_section.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "ui/panels/edit_row.h"
#include "ui/panels/effect_curve.h"
#include "ui/panels/operate_words.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

void set_units(Frame& frame, const UnitRanking& ranking, std::int64_t count) {
    OperateState state = frame.session.operate;
    if (state.top != count) {
        state.top = count;
        frame.out.act(OperateSet{std::move(state)});
    }
    std::vector<Edit> edits = with_units(frame.session.edits, ranking, count);
    if (edits != frame.session.edits) frame.out.act(EditsSet{std::move(edits)});
}

// How many, and what is done to them.
void units_and_op(Frame& frame, const UnitRanking& ranking) {
    const std::int64_t most = std::max<std::int64_t>(1, ranking.positive());
    std::int64_t count = std::min(frame.session.operate.top, most);
    SliderOptions options;
    options.min = 1;
    options.max = static_cast<double>(most);
    options.reset = static_cast<double>(std::min<std::int64_t>(20, most));
    options.format = "the first %lld units";
    options.tooltip =
        "The most telling first. All panels show at once what the generator draws "
        "without them.";
    ImGui::SetNextItemWidth(std::min(dp(320), ImGui::GetContentRegionAvail().x));
    if (slider("##top", count, options).changed) set_units(frame, ranking, count);
    const std::optional<std::size_t> at = edit_of(frame.session.edits, ranking);
    if (!at) {
        flow(button_width("Take them out"));
        if (primary_button("Take them out")) set_units(frame, ranking, count);
        tooltip("Adds the edit to the list; Ctrl-Z takes it away again.");
        return;
    }
    std::vector<Edit> edits = frame.session.edits;
    Edit& edit = edits[*at];
    flow(dp(72));
    ImGui::Checkbox("on", &edit.on);
    tooltip("Off: as if the edit were not there. The list of edits has it too.");
    flow(dp(104));
    op_choice(edit, dp(104));
    if (has_value(edit.op)) {
        flow(dp(120));
        value_slider(edit, dp(120));
    }
    const bool these = edit.units == ranking.first(count);
    if (edits != frame.session.edits) frame.out.act(EditsSet{std::move(edits)});
    if (these) return;
    if (ImGui::SmallButton("Take these units")) set_units(frame, ranking, count);
    tooltip("The edit takes the first units of this ranking instead.");
    ImGui::SameLine();
    text_ellipsis("The edit has other units than the first of this ranking.", palette().muted);
}

void cells(const std::string& what, const std::vector<std::string>& figures, const ImVec4& tone,
           const std::string& help = {}) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::TextColored(tone, "%s", what.c_str());
    tooltip(help);
    for (const std::string& figure : figures) {
        ImGui::TableNextColumn();
        ImGui::TextColored(tone, "%s", figure.c_str());
    }
}

bool begin_table(const char* id, std::initializer_list<const char*> columns) {
    const auto flags = ImGuiTableFlags_SizingFixedFit | ImGuiTableFlags_NoSavedSettings;
    if (!ImGui::BeginTable(id, static_cast<int>(columns.size()), flags)) return false;
    for (const char* column : columns)
        ImGui::TableSetupColumn(column);
    ImGui::TableHeadersRow();
    return true;
}

void figures(const EffectReport& report) {
    if (!begin_table("effect", {"", "the edit [95 %]", "as many others [95 %]"})) return;
    for (const EffectLine& line : effect_lines(report)) {
        cells(line.what, {line.edit, line.control}, line.apart ? palette().text : palette().muted,
              line.help);
    }
    ImGui::EndTable();
}

void instead(const EffectReport& report) {
    if (report.place.empty()) return;
    heading("What stands there instead");
    small_muted("Shares of the pixels where it was, as the judge sees them");
    if (!begin_table("instead", {"", "before", "after", "others"})) return;
    const auto percent = [](double share) { return fmt::format("{:.1f} %", 100 * share); };
    for (const PlaceShare& kind : report.place) {
        const bool grew = kind.after > kind.before + 0.005;
        cells(kind.title, {percent(kind.before), percent(kind.after), percent(kind.control)},
              grew ? palette().text : palette().muted);
    }
    ImGui::EndTable();
}

void sides(const EffectReport& report) {
    const bool any =
        std::ranges::any_of(report.sides, [](const SideEffect& side) { return side.edit >= 0.0; });
    if (!any || !ImGui::TreeNode("What else changed")) return;
    small_muted("Of images that surely had or lacked it, those where it is the opposite now");
    if (begin_table("sides", {"", "the edit", "others"})) {
        for (const SideEffect& side : report.sides) {
            if (!(side.edit >= 0.0)) continue;  // nothing was sure
            const auto percent = [](double share) {
                return std::isnan(share) ? std::string("–") : fmt::format("{:.0f} %", 100 * share);
            };
            cells(side.key, {percent(side.edit), percent(side.control)},
                  side.edit > side.control ? palette().text : palette().muted);
        }
        ImGui::EndTable();
    }
    ImGui::TreePop();
}

void measured(Frame& frame, const MeasuredEdits& measured) {
    const EffectReport& report = measured.report;
    const std::string old = measurement_is_old(measured, frame.session, frame.model.id);
    ImGui::PushTextWrapPos(0.0F);
    if (!old.empty()) ImGui::TextColored(palette().warning, "%s", old.c_str());
    ImGui::PushFont(fonts().strong, kBody);
    ImGui::TextUnformatted(verdict_text(report).c_str());
    ImGui::PopFont();
    if (!report.note.empty()) ImGui::TextColored(palette().muted, "%s", report.note.c_str());
    ImGui::PopTextWrapPos();
    small_muted(effect_title(report));
    const std::string age = age_text(measured.made_of, "Measured", frame.session, frame.model);
    if (!age.empty()) small_muted(age);
    figures(report);
    draw_effect_curve(report, frame.session.operate.top, dp(200));
    instead(report);
    sides(report);
}

}  // namespace

void draw_effect_section(Frame& frame, const OperateView& view, OperateJob& job) {
    const RankedUnits* ranked = view.ranked.get();
    if (ranked == nullptr) {
        muted("Rank the units first: then a slider takes out as many as you like.");
    } else if (ranked->ranking.positive() == 0) {
        muted("No unit of this block speaks for it. Try another block, or mark more images.");
    } else {
        units_and_op(frame, ranked->ranking);
    }
    const bool any = std::ranges::any_of(frame.session.edits, &Edit::on);
    ImGui::BeginDisabled(!any || frame.operate == nullptr);
    if (ImGui::Button("Measure", ImVec2(dp(96), 0))) {
        job.ask(frame, OperateJob::Step::measure, MeasureEdits{ranked != nullptr});
    }
    ImGui::EndDisabled();
    tooltip(any ? "What the edits that are on do to 256 random images that have the thing, beside "
                  "the same edits of as many other units, equally active. A minute or so."
                : "There is no edit that is on: take some units out first.");
    if (job.draw(frame, OperateJob::Step::measure)) return;
    if (view.measured != nullptr) measured(frame, *view.measured);
}

}  // namespace zscope::ui
