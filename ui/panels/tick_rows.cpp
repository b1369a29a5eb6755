// SPDX-License-Identifier: MIT
#include "ui/panels/tick_rows.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/latent/direction_fit.h"
#include "core/latent/few_examples.h"
#include "core/latent/interpolate.h"
#include "core/latent/labels.h"

namespace zscope::ui {

namespace {

struct Ticked {
    std::vector<float> z;  // (n, nz), without labels
    std::vector<Answer> answers;
};

// A direction leaves the label of a conditional model as it is.
std::vector<float> bare(std::span<const float> inputs, const ModelView& model) {
    return without_labels(inputs, static_cast<std::size_t>(model.nz),
                          static_cast<std::size_t>(model.labels));
}

void append(const std::vector<SampleId>& ids, Answer answer, const SampleBook& samples,
            const ModelView& model, Ticked& to) {
    for (const SampleId id : ids) {
        const SamplePointer sample = samples.find(id);
        if (sample == nullptr || std::ssize(sample->z) != model.nz) continue;
        const std::vector<float> z = bare(sample->z, model);
        to.z.insert(to.z.end(), z.begin(), z.end());
        to.answers.push_back(answer);
    }
}

std::optional<Direction> direction_of(const std::vector<double>& vector, DirectionMethod method,
                                      const TickState& ticks, const ModelView& model) {
    const std::vector<float> floats(vector.begin(), vector.end());
    const double length = norm(floats);
    if (!(length > 0.0) || !std::isfinite(length)) return std::nullopt;
    Direction direction;
    direction.name = ticks.name.empty() ? "ticked" : ticks.name;
    direction.method = method;
    direction.vector = unit_vector(vector, "the direction of the ticks");
    direction.model_id = model.id;
    direction.prior = model.prior;
    direction.figures.samples = static_cast<std::int64_t>(ticks.yes.size() + ticks.no.size());
    direction.figures.yes = static_cast<std::int64_t>(ticks.yes.size());
    direction.figures.no = static_cast<std::int64_t>(ticks.no.size());
    direction.figures.length = length;
    return direction;
}

}  // namespace

TickFit fit_ticks(const TickState& ticks, const SampleBook& samples, const ModelView& model,
                  std::span<const float> pool) {
    TickFit fit;
    Ticked ticked;
    append(ticks.yes, Answer::yes, samples, model, ticked);
    append(ticks.no, Answer::no, samples, model, ticked);
    const auto nz = static_cast<std::size_t>(model.nz - model.labels);
    try {
        fit.difference = direction_of(mean_difference(ticked.z, ticked.answers),
                                      DirectionMethod::difference, ticks, model);
        const LogisticFit logistic = logistic_of_few(ticked.z, nz, ticked.answers, 1.0);
        fit.logistic = direction_of(logistic.weights, DirectionMethod::logistic, ticks, model);
        fit.logits = logits_of(bare(pool, model), nz, logistic);
    } catch (const Error&) {
        return {};  // nothing ticked of one kind yet: there is nothing to fit
    }
    return fit;
}

std::vector<std::size_t> offered_rows(const TickFit& fit, std::size_t count, TickOrder order) {
    std::vector<std::size_t> rows(count);
    std::iota(rows.begin(), rows.end(), 0U);
    if (fit.logits.size() != count || order == TickOrder::drawn) return rows;
    std::ranges::stable_sort(rows, [&](std::size_t a, std::size_t b) {
        return order == TickOrder::likely ? fit.logits[a] > fit.logits[b]
                                          : std::abs(fit.logits[a]) < std::abs(fit.logits[b]);
    });
    return rows;
}

TickState clicked_tick(TickState ticks, SampleId id) {
    if (std::erase(ticks.no, id) > 0) return ticks;
    if (std::erase(ticks.yes, id) > 0) {
        ticks.no.push_back(id);
    } else {
        ticks.yes.push_back(id);
    }
    return ticks;
}

TickState said_tick(TickState ticks, SampleId id, bool yes) {
    std::erase(ticks.yes, id);
    std::erase(ticks.no, id);
    (yes ? ticks.yes : ticks.no).push_back(id);
    return ticks;
}

}  // namespace zscope::ui
