// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ui/frame.h"

namespace zscope::ui {

// What the Models panel says of models. Pure.

// "64 × 64 colour · z 100 · step 1,240"; the step only where it is known.
std::string model_summary(const ModelSnapshot& model);

struct ModelFact {
    std::string label;
    std::string text;
    std::string copy = {};  // what a copy button takes; empty: none
    bool wrapped = false;   // a sentence, not a figure
};
// All that is known of an open model, in the order of reading. The model id is shown short: the
// first of its 64 hex digits tell models apart.
std::vector<ModelFact> model_facts(const ModelRegistry::Entry& entry);

// Recent ones that are in no other list: neither open now, nor among those that come with zscope.
std::vector<ModelPlace> other_recent(const ModelPlaces& places,
                                     const std::vector<ModelRegistry::Entry>& open);

// The open model that lies at this place; null if it is not open.
const ModelRegistry::Entry* open_at(const ModelPlace& place,
                                    const std::vector<ModelRegistry::Entry>& open);

bool is_live(const ModelRef& model);
// The same weights behind both names: where a file was last seen is only a hint.
bool same_model(const ModelRef& one, const ModelRef& other);

}  // namespace zscope::ui
