// SPDX-License-Identifier: MIT
#include "ui/panels/train_form.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/config/config_json.h"
#include "core/io/checkpoint.h"
#include "core/worlds/world_word.h"

namespace zscope::ui {

namespace {

constexpr std::string_view kFromModel = "model:";

bool mentions(const std::string& message, std::string_view word) {
    return message.find(word) != std::string::npos;
}

}  // namespace

OpenedForTraining opened_for_training(const Session& session, const ModelView& model) {
    OpenedForTraining opened;
    const auto* which = std::get_if<OpenedModel>(&session.model.which);
    if (which == nullptr || !model.available || model.live) return opened;
    opened.path = which->last_path;
    opened.name = model.name;
    opened.trainable = !opened.path.empty();
    opened.has_d = model.has_d;
    opened.size = model.size;
    opened.channels = model.channels;
    opened.nz = model.nz;
    opened.prior = model.prior;
    return opened;
}

std::optional<RunOnDisk> run_of_checkpoint(const std::filesystem::path& file) {
    const std::filesystem::path folder = file.parent_path();
    std::error_code ignored;
    if (folder.filename() != "checkpoints") return std::nullopt;
    if (!std::filesystem::exists(folder.parent_path() / "run.json", ignored)) return std::nullopt;
    try {
        const auto checkpoints = list_checkpoints(folder.parent_path());
        if (checkpoints.empty()) return std::nullopt;
        const std::string name = checkpoints.front().stem().string();  // "step-000500"
        return RunOnDisk{folder.parent_path(), std::stoll(name.substr(name.find('-') + 1))};
    } catch (const std::exception&) {  // gone meanwhile, or not to be read
        return std::nullopt;
    }
}

TrainerStart resume_of(const std::filesystem::path& run_dir, std::int64_t total_steps) {
    TrainerStart command;
    command.run_dir = run_dir;
    command.resume = true;
    command.total_steps = total_steps;
    return command;
}

DataSpec TrainForm::data(const OpenedForTraining& opened) const {
    if (source == SourceKind::folder) return {folder, exclude};
    if (source == SourceKind::world) return {world};
    const std::string& path = kept_source.empty() ? opened.path : kept_source;
    if (source == SourceKind::opened && !path.empty()) return {std::string(kFromModel) + path};
    return {"model"};
}

std::string TrainForm::world_title() const {
    for (const World* each : worlds()) {
        const std::string word = std::string(kWorldPrefix) + std::string(each->name());
        if (world == word || world.starts_with(word + ",")) return std::string(each->title());
    }
    return world;
}

TrainerStart TrainForm::start(const OpenedForTraining& opened) const {
    TrainerStart command;
    command.config = config;
    command.data = data(opened);
    command.total_steps = total_steps;
    if (!kept_init.empty()) {
        command.init_model = kept_init;
    } else if (train_on && opened.trainable) {
        command.init_model = opened.path;
        command.config.size = opened.size;
        command.config.channels = opened.channels;
        command.config.nz = opened.nz;
        command.config.prior = opened.prior;
    }
    return command;
}

std::string TrainForm::problem(const OpenedForTraining& opened, bool folder_exists) const {
    if (source == SourceKind::folder && folder.empty()) {
        return "Choose a folder of images, or drop one here.";
    }
    if (source == SourceKind::folder && !folder_exists) {
        return "There is no folder or file " + folder + ".";
    }
    if (source == SourceKind::opened && opened.path.empty() && kept_source.empty()) {
        return "Open the model first that shall draw the training images.";
    }
    if (train_on && !opened.trainable) {
        return "Open the model first that training shall start from.";
    }
    if (source == SourceKind::world) {
        try {
            (void)parse_world_word(world);
        } catch (const Error& error) {
            return error.what();
        }
    }
    return validate(config);
}

void TrainForm::take_run(const TrainerStatus& run) {
    config = run.config;
    config.lr_g = run.start_rates.lr_g;
    config.lr_d = run.start_rates.lr_d;
    config.cpu_share = run.start_rates.cpu_share;
    total_steps = run.total_steps;
    train_on = false;
    kept_init = run.init_model;
    const DataSpec& data = run.data_spec;
    if (!data.text.empty()) take_json({{"data", data.text}, {"exclude", data.exclude}});
}

nlohmann::json TrainForm::to_json() const {
    const char* kinds[] = {"model", "opened", "folder", "world"};
    return {{"source", kinds[static_cast<int>(source)]},
            {"folder", folder},
            {"exclude", exclude},
            {"world", world},
            {"kept_source", kept_source},
            {"kept_init", kept_init},
            {"train_on", train_on},
            {"config", config_to_json(config)},
            {"total_steps", total_steps}};
}

void TrainForm::take_json(const nlohmann::json& json) {
    const auto text = [&json](const char* key) {
        return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : "";
    };
    if (json.contains("folder") && json["folder"].is_string()) folder = json["folder"];
    if (json.contains("kept_source")) kept_source = text("kept_source");
    if (json.contains("kept_init")) kept_init = text("kept_init");
    if (text("world").starts_with(kWorldPrefix)) world = text("world");
    const std::string kind = text("source");
    if (kind == "model") source = SourceKind::shipped;
    if (kind == "opened") source = SourceKind::opened;
    if (kind == "folder") source = SourceKind::folder;
    if (kind == "world") source = SourceKind::world;
    const std::string data = text("data");
    if (json.contains("exclude") || !data.empty()) exclude = text("exclude");
    if (data == "model") {
        source = SourceKind::shipped;
    } else if (data.starts_with(kWorldPrefix)) {
        source = SourceKind::world;
        world = data;
    } else if (data.starts_with(kFromModel)) {
        source = SourceKind::opened;
        kept_source = data.substr(kFromModel.size());
    } else if (!data.empty()) {
        source = SourceKind::folder;
        folder = data;
    }
    if (json.contains("train_on") && json["train_on"].is_boolean()) train_on = json["train_on"];
    if (json.contains("total_steps") && json["total_steps"].is_number_integer()) {
        total_steps = std::max<std::int64_t>(0, json["total_steps"].get<std::int64_t>());
    }
    if (!json.contains("config")) return;
    try {
        nlohmann::json merged = config_to_json(config);
        merged.update(json["config"]);
        config = config_from_json(merged, "the Train panel's settings").config;
    } catch (const Error&) {  // from another version: the defaults do
    } catch (const nlohmann::json::exception&) {
    }
}

std::string advice_for_failure(const std::string& message) {
    if (mentions(message, "memory") || mentions(message, "alloc")) {
        return "Take a smaller batch or narrower networks, then start again.";
    }
    if (mentions(message, "image") || mentions(message, "folder")) {
        return "Choose other images below, then start again.";
    }
    if (mentions(message, "space") || mentions(message, "disk")) {
        return "Make room on the disk, then start again; the newest checkpoint is kept.";
    }
    return "Change what is wrong below and start again. The log has the whole story.";
}

}  // namespace zscope::ui
