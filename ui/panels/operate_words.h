// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/model/edit.h"
#include "core/session/session.h"
#include "core/surgery/edit_effect.h"
#include "ui/frame.h"
#include "ui/views/operate_view.h"

namespace zscope::ui {

// What the panels of the workspace Operate say and decide about edits, rankings and measurements.
// All pure.

// What is looked for, as OperateWork names it: by the source, the typed name, that of the ticks or
// the world's key. Empty: it has no name yet.
std::string thing_name(const Session& session);

// Why the units cannot be ranked yet, for a tooltip; empty: they can.
std::string cannot_rank(const Session& session, const OperateView* view);

// "Marked in 7 images …": how far one is, and what is enough.
std::string marked_text(std::size_t images);

// How well the ranking tells inside from outside, in words.
std::string accuracy_text(const UnitRanking& ranking);

// Whether something was made of the run that the Session works on, at whatever step.
bool of_this_run(const MadeOf& made_of, const Session& session);
// How many steps ago (or ahead) it was made, "Ranked 340 steps ago, at step 1,000."; `verb`:
// "Ranked". Empty where that says nothing: of another run, or this very moment of one at rest.
std::string age_text(const MadeOf& made_of, const char* verb, const Session& session,
                     const ModelView& model);

// Why a ranking is not of what is asked for now; empty: it is. That its run has trained on is for
// age_text() to say: the units are the same ones, and go on drawing much the same.
std::string ranking_is_old(const RankedUnits& ranked, const Session& session,
                           const std::string& model_id);
// The same of a measurement.
std::string measurement_is_old(const MeasuredEdits& measured, const Session& session,
                               const std::string& model_id);

// The edit that takes units of this ranking: the first of its name and block, or, where a person
// gave it another name, the first of the block that has just the first so many of its units.
// nullopt: none yet.
std::optional<std::size_t> edit_of(const std::vector<Edit>& edits, const UnitRanking& ranking);
// The same edits with that edit on the first `count` units of the ranking; made if not there.
std::vector<Edit> with_units(std::vector<Edit> edits, const UnitRanking& ranking,
                             std::int64_t count);

const char* name_of(EditOp op);  // "Ablate"
const char* help_of(EditOp op);
bool has_value(EditOp op);
// A value to begin with, that does something.
double first_value(EditOp op);

// "glasses · block 2 · 20 units"
std::string edit_title(const Edit& edit);

// Why these edits cannot become a part of the weights, each reason once; empty: they can.
std::vector<std::string> baking_problems(const std::vector<Edit>& edits,
                                         const Architecture& generator);

// A line of the table of a measurement.
struct EffectLine {
    std::string what, edit, control, help;
    bool apart = false;  // the intervals of edit and control do not meet
};
std::vector<EffectLine> effect_lines(const EffectReport& report);
// "glasses, 20 units of block 2, on 256 images that have it, seen by the oracle of faces"
std::string effect_title(const EffectReport& report);

}  // namespace zscope::ui
