// SPDX-License-Identifier: MIT
#include "core/io/model_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <system_error>
#include <vector>

#include "core/base/error.h"
#include "core/io/checkpoint.h"
#include "core/io/codecs/codec.h"
#include "core/io/file_write.h"
#include "core/io/model_id.h"
#include "core/io/model_networks.h"
#include "core/io/run_folder.h"
#include "core/io/run_snapshots.h"
#include "core/io/safetensors.h"
#include "core/io/shipped_models.h"
#include "core/io/torch_archive.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

// Models of which more is known than their files say, by model id.
struct KnownModel {
    std::string_view id;
    std::string_view name;
    std::string_view provenance;
};
constexpr KnownModel kKnownModels[] = {
    {"e9eeb5d3149c9cd8d6ea9b2d82ef94b5122053d0d7ba8435fd12bc8a93cc506c", "DigiFace faces",
     "The generator of the PyPI package gan-face-generate 1.1.1 (MIT licence, © 2023 chien liu): a "
     "DCGAN trained on DigiFace-1M (Microsoft), a data set of rendered faces that is, as far as "
     "known, for non-commercial research."},
};

// The file that a word names; an Error if it is not where it should be.
fs::path existing_shipped(const std::string& word, const fs::path& path) {
    std::error_code error;
    if (fs::is_regular_file(path, error)) return path;
    const bool is_default = word == "default";
    const char* chosen = std::getenv("ZSCOPE_DEFAULT_MODEL");
    if (is_default && chosen != nullptr && chosen[0] != '\0') {
        fail("the default model is not at {}, where ZSCOPE_DEFAULT_MODEL says", path.string());
    }
    fail("the {} model is not at {}: scripts/run puts it there; or name a model's file", word,
         path.string());
}

fs::path newest_checkpoint(const fs::path& dir) {
    std::vector<std::string> skipped;
    if (const auto path = newest_valid_checkpoint(dir, &skipped)) return *path;
    std::string reasons;
    for (const std::string& reason : skipped)
        reasons += "\n  " + reason;
    fail("no checkpoint that can be read in the folder {}{}{}", (dir / "checkpoints").string(),
         skipped.empty() ? ": it has none" : ":", reasons);
}

// RUN@STEP: the file of this step; an Error that names the nearest steps there are.
fs::path moment_of_run(const StepOfRun& asked) {
    const std::vector<RunMoment> all = list_moments(asked.run_dir);
    const RunMoment* below = nullptr;
    const RunMoment* above = nullptr;
    for (const RunMoment& moment : all) {
        if (moment.step == asked.step) return moment.path;
        if (moment.step < asked.step) below = &moment;
        if (moment.step > asked.step && above == nullptr) above = &moment;
    }
    if (all.empty()) fail("the run {} has kept no step yet", asked.run_dir.string());
    std::string nearest;
    if (below != nullptr) nearest += fmt::format(" {}", below->step);
    if (above != nullptr)
        nearest += fmt::format("{} {}", nearest.empty() ? "" : " and", above->step);
    fail("the run {} has not kept step {}; the nearest that it has:{}", asked.run_dir.string(),
         asked.step, nearest);
}

// "run faces-03" for a checkpoint in its run folder, else the file's name.
std::string name_of(const fs::path& path) {
    const fs::path whole = fs::absolute(path).lexically_normal();
    const fs::path folder = whole.parent_path();
    if (folder.filename() == "checkpoints" || folder.filename() == "snapshots") {
        return fmt::format("run {}", folder.parent_path().filename().string());
    }
    return whole.stem().string();
}

void set_ids(ModelSnapshot& model) {
    model.id_raw = model_id(model.raw);
    if (model.ema) model.id_ema = model_id(*model.ema);
    for (const KnownModel& known : kKnownModels) {
        if (model.id_raw != known.id) continue;
        model.name = known.name;
        model.provenance = known.provenance;
    }
}

std::shared_ptr<ModelSnapshot> from_checkpoint(const fs::path& path) {
    Checkpoint checkpoint = read_checkpoint(path);
    auto model = std::make_shared<ModelSnapshot>();
    model->generator = dcgan_generator(checkpoint.config.shape());
    model->raw = std::move(checkpoint.g);
    model->ema = std::move(checkpoint.g_ema);
    model->discriminator = dcgan_discriminator(checkpoint.config.shape());
    model->d = std::move(checkpoint.d);
    model->step = checkpoint.step;
    model->prior = checkpoint.config.prior;
    model->format = "zscope";
    model->provenance = checkpoint.provenance;
    return model;
}

std::string text_or(const std::map<std::string, std::string>& metadata, const std::string& key) {
    const auto found = metadata.find(key);
    return found == metadata.end() ? std::string() : found->second;
}

void set_facts(ModelSnapshot& model, const std::map<std::string, std::string>& metadata) {
    model.name = text_or(metadata, "name");
    model.provenance =
        text_or(metadata, "provenance") + (model.provenance.empty() ? "" : " " + model.provenance);
    const std::string step = text_or(metadata, "step");
    std::from_chars(step.data(), step.data() + step.size(), model.step);  // 0 if it is no number
    model.step = std::max<std::int64_t>(model.step, 0);
    if (text_or(metadata, "prior") == "uniform") model.prior = "uniform";
}

std::shared_ptr<ModelSnapshot> from_safetensors(const fs::path& path, const GeneratorHints& hints) {
    const auto metadata = read_safetensors_metadata(path);
    if (text_or(metadata, "format") == "zscope") {
        if (hints != GeneratorHints{}) {
            fail("{}: a file of zscope's own, which says what its layers are", path.string());
        }
        const std::string kind = text_or(metadata, "kind");
        if (kind != "model" && kind != "snapshot") return from_checkpoint(path);
        auto model =
            model_from_own(read_safetensors(path, SafetensorsProfile::strict), path.string());
        set_facts(*model, metadata);
        model->format = "zscope";
        return model;
    }
    SafetensorsFile file = read_safetensors(path, SafetensorsProfile::foreign);
    auto model = model_from_foreign({std::move(file.tensors), {}, {}}, hints, path.string());
    set_facts(*model, metadata);
    model->format = "safetensors";
    return model;
}

std::shared_ptr<ModelSnapshot> from_torch_archive(const fs::path& path,
                                                  const GeneratorHints& hints) {
    auto model = model_from_foreign(read_torch_archive(path), hints, path.string());
    model->format = "pytorch";
    return model;
}

struct Beginning {
    std::string_view bytes;
    std::string_view what;
};
// Files of weights that others write, and what people find in their place.
constexpr Beginning kBeginnings[] = {
    {"\x89HDF", "it is an HDF5 file, as Keras writes it"},
    {"\x1f\x8b", "it is packed with gzip: unpack it first"},
    {"BZh", "it is packed with bzip2: unpack it first"},
    {"\xfd"
     "7zXZ",
     "it is packed with xz: unpack it first"},
    {"\x93NUMPY", "it is an array of NumPy"},
    {"version https://git-lfs", "it is a pointer of Git LFS: fetch the file itself (git lfs pull)"},
    {"<!DOCTYPE", "it is a web page: download the file itself"},
    {"<html", "it is a web page: download the file itself"},
    {"\x80",
     "it is a pickle that torch.save did not write: load it in Python and save its "
     "state_dict with torch.save"},
};
constexpr std::size_t kTarMagicAt = 257;

std::string_view what_else(std::span<const std::byte> head) {
    if (head.empty()) return "it is empty";
    const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
    for (const Beginning& beginning : kBeginnings) {
        if (text.starts_with(beginning.bytes)) return beginning.what;
    }
    if (text.size() > kTarMagicAt && text.substr(kTarMagicAt).starts_with("ustar")) {
        return "it is a tar archive: unpack it and open the file of weights in it";
    }
    return "it begins like no file of weights";
}

// Refuses by its first bytes what no reader would make sense of, in words for the person.
void require_model(std::span<const std::byte> head, const fs::path& path) {
    constexpr std::string_view kOpens =
        "zscope opens .safetensors checkpoints, PyTorch .pth/.pt files and run folders";
    if (sniff_image(head).kind != ImageKind::none) {
        fail("{} is an image, not a model. {}; to train on images drop or name their folder.",
             path.string(), kOpens);
    }
    // A safetensors file has the length of its header in 8 bytes, then the header, a JSON object.
    constexpr std::size_t kHeaderAt = 8;
    const bool safetensors = head.size() > kHeaderAt && head[kHeaderAt] == std::byte{'{'};
    if (safetensors || looks_like_torch_archive(head)) return;
    fail("{} is not a model: {}. {}.", path.string(), what_else(head), kOpens);
}

}  // namespace

fs::path resolve_model(const std::string& model) {
    if (const auto shipped = shipped_model_file(model)) return existing_shipped(model, *shipped);
    const fs::path path(model);
    std::error_code error;
    if (fs::is_directory(path, error)) return newest_checkpoint(path);
    if (fs::exists(path, error)) return path;
    const auto step = split_run_step(model);
    if (step && is_run(step->run_dir)) return moment_of_run(*step);
    fail(
        "there is no model {} (looked for a file or a run folder at {}; default, digiface, faces "
        "and "
        "rooms come with zscope)",
        model, fs::absolute(path, error).string());
}

SnapshotPointer open_model(const fs::path& path, const GeneratorHints& hints) {
    const std::vector<std::byte> head =
        read_file_begin(path, std::max<std::size_t>(kSniffBytes, kTarMagicAt + 8));
    require_model(head, path);
    const auto model = looks_like_torch_archive(head) ? from_torch_archive(path, hints)
                                                      : from_safetensors(path, hints);
    if (model->name.empty()) model->name = name_of(path);
    set_ids(*model);
    return model;
}

}  // namespace zscope
