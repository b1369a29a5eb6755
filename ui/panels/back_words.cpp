// SPDX-License-Identifier: MIT
#include "ui/panels/back_words.h"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <vector>

#include "core/surgery/unit_edits.h"
#include "ui/panels/operate_words.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr std::int64_t kGenerators = 3;  // that are searched

std::string share(const Estimate& e) {
    if (!e.known()) return "–";
    return fmt::format("{:.0f} % [{:.0f}, {:.0f}]", 100 * e.value, 100 * e.low, 100 * e.high);
}

std::string amount(const Estimate& e) {
    if (!e.known()) return "–";
    return fmt::format("{:.0f} [{:.0f}, {:.0f}]", e.value, e.low, e.high);
}

}  // namespace

std::string cannot_bring_back(const Session& session, const Architecture& generator) {
    if (session.operate.source != ConceptSource::world || session.operate.thing.empty()) {
        return "Two oracles have to say what is back: choose one of the world's things in step 1.";
    }
    const std::vector<Edit> edits = edits_on(session.edits);
    if (edits.empty()) return "There is no edit that is on: take some units out first.";
    for (const Edit& edit : edits) {
        if (!edit.units) return "An edit of a whole block leaves no other units to compare with.";
    }
    const std::vector<std::string> problems = baking_problems(edits, generator);
    if (!problems.empty()) return fmt::format("The edits cannot be baked: {}.", problems.front());
    return "";
}

std::string search_time_text(double seconds_each, std::int64_t starts, std::int64_t steps) {
    if (seconds_each < 0.0) {
        return "How long it takes is measured at its first steps and said then. It can be "
               "cancelled at any time.";
    }
    const double seconds = seconds_each * static_cast<double>(kGenerators * starts * (steps + 1));
    const bool minutes = seconds > 180.0 && seconds < 3600.0;
    return fmt::format(
        "About {}, by the steps that were taken last on this machine.",
        minutes ? fmt::format("{:.0f} min", std::round(seconds / 60.0)) : duration_text(seconds));
}

std::string weakness_text(std::int64_t starts, std::int64_t steps) {
    const TryBringBack whole;
    if (starts >= whole.starts && steps >= whole.steps) return "";
    std::string text = "Weak: ";
    if (starts < whole.starts) {
        const Estimate half = wilson_share(starts / 2, starts);
        text += fmt::format("of {} a share of one half is known to lie between {:.0f} and {:.0f} %",
                            count_of(starts, "start"), 100 * half.low, 100 * half.high);
    }
    if (steps < whole.steps) {
        text += fmt::format("{}what {} not find may well be there",
                            starts < whole.starts ? ", and " : "",
                            steps == 1 ? "1 step does" : fmt::format("{} steps do", steps));
    }
    return text + ". That the thing comes back counts, that it does not says little.";
}

std::string attempt_is_old(const TriedBack& tried, const Session& session,
                           const std::string& model_id) {
    if (tried.model_id != model_id && !of_this_run(tried.made_of, session))
        return "Tried on another model: try again.";
    if (tried.trial.report.thing != session.operate.thing)
        return fmt::format("This was about {}: try again.", tried.trial.report.thing);
    if (tried.edits != edits_on(session.edits))
        return "Tried before you changed the edits: try again.";
    return "";
}

std::array<BackRow, 3> back_rows(const BackReport& report) {
    constexpr std::array<const char*, 3> kNames{"with all units", "without these units",
                                                "without as many others"};
    std::array<BackRow, 3> rows;
    const auto outcomes = report.all();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const BackOutcome& each = *outcomes[i];
        rows[i] = {kNames[i], share(each.found), share(each.random), share(each.first_found),
                   amount(each.pixels)};
    }
    return rows;
}

}  // namespace zscope::ui
