// SPDX-License-Identifier: MIT
#include "core/io/model_card.h"

#include <fmt/format.h>

#include <cmath>

#include "core/base/error.h"
#include "core/config/config_json.h"
#include "core/io/architecture_json.h"
#include "core/io/file_write.h"
#include "core/io/run_folder.h"

namespace zscope {

namespace {

using nlohmann::ordered_json;

constexpr std::string_view kNotStated = "not stated";

std::string text_or(const std::string& text, std::string_view otherwise) {
    return text.empty() ? std::string(otherwise) : text;
}

ordered_json figures_at(const std::filesystem::path& run, std::int64_t step) {
    ordered_json figures;
    for (const LossSample& sample : read_metrics(run)) {
        if (sample.step > step) break;
        const auto number = [](double value) {
            return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
        };
        figures = {{"step", sample.step},
                   {"loss_d", number(sample.loss_d)},
                   {"loss_g", number(sample.loss_g)},
                   {"d_x", number(sample.d_x)},
                   {"d_g_z1", number(sample.d_g_z1)},
                   {"d_g_z2", number(sample.d_g_z2)}};
    }
    return figures;
}

ordered_json describe(const Architecture& network, bool is_generator) {
    ordered_json json = architecture_to_json(network);
    if (!is_generator) {
        json.erase("nz");
        json.erase("labels");
    }
    json["size"] = network.image_size();
    json["parameters"] = network.parameters();
    return json;
}

std::string value_text(const ordered_json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string blocks_table(const ordered_json& blocks) {
    std::string text =
        "| block | maps in | maps out | kernel | stride | padding | bias | BatchNorm | activation "
        "|\n"
        "|---|---|---|---|---|---|---|---|---|\n";
    for (const ordered_json& block : blocks) {
        text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
                            value_text(block["name"]), value_text(block["in"]),
                            value_text(block["out"]), value_text(block["kernel"]),
                            value_text(block["stride"]), value_text(block["padding"]),
                            block["bias"].get<bool>() ? "yes" : "no",
                            block.contains("norm") ? "yes" : "no", value_text(block["activation"]));
    }
    return text;
}

// "- name: …", an edit a line, and what they did where that was measured.
std::string edits_text(const ordered_json& card) {
    const ordered_json& recipe = card["edits"];
    std::string text = fmt::format("- name: {}\n", value_text(recipe["name"]));
    for (const ordered_json& edit : recipe["edits"]) {
        const auto units = edit.contains("units") ? std::to_string(edit["units"].size()) : "all";
        text += fmt::format("- block {}: {} of {} units\n", value_text(edit["block"]),
                            value_text(edit["op"]), units);
    }
    if (!card.contains("effect_of_edits")) return text + "- effect: not measured\n";
    const ordered_json& effect = card["effect_of_edits"];
    text += fmt::format("- effect, on {} images: {}\n", value_text(effect["images"]),
                        value_text(effect["verdict"]));
    return text;
}

std::string training_text(const ordered_json& training) {
    if (training.is_null()) return "Not known: the file says nothing about it.\n";
    std::string text;
    for (const auto& [key, value] : training.items()) {
        if (value.is_object()) {
            for (const auto& [name, number] : value.items())
                text += fmt::format("- {}.{}: {}\n", key, name, value_text(number));
        } else if (!value.is_null()) {
            text += fmt::format("- {}: {}\n", key, value_text(value));
        }
    }
    return text;
}

}  // namespace

ordered_json facts_of_run(const std::filesystem::path& model_file, std::int64_t step) {
    const std::filesystem::path run = run_of_checkpoint(model_file);
    if (run.empty()) return nullptr;
    try {
        const RunInfo info = read_run_info(run);
        // A folder's name, without where it lies on this machine.
        const std::filesystem::path data(info.data);
        const bool is_path = info.data.find('/') != std::string::npos;
        return {{"run", info.name},
                {"created", info.created},
                {"zscope", info.zscope_version},
                {"data", is_path ? data.lexically_normal().filename().string() : info.data},
                {"configuration", ordered_json(config_to_json(info.config))},
                {"figures", figures_at(run, step)}};
    } catch (const Error&) {
        return nullptr;
    }
}

ordered_json model_card(const ModelSnapshot& model, const CardFacts& facts) {
    const bool is_d = facts.part == "D";
    ordered_json card = {
        {"name", model.name},
        {"model_id", facts.id},
        {"file", facts.file},
        {"part", facts.part},
        {"licence", text_or(facts.licence, kNotStated)},
        {"provenance", text_or(model.provenance, kNotStated)},
        {"steps", model.step},
        {"prior", model.prior},
        {"architecture", describe(is_d ? *model.discriminator : model.generator, !is_d)},
        {"training", facts.training}};
    return card;
}

std::string card_markdown(const ordered_json& card) {
    const ordered_json& network = card["architecture"];
    std::string text = fmt::format("# {}\n\n", value_text(card["name"]));
    for (const char* key : {"file", "part", "model_id", "licence", "provenance", "steps", "prior"})
        text += fmt::format("- **{}**: {}\n", key, value_text(card[key]));
    text += "\n## Architecture\n\n";
    for (const char* key : {"size", "channels", "nz", "labels", "parameters"}) {
        if (network.contains(key)) text += fmt::format("- {}: {}\n", key, value_text(network[key]));
    }
    text += "\n" + blocks_table(network["blocks"]);
    text += "\n## Training\n\n" + training_text(card["training"]);
    if (card.contains("edits")) text += "\n## Edits in the weights\n\n" + edits_text(card);
    return text;
}

void write_model_card(const std::filesystem::path& exported, const ordered_json& card) {
    std::filesystem::path path = exported;
    try {
        write_file_atomically(path.replace_extension(".card.json"), card.dump(2) + "\n");
    } catch (const nlohmann::json::exception&) {
        fail("cannot write {}: a name or a text in it is not UTF-8", path.string());
    }
    path = exported;
    write_file_atomically(path.replace_extension(".card.md"), card_markdown(card));
}

}  // namespace zscope
