// SPDX-License-Identifier: MIT
#include "core/latent/arithmetic_trial.h"

#include <algorithm>
#include <cmath>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/latent/interpolate.h"
#include "core/latent/torch_randn.h"
#include "core/worlds/random_stream.h"

namespace zscope {
namespace {

using RowNumbers = std::vector<std::size_t>;

Answer answer_at(const std::vector<float>& values, const std::vector<JudgedAttribute>& attributes,
                 std::size_t row, std::size_t attribute) {
    return answer_of(values[row * attributes.size() + attribute], attributes[attribute].limits);
}

RowNumbers term_rows(const std::vector<float>& values,
                     const std::vector<JudgedAttribute>& attributes, const ArithmeticPlan& plan,
                     Answer wanted, Answer carrier) {
    RowNumbers rows;
    for (std::size_t i = 0; i < values.size() / attributes.size(); ++i) {
        const bool plain = std::all_of(
            plan.without.begin(), plan.without.end(),
            [&](std::size_t k) { return answer_at(values, attributes, i, k) == Answer::no; });
        if (plain && answer_at(values, attributes, i, plan.wanted) == wanted &&
            answer_at(values, attributes, i, plan.carrier) == carrier) {
            rows.push_back(i);
        }
    }
    return rows;
}

// Mean z of `count` different rows, by the first steps of a Fisher–Yates shuffle.
std::vector<double> mean_of_some(std::span<const float> z, std::size_t nz, RowNumbers rows,
                                 int count, RandomStream& draws) {
    std::vector<double> mean(nz, 0.0);
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        std::swap(
            rows[i],
            rows[i + static_cast<std::size_t>(draws.pick(static_cast<int>(rows.size() - i)))]);
        for (std::size_t k = 0; k < nz; ++k)
            mean[k] += z[rows[i] * nz + k] / static_cast<double>(count);
    }
    return mean;
}

void append(std::vector<float>& to, const std::vector<double>& values) {
    for (const double value : values)
        to.push_back(static_cast<float>(value));
}

std::vector<double> plus(std::vector<double> a, const std::vector<double>& b, double factor) {
    for (std::size_t i = 0; i < a.size(); ++i)
        a[i] += factor * b[i];
    return a;
}

double length_of(const std::vector<double>& v) {
    double squares = 0.0;
    for (const double value : v)
        squares += value * value;
    return std::sqrt(squares);
}

}  // namespace

ArithmeticDraws draw_arithmetic(std::span<const float> z, const std::vector<float>& values,
                                const std::vector<JudgedAttribute>& attributes,
                                const ArithmeticPlan& plan) {
    const std::size_t samples = values.size() / attributes.size();
    ZSCOPE_CHECK(samples > 0 && z.size() % samples == 0, "{} z of {} samples", z.size(), samples);
    const std::size_t nz = z.size() / samples;
    const RowNumbers terms[3] = {
        term_rows(values, attributes, plan, Answer::yes, Answer::no),
        term_rows(values, attributes, plan, Answer::no, Answer::no),
        term_rows(values, attributes, plan, Answer::no, Answer::yes),
    };
    ArithmeticDraws all;
    for (int t = 0; t < 3; ++t) {
        all.pool[t] = static_cast<std::int64_t>(terms[t].size());
        if (all.pool[t] < plan.exemplars) {
            fail(
                "term {} of the equation ({} {}, {} {}) has {} samples of {}, and {} are needed: "
                "draw more",
                t + 1, attributes[plan.wanted].key, t == 0 ? "yes" : "no",
                attributes[plan.carrier].key, t == 2 ? "yes" : "no", all.pool[t], samples,
                plan.exemplars);
        }
    }
    for (int i = 0; i < plan.draws; ++i) {
        RandomStream draws(plan.seed, i, "arithmetic");
        std::vector<double> mean[3];
        for (int t = 0; t < 3; ++t)
            mean[t] = mean_of_some(z, nz, terms[t], plan.exemplars, draws);
        const std::vector<double> step = plus(mean[0], mean[1], -1.0);
        const std::vector<float> noise = torch_randn(
            mix_seed(plan.seed, static_cast<std::uint64_t>(i)), static_cast<std::int64_t>(nz));
        append(all.base, mean[2]);
        append(all.result, plus(mean[2], step, 1.0));
        append(all.control, plus(mean[2], {noise.begin(), noise.end()},
                                 length_of(step) / std::max(norm(noise), 1e-12)));
    }
    return all;
}

ArithmeticOutcome judge_arithmetic(const std::vector<float>& base, const std::vector<float>& result,
                                   const std::vector<JudgedAttribute>& attributes,
                                   const ArithmeticPlan& plan) {
    ZSCOPE_CHECK(base.size() == result.size(), "{} against {}", base.size(), result.size());
    std::int64_t wanted = 0, carrier = 0, kept = 0, all = 0;
    const std::size_t count = result.size() / attributes.size();
    for (std::size_t i = 0; i < count; ++i) {
        const bool has = answer_at(result, attributes, i, plan.wanted) == Answer::yes;
        const bool still = answer_at(result, attributes, i, plan.carrier) == Answer::yes;
        bool same = true;
        for (std::size_t k = 0; k < attributes.size(); ++k) {
            if (k == plan.wanted || attributes[k].degrees) continue;
            const Answer was = answer_at(base, attributes, i, k);
            const Answer is = answer_at(result, attributes, i, k);
            same = same && (was == Answer::unsure || is == Answer::unsure || was == is);
        }
        wanted += has ? 1 : 0;
        carrier += still ? 1 : 0;
        kept += same ? 1 : 0;
        all += has && still && same ? 1 : 0;
    }
    const auto n = static_cast<std::int64_t>(count);
    return {wilson_share(wanted, n), wilson_share(carrier, n), wilson_share(kept, n),
            wilson_share(all, n)};
}

}  // namespace zscope
