// SPDX-License-Identifier: MIT
#include "core/engine/surgery/bring_back.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <cmath>

#include "core/base/error.h"
#include "core/engine/detail/network.h"
#include "core/engine/detail/oracle/oracle_file.h"
#include "core/engine/detail/oracle/oracle_network.h"
#include "core/engine/detail/oracle/world_batch.h"
#include "core/engine/surgery/thing.h"
#include "core/latent/labels.h"
#include "core/latent/prior_shell.h"
#include "core/worlds/world.h"

namespace zscope {

namespace {

constexpr double kShellDeviations = 3.0902;  // 0.1 to 99.9 % of a normal distribution
constexpr double kPixelsPerLogit = 100.0;

// The oracle, and what of its answers is asked for.
class Goal {
  public:
    Goal(const std::filesystem::path& path, const std::string& key)
        : file_(detail::read_oracle(path)),
          network_(detail::OracleNetwork::from_tensors(
              {static_cast<std::int64_t>(file_.world->attributes().size()),
               static_cast<std::int64_t>(file_.world->segments().size())},
              file_.weights)) {
        found_ = find_thing(*file_.world, key);
    }

    // images (N, C, S, S) → (N).
    at::Tensor of(const at::Tensor& images) {
        const detail::OracleOutput seen = network_.forward(detail::oracle_input_of_planes(images),
                                                           detail::Mode::eval, /*bf16=*/false);
        at::Tensor goal = at::zeros({images.size(0)});
        if (found_.attribute) {
            goal = goal + seen.answers.select(1, static_cast<std::int64_t>(*found_.attribute));
        }
        if (found_.segment != 0) {
            const at::Tensor pixels =
                seen.segments.softmax(1).select(1, found_.segment).sum({1, 2});
            goal = goal + pixels / kPixelsPerLogit;
        }
        return goal;
    }

  private:
    detail::OracleFile file_;
    detail::OracleNetwork network_;
    ThingInWorld found_;
};

void hold_in_shell(at::Tensor& z, const ModelSnapshot& model) {
    if (model.prior != "normal") {
        z.clamp_(-1.0, 1.0);
        return;
    }
    const PriorShell shell = prior_shell(model.prior, model.generator.nz);
    const double least = shell.norm - kShellDeviations * shell.deviation;
    const double most = shell.norm + kShellDeviations * shell.deviation;
    const at::Tensor norm = z.norm(2, 1, true).clamp_min(1e-6);
    z.mul_(norm.clamp(least, most) / norm);
}

// Adam (Kingma & Ba 2015), upwards, of one tensor.
class Climber {
  public:
    explicit Climber(const at::Tensor& z, double rate)
        : rate_(rate), mean_(at::zeros_like(z)), square_(at::zeros_like(z)) {}
    void step(at::Tensor& z, const at::Tensor& gradient) {
        constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEps = 1e-8;
        ++steps_;
        mean_ = kBeta1 * mean_ + (1.0 - kBeta1) * gradient;
        square_ = kBeta2 * square_ + (1.0 - kBeta2) * gradient * gradient;
        const double first = 1.0 - std::pow(kBeta1, steps_),
                     second = 1.0 - std::pow(kBeta2, steps_);
        z.add_(rate_ * (mean_ / first) / ((square_ / second).sqrt() + kEps));
    }

  private:
    double rate_;
    int steps_ = 0;
    at::Tensor mean_, square_;
};

}  // namespace

std::vector<float> bring_back(const SnapshotPointer& model, Weights weights,
                              const std::filesystem::path& oracle, const std::string& key,
                              const BringBackOptions& options, const std::stop_token& stop,
                              const ShareDone& done) {
    Goal goal(oracle, key);
    const Architecture& g = model->generator;
    detail::Network network = detail::Network::from_tensors(g, generator_weights(*model, weights));
    std::vector<float> start = draw_inputs(model->prior, options.seed, options.starts, g);
    const at::Tensor inputs =
        at::from_blob(start.data(), {options.starts, g.inputs()}, at::kFloat).clone();
    at::Tensor z = inputs.narrow(1, 0, g.nz).clone();
    const at::Tensor labels = inputs.narrow(1, g.nz, g.labels);
    hold_in_shell(z, *model);
    at::Tensor best_z = z.clone();
    at::Tensor best = at::full({options.starts}, -1e30);
    Climber climber(z, options.rate);
    for (std::int64_t step = 0; step <= options.steps; ++step) {
        if (stop.stop_requested()) fail("stopped");
        const at::Tensor leaf = z.detach().requires_grad_(true);
        const at::Tensor images = network.forward(at::cat({leaf, labels}, 1), detail::Mode::eval);
        const at::Tensor goals = goal.of(images);
        goals.sum().backward();
        const at::Tensor gradient = leaf.grad();
        const c10::NoGradGuard no_grad;
        const at::Tensor better = goals.detach() > best;
        best = at::where(better, goals.detach(), best);
        best_z = at::where(better.unsqueeze(1), z, best_z);
        climber.step(z, gradient);
        hold_in_shell(z, *model);
        if (done) done(static_cast<double>(step + 1) / static_cast<double>(options.steps + 1));
    }
    const at::Tensor found = at::cat({best_z, labels}, 1).contiguous();
    const auto* first = found.const_data_ptr<float>();
    return {first, first + found.numel()};
}

}  // namespace zscope
