// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "core/engine/oracle_answers.h"

namespace zscope::ui {

// Of glasses: yes over 1, no under −1. Long hair is its opposite, and never unsure.
inline AttributeAnswers seen(const std::vector<float>& glasses) {
    AttributeAnswers answers;
    answers.count = std::ssize(glasses);
    answers.keys = {"glasses", "long_hair"};
    for (const float logit : glasses) {
        answers.logits.insert(answers.logits.end(), {logit, -logit});
        answers.answers.insert(answers.answers.end(),
                               {answer_of(logit, {-1, 1}), answer_of(-logit, {0, 0})});
    }
    return answers;
}

}  // namespace zscope::ui
