// SPDX-License-Identifier: MIT
#include "app/window/model_view.h"

#include <variant>

namespace zscope::app {

namespace {

std::string why_not_here(const ModelRef& model, const TrainerStatus& trainer, bool opening) {
    if (const auto* live = std::get_if<LiveModel>(&model.which)) {
        if (live->run_id == trainer.run_id && trains(trainer)) {
            return trainer.state == TrainerState::preparing
                       ? "Training is being prepared; its first images come soon."
                       : "The run's images are on their way.";
        }
        return "The run that was live is not training now. Open its folder to see what it learned.";
    }
    if (opening) return "The model is being opened…";
    if (std::holds_alternative<RunSnapshot>(model.which)) {
        return "The frozen model is no longer here. Open its run folder to see what it learned.";
    }
    return "No model is open. Open one, or drop it on the window.";
}

}  // namespace

ui::ModelView make_model_view(const ModelRef& model, const SnapshotPointer& snapshot,
                              const TrainerStatus& trainer, bool opening) {
    ui::ModelView view;
    view.live = std::holds_alternative<LiveModel>(model.which);
    if (snapshot == nullptr) {
        view.why_not = why_not_here(model, trainer, opening);
        return view;
    }
    view.available = true;
    view.name = snapshot->name;
    view.provenance = snapshot->provenance;
    view.prior = snapshot->prior;
    view.nz = snapshot->generator.inputs();
    view.labels = snapshot->generator.labels;
    view.size = snapshot->generator.image_size();
    view.channels = snapshot->generator.channels;
    view.step = snapshot->step;
    view.ema = resolve_weights(*snapshot, model.weights) == Weights::ema;
    view.has_d = snapshot->d.has_value();
    for (const Block& block : snapshot->generator.blocks) {
        view.blocks.push_back(
            {block.out, snapshot->generator.map_size(view.blocks.size() + 1),
             block.activation != Activation::relu && block.activation != Activation::sigmoid});
    }
    view.id = shown_id(*snapshot, model.weights);
    return view;
}

std::string last_run_path(const ModelRef& model, const std::vector<RecentItem>& recent) {
    std::string run_id;
    if (const auto* live = std::get_if<LiveModel>(&model.which)) run_id = live->run_id;
    if (const auto* kept = std::get_if<RunSnapshot>(&model.which)) run_id = kept->run_id;
    for (const RecentItem& item : recent) {
        if (item.kind == "run" && !run_id.empty() && item.id == run_id) return item.path;
    }
    return {};
}

void use_as_data_source(ui::Workspaces& workspaces, const nlohmann::json& settings) {
    workspaces.find("train").set_settings(settings);
    workspaces.show("train");
}

}  // namespace zscope::app
