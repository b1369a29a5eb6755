// SPDX-License-Identifier: MIT
#include "ui/panels/equation_bar.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "core/session/equation_terms.h"
#include "ui/theme.h"
#include "ui/widgets/sample_card.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr float kThumb = 48.0F, kGap = 4.0F, kBetween = 16.0F;
constexpr int kAcross = 3;  // thumbnails in a line: the paper averages three
constexpr std::size_t kMostTerms = 8;

float term_width() {
    return kAcross * dp(kThumb) + (kAcross - 1) * dp(kGap);
}

const ImVec4& colour_of(const EquationTerm& term) {
    if (term.base) return palette().text;
    return term.weight < 0.0 ? palette().minus : palette().plus;
}

const char* sign_of(const EquationTerm& term, bool first) {
    if (term.weight < 0.0) return "−";
    return first ? "" : "+";
}

// One term, drawn; its changes go into `changed`, a copy of the whole equation.
class TermBox {
  public:
    TermBox(Frame& frame, const EquationRows& rows, const TileAtlas& atlas, std::size_t index,
            std::vector<EquationTerm>& changed)
        : frame_(frame), rows_(rows), atlas_(atlas), index_(index), changed_(changed) {}

    void draw(const EquationTerm& term) {
        ImGui::PushID(static_cast<int>(index_));
        ImGui::BeginGroup();
        header(term);
        thumbnails(term);
        mean(term);
        ImGui::EndGroup();
        if (const auto dropped = accept_sample(word_for(term).c_str())) add(*dropped);
        ImGui::PopID();
    }

  private:
    EquationTerm& mine() { return changed_[index_]; }

    static std::string word_for(const EquationTerm& term) {
        return term.base ? "Start from it" : (term.weight < 0.0 ? "Take away" : "Add");
    }

    void add(SampleId id) {
        if (!contains(mine().samples, id)) mine().samples.push_back(id);
    }

    void header(const EquationTerm& term) {
        ImGui::AlignTextToFramePadding();
        ImGui::TextColored(colour_of(term), "%s %s", sign_of(term, index_ == 0),
                           term_letter(index_).c_str());
        ImGui::SameLine();
        ImGui::SetNextItemWidth(dp(64));
        const double sign = term.weight < 0.0 ? -1.0 : 1.0;
        double weight = std::abs(term.weight);
        SliderOptions options;
        options.min = 0.0;
        options.max = 3.0;
        options.reset = 1.0;
        options.format = "× %.2f";
        options.tooltip = "How much of this term's mean goes in.";
        if (slider("##weight", weight, options).changed) {
            // Not to 0: which side it is on would be forgotten.
            mine().weight = sign * std::max(weight, 1e-6);
        }
        ImGui::SameLine();
        if (ImGui::Button("…")) ImGui::OpenPopup("term");
        tooltip("What this term is; take it out of the equation");
        if (ImGui::BeginPopup("term")) {
            menu(term);
            ImGui::EndPopup();
        }
    }

    void menu(const EquationTerm& term) {
        if (ImGui::MenuItem("Start from it", nullptr, term.base)) mine().base = !term.base;
        tooltip(
            "The difference of the other terms is added to this one. \"Keep as direction\" "
            "leaves it out.");
        if (ImGui::MenuItem("Turn its sign")) mine().weight = -term.weight;
        const auto& selection = frame_.session.selection;
        if (ImGui::MenuItem("Put the selected samples in", nullptr, false, !selection.empty())) {
            for (const SampleId id : selection)
                add(id);
        }
        ImGui::Separator();
        if (ImGui::MenuItem("Empty it", nullptr, false, !term.samples.empty()))
            mine().samples.clear();
        if (ImGui::MenuItem("Take it out", nullptr, false, changed_.size() > 1)) out_ = true;
    }

    void thumbnails(const EquationTerm& term) {
        const ImVec2 size(dp(kThumb), dp(kThumb));
        const CardSource source{[&](std::size_t i) { return term.samples[i]; },
                                [&](std::size_t i) { return origin(term.samples[i]); }, "Select",
                                false,
                                [&](std::size_t i) {
                                    if (ImGui::MenuItem("Take out of this term", "Backspace"))
                                        std::erase(mine().samples, term.samples[i]);
                                }};
        for (std::size_t i = 0; i < term.samples.size(); ++i) {
            if (i % kAcross != 0) ImGui::SameLine(0, dp(kGap));
            const SampleId id = term.samples[i];
            const CardMarks marks{contains(frame_.session.selection, id),
                                  contains(frame_.session.tray, id)};
            const std::size_t tile = rows_.error.empty() ? rows_.first[index_] + i : ~0UL;
            const CardEvent event = sample_card(frame_, atlas_, tile, size, marks, source, i);
            select_clicked(frame_, event, id);
            if (event.hovered && ImGui::IsKeyPressed(ImGuiKey_Backspace, false))
                std::erase(mine().samples, id);
        }
        // Room for one more line, so that a drop does not move what is below.
        if (term.samples.empty()) {
            empty_slot("Drop samples", ImVec2(term_width(), size.y));
        } else if (term.samples.size() % kAcross != 0) {
            ImGui::SameLine(0, dp(kGap));
            empty_slot("+", ImVec2(size.x, size.y));
        }
    }

    void mean(const EquationTerm& term) {
        if (rows_.terms == nullptr || rows_.terms->empty()) return;  // nothing anywhere yet
        const float side = dp(kThumb) * 2 + dp(kGap);
        const ImVec2 from = ImGui::GetCursorPos();
        ImGui::SetCursorPosX(from.x + (term_width() - side) / 2);
        if (rows_.error.empty() && rows_.mean[index_]) {
            const std::size_t row = *rows_.mean[index_];
            const CardSource source{[&](std::size_t) { return mean_sample(row, term); },
                                    [&](std::size_t) { return mean_text(term); }};
            const CardEvent event =
                sample_card(frame_, atlas_, row, ImVec2(side, side), {}, source, 1000);
            if (event.clicked) select_clicked(frame_, event, mean_sample(row, term));
        } else {
            ImGui::Dummy(ImVec2(side, side));
        }
        text_ellipsis(term.base ? "start: " + mean_text(term) : mean_text(term), palette().muted,
                      term_width());
    }

    std::string mean_text(const EquationTerm& term) const {
        if (term.samples.empty()) return term.base ? "nothing yet" : "adds nothing yet";
        if (term.samples.size() == 1) return "one sample";
        return fmt::format("mean of {}", term.samples.size());
    }

    std::string origin(SampleId id) const {
        const SamplePointer sample = frame_.samples.find(id);
        const std::string from = sample ? describe(sample->origin) : "not in the library";
        return from + "\nBackspace: take it out of this term";
    }

    SampleId mean_sample(std::size_t row, const EquationTerm& term) const {
        const auto nz = static_cast<std::ptrdiff_t>(frame_.model.nz);
        const auto begin = rows_.terms->begin() + static_cast<std::ptrdiff_t>(row) * nz;
        SampleOrigin origin;
        origin.tool = "equation";
        origin.text = fmt::format("{} of term {}", mean_text(term), term_letter(index_));
        return frame_.out.sample(std::vector<float>(begin, begin + nz), std::move(origin));
    }

  public:
    bool out() const { return out_; }

  private:
    Frame& frame_;
    const EquationRows& rows_;
    const TileAtlas& atlas_;
    std::size_t index_;
    std::vector<EquationTerm>& changed_;
    bool out_ = false;
};

void new_terms(std::vector<EquationTerm>& changed) {
    ImGui::BeginGroup();
    ImGui::BeginDisabled(changed.size() >= kMostTerms);
    const bool wide = ImGui::GetContentRegionAvail().x > dp(140);
    if (ImGui::Button("+ term")) changed.push_back({1.0, {}, false});
    tooltip("One more term that is added");
    if (wide) ImGui::SameLine();
    if (ImGui::Button("− term")) changed.push_back({-1.0, {}, false});
    tooltip("One more term that is taken away");
    ImGui::EndDisabled();
    ImGui::EndGroup();
}

}  // namespace

std::vector<EquationTerm> first_equation() {
    return {{1.0, {}, false}, {-1.0, {}, false}, {1.0, {}, true}};
}

void equation_bar(Frame& frame, const std::vector<EquationTerm>& equation, const EquationRows& rows,
                  const TileAtlas& atlas) {
    std::vector<EquationTerm> changed = equation;
    std::optional<std::size_t> out;
    const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
    for (std::size_t i = 0; i < equation.size(); ++i) {
        const bool fits = ImGui::GetItemRectMax().x + dp(kBetween) + term_width() <= right;
        if (i > 0 && fits) ImGui::SameLine(0, dp(kBetween));
        TermBox box(frame, rows, atlas, i, changed);
        box.draw(equation[i]);
        if (box.out()) out = i;
    }
    if (ImGui::GetItemRectMax().x + dp(kBetween) + dp(72) <= right)
        ImGui::SameLine(0, dp(kBetween));
    new_terms(changed);
    if (out) changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(*out));
    if (changed != equation) frame.out.act(EquationSet{std::move(changed)});
}

}  // namespace zscope::ui
