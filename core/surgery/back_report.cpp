// SPDX-License-Identifier: MIT
#include "core/surgery/back_report.h"

#include <fmt/format.h>

namespace zscope {

namespace {

constexpr double kFinds = 0.5;  // of its tries, where nothing is missing

std::string share_text(const Estimate& e) {
    return fmt::format("{:.1f} [{:.1f}, {:.1f}] %", 100.0 * e.value, 100.0 * e.low, 100.0 * e.high);
}

double percent(const BackOutcome& outcome) {
    return 100.0 * outcome.found.value;
}

}  // namespace

std::string report_text(const BackReport& report) {
    std::string text = fmt::format("{} back, after {} searches of {} steps each; seen by {}\n",
                                   report.thing, report.starts, report.steps, report.judge);
    text += fmt::format("  {:<18}{:<24}{:<24}{:<24}{}\n", "", "found", "by the first oracle",
                        "random z", "pixels an image");
    for (const BackOutcome* outcome : report.all()) {
        const Estimate& px = outcome->pixels;
        text += fmt::format(
            "  {:<18}{:<24}{:<24}{:<24}{}\n", outcome->name, share_text(outcome->found),
            share_text(outcome->first_found), share_text(outcome->random),
            px.known() ? fmt::format("{:.0f} [{:.0f}, {:.0f}]", px.value, px.low, px.high) : "-");
    }
    return text;
}

std::string verdict_text(const BackReport& report) {
    const Estimate &whole = report.whole.found, &edited = report.edited.found,
                   &others = report.others.found;
    if (whole.value < kFinds) {
        return fmt::format(
            "The search brings {} back in only {:.0f} % of its tries with all units there: it is "
            "too weak to say what is gone. Give it more steps.",
            report.thing, percent(report.whole));
    }
    const std::string shares = fmt::format(
        "in {:.0f} % without as many others, in {:.0f} % with "
        "all units",
        percent(report.others), percent(report.whole));
    const std::string gone =
        fmt::format("With these units gone the search brings {} back in {:.0f} % of its tries, {}",
                    report.thing, percent(report.edited), shares);
    if (edited.high < whole.low && edited.high < others.low) {
        return fmt::format("{}: {} hang on these units{}.", gone, report.thing,
                           edited.value > 0.5 ? " in part only" : "");
    }
    if (edited.low < kFinds) {
        return gone + ": no difference that so many tries could show. Give it more starts.";
    }
    return fmt::format(
        "The search brings {} back in {:.0f} % of its tries even with these units gone ({:.0f} % "
        "without as many others, {:.0f} % with all): the generator has other ways to draw it, and "
        "taking these units out is no censorship that holds.",
        report.thing, percent(report.edited), percent(report.others), percent(report.whole));
}

}  // namespace zscope
