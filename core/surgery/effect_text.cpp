// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <cmath>
#include <string>

#include "core/surgery/edit_effect.h"

namespace zscope {

namespace {

std::string percent(const Estimate& e) {
    if (!e.known()) return "-";
    return fmt::format("{:.1f} [{:.1f}, {:.1f}] %", 100.0 * e.value, 100.0 * e.low, 100.0 * e.high);
}

std::string number(const Estimate& e, int digits) {
    if (!e.known()) return "-";
    return fmt::format("{:.{}f} [{:.{}f}, {:.{}f}]", e.value, digits, e.low, digits, e.high,
                       digits);
}

std::string row(const std::string& what, const std::string& edit, const std::string& control) {
    return fmt::format("  {:<28}{:<26}{}\n", what, edit, control);
}

bool has_place(const EffectReport& report) {
    return !report.place.empty();
}

std::string amount(const EffectReport& report, const Estimate& e) {
    return has_place(report) ? number(e, 1) : percent(e);
}

std::string figures(const EffectReport& report) {
    const EditEffect& edit = report.edit;
    const EditEffect& control = report.control;
    std::string text =
        row("", "the edit", fmt::format("as many others ({} draws)", report.controls));
    const std::string what = report.name + (has_place(report) ? " pixels" : "");
    if (edit.left.known()) {
        text += row(what + " left", percent(edit.left), percent(control.left));
        const std::string unit = has_place(report) ? ", pixels an image" : ", share of images";
        text += row("  before" + unit, amount(report, edit.before), amount(report, control.before));
        text += row("  after", amount(report, edit.after), amount(report, control.after));
    }
    if (edit.inside.known()) {
        text += row("change where it was", percent(edit.inside), percent(control.inside));
    }
    text += row(edit.inside.known() ? "change elsewhere" : "change of the image",
                percent(edit.outside), percent(control.outside));
    if (edit.d_change.known()) {
        text += row("change of D's logit", number(edit.d_change, 2), number(control.d_change, 2));
    }
    text += row("diversity, of before", percent(edit.diversity), percent(control.diversity));
    return text;
}

std::string places(const EffectReport& report) {
    std::string text = fmt::format(
        "\nWhat stands where {} was, shares of those pixels\n  {:<20}{:>9}"
        "{:>9}{:>9}\n",
        report.name, "", "before", "after", "control");
    for (const PlaceShare& kind : report.place) {
        text += fmt::format("  {:<20}{:>7.1f} %{:>7.1f} %{:>7.1f} %\n",
                            kind.key.empty() ? kind.title : kind.key, 100.0 * kind.before,
                            100.0 * kind.after, 100.0 * kind.control);
    }
    return text;
}

std::string sides(const EffectReport& report) {
    std::string text = "\nOf sure answers, turned into the opposite\n";
    for (const SideEffect& side : report.sides) {
        if (std::isnan(side.edit)) continue;
        text += fmt::format("  {:<20}{:>7.1f} %", side.key, 100.0 * side.edit);
        if (!std::isnan(side.control))
            text += fmt::format("{:>7.1f} % control", 100.0 * side.control);
        text += "\n";
    }
    return text;
}

std::string curve(const EffectReport& report) {
    std::string text = fmt::format("\n{} left by the number of units\n", report.name);
    for (const EffectPoint& point : report.curve) {
        text += fmt::format("  {:>4}  {:<26}{}\n", point.units, percent(point.left),
                            percent(point.control_left));
    }
    return text;
}

}  // namespace

std::string report_text(const EffectReport& report) {
    std::string text = fmt::format("{}, {} units of block {}, on {} images", report.name,
                                   report.units.size(), report.block, report.images);
    if (!report.judge.empty()) {
        text += fmt::format(" that have it (of {}), seen by {}", report.drawn, report.judge);
    }
    text += "\n" + figures(report);
    if (has_place(report)) text += places(report);
    if (!report.sides.empty()) text += sides(report);
    if (!report.curve.empty()) text += curve(report);
    text += "\n" + verdict_text(report) + "\n";
    if (!report.note.empty()) text += report.note + "\n";
    return text;
}

std::string verdict_text(const EffectReport& report) {
    const Estimate& left = report.edit.left;
    const Estimate& control = report.control.left;
    if (!left.known()) return "Whether the thing went cannot be said: nobody here can see it.";
    const std::string share =
        fmt::format("{:.0f} % of {} is left", 100.0 * left.value, report.name);
    if (!control.known()) return share + "; without other units to compare with, that may be luck.";
    const std::string others = fmt::format("{:.0f} %", 100.0 * control.value);
    if (left.high >= 1.0) {  // whatever others do, it did not go
        return fmt::format(
            "{}, with as many others as active {}: taking these units out does not "
            "take it away.",
            share, others);
    }
    if (left.high < control.low) {
        return fmt::format("{}, with as many others as active {}: it was these units{}.", share,
                           others, left.low > 0.5 ? ", though most of it stays" : "");
    }
    if (left.low > control.high) {
        return fmt::format("{}, with as many others as active only {}: these units do not draw it.",
                           share, others);
    }
    return fmt::format(
        "{}, with as many others as active {}: no difference that these images could show.", share,
        others);
}

}  // namespace zscope
