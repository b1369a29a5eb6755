// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/io/safetensors.h"
#include "core/model/snapshot.h"

namespace zscope {

// Name, provenance, step and prior, as they stand in the metadata of a file.
std::map<std::string, std::string> facts_of(const ModelSnapshot& model);

// A model in zscope's own form, of `kind` "model" or "snapshot": facts and architectures as
// metadata; no tensors yet.
SafetensorsFile own_form(const ModelSnapshot& model, std::string_view kind);

// f32 tensors rounded to bf16, the rest as they are.
NamedTensors rounded_to_bf16(const NamedTensors& tensors);

}  // namespace zscope
