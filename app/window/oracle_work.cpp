// SPDX-License-Identifier: MIT
#include "app/window/oracle_work.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "core/base/error.h"
#include "core/engine/oracle.h"
#include "core/engine/sampling.h"
#include "core/worlds/world.h"

namespace zscope::app {

void OracleWork::set_model(const SnapshotPointer& model) {
    const std::string provenance = model == nullptr ? "" : model->provenance;
    if (provenance == provenance_) return;
    provenance_ = provenance;
    view_.world.clear();
    view_.title.clear();
    view_.attributes.clear();
    const World* world = world_trained_on(provenance);
    if (world == nullptr) return;
    view_.world = std::string(world->name());
    view_.title = std::string(world->title());
    for (const WorldAttribute& attribute : world->attributes()) {
        if (attribute.kind != WorldAttribute::Kind::yes_no) continue;
        view_.attributes.push_back({std::string(attribute.key), std::string(attribute.title),
                                    std::string(attribute.help)});
    }
}

void OracleWork::ask(const ui::AskOracle& wish, const SnapshotPointer& model, Weights weights) {
    if (model == nullptr) fail("no model is here to ask the oracle about; open one first");
    const World* world = world_trained_on(model->provenance);
    if (world == nullptr) fail("{} is of no world that has an oracle", model->name);
    if (shown_id(*model, weights) != wish.question.model_id) return;
    auto& line = lines_.try_emplace(wish.panel, jobs_, wake_).first->second;
    line.start(fmt::format("Asking the oracle of {}", world->title()),
               [model, weights, world, question = wish.question](JobContext& job) {
                   job.progress(0.0, "Opening the oracle");
                   Sampler sampler(model, weights);
                   Oracle oracle = Oracle::shipped(*world);
                   return ask_oracle(oracle, sampler, *question.z, question.edits, job.stop(),
                                     share_of(job, "Drawing the samples and looking at them"));
               });
    view_.asked[wish.panel] = {wish.question, line.job(), {}, nullptr};
}

void OracleWork::take() {
    for (auto& [panel, line] : lines_) {
        ui::OracleAsked& asked = view_.asked[panel];
        while (auto over = line.take()) {
            if (!over->newest) continue;
            asked.error = over->error;
            if (over->result)
                asked.answers = std::make_shared<const AttributeAnswers>(std::move(*over->result));
        }
        asked.job = line.job();
    }
}

bool OracleWork::busy() const {
    return std::ranges::any_of(view_.asked, [](const auto& each) { return each.second.job != 0; });
}

}  // namespace zscope::app
