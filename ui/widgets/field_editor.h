// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/config/train_config.h"
#include "ui/widgets/form.h"

namespace zscope::ui {

// Where a field of the configuration stands in the form. A field that is new in visit_fields shows
// up under `advanced` by itself.
enum class FieldGroup { network, rates, advanced, elsewhere };
FieldGroup group_of(std::string_view key);
// "lr_g" → "Learning rate G": for people, from the key alone.
std::string field_label(std::string_view key);

// Rows for every field of a group: label, control, tooltip with the default, reset arrow. Numbers
// get sliders (logarithmic where they span much) or a field where they span too much; OneOf a list
// in which what cannot be combined with the rest is greyed out with the reason.
// `fixed`: why these fields cannot be changed now; empty if they can. True: something changed.
bool edit_fields(Form& form, TrainConfig& config, FieldGroup group, std::string_view fixed = {});

// The same for the fields with these keys.
bool edit_fields(Form& form, TrainConfig& config, std::span<const std::string_view> keys);

// Why a choice of a OneOf field cannot be taken with the rest of the configuration; empty if it
// can. Pure.
std::string why_not(const TrainConfig& config, std::string_view key, std::string_view choice);
// Sets a OneOf field. Pure but for `config`.
void set_choice(TrainConfig& config, std::string_view key, std::string_view choice);

}  // namespace zscope::ui
