// SPDX-License-Identifier: MIT
#include "ui/panels/models_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShortId = 12;

const char* format_words(const std::string& format) {
    if (format == "zscope") return "zscope's own";
    if (format == "pytorch") return "PyTorch";
    return format == "safetensors" ? "safetensors of another program" : "in memory";
}

std::string pixels(const Architecture& generator) {
    return fmt::format("{0} × {0} {1}", generator.image_size(),
                       generator.channels == 1 ? "grey" : "colour");
}

std::string path_of(const ModelRef& ref) {
    const auto* opened = std::get_if<OpenedModel>(&ref.which);
    return opened == nullptr ? std::string() : opened->last_path;
}

void add_networks(std::vector<ModelFact>& facts, const ModelSnapshot& model) {
    facts.push_back({"G", fmt::format("{} blocks, {} parameters", model.generator.blocks.size(),
                                      thousands(model.generator.parameters()))});
    facts.push_back({"D", model.discriminator
                              ? thousands(model.discriminator->parameters()) + " parameters"
                              : std::string("none: what needs one says so")});
    facts.push_back({"Weights", model.ema ? "raw and averaged (EMA)" : "raw only"});
}

}  // namespace

bool is_live(const ModelRef& model) {
    return std::holds_alternative<LiveModel>(model.which);
}

bool same_model(const ModelRef& one, const ModelRef& other) {
    const auto* first = std::get_if<OpenedModel>(&one.which);
    const auto* second = std::get_if<OpenedModel>(&other.which);
    if (first != nullptr && second != nullptr) return first->model_id == second->model_id;
    return one.which == other.which;
}

std::string model_summary(const ModelSnapshot& model) {
    std::string text = fmt::format("{} · z {}", pixels(model.generator), model.generator.nz);
    if (model.generator.labels > 0) text += fmt::format(" · {} labels", model.generator.labels);
    if (model.step > 0) text += fmt::format(" · step {}", thousands(model.step));
    return text;
}

std::vector<ModelFact> model_facts(const ModelRegistry::Entry& entry) {
    if (entry.model == nullptr) return {};
    const ModelSnapshot& model = *entry.model;
    const std::string& id = shown_id(model, entry.ref.weights);
    const std::string path = path_of(entry.ref);
    std::vector<ModelFact> facts;
    facts.push_back({"Format", format_words(model.format)});
    facts.push_back({"Images", pixels(model.generator)});
    facts.push_back({"z", fmt::format("{} numbers, {}", model.generator.nz, model.prior)});
    if (model.generator.labels > 0) {
        facts.push_back({"Labels", fmt::format("{}, given with z", model.generator.labels)});
    }
    add_networks(facts, model);
    facts.push_back({"Step", model.step > 0 ? thousands(model.step) : std::string("not known")});
    if (!id.empty()) facts.push_back({"Model id", id.substr(0, kShortId), id});
    if (!model.provenance.empty()) facts.push_back({"From", model.provenance, {}, true});
    if (!path.empty()) facts.push_back({"File", path, path});
    return facts;
}

const ModelRegistry::Entry* open_at(const ModelPlace& place,
                                    const std::vector<ModelRegistry::Entry>& open) {
    const auto found = std::ranges::find_if(open, [&](const ModelRegistry::Entry& entry) {
        const fs::path path = path_of(entry.ref);
        if (path.empty()) return false;
        if (place.kind != "run") return path == fs::path(place.path);
        return path.parent_path().parent_path() == fs::path(place.path);
    });
    return found == open.end() ? nullptr : &*found;
}

std::vector<ModelPlace> other_recent(const ModelPlaces& places,
                                     const std::vector<ModelRegistry::Entry>& open) {
    std::vector<ModelPlace> others;
    for (const ModelPlace& place : places.recent) {
        const bool shipped = std::ranges::any_of(
            places.shipped, [&](const ModelPlace& known) { return known.path == place.path; });
        if (!shipped && open_at(place, open) == nullptr) others.push_back(place);
    }
    return others;
}

}  // namespace zscope::ui
