// SPDX-License-Identifier: MIT
#include "core/engine/direction_score.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/latent/torch_randn.h"

namespace zscope {
namespace {

// What a direction is tried on.
struct Start {
    std::vector<float> z;
    std::vector<std::int64_t> rows;  // of the pool
    HostTensor images;
    Look look;
};

class Scorer {
  public:
    Scorer(Sampler& sampler, const Judge& judge, const ScoreOptions& options,
           const std::stop_token& stop)
        : sampler_(sampler), judge_(judge), options_(options), stop_(stop) {}

    DirectionScore score(const Direction& direction, const JudgedSamples& pool) {
        DirectionScore result;
        result.direction = direction.name;
        result.method = std::string(word_of(direction.method));
        result.attribute = direction.attribute;
        result.orthogonal_to = direction.orthogonal_to;
        result.removal = options_.removal;
        result.drawn = pool.count;
        DirectionTrial trial;
        trial.attributes = judge_.attributes;
        trial.removal = options_.removal;
        if (!direction.attribute.empty()) trial.target = judge_.attribute(direction.attribute);
        result.degrees = trial.target && judge_.attributes[*trial.target].degrees;
        const Start start = start_of(direction, trial, pool);
        result.count = static_cast<std::int64_t>(start.rows.size());
        trial.before = start.look;
        for (const double strength : options_.strengths) {
            const double signed_strength = options_.removal ? -strength : strength;
            trial.direction = look_moved(start, moved(start.z, direction, signed_strength));
            trial.control = look_moved(start, moved_at_random(start, direction, strength));
            result.strengths.push_back(measure_effect(trial, strength, options_.seed));
        }
        return result;
    }

  private:
    Look look_at(const HostTensor& images) {
        Look look;
        look.values = judge_.read(images, stop_);
        if (sampler_.model().discriminator) look.d_logits = sampler_.d_logits(images);
        return look;
    }

    Start start_of(const Direction& direction, const DirectionTrial& trial,
                   const JudgedSamples& pool) {
        Start start;
        start.rows =
            trial_rows(pool.values, trial.attributes, trial.target, trial.removal, options_.count);
        if (start.rows.empty()) {
            fail("of {} samples none surely {} {}: there is nothing to try the direction on",
                 pool.count, trial.removal ? "shows" : "lacks", direction.attribute);
        }
        const std::size_t nz = direction.vector.size();
        for (const std::int64_t row : start.rows) {
            const auto first = pool.z.begin() + row * static_cast<std::ptrdiff_t>(nz);
            start.z.insert(start.z.end(), first, first + static_cast<std::ptrdiff_t>(nz));
        }
        start.images = images_of(sampler_, start.z, start.rows, stop_);
        start.look = look_at(start.images);
        return start;
    }

    // As far as `strength` goes, but each row in a random direction of its own.
    std::vector<float> moved_at_random(const Start& start, const Direction& direction,
                                       double strength) const {
        const std::size_t nz = direction.vector.size();
        const std::vector<float> noise = torch_randn(
            mix_seed(options_.seed, 77), static_cast<std::int64_t>(start.rows.size() * nz));
        std::vector<float> z = start.z;
        for (std::size_t i = 0; i < start.rows.size(); ++i) {
            const auto row = std::span(noise).subspan(i * nz, nz);
            Direction random = direction;
            random.vector = unit_vector(std::vector<double>(row.begin(), row.end()), "noise");
            const auto there = moved(std::span(z).subspan(i * nz, nz), random, strength);
            std::copy(there.begin(), there.end(), z.begin() + static_cast<std::ptrdiff_t>(i * nz));
        }
        return z;
    }

    MovedImages look_moved(const Start& start, const std::vector<float>& z) {
        const HostTensor images = images_of(sampler_, z, start.rows, stop_);
        MovedImages result{look_at(images), {}};
        const auto was = start.images.f32();
        const auto is = images.f32();
        const std::size_t each = was.size() / start.rows.size();
        for (std::size_t i = 0; i < start.rows.size(); ++i) {
            double sum = 0.0;
            for (std::size_t k = i * each; k < (i + 1) * each; ++k)
                sum += std::abs(static_cast<double>(is[k]) - was[k]);
            result.image_change.push_back(127.5 * sum / static_cast<double>(each));
        }
        return result;
    }

    Sampler& sampler_;
    const Judge& judge_;
    const ScoreOptions& options_;
    const std::stop_token& stop_;
};

// Whether every direction has as many rows to begin with as are asked for.
bool enough(const JudgedSamples& pool, const Judge& judge, std::span<const Direction> directions,
            const ScoreOptions& options) {
    return std::all_of(directions.begin(), directions.end(), [&](const Direction& direction) {
        std::optional<std::size_t> target;
        if (!direction.attribute.empty()) target = judge.attribute(direction.attribute);
        const auto rows =
            trial_rows(pool.values, judge.attributes, target, options.removal, options.count);
        return static_cast<std::int64_t>(rows.size()) >= options.count;
    });
}

// Drawn in growing pools of the same seed, so that few are drawn where few will do.
JudgedSamples pool_for(Sampler& sampler, const Judge& judge, std::span<const Direction> directions,
                       const ScoreOptions& options, const std::stop_token& stop) {
    std::int64_t count = std::min(2 * options.count, options.most_drawn);
    while (true) {
        JudgedSamples pool = judge_samples(sampler, judge, options.seed, count, stop);
        if (count >= options.most_drawn || enough(pool, judge, directions, options)) return pool;
        count = std::min(2 * count, options.most_drawn);
    }
}

}  // namespace

std::vector<DirectionScore> score_directions(Sampler& sampler, const Judge& judge,
                                             std::span<const Direction> directions,
                                             const ScoreOptions& options,
                                             const std::stop_token& stop, const ShareDone& done) {
    ZSCOPE_CHECK(options.count > 0 && !options.strengths.empty(), "{} images, {} strengths",
                 options.count, options.strengths.size());
    for (const Direction& direction : directions)
        check_direction(direction, sampler.model());
    const JudgedSamples pool = pool_for(sampler, judge, directions, options, stop);
    Scorer scorer(sampler, judge, options, stop);
    std::vector<DirectionScore> scores;
    for (const Direction& direction : directions) {
        scores.push_back(scorer.score(direction, pool));
        if (done) done(static_cast<double>(scores.size()) / static_cast<double>(directions.size()));
    }
    return scores;
}

ArithmeticScore score_arithmetic(Sampler& sampler, const Judge& judge, const JudgedSamples& samples,
                                 const ArithmeticPlan& plan, const std::stop_token& stop) {
    const ArithmeticDraws draws =
        draw_arithmetic(samples.z, samples.values, judge.attributes, plan);
    const auto answers = [&](const std::vector<float>& z) {
        return judge.read(images_of(sampler, z, {}, stop), stop);
    };
    const std::vector<float> base = answers(draws.base);
    ArithmeticScore score;
    score.wanted = judge.attributes[plan.wanted].key;
    score.carrier = judge.attributes[plan.carrier].key;
    for (const std::size_t k : plan.without)
        score.without.push_back(judge.attributes[k].key);
    score.exemplars = plan.exemplars;
    score.draws = plan.draws;
    score.samples = samples.count;
    std::copy(std::begin(draws.pool), std::end(draws.pool), std::begin(score.pool));
    score.base = judge_arithmetic(base, base, judge.attributes, plan);
    score.result = judge_arithmetic(base, answers(draws.result), judge.attributes, plan);
    score.control = judge_arithmetic(base, answers(draws.control), judge.attributes, plan);
    return score;
}

}  // namespace zscope
