// SPDX-License-Identifier: MIT
#include "ui/panels/data_sections.h"

#include <fmt/format.h>

#include <vector>

#include "ui/panels/data_view.h"
#include "ui/panels/model_rows.h"
#include "ui/theme.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

void wrapped_text(const std::string& text, const ImVec4& colour) {
    ImGui::PushStyleColor(ImGuiCol_Text, colour);
    ImGui::PushTextWrapPos(0.0F);
    ImGui::TextUnformatted(text.c_str());
    ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
}

void draw_facts(const DataScan& scan) {
    std::vector<ModelFact> facts;
    for (const DataFact& fact : data_facts(scan))
        facts.push_back({fact.label, fact.text, {}, true});
    draw_facts(facts);
}

void draw_labels(const DataScan& scan) {
    if (scan.labels.empty()) return;
    heading("Labels");
    small_muted("Shown for information: training does not use labels.");
    constexpr std::size_t kUnfolded = 4;
    const bool folded = scan.labels.size() > kUnfolded;
    if (folded && !ImGui::TreeNode("columns", "%zu columns", scan.labels.size())) return;
    std::vector<ModelFact> facts;
    for (const DataScan::LabelCount& label : scan.labels)
        facts.push_back({label.column.name, label_text(label), {}, true});
    draw_facts(facts);
    if (folded) ImGui::TreePop();
}

void draw_unusable(const DataScan& scan) {
    const std::int64_t count = scan.records - scan.usable;
    if (count <= 0) return;
    const std::string title = fmt::format("{} cannot be used###unusable", count_of(count, "image"));
    const auto flags = scan.usable == 0 ? ImGuiTreeNodeFlags_DefaultOpen : ImGuiTreeNodeFlags_None;
    if (!ImGui::CollapsingHeader(title.c_str(), flags)) return;
    for (const DataScan::Problem& problem : scan.problems) {
        wrapped_text(fmt::format("{}: {}", thousands(problem.count), problem.reason),
                     palette().text);
        ImGui::Indent(dp(12));
        for (const std::string& name : problem.examples)
            small_muted(name);
        if (problem.count > std::ssize(problem.examples)) small_muted("…");
        ImGui::Unindent(dp(12));
    }
}

}  // namespace zscope::ui
