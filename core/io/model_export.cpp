// SPDX-License-Identifier: MIT
#include "core/io/model_export.h"

#include "core/base/error.h"
#include "core/io/architecture_json.h"
#include "core/io/model_file.h"
#include "core/io/model_id.h"
#include "core/io/model_tensors.h"
#include "core/io/safetensors.h"
#include "core/io/torch_save.h"

namespace zscope {

namespace {

std::map<std::string, std::string> facts_of(const ModelSnapshot& model) {
    return {{"name", model.name},
            {"provenance", model.provenance},
            {"step", std::to_string(model.step)},
            {"prior", model.prior}};
}

const NamedTensors& part_of(const ModelSnapshot& model, std::string_view part) {
    if (part == "G") return model.raw;
    if (part != "G_ema" && part != "D") fail("unknown part \"{}\": G, G_ema or D", part);
    const std::optional<NamedTensors>& tensors = part == "D" ? model.d : model.ema;
    if (!tensors) fail("{} has no {}", model.name.empty() ? "this model" : model.name, part);
    return *tensors;
}

// Facts and architectures; no tensors yet.
SafetensorsFile own_form(const ModelSnapshot& model) {
    SafetensorsFile file{{}, facts_of(model)};
    file.metadata["format"] = "zscope";
    file.metadata["kind"] = "model";
    file.metadata["version"] = "1";
    file.metadata["architecture"] = architecture_to_json(model.generator).dump();
    if (model.discriminator) {
        file.metadata["d_architecture"] = architecture_to_json(*model.discriminator).dump();
    }
    return file;
}

NamedTensors rounded(const NamedTensors& tensors) {
    NamedTensors result;
    for (const auto& [name, tensor] : tensors) {
        result[name] = tensor.dtype == DType::f32 ? to_bf16(tensor) : tensor;
    }
    return result;
}

}  // namespace

std::string export_part(const ModelSnapshot& model, std::string_view part,
                        const std::filesystem::path& path, ExportFormat format) {
    SafetensorsFile file{part_of(model, part), facts_of(model)};
    std::string id = model_id(file.tensors);
    if (format == ExportFormat::automatic) {
        const std::filesystem::path ending = path.extension();
        const bool is_pth = ending == ".pth" || ending == ".pt" || ending == ".bin";
        format = is_pth ? ExportFormat::pth : ExportFormat::safetensors;
    }
    if (format == ExportFormat::pth) {
        write_torch_archive(path, file.tensors);
        return id;
    }
    file.metadata["format"] = "pt";
    file.metadata["part"] = part;
    file.metadata["id"] = id;
    write_safetensors(path, file);
    return id;
}

std::string export_light(const ModelSnapshot& model, const std::filesystem::path& path) {
    const bool average = resolve_weights(model, Weights::automatic) == Weights::ema;
    SafetensorsFile file = own_form(model);
    file.metadata["rounded_from"] = shown_id(model, Weights::automatic);
    const NamedTensors g = rounded(average ? *model.ema : model.raw);
    add_with_prefix(file.tensors, g, average ? "G_ema." : "G.");
    if (model.d) add_with_prefix(file.tensors, rounded(*model.d), "D.");
    write_safetensors(path, file);
    return model_id(g);
}

SnapshotPointer import_model(const std::filesystem::path& in, const std::filesystem::path& out,
                             const GeneratorHints& hints) {
    SnapshotPointer model = open_model(in, hints);
    SafetensorsFile file = own_form(*model);
    add_with_prefix(file.tensors, model->raw, "G.");
    if (model->ema) add_with_prefix(file.tensors, *model->ema, "G_ema.");
    if (model->d) add_with_prefix(file.tensors, *model->d, "D.");
    write_safetensors(out, file);
    return model;
}

}  // namespace zscope
