// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "core/model/snapshot.h"

namespace zscope {

// What a model card says of an exported network, for people and programs: name, id, licence,
// provenance, architecture, training. Figures are those that a run's metrics.jsonl has for the
// model's step; where there is no run, there are none. Paths of the person's machine are left out.
struct CardFacts {
    std::string part;                 // "G", "G_ema", "D"
    std::string file;                 // the exported file's name
    std::string id;                   // of the part (model_id.h)
    std::string licence;              // as the person states it; empty: not stated
    nlohmann::ordered_json training;  // facts_of_run(); null if unknown
};

// Of the model file that was exported, where it is a checkpoint in its run folder: configuration,
// data, date, losses at that step. Else null. Never an Error: a card goes without what is damaged.
nlohmann::ordered_json facts_of_run(const std::filesystem::path& model_file, std::int64_t step);

nlohmann::ordered_json model_card(const ModelSnapshot& model, const CardFacts& facts);
std::string card_markdown(const nlohmann::ordered_json& card);

// Writes FILE's stem + ".card.json" and ".card.md" beside FILE, atomically.
void write_model_card(const std::filesystem::path& exported, const nlohmann::ordered_json& card);

}  // namespace zscope
