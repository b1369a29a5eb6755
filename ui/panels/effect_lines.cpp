// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "ui/panels/operate_words.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

std::string share_text(const Estimate& e) {
    if (!e.known()) return "–";
    return fmt::format("{:.0f} % [{:.0f}, {:.0f}]", 100 * e.value, 100 * e.low, 100 * e.high);
}

// Changes of an image are a few percent: a digit more.
std::string fine_share_text(const Estimate& e) {
    if (!e.known()) return "–";
    return fmt::format("{:.1f} % [{:.1f}, {:.1f}]", 100 * e.value, 100 * e.low, 100 * e.high);
}

std::string amount_text(const Estimate& e) {
    if (!e.known()) return "–";
    return fmt::format("{:.0f} [{:.0f}, {:.0f}]", e.value, e.low, e.high);
}

std::string logit_text(const Estimate& e) {
    if (!e.known()) return "–";
    return fmt::format("{:+.2f} [{:+.2f}, {:+.2f}]", e.value, e.low, e.high);
}

bool apart(const Estimate& a, const Estimate& b) {
    return a.known() && b.known() && (a.low > b.high || b.low > a.high);
}

using Text = std::string (*)(const Estimate&);

EffectLine line_of(std::string what, const Estimate& edit, const Estimate& control, Text text,
                   const char* help) {
    return {std::move(what), text(edit), text(control), help, apart(edit, control)};
}

}  // namespace

std::vector<EffectLine> effect_lines(const EffectReport& report) {
    const EditEffect &edit = report.edit, &control = report.control;
    const bool in_pixels = !report.place.empty();  // of a segment: else a share of images
    std::vector<EffectLine> lines;
    if (edit.left.known()) {
        lines.push_back(line_of(report.name + " left", edit.left, control.left, share_text,
                                in_pixels ? "Of the pixels that showed it, those that still do"
                                          : "Of the images that surely had it, those that surely "
                                            "have it still"));
        const Text amount = in_pixels ? amount_text : share_text;
        const char* unit = in_pixels ? "pixels an image" : "share of images";
        lines.push_back(line_of(fmt::format("before, {}", unit), edit.before, control.before,
                                amount, "Without any edit"));
        lines.push_back(line_of(fmt::format("after, {}", unit), edit.after, control.after, amount,
                                "With the edit"));
    }
    const bool place = edit.inside.known();
    if (place) {
        lines.push_back(line_of("change where it was", edit.inside, control.inside, fine_share_text,
                                "Of black to white, on the average over those pixels"));
    }
    lines.push_back(line_of(place ? "change elsewhere" : "change of the image", edit.outside,
                            control.outside, fine_share_text,
                            "Of black to white, on the average over the pixels"));
    if (edit.d_change.known()) {
        lines.push_back(line_of("D's opinion, logit", edit.d_change, control.d_change, logit_text,
                                "How much more (+) or less (−) real D finds the images"));
    }
    lines.push_back(line_of("diversity, of before", edit.diversity, control.diversity, share_text,
                            "Mean distance between the images: below 100 % they have become more "
                            "alike"));
    return lines;
}

std::string effect_title(const EffectReport& report) {
    std::string text = fmt::format(
        "{}{}{} of block {}, on {}", report.name, report.name.empty() ? "" : ": ",
        count_of(std::ssize(report.units), "unit"), report.block, count_of(report.images, "image"));
    if (!report.judge.empty()) text += fmt::format(" that have it, seen by {}", report.judge);
    return text;
}

}  // namespace zscope::ui
