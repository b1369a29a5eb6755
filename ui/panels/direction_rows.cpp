// SPDX-License-Identifier: MIT
#include "ui/panels/direction_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace zscope::ui {

namespace {

std::vector<SampleId> wanted_targets(const Session& session) {
    switch (session.directions.target) {
        case DirectionTarget::tray:
            return session.tray;
        case DirectionTarget::walk:
            return {session.walk.start};
        case DirectionTarget::sample:
            break;
    }
    if (session.selection.empty()) return {};
    return {session.selection.back()};
}

std::string percent(const Estimate& e) {
    if (!e.known()) return "–";
    return fmt::format("{:.0f} % [{:.0f}, {:.0f}]", 100 * e.value, 100 * e.low, 100 * e.high);
}

std::string plain(const Estimate& e, const char* unit) {
    if (!e.known()) return "–";
    return fmt::format("{:+.1f}{} [{:+.1f}, {:+.1f}]", e.value, unit, e.low, e.high);
}

bool apart(const Compared& compared) {
    const Estimate &a = compared.direction, &b = compared.control;
    return a.known() && b.known() && (a.low > b.high || b.low > a.high);
}

}  // namespace

DirectionRows direction_rows(const Session& session, const SampleBook& samples,
                             const DirectionBook& book, std::int64_t nz, std::int64_t labels) {
    DirectionRows rows;
    SampleRows chosen = sample_rows(wanted_targets(session), samples, nz);
    rows.targets = std::move(chosen.ids);
    rows.targets.resize(std::min(rows.targets.size(), kMostTargets));
    std::vector<float> z = *chosen.z;
    z.resize(rows.targets.size() * static_cast<std::size_t>(nz));
    rows.after = std::make_shared<const std::vector<float>>(
        directed(z, static_cast<std::size_t>(nz), session.directions, book, &rows.left_out,
                 static_cast<std::size_t>(labels)));
    rows.before = std::make_shared<const std::vector<float>>(std::move(z));
    return rows;
}

std::string strengths_text(const DirectionsState& state, const DirectionBook& book) {
    std::string text;
    for (const DirectionUse& use : state.list) {
        const DirectionPointer direction = book.find(use.id);
        if (use.strength == 0.0 || direction == nullptr) continue;
        text +=
            fmt::format("{}{}{:.1f} {}", text.empty() ? "" : ", ", use.strength < 0.0 ? "−" : "+",
                        std::abs(use.strength), direction->name);
    }
    return text;
}

std::string attribute_of(const Direction& direction, const std::vector<std::string>& attributes) {
    for (const std::string& key : {direction.attribute, direction.name}) {
        if (std::ranges::find(attributes, key) != attributes.end()) return key;
    }
    return "";
}

std::string quality_text(const DirectionVerdict& verdict) {
    if (verdict.score.strengths.empty()) return "";
    const Compared& success = verdict.score.strengths.front().success;
    if (!success.direction.known()) return "";
    if (verdict.score.degrees) {
        return fmt::format("{:+.1f}° (control {:+.1f}°)", success.direction.value,
                           success.control.value);
    }
    return fmt::format("{:.0f} % (control {:.0f} %)", 100 * success.direction.value,
                       100 * success.control.value);
}

std::vector<VerdictLine> verdict_lines(const DirectionVerdict& verdict) {
    std::vector<VerdictLine> lines;
    if (verdict.score.strengths.empty()) return lines;
    const StrengthEffect& effect = verdict.score.strengths.front();
    const auto add = [&lines](const std::string& what, const Compared& of, bool share,
                              const char* unit) {
        const auto text = [&](const Estimate& e) { return share ? percent(e) : plain(e, unit); };
        lines.push_back({what, text(of.direction), text(of.control), apart(of)});
    };
    if (effect.success.direction.known()) {
        add(verdict.score.attribute + " appears", effect.success, !verdict.score.degrees, "°");
    }
    for (const AttributeEffect& other : effect.others)
        add(other.key + " changes", other.changed, !other.degrees, "°");
    add("image change, levels of 255", effect.image_change, false, "");
    if (effect.d_change.direction.known()) add("D's opinion (logit)", effect.d_change, false, "");
    return lines;
}

}  // namespace zscope::ui
