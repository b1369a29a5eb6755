// SPDX-License-Identifier: MIT
#include "ui/panels/unit_strip.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/surgery/unit_edits.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

// A figure that a person would type: two digits after the leading ones are enough.
double rounded(double value) {
    return std::round(value * 100.0) / 100.0;
}

void append(Frame& frame, const BlockMaps& maps, const std::vector<std::int64_t>& units, EditOp op,
            double value) {
    frame.out.act(EditsSet{with_edit(frame.session.edits, maps.block, units, op, value)});
}

}  // namespace

std::string facts_text(const UnitFact& fact, std::int64_t samples) {
    const std::string over = fmt::format("Over {} samples: ", thousands(samples));
    if (fact.silent >= 1.0) return over + "silent in all of them, a dead unit.";
    return over + fmt::format(
                      "mean {}, deviation {}, highest {}, silent in {:.0f} %. Ablated, it "
                      "changes an image by {} %.",
                      figure(fact.mean), figure(fact.deviation), figure(fact.highest),
                      100 * fact.silent, figure(100 * fact.effect));
}

double highest_of(const BlockMaps& maps, std::span<const std::int64_t> units) {
    double highest = 0.0;
    for (std::size_t i = 0; i < units.size(); ++i) {
        const double each = maps.of(units[i]).highest;
        highest = i == 0 ? each : std::max(highest, each);
    }
    return highest;
}

void UnitStrip::draw(Frame& frame, const MapsSheet& sheet, const TileAtlas& sample,
                     std::span<const std::int64_t> ablated,
                     const std::shared_ptr<const BlockFacts>& facts) {
    const BlockMaps& maps = sheet.maps();
    std::optional<std::int64_t> looked_at = sheet.hovered();
    if (!looked_at && !sheet.selected().empty()) looked_at = sheet.selected().back();
    image(sheet, sample, looked_at);
    verbs(frame, sheet, ablated);
    if (looked_at) figures(maps, *looked_at);
    // Pictures of the selected unit stay while the mouse wanders over others.
    const std::optional<std::int64_t> chosen =
        sheet.selected().empty() ? std::nullopt : std::optional(sheet.selected().back());
    if (facts == nullptr) {
        best_.rest();
        ask_for_facts(frame, maps.block,
                      "Dead units, effects and the images that make a unit most active are known "
                      "once many samples were looked at.");
    } else if (chosen) {
        small_muted(facts_text(facts->units[static_cast<std::size_t>(*chosen)], facts->samples));
        heading(fmt::format("Unit {}, most active", *chosen).c_str());
        best_.draw(frame, facts, *chosen);
    } else {
        best_.rest();
    }
}

void UnitStrip::image(const MapsSheet& sheet, const TileAtlas& sample,
                      std::optional<std::int64_t> looked_at) {
    const int side = sample.has(0) ? sample.image(0)->width : 64;
    pictures_.take(sheet.maps(), looked_at, side);
    const ImVec2 room = ImGui::GetContentRegionAvail();
    pictures_.draw_footprint(sample,
                             std::max(dp(96), std::min(room.x, ImGui::GetWindowHeight() * 0.34F)));
    tooltip("The sample without edits. Warm: where the unit is active, the more the stronger.");
    text_ellipsis(looked_at ? fmt::format("Where unit {} is active", *looked_at)
                            : std::string("Point at a map to see its place"),
                  palette().muted);
}

void UnitStrip::verbs(Frame& frame, const MapsSheet& sheet, std::span<const std::int64_t> ablated) {
    const std::vector<std::int64_t>& units = sheet.selected();
    const BlockMaps& maps = sheet.maps();
    const auto is_out = [&](std::int64_t unit) {
        return std::ranges::binary_search(ablated, unit);
    };
    const bool all_out = !units.empty() && std::ranges::all_of(units, is_out);
    const double highest = rounded(units.empty() ? 0.0 : highest_of(maps, units));
    ImGui::BeginDisabled(units.empty());
    if (primary_button(all_out ? "Ablated###ablate" : "Ablate###ablate")) {
        frame.out.act(
            EditsSet{toggle_ablation(frame.session.edits, maps.block, units, maps.count)});
    }
    tooltip(all_out ? "Puts these units back." : "Sets these units to 0 everywhere.");
    flow(button_width("×2"));
    if (ImGui::Button("×2")) append(frame, maps, units, EditOp::scale, 2.0);
    tooltip("Twice as strong.");
    flow(button_width("Invert"));
    if (ImGui::Button("Invert")) append(frame, maps, units, EditOp::invert, 0.0);
    tooltip("Bright and dark of each map swap.");
    flow(button_width("Hold"));
    if (ImGui::Button("Hold")) append(frame, maps, units, EditOp::hold, highest);
    tooltip(fmt::format("Every cell gets {}, the highest that these units reach in this sample.",
                        figure(highest)));
    flow(button_width("Add"));
    if (ImGui::Button("Add")) append(frame, maps, units, EditOp::add, rounded(highest / 2));
    tooltip(fmt::format("{} more in every cell: half of the highest in this sample.",
                        figure(rounded(highest / 2))));
    ImGui::EndDisabled();
    small_muted(units.empty()       ? "Click a map to select its unit; Ctrl or Shift: several."
                : units.size() == 1 ? fmt::format("Unit {} is selected.", units.front())
                                    : fmt::format("{} units are selected.", units.size()));
}

void UnitStrip::figures(const BlockMaps& maps, std::int64_t unit) {
    const MapStatistics& map = maps.of(unit);
    const float room = ImGui::GetContentRegionAvail().x, side = std::min(dp(80), room * 0.4F);
    pictures_.draw_histogram(ImVec2(std::max(dp(40), room - side - dp(8)), side));
    tooltip(
        fmt::format("How the cells of this map are spread: from {} on the left to {} on the "
                    "right.",
                    figure(map.lowest), figure(map.highest)));
    ImGui::SameLine(0, dp(8));
    pictures_.draw_spectrum(side);
    small_muted(fmt::format("Unit {} here: mean {}, deviation {}, {:.0f} % of the cells are 0.",
                            unit, figure(map.mean), figure(map.deviation), 100 * map.zeros));
}

}  // namespace zscope::ui
