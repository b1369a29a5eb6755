// SPDX-License-Identifier: MIT
#include "core/io/model_export.h"

#include "core/base/error.h"
#include "core/io/model_file.h"
#include "core/io/model_form.h"
#include "core/io/model_id.h"
#include "core/io/model_tensors.h"
#include "core/io/safetensors.h"
#include "core/io/torch_save.h"

namespace zscope {

namespace {

const NamedTensors& part_of(const ModelSnapshot& model, std::string_view part) {
    if (part == "G") return model.raw;
    if (part != "G_ema" && part != "D") fail("unknown part \"{}\": G, G_ema or D", part);
    const std::optional<NamedTensors>& tensors = part == "D" ? model.d : model.ema;
    if (!tensors) fail("{} has no {}", model.name.empty() ? "this model" : model.name, part);
    return *tensors;
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
    SafetensorsFile file = own_form(model, "model");
    file.metadata["rounded_from"] = shown_id(model, Weights::automatic);
    const NamedTensors g = rounded_to_bf16(average ? *model.ema : model.raw);
    add_with_prefix(file.tensors, g, average ? "G_ema." : "G.");
    if (model.d) add_with_prefix(file.tensors, rounded_to_bf16(*model.d), "D.");
    write_safetensors(path, file);
    return model_id(g);
}

void write_model(const ModelSnapshot& model, const std::filesystem::path& path) {
    SafetensorsFile file = own_form(model, "model");
    add_with_prefix(file.tensors, model.raw, "G.");
    if (model.ema) add_with_prefix(file.tensors, *model.ema, "G_ema.");
    if (model.d) add_with_prefix(file.tensors, *model.d, "D.");
    write_safetensors(path, file);
}

SnapshotPointer import_model(const std::filesystem::path& in, const std::filesystem::path& out,
                             const GeneratorHints& hints) {
    SnapshotPointer model = open_model(in, hints);
    write_model(*model, out);
    return model;
}

}  // namespace zscope
