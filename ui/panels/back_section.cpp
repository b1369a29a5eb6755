// SPDX-License-Identifier: MIT
#include "ui/panels/back_section.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "ui/panels/back_words.h"
#include "ui/panels/operate_words.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/sample_card.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr TryBringBack kThorough{}, kQuick{16, 200};
constexpr std::int64_t kMostStarts = 256, kMostSteps = 5000;

const Architecture& generator_of(const Frame& frame) {
    static const Architecture none;
    return frame.operate == nullptr ? none : frame.operate->generator;
}

void whole_slider(const char* label, std::int64_t& value, std::int64_t most, std::int64_t reset,
                  const char* format, std::string_view help) {
    SliderOptions options;
    options.min = 1;
    options.max = static_cast<double>(most);
    options.reset = static_cast<double>(reset);
    options.logarithmic = true;
    options.format = format;
    options.tooltip = help;
    flow(dp(152));
    ImGui::SetNextItemWidth(dp(152));
    slider(label, value, options);
}

void table(const BackReport& report) {
    const auto flags = ImGuiTableFlags_SizingFixedFit | ImGuiTableFlags_NoSavedSettings;
    const bool pixels = report.whole.pixels.known();
    if (!ImGui::BeginTable("back", pixels ? 5 : 4, flags)) return;
    ImGui::TableSetupColumn("");
    ImGui::TableSetupColumn("brought back [95 %]");
    ImGui::TableSetupColumn("in random z [95 %]");
    ImGui::TableSetupColumn("to the first oracle [95 %]");
    if (pixels) ImGui::TableSetupColumn("its pixels [95 %]");
    ImGui::TableHeadersRow();
    for (const BackRow& row : back_rows(report)) {
        ImGui::TableNextRow();
        for (const std::string* cell :
             {&row.generator, &row.found, &row.random, &row.first, &row.pixels}) {
            if (cell == &row.pixels && !pixels) break;
            ImGui::TableNextColumn();
            ImGui::TextUnformatted(cell->c_str());
        }
    }
    ImGui::EndTable();
}

}  // namespace

void BackSection::set_settings(const nlohmann::json& settings) {
    starts_ = std::clamp<std::int64_t>(settings.value("starts", starts_), 1, kMostStarts);
    steps_ = std::clamp<std::int64_t>(settings.value("steps", steps_), 1, kMostSteps);
}

void BackSection::draw(Frame& frame, const BackView& view) {
    muted(
        "Is it gone, or only rare? Adam looks for z that show it all the same: with all units, "
        "with these baked out of the weights, and with as many others baked out instead.");
    choice(view);
    button(frame, view);
    if (working(frame, view)) return;
    if (view.job == 0 && !view.error.empty())
        failure_note({view.error, "Change what is asked for above, then try again."});
    if (view.tried == nullptr) return;
    if (view.tried != shown_) {
        shown_ = view.tried;
        for (std::size_t i = 0; i < atlases_.size(); ++i) {
            atlases_[i].clear();
            atlases_[i].update(shown_->trial.found[i].pictures);
            atlases_[i].set_smooth(true);
        }
    }
    tried(frame, *shown_);
}

void BackSection::choice(const BackView& view) {
    const auto preset = [&](const char* word, const TryBringBack& of, const char* help) {
        if (ImGui::RadioButton(word, starts_ == of.starts && steps_ == of.steps)) {
            starts_ = of.starts;
            steps_ = of.steps;
        }
        tooltip(help);
    };
    preset("64 × 1,000", kThorough, "64 starts of 1,000 steps each: thorough.");
    flow(button_width("16 × 200, quick", true));
    preset("16 × 200, quick", kQuick,
           "16 starts of 200 steps: a first look, in a twentieth of "
           "the time.");
    whole_slider("##starts", starts_, kMostStarts, kThorough.starts, "%lld starts",
                 "Random z that the search sets out from: more of them make the shares surer.");
    whole_slider("##steps", steps_, kMostSteps, kThorough.steps, "%lld steps",
                 "Of Adam, from each start: more of them find more.");
    small_muted(search_time_text(view.seconds_each, starts_, steps_));
    const std::string weak = weakness_text(starts_, steps_);
    if (!weak.empty()) small_muted(weak);
}

void BackSection::button(Frame& frame, const BackView& view) {
    const std::string why_not = !view.no_oracles.empty()
                                    ? view.no_oracles
                                    : cannot_bring_back(frame.session, generator_of(frame));
    ImGui::BeginDisabled(!why_not.empty() || frame.back == nullptr);
    if (ImGui::Button("Try to bring it back")) {
        frame.out.wish(TryBringBack{starts_, steps_});
        fresh_ = true;
    }
    ImGui::EndDisabled();
    tooltip(why_not.empty() ? "What is found is judged by the second oracle of this model's world, "
                              "which nothing was maximised for."
                            : std::string_view(why_not));
    if (why_not.empty()) return;
    flow(dp(200));
    text_ellipsis(why_not, palette().muted);
}

bool BackSection::working(Frame& frame, const BackView& view) {
    if (view.job == 0) return false;
    Working work;
    std::string what = "Waiting for its turn";
    const auto job = std::ranges::find(frame.jobs, view.job, &JobStatus::id);
    if (job != frame.jobs.end() && job->state == JobState::running) {
        what = job->message.empty() ? job->name : job->message;
        work.progress = job->progress;
        work.seconds_left = view.seconds_left;
    }
    work.what = what;
    work.cancel = "Cancel";
    ImGui::BeginChild("searching", ImVec2(0, dp(136)));
    if (working_state(work)) frame.out.wish(CancelJob{view.job});
    ImGui::EndChild();
    // Its button may be the last thing in sight.
    if (fresh_) ImGui::SetScrollHereY(1.0F);
    fresh_ = false;
    return true;
}

void BackSection::tried(Frame& frame, const TriedBack& tried) {
    const BackReport& report = tried.trial.report;
    const std::string old = attempt_is_old(tried, frame.session, frame.model.id);
    ImGui::PushTextWrapPos(0.0F);
    if (!old.empty()) ImGui::TextColored(palette().warning, "%s", old.c_str());
    ImGui::PushFont(fonts().strong, kBody);
    ImGui::TextUnformatted(verdict_text(report).c_str());
    ImGui::PopFont();
    ImGui::PopTextWrapPos();
    small_muted(fmt::format("{}: {} of {} each; seen by {}", report.thing,
                            count_of(report.starts, "start"), count_of(report.steps, "step"),
                            report.judge));
    const std::string age = age_text(tried.made_of, "Tried", frame.session, frame.model);
    if (!age.empty()) small_muted(age);
    const std::string weak = weakness_text(report.starts, report.steps);
    if (!weak.empty()) small_muted(weak);
    table(report);
    if (!ImGui::BeginTabBar("sheets")) return;
    const auto rows = back_rows(report);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string title = fmt::format("Found {}###sheet{}", rows[i].generator, i);
        if (!ImGui::BeginTabItem(title.c_str())) continue;
        sheet(frame, tried.trial.found[i], i);
        ImGui::EndTabItem();
    }
    ImGui::EndTabBar();
}

// What that generator draws of each z that was found; a click selects the z.
void BackSection::sheet(Frame& frame, const BackTrial::Found& found, std::size_t which) {
    constexpr std::array<const char*, 3> kHelp{
        "Drawn with all units.",
        "Drawn without these units. A click selects its z: with the edits on, all panels show it "
        "so.",
        "Drawn without as many other units. A click selects its z; panels draw it as the Session's "
        "edits say."};
    small_muted(kHelp[which]);
    const std::size_t count = found.pictures.size();
    const std::size_t inputs = count == 0 ? 0 : found.z.size() / count;
    const auto name = back_rows(shown_->trial.report)[which].generator;
    const CardSource source{
        [&](std::size_t i) {
            const auto first = found.z.begin() + static_cast<std::ptrdiff_t>(i * inputs);
            SampleOrigin origin;
            origin.tool = "search";
            origin.text = fmt::format("{} brought back {}, start {}", shown_->trial.report.thing,
                                      name, i + 1);
            return frame.out.sample({first, first + static_cast<std::ptrdiff_t>(inputs)}, origin);
        },
        [&](std::size_t i) { return fmt::format("start {}, {}", i + 1, name); }};
    const float gap = dp(4), side = dp(88);
    const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0 && ImGui::GetItemRectMax().x + gap + side <= right) ImGui::SameLine(0, gap);
        const CardEvent event =
            sample_card(frame, atlases_[which], i, ImVec2(side, side), {}, source, i);
        if (event.clicked) select_clicked(frame, event, source.id(i));
    }
}

}  // namespace zscope::ui
