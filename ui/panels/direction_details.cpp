// SPDX-License-Identifier: MIT
#include "ui/panels/direction_details.h"

#include <fmt/format.h>
#include <imgui.h>

#include "ui/panels/direction_rows.h"
#include "ui/theme.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

const char* method_words(DirectionMethod method) {
    switch (method) {
        case DirectionMethod::difference:
            return "mean of those with it − mean of those without";
        case DirectionMethod::logistic:
            return "logistic regression on z";
        case DirectionMethod::regression:
            return "least squares on z";
        case DirectionMethod::sefa:
            return "SeFa: what changes G's first layer most";
        case DirectionMethod::pca:
            break;
    }
    return "PCA: what changes the maps of a block most";
}

const DirectionVerdict* verdict_of(const Frame& frame, DirectionId id) {
    if (frame.direction_work == nullptr) return nullptr;
    const auto found = frame.direction_work->verdicts.find(id);
    return found == frame.direction_work->verdicts.end() ? nullptr : found->second.get();
}

void drift_lines(Frame& frame, DirectionId id) {
    if (frame.direction_work == nullptr) return;
    const auto found = frame.direction_work->drifts.find(id);
    if (found == frame.direction_work->drifts.end()) return;
    const DirectionDrift& drift = *found->second;
    muted(fmt::format(
        "Found anew on this model the direction is {:.2f} alike (cosine; 1: the same, 0: "
        "nothing in common).",
        drift.cosine));
    if (drift.is && drift.refitted) {
        muted(fmt::format("It sets yes and no {:.2f} σ apart here; the new one {:.2f} σ.",
                          *drift.is, *drift.refitted));
    }
}

}  // namespace

std::string direction_help(const Direction& direction, const std::string& model_id) {
    std::string text = method_words(direction.method);
    const DirectionFigures& of = direction.figures;
    if (of.yes + of.no > 0) text += fmt::format("\n{} with it, {} without", of.yes, of.no);
    if (of.check) {
        text += fmt::format("\ntells {:.0f} % right on samples that it was not made of",
                            100 * *of.check);
    }
    if (direction.model_id != model_id)
        text += "\nFound on another model: \"Find it again\" says what is left of it here.";
    return text + "\nClick: shows it from end to end";
}

void quality(Frame& frame, DirectionId id) {
    const DirectionVerdict* verdict = verdict_of(frame, id);
    if (verdict == nullptr) {
        text_ellipsis("not tried", palette().muted);
        tooltip("How well does it do what its name says? … → Try it");
        return;
    }
    const bool here = verdict->model_id == frame.model.id;
    const std::string text = quality_text(*verdict);
    text_ellipsis((text.empty() ? "tried: see below" : text) + (here ? "" : ", on another model"),
                  here ? palette().text : palette().muted);
    tooltip(
        fmt::format("Share of {} samples without it in which it is there at 3 σ, by {}. The "
                    "control is a random direction, as long.",
                    verdict->score.count, verdict->judge));
}

void trial_verbs(Frame& frame, DirectionId id, const Direction& direction) {
    const DirectionsView* work = frame.direction_work;
    if (work == nullptr) return;
    if (!work->world.empty() && ImGui::BeginMenu("Try it by the oracle")) {
        const std::string own = attribute_of(direction, work->attributes);
        for (const std::string& attribute : work->attributes) {
            if (ImGui::MenuItem(attribute.c_str(), nullptr, attribute == own))
                frame.out.wish(DirectionWish{TryDirection{id, attribute}});
        }
        ImGui::EndMenu();
    }
    const TickState& ticks = frame.session.ticks;
    const bool usable = work->ticked == ticks && work->ticks.usable;
    if (ImGui::MenuItem("Try it by your ticks", nullptr, false, usable))
        frame.out.wish(DirectionWish{TryDirection{id, ""}});
    if (!usable) {
        TickReport counts = work->ticked == ticks ? work->ticks : TickReport{};
        counts.yes = std::ssize(ticks.yes);
        counts.no = std::ssize(ticks.no);
        tooltip(words_of(counts, ticks.name));
    }
    if (ImGui::MenuItem("Find it again on this model"))
        frame.out.wish(DirectionWish{DriftDirection{id}});
    tooltip("What the same method finds on this model now, and how alike the two are");
}

void verdict_table(Frame& frame, DirectionId id) {
    drift_lines(frame, id);
    const DirectionVerdict* verdict = verdict_of(frame, id);
    if (verdict == nullptr) return;
    small_muted(fmt::format("{} samples moved by 3 σ, seen by {}; 95 % intervals",
                            verdict->score.count, verdict->judge));
    if (!ImGui::BeginTable("verdict", 3, ImGuiTableFlags_SizingFixedFit)) return;
    ImGui::TableSetupColumn("");
    ImGui::TableSetupColumn(verdict->score.direction.c_str());
    ImGui::TableSetupColumn("control");
    ImGui::TableHeadersRow();
    for (const VerdictLine& line : verdict_lines(*verdict)) {
        const ImVec4& tone = line.stands_out ? palette().text : palette().muted;
        ImGui::TableNextRow();
        for (const std::string* text : {&line.what, &line.direction, &line.control}) {
            ImGui::TableNextColumn();
            ImGui::TextColored(tone, "%s", text->c_str());
        }
    }
    ImGui::EndTable();
}

}  // namespace zscope::ui
