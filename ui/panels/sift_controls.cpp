// SPDX-License-Identifier: MIT
// How samples are sorted and filtered: the controls of Sifter.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <utility>

#include "ui/panels/sifter.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr float kOrderWidth = 160.0F, kWantedWidth = 104.0F, kSliderWidth = 56.0F;
constexpr const char* kBelieved = "D believes in more than";
constexpr const char* kBelievedShort = "D over";

// Why D cannot be asked now; empty: it can.
std::string why_no_d(const Frame& frame) {
    if (!frame.model.has_d) {
        return "This model came without D, which would say how real they are. Faces, Rooms and "
               "every run have one.";
    }
    if (opinion_rests(frame)) return {};
    return "Pause the run to ask D: its opinion changes with every step.";
}

std::string why_no_oracle(const Frame& frame) {
    if (frame.oracle == nullptr || frame.oracle->attributes.empty()) {
        return "No oracle knows what this model draws: one is there for Faces, for Rooms and for "
               "runs that train on these worlds.";
    }
    if (opinion_rests(frame)) return {};
    return "Pause the run to ask its oracle: the images change with every step.";
}

const OracleAttribute* attribute_of(const Frame& frame, const std::string& key) {
    if (frame.oracle == nullptr) return nullptr;
    const auto& all = frame.oracle->attributes;
    const auto found = std::ranges::find(all, key, &OracleAttribute::key);
    return found == all.end() ? nullptr : &*found;
}

std::string words_of(const Frame& frame, const Sift& sift) {
    switch (sift.by) {
        case SiftBy::drawn:
            break;
        case SiftBy::real_first:
            return "D: most real first";
        case SiftBy::real_last:
            return "D: least real first";
        case SiftBy::has_first:
        case SiftBy::has_last: {
            const OracleAttribute* attribute = attribute_of(frame, sift.sorted);
            const std::string& title = attribute == nullptr ? sift.sorted : attribute->title;
            return title + (sift.by == SiftBy::has_first ? ": has it first" : ": has it last");
        }
    }
    return "in order";
}

void disabled_tooltip(std::string_view text) {
    if (ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) {
        ImGui::SetTooltip("%.*s", static_cast<int>(text.size()), text.data());
    }
}

void why(const std::string& reason) {
    if (reason.empty()) return;
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + dp(280));
    small_muted(reason);
    ImGui::PopTextWrapPos();
}

float gap() {
    return ImGui::GetStyle().ItemSpacing.x;
}

// Of the oracle's controls, which stay together in one line.
float wanted_width() {
    float width = dp(kWantedWidth);
    for (const Answer answer : {Answer::yes, Answer::no, Answer::unsure})
        width += gap() + button_width(word_of(answer), true);
    return width;
}

// Shorter where only so all stands in one line: a tray is not high.
const char* believed_words() {
    const float rest = gap() + dp(kSliderWidth) + gap() + wanted_width();
    const float room = ImGui::GetContentRegionAvail().x - rest;
    const bool shorter =
        room < button_width(kBelieved, true) && room >= button_width(kBelievedShort, true);
    return shorter ? kBelievedShort : kBelieved;
}

}  // namespace

void Sifter::choice(Frame& frame) {
    const Sift now = possible(frame);
    flow(dp(kOrderWidth));
    ImGui::SetNextItemWidth(dp(kOrderWidth));
    if (ImGui::BeginCombo("##order", words_of(frame, now).c_str(), ImGuiComboFlags_HeightLarge)) {
        orders(frame, now);
        ImGui::EndCombo();
    }
    tooltip(
        "The order of the samples: as they were drawn, by the discriminator's logit (eval mode), "
        "or by how surely the oracle of the model's world sees an attribute.");
    flow(button_width("Filter"));
    ImGui::PushStyleColor(ImGuiCol_Text, now.filters() ? palette().accent : palette().text);
    if (ImGui::Button("Filter")) open_ = !open_;
    ImGui::PopStyleColor();
    tooltip(now.filters() ? fmt::format("Shown are only: {}", filter_words(now))
                          : "Shows only some of them: by D's opinion, or by what the oracle of the "
                            "model's world sees.");
}

void Sifter::orders(Frame& frame, const Sift& now) {
    const auto choose = [&](SiftBy by, const std::string& key, bool possible) {
        Sift next = sift_;
        next.by = by;
        if (!key.empty()) next.sorted = key;
        const bool chosen = now.by == by && (key.empty() || now.sorted == key);
        const ImGuiSelectableFlags flags =
            possible ? ImGuiSelectableFlags_None : ImGuiSelectableFlags_Disabled;
        if (ImGui::Selectable(words_of(frame, next).c_str(), chosen, flags)) sift_ = next;
    };
    choose(SiftBy::drawn, "", true);
    const std::string no_d = why_no_d(frame), no_oracle = why_no_oracle(frame);
    choose(SiftBy::real_first, "", no_d.empty());
    choose(SiftBy::real_last, "", no_d.empty());
    why(no_d);
    ImGui::Separator();
    why(no_oracle);
    if (frame.oracle == nullptr || frame.oracle->attributes.empty()) return;
    small_muted(fmt::format("What the oracle of {} sees", frame.oracle->title));
    for (const OracleAttribute& attribute : frame.oracle->attributes) {
        for (const SiftBy by : {SiftBy::has_first, SiftBy::has_last})
            choose(by, attribute.key, no_oracle.empty());
        tooltip(attribute.help);
    }
}

void Sifter::status(Frame& frame) {
    const Sift now = possible(frame);
    const OracleAsked* last = now.asks_oracle() ? asked(frame) : nullptr;
    const bool over = last == nullptr || last->job == 0;
    if (!over) {
        const auto job = std::ranges::find(frame.jobs, last->job, &JobStatus::id);
        const bool runs = job != frame.jobs.end() && job->state == JobState::running;
        const std::string text = runs ? fmt::format("oracle: {:.0f} %", 100 * job->progress)
                                      : std::string("oracle: waits its turn");
        flow(ImGui::CalcTextSize(text.c_str()).x + dp(8) + button_width("Cancel"));
        ImGui::AlignTextToFramePadding();
        text_ellipsis(text, palette().muted, ImGui::CalcTextSize(text.c_str()).x + 1);
        ImGui::SameLine();
        if (ImGui::Button("Cancel")) frame.out.wish(CancelJob{last->job});
        tooltip("The oracle looks at all samples; until then they stay as they are.");
        return;
    }
    const bool stopped = last != nullptr && last->answers == nullptr && last->error.empty() &&
                         last->question == question(frame);
    if (stopped) {
        flow(button_width("Ask the oracle"));
        if (ImGui::Button("Ask the oracle")) frame.out.wish(AskOracle{panel_, question(frame)});
        tooltip("It was stopped before it had seen all samples.");
        return;
    }
    if (!made_.filters()) return;
    const std::string text = fmt::format("{} of {}", rows_.size(), count_);
    flow(ImGui::CalcTextSize(text.c_str()).x + gap() + button_width("Show all"));
    ImGui::AlignTextToFramePadding();
    text_ellipsis(text, palette().text, ImGui::CalcTextSize(text.c_str()).x + 1);
    tooltip(fmt::format("Shown are only: {}", filter_words(made_)));
    if (rows_.empty()) return;  // nothing_left() has the button
    ImGui::SameLine();
    if (ImGui::Button("Show all")) sift_.show_all();
}

void Sifter::filters(Frame& frame) {
    if (open_) {
        believed(frame);
        wanted(frame);
    }
    const Sift now = possible(frame);
    if (now.asks_d() && !view_.error().empty()) failure_note(Failure{view_.error()});
    const OracleAsked* last = now.asks_oracle() ? asked(frame) : nullptr;
    if (last == nullptr || last->error.empty()) return;
    Failure failure{last->error};
    failure.advice = "The samples stay as they are meanwhile.";
    failure.button = "Ask the oracle again";
    if (failure_note(failure)) frame.out.wish(AskOracle{panel_, question(frame)});
}

void Sifter::believed(Frame& frame) {
    const std::string no_d = why_no_d(frame);
    ImGui::BeginDisabled(!no_d.empty());
    bool on = sift_.believed && frame.model.has_d;
    const std::string label = fmt::format("{}###believed", believed_words());
    if (ImGui::Checkbox(label.c_str(), &on)) sift_.believed = on;
    disabled_tooltip(no_d.empty() ? "Only samples that the discriminator takes for real with more "
                                    "than this probability: D(G(z)) in eval mode."
                                  : no_d);
    flow(dp(kSliderWidth));
    ImGui::SetNextItemWidth(dp(kSliderWidth));
    ImGui::BeginDisabled(!on);
    SliderOptions options;
    options.min = 0.1;
    options.max = 99.0;
    options.reset = 100 * Sift{}.above;
    options.logarithmic = true;
    options.format = "%.2g %%";
    options.tooltip = "The limit. A discriminator that has won believes in little: then it is low.";
    double percent = 100 * sift_.above;
    if (slider("##above", percent, options).changed) sift_.above = percent / 100;
    ImGui::EndDisabled();
    ImGui::EndDisabled();
}

void Sifter::wanted(Frame& frame) {
    const std::string no_oracle = why_no_oracle(frame);
    const Sift now = possible(frame);
    const OracleAttribute* chosen = attribute_of(frame, now.wanted);
    flow(wanted_width());
    ImGui::SetNextItemWidth(dp(kWantedWidth));
    ImGui::BeginDisabled(!no_oracle.empty());
    const std::string preview = chosen == nullptr ? "Oracle: any" : chosen->title;
    if (ImGui::BeginCombo("##wanted", preview.c_str(), ImGuiComboFlags_HeightLarge)) {
        if (ImGui::Selectable("anything", chosen == nullptr)) sift_.wanted.clear();
        for (const OracleAttribute& attribute : frame.oracle->attributes) {
            if (ImGui::Selectable(attribute.title.c_str(), chosen == &attribute))
                sift_.wanted = attribute.key;
            tooltip(attribute.help);
        }
        ImGui::EndCombo();
    }
    disabled_tooltip(no_oracle.empty()
                         ? "Only samples of which the oracle gives one of these answers. Unsure: "
                           "between the limits outside of which it is wrong in at most 1 of 100."
                         : no_oracle);
    ImGui::BeginDisabled(chosen == nullptr);
    for (const Answer answer : {Answer::yes, Answer::no, Answer::unsure}) {
        flow(button_width(word_of(answer), true));
        ImGui::Checkbox(word_of(answer), &sift_.answers[static_cast<std::size_t>(answer)]);
    }
    ImGui::EndDisabled();
    ImGui::EndDisabled();
}

void Sifter::nothing_left() {
    const std::string sentence = fmt::format("None of these {} samples passes the filter ({}).",
                                             count_, filter_words(made_));
    if (empty_state(sentence, "Show all")) sift_.show_all();
}

}  // namespace zscope::ui
