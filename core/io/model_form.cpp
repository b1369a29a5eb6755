// SPDX-License-Identifier: MIT
#include "core/io/model_form.h"

#include "core/io/architecture_json.h"

namespace zscope {

std::map<std::string, std::string> facts_of(const ModelSnapshot& model) {
    return {{"name", model.name},
            {"provenance", model.provenance},
            {"step", std::to_string(model.step)},
            {"prior", model.prior}};
}

SafetensorsFile own_form(const ModelSnapshot& model, std::string_view kind) {
    SafetensorsFile file{{}, facts_of(model)};
    file.metadata["format"] = "zscope";
    file.metadata["kind"] = kind;
    file.metadata["version"] = "1";
    file.metadata["architecture"] = architecture_to_json(model.generator).dump();
    if (model.discriminator) {
        file.metadata["d_architecture"] = architecture_to_json(*model.discriminator).dump();
    }
    return file;
}

NamedTensors rounded_to_bf16(const NamedTensors& tensors) {
    NamedTensors result;
    for (const auto& [name, tensor] : tensors) {
        result[name] = tensor.dtype == DType::f32 ? to_bf16(tensor) : tensor;
    }
    return result;
}

}  // namespace zscope
