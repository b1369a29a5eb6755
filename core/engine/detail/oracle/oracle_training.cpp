// SPDX-License-Identifier: MIT
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.h"
#include "core/engine/detail/compute_threads.h"
#include "core/engine/detail/oracle/degrade.h"
#include "core/engine/detail/oracle/oracle_file.h"
#include "core/engine/detail/oracle/oracle_network.h"
#include "core/engine/detail/oracle/world_batch.h"
#include "core/engine/machine_report.h"
#include "core/engine/oracle.h"
#include "core/io/data/batch_loader.h"
#include "core/latent/torch_randn.h"

namespace zscope {

using detail::Mode;
using detail::OracleNetwork;
using detail::WorldSet;

namespace {

constexpr std::int64_t kLimitImages = 4000;  // that set the limits of the answers
constexpr double kWrongAnswers = 0.01;       // at most, of spoilt images
constexpr float kLeastUnsure = 1.0F;         // logits around the threshold
constexpr double kClean = 0.5;               // share of the images that are not spoilt
constexpr double kDrawingShare = 0.1;        // of the whole work, for the progress
constexpr double kWarmUp = 0.05;
constexpr std::int64_t kReportEvery = 50;
constexpr std::uint64_t kWorldSeed = 1000;
constexpr std::uint64_t kLimitSeed = 2000;

struct Kinds {
    at::Tensor yes_no, angles;  // (A): 1 where the attribute is of this kind
};

Kinds kinds_of(const World& world) {
    std::vector<float> yes;
    for (const WorldAttribute& attribute : world.attributes()) {
        yes.push_back(attribute.kind == WorldAttribute::Kind::yes_no ? 1.0F : 0.0F);
    }
    const at::Tensor mask = at::tensor(yes);
    return {mask, 1.0 - mask};
}

at::Tensor loss_of(const detail::OracleOutput& output, const WorldSet& truth, const Kinds& kinds) {
    const at::Tensor& x = output.answers;
    // Binary cross-entropy on logits in its stable form, for the yes/no columns.
    const at::Tensor entropy = x.clamp_min(0) - x * truth.labels + (-x.abs()).exp().log1p();
    at::Tensor loss = (entropy * kinds.yes_no).mean();
    loss = loss + 4.0 * ((x - truth.labels).square() * kinds.angles).mean();
    if (output.segments.defined()) {
        loss = loss + at::cross_entropy_loss(output.segments, truth.segments.to(at::kLong));
    }
    return loss;
}

double rate_at(const OracleTraining& training, std::int64_t step) {
    const double t = static_cast<double>(step) / static_cast<double>(training.steps);
    if (t < kWarmUp) return training.rate * (t / kWarmUp + 0.02);
    return training.rate * 0.5 * (1.0 + std::cos(std::numbers::pi * (t - kWarmUp) / (1 - kWarmUp)));
}

WorldSet batch_of(const WorldSet& all, const OracleTraining& training, std::int64_t step) {
    const std::int64_t count = all.pixels.size(0);
    std::vector<std::int64_t> rows;
    for (std::int64_t i = step * training.batch; i < (step + 1) * training.batch; ++i) {
        rows.push_back(
            shuffled_index(static_cast<std::int64_t>(training.seed), i / count, i % count, count));
    }
    const at::Tensor index = at::tensor(rows, at::kLong);
    return {all.pixels.index_select(0, index), all.labels.index_select(0, index),
            all.segments.defined() ? all.segments.index_select(0, index) : at::Tensor()};
}

double train_one(OracleNetwork& network, detail::Adam& adam, const WorldSet& batch,
                 const OracleTraining& training, std::int64_t step, const Kinds& kinds, bool bf16) {
    const at::Tensor images =
        detail::degraded(detail::oracle_input(batch.pixels),
                         mix_seed(training.seed, static_cast<std::uint64_t>(step)), kClean);
    for (auto& [name, values] : network.parameters())
        values.mutable_grad() = at::Tensor();
    const at::Tensor loss = loss_of(network.forward(images, Mode::train, bf16), batch, kinds);
    loss.backward();
    adam.apply(network.parameters(), step + 1,
               detail::Adam::Rates{rate_at(training, step), 0.9, 0.99});
    return loss.item<double>();
}

// Answers of the finished network to spoilt images that it has not seen.
void set_limits(OracleNetwork& network, detail::OracleFile& file, std::uint64_t seed,
                const std::stop_token& stop) {
    const c10::NoGradGuard no_grad;
    const WorldSet set =
        detail::draw_set(*file.world, kLimitSeed + seed, 0, kLimitImages, stop, {});
    std::vector<at::Tensor> answers;
    for (std::int64_t first = 0; first < kLimitImages; first += 100) {
        const at::Tensor images =
            detail::degraded(detail::oracle_input(set.pixels.slice(0, first, first + 100)),
                             mix_seed(seed, static_cast<std::uint64_t>(first)), 0.25);
        answers.push_back(network.forward(images, Mode::eval, false).answers);
    }
    const at::Tensor columns = at::cat(answers).t().contiguous();
    const at::Tensor labels = set.labels.t().contiguous();
    for (std::int64_t k = 0; k < columns.size(0); ++k) {
        const bool angle = file.world->attributes()[static_cast<std::size_t>(k)].kind ==
                           WorldAttribute::Kind::degrees;
        const std::span logits(columns[k].const_data_ptr<float>(), kLimitImages);
        const std::span truth(labels[k].const_data_ptr<float>(), kLimitImages);
        file.thresholds.push_back(angle ? 0.0F : best_threshold(logits, truth));
        file.limits.push_back(angle ? AnswerLimits{}
                                    : answer_limits(logits, truth, kWrongAnswers, kLeastUnsure));
    }
}

}  // namespace

void train_oracle(const OracleTraining& training, const std::filesystem::path& out,
                  const std::stop_token& stop,
                  const std::function<void(const OracleProgress&)>& progress) {
    detail::set_compute_threads(training.threads);
    const World& world = find_world(training.world);
    const WorldSet set = detail::draw_set(world, kWorldSeed + training.seed, 0, training.images,
                                          stop, [&](double share) {
                                              progress({0, kDrawingShare * share, 0.0});
                                          });
    const bool bf16 = this_cpu().amx_bf16;
    OracleNetwork network({static_cast<std::int64_t>(world.attributes().size()),
                           static_cast<std::int64_t>(world.segments().size()), /*areas=*/true},
                          training.seed);
    network.require_grad(true);
    detail::Adam adam(network.parameters());
    const Kinds kinds = kinds_of(world);
    double losses = 0.0;
    for (std::int64_t step = 0; step < training.steps; ++step) {
        if (stop.stop_requested()) fail("stopped before the oracle was finished");
        losses +=
            train_one(network, adam, batch_of(set, training, step), training, step, kinds, bf16);
        if ((step + 1) % kReportEvery != 0) continue;
        const double share = static_cast<double>(step + 1) / static_cast<double>(training.steps);
        progress({step + 1, kDrawingShare + (1 - kDrawingShare) * share,
                  losses / static_cast<double>(kReportEvery)});
        losses = 0.0;
    }
    network.require_grad(false);
    detail::OracleFile file;
    file.world = &world;
    // Limits are set on what the file will hold, not on finer numbers.
    for (const auto& [name, tensor] : network.to_host()) {
        file.weights[name] =
            detail::to_host(detail::to_tensor(tensor).to(at::kBFloat16).to(at::kFloat));
    }
    OracleNetwork rounded =
        OracleNetwork::from_tensors({static_cast<std::int64_t>(world.attributes().size()),
                                     static_cast<std::int64_t>(world.segments().size()), true},
                                    file.weights);
    set_limits(rounded, file, training.seed, stop);
    file.provenance =
        fmt::format("trained by zscope {} on {} images of the world {} (seed {}), {} steps of {}",
                    ZSCOPE_VERSION, training.images, world.name(), kWorldSeed + training.seed,
                    training.steps, training.batch);
    detail::write_oracle(out, file);
}

}  // namespace zscope
